"""At the goods: begin, join, tick the steps, write down lines, keep photos, seals, samples."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Max

from thongquan.actions.assignment import case
from thongquan.actions.goods import promised, save, step
from thongquan.actions.inspection.order import at_place, found
from thongquan.actions.inspection.site import use_seal
from thongquan.actions.notice import tell
from thongquan.actions.trail import record
from thongquan.catalog.goods_reasons import OUTCOMES
from thongquan.catalog.law import LAW
from thongquan.core.actor import Actor
from thongquan.core.inspection import READINGS, SUSPICIOUS, differs, written_order
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused
from thongquan.core.rule import local_day, plain
from thongquan.core.words import Words
from thongquan.models import InspectionEvidence, InspectionFinding, InspectionOrder
from thongquan.queries.access import leader_of, to_be_told
from thongquan.queries.scope import platform

#: evidence that is nothing without its picture or clip
SEEN_KINDS = ("photo", "scan", "clip")
#: the form of an inspection in which an officer looks at the goods themselves
OPENED = "officer"
LONGEST_EVIDENCE = 12 * 1024 * 1024
#: what a camera, a scanner and a body camera send, by the first bytes
MEDIA: tuple[tuple[bytes, int, str], ...] = (
    (b"\xff\xd8\xff", 0, "image/jpeg"), (b"\x89PNG\r\n\x1a\n", 0, "image/png"), (b"WEBP", 8, "image/webp"),
    (b"ftyp", 4, "video/mp4"), (b"\x1aE\xdf\xa3", 0, "video/webm"),
)


@dataclass(frozen=True)
class Seen:
    """What the inspector found of one line."""

    line: int
    outcome: str = "agrees"
    quantity: Decimal | None = None
    unit: str = ""
    net_kg: Decimal | None = None
    hs: str = ""
    origin: str = ""
    held: bool = False
    note: str = ""


def begin(pk: int, *, by: Actor, at: datetime) -> InspectionOrder:
    """The inspector begins; whoever begins first records the result, colleagues join."""
    row = found(pk)
    if row.state == "begun":
        return join(row, by=by, at=at)
    declaration = row.declaration
    case.require(declaration, "inspection", by)
    step(declaration, "begin_inspection", by)
    save(declaration)
    row.state, row.begun_at, row.presented_at = "begun", at, row.presented_at or at
    row.recorder, row.officers = by.id, [by.id] if by.id else []
    row.save()
    record("inspection.begin", row, declaration, by=by, at=at)
    promised(declaration, at=at)
    return row


def join(row: InspectionOrder, *, by: Actor, at: datetime) -> InspectionOrder:
    """A second officer helps; only the recorder writes the result. The database sees to it that he has no other part."""
    if not (by.is_any("inspector") and at_place(row, by)):
        raise NotAllowed("FLW-02", step="begin_inspection")
    if by.id is not None and by.id not in row.officers:
        case.wear(row.declaration, "inspection", by)
        row.officers = [*row.officers, by.id]
        row.save()
        record("inspection.join", row, by=by, at=at)
    return row


def working(pk: int, by: Actor) -> InspectionOrder:
    """The order under way, for one of its officers."""
    row = found(pk)
    if row.state not in ("begun", "sampled"):
        raise Conflict("INS-98" if row.state == "ordered" else "INS-90")
    if by.id not in row.officers:
        raise NotAllowed("INS-94")
    return row


def tick(pk: int, n: int, *, done: bool, by: Actor, at: datetime) -> InspectionOrder:
    """One step of the written order is carried out, or was not after all; the same tick twice is one."""
    row = working(pk, by)
    if not 0 <= n < len(row.steps):
        raise Refused("INS-99", f"/steps/{n}")
    if bool(row.steps[n].get("done")) == done:
        return row
    row.steps[n] = {**row.steps[n], "done": done, "by": by.id if done else None, "at": at.isoformat() if done else None}
    row.save()
    record("inspection.step", row, by=by, at=at, facts={"step": row.steps[n]["step"], "done": done})
    return row


def as_counted(row: InspectionOrder, seen: Sequence[Seen], *, at: datetime) -> list[Seen]:
    """What was noted of each line; one that was counted or weighed otherwise than declared differs, whatever was ticked beside it."""
    declared = {line.number: line for line in row.declaration.lines.filter(number__in=[one.line for one in seen])}
    gone = next((one.line for one in seen if one.line not in declared), None)
    if gone is not None:
        raise NotFound("GEN-404", f"/lines/{gone}")
    return [replace(one, outcome="quantity") if one.outcome == "agrees" and differs(declared[one.line], one, LAW, local_day(at)) else one
            for one in seen]


def note_line(pk: int, seen: Seen, *, sent_id: UUID, by: Actor, at: datetime) -> InspectionFinding:
    """What was counted of one line so far; the last word counts, a note sent again is kept once."""
    row = working(pk, by)
    if seen.outcome not in OUTCOMES:
        raise Refused("INS-95", f"/lines/{seen.line}/outcome")
    seen = as_counted(row, [seen], at=at)[0]
    standing = row.findings.filter(line=seen.line).first()
    if standing is not None and standing.sent_id == sent_id:
        return standing
    finding = standing or InspectionFinding(declaration=row.declaration, order=row, line=seen.line)
    for name in ("outcome", "quantity", "unit", "net_kg", "hs", "origin", "held", "note"):
        setattr(finding, name, getattr(seen, name))
    finding.sent_id = sent_id
    finding.save()
    record("inspection.line", finding, by=by, at=at)
    return finding


def kind_of(content: bytes) -> str:
    """The media type by the first bytes; INS-93 when it is neither picture nor clip."""
    for sign, place, media in MEDIA:
        if content[place:place + len(sign)] == sign:
            return media
    raise Refused("INS-93", "/content")


def keep(pk: int, *, kind: str, sent_id: UUID, taken_at: datetime, by: Actor, at: datetime, line: int | None = None,
         content: bytes = b"", media_type: str = "", sha256: str = "", body: Mapping[str, Any] | None = None,
         thumbnail: bytes | None = None) -> InspectionEvidence:
    """A photo, clip, scan, sample or seal; sent again after a cut network it is kept once."""
    row = found(pk)
    if by.id not in row.officers:
        raise NotAllowed("INS-94")
    known = row.evidence.filter(sent_id=sent_id).first()
    if known is not None:
        return known
    if kind not in InspectionEvidence.KINDS or len(content) > LONGEST_EVIDENCE or (kind in SEEN_KINDS and not content):
        raise Refused("INS-93", "/kind")
    told = dict(body or {})
    if kind == "seal" and told.get("new"):
        use_seal(row, str(told["new"]), at=at)
    evidence = put(row, kind=kind, sent_id=sent_id, taken_at=taken_at, content=content, by=by, at=at, line=line, media_type=media_type, sha256=sha256,
                   body=told, thumbnail=thumbnail)
    if kind == "scan" and told.get("reads") == SUSPICIOUS:
        open_goods(row, by=by, at=at)
    return evidence


def put(row: InspectionOrder, *, kind: str, sent_id: UUID, taken_at: datetime, content: bytes, by: Actor, at: datetime, line: int | None = None,
        media_type: str = "", sha256: str = "", body: Mapping[str, Any] | None = None, thumbnail: bytes | None = None) -> InspectionEvidence:
    """One piece of evidence beside the order, its digest in the log."""
    evidence = InspectionEvidence.objects.create(
        declaration_id=row.declaration_id, order=row, kind=kind, sent_id=sent_id, line=line, taken_at=min(taken_at, at),
        content=content or None, media_type=media_type or (kind_of(content) if content else ""),
        sha256=sha256 or (hashlib.sha256(content).hexdigest() if content else ""), body=dict(body or {}), thumbnail=thumbnail, by_id=by.id)
    record("inspection.keep", evidence, by=by, at=at, facts={"kind": kind, "sha256": evidence.sha256})
    return evidence


def open_goods(row: InspectionOrder, *, by: Actor, at: datetime) -> None:
    """The scanner image raises doubt: the order now has the goods opened by an officer too; it never becomes lighter again.

    An image that comes after the result was written, or while the laboratory is waited for, is told to the leader as well.
    """
    if row.state != "begun":
        came_late(row, READINGS[SUSPICIOUS], by=by, at=at)
    if row.state not in ("begun", "sampled") or not unopened(row) or any(step["step"] == "open" and not step.get("done") for step in row.steps):
        return
    row.forms = list(dict.fromkeys([*row.forms, OPENED]))
    row.steps = [*row.steps, *written_order(row.declaration.body, [OPENED], row.lines)]
    row.save()
    record("inspection.open_goods", row, by=by, at=at, reason="scan")


def unopened(row: InspectionOrder) -> bool:
    """Whether a scanner image raised doubt and the goods were not opened since it was taken."""
    doubted = row.evidence.filter(kind="scan", body__reads=SUSPICIOUS).aggregate(last=Max("taken_at"))["last"]
    opened = (datetime.fromisoformat(step["at"]) for step in row.steps if step.get("step") == "open" and step.get("done"))
    return doubted is not None and not any(at >= doubted for at in opened)


def came_late(row: InspectionOrder, found: Words, *, by: Actor, at: datetime) -> None:
    """What speaks against goods comes when their inspection no longer looks at them: the leaders of the place and of the dossier hear of it.

    Where a unit has no leader an auditor does, who has no page of the case.
    """
    declaration, day = row.declaration, local_day(at)
    kind = "inspection_doubted" if row.state == "sampled" else "inspection_late"
    units = (row.site.office_id if row.site else declaration.inspection_office_id, declaration.team_id or declaration.office_id)
    with platform():
        leaders = {unit: leader_of(unit, day, but=by.id or 0) for unit in units if unit}
        hear = {to_be_told(unit, day, but=by.id or 0): "" for unit, leader in leaders.items() if leader is None}
        hear |= dict.fromkeys(leaders.values(), f"/central/goods/{declaration.pk}/")
        for who, link in hear.items():
            if who is not None:
                tell(None, kind, plain({"number": declaration.number, "found": found}), user_id=who, link=link)
