"""The next movement serial, without gaps that matter and without waiting."""

from __future__ import annotations

from django.db import connection


def next_serial() -> int:
    """The next number of the national sequence."""
    with connection.cursor() as cursor:
        cursor.execute("select tq_next_serial()")
        return int(cursor.fetchone()[0])
