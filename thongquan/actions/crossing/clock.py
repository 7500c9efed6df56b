"""What the law gives to the clock: reminders, overdue, violations, expiry, liquidation."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import TextField
from django.db.models.expressions import RawSQL

from thongquan.actions import passes
from thongquan.actions.crossing.row import locked, save, step
from thongquan.actions.notice import tell
from thongquan.actions.trail import record
from thongquan.catalog.penalties import range_for
from thongquan.core.actor import Actor
from thongquan.core.refused import Conflict, NotFound, Refused
from thongquan.core.rule import local_day
from thongquan.models import VehicleDeclaration, Violation
from thongquan.queries.crossing.facts import vehicle_facts
from thongquan.queries.crossing.words import clock, notice_values
from thongquan.queries.place import office_of

DIGEST = RawSQL("tq_digest(to_jsonb(violation))", [], output_field=TextField())


def remind(pk: int, *, by: Actor, at: datetime) -> None:
    """Tell the declarant that the vehicle is due soon; once for each due time."""
    declaration = locked(pk)
    if declaration.state != "under_way" or declaration.reminded_at is not None:
        return
    declaration.reminded_at = at
    save(declaration)
    record("crossing.remind", declaration, by=by, at=at)
    tell(declaration.declarant_id, "due_soon", notice_values(declaration), link=f"/trade/trips/{declaration.pk}/")


def mark_overdue(pk: int, *, by: Actor, at: datetime) -> Violation | None:
    """The vehicle is not back in time: overdue now, a violation is drafted with the fines of the day."""
    declaration = locked(pk)
    due = declaration.due_back_at
    if declaration.state != "under_way" or due is None or due >= at:
        return None
    step(declaration, "mark_overdue", by)
    declaration.overdue_at = at
    save(declaration)
    violation = draft_violation(declaration, late=at - due, at=at)
    record("crossing.overdue", declaration, violation, by=by, at=at)
    tell(declaration.declarant_id, "overdue", notice_values(declaration, due=clock(due, declaration.gate)),
         link=f"/trade/trips/{declaration.pk}/")
    return violation


def draft_violation(declaration: VehicleDeclaration, *, late: timedelta, at: datetime) -> Violation:
    """The draft record of a late return with its range of fines and citation."""
    return Violation.objects.create(
        declaration=declaration, detected_at=at, **fine_of(declaration, late, at),
        office_id=office_of(declaration), return_office_id=declaration.return_office_id,
        declarant_id=declaration.declarant_id)


def fine_of(declaration: VehicleDeclaration, late: timedelta, at: datetime) -> dict[str, Any]:
    """The range of fines by the law of that day; empty when that law knows none."""
    line = range_for(vehicle_facts(declaration, at), late, local_day(at))
    return {"fine_min": line.fine_min, "fine_max": line.fine_max, "citation": line.citation} if line else {}


def confirm_violation(pk: int, *, confirm: bool, record_number: str = "", reason: str = "", by: Actor, at: datetime) -> Violation:
    """An officer confirms the violation under a record number, or dismisses it with a reason."""
    violation = Violation.objects.select_for_update().annotate(digest=DIGEST).filter(pk=pk).first()
    if violation is None:
        raise NotFound("GEN-404")
    if violation.state != "draft":
        raise Conflict("GEN-409")
    if not by.is_any("gate_officer", "dossier_officer", "office_leader"):
        raise Refused("GEN-403")
    if confirm and not record_number.strip():
        raise Refused("VIO-01", "/record_number")
    if not confirm and not reason.strip():
        raise Refused("REQ-04", "/reason")
    declaration = violation.declaration
    if confirm and declaration.due_back_at:
        end = declaration.liquidated_at or at
        for name, value in fine_of(declaration, end - declaration.due_back_at, violation.detected_at).items():
            setattr(violation, name, value)
    violation.state = "confirmed" if confirm else "dismissed"
    violation.record_number, violation.decision_reason = record_number, reason
    violation.decided_by, violation.decided_at = by.id, at
    violation.save()
    record("crossing.violation", violation, by=by, at=at, reason=violation.state, facts={"declaration": declaration.pk})
    return violation


def expire(pk: int, *, by: Actor, at: datetime) -> bool:
    """Accepted, but the vehicle never came inside the validity: expired, passes revoked."""
    declaration = locked(pk)
    if declaration.state != "accepted" or declaration.leg > 1 or not declaration.valid_until or declaration.valid_until >= at:
        return False
    if declaration.crossings.filter(leg=declaration.leg).exclude(state="expected").exists():
        return False
    step(declaration, "expire", by)
    save(declaration)
    gone = passes.revoke(declaration, "expired", at=at)
    record("crossing.expire", declaration, *gone, by=by, at=at)
    tell(declaration.declarant_id, "expired", notice_values(declaration), link=f"/trade/trips/{declaration.pk}/")
    return True


def prolong(pk: int, *, until: datetime, reason: str, by: Actor, at: datetime) -> VehicleDeclaration:
    """A slow or closed border lengthens the validity; queue places stay as they are."""
    declaration = locked(pk)
    step(declaration, "prolong", by)
    if declaration.valid_until and until <= declaration.valid_until:
        raise Refused("PRO-01", "/until")
    declaration.valid_until = until
    renewed = passes.renew(declaration, "prolonged", at=at)
    save(declaration)
    record("crossing.prolong", declaration, *renewed, by=by, at=at, reason=reason)
    tell(declaration.declarant_id, "prolonged", notice_values(declaration, due=clock(until, declaration.gate)),
         link=f"/trade/trips/{declaration.pk}/pass/")
    return declaration


def liquidate(pk: int, *, reason: str, by: Actor, at: datetime) -> VehicleDeclaration:
    """Close without a last crossing: a multi-trip permission that ended at home, or by decision."""
    declaration = locked(pk)
    step(declaration, "liquidate", by)
    if not reason.strip():
        raise Refused("REQ-04", "/reason")
    declaration.liquidated_at = at
    save(declaration)
    gone = passes.revoke(declaration, "liquidated", at=at)
    record("crossing.liquidate", declaration, *gone, by=by, at=at, reason=reason)
    return declaration
