"""Orders to stop a plate: told at declaring, obeyed at every gate, lifted by a head."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import TextField
from django.db.models.expressions import RawSQL

from thongquan.actions.trail import record
from thongquan.catalog.reasons import HOLD_REASONS
from thongquan.core.actor import Actor
from thongquan.core.plates import normalise
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused
from thongquan.core.rule import VIETNAM_TIME, local_day
from thongquan.models import PlateHold, Unit
from thongquan.queries.crossing.stops import standing

LIFT = ("office_leader", "region_leader", "nation_leader")
ORDER = ("risk_analyst", *LIFT)
DIGEST = RawSQL("tq_digest(to_jsonb(plate_hold))", [], output_field=TextField())


def order_stop(plate: str, *, reason_code: str, until: date | None = None, by: Actor, at: datetime) -> PlateHold:
    """Stop this plate wherever it is declared or shown, to the end of the day `until` or until a head lifts it."""
    # the highest unit of his reach is his own
    office = Unit.objects.filter(pk__in=by.offices).exclude(parent_id__in=by.offices).order_by("pk").first()
    if office is None or not by.is_any(*ORDER):
        raise NotAllowed("GEN-403")
    key = normalise(plate)
    if not key:
        raise Refused("REG-02", "/plate")
    if reason_code not in HOLD_REASONS:
        raise Refused("REQ-05", "/reason_code")
    if until is not None and until < local_day(at):
        raise Refused("STP-01", "/until")
    if standing(at).filter(plate_key=key, office_id=office.pk).exists():
        raise Conflict("STP-02", "/plate")
    end = None if until is None else datetime.combine(until + timedelta(days=1), time.min, VIETNAM_TIME)
    row = PlateHold.objects.create(plate_key=key, reason=reason_code, office_id=office.pk, since=at, until=end, ordered_by=by.id)
    record("crossing.order_stop", row, by=by, at=at, reason=reason_code,
           facts={"until": until.isoformat() if until else None}, private={"plate": key})
    return row


def lift_stop(pk: int, *, reason: str, by: Actor, at: datetime) -> PlateHold:
    """The plate goes free now; a head of the office that ordered it, or above, says why."""
    row = PlateHold.objects.select_for_update().annotate(digest=DIGEST).filter(pk=pk).first()
    if row is None:
        raise NotFound("GEN-404")
    if not by.is_any(*LIFT) or row.office_id not in by.offices:
        raise NotAllowed("GEN-403")
    if not reason.strip():
        raise Refused("REQ-04", "/reason")
    if row.until is not None and row.until <= at:
        raise Conflict("STP-03")
    row.until = at
    row.save(update_fields=["until"])
    record("crossing.lift_stop", row, by=by, at=at, reason=reason.strip())
    return row
