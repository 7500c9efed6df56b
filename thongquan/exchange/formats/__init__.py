"""Formats of the outside world: bytes in, answers out, and back; none of them touches a database."""
