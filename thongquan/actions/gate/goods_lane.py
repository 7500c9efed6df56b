"""Each agency's own lane for a consignment; the goods wait for the strictest."""

from __future__ import annotations

from datetime import datetime

from django.db.models import TextField
from django.db.models.expressions import RawSQL

from thongquan.actions import clearance
from thongquan.actions.gate.tick import AGENCY_ROLES
from thongquan.actions.goods import locked
from thongquan.actions.notice import tell
from thongquan.actions.trail import record
from thongquan.core.actor import Actor
from thongquan.core.agency_lane import GREEN, LANES
from thongquan.core.flows.goods import OPEN
from thongquan.core.gatewords import NAMES
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused
from thongquan.core.rule import plain
from thongquan.models import AgencyLane

DIGEST = RawSQL("tq_digest(to_jsonb(agency_lane))", [], output_field=TextField())
#: goods of which an agency may still speak
SPOKEN_OF = (*OPEN, "decided", "released", "cleared")


def give_lane(pk: int, agency: str, lane: str, *, note: str = "", by: Actor, at: datetime) -> AgencyLane:
    """An agency of the goods' gate says its own colour: green frees what it alone has kept, yellow and red keep the goods.

    `note` says what it wants and is told to the declarant; customs' channel stays as it is, and so do the other agencies' lanes.
    """
    if AGENCY_ROLES.get(agency) not in by.roles:
        raise NotAllowed("GEN-403")
    if lane not in LANES:
        raise Refused("REQ-05", "/lane")
    if lane != GREEN and not note.strip():
        raise Refused("AGL-02", "/note")
    declaration = locked(pk)
    if declaration.gate is None or declaration.gate.office_id not in by.offices:
        raise NotFound("GEN-404")
    if declaration.state not in SPOKEN_OF:
        raise Conflict("FLW-01", step="lane", state=declaration.state)
    row, made = AgencyLane.objects.annotate(digest=DIGEST).get_or_create(declaration=declaration, agency=agency, defaults={"lane": GREEN, "at": at})
    before = row.lane
    row.lane, row.note, row.at, row.by_id = lane, note.strip(), at, by.id
    row.save()
    record("agency.lane", declaration, row, by=by, at=at, reason=lane, facts={"agency": agency, "before": "" if made else before})
    if before != lane:
        said = plain({"number": declaration.number, "agency": NAMES["agencies"][agency], "lane": LANES[lane], "note": note.strip()})
        tell(declaration.declarant_id, "goods_agency_lane", said, link=f"/trade/goods/{pk}/")
    clearance.follow_agencies(declaration, at=at)
    return row
