"""Inspections: ordered, booked, moved with a reason, begun, recorded; results flow back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import TextField
from django.db.models.expressions import RawSQL

from thongquan.actions import clearance
from thongquan.actions.assignment import case
from thongquan.actions.goods import locked, save, spread, step
from thongquan.actions.notice import tell
from thongquan.actions.trail import record
from thongquan.catalog.goods_reasons import INSPECT_REASONS, OUTCOMES, RESCHEDULE_REASONS
from thongquan.catalog.law import LAW
from thongquan.catalog.override_reasons import OVERRIDE_REASONS
from thongquan.core.actor import Actor, system
from thongquan.core.inspection import written_order
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused
from thongquan.core.rule import local_day
from thongquan.models import (
    CheckLabel,
    GoodsDeclaration,
    InspectionEvidence,
    InspectionFinding,
    InspectionOrder,
    InspectionSite,
    Selection,
)
from thongquan.queries.inspection import first_slot, free_bay, site_for

DIGEST = RawSQL("tq_digest(to_jsonb(inspection_order))", [], output_field=TextField())
LONGEST_EVIDENCE = 12 * 1024 * 1024


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


def order(
    declaration: GoodsDeclaration, *, forms: Sequence[str], reason_code: str, note: str = "", lines: Iterable[int] = (), by: Actor, at: datetime,
) -> InspectionOrder:
    """Write the order to look at the goods where they are, book the first free bay, call an inspector by the draw.

    Perishable and live goods get the first slot of the day (Circular 38/2015 art. 29); the declarant may move it.
    """
    if reason_code not in INSPECT_REASONS and reason_code not in OVERRIDE_REASONS:
        raise Refused("REQ-05", "/reason_code")
    site = site_for(declaration)
    declaration.inspection_office = site.office if site else declaration.office
    spread(declaration)
    save(declaration)
    slot = first_slot(site, at, urgent=declaration.perishable) if site else None
    row = InspectionOrder.objects.create(
        declaration=declaration, site=site, forms=list(forms) or ["officer"], lines=sorted(set(lines)),
        steps=written_order(declaration.body, forms, sorted(set(lines))), reason_code=reason_code, note=note.strip(),
        slot_at=slot.at if slot else None, bay=slot.bay if slot else None, ordered_by=by.id, ordered_at=at,
        hold_until=at + timedelta(hours=int(LAW.value("inspection.hold.hours", on=local_day(at)))))
    record("inspection.order", row, declaration, by=by, at=at, reason=reason_code)
    tell(declaration.declarant_id, "inspection_ordered", {
        "number": declaration.number, "time": row.slot_at.isoformat() if row.slot_at else "",
        "site": {"vi": site.name_vi, "en": site.name_en, "zh": site.name_zh} if site else ""}, link=f"/trade/goods/{declaration.pk}/")
    case.assign(declaration, "inspection", at=at)
    return row


def found(pk: int) -> InspectionOrder:
    """The order, locked, with its declaration."""
    row = (InspectionOrder.objects.select_for_update(of=("self",)).select_related("declaration", "site")
           .annotate(digest=DIGEST).filter(pk=pk).first())
    if row is None:
        raise NotFound("GEN-404")
    return row


def reschedule(pk: int, *, slot_at: datetime, reason_code: str, by: Actor, at: datetime) -> InspectionOrder:
    """Another appointment, with a reason that is kept; asked by the declarant or made by the inspector."""
    if reason_code not in RESCHEDULE_REASONS:
        raise Refused("REQ-05", "/reason_code")
    row = found(pk)
    if not (by.acts_for(row.declaration.declarant_id) or by.is_any("inspector", "team_leader", "office_leader")):
        raise NotAllowed("ACC-02")
    if row.state != "ordered" or row.site is None:
        raise Conflict("INS-90")
    if by.declares and row.rescheduled >= int(LAW.value("inspection.reschedules", on=local_day(at))):
        raise Refused("INS-91", "/slot_at", most=int(LAW.value("inspection.reschedules", on=local_day(at))))
    bay = free_bay(row.site, slot_at, at)
    if bay is None:
        raise Conflict("INS-92", "/slot_at")
    row.slot_at, row.bay, row.rescheduled = slot_at, bay, row.rescheduled + 1
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:  # somebody took the bay in this second
        raise Conflict("INS-92", "/slot_at") from None
    record("inspection.reschedule", row, by=by, at=at, reason=reason_code)
    tell(row.declaration.declarant_id, "inspection_moved", {"number": row.declaration.number, "time": slot_at.isoformat()},
         link=f"/trade/goods/{row.declaration_id}/")
    return row


def present(pk: int, *, by: Actor, at: datetime) -> InspectionOrder:
    """The goods are at the place (told by the driver, the yard or the inspector); said twice, it stays the first time."""
    row = found(pk)
    if row.presented_at is None:
        row.presented_at = at
        row.save()
        record("inspection.present", row, by=by, at=at)
    return row


def begin(pk: int, *, by: Actor, at: datetime) -> InspectionOrder:
    """The inspector begins; whoever begins first records the result, colleagues join."""
    row = found(pk)
    if row.state == "begun":
        return join(row, by=by, at=at)
    declaration = locked(row.declaration_id)
    case.require(declaration, "inspection", by)
    step(declaration, "begin_inspection", by)
    save(declaration)
    row.state, row.begun_at, row.presented_at = "begun", at, row.presented_at or at
    row.recorder, row.officers = by.id, [by.id] if by.id else []
    row.save()
    record("inspection.begin", row, declaration, by=by, at=at)
    return row


def join(row: InspectionOrder, *, by: Actor, at: datetime) -> InspectionOrder:
    """A second officer helps; only the recorder writes the result."""
    if not by.is_any("inspector"):
        raise NotAllowed("FLW-02", step="begin_inspection")
    if by.id is not None and by.id not in row.officers:
        row.officers = [*row.officers, by.id]
        row.save()
        record("inspection.join", row, by=by, at=at)
    return row


def keep(pk: int, *, kind: str, sent_id: UUID, taken_at: datetime, by: Actor, at: datetime, line: int | None = None,
         content: bytes = b"", media_type: str = "", sha256: str = "", body: Mapping[str, Any] | None = None,
         thumbnail: bytes | None = None) -> InspectionEvidence:
    """A photo, clip, scan, sample or seal; sent again after a cut network it is kept once."""
    known = InspectionEvidence.objects.filter(sent_id=sent_id).first()
    if known is not None:
        return known
    row = found(pk)
    if kind not in InspectionEvidence.KINDS or len(content) > LONGEST_EVIDENCE:
        raise Refused("INS-93", "/kind")
    if by.id not in row.officers:
        raise NotAllowed("INS-94")
    evidence = InspectionEvidence.objects.create(
        declaration_id=row.declaration_id, order=row, kind=kind, sent_id=sent_id, line=line, taken_at=min(taken_at, at),
        content=content or None, media_type=media_type, sha256=sha256, body=dict(body or {}), thumbnail=thumbnail, by_id=by.id)
    record("inspection.keep", evidence, by=by, at=at, facts={"kind": kind, "sha256": sha256})
    return evidence


def record_result(pk: int, seen: Sequence[Seen], *, outcome: str, remarks: str = "", by: Actor, at: datetime) -> InspectionOrder:
    """Write down what was found, line by line. All as declared clears by itself; a difference goes back to the dossier.

    Only the lines in doubt are held: the rest of the truck may go (partial passage).
    """
    row = found(pk)
    if outcome not in OUTCOMES or any(s.outcome not in OUTCOMES for s in seen):
        raise Refused("INS-95", "/outcome")
    if row.state == "done":
        return row
    if row.recorder != by.id:
        raise NotAllowed("INS-96")
    declaration = locked(row.declaration_id)
    wrong = [s for s in seen if s.outcome != "agrees"]
    if outcome == "agrees" and wrong:
        raise Refused("INS-97", f"/lines/{wrong[0].line}")
    row.findings.all().delete()
    findings = InspectionFinding.objects.bulk_create(
        InspectionFinding(declaration=declaration, order=row, line=s.line, outcome=s.outcome, quantity=s.quantity, unit=s.unit,
                          net_kg=s.net_kg, hs=s.hs, origin=s.origin, held=s.held, note=s.note) for s in seen)
    row.state, row.outcome, row.remarks, row.done_at = "done", outcome, remarks.strip(), at
    row.save()
    step(declaration, "record_inspection" if outcome == "agrees" else "back_to_dossier", by)
    if outcome == "agrees":
        declaration.decided_at = at
    save(declaration)
    record("inspection.record", row, declaration, *findings, by=by, at=at, reason=outcome)
    label(declaration, row, by=by, at=at)
    case.finish(declaration, "inspection", outcome=outcome, by=by, at=at)
    tell(declaration.declarant_id, "inspection_done", {"number": declaration.number, "outcome": OUTCOMES[outcome].vi},
         link=f"/trade/goods/{declaration.pk}/")
    if outcome == "agrees":
        clearance.settle(declaration, by=system(tuple(declaration.office_ids)), at=at)
    else:
        case.assign(declaration, "dossier", at=at)
    return row


def label(declaration: GoodsDeclaration, row: InspectionOrder, *, by: Actor, at: datetime) -> CheckLabel:
    """The coded result, for hit rates and learning."""
    made = CheckLabel.objects.create(
        declaration=declaration, kind="inspection", selected_by=selected_by(declaration), found=row.outcome not in ("agrees", "sample"),
        type="" if row.outcome == "agrees" else row.outcome, officer=by.id, at=at)
    record("inspection.label", made, by=by, at=at)
    return made


def selected_by(declaration: GoodsDeclaration) -> str:
    """What brought the declaration to its check: the kind of the first reason of its latest selection."""
    row = Selection.objects.filter(declaration_id=declaration.pk).order_by("-id").first()
    return str(row.reasons[0]["kind"]) if row and row.reasons else "none"


def withdraw(pk: int, *, reason: str, by: Actor, at: datetime) -> InspectionOrder:
    """The order is no longer needed (cancelled declaration, changed level)."""
    row = found(pk)
    if row.state == "done":
        raise Conflict("INS-90")
    row.state = "withdrawn"
    row.save()
    record("inspection.withdraw", row, by=by, at=at, reason=reason)
    return row


def site_closed(site: InspectionSite, *, by: Actor, at: datetime) -> int:
    """A site stops working: its open appointments lose their slot and are told; how many."""
    rows = list(InspectionOrder.objects.select_for_update(of=("self",)).select_related("declaration").annotate(digest=DIGEST)
                .filter(site=site, state="ordered", slot_at__gte=at))
    for row in rows:
        row.slot_at, row.bay = None, None
        row.save()
        record("inspection.unbook", row, by=by, at=at)
        tell(row.declaration.declarant_id, "inspection_unbooked", {"number": row.declaration.number}, link=f"/trade/goods/{row.declaration_id}/")
    return len(rows)
