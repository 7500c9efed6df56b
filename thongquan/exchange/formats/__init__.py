"""Formats of the outside world: bytes in, answers out, and back; no database."""
