"""Writing the trail: one event per official act, in the act's own transaction."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection, models

from thongquan.core.actor import Actor
from thongquan.core.canonical import canonical
from thongquan.models import AuditPrivate

#: table -> the short name of its rows in the log; exactly these are checked row against event
OBJECTS = {
    "vehicle_declaration": "vehicle",
    "crossing": "crossing",
    "declaration_request": "request",
    "physical_check": "check",
    "violation": "violation",
    "pass": "pass",
    "channel_rule_version": "channel_rule",
    "role_grant": "grant",
    "mandate": "mandate",
    "gate_day": "gate_day",
    "plate_hold": "plate_hold",
}

DIGEST = "(select tq_digest(to_jsonb(t)) from {table} t where t.id = %s)"

RECORD = """
with event as (
    insert into audit_event (at, actor_id, actor_name, on_behalf_of, unit, action, object_type, object_id,
                             object_version, office_ids, declarant_id, request_id, payload)
    values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, coalesce(current_setting('tq.request', true), ''),
            convert_to({payload}, 'UTF8'))
    returning id, payload
), pending as (
    insert into audit_pending (event_id) select id from event
)
select id, encode(sha256('\\x00'::bytea || payload), 'hex') from event
"""


@dataclass(frozen=True)
class Receipt:
    """What the actor keeps: the event's number and its leaf hash (RFC 6962), hexadecimal."""

    event: int
    leaf: str


def name_of(row: models.Model) -> str:
    """The row's name in the log, such as `vehicle:12`; rows outside the row check carry their table."""
    table = row._meta.db_table
    return f"{OBJECTS.get(table, table)}:{row.pk}"


def moment(at: datetime) -> str:
    """A time as the log writes it: UTC, microseconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def reach_of(row: models.Model) -> tuple[list[int], int | None]:
    """The offices and the declarant that may read an event about this row."""
    offices = [getattr(row, name, None) for name in ("office_id", "return_office_id", "unit_id")]
    return sorted({o for o in offices if o}), getattr(row, "declarant_id", None)


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

    `touched` are the saved rows the act changed; the log keeps the SHA-256 of each. `facts` holds no
    personal data; `private` is stored apart, erasable, bound by a salted hash.
    """
    subject = touched[0]
    covered = [row for row in touched if row._meta.db_table in OBJECTS]
    payload = {
        "action": action,
        "actor": by.id,
        "after": {name_of(row): f"@{n}@" for n, row in enumerate(covered)},
        "at": moment(at),
        "before": {name_of(row): row.digest for row in covered if getattr(row, "digest", None)},
        "object": name_of(subject),
        "on_behalf_of": by.on_behalf_of,
        "reason": reason,
        "roles": sorted(by.roles),
        "facts": facts or {},
    }
    salt = secrets.token_bytes(16) if private else b""
    if private:
        payload["private"] = hashlib.sha256(salt + canonical(private)).hexdigest()
    receipt = _append(action, subject, covered, canonical(payload).decode(), by, at)
    if private:
        AuditPrivate.objects.create(event_id=receipt.event, salt=salt, body=private)
    return receipt


def _append(
    action: str, subject: models.Model, covered: list[models.Model], text: str, by: Actor, at: datetime
) -> Receipt:
    """One statement: the digests of the rows as they stand, the event, its place in the queue."""
    expression, arguments = "%s::text", [text]
    for n, row in enumerate(covered):
        expression = f"replace({expression}, '@{n}@', coalesce({DIGEST.format(table=row._meta.db_table)}, 'gone'))"
        arguments.append(row.pk)
    offices, declarant = reach_of(subject)
    table = subject._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            RECORD.format(payload=expression),
            [at, by.id, by.name, by.on_behalf_of, by.unit, action, OBJECTS.get(table, table),
             subject.pk if isinstance(subject.pk, int) else None, getattr(subject, "version", 0),
             offices or list(by.offices[:1]), declarant, *arguments],
        )
        event, leaf = cursor.fetchone()
    return Receipt(event, leaf)
