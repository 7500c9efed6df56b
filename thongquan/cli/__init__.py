"""The operator's door: the thongquan command."""
