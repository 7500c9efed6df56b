"""The order to look at goods: written, booked, moved with a reason, presented, withdrawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import TextField
from django.db.models.expressions import RawSQL

from thongquan.actions.assignment import case
from thongquan.actions.goods import locked, promised, save, spread
from thongquan.actions.notice import tell
from thongquan.actions.trail import record
from thongquan.catalog.goods_reasons import INSPECT_REASONS, RESCHEDULE_REASONS
from thongquan.catalog.law import LAW
from thongquan.catalog.override_reasons import OVERRIDE_REASONS
from thongquan.core.actor import Actor
from thongquan.core.inspection import written_order
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused
from thongquan.core.rule import local_day
from thongquan.models import GoodsDeclaration, InspectionOrder, InspectionSite, Selection
from thongquan.queries.inspection import first_slot, free_bay, site_for

DIGEST = RawSQL("tq_digest(to_jsonb(inspection_order))", [], output_field=TextField())


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
    declaration.promised_at = None  # nothing is promised before the declarant has shown the goods
    save(declaration)
    if site:  # one booking at a time at a place: two declarants never get one bay
        InspectionSite.objects.select_for_update().get(pk=site.pk)
    slot = first_slot(site, at, urgent=declaration.perishable) if site else None
    row = InspectionOrder.objects.create(
        declaration=declaration, site=site, forms=list(forms) or ["officer"], lines=sorted(set(lines)),
        steps=written_order(declaration.body, forms, sorted(set(lines))), reason_code=reason_code, note=note.strip(),
        slot_at=slot.at if slot else None, bay=slot.bay if slot else None, ordered_by=by.id, ordered_at=at,
        hold_until=hold_ends(slot.at if slot else at, at))
    record("inspection.order", row, declaration, by=by, at=at, reason=reason_code)
    tell(declaration.declarant_id, "inspection_ordered", {
        "number": declaration.number, "time": row.slot_at.isoformat() if row.slot_at else "",
        "site": {"vi": site.name_vi, "en": site.name_en, "zh": site.name_zh} if site else ""}, link=f"/trade/goods/{declaration.pk}/")
    case.assign(declaration, "inspection", at=at)
    return row


def hold_ends(since: datetime, at: datetime) -> datetime:
    """The end of the longest hold, which begins with the appointment or when the goods are shown before it, and never in the past."""
    return max(since, at) + timedelta(hours=int(LAW.value("inspection.hold.hours", on=local_day(at))))


def found(pk: int) -> InspectionOrder:
    """The order with its declaration, both locked: the declaration first, as every act on goods does."""
    of = InspectionOrder.objects.filter(pk=pk).values_list("declaration_id", flat=True).first()
    if of is None:
        raise NotFound("GEN-404")
    declaration = locked(of)
    row = InspectionOrder.objects.select_for_update(of=("self",)).select_related("site").annotate(digest=DIGEST).get(pk=pk)
    row.declaration = declaration
    return row


def at_place(row: InspectionOrder, by: Actor) -> bool:
    """Whether this person serves where the goods are looked at; who only sees the case does not."""
    office = row.site.office_id if row.site else row.declaration.inspection_office_id
    return office in by.offices and by.is_any("inspector", "yard_operator", "team_leader", "office_leader")


def reschedule(pk: int, *, slot_at: datetime, reason_code: str, by: Actor, at: datetime) -> InspectionOrder:
    """Another appointment, with a reason that is kept; asked by the declarant or made by the inspector."""
    if reason_code not in RESCHEDULE_REASONS:
        raise Refused("REQ-05", "/reason_code")
    row = found(pk)
    if not (by.acts_for(row.declaration.declarant_id, "declare") or at_place(row, by)):
        raise NotAllowed("ACC-02")
    if row.state != "ordered" or row.site is None:
        raise Conflict("INS-90")
    if by.declares and row.rescheduled >= int(LAW.value("inspection.reschedules", on=local_day(at))):
        raise Refused("INS-91", "/slot_at", most=int(LAW.value("inspection.reschedules", on=local_day(at))))
    bay = free_bay(row.site, slot_at, at)
    if bay is None:
        raise Conflict("INS-92", "/slot_at")
    if by.declares and row.slot_at is not None and row.presented_at is None:  # who looks at goods, or lost their hour, gives himself no more time
        row.hold_until = hold_ends(slot_at, at)
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
    if not (by.acts_for(row.declaration.declarant_id, "declare") or at_place(row, by)):
        raise NotAllowed("ACC-02")
    if row.state in ("done", "withdrawn"):
        raise Conflict("INS-90")
    if row.presented_at is None:
        row.presented_at = at
        row.hold_until = min(filter(None, (row.hold_until, hold_ends(at, at))))
        row.save()
        record("inspection.present", row, by=by, at=at)
        promised(row.declaration, at=at)
    return row


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
