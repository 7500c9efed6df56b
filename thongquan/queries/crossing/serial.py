"""The next movement serial, without gaps that matter and without waiting."""

from __future__ import annotations

from thongquan.queries.hot import hot


def next_serial() -> int:
    """The next number of the national sequence."""
    with hot() as cursor:
        found = cursor.execute("select tq_next_serial()", prepare=True).fetchone()
    assert found is not None
    return int(found[0])
