"""Writing the trail: one event per official act, in the act's own transaction."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
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
INSIDE = frozenset({"goods_finding", "review_case", "check_label", "image_reading"})
INSIDE_KINDS = frozenset({("goods_request", "consult"), ("goods_decision", "override"), ("inspection_evidence", "scan")})

DIGEST = "coalesce((select tq_digest(to_jsonb(t)) from {table} t where t.id = %s), '{gone}')"

#: no RETURNING: who acts may not always read what he tells (a stranger registering, a guest at the counter)
RECORD = """
with seen as materialized (
    select {digests}
), told as materialized (
    select nextval('audit_event_id_seq') as id, convert_to({payload}, 'UTF8') as payload, {after} as after, a.*
    from (values {acts}) a (words, actor_id, actor_name, on_behalf_of, unit, action), seen
), event as (
    insert into audit_event (id, at, actor_id, actor_name, on_behalf_of, unit, action, object_type, object_id,
                             object_version, office_ids, declarant_id, request_id, payload)
    select id, %s, actor_id, actor_name, on_behalf_of, unit, action, %s, %s, %s, %s, %s,
        coalesce(current_setting('tq.request', true), ''), payload from told
), pending as (
    insert into audit_pending (event_id) select id from told
)
select id, encode(sha256('\\x00'::bytea || payload), 'hex'), after from told order by id
"""
ACT = "(%s::text, %s::bigint, %s::text, %s::bigint, %s::text, %s::text)"


@dataclass(frozen=True)
class Receipt:
    """What the actor keeps: the event's number and its leaf hash (RFC 6962), hexadecimal.

    `after` is the digest of the row the event is about, as the act has left it.
    """

    event: int
    leaf: str
    after: str = field(default="", compare=False)


@dataclass(frozen=True)
class Act:
    """One act of several that leave the same rows: its name, who did it, why; `facts` holds no personal data."""

    action: str
    by: Actor
    facts: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""


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
    salt = secrets.token_bytes(16) if private else b""
    bound = {"private": hashlib.sha256(salt + canonical(private)).hexdigest()} if private else {}
    (receipt,) = _told((Act(action, by, facts or {}, reason),), touched, at, bound)
    if private:
        AuditPrivate.objects.create(event_id=receipt.event, salt=salt, body=private)
    return receipt


def record_all(acts: Sequence[Act], *touched: models.Model, at: datetime) -> list[Receipt]:
    """Append an event for each of these acts, in their order, when one saving left the rows as all of them did."""
    return _told(acts, touched, at, {})


def _told(acts: Sequence[Act], touched: Sequence[models.Model], at: datetime, bound: Mapping[str, str]) -> list[Receipt]:
    subject = touched[0]
    covered = [row for row in touched if row._meta.db_table in OBJECTS]
    reach = reach_of(subject)
    mark = secrets.token_hex(4)  # so that no word of a person can stand where a digest goes
    common = {
        "after": {name_of(row): f"@{mark}{n}@" for n, row in enumerate(covered)}, "at": moment(at), "object": name_of(subject),
        "version": getattr(subject, "version", 0), **bound}
    payloads = []
    for act in acts:
        by = act.by
        payloads.append({
            **common, "action": act.action, "actor": by.id, "on_behalf_of": by.on_behalf_of, "roles": sorted(by.roles), "unit": by.unit,
            "before": {name_of(row): old for row in covered if (old := vars(row).pop("digest", None))},  # a later act would tell a stale `before`
            "reach": {"declarant": reach[1], "offices": reach[0] or list(by.offices[:1])}, "reason": act.reason, "facts": act.facts})
    return _append(subject, covered, acts, payloads, mark, at)


def _append(
    subject: models.Model, covered: list[models.Model], acts: Sequence[Act], payloads: list[dict[str, Any]], mark: str, at: datetime,
) -> list[Receipt]:
    """One statement: the digests of the rows as they stand, the events, their places in the queue."""
    table, reach = subject._meta.db_table, payloads[0]["reach"]
    told = [value for act, payload in zip(acts, payloads, strict=True)
            for value in (canonical(payload).decode(), act.by.id, act.by.name, act.by.on_behalf_of, act.by.unit, act.action)]
    with hot() as cursor:
        made = cursor.execute(
            statement(tuple(row._meta.db_table for row in covered), len(acts)),
            [*(row.pk for row in covered), *(f"@{mark}{n}@" for n in range(len(covered))), *told, at, OBJECTS.get(table, table),
             subject.pk if isinstance(subject.pk, int) else None, payloads[0]["version"], reach["offices"], reach["declarant"]],
            prepare=True,
        ).fetchall()
    return [Receipt(*row) for row in made]


@lru_cache(maxsize=256)
def statement(tables: tuple[str, ...], acts: int = 1) -> str:
    """The statement that appends the events of so many acts about rows of these tables."""
    digests = [f"{DIGEST.format(table=table, gone=GONE)} as d{n}" for n, table in enumerate(tables)]
    payload = "a.words"
    for n in range(len(tables)):
        payload = f"replace({payload}, %s, d{n})"
    return RECORD.format(digests=", ".join(digests) or "1", payload=payload, after="d0" if tables else "''", acts=", ".join([ACT] * acts))
