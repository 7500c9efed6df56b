"""The desk's queues: what waits for an officer, for how long, why, and who has it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from thongquan.catalog.law import LAW
from thongquan.core.actor import Actor
from thongquan.core.clock import Hours, add_working, way
from thongquan.core.rule import local_day
from thongquan.core.search import fold, squeeze
from thongquan.core.vehicle import ADMISSION, direction_of
from thongquan.core.words import Words
from thongquan.models import AuditEvent, ChannelRuleVersion, DeclarationRequest, Gate, GateDay, User, VehicleDeclaration, Violation
from thongquan.queries.place import WAYS

WAITING = ("submitted", "received")
BEFORE = (*WAITING, "asked", "checking")
REQUESTS = ("amend", "cancel", "extend")
DECISIONS = ("crossing.accept", "crossing.return", "crossing.ask", "crossing.order_check", "crossing.amend", "crossing.refuse_amend",
             "crossing.refuse_cancel", "crossing.refuse_extend", "crossing.extend", "crossing.violation")

#: the queues of the sidebar, in its order
QUEUES = ("mine", "green", "documents", "physical", "asked", "requests", "late", "all")
CHIPS = ("soon", "nobody", "near", "foreign", "empty", "first", "waterway")
SORTS: dict[str, tuple[str, ...]] = {
    "waiting": ("submitted_at", "id"), "newest": ("-submitted_at", "-id"), "planned": ("planned_at", "id"),
    "due": ("due_back_at", "id"), "plate": ("plate_key", "id"), "company": ("declarant__name", "id"),
}


@dataclass(frozen=True)
class Wish:
    """What an officer wants to see: queue, chips, words, gate, order."""

    queue: str = "all"
    chips: tuple[str, ...] = ()
    text: str = ""
    gate: str = ""
    sort: str = "waiting"


def _requested() -> Exists:
    return Exists(DeclarationRequest.objects.filter(declaration=OuterRef("pk"), state="open", kind__in=REQUESTS))


def _breached() -> Exists:
    return Exists(Violation.objects.filter(declaration=OuterRef("pk"), state="draft"))


def _been_here() -> Exists:
    return Exists(VehicleDeclaration.objects.filter(plate_key=OuterRef("plate_key"), first_crossed_at__isnull=False))


def in_queue(code: str, by: Actor) -> Q:
    """The test of one queue."""
    return {
        "mine": Q(taken_by=by.id, state__in=BEFORE),
        "green": Q(channel="none", state__in=WAITING),
        "documents": Q(channel="document", state__in=WAITING),
        "physical": Q(channel="physical", state__in=WAITING) | Q(state="checking"),
        "asked": Q(state="asked"),
        "requests": Q(state__in=("accepted", "under_way", "overdue")) & Q(_requested()),
        "late": Q(state="overdue") | Q(_breached()),
        "all": Q(state__in=BEFORE) | Q(state="overdue") | Q(_requested()) | Q(_breached()),
    }[code]


def of_my_offices(by: Actor) -> QuerySet[VehicleDeclaration]:
    """Declarations whose first gate belongs to this person's offices; the far end only looks on."""
    return VehicleDeclaration.objects.filter(office_id__in=by.offices).exclude(state="draft")


def chip(code: str, by: Actor, at: datetime) -> Q:
    """The test of one quick filter."""
    return {
        "soon": lambda: Clocks.of(by.offices, at).sent_before(at + timedelta(hours=1)),
        "nobody": lambda: Q(taken_by__isnull=True),
        "near": lambda: Q(planned_at__lte=at + timedelta(hours=2)),
        "foreign": lambda: ~Q(country="VN"),
        "empty": lambda: Q(laden=False),
        "first": lambda: ~Q(_been_here()),
        "waterway": lambda: Q(mode="waterway"),
    }[code]()


def queue(wish: Wish, *, by: Actor, at: datetime) -> QuerySet[VehicleDeclaration]:
    """The declarations of a queue after its filters, in the wished order."""
    rows = of_my_offices(by).filter(in_queue(wish.queue, by))
    for code in wish.chips:
        rows = rows.filter(chip(code, by, at))
    if wish.gate:
        rows = rows.filter(gate__code=wish.gate)
    if wish.text.strip():
        rows = rows.filter(search__contains=needle(wish.text))
    return rows.select_related("declarant", "gate").order_by(*SORTS[wish.sort])


def needle(words: str) -> str:
    """What is typed, as the search column holds it: codes squeezed, names folded."""
    code = squeeze(words)
    return code if any(sign.isdigit() for sign in code) else fold(words)


def counts(by: Actor) -> dict[str, int]:
    """How many stand in each queue."""
    here = of_my_offices(by)
    early = ("mine", "green", "documents", "physical", "asked")
    told = here.filter(state__in=BEFORE).aggregate(**{code: Count("id", filter=in_queue(code, by)) for code in early})
    return {**told, **{code: here.filter(in_queue(code, by)).count() for code in ("requests", "late", "all")}}


