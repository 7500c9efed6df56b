"""Gates, lanes and their hours, with the exceptions of the day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from thongquan.catalog.central import team_for
from thongquan.core import clock
from thongquan.core.refused import Refused
from thongquan.core.vehicle import INWARD, OUTWARD, direction_of
from thongquan.models import Gate, GateDay, Lane, Unit, VehicleDeclaration
from thongquan.queries.hot import asked, columns, hot, one, parted

Hours = tuple[int | None, int | None]
WAYS = (OUTWARD, INWARD)

OFFICE_AND_GATE = f"""
select {columns(Unit, "o")}, {columns(Unit, "r")}, {columns(Gate, "g")}, {columns(Unit, "h")} from (select 1) one
left join unit o on o.code = %s and o.level = 'office' left join unit r on r.id = o.parent_id
left join gate g on g.code = %s left join unit h on h.id = g.office_id
"""
EXCEPTION = "select opens, closes from gate_day where gate_id = %s and day = %s limit 1"


def hours_on(gate: Gate, day: date, direction: str = OUTWARD) -> Hours:
    """Opening and closing of one direction in minutes of the gate's clock; (None, None) when closed that day.

    `gate.hours` maps weekday numbers ("0" Monday … "6") or "all" to [opens, closes]; under `in` the way in, where it differs;
    under a day, the week from then on. What is announced for a single day holds both ways.
    """
    with hot() as cursor:
        exception: Hours | None = cursor.execute(EXCEPTION, [gate.pk, day], prepare=True).fetchone()
    if exception:
        return exception
    week = clock.week_on(clock.way(gate.hours, direction), day)
    pair = week.get(str(day.weekday()), week.get("all"))
    return (pair[0], pair[1]) if pair else (None, None)


def is_open(gate: Gate, at: datetime, direction: str = "") -> bool:
    """Whether the gate works at this moment, in this direction or in any; a paused one does not."""
    if not direction:
        return any(is_open(gate, at, one) for one in WAYS)
    if gate.paused_at is not None and gate.paused_at <= at:
        return False
    local = at.astimezone(ZoneInfo(gate.zone))
    opens, closes = hours_on(gate, local.date(), direction)
    minute = local.hour * 60 + local.minute
    return opens is not None and closes is not None and opens <= minute < closes


def gates(mode: str = "") -> QuerySet[Gate]:
    """The active gates, of one mode or all, in the order of the catalogue."""
    rows = Gate.objects.filter(active=True).select_related("office").order_by("id")
    return rows.filter(mode=mode) if mode else rows


def choosable(mode: str, on: date) -> list[Gate]:
    """The gates a trip may be planned at: those that are not closed for good by that day."""
    return [gate for gate in gates(mode) if not ended(gate, on)]


def ended(gate: Gate, on: date) -> bool:
    """Whether the gate is closed for good by that day."""
    ends = clock.ends_on(gate.hours)
    return ends is not None and on >= ends


def closing(declaration: VehicleDeclaration) -> frozenset[str]:
    """Which of its gates, `gate` or `return_gate`, are closed for good at the time the vehicle is to pass them; one gate for both goes as one."""
    back = declaration.return_gate or declaration.gate
    ahead = {"gate": (declaration.gate, declaration.planned_at if declaration.leg == 1 else None), "return_gate": (back, declaration.due_back_at)}
    found = frozenset(name for name, (gate, when) in ahead.items()
                     if gate is not None and when is not None and ended(gate, when.astimezone(ZoneInfo(gate.zone)).date()))
    return found | {"return_gate"} if "gate" in found and back == declaration.gate else found


def gate_by_code(code: str) -> Gate | None:
    """One gate by its code, with its office."""
    gate = one(Gate, "code", code) if code else None
    if gate is not None and (office := one(Unit, "id", gate.office_id)) is not None:
        gate.office = office
    return gate


def office_and_gate(office: str, gate: str) -> tuple[Unit | None, Gate | None]:
    """The office of lodging with the region above it, and the gate with its office; one statement for both."""
    found = asked(OFFICE_AND_GATE, [office, gate])
    assert found is not None
    lodged, region, through, beside = parted(found, Unit, Unit, Gate, Unit)
    if lodged is not None:
        lodged.parent = region
    if through is not None:
        through.office = beside
    return lodged, through


def team_of(office: Unit | None) -> Unit | None:
    """The central team that checks the dossiers of this office, wherever the goods are."""
    region = office.parent if office else None
    return one(Unit, "code", team_for(region.code if region else "").code) if office else None


def served(units: Iterable[int]) -> set[int]:
    """These units, and the offices whose dossiers a central team among them checks."""
    mine = set(units)
    teams = set(Unit.objects.filter(pk__in=mine).values_list("code", flat=True))
    offices = Unit.objects.filter(level="office").values_list("pk", "parent__code")
    return mine | {pk for pk, region in offices if team_for(region or "").code in teams}


def gate_of(declaration: VehicleDeclaration, leg: int = 1) -> Gate:
    """The gate a leg passes: odd legs the first gate, even ones the gate of return; a draft may have none (PLC-01)."""
    gate = declaration.gate if leg % 2 else declaration.return_gate or declaration.gate
    if gate is None:
        raise Refused("PLC-01", "/gate")
    return gate


def office_of(declaration: VehicleDeclaration) -> int:
    """The office that answers for a declaration; a draft may have none (PLC-01)."""
    if declaration.office_id is None:
        raise Refused("PLC-01", "/gate")
    return declaration.office_id


def name_in(row: Gate, language: str) -> str:
    """The gate's name in a language, Vietnamese when there is none."""
    return getattr(row, f"name_{language[:2]}", "") or row.name_vi


