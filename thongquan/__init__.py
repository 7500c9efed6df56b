"""Thông Quan: a smart border gate with centralised customs clearance."""