def chip_counts(wish: Wish, *, by: Actor, at: datetime) -> dict[str, int]:
    """How many of this queue each quick filter would leave."""
    rows = queue(replace(wish, chips=()), by=by, at=at).order_by()
    return rows.aggregate(**{code: Count("id", filter=chip(code, by, at)) for code in CHIPS})


def next_case(wish: Wish, *, by: Actor, at: datetime, but: int | None = None) -> VehicleDeclaration | None:
    """The next one to work on in this queue: mine first, then what nobody has, longest waiting first."""
    rows = queue(replace(wish, sort="waiting"), by=by, at=at).filter(Q(taken_by=by.id) | Q(taken_by__isnull=True))
    if by.id is not None:
        rows = rows.exclude(created_by=by.id).exclude(declarant_id__in=by.parties)
    return rows.exclude(pk=but or 0).order_by(*SORTS["waiting"]).first()


def names_of(ids: Iterable[int | None]) -> dict[int, str]:
    """Names of people by their number."""
    wanted = {pk for pk in ids if pk}
    rows = User.objects.filter(pk__in=wanted).values_list("pk", "full_name", "username") if wanted else ()
    return {pk: full or username for pk, full, username in rows}


def words_of_rules(rows: Sequence[VehicleDeclaration]) -> dict[tuple[str, int], Words]:
    """The words of every channel rule that chose one of these declarations, by code and version."""
    codes = {reason["rule"] for row in rows for reason in row.channel_reasons}
    found = ChannelRuleVersion.objects.filter(code__in=codes).values_list("code", "version", "words") if codes else ()
    return {(code, version): Words(said["vi"], said["en"], said["zh"]) for code, version, said in found}


def open_requests(ids: Iterable[int]) -> dict[int, list[DeclarationRequest]]:
    """The open requests of these declarations."""
    found: dict[int, list[DeclarationRequest]] = {}
    for row in DeclarationRequest.objects.filter(declaration_id__in=list(ids), state="open").order_by("asked_at"):
        found.setdefault(row.declaration_id, []).append(row)
    return found


def shift(by: Actor, since: datetime) -> tuple[int, timedelta | None]:
    """How many this person has decided since then, and the median time from sent to accepted of his."""
    decided = AuditEvent.objects.filter(actor_id=by.id, at__gte=since, action__in=DECISIONS).count()
    taken = VehicleDeclaration.objects.filter(taken_by=by.id, accepted_at__gte=since, submitted_at__isnull=False)
    times = sorted(accepted - sent for sent, accepted in taken.values_list("submitted_at", "accepted_at") if accepted and sent)
    return decided, times[len(times) // 2] if times else None


@dataclass(frozen=True)
class Clocks:
    """The working hours of gates in each direction, for the time the law gives to the desk (Customs Law art. 23 §2)."""

    hours: timedelta
    calendars: dict[tuple[int, str], Hours]

    @classmethod
    def of(cls, offices: Iterable[int], at: datetime) -> Clocks:
        """The gates of these offices with their exceptions round this day."""
        gates = list(Gate.objects.filter(office_id__in=list(offices)))
        days = GateDay.objects.filter(gate__in=gates, day__range=(local_day(at) - timedelta(days=14), local_day(at) + timedelta(days=14)))
        special: dict[int, dict[date, Any]] = {}
        for row in days:
            special.setdefault(row.gate_id, {})[row.day] = [row.opens, row.closes]
        calendars = {(gate.pk, direction): Hours.of(way(gate.hours, direction), special.get(gate.pk)) for gate in gates for direction in WAYS}
        return cls(timedelta(hours=int(LAW.value("desk.answer.hours", on=local_day(at)))), calendars)

    def answer_by(self, row: VehicleDeclaration) -> datetime | None:
        """Until when the desk decides: two working hours of the gate after the declaration came."""
        if row.submitted_at is None:
            return None
        calendar = self.calendars.get((row.gate_id or 0, direction_of(row.regime, 1)))
        return add_working(row.submitted_at, self.hours, calendar) if calendar else row.submitted_at + self.hours

    def sent_before(self, end: datetime) -> Q:
        """Declarations whose time for an answer ends before this moment."""
        test = Q(pk__in=[])
        for gate in {gate for gate, _direction in self.calendars}:
            out, into = (self.calendars[gate, direction] for direction in WAYS)
            for calendar, starts in [(out, Q())] if out == into else [(out, ~Q(regime=ADMISSION)), (into, Q(regime=ADMISSION))]:
                test |= starts & Q(gate_id=gate, submitted_at__lte=self._latest(calendar, end))
        return test & Q(state__in=WAITING)

    def _latest(self, calendar: Hours, end: datetime) -> datetime:
        """The latest moment from which the term is over at `end`, to the minute."""
        early, late = end - timedelta(days=14), end
        while late - early > timedelta(minutes=1):
            middle = early + (late - early) / 2
            answered = add_working(middle, self.hours, calendar)
            early, late = (middle, late) if answered is not None and answered <= end else (early, middle)
        return early
