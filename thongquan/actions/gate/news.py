"""Telling open pages that something happened at a gate."""

from __future__ import annotations

from django.db import transaction

from thongquan.queries.hot import hot

CHANNEL = "tq"


def stir(gate_id: int, kind: str, row: object) -> None:
    """Once the act is committed, pages that hear `gate/<id>` learn that this lane, crossing … changed.

    A notice inside the act's own transaction holds PostgreSQL's one queue lock until its commit is on disk,
    so that all gates commit one after the other (measured with 8 lanes: 218 acts a second instead of 2,600).
    A server that dies in between loses the notice only: pages ask again every ten seconds anyway.
    """
    notice = f"gate/{gate_id} {kind} {row}"

    def tell() -> None:
        with hot() as cursor:
            cursor.execute("select pg_notify(%s, %s)", [CHANNEL, notice], prepare=True)

    transaction.on_commit(tell, robust=True)
