"""From the lane to a bay: an officer orders a look at a vehicle, the yard gives it a place."""

from __future__ import annotations

from datetime import datetime

from thongquan.actions.gate import write
from thongquan.actions.gate.admit import opened
from thongquan.actions.gate.answer import Answer, ScanRequest
from thongquan.actions.gate.news import stir
from thongquan.actions.trail import Receipt, record
from thongquan.catalog.reasons import CHECK_REASONS
from thongquan.core.actor import Actor
from thongquan.core.gatewords import REASONS, Verdict
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused
from thongquan.models import Crossing, PhysicalCheck

PLACING = ("yard_operator", "gate_officer")


def send_to_check(
    request: ScanRequest, number: str, *, bay: str, reason_code: str, reason: str = "", by: Actor, at: datetime,
) -> Answer:
    """The vehicle goes to a bay for a physical check (Decree 08/2015 art. 77 §3); until then no lane lets it pass."""
    lane, row = opened(request, number, by, at)
    if reason_code not in CHECK_REASONS or not bay.strip():
        raise Refused("GAT-04", "/reason_code" if bay.strip() else "/bay")
    check = PhysicalCheck.objects.filter(declaration_id=row.id, done_at__isnull=True).first()
    if check is None:
        check = PhysicalCheck.objects.create(
            declaration_id=row.id, bay=bay.strip(), reason_code=reason_code, reason=reason.strip(), ordered_by=by.id, ordered_at=at,
            office_id=row.office_id, return_office_id=row.return_office_id, declarant_id=row.declarant_id)
        record("gate.send_to_check", check, by=by, at=at, reason=reason_code, facts={"declaration": row.id, "lane": lane.lane})
    verdict = Verdict(REASONS["INSPECT"].sign, "INSPECT", {"bay": check.bay})
    return write.only_scan(request, lane, verdict, by=by, at=at, row=row, reason_code=reason_code)


def give_bay(crossing_id: int, bay: str, *, by: Actor, at: datetime) -> Receipt:
    """The place of a vehicle in the yard."""
    if not by.is_any(*PLACING):
        raise NotAllowed("GEN-403")
    crossing = Crossing.objects.select_for_update().filter(pk=crossing_id).first()
    if crossing is None or crossing.office_id not in by.offices:
        raise NotFound("GEN-404")
    if crossing.yard_in_at is None or crossing.yard_out_at is not None:
        raise Conflict("FLW-01", step="bay", state=crossing.state)
    crossing.bay = bay.strip()[:20]
    crossing.save(update_fields=["bay"])
    stir(crossing.gate_id, "crossing", crossing.pk)
    return record("gate.bay", crossing, by=by, at=at, facts={"bay": crossing.bay, "declaration": crossing.declaration_id})
