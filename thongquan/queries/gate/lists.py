"""What a gate's pages list: lanes with their last verdicts, vehicles, yard, wall."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Avg, Count, ExpressionWrapper, F, Max, Q, QuerySet
from django.db.models.fields import DurationField

from thongquan.core.gatewords import ACTS, REASONS, Verdict, revived
from thongquan.core.plates import normalise
from thongquan.core.rule import local_day
from thongquan.models import AgencyTick, Crossing, Gate, Lane, PhysicalCheck, Scan, User
from thongquan.queries.access import officers_of
from thongquan.queries.hot import hot

#: crossings that are still to come
AHEAD = ("expected", "arrived", "in_yard")
HERE = ("arrived", "in_yard")
#: declarations whose vehicles the gate waits for
LIVING = ("accepted", "under_way", "overdue")
MOST = 200

#: of a movement with a pass; the passengers as `core.forms.facts.people_on_board` tells them, their list not being read
DUE_BACK = """
select coalesce(d.number, ''), d.due_back_at,
       coalesce((d.body ->> 'passengers')::int, jsonb_array_length(nullif(d.body -> 'passenger_list', 'null')), 0)
from vehicle_declaration d
where d.id = %s and exists (select 1 from pass p where p.declaration_id = d.id)
"""


@dataclass
class LaneNow:
    """A lane with the last scan on it."""

    lane: Lane
    scan: Scan | None
    verdict: Verdict | None
    waiting: int = 0
    number: str = ""
    state: str = ""
    open_leg: int | None = None
    ticked: frozenset[str] = frozenset()


@dataclass
class Vehicle:
    """A crossing with what the agencies and the yard want to know of it."""

    crossing: Crossing
    ticks: dict[str, AgencyTick] = field(default_factory=dict)
    bay: str = ""

    def waits(self, at: datetime) -> timedelta:
        """How long it has been here; nothing for one that has not come."""
        since = self.crossing.yard_in_at or self.crossing.arrived_at
        return max((self.crossing.yard_out_at or at) - since, timedelta(0)) if since else timedelta(0)


def gates_in(offices: Iterable[int]) -> QuerySet[Gate]:
    """The active gates of these offices with their lanes, in the order of their numbers."""
    return Gate.objects.filter(active=True, office_id__in=list(offices)).prefetch_related("lanes").order_by("number")


def verdict_of(scan: Scan) -> Verdict | None:
    """What the lane was told, as it was judged; None for a code no book knows any more."""
    known = scan.code in REASONS or scan.code in ACTS
    return Verdict(scan.sign, scan.code, revived(scan.values)) if known else None


def last_scans(gate: Gate, limit: int = 50) -> list[Scan]:
    """The last scans at this gate, newest first."""
    return list(Scan.objects.filter(gate=gate).order_by("-at")[:limit])


def lanes_now(gate: Gate, day_start: datetime) -> list[LaneNow]:
    """The border lanes of the gate, each with its last scan of the day."""
    lanes = list(gate.lanes.filter(kind="border").order_by("number"))
    newest = (Scan.objects.filter(gate=gate, at__gte=day_start, lane__in=[lane.number for lane in lanes])
              .order_by("lane", "-at").distinct("lane"))
    by_lane = {scan.lane: scan for scan in newest}
    legs = {c.pk: c for c in Crossing.objects.filter(
        pk__in=[s.crossing_id for s in by_lane.values() if s.crossing_id]).select_related("declaration").prefetch_related("ticks")}
    waiting = dict(Crossing.objects.filter(gate=gate, state__in=HERE, declaration__state__in=LIVING)
                   .values_list("direction").annotate(n=Count("id")))
    return [_lane_now(lane, by_lane.get(lane.number), legs, waiting) for lane in lanes]


def _lane_now(lane: Lane, scan: Scan | None, legs: dict[int, Crossing], waiting: dict[str, int]) -> LaneNow:
    now = LaneNow(lane, scan, verdict_of(scan) if scan else None, waiting.get(lane.direction, 0))
    leg = legs.get(scan.crossing_id) if scan and scan.crossing_id else None
    if leg is not None:
        now.number, now.state = leg.declaration.number or "", leg.declaration.state
        now.open_leg = leg.leg if leg.state != "crossed" else None
        now.ticked = frozenset(tick.agency for tick in leg.ticks.all())
    return now


def vehicles(gate: Gate, at: datetime, *, states: tuple[str, ...] = AHEAD, find: str = "") -> list[Vehicle]:
    """Vehicles this gate waits for today or has in front of it, those longest here first."""
    rows = Crossing.objects.filter(gate=gate, state__in=states, declaration__state__in=LIVING)
    if find:
        key = normalise(find) or find
        rows = rows.filter(Q(declaration__plate_key__contains=key) | Q(declaration__number__contains=find.replace(" ", ""))
                           | Q(declaration__trailers__contains=[key]))
    else:
        rows = rows.filter(Q(planned_at__lte=at + timedelta(hours=24)) | Q(state__in=HERE))
    rows = rows.select_related("declaration").prefetch_related("ticks")
    found = list(rows.order_by(F("arrived_at").asc(nulls_last=True), F("planned_at").asc(nulls_last=True), "id")[:MOST])
    return _with_bays(found)


def _with_bays(found: list[Crossing]) -> list[Vehicle]:
    ids = [c.declaration_id for c in found]
    bays = dict(PhysicalCheck.objects.filter(declaration_id__in=ids, done_at__isnull=True).values_list("declaration_id", "bay"))
    return [Vehicle(c, {t.agency: t for t in c.ticks.all()}, bays.get(c.declaration_id, "")) for c in found]


def yard(gate: Gate) -> list[Vehicle]:
    """What stands in the yard, longest first; inward vehicles stay there after they have crossed."""
    rows = Crossing.objects.filter(gate=gate, yard_in_at__isnull=False, yard_out_at__isnull=True)
    rows = rows.exclude(state="crossed", direction="out").select_related("declaration").prefetch_related("ticks")
    return _with_bays(list(rows.order_by("yard_in_at", "id")[:MOST]))


def called(gate: Gate, at: datetime, direction: str, limit: int = 4) -> list[Vehicle]:
    """The next vehicles of one direction: those that are here in the order of their coming, then the expected."""
    rows = Crossing.objects.filter(gate=gate, direction=direction, state__in=AHEAD, declaration__state__in=LIVING)
    rows = rows.filter(Q(state__in=HERE) | Q(planned_at__range=(at - timedelta(hours=2), at + timedelta(hours=3))))
    rows = rows.select_related("declaration").prefetch_related("ticks")
    return _with_bays(list(rows.order_by(F("arrived_at").asc(nulls_last=True), F("planned_at").asc(nulls_last=True), "id")[:limit]))


def day_totals(gate: Gate, at: datetime, day_start: datetime) -> dict[str, Any]:
    """Crossed today, in the yard now, the mean wait of the last two hours, the mean seconds of a scan."""
    crossed = Crossing.objects.filter(gate=gate, crossed_at__gte=day_start, crossed_at__lte=at)
    wait = ExpressionWrapper(F("crossed_at") - F("arrived_at"), output_field=DurationField())
    lately = crossed.filter(crossed_at__gte=at - timedelta(hours=2), arrived_at__isnull=False).aggregate(mean=Avg(wait))
    scans = Scan.objects.filter(gate=gate, at__gte=day_start).aggregate(seconds=Avg("seconds"), last=Max("at"))
    in_yard = Crossing.objects.filter(gate=gate, yard_in_at__isnull=False, yard_out_at__isnull=True)
    return {"crossed": crossed.count(), "wait": lately["mean"], "seconds": scans["seconds"],
            "in_yard": in_yard.exclude(state="crossed", direction="out").count(), "capacity": gate.yard_capacity}


def movement_here(number: str, gate: Gate) -> Crossing | None:
    """The leg of this movement that is next, whose gate this is; the last one when all have crossed."""
    rows = Crossing.objects.filter(declaration__number=number, gate=gate).select_related("declaration").prefetch_related("ticks")
    return rows.exclude(state="crossed").order_by("leg").first() or rows.order_by("-leg").first()


def last_answer(number: str, gate: Gate) -> Scan | None:
    """The last scan of this movement here."""
    ids = Crossing.objects.filter(declaration__number=number).values("declaration_id")
    return Scan.objects.filter(gate=gate, declaration_id__in=ids).order_by("-at").first()


def due_back(declaration_id: int) -> tuple[str, datetime | None, int]:
    """Number of the movement, until when it must be back, and its passengers."""
    with hot() as cursor:
        return cursor.execute(DUE_BACK, [declaration_id], prepare=True).fetchone() or ("", None, 0)


def names_of(people: Iterable[int]) -> dict[int, str]:
    """The full names of these people."""
    return {person.pk: person.full_name or person.username for person in User.objects.filter(pk__in=list(people))}


def may_confirm(office_id: int, roles: Iterable[str], at: datetime, *, but: int | None) -> list[User]:
    """People who may be the second officer here today, by name."""
    return [person for person in officers_of((office_id,), local_day(at), *roles) if person.pk != but]
