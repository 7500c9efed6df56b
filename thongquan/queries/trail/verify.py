"""The whole log checked from its first leaf: leaves, roots, witnesses, queue, rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

import psycopg

from thongquan.core.canonical import canonical
from thongquan.core.checkpoint import BadCheckpoint, checkpoint_open, read_verifier_key
from thongquan.core.evidence import moment
from thongquan.core.merkle import Frontier, leaf_hash
from thongquan.queries.trail.findings import Report
from thongquan.queries.trail.guards import check_guards
from thongquan.queries.trail.rows import Rows

#: seconds an event may wait for its seal while a sealer runs
LATE = 10

#: one snapshot for log and rows, nothing written, no name looked up where somebody could have put another
OPEN = (
    "set transaction isolation level repeatable read, read only",
    "set local search_path = pg_catalog, public",
    "set local timezone = 'UTC'",
    "set local row_security = on",
    "set local statement_timeout = 0",
)
EVENT = """e.id, e.payload, e.at, e.actor_id, e.on_behalf_of, e.unit, e.action, e.object_type, e.object_id, e.object_version,
    e.office_ids, e.declarant_id, p.salt, p.body"""
LEAVES = f"""
select l.idx, l.event_id, l.hash, {EVENT}
from public.audit_leaf l left join public.audit_event e on e.id = l.event_id left join public.audit_private p on p.event_id = e.id
order by l.idx
"""
WAITING = f"""
select q.event_id, {EVENT}, extract(epoch from clock_timestamp() - q.since) as waited
from public.audit_event e full join public.audit_pending q on q.event_id = e.id left join public.audit_private p on p.event_id = e.id
where not exists (select 1 from public.audit_leaf l where l.event_id = coalesce(e.id, q.event_id))
order by coalesce(e.id, q.event_id)
"""
TWICE = "select event_id from public.audit_pending q where exists (select 1 from public.audit_leaf l where l.event_id = q.event_id)"
CHECKPOINTS = "select size, root, note from public.audit_checkpoint order by size"
LOST_PRIVATE = """
select p.event_id from public.audit_private p where not exists (select 1 from public.audit_event e where e.id = p.event_id)
"""
SEALING = """
select exists (select 1 from pg_locks where locktype = 'advisory' and granted
               and database = (select oid from pg_database where datname = current_database())
               and (classid::bigint << 32 | objid::bigint) = %s)
"""


def verify(
    connection: psycopg.Connection[Any], key: str, witnesses: Sequence[str] = (), *, lock: int | None = None,
) -> Report:
    """Check everything, as a role that sees every row (the owner or the administrator).

    `key` is the published verifier key, `witnesses` are checkpoint notes kept elsewhere, `lock` the
    sealer's advisory lock: while somebody holds it, events older than ten seconds are findings.
    """
    report = Report()
    with connection.transaction():
        for statement in OPEN:
            connection.execute(statement)
        signed = signed_roots(connection, key, report)
        kept = witnessed_roots(witnesses, key, signed, report)
        rows = Rows(report)
        walk(connection, {**kept, **signed}, rows, report)
        ends(signed, kept, report)
        row = connection.execute(SEALING, [lock or 0]).fetchone()
        waiting(connection, rows, report, sealing=bool(lock and row and row[0]))
        rows.compare(connection)
        check_guards(connection, report)
    return report


def signed_roots(connection: psycopg.Connection[Any], key: str, report: Report) -> dict[int, bytes]:
    """Size and root of every checkpoint whose note holds and agrees with its row."""
    roots: dict[int, bytes] = {}
    for size, root, note in connection.execute(CHECKPOINTS):
        told = opened(note, key)
        if isinstance(told, str):
            report.add("CHECKPOINT", f"checkpoint:{size}", told)
        elif told != (size, bytes(root)):
            report.add("CHECKPOINT", f"checkpoint:{size}", "the row says something else than its signed note")
        else:
            roots[size] = bytes(root)
        report.checkpoints += 1
    return roots


def opened(note: str, key: str) -> tuple[int, bytes] | str:
    """Size and root of a signed note, or what is wrong with it."""
    try:
        origin, public, _ = read_verifier_key(key)
        checkpoint = checkpoint_open(note, origin, public)
    except BadCheckpoint as bad:
        return bad.code
    except (ValueError, IndexError):
        return "no verifier key" if not key else "the verifier key is damaged"
    return checkpoint.size, checkpoint.root


def witnessed_roots(witnesses: Sequence[str], key: str, signed: dict[int, bytes], report: Report) -> dict[int, bytes]:
    """Size and root of every checkpoint kept elsewhere; two roots for one size are a split view."""
    roots: dict[int, bytes] = {}
    for number, note in enumerate(witnesses):
        told = opened(note, key)
        if isinstance(told, str):
            report.add("WITNESS", f"witness:{number}", told)
            continue
        size, root = told
        if signed.get(size, root) != root or roots.get(size, root) != root:
            report.add("SPLIT_VIEW", f"witness:{number}", f"another root for size {size}")
        elif size not in signed:
            report.add("ROLLED_BACK", f"witness:{number}", f"the checkpoint of size {size} is gone from the log")
        roots.setdefault(size, root)
        report.witnessed += 1
    return roots


def walk(connection: psycopg.Connection[Any], known: dict[int, bytes], rows: Rows, report: Report) -> None:
    """Every leaf from its event's payload, every known root from the leaves."""
    edge = Frontier()
    with connection.cursor("leaves") as cursor:
        cursor.itersize = 2000
        for idx, event, digest, *stored in cursor.execute(LEAVES):
            if idx != edge.size:
                report.add("LEAF_GAP", f"leaf:{edge.size}", f"found {idx}")
            edge.add(checked_leaf(event, bytes(digest), stored, rows, report))
            if edge.size in known and known[edge.size] != edge.root():
                report.add("ROOT", f"size:{edge.size}", "the events give another root than the signed one")
    report.leaves, report.root = edge.size, edge.root().hex()


