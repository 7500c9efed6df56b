"""A declarant's trips: lists, what needs him now, who stands ahead, what the gate does now."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, F, Max, Q, QuerySet

from thongquan.core.actor import Actor
from thongquan.core.clock import ends_on
from thongquan.core.refused import NotFound
from thongquan.core.rule import local_day
from thongquan.core.search import squeeze
from thongquan.core.vehicle import INWARD, direction_of
from thongquan.models import AuditEvent, Crossing, DeclarationRequest, DriverRecord, Gate, Mandate, Party, Pass, VehicleDeclaration
from thongquan.queries.access import own_parties as members_of
from thongquan.queries.place import closing, gates
from thongquan.queries.scope import everywhere

TABS: dict[str, tuple[str, ...]] = {
    "todo": ("draft", "returned", "asked"),
    "going": ("submitted", "received", "checking", "accepted", "under_way", "overdue"),
    "done": ("liquidated", "cancelled", "expired"),
}
SORTS: dict[str, tuple[Any, ...]] = {
    "newest": ("-id",),
    "planned": (F("planned_at").asc(nulls_last=True), "-id"),
    "due": (F("due_back_at").asc(nulls_last=True), "-id"),
    "plate": ("plate_key", "-id"),
}
MOST_LISTS = 20
ON_THE_ROAD = ("accepted", "under_way", "overdue")
#: a gate of these is still to be passed, and may be another one
PLANNED = ("submitted", "received", "accepted", "under_way")
DUE_SOON = timedelta(hours=6)

#: median minutes from arriving to crossing at a gate, outward and inward, over the last hours
WAITING = """
select direction, percentile_cont(0.5) within group (order by extract(epoch from crossed_at - arrived_at) / 60),
       count(*), max(crossed_at)
from crossing
where gate_id = %s and crossed_at >= %s and crossed_at <= %s and arrived_at is not null and arrived_at <= crossed_at
group by direction
"""


@dataclass(frozen=True)
class Waiting:
    """How long vehicles have lately waited at a gate, by direction: minutes, None when nobody crossed."""

    out: float | None = None
    into: float | None = None
    counted: int = 0
    at: datetime | None = None


#: what a careful driver keeps in hand before a deadline
TO_SPARE = timedelta(minutes=30)


@dataclass(frozen=True)
class Need:
    """One thing a declarant must do now: which trip, why (a code), until when, what was asked."""

    trip: VehicleDeclaration
    why: str
    until: datetime | None = None
    points: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Event:
    """One line of a trip's history as its declarant may read it: no names of officers."""

    at: datetime
    action: str
    mine: bool
    reason: str
    facts: dict[str, Any]


def trips(parties: Iterable[int], *, tab: str = "", text: str = "", sort: str = "newest") -> QuerySet[VehicleDeclaration]:
    """The trips of these parties in one tab, found by plate, number, driver, goods or own reference."""
    rows = VehicleDeclaration.objects.filter(declarant_id__in=list(parties)).select_related("gate", "return_gate", "declarant")
    if tab in TABS:
        rows = rows.filter(state__in=TABS[tab])
    if text.strip():
        rows = rows.filter(Q(search__contains=squeeze(text)) | Q(search__contains=" ".join(text.lower().split())))
    return rows.order_by(*SORTS.get(sort, SORTS["newest"]))


def tab_counts(parties: Iterable[int], text: str = "") -> dict[str, int]:
    """How many trips each tab holds, of those that the text finds."""
    rows = trips(parties, text=text).order_by()
    return rows.aggregate(**{tab: Count("id", filter=Q(state__in=states)) for tab, states in TABS.items()})


def trip_of(pk: int, by: Actor) -> VehicleDeclaration:
    """One trip of this person's parties; anything else does not exist for him (GEN-404)."""
    row = (VehicleDeclaration.objects.filter(pk=pk, declarant_id__in=by.parties)
           .select_related("gate", "return_gate", "gate__office", "return_gate__office", "declarant", "agent").first())
    if row is None:
        raise NotFound("GEN-404")
    return row


def last_trip(party: int, *, plate_key: str = "") -> VehicleDeclaration | None:
    """The trip most lately sent by this party, of one plate or any."""
    rows = VehicleDeclaration.objects.filter(declarant_id=party, submitted_at__isnull=False).select_related("gate", "declarant")
    if plate_key:
        rows = rows.filter(plate_key=plate_key)
    return rows.order_by("-submitted_at").first()


