"""Gates and lanes: made, opened, closed, their hours by week and day, pauses, agencies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Max, TextField
from django.db.models.expressions import RawSQL

from thongquan.actions.trail import record
from thongquan.core.actor import Actor
from thongquan.core.clock import ENDS, dated, ends_on, spans_of
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused
from thongquan.core.vehicle import INWARD
from thongquan.models import Crossing, Gate, GateDay, Lane, Scan, Unit

HEADS = ("office_leader", "region_leader", "nation_leader")
CREW = ("gate_officer", "team_leader", *HEADS)
#: what a lane serves -> its kind and direction
USES = {"out": ("border", "out"), "in": ("border", "in"), "yard_in": ("yard_in", "out"), "yard_out": ("yard_out", "out")}
#: the clock across the border
ZONES = {"CN": "Asia/Shanghai", "LA": "Asia/Vientiane", "KH": "Asia/Phnom_Penh"}
#: from this number of a region's hundred on gates are made by hand, one at a time, so that no two take one number or code
BY_HAND, ONE_AT_A_TIME = 50, "select pg_advisory_xact_lock(hashtext('thongquan gates'))"
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


def locked_lane(lane_id: int) -> Lane:
    """The lane, locked, with its gate."""
    lane = Lane.objects.select_for_update(of=("self",)).select_related("gate").filter(pk=lane_id).first()
    if lane is None:
        raise NotFound("GEN-404")
    return lane


def _turn_lane(lane_id: int, is_open: bool, reason: str, by: Actor, at: datetime) -> Lane:
    lane = locked_lane(lane_id)
    may_run(lane.gate.office_id, by, CREW)
    if lane.open == is_open:
        raise Conflict("GEN-409")
    lane.open, lane.closed_reason = is_open, reason
    lane.save(update_fields=["open", "closed_reason"])
    record("place.open_lane" if is_open else "place.close_lane", lane, by=by, at=at, reason=reason,
           facts={"gate": lane.gate.code, "lane": lane.number})
    return lane


def add_lane(gate_id: int, use: str, *, by: Actor, at: datetime) -> Lane:
    """A new lane; its number is one that no vehicle was ever scanned at. It takes nobody until it is opened."""
    gate = locked_gate(gate_id)
    may_run(gate.office_id, by, HEADS)
    if use not in USES:
        raise Refused("FRM-04", "/use")
    taken = (gate.lanes.aggregate(n=Max("number"))["n"], Scan.objects.filter(gate=gate).aggregate(n=Max("lane"))["n"])
    kind, direction = USES[use]
    lane = Lane.objects.create(gate=gate, number=max(n or 0 for n in taken) + 1, kind=kind, direction=direction, open=False)
    record("place.add_lane", gate, lane, by=by, at=at, facts={"gate": gate.code, "lane": lane.number, "use": use})
    return lane


def change_lane(lane_id: int, use: str, *, by: Actor, at: datetime) -> Lane:
    """The lane serves the other direction, or the yard."""
    lane = locked_lane(lane_id)
    may_run(lane.gate.office_id, by, HEADS)
    if use not in USES:
        raise Refused("FRM-04", "/use")
    if (lane.kind, lane.direction) == USES[use]:
        raise Refused("REQ-03", "/use")
    _not_the_last(lane)
    lane.kind, lane.direction = USES[use]
    lane.save(update_fields=["kind", "direction"])
    record("place.change_lane", lane.gate, lane, by=by, at=at, facts={"gate": lane.gate.code, "lane": lane.number, "use": use})
    return lane


def retire_lane(lane_id: int, *, reason: str, by: Actor, at: datetime) -> None:
    """The lane is closed for good; what was scanned at it keeps its number."""
    lane = locked_lane(lane_id)
    may_run(lane.gate.office_id, by, HEADS)
    if not reason.strip():
        raise Refused("REQ-04", "/reason")
    _not_the_last(lane)
    lane.delete()
    record("place.retire_lane", lane.gate, by=by, at=at, reason=reason.strip(),
           facts={"gate": lane.gate.code, "lane": lane.number, "kind": lane.kind, "direction": lane.direction})


def _not_the_last(lane: Lane) -> None:
    """Vehicles that are expected or stand here keep a lane of their way."""
    Gate.objects.select_for_update().get(pk=lane.gate_id)  # or two at once would each count on the other's lane
    others = lane.gate.lanes.filter(kind=lane.kind, direction=lane.direction).exclude(pk=lane.pk)
    ahead = Crossing.objects.filter(gate=lane.gate, direction=lane.direction, state__in=("expected", "arrived", "in_yard"))
    if not others.exists() and ahead.exists():
        raise Conflict("LAN-01", "/lane", number=lane.number)


def open_gate(office_id: int, values: Mapping[str, Any], *, by: Actor, at: datetime) -> Gate:
    """A new gate of an office, with one lane each way; `values` as the form reads them."""
    may_run(office_id, by, HEADS)
    office, code = Unit.objects.filter(pk=office_id, level="office").first(), values["code"]
    if office is None:
        raise NotFound("GEN-404")
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME)
    if not re.fullmatch(r"[A-Z]{2}[A-Z0-9]{4}", code):
        raise Refused("GTE-01", "/code")
    if Gate.objects.filter(code=code).exists():
        raise Conflict("GTE-02", "/code")
    hours = _one_span(values["hours"], "/hours")
    if hours is None:
        raise Refused("DAY-03", "/hours")
    if values["hourly"] < 1:
        raise Refused("FRM-03", "/hourly", example="30")
    number = _next_number(office)
    names = {f"{part}_{tongue}": values.get(f"{part}_{tongue}", "") for part in ("name", "neighbour") for tongue in ("vi", "en", "zh")}
    gate = Gate.objects.create(
        code=code, number=number, office=office, mode=values["mode"], **names, neighbour_country=values["country"],
        neighbour_zone=ZONES[values["country"]], hours={"all": hours}, agencies=["customs", "border_guard"],
        hourly_capacity=values["hourly"], report_to={tongue: values[f"name_{tongue}"] for tongue in ("vi", "en", "zh")})
    for number, (kind, direction) in enumerate((USES["out"], USES["in"]), start=1):
        Lane.objects.create(gate=gate, number=number, kind=kind, direction=direction)
    record("place.open_gate", gate, by=by, at=at, reason=values["reason"],
           facts={"gate": gate.code, "number": gate.number, "office": office.code, "hours": hours})
    return gate


def _next_number(office: Unit) -> int:
    """The next number by hand in the region's hundred; the first half is the reference data's, now and later."""
    first = int(office.code[:2]) * 100 + BY_HAND
    last = Gate.objects.filter(number__range=(first, first + 99 - BY_HAND)).aggregate(n=Max("number"))["n"] or first - 1
    if last == first + 99 - BY_HAND:
        raise Conflict("GTE-03", "/office")
    return last + 1


def locked_gate(gate_id: int) -> Gate:
    """The gate, locked, with its office."""
    gate = Gate.objects.select_for_update(of=("self",)).select_related("office").filter(pk=gate_id, active=True).first()
    if gate is None:
        raise NotFound("GEN-404")
    return gate


def set_week(gate_id: int, since: date, week: Mapping[str, Any], *, reason: str, by: Actor, at: datetime) -> Gate:
    """Other hours of every weekday from a day on: `0` Monday … `6` to [[opens, closes]], or to nothing on a closed day.

    Under `in` such a week of the way in, where it differs: the rest is the way out then.
    """
    gate = locked_gate(gate_id)
    may_run(gate.office_id, by, HEADS)
    if not reason.strip():
        raise Refused("REQ-04", "/reason")
    if since < at.astimezone(ZoneInfo(gate.zone)).date():
        raise Refused("DAY-02", "/since")
    _still_open(gate, since, "/since")
    hours: dict[str, Any] = {str(n): _one_span(week.get(str(n)), f"/w{n}") for n in range(7)}
    if not any(hours.values()):
        raise Refused("DAY-03", "/w0")
    if into := week.get(INWARD):
        hours[INWARD] = {str(n): _one_span(into.get(str(n)), f"/i{n}") for n in range(7)}
    gate.hours = {**gate.hours, since.isoformat(): hours}
    gate.save(update_fields=["hours"])
    record("place.week", gate, by=by, at=at, reason=reason.strip(), facts={"gate": gate.code, "since": since.isoformat(), "week": hours})
    return gate


def close_gate(gate_id: int, since: date, *, reason: str, by: Actor, at: datetime) -> Gate:
    """The gate is closed for good from a day on; what passed it before keeps its gate."""
    gate = locked_gate(gate_id)
    may_run(gate.office_id, by, HEADS)
    _still_open(gate, date.max, "/since")
    if not reason.strip():
        raise Refused("REQ-04", "/reason")
    if since < at.astimezone(ZoneInfo(gate.zone)).date():
        raise Refused("DAY-02", "/since")
    later = [key for key in dated(gate.hours) if key >= since.isoformat()]
    later += [row.day.isoformat() for row in GateDay.objects.filter(gate=gate, day__gte=since, opens__isnull=False).order_by("day")]
    if later:
        raise Conflict("GTE-05", "/since", day=date.fromisoformat(later[0]))
    gate.hours = {**gate.hours, since.isoformat(): {ENDS: reason.strip()}}
    gate.save(update_fields=["hours"])
    record("place.close_gate", gate, by=by, at=at, reason=reason.strip(), facts={"gate": gate.code, "since": since.isoformat()})
    return gate


def keep_gate(gate_id: int, *, reason: str, by: Actor, at: datetime) -> tuple[Gate, date]:
    """The closing that was announced does not come: the gate works as before. With the day it would have come."""
    gate = locked_gate(gate_id)
    may_run(gate.office_id, by, HEADS)
    since = ends_on(gate.hours)
    if since is None:
        raise Conflict("GEN-409")
    if not reason.strip():
        raise Refused("REQ-04", "/reason")
    if since <= at.astimezone(ZoneInfo(gate.zone)).date():
        raise Refused("DAY-02", "/since")
    gate.hours = {key: week for key, week in gate.hours.items() if key != since.isoformat()}
    gate.save(update_fields=["hours"])
    record("place.keep_gate", gate, by=by, at=at, reason=reason.strip(), facts={"gate": gate.code, "since": since.isoformat()})
    return gate, since


def _still_open(gate: Gate, day: date, pointer: str) -> None:
    """Nothing is announced for days after a gate has closed for good."""
    if (ends := ends_on(gate.hours)) and ends <= day:
        raise Conflict("GTE-04", pointer, day=ends)


def _one_span(value: Any, pointer: str) -> list[int] | None:
    """A gate's day as stored: from opening until closing without a break, or nothing."""
    try:
        spans = spans_of(value)
    except (ValueError, TypeError) as wrong:
        raise Refused("DAY-01", pointer) from wrong
    if len(spans) > 1:
        raise Refused("DAY-04", pointer)
    return list(spans[0]) if spans else None


def withdraw_week(gate_id: int, since: date, *, by: Actor, at: datetime) -> Gate:
    """Hours that were announced for later do not come."""
    gate = locked_gate(gate_id)
    may_run(gate.office_id, by, HEADS)
    if since.isoformat() not in dated(gate.hours) or since == ends_on(gate.hours):
        raise NotFound("GEN-404")
    if since <= at.astimezone(ZoneInfo(gate.zone)).date():
        raise Refused("DAY-02", "/since")
    gate.hours = {key: week for key, week in gate.hours.items() if key != since.isoformat()}
    gate.save(update_fields=["hours"])
    record("place.withdraw_week", gate, by=by, at=at, facts={"gate": gate.code, "since": since.isoformat()})
    return gate


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
    _still_open(gate, day, "/day")
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
