"""Each agency's tick on a leg: time, person, note; one stop for all of them."""

from __future__ import annotations

from datetime import datetime

from thongquan.actions.trail import Receipt, record
from thongquan.core.actor import Actor
from thongquan.core.refused import Conflict, NotAllowed, NotFound
from thongquan.models import AgencyTick, Crossing

AGENCY_ROLES = {
    "border_guard": "border_guard", "quarantine_health": "quarantine_health",
    "quarantine_plant": "quarantine_plant", "quarantine_animal": "quarantine_animal",
    "transport_management": "transport_management",
}


def tick(crossing_id: int, agency: str, *, note: str = "", by: Actor, at: datetime) -> Receipt:
    """The agency has nothing against this leg; ticking twice is the same tick."""
    if AGENCY_ROLES.get(agency) not in by.roles:
        raise NotAllowed("GEN-403")
    crossing = Crossing.objects.select_for_update().filter(pk=crossing_id).first()
    if crossing is None:
        raise NotFound("GEN-404")
    if crossing.state == "crossed":
        raise Conflict("FLW-01", step="tick", state="crossed")
    AgencyTick.objects.update_or_create(
        crossing=crossing, agency=agency,
        defaults={"at": at, "by_id": by.id, "note": note, "office_id": crossing.office_id,
                  "return_office_id": crossing.return_office_id, "declarant_id": crossing.declarant_id})
    return record("gate.tick", crossing, by=by, at=at, facts={"agency": agency, "declaration": crossing.declaration_id})
