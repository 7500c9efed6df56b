"""The story of a declaration: who did what, when, where and why, with each line's proof."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from thongquan.core.checkpoint import BadCheckpoint, checkpoint_open, read_verifier_key
from thongquan.core.merkle import leaf_hash, verify_inclusion
from thongquan.models import AuditCheckpoint, AuditEvent, AuditLeaf, AuditPrivate, LookUp, Scan, User, VehicleDeclaration
from thongquan.queries.trail.proof import event_proof


@dataclass(frozen=True)
class Entry:
    """One line of the story. `private` is the erasable part, `idx` the place in the log once it is sealed."""

    id: int
    at: datetime
    action: str
    who: str
    unit: str
    reason: str
    facts: dict[str, Any]
    mine: bool = False
    scan: Scan | None = None
    private: dict[str, Any] = field(default_factory=dict)
    idx: int | None = None


@dataclass(frozen=True)
class Seal:
    """The proof of one event: its leaf, its place, the checkpoint over it; `right` None while nobody has checked."""

    event: int
    leaf: str
    payload: str
    idx: int | None = None
    size: int | None = None
    at: datetime | None = None
    root: str = ""
    right: bool | None = None
    path: tuple[str, ...] = ()


def events_about(row: VehicleDeclaration) -> QuerySet[AuditEvent]:
    """Every event of the log about this declaration, its legs, checks and violations, oldest first."""
    return AuditEvent.objects.filter(
        Q(object_type="vehicle", object_id=row.pk)
        | Q(object_type="crossing", object_id__in=row.crossings.values("id"))
        | Q(object_type="violation", object_id__in=row.violations.values("id"))
        | Q(object_type="check", object_id__in=row.checks.values("id"))).order_by("at", "id")


def story(row: VehicleDeclaration) -> list[Entry]:
    """The events with their scans, their erasable words and their places in the log."""
    rows = list(events_about(row))
    ids = [event.pk for event in rows]
    scans = {scan.event_id: scan for scan in Scan.objects.filter(declaration_id=row.pk, event_id__in=ids).select_related("gate")}
    private = dict(AuditPrivate.objects.filter(event_id__in=ids).values_list("event_id", "body"))
    places = dict(AuditLeaf.objects.filter(event_id__in=ids).values_list("event_id", "idx"))
    return [_entry(event, scans.get(event.pk), private.get(event.pk, {}), places.get(event.pk)) for event in rows]


def _entry(event: AuditEvent, scan: Scan | None, private: dict[str, Any], idx: int | None) -> Entry:
    payload = json.loads(bytes(event.payload))
    return Entry(event.pk, event.at, event.action, event.actor_name, event.unit, payload.get("reason", ""), payload.get("facts", {}),
                 event.actor_id is None, scan, private, idx)


def last_event(pk: int) -> Entry | None:
    """The newest event of the declaration itself: what happened while somebody else was reading."""
    event = AuditEvent.objects.filter(object_type="vehicle", object_id=pk).order_by("-id").first()
    return _entry(event, None, {}, None) if event else None


def lookers(row: VehicleDeclaration, limit: int = 50) -> list[tuple[datetime, str]]:
    """Who looked at this case, newest first."""
    looks = LookUp.objects.filter(object_type="vehicle", object_id=row.pk).order_by("-at")[:limit]
    names = _names(look.user_id for look in looks)
    return [(look.at, names.get(look.user_id, "")) for look in looks]


def _names(ids: Iterable[int]) -> dict[int, str]:
    return {pk: full or name for pk, full, name in User.objects.filter(pk__in=set(ids)).values_list("pk", "full_name", "username")}


def seal_of(row: VehicleDeclaration, event: int) -> Seal | None:
    """Leaf, place and checkpoint of one event of this declaration; None when it is none of its events."""
    found = events_about(row).filter(pk=event).first()
    if found is None:
        return None
    payload = bytes(found.payload)
    seal = Seal(found.pk, leaf_hash(payload).hex(), payload.decode())
    place = AuditLeaf.objects.filter(event_id=event).values_list("idx", flat=True).first()
    over = AuditCheckpoint.objects.filter(size__gt=place).order_by("size").first() if place is not None else None
    if place is None or over is None:
        return seal
    return Seal(seal.event, seal.leaf, seal.payload, place, over.size, over.at, bytes(over.root).hex())


def proof_of(row: VehicleDeclaration, event: int, vkey: Path) -> dict[str, Any] | None:
    """The file that proves one event without us; None while it is not sealed or no key is published."""
    if seal_of(row, event) is None or not vkey.exists():
        return None
    return event_proof(connection.connection, event, vkey.read_text().strip())


def checked(seal: Seal, proof: dict[str, Any]) -> Seal:
    """The seal with its proof walked again: leaf, path, root and the log's signature."""
    try:
        origin, public, _kind = read_verifier_key(proof["key"])
        head = checkpoint_open(proof["checkpoint"], origin, public)
    except (BadCheckpoint, ValueError):
        return _judged(seal, proof, False)
    leaf = hashlib.sha256(b"\x00" + proof["payload"].encode()).digest()
    right = leaf.hex() == seal.leaf and verify_inclusion(
        leaf, proof["index"], head.size, [bytes.fromhex(node) for node in proof["proof"]], head.root)
    return _judged(seal, proof, right)


def _judged(seal: Seal, proof: dict[str, Any], right: bool) -> Seal:
    return Seal(seal.event, seal.leaf, seal.payload, seal.idx, seal.size, seal.at, seal.root, right, tuple(proof["proof"]))
