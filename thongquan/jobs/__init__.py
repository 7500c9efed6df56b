"""The night shift: what runs without anybody waiting for it."""
