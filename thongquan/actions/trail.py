"""Writing the trail: one event per official act, in the act's own transaction."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import models

from thongquan.core.actor import Actor
from thongquan.core.canonical import canonical
from thongquan.core.evidence import GONE, OBJECTS, moment, name_in_log
from thongquan.models import AuditPrivate, GoodsDeclaration
from thongquan.models.declaration import OfDeclaration
from thongquan.queries.hot import hot

#: table -> the column that names the party whose row it is, where that is not `declarant_id`
OWNERS = {
    "party": "id", "mandate": "client_id", "role_grant": "party_id", "driver_record": "party_id", "craft_record": "party_id",
    "transport_permit": "party_id", "channel_choice": "party_id", "licence": "holder_id",
}

#: tables, and kinds of rows of shared tables, of which no declarant reads an event
INSIDE = frozenset({"goods_finding", "review_case", "check_label"})
INSIDE_KINDS = frozenset({("goods_request", "consult"), ("goods_decision", "override")})

DIGEST = "coalesce((select tq_digest(to_jsonb(t)) from {table} t where t.id = %s), '{gone}')"

#: no RETURNING: who acts may not always read what he tells (a stranger registering, a guest at the counter)
RECORD = """
with seen as materialized (
    select {digests}
), told as materialized (
    select nextval('audit_event_id_seq') as id, convert_to({payload}, 'UTF8') as payload, {after} as after from seen
), event as (
    insert into audit_event (id, at, actor_id, actor_name, on_behalf_of, unit, action, object_type, object_id,
                             object_version, office_ids, declarant_id, request_id, payload)
    select id, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, coalesce(current_setting('tq.request', true), ''), payload from told
), pending as (
    insert into audit_pending (event_id) select id from told
)
select id, encode(sha256('\\x00'::bytea || payload), 'hex'), after from told
"""


@dataclass(frozen=True)
class Receipt:
    """What the actor keeps: the event's number and its leaf hash (RFC 6962), hexadecimal.

    `after` is the digest of the row the event is about, as the act has left it.
    """

    event: int
    leaf: str
    after: str = field(default="", compare=False)


def name_of(row: models.Model) -> str:
    """The row's name in the log."""
    return name_in_log(row._meta.db_table, row.pk)


def of_the_house(row: models.Model) -> bool:
    """Whether an act on this row is the officers' own: differences, labels, reviews, views of other units, changed channels."""
    table = row._meta.db_table
    return table in INSIDE or (table, getattr(row, "kind", "")) in INSIDE_KINDS


def reach_of(row: models.Model) -> tuple[list[int], int | None]:
    """The offices and the declarant that may read an event about this row."""
    inside = of_the_house(row)
    row = getattr(row, "declaration", row) if isinstance(row, OfDeclaration) else row
    if isinstance(row, GoodsDeclaration):
        return sorted(row.office_ids), None if inside else row.declarant_id
    offices = [getattr(row, name, None) for name in ("office_id", "return_office_id", "unit_id")]
    owner = getattr(row, OWNERS.get(row._meta.db_table, "declarant_id"), None)
    return sorted({o for o in offices if o}), owner


def record(
    action: str,
    *touched: models.Model,
    by: Actor,
    at: datetime,
    reason: str = "",
    facts: dict[str, Any] | None = None,
    private: dict[str, Any] | None = None,
) -> Receipt:
    """Append one event: who did what to the first of `touched`, when and why.

    `touched` are the saved rows the act changed, or removed; the log keeps the SHA-256 of each. `facts`
    holds no personal data; `private` is stored apart, erasable, bound by a salted hash.
    """
    subject = touched[0]
    covered = [row for row in touched if row._meta.db_table in OBJECTS]
    offices, declarant = reach_of(subject)
    offices = offices or list(by.offices[:1])
    mark = secrets.token_hex(4)  # so that no word of a person can stand where a digest goes
    payload = {
        "action": action,
        "actor": by.id,
        "after": {name_of(row): f"@{mark}{n}@" for n, row in enumerate(covered)},
        "at": moment(at),
        "before": {name_of(row): old for row in covered if (old := getattr(row, "digest", None))},
        "object": name_of(subject),
        "on_behalf_of": by.on_behalf_of,
        "reach": {"declarant": declarant, "offices": offices},
        "reason": reason,
        "roles": sorted(by.roles),
        "facts": facts or {},
        "unit": by.unit,
        "version": getattr(subject, "version", 0),
    }
    salt = secrets.token_bytes(16) if private else b""
    if private:
        payload["private"] = hashlib.sha256(salt + canonical(private)).hexdigest()
    receipt = _append(subject, covered, payload, mark, by, at)
    for row in covered:
        vars(row).pop("digest", None)  # a second event of this act would tell a stale `before`
    if private:
        AuditPrivate.objects.create(event_id=receipt.event, salt=salt, body=private)
    return receipt


def _append(
    subject: models.Model, covered: list[models.Model], payload: dict[str, Any], mark: str, by: Actor, at: datetime
) -> Receipt:
    """One statement: the digests of the rows as they stand, the event, its place in the queue."""
    arguments = [*(row.pk for row in covered), canonical(payload).decode(), *(f"@{mark}{n}@" for n in range(len(covered)))]
    table, reach = subject._meta.db_table, payload["reach"]
    with hot() as cursor:
        made = cursor.execute(
            statement(tuple(row._meta.db_table for row in covered)),
            [*arguments, at, by.id, by.name, by.on_behalf_of, by.unit, payload["action"], OBJECTS.get(table, table),
             subject.pk if isinstance(subject.pk, int) else None, payload["version"], reach["offices"], reach["declarant"]],
            prepare=True,
        ).fetchone()
    assert made is not None
    return Receipt(*made)


@lru_cache(maxsize=256)
def statement(tables: tuple[str, ...]) -> str:
    """The statement that appends an event about rows of these tables."""
    digests = [f"{DIGEST.format(table=table, gone=GONE)} as d{n}" for n, table in enumerate(tables)]
    payload = "%s::text"
    for n in range(len(tables)):
        payload = f"replace({payload}, %s, d{n})"
    return RECORD.format(digests=", ".join(digests) or "1", payload=payload, after="d0" if tables else "''")