def calendars(gate: Gate, since: date) -> dict[str, clock.Hours]:
    """The gate's hours in each direction from a day on, with its exceptions."""
    days = {row.day: (row.opens, row.closes) for row in GateDay.objects.filter(gate=gate, day__gte=since)}
    return {direction: clock.Hours.of(clock.way(gate.hours, direction), days, ZoneInfo(gate.zone)) for direction in WAYS}


def calendar(gate: Gate, since: date, direction: str = OUTWARD) -> clock.Hours:
    """The gate's hours in one direction from a day on, with its exceptions."""
    return calendars(gate, since)[direction]


def next_opening(gate: Gate, at: datetime, direction: str = OUTWARD) -> datetime | None:
    """This moment when the gate is open by its calendar, else when it opens next."""
    return clock.next_open(calendar(gate, at.astimezone(ZoneInfo(gate.zone)).date(), direction), at)


@dataclass(frozen=True)
class GateNow:
    """A gate at this moment: open or not, until when or from when, its hours today, why it stands still.

    `inward` are the hours of the way in, None where both ways keep the same; `hours` are the way out then.
    """

    gate: Gate
    open: bool
    changes_at: datetime | None
    hours: str
    reason: str
    ended: bool = False
    inward: str | None = None


def clock_face(hours: Hours) -> str:
    """`07:00–19:00`, or nothing on a closed day."""
    opens, closes = hours
    if opens is None or closes is None:
        return ""
    return f"{opens // 60:02d}:{opens % 60:02d}–{closes // 60:02d}:{closes % 60:02d}"


def gate_now(gate: Gate, at: datetime) -> GateNow:
    """Whether one gate takes vehicles now, and when that changes."""
    today = at.astimezone(ZoneInfo(gate.zone)).date()
    ways = calendars(gate, today)
    working = is_open(gate, at)
    exception = GateDay.objects.filter(gate=gate, day=today).first()
    reason = gate.paused_reason or (exception.reason if exception else "")
    paused = gate.paused_at is not None
    open_ways = [hours for hours in ways.values() if clock.is_open(hours, at)]
    closes, opens = [clock.closes_next(hours, at) for hours in open_ways], [clock.next_open(hours, at) for hours in ways.values()]
    changes = None if paused or None in closes else max(filter(None, closes)) if working else min(filter(None, opens), default=None)
    hours, inward = today_in_words(gate, today)
    return GateNow(gate, working, changes, hours, reason, ended(gate, today), inward)


def today_in_words(gate: Gate, day: date) -> tuple[str, str | None]:
    """The hours of a day, `07:00–19:00`, and those of the way in where they differ."""
    out, into = (clock_face(hours_on(gate, day, direction)) for direction in WAYS)
    return out, into if into != out else None


def days_ahead(gate: Gate, since: date) -> list[GateDay]:
    """The exceptions from a day on, the nearest first."""
    return list(GateDay.objects.filter(gate=gate, day__gte=since).order_by("day"))


def lanes(gate: Gate) -> list[Lane]:
    """The lanes of a gate in their order."""
    return list(Lane.objects.filter(gate=gate).order_by("number"))


def expected_outside(gate: Gate, at: datetime, ways: Mapping[str, clock.Hours], *fields: str) -> list[VehicleDeclaration]:
    """Accepted declarations still expected at this gate at an hour when, by the calendar of their way, it is closed; with `fields`, these alone are read."""
    rows = VehicleDeclaration.objects.filter(gate=gate, state="accepted", leg=1, planned_at__gte=at).exclude(case="emergency")
    rows = rows.only("planned_at", "regime", "leg", *fields) if fields else rows.select_related("gate")
    return [row for row in rows.order_by("planned_at", "id")
            if row.planned_at and not clock.is_open(ways[direction_of(row.regime, row.leg)], row.planned_at)]


def gates_of(offices: tuple[int, ...]) -> QuerySet[Gate]:
    """The active gates of these offices."""
    return gates().filter(office_id__in=offices)


def offices_in(units: tuple[int, ...]) -> list[Unit]:
    """The customs offices among these units."""
    return list(Unit.objects.filter(pk__in=units, level="office").order_by("code"))


@dataclass(frozen=True)
class Branch:
    """One unit with its depth in the tree and its gates."""

    unit: Unit
    depth: int
    gates: tuple[Gate, ...]


def organisation(roots: tuple[int, ...] = ()) -> list[Branch]:
    """The whole organisation, or what lies under these units, as an indented list."""
    children: dict[int | None, list[Unit]] = {}
    for unit in Unit.objects.exclude(level="agency").order_by("code"):  # ministries are no part of customs
        children.setdefault(unit.parent_id, []).append(unit)
    at_office: dict[int, list[Gate]] = {}
    for gate in gates():
        at_office.setdefault(gate.office_id, []).append(gate)
    found: list[Branch] = []
    wanted = set(roots)

    def walk(unit: Unit, depth: int) -> None:
        if not wanted or unit.pk in wanted:
            found.append(Branch(unit, depth, tuple(at_office.get(unit.pk, ()))))
        for child in children.get(unit.pk, ()):
            walk(child, depth + 1)

    for root in children.get(None, ()):
        walk(root, 0)
    return found