def checked_leaf(event: int, digest: bytes, stored: Sequence[Any], rows: Rows, report: Report) -> bytes:
    """The leaf hash of one event, from its payload; what the event says of rows is noted."""
    if stored[0] is None:
        report.add("EVENT_GONE", f"event:{event}")
        return digest
    leaf = leaf_hash(bytes(stored[1]))
    if leaf != digest:
        report.add("LEAF_HASH", f"event:{event}", "payload and leaf differ")
    tell(stored, rows, report)
    return leaf


def tell(stored: Sequence[Any], rows: Rows, report: Report) -> None:
    """Compare an event's columns and private part with its payload, and note what it says of rows."""
    event, payload, at, actor, behalf, unit, action, kind, key, version, offices, declarant, salt, body = stored
    try:
        told = json.loads(bytes(payload))
        expected = (told["actor"], told["on_behalf_of"], told["unit"], told["action"], told["version"], told["at"],
                    told["reach"]["offices"], told["reach"]["declarant"])
        name, _, number = told["object"].partition(":")
        after, before, private = told["after"], told["before"], told.get("private")
    except (ValueError, KeyError, TypeError, AttributeError):
        report.add("PAYLOAD", f"event:{event}", "unreadable")
        return
    if expected != (actor, behalf, unit, action, version, moment(at), offices, declarant):
        report.add("EVENT_COLUMNS", f"event:{event}", "columns and payload differ")
    if name != kind or number not in (str(key), number if key is None else ""):
        report.add("EVENT_COLUMNS", f"event:{event}", "the object is another one")
    if salt is not None and hashlib.sha256(bytes(salt) + canonical(body)).hexdigest() != private:
        report.add("PRIVATE", f"event:{event}", "the private part is not the one that was told")
    rows.tell(event, before, after)


def ends(signed: dict[int, bytes], kept: dict[int, bytes], report: Report) -> None:
    """The log is neither shorter nor longer than what was signed."""
    for size in sorted({*signed, *kept}):
        if size > report.leaves:
            report.add("TRUNCATED", f"size:{size}", f"the log has only {report.leaves} leaves")
    if report.leaves > max(signed, default=0):
        report.add("UNSIGNED", f"size:{report.leaves}", "leaves after the last checkpoint")


def waiting(connection: psycopg.Connection[Any], rows: Rows, report: Report, *, sealing: bool) -> None:
    """Events not yet sealed are in the queue, and not for long."""
    with connection.cursor("waiting") as cursor:
        cursor.itersize = 2000
        for queued, *stored, waited in cursor.execute(WAITING):
            report.waiting += 1
            if stored[0] is None:
                report.add("EVENT_GONE", f"event:{queued}", "it waited for its seal")
                continue
            if queued is None:
                report.add("HIDDEN", f"event:{stored[0]}", "neither sealed nor waiting")
            elif sealing and waited > LATE:
                report.add("LATE", f"event:{queued}", f"unsealed for {waited:.0f} s")
            tell(stored, rows, report)
    for (event,) in connection.execute(TWICE):
        report.add("TWICE", f"event:{event}", "sealed and waiting")
    for (event,) in connection.execute(LOST_PRIVATE):
        report.add("EVENT_GONE", f"event:{event}", "its private part is still there")
