"""When the machine says check: an officer confirms, two admit by order, or it turns back."""

from __future__ import annotations

from datetime import datetime

from thongquan.actions.gate import write
from thongquan.actions.gate.answer import Answer, ScanRequest
from thongquan.actions.trail import record
from thongquan.catalog.reasons import ADMISSION_REASONS, CONFIRM_REASONS, TURN_BACK_REASONS
from thongquan.core.actor import Actor
from thongquan.core.gatecheck import BORDER, leaving
from thongquan.core.gatewords import Verdict
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused
from thongquan.core.rule import local_day
from thongquan.core.vehicle import direction_of
from thongquan.models import PhysicalCheck, Scan
from thongquan.queries import gate as facts
from thongquan.queries.access import officers_of

OFFICERS = ("gate_officer",)
SECONDS = ("gate_officer", "office_leader", "team_leader")

#: doubts that one officer at the lane may settle with his eyes
CONFIRMABLE = frozenset({"PLATE", "OVERDUE", "INSPECT", "CLOCK", "GOODS_GONE"})
#: the one reason that ends an ordered check
CHECKED = "check_done"
#: reasons for which a vehicle may come through a lane of the other direction
AGAINST_THE_LANE = frozenset({"turned_back", "rescue", "leader_order"})


def opened(request: ScanRequest, number: str, by: Actor, at: datetime) -> tuple[facts.LaneRow, facts.Movement]:
    """The lane and the locked movement, whose next leg this act is about."""
    if not by.is_any(*OFFICERS):
        raise NotAllowed("GEN-403")
    lane = facts.lane_row(request.gate, request.lane)
    if lane is None or lane.office_id not in by.offices:
        raise NotFound("GAT-01")
    known = facts.leg_of(number)
    row = facts.movement(number, known[0], known[1], at, request.seen) if known else None
    if row is None or row.crossing_id is None:
        raise NotFound("GAT-02")
    if known and row.next_leg != known[0]:
        raise Conflict("GEN-409")
    if row.state not in ("accepted", "under_way", "overdue"):
        raise Conflict("FLW-01", step="cross", state=row.state)
    return lane, row


def confirm(request: ScanRequest, number: str, *, reason_code: str, by: Actor, at: datetime) -> Answer:
    """One officer has looked and settles a doubt (camera misread, late return): the leg crosses, or enters the yard.

    It settles this doubt and no other: what came between (a hold, a closed lane) or stands beside (an agency
    that has not seen the vehicle, an ordered check) still stops it.
    """
    lane, row = opened(request, number, by, at)
    last = Scan.objects.filter(declaration_id=row.id, gate_id=lane.gate_id).order_by("-at").first()
    if last is None or last.code not in CONFIRMABLE or last.leg != row.next_leg or (row.bay and last.code != "INSPECT"):
        raise Refused("GAT-03")
    if reason_code not in CONFIRM_REASONS or (last.code == "INSPECT" and reason_code != CHECKED):
        raise Refused("GAT-04", "/reason_code")
    nothing_else_stops(lane, row)
    if last.code == "INSPECT":
        _close_check(row.id, by=by, at=at)
    verdict = Verdict("go", "CONFIRMED", {"reason": reason_code})
    if lane.kind != BORDER:
        return write.yard(request, lane, row, row.next_leg, verdict, by=by, at=at, reason_code=reason_code, how="confirmed")
    return write.crossed(request, lane, row, row.next_leg, verdict, by=by, at=at, reason_code=reason_code, how="confirmed")


def nothing_else_stops(lane: facts.LaneRow, row: facts.Movement) -> None:
    """Refuses for what one officer's eyes cannot settle."""
    if row.held_at is not None or row.plate_held:
        raise Conflict("GAT-07")
    if not lane.open:
        raise Conflict("GAT-09")
    if lane.kind == BORDER and row.missing(lane.agencies):
        raise Conflict("GAT-11")
    if leaving((one["number"] for one in row.on_board if not one["free"]), lane.kind, direction_of(row.regime, row.next_leg)):
        raise Conflict("GAT-12")


def _close_check(declaration_id: int, *, by: Actor, at: datetime) -> None:
    """The check a vehicle was sent to is over and agreed; the next leg is not sent to it again."""
    for check in PhysicalCheck.objects.select_for_update().filter(declaration_id=declaration_id, done_at__isnull=True):
        check.result, check.done_by, check.done_at = "agrees", by.id, at
        check.save(update_fields=["result", "done_by", "done_at"])
        record("gate.check_done", check, by=by, at=at, reason=CHECKED, facts={"declaration": declaration_id})


def admit_by_order(
    request: ScanRequest, number: str, *, reason_code: str, reason: str, second: int, by: Actor, at: datetime,
) -> Answer:
    """Let a vehicle pass against the machine: coded reason, words, and a second officer of the place."""
    lane, row = opened(request, number, by, at)
    if row.held_at is not None or row.plate_held:
        raise Conflict("GAT-07")
    if lane.kind != BORDER:
        raise Refused("GAT-03")
    if lane.direction not in ("", direction_of(row.regime, row.next_leg)) and reason_code not in AGAINST_THE_LANE:
        raise Conflict("GEN-409")
    if reason_code not in ADMISSION_REASONS or len(reason.strip()) < 5:
        raise Refused("GAT-04", "/reason")
    if second == by.id:
        raise NotAllowed("GAT-05", "/second")
    if not may_second(second, lane.office_id, at):
        raise NotAllowed("GAT-06", "/second")
    verdict = Verdict("go", "BY_ORDER", {"reason": reason_code})
    return write.crossed(request, lane, row, row.next_leg, verdict, by=by, at=at, reason_code=reason_code,
                         reason=reason.strip(), second=second, how="order")


def may_second(user_id: int, office_id: int, at: datetime) -> bool:
    """Whether this person may be the second officer at this office today."""
    return any(person.pk == user_id for person in officers_of((office_id,), local_day(at), *SECONDS))


def turn_back(request: ScanRequest, number: str, *, reason_code: str, by: Actor, at: datetime) -> Answer:
    """Send the vehicle back from the line; nothing crosses, the reason is kept."""
    lane, row = opened(request, number, by, at)
    if reason_code not in TURN_BACK_REASONS:
        raise Refused("GAT-04", "/reason_code")
    verdict = Verdict("stop", "TURNED_BACK", {"reason": reason_code})
    return write.only_scan(request, lane, verdict, by=by, at=at, row=row, action="gate.turn_back", reason_code=reason_code)
