"""The log as a feed: sealed events within reach, and the receipt of what was just done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

#: leaves looked at for one answer, so that a narrow reach never walks the whole log at once
WINDOW = 5000

#: row-level security on audit_event leaves the caller's own; the log's places have no gaps and never move
FEED = """
select l.idx, e.id, encode(l.hash, 'hex') as leaf, e.at, e.action, e.object_type,
       case e.object_type
           when 'vehicle' then (select d.number from vehicle_declaration d where d.id = e.object_id)
           when 'crossing' then (select d.number from crossing x join vehicle_declaration d on d.id = x.declaration_id where x.id = e.object_id)
           when 'violation' then (select d.number from violation x join vehicle_declaration d on d.id = x.declaration_id where x.id = e.object_id)
       end as number,
       e.object_version
from audit_leaf l join audit_event e on e.id = l.event_id
where l.idx >= %(after)s and l.idx < %(end)s
order by l.idx limit %(limit)s
"""

#: the newest event of one object in this request
RECEIPT = """
select id, encode(sha256('\\x00'::bytea || payload), 'hex') from audit_event
where object_type = %s and object_id = %s and request_id = %s order by id desc limit 1
"""


@dataclass(frozen=True)
class Change:
    """One sealed event: its place in the log, what was done to which movement. No person is named."""

    index: int
    event: int
    leaf: str
    at: datetime
    action: str
    object_type: str
    number: str | None
    version: int


def changes(after: int, limit: int) -> tuple[list[Change], int, bool]:
    """Events from place `after` on, the place to ask from next, and whether more is sealed already."""
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(max(idx) + 1, 0) from audit_leaf")
        size = int(cursor.fetchone()[0])
        end = min(size, after + WINDOW)
        cursor.execute(FEED, {"after": after, "end": end, "limit": limit})
        rows = [Change(*row) for row in cursor.fetchall()]
    following = rows[-1].index + 1 if len(rows) == limit else max(end, min(after, size))
    return rows, following, following < size


def receipt_of(object_type: str, object_id: int, request_id: str) -> tuple[int, str] | None:
    """Number and leaf hash of the newest event that this request wrote about an object."""
    with connection.cursor() as cursor:
        cursor.execute(RECEIPT, [object_type, object_id, request_id])
        row = cursor.fetchone()
    return (int(row[0]), str(row[1])) if row else None
