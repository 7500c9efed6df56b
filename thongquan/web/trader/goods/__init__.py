"""Goods declarations for those who declare: list, declare, lines, sign, follow."""
