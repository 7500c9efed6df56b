"""Plays trips through the same acts the screens call: desk, yard, agencies, lanes, clock."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID, uuid5

from thongquan.actions import crossing, gate
from thongquan.actions.crossing.watch import watch
from thongquan.actions.training.cast import Cast
from thongquan.catalog.day_one import GATE, Trip
from thongquan.core.actor import Actor
from thongquan.core.refused import RulesBroken
from thongquan.core.vehicle import EXPORTATION
from thongquan.models import Crossing, Pass, VehicleDeclaration
from thongquan.queries.scope import scope

NAMES = UUID("6f1d4a52-3d0b-4b6e-9a6c-2f6f0c1d2026")
OUT_LANES, IN_LANES, YARD_LANE = (1, 2, 3), (4, 5, 6), 7

#: verdicts the officer settles with his eyes, and the reason he gives
CONFIRMED = {"OVERDUE": "late_recorded", "PLATE": "camera_misread"}
LOOKALIKE = {"8": "3", "6": "0", "0": "6", "5": "3", "1": "7", "3": "8"}

Act = Callable[[datetime], object]
Event = tuple[datetime, int, Act]


class Player:
    """Plays trips in the order of their moments; `tally` counts what really happened.

    `source` marks what it declared. Scan ids come from trip and step, so a rehearsal that is started
    again answers as before instead of doing things twice.
    """

    def __init__(self, cast: Cast, *, source: str = "rehearsal", gate_code: str = GATE) -> None:
        self.cast = cast
        self.source = source
        self.gate = gate_code
        self.tally: Counter[str] = Counter()
        self.queue: list[Event] = []
        self.serial = 0
        self.declared: dict[int, int] = {}

    def add(self, trips: Iterable[Trip]) -> None:
        """Put the whole life of these trips on the calendar."""
        for trip in trips:
            self.at(trip.declared_at, partial(self.declare, trip))

    def at(self, moment: datetime, act: Act) -> None:
        """One thing to do at one moment."""
        self.serial += 1
        heapq.heappush(self.queue, (moment, self.serial, act))

    def due(self, until: datetime) -> bool:
        """Whether something is to be done up to this moment."""
        return bool(self.queue) and self.queue[0][0] <= until

    def step(self) -> datetime:
        """Do the next thing."""
        moment, _, act = heapq.heappop(self.queue)
        act(moment)
        return moment

    def run(self, until: datetime | None = None) -> None:
        """Play everything up to a moment, or to the end."""
        while self.queue and (until is None or self.queue[0][0] <= until):
            self.step()

    def owner(self, trip: Trip) -> Actor:
        """The company that declares this trip."""
        return self.cast.companies[trip.load.company]

    def declare(self, trip: Trip, at: datetime) -> None:
        """The company declares; when a paper is wrong, the desk sends it back."""
        who = self.owner(trip)
        values = {**trip.load.values, "gate": self.gate, "planned_at": trip.planned_at.isoformat()}
        try:
            with scope(who):
                done = crossing.declare(values, declarant_id=who.parties[0], by=who, at=at, die=trip.die, source=self.source)
        except RulesBroken:
            self.tally["refused"] += 1
            return
        self.declared[trip.number] = done.declaration.pk
        self.tally["declared"] += 1
        wrong = trip.fate.startswith("returned")
        self.at(trip.decided_at, lambda then: self.send_back(trip, then) if wrong else self.decide(trip, then))

    def send_back(self, trip: Trip, at: datetime) -> None:
        """The desk refuses with its reasons; some declarants mend and send again."""
        pk = self.declared[trip.number]
        with scope(self.cast.desk):
            crossing.return_with_reasons(pk, reasons=["papers_unreadable"], by=self.cast.desk, at=at, gaps=[
                {"field": "drivers", "rule": "DRV-03", "need": "Số giấy thông hành không khớp ảnh chụp"}])
        self.tally["returned"] += 1
        if trip.fate == "returned_mended":
            self.at(trip.mended_at, lambda then: self.mend(trip, then))

    def mend(self, trip: Trip, at: datetime) -> None:
        """The declarant mends what was asked and submits again."""
        who, pk = self.owner(trip), self.declared[trip.number]
        with scope(who):
            crossing.save_draft(pk, {"remarks": "Đã sửa số giấy thông hành"}, by=who, at=at)
            crossing.submit(pk, by=who, at=at, die=trip.die)
        self.at(at + timedelta(minutes=6), lambda then: self.decide(trip, then))

    def decide(self, trip: Trip, at: datetime) -> None:
        """The desk accepts, after a look at the vehicle where the lane asks for one."""
        pk, desk = self.declared[trip.number], self.cast.desk
        with scope(desk):
            row = VehicleDeclaration.objects.get(pk=pk)
            if row.channel == "physical":
                crossing.order_check(pk, bay="3", reason_code="channel", by=desk, at=at)
                crossing.record_check(pk, result="agrees", by=desk, at=at + timedelta(minutes=9))
                self.tally["checked"] += 1
            crossing.accept(pk, by=desk, at=at + timedelta(minutes=10 if row.channel == "physical" else 0))
        self.tally["accepted"] += 1
        if trip.fate == "never_came":
            self.at(trip.planned_at + timedelta(hours=73), self.clock)
            return
        if trip.forged:
            self.at(trip.arrives_at - timedelta(minutes=5), lambda then: self.forge(trip, then))
        if trip.load.regime == EXPORTATION:
            self.at(trip.arrives_at, lambda then: self.scan(trip, 1, YARD_LANE, then))
        self.at(trip.crosses_at, lambda then: self.cross(trip, 1, then))

    def forge(self, trip: Trip, at: datetime) -> None:
        """Somebody shows a pass with one digit changed."""
        digits = self.digits(trip, 1)
        false = digits[:120] + str((int(digits[120]) + 1) % 10) + digits[121:]
        answer = self.show(trip, false, "forged", self.lane_of(trip, 1), at)
        self.tally["forged_refused"] += answer.verdict.sign == "stop"

    def digits(self, trip: Trip, leg: int) -> str:
        """The pass of a leg, as the driver's phone shows it."""
        with scope(self.owner(trip)):
            row = Pass.objects.filter(declaration=self.declared[trip.number], leg=leg, state="issued").order_by("-revision").first()
        return row.digits if row else ""

    def lane_of(self, trip: Trip, leg: int) -> int:
        """Outward and inward traffic each spread over their lanes."""
        outward = (trip.load.regime == EXPORTATION) == (leg % 2 == 1)
        return (OUT_LANES if outward else IN_LANES)[trip.number % 3]

    def show(self, trip: Trip, digits: str, what: str, lane: int, at: datetime, seen: str = "") -> gate.Answer:
        """A pass is shown at a lane; `seen` is what the camera reads."""
        request = gate.ScanRequest(uuid5(NAMES, f"{self.source}:{self.declared[trip.number]}:{what}"), digits, self.gate, lane,
                                   device="M07", seen_plate=seen, seconds=20 + trip.number * 7 % 31)
        with scope(self.cast.lane):
            return gate.scan(request, by=self.cast.lane, at=at)

    def scan(self, trip: Trip, leg: int, lane: int, at: datetime) -> gate.Answer:
        """Show the pass of a leg."""
        return self.show(trip, self.digits(trip, leg), f"{leg}@{lane}", lane, at)

    def cross(self, trip: Trip, leg: int, at: datetime) -> None:
        """Border guard ticks, the lane scans; a late return is confirmed by the officer."""
        with scope(self.cast.guard):
            row = Crossing.objects.get(declaration=self.declared[trip.number], leg=leg)
            gate.tick(row.pk, "border_guard", by=self.cast.guard, at=at - timedelta(minutes=4 + trip.number * 5 % 19))
        lane = self.lane_of(trip, leg)
        if trip.wrong_lane and leg == 1:
            other = IN_LANES if lane in OUT_LANES else OUT_LANES
            self.scan(trip, leg, other[trip.number % 3], at - timedelta(minutes=2))
        answer = self.show(trip, self.digits(trip, leg), f"{leg}@{lane}", lane, at, self.camera(trip, leg))
        if answer.verdict.code in CONFIRMED:
            answer = self.confirm(trip, lane, CONFIRMED[answer.verdict.code], leg, at + timedelta(seconds=40))
        if answer.verdict.sign != "go":
            self.tally["stopped"] += 1
            return
        self.tally["crossed_out" if lane in OUT_LANES else "crossed_in"] += 1
        if leg == 1:
            self.at(trip.returns_at, lambda then: self.cross(trip, 2, then))
            if trip.fate == "overdue":
                self.at(at + timedelta(hours=49), self.clock)

    def pass_through(self, pk: int, leg: int, at: datetime) -> gate.Answer:
        """One leg of any declaration crosses: border guard, then the lane."""
        with scope(self.cast.lane):
            row = Crossing.objects.get(declaration=pk, leg=leg)
            digits = Pass.objects.get(declaration=pk, leg=leg, state="issued").digits
            lane = (OUT_LANES if row.direction == "out" else IN_LANES)[pk % 3]
        with scope(self.cast.guard):
            gate.tick(row.pk, "border_guard", by=self.cast.guard, at=at - timedelta(minutes=1 + pk % 9))
        request = gate.ScanRequest(uuid5(NAMES, f"{self.source}:{pk}:{leg}"), digits, self.gate, lane, device="M07", seconds=20 + pk % 30)
        with scope(self.cast.lane):
            return gate.scan(request, by=self.cast.lane, at=at)

    def enter_yard(self, pk: int, at: datetime) -> gate.Answer:
        """Any declaration's vehicle comes into the yard."""
        with scope(self.cast.lane):
            digits = Pass.objects.get(declaration=pk, leg=1, state="issued").digits
            request = gate.ScanRequest(uuid5(NAMES, f"{self.source}:{pk}:yard"), digits, self.gate, YARD_LANE, device="M03")
            return gate.scan(request, by=self.cast.lane, at=at)

    def camera(self, trip: Trip, leg: int) -> str:
        """What the camera reads: the plate, or with one character wrong."""
        plate = str(trip.load.values["plate"])
        if not (trip.misread and leg == 1):
            return plate
        return plate[:-2] + LOOKALIKE.get(plate[-2], "8") + plate[-1]

    def confirm(self, trip: Trip, lane: int, reason: str, leg: int, at: datetime) -> gate.Answer:
        """The officer looks and lets the vehicle go; a late one has its violation drafted already."""
        request = gate.ScanRequest(
            uuid5(NAMES, f"{self.source}:{self.declared[trip.number]}:{reason}:{leg}"), "", self.gate, lane, device="M07")
        with scope(self.cast.lane):
            number = VehicleDeclaration.objects.values_list("number", flat=True).get(pk=self.declared[trip.number])
            self.tally["confirmed"] += 1
            return gate.confirm(request, number or "", reason_code=reason, by=self.cast.lane, at=at)

    def clock(self, at: datetime) -> None:
        """The minute watch, at a minute that matters."""
        seen = watch(at)
        self.tally.update(overdue=seen.overdue, expired=seen.expired)
