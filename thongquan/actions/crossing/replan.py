"""A gate changes its day or stands still: all planned there are told and keep their right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q

from thongquan.actions import place
from thongquan.actions.crossing.clock import prolong
from thongquan.actions.notice import tell
from thongquan.catalog.law import LAW
from thongquan.core.actor import Actor, system
from thongquan.core.clock import is_open, written_spans
from thongquan.core.rule import local_day
from thongquan.core.rules.time import PAUSE_REACHES
from thongquan.core.vehicle import direction_of
from thongquan.models import Gate, GateDay, VehicleDeclaration
from thongquan.queries.crossing.facts import LIVE_STATES
from thongquan.queries.crossing.words import clock
from thongquan.queries.place import calendars, expected_outside, next_opening

CLOSED = {"vi": "đóng cửa cả ngày", "en": "closed all day", "zh": "全天关闭"}


@dataclass(frozen=True)
class Replanned:
    """What a change of hours did: how many declarants were told, how many passes live longer."""

    told: int
    prolonged: int


def planned_on(gate: Gate, since: datetime, until: datetime) -> list[VehicleDeclaration]:
    """Accepted declarations whose first leg is still expected at this gate in this time."""
    rows = VehicleDeclaration.objects.filter(gate=gate, state="accepted", leg=1, planned_at__gte=since, planned_at__lt=until)
    return list(rows.select_related("gate").order_by("id"))


def announce_day(
    gate_id: int, day: date, *, opens: int | None, closes: int | None, reason: str, by: Actor, at: datetime,
) -> tuple[GateDay, Replanned]:
    """Other hours on one day: written down, announced to all who planned to come, their passes prolonged."""
    row = place.set_day(gate_id, day, opens=opens, closes=closes, reason=reason, by=by, at=at)
    gate = row.gate
    start = datetime.combine(day, time.min, ZoneInfo(gate.zone))
    planned = planned_on(gate, start, start + timedelta(days=1))
    hours = CLOSED if opens is None or closes is None else written_spans([(opens, closes)])
    told = announce(gate, planned, "gate_changed", {"day": day.isoformat(), "hours": hours})
    late = [d for d in planned if not _inside(d, row)]
    return row, Replanned(told, keep_valid(gate, late, start + timedelta(minutes=closes or 0), reason=row.reason, at=at))


def change_week(gate_id: int, since: date, week: Mapping[str, Any], *, reason: str, by: Actor, at: datetime) -> tuple[Gate, Replanned]:
    """Other weekly hours from a day on: whoever is expected at an hour that closes is told of his day, his pass prolonged."""
    return _moved(gate_id, since, lambda: place.set_week(gate_id, since, week, reason=reason, by=by, at=at), reason, at)


def withdraw_week(gate_id: int, since: date, *, reason: str, by: Actor, at: datetime) -> tuple[Gate, Replanned]:
    """Announced weekly hours do not come; whoever planned by them is told."""
    return _moved(gate_id, since, lambda: place.withdraw_week(gate_id, since, by=by, at=at), reason, at)


def close_gate(gate_id: int, since: date, *, reason: str, by: Actor, at: datetime) -> tuple[Gate, Replanned]:
    """The gate is closed for good from a day on: whoever is to pass it later is told and asked to choose another."""
    gate = place.close_gate(gate_id, since, reason=reason, by=by, at=at)
    return gate, Replanned(announce(gate, to_pass(gate, since), "gate_ends", {"day": since.isoformat(), "reason": reason.strip()}), 0)


def keep_gate(gate_id: int, *, reason: str, by: Actor, at: datetime) -> tuple[Gate, Replanned]:
    """The closing does not come; whoever was told of it is told."""
    gate, since = place.keep_gate(gate_id, reason=reason, by=by, at=at)
    return gate, Replanned(announce(gate, to_pass(gate, since), "gate_stays", {"day": since.isoformat()}), 0)


def to_pass(gate: Gate, since: date) -> list[VehicleDeclaration]:
    """Declarations whose vehicle is to pass this gate from a day on, out or back."""
    start = datetime.combine(since, time.min, ZoneInfo(gate.zone))
    rows = VehicleDeclaration.objects.filter(state__in=LIVE_STATES).filter(
        Q(gate=gate, leg=1, planned_at__gte=start) | Q(return_gate=gate, due_back_at__gte=start))
    return list(rows.order_by("id"))


def _moved(gate_id: int, since: date, change: Callable[[], Gate], reason: str, at: datetime) -> tuple[Gate, Replanned]:
    usual = calendars(place.locked_gate(gate_id), since)
    gate = change()
    zone = ZoneInfo(gate.zone)
    first = max(at, datetime.combine(since, time.min, zone))
    hours = calendars(gate, since)
    shut = [d for d in expected_outside(gate, first, hours) if d.planned_at and is_open(usual[_way(d)], d.planned_at)]
    told = prolonged = 0
    for (day, way), rows in grouped(shut, lambda d: ((d.planned_at or at).astimezone(zone).date(), _way(d))):
        late = list(rows)
        told += announce(gate, late, "gate_changed", {"day": day.isoformat(), "hours": written_spans(hours[way].on(day)) or CLOSED})
        prolonged += keep_valid(gate, late, max(d.planned_at or at for d in late), reason=reason, at=at)
    return gate, Replanned(told, prolonged)


def _way(declaration: VehicleDeclaration) -> str:
    return direction_of(declaration.regime, declaration.leg)


def grouped(rows: Iterable[VehicleDeclaration], key: Callable[[VehicleDeclaration], Any]) -> Iterable[tuple[Any, Iterable[VehicleDeclaration]]]:
    """The rows of one key together, in the order of the keys."""
    return groupby(sorted(rows, key=key), key=key)


def _inside(declaration: VehicleDeclaration, day: GateDay) -> bool:
    planned = declaration.planned_at
    if planned is None or day.opens is None or day.closes is None:
        return False
    local = planned.astimezone(ZoneInfo(day.gate.zone))
    return day.opens <= local.hour * 60 + local.minute < day.closes


def pause(gate_id: int, *, reason: str, by: Actor, at: datetime) -> tuple[Gate, Replanned]:
    """Stop the gate now and tell everyone expected within its reach."""
    gate = place.pause(gate_id, reason=reason, by=by, at=at)
    planned = planned_on(gate, at - PAUSE_REACHES, at + PAUSE_REACHES)
    told = announce(gate, planned, "gate_paused", {"time": clock(at, gate), "reason": reason.strip()})
    return gate, Replanned(told, 0)


def resume(gate_id: int, *, by: Actor, at: datetime) -> tuple[Gate, Replanned]:
    """Open again: the time that was lost is added to every pass that waited."""
    paused_at = place.locked_gate(gate_id).paused_at or at
    gate = place.resume(gate_id, by=by, at=at)
    waited = planned_on(gate, paused_at - PAUSE_REACHES, at + PAUSE_REACHES)
    told = announce(gate, waited, "gate_resumed", {"time": clock(at, gate)})
    ending = [d for d in waited if d.valid_until and d.valid_until < at + (at - paused_at) + PAUSE_REACHES]
    return gate, Replanned(told, keep_valid(gate, ending, at, reason="gate paused", at=at))


def announce(gate: Gate, planned: list[VehicleDeclaration], kind: str, values: dict[str, object]) -> int:
    """One notice to each declarant, however many vehicles he planned."""
    name = {"vi": gate.name_vi, "en": gate.name_en or gate.name_vi, "zh": gate.name_zh or gate.name_vi}
    parties = sorted({d.declarant_id for d in planned})
    for party in parties:
        tell(party, kind, {"gate": name, **values}, link="/trade/")
    return len(parties)


def keep_valid(gate: Gate, late: list[VehicleDeclaration], after: datetime, *, reason: str, at: datetime) -> int:
    """From the next opening of his way everyone has the full validity again; the platform signs it, as the clock's act."""
    machine = system((gate.office_id,))
    done = 0
    for way, rows in grouped(late, _way):
        opening = next_opening(gate, max(after, at), way)
        until = opening + timedelta(hours=int(LAW.value("accepted.validity.hours", on=local_day(at)))) if opening else None
        for declaration in rows:
            if until and (declaration.valid_until is None or declaration.valid_until < until):
                prolong(declaration.pk, until=until, reason=reason, by=machine, at=at)
                done += 1
    return done
