"""What others can check without us: one event with its proof, and the whole log as one file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import psycopg

from thongquan.core.merkle import Frontier, consistency_path, inclusion_path

TRAIL, EVENT = "thongquan-trail-1", "thongquan-event-1"

LEAF = """
select l.idx, e.payload from audit_leaf l join audit_event e on e.id = l.event_id where l.event_id = %s
"""
NEWEST = "select size, note from audit_checkpoint order by size desc limit 1"
COVERING = "select size, note from audit_checkpoint where size > %s order by size limit 1"
RANGE = "select hash from audit_leaf where idx >= %s and idx < %s order by idx"
PAYLOADS = """
select l.idx, e.payload, l.hash from audit_leaf l left join audit_event e on e.id = l.event_id order by l.idx
"""


def root_between(connection: psycopg.Connection[Any], start: int, end: int) -> bytes:
    """The root over the leaves start … end - 1."""
    edge = Frontier()
    with connection.cursor(f"leaves_{start}") as cursor:
        cursor.itersize = 10_000
        for (leaf,) in cursor.execute(RANGE, [start, end]):
            edge.add(bytes(leaf))
    return edge.root()


def event_proof(connection: psycopg.Connection[Any], event: int, key: str) -> dict[str, Any] | None:
    """One event, its place, and the path to the first checkpoint over it; None while it is not sealed.

    The path is read from the leaves, so it grows with the log: some 2 s for a million of events.
    """
    found = connection.execute(LEAF, [event]).fetchone()
    covering = connection.execute(COVERING, [found[0]]).fetchone() if found else None
    if found is None or covering is None:
        return None
    idx, payload = found
    size, note = covering
    path = [root_between(connection, a, b).hex() for a, b in inclusion_path(idx, size)]
    return {"format": EVENT, "key": key, "event": event, "index": idx, "payload": bytes(payload).decode(), "proof": path, "checkpoint": note}


def consistency(connection: psycopg.Connection[Any], old: int, new: int) -> list[bytes]:
    """The proof that the log of `new` leaves begins with the log of `old`."""
    return [root_between(connection, a, b) for a, b in consistency_path(old, new)]


def newest(connection: psycopg.Connection[Any]) -> tuple[int, str] | None:
    """Size and note of the newest checkpoint."""
    return connection.execute(NEWEST).fetchone()


def exported(connection: psycopg.Connection[Any], key: str, witnesses: Sequence[str]) -> dict[str, Any]:
    """The head of an export: format, key, checkpoints, notes kept by witnesses; its events come from `events`."""
    notes = [note for (note,) in connection.execute("select note from audit_checkpoint order by size")]
    return {"format": TRAIL, "key": key, "checkpoints": notes, "witnesses": list(witnesses)}


def events(connection: psycopg.Connection[Any]) -> Iterator[dict[str, Any]]:
    """Every event of the log in its order; one whose payload is gone keeps its leaf."""
    with connection.cursor("events") as cursor:
        cursor.itersize = 2000
        for idx, payload, leaf in cursor.execute(PAYLOADS):
            yield {"index": idx, "payload": None if payload is None else bytes(payload).decode(), "leaf": bytes(leaf).hex()}