def unfinished(party: int) -> VehicleDeclaration | None:
    """The draft this party touched last."""
    rows = VehicleDeclaration.objects.filter(declarant_id=party, state="draft").select_related("gate")
    return rows.order_by("-id").first()


def under_way(parties: Iterable[int]) -> list[VehicleDeclaration]:
    """Accepted trips and those on the road, the nearest deadline first."""
    rows = VehicleDeclaration.objects.filter(declarant_id__in=list(parties), state__in=ON_THE_ROAD)
    return list(rows.select_related("gate", "return_gate", "declarant")
                .order_by(F("due_back_at").asc(nulls_last=True), "planned_at", "id")[:20])


def driven_by(rows: Iterable[VehicleDeclaration], person: int | None) -> list[VehicleDeclaration]:
    """Those of these trips that this person drives, by the papers the registers keep of him."""
    papers = set(DriverRecord.objects.filter(user_id=person, active=True).values_list("document_number", flat=True)) if person else set()
    return [row for row in rows if papers & {str(one.get("document_number", "")) for one in row.body.get("drivers") or []}]


def needs(parties: Iterable[int], at: datetime) -> list[Need]:
    """Everything that waits for the declarant, across all his parties, the most pressing first."""
    gone = [gate.pk for gate in gates() if ends_on(gate.hours)]
    rows = list(
        VehicleDeclaration.objects.filter(declarant_id__in=list(parties))
        .filter(Q(state__in=("returned", "asked", "overdue", "draft"))
                | Q(state="under_way", due_back_at__lte=at + DUE_SOON) | Q(held_at__isnull=False, state__in=ON_THE_ROAD)
                | Q(state__in=PLANNED) & (Q(gate__in=gone) | Q(return_gate__in=gone)))
        .select_related("gate", "return_gate", "declarant").order_by("-id")[:100])
    questions = {
        row.declaration_id: row for row in DeclarationRequest.objects.filter(
            declaration__in=rows, kind="question", state__in=("open", "returned")).order_by("id")
    }
    found = [need for row in rows if (need := _need(row, questions.get(row.pk), at))]
    return sorted(found, key=lambda need: (NEEDS.index(need.why), need.until or at))


NEEDS = ("overdue", "held", "asked", "returned", "due_soon", "gate_ends", "draft")


def _need(row: VehicleDeclaration, question: DeclarationRequest | None, at: datetime) -> Need | None:
    if row.held_at is not None and row.state in ON_THE_ROAD:
        return Need(row, "held", row.due_back_at)
    if row.state in ("asked", "returned") and question:
        return Need(row, row.state, question.due_at, question.points)
    if row.state in PLANNED:
        soon = row.state == "under_way" and row.due_back_at and row.due_back_at <= at + DUE_SOON
        why = "gate_ends" if closing(row) else "due_soon" if soon else ""
        return Need(row, why, row.planned_at if row.leg == 1 else row.due_back_at) if why else None
    return Need(row, row.state, row.due_back_at if row.state == "overdue" else row.planned_at)


def waiting(gate: Gate, at: datetime, hours: int = 24) -> Waiting:
    """The wait at a gate from its real crossings of the last hours: two figures, no rows."""
    with everywhere(), connection.cursor() as cursor:
        cursor.execute(WAITING, [gate.pk, at - timedelta(hours=hours), at])
        rows = {row[0]: row for row in cursor.fetchall()}
    out, into = rows.get("out"), rows.get("in")
    return Waiting(
        out[1] if out else None, into[1] if into else None, sum(row[2] for row in rows.values()),
        max((row[3] for row in rows.values()), default=None))


def line_up_by(trip: VehicleDeclaration, at: datetime) -> datetime | None:
    """When a travelling vehicle must stand in line to cross before it is due: the last day's wait and some time to spare."""
    gate = trip.gate if trip.leg % 2 else (trip.return_gate or trip.gate)
    if trip.state != "under_way" or trip.due_back_at is None or gate is None or trip.leg < 2:
        return None
    wait = waiting(gate, at)
    minutes = (wait.into if direction_of(trip.regime, trip.leg) == INWARD else wait.out) or 0
    latest = trip.due_back_at - timedelta(minutes=math.ceil(minutes)) - TO_SPARE
    return latest if latest > at else None


