"""Gates and lanes: opened, closed with reasons, hours of single days, pauses, agencies."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import TextField
from django.db.models.expressions import RawSQL

from thongquan.actions.trail import record
from thongquan.core.actor import Actor
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused
from thongquan.models import Gate, GateDay, Lane

HEADS = ("office_leader", "region_leader", "nation_leader")
CREW = ("gate_officer", "team_leader", *HEADS)
DAY_DIGEST = RawSQL("tq_digest(to_jsonb(gate_day))", [], output_field=TextField())


def may_run(office_id: int, by: Actor, roles: Iterable[str]) -> None:
    """Only people of the gate's office (or above it) in one of these roles."""
    if not by.is_any(*roles) or office_id not in by.offices:
        raise NotAllowed("GEN-403")


def open_lane(lane_id: int, *, by: Actor, at: datetime) -> Lane:
    """The lane takes vehicles again."""
    return _turn_lane(lane_id, True, "", by, at)


def close_lane(lane_id: int, *, reason: str, by: Actor, at: datetime) -> Lane:
    """The lane takes nobody, for a reason that everyone at the gate reads."""
    if not reason.strip():
        raise Refused("REQ-04", "/reason")
    return _turn_lane(lane_id, False, reason.strip(), by, at)


def _turn_lane(lane_id: int, is_open: bool, reason: str, by: Actor, at: datetime) -> Lane:
    lane = Lane.objects.select_for_update(of=("self",)).select_related("gate").filter(pk=lane_id).first()
    if lane is None:
        raise NotFound("GEN-404")
    may_run(lane.gate.office_id, by, CREW)
    if lane.open == is_open:
        raise Conflict("GEN-409")
    lane.open, lane.closed_reason = is_open, reason
    lane.save(update_fields=["open", "closed_reason"])
    record("place.open_lane" if is_open else "place.close_lane", lane, by=by, at=at, reason=reason,
           facts={"gate": lane.gate.code, "lane": lane.number})
    return lane


def locked_gate(gate_id: int) -> Gate:
    """The gate, locked, with its office."""
    gate = Gate.objects.select_for_update(of=("self",)).select_related("office").filter(pk=gate_id, active=True).first()
    if gate is None:
        raise NotFound("GEN-404")
    return gate


def minutes_of(text: str) -> int | None:
    """`07:30` as minutes of the day, `24:00` allowed; None when it is no time."""
    hours, colon, minutes = text.strip().partition(":")
    if not (colon and hours.isdigit() and minutes.isdigit() and len(minutes) == 2):
        return None
    value = int(hours) * 60 + int(minutes)
    return value if int(minutes) < 60 and value <= 24 * 60 else None


def set_day(
    gate_id: int, day: date, *, opens: int | None, closes: int | None, reason: str, by: Actor, at: datetime,
) -> GateDay:
    """Other hours on one day, or none at all (both empty): holiday, short day, sudden stop."""
    gate = locked_gate(gate_id)
    may_run(gate.office_id, by, HEADS)
    if not reason.strip():
        raise Refused("REQ-04", "/reason")
    if (opens is None) != (closes is None) or (opens is not None and closes is not None and opens >= closes):
        raise Refused("DAY-01", "/opens")
    if day < at.astimezone(ZoneInfo(gate.zone)).date():
        raise Refused("DAY-02", "/day")
    found = GateDay.objects.select_for_update(of=("self",)).annotate(digest=DAY_DIGEST).filter(gate=gate, day=day).first()
    row: GateDay = found or GateDay(gate=gate, day=day)
    row.opens, row.closes, row.reason, row.announced_at = opens, closes, reason.strip(), at
    row.save()
    record("place.day", row, by=by, at=at, reason=row.reason,
           facts={"gate": gate.code, "day": day.isoformat(), "opens": opens, "closes": closes})
    return row


def clear_day(gate_day_id: int, *, by: Actor, at: datetime) -> None:
    """Back to the usual hours."""
    row = GateDay.objects.select_for_update(of=("self",)).select_related("gate").annotate(digest=DAY_DIGEST).filter(pk=gate_day_id).first()
    if row is None:
        raise NotFound("GEN-404")
    may_run(row.gate.office_id, by, HEADS)
    if row.day < at.astimezone(ZoneInfo(row.gate.zone)).date():
        raise Refused("DAY-02", "/day")
    gate, key = row.gate, row.pk
    row.delete()
    row.pk = key
    record("place.clear_day", gate, row, by=by, at=at, facts={"gate": gate.code, "day": row.day.isoformat()})


def pause(gate_id: int, *, reason: str, by: Actor, at: datetime) -> Gate:
    """Stop taking vehicles now; queue places stay."""
    gate = locked_gate(gate_id)
    may_run(gate.office_id, by, CREW)
    if not reason.strip():
        raise Refused("REQ-04", "/reason")
    if gate.paused_at is not None:
        raise Conflict("GEN-409")
    gate.paused_at, gate.paused_reason = at, reason.strip()
    gate.save(update_fields=["paused_at", "paused_reason"])
    record("place.pause", gate, by=by, at=at, reason=gate.paused_reason, facts={"gate": gate.code})
    return gate


def resume(gate_id: int, *, by: Actor, at: datetime) -> Gate:
    """Take vehicles again."""
    gate = locked_gate(gate_id)
    may_run(gate.office_id, by, CREW)
    if gate.paused_at is None:
        raise Conflict("GEN-409")
    stood = int((at - gate.paused_at).total_seconds() // 60)
    gate.paused_at, gate.paused_reason = None, ""
    gate.save(update_fields=["paused_at", "paused_reason"])
    record("place.resume", gate, by=by, at=at, facts={"gate": gate.code, "minutes": max(0, stood)})
    return gate


def require_ticks(gate_id: int, agencies: Iterable[str], *, known: Iterable[str], by: Actor, at: datetime) -> Gate:
    """Which agencies must have seen a vehicle before it leaves; customs always does."""
    gate = locked_gate(gate_id)
    may_run(gate.office_id, by, HEADS)
    wanted = set(agencies) | {"customs"}
    gate.agencies = [agency for agency in known if agency in wanted]
    gate.save(update_fields=["agencies"])
    record("place.agencies", gate, by=by, at=at, facts={"gate": gate.code, "agencies": gate.agencies})
    return gate
