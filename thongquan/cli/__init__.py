"""The operator's door: the command `thongquan`."""