def booked(gate: Gate, since: datetime, until: datetime) -> int:
    """How many vehicles have declared for this gate in this time."""
    with everywhere():
        return VehicleDeclaration.objects.filter(
            gate=gate, planned_at__gte=since, planned_at__lt=until,
            state__in=("submitted", "received", "asked", "checking", "accepted", "under_way")).count()


def ahead(leg: Crossing) -> int | None:
    """How many vehicles arrived before this one and still wait at its gate; None before it has come."""
    if leg.arrived_at is None or leg.state == "crossed":
        return None
    with everywhere():
        return Crossing.objects.filter(
            gate_id=leg.gate_id, direction=leg.direction, state__in=("arrived", "in_yard"),
            arrived_at__lt=leg.arrived_at).count()


def legs_of(trip: VehicleDeclaration) -> dict[int, Crossing]:
    """The crossings of a trip by leg, each with its gate."""
    return {row.leg: row for row in trip.crossings.select_related("gate").order_by("leg")}


def passes_of(trip: VehicleDeclaration) -> list[Pass]:
    """The newest pass of each leg, in order."""
    rows = list(trip.passes.order_by("leg", "revision"))
    newest = {row.leg: row for row in rows}
    return [newest[leg] for leg in sorted(newest)]


def events_of(trip: VehicleDeclaration, by: Actor) -> list[Event]:
    """The trip's history from the trail, oldest first, without names."""
    return [_event(row, by) for row in _acts(trip).order_by("at", "id")]


def last_act(trip: VehicleDeclaration) -> int:
    """The newest act upon the trip, its crossings and violations, as the trail numbers it; 0 when there is none."""
    return _acts(trip).order_by("-id").values_list("id", flat=True).first() or 0


def _acts(trip: VehicleDeclaration) -> QuerySet[AuditEvent]:
    pks = set(trip.crossings.values_list("id", flat=True))
    violations = set(trip.violations.values_list("id", flat=True))
    return AuditEvent.objects.filter(
        Q(object_type="vehicle", object_id=trip.pk) | Q(object_type="crossing", object_id__in=pks)
        | Q(object_type="violation", object_id__in=violations))


def _event(row: AuditEvent, by: Actor) -> Event:
    payload = json.loads(bytes(row.payload))
    return Event(row.at, row.action, row.actor_id is not None and row.actor_id == by.id,
                 payload.get("reason", ""), payload.get("facts", {}))


def own_parties(by: Actor, at: datetime) -> list[Party]:
    """The parties this person belongs to, and the clients whose mandate he holds, own ones first."""
    own = members_of(by.id, local_day(at)) if by.id else set()
    rows = list(Party.objects.filter(pk__in=by.parties).order_by("name"))
    for row in rows:
        row.own = row.pk in own  # type: ignore[attr-defined]  # told to the page: mine or a client
    return sorted(rows, key=lambda row: not row.own)  # type: ignore[attr-defined]


def mandates_of(parties: Iterable[int]) -> list[Mandate]:
    """Mandates given or held by these parties, the running ones first."""
    ids = list(parties)
    return list(Mandate.objects.filter(Q(client__in=ids) | Q(agent__in=ids)).select_related("client", "agent")
                .order_by(F("revoked_at").asc(nulls_first=True), "-until"))


def client_load(parties: Iterable[int]) -> dict[int, dict[str, Any]]:
    """For each party: how many trips run, how many want something, when the last was sent."""
    rows = VehicleDeclaration.objects.filter(declarant_id__in=list(parties)).values("declarant_id").annotate(
        going=Count("id", filter=Q(state__in=TABS["going"])), todo=Count("id", filter=Q(state__in=TABS["todo"])),
        last=Max("submitted_at")).order_by()
    return {row["declarant_id"]: dict(row) for row in rows}


def with_people(trip: VehicleDeclaration) -> list[VehicleDeclaration]:
    """The other trips of the same declarant that hold a passenger list, newest first."""
    rows = VehicleDeclaration.objects.filter(declarant_id=trip.declarant_id, body__has_key="passenger_list").exclude(pk=trip.pk)
    return list(rows.select_related("gate").order_by("-id")[:MOST_LISTS])
