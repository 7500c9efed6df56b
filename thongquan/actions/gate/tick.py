"""Each agency's tick on a leg: time, person, note; one stop for all of them."""

from __future__ import annotations

from datetime import datetime

from thongquan.actions.gate.news import stir
from thongquan.actions.trail import Receipt, record
from thongquan.core.actor import Actor
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused
from thongquan.models import AgencyTick, Crossing
from thongquan.queries.gate.people import expected

AGENCY_ROLES = {
    "border_guard": "border_guard", "quarantine_health": "quarantine_health",
    "quarantine_plant": "quarantine_plant", "quarantine_animal": "quarantine_animal",
    "transport_management": "transport_management",
}


def tick(crossing_id: int, agency: str, *, note: str = "", counted: int | None = None, by: Actor, at: datetime) -> Receipt:
    """The agency has seen the vehicle and has nothing against this leg; ticking twice is the same tick.

    `counted` are the passengers on board; where they are more or fewer than declared the note says why (GAT-14).
    """
    crossing = _opened(crossing_id, agency, by)
    if counted is not None and counted < 0:
        raise Refused("FRM-03", "/counted", example="45")
    people = {} if counted is None else {"counted": counted, "declared": expected(crossing.declaration)}
    if people and counted != people["declared"] and not note.strip():
        raise Refused("GAT-14", "/note", **people)
    if crossing.state == "expected":  # whoever sees the vehicle first, it has arrived
        crossing.state, crossing.arrived_at = "arrived", at
        crossing.save(update_fields=["state", "arrived_at"])
    row, _ = AgencyTick.objects.update_or_create(
        crossing=crossing, agency=agency,
        defaults={"at": at, "by_id": by.id, "note": note, "office_id": crossing.office_id,
                  "return_office_id": crossing.return_office_id, "declarant_id": crossing.declarant_id})
    stir(crossing.gate_id, "crossing", crossing.pk)
    return record("gate.tick", crossing, row, by=by, at=at, facts={"agency": agency, "declaration": crossing.declaration_id, **people})


def untick(crossing_id: int, agency: str, *, note: str = "", by: Actor, at: datetime) -> Receipt:
    """The agency takes its tick back while the vehicle has not crossed; why is kept with the event."""
    crossing = _opened(crossing_id, agency, by)
    row = AgencyTick.objects.filter(crossing=crossing, agency=agency).first()
    if row is None:
        raise NotFound("GEN-404")
    AgencyTick.objects.filter(pk=row.pk).delete()
    stir(crossing.gate_id, "crossing", crossing.pk)
    return record("gate.untick", crossing, row, by=by, at=at, facts={"agency": agency, "declaration": crossing.declaration_id},
                  private={"note": note} if note else None)


def _opened(crossing_id: int, agency: str, by: Actor) -> Crossing:
    """The locked leg this agency's officer may tick; not one that has crossed."""
    if AGENCY_ROLES.get(agency) not in by.roles:
        raise NotAllowed("GEN-403")
    crossing = Crossing.objects.select_for_update().filter(pk=crossing_id).first()
    if crossing is None or crossing.office_id not in by.offices:
        raise NotFound("GEN-404")
    if crossing.state == "crossed":
        raise Conflict("FLW-01", step="tick", state="crossed")
    return crossing
