"""Wall-clock and working time: gate hours, working periods, due-back, fines for lateness."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from typing import Any, Protocol

from thongquan.core.reading import VIETNAM
from thongquan.core.rule import DatedLaw, local_day
from thongquan.core.vehicle import INWARD, WATERWAY, VehicleFacts

Span = tuple[int, int]
FULL_DAY = 24 * 60
HORIZON = timedelta(days=400)
#: `07:30`, `7h30`, `7h`
FACE = r"([01]?\d|2[0-4])(?:[:hH]([0-5]\d)|[hH])"
WRITTEN = re.compile(rf"{FACE}\s*[-–—~]\s*{FACE}")


@dataclass(frozen=True)
class Hours:
    """Opening hours: a week of spans in local minutes, Monday first, and days that differ from it.

    A day may hold several spans (a morning and an afternoon); an empty one is closed. `later` are the weeks that
    follow, each from its first day on, in their order.
    """

    week: tuple[tuple[Span, ...], ...] = ((),) * 7
    days: Mapping[date, tuple[Span, ...]] = field(default_factory=dict)
    zone: tzinfo = VIETNAM
    later: tuple[tuple[date, tuple[tuple[Span, ...], ...]], ...] = ()

    @classmethod
    def of(cls, week: Mapping[str, Any], days: Mapping[date, Any] | None = None, zone: tzinfo = VIETNAM) -> Hours:
        """From stored hours: weekday numbers `0` Monday … `6`, or `all`, to `[opens, closes]` or a list of such.

        A key that is a day (`2026-12-01`) holds the week that applies from that day on.
        """
        later = tuple((date.fromisoformat(since), _table(week[since])) for since in dated(week))
        return cls(_table(week), {day: spans_of(value) for day, value in (days or {}).items()}, zone, later)

    def on(self, day: date) -> tuple[Span, ...]:
        """The spans of that day; a dated exception or holiday goes before the week."""
        if day in self.days:
            return self.days[day]
        week = next((week for since, week in reversed(self.later) if since <= day), self.week)
        return week[day.weekday()]


def dated(stored: Mapping[str, Any]) -> list[str]:
    """The days from which stored hours change, in their order."""
    return sorted(key for key in stored if len(key) == len("2026-12-01"))


def week_on(stored: Mapping[str, Any], day: date) -> Mapping[str, Any]:
    """The stored week that applies on a day: the last one that has begun, else the first."""
    begun = [since for since in dated(stored) if since <= day.isoformat()]
    return stored[begun[-1]] if begun else {key: value for key, value in stored.items() if key not in dated(stored)}


def way(stored: Mapping[str, Any], direction: str) -> dict[str, Any]:
    """The stored hours of a gate in one direction.

    A week tells of both, unless it holds another one under `in`: that is the way in then, and the rest the way out.
    """
    def one(week: Mapping[str, Any]) -> Mapping[str, Any]:
        return week[INWARD] if direction == INWARD and INWARD in week else {key: value for key, value in week.items() if key != INWARD}

    days = dated(stored)
    return {**one({key: value for key, value in stored.items() if key not in days}), **{since: one(stored[since]) for since in days}}


#: a dated entry with this key is the last: the gate is closed for good from its day on, and the value tells why
ENDS = "ends"


def ends_on(stored: Mapping[str, Any]) -> date | None:
    """The day from which the stored hours hold nothing any more: closed for good; None while no end is announced."""
    return next((date.fromisoformat(since) for since in dated(stored) if ENDS in stored[since]), None)


def laid_over(own: Mapping[str, Any], above: Mapping[str, Any]) -> Mapping[str, Any]:
    """Stored hours of one's own over those from above, which last until the first of one's own begins."""
    days = dated(own)
    if len(days) < len(own):
        return own
    return {**{key: week for key, week in above.items() if key not in dated(above) or key < min(days, default="~")}, **own}


def _table(week: Mapping[str, Any]) -> tuple[tuple[Span, ...], ...]:
    return tuple(spans_of(week.get(str(n), week.get("all"))) for n in range(7))


def spans_of(value: Any) -> tuple[Span, ...]:
    """`[420, 1050]`, `["07:00", "17:30"]`, `[[480, 720], [780, 1020]]` or nothing, as ordered spans.

    Raises ValueError for spans that overlap, run backwards or leave the day.
    """
    if not value or value == [None, None] or value == (None, None):
        return ()
    pairs = value if isinstance(value[0], list | tuple) else [value]
    spans = tuple((_minutes(opens), _minutes(closes)) for opens, closes in pairs)
    edges = [edge for span in spans for edge in span]
    if edges != sorted(set(edges)) or edges[0] < 0 or edges[-1] > FULL_DAY:
        raise ValueError(f"hours {value} overlap, run backwards or leave the day")
    return spans


def read_minutes(text: str) -> int | None:
    """`07:30` or `7h30` as minutes of the day, `24:00` allowed; None when it is no time."""
    found = re.fullmatch(FACE, text.strip())
    value = int(found[1]) * 60 + int(found[2] or 0) if found else None
    return None if value is None or value > FULL_DAY else value


def read_spans(text: str) -> tuple[Span, ...]:
    """`07:30-11:30, 13h-16h30` as a person writes it; nothing on a day off. Raises ValueError for anything else."""
    spans = []
    for part in filter(None, map(str.strip, re.split(r"[,;]", text))):
        found = WRITTEN.fullmatch(part)
        if found is None:
            raise ValueError(f"{part} is no time from … until …")
        hour, minute, until, past = (int(digits or 0) for digits in found.groups())
        spans.append([hour * 60 + minute, until * 60 + past])
    return spans_of(spans)


def written_spans(spans: Sequence[Span]) -> str:
    """`07:30–11:30, 13:00–16:30`: what `read_spans` reads back."""
    return ", ".join(f"{opens // 60:02d}:{opens % 60:02d}–{closes // 60:02d}:{closes % 60:02d}" for opens, closes in spans)


def _minutes(value: Any) -> int:
    if isinstance(value, str):
        hour, _, minute = value.partition(":")
        return int(hour) * 60 + int(minute or 0)
    return int(value)


def is_open(hours: Hours, at: datetime) -> bool:
    """Whether it is open at this moment; at the closing minute it is closed."""
    local = at.astimezone(hours.zone)
    return any(_at(hours, local.date(), opens) <= local < _at(hours, local.date(), closes)
               for opens, closes in hours.on(local.date()))


def next_open(hours: Hours, at: datetime) -> datetime | None:
    """The moment itself when open, else the next opening; None when none comes within 400 days."""
    return next((max(start, at.astimezone(hours.zone)) for start, _ in _periods(hours, at)), None)


def closes_next(hours: Hours, at: datetime) -> datetime | None:
    """When the present or next opening ends; periods that touch at midnight are one."""
    end: datetime | None = None
    for start, stop in _periods(hours, at):
        if end is not None and start > end:
            break
        end = stop
        if stop - at > timedelta(days=14):
            return None  # open around the clock
    return end


def _at(hours: Hours, day: date, minutes: int) -> datetime:
    return datetime.combine(day + timedelta(days=minutes // FULL_DAY), time(minutes % FULL_DAY // 60, minutes % 60), hours.zone)


def _periods(hours: Hours, at: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Open periods in order that end after `at`, within the horizon."""
    first = at.astimezone(hours.zone).date()
    for n in range(HORIZON.days):
        for opens, closes in hours.on(first + timedelta(days=n)):
            if (end := _at(hours, first + timedelta(days=n), closes)) > at:
                yield _at(hours, first + timedelta(days=n), opens), end


def add_working(start: datetime, amount: timedelta | Decimal | int | float, calendar: Hours) -> datetime | None:
    """The moment at which `amount` of working time (a number means hours) has passed since `start`.

    None when the calendar has not so much within 400 days.
    """
    left = amount if isinstance(amount, timedelta) else timedelta(hours=float(amount))
    if left <= timedelta(0):
        return start
    for opens, closes in _periods(calendar, start):
        begun = max(opens, start)
        if begun + left <= closes:
            return begun + left
        left -= closes - begun
    return None


def working_between(start: datetime, end: datetime, calendar: Hours) -> timedelta:
    """The working time between two moments; zero when they are in the wrong order."""
    passed = timedelta(0)
    for opens, closes in _periods(calendar, start):
        if opens >= end:
            break
        passed += max(min(closes, end) - max(opens, start), timedelta(0))
    return passed


def end_of_day(day: date, zone: tzinfo = VIETNAM) -> datetime:
    """The last minute of a day: what is valid until a date is valid all that day."""
    return datetime.combine(day, time(23, 59), zone)


Due = Callable[[VehicleFacts, DatedLaw, datetime], datetime | None]


def _border_delivery(facts: VehicleFacts, law: DatedLaw, crossed_at: datetime) -> datetime | None:
    key = "border_delivery.hours_waterway" if facts.mode == WATERWAY else "border_delivery.hours_road"
    return crossed_at + timedelta(hours=int(law.value(key, local_day(crossed_at))))


def _fixed_route(facts: VehicleFacts, law: DatedLaw, crossed_at: datetime) -> datetime | None:
    days = timedelta(days=int(law.value("fixed_route.days", local_day(crossed_at))))
    return _sooner(crossed_at + days, _permit_end(facts))


def _resident(facts: VehicleFacts, law: DatedLaw, crossed_at: datetime) -> datetime | None:
    until = facts.history.resident_registration_until
    days = timedelta(days=int(law.value("resident.days", local_day(crossed_at))))
    return end_of_day(until) if until and until >= local_day(crossed_at) else crossed_at + days


def _emergency(facts: VehicleFacts, law: DatedLaw, crossed_at: datetime) -> datetime | None:
    return facts.return_by


def _permit(facts: VehicleFacts, law: DatedLaw, crossed_at: datetime) -> datetime | None:
    """The permit's date or the days allowed, the sooner; else the return declared, else the term of the law."""
    allowed = end_of_day(local_day(crossed_at) + timedelta(days=facts.allowed_days)) if facts.allowed_days else None
    if limit := _sooner(_permit_end(facts), allowed) or facts.return_by:
        return limit
    return end_of_day(local_day(crossed_at) + timedelta(days=int(law.value("permit.default_days", local_day(crossed_at)))))


def _permit_end(facts: VehicleFacts) -> datetime | None:
    return end_of_day(facts.permit.until) if facts.permit.until else None


def _sooner(*moments: datetime | None) -> datetime | None:
    return min((m for m in moments if m), default=None)


DUE: dict[str, Due] = {
    "border_delivery": _border_delivery, "fixed_route": _fixed_route, "resident": _resident, "emergency": _emergency,
}
#: the term follows from case and mode alone; the term stands in another declaration. Elsewhere it stands in the form.
TERM_OF_LAW, TERM_OF_REGISTER = frozenset({"border_delivery"}), frozenset({"resident"})


def due_back(facts: VehicleFacts, law: DatedLaw, crossed_at: datetime) -> datetime | None:
    """When a vehicle whose first leg crossed at `crossed_at` must be back.

    Decree 08/2015: 48 h by road and 72 h by water in the border area (81.2), 30 days on a fixed route
    (77a.1), the yearly registration of residents (81.5), else the permit's date. None: no term is set.
    """
    return DUE.get(facts.case, _permit)(facts, law, crossed_at)


def latest_extension(facts: VehicleFacts, law: DatedLaw, due: datetime) -> datetime:
    """The latest moment the head of office may extend to: in the border area 48 h more (81.4)."""
    if facts.case == "border_delivery":
        return due + timedelta(hours=int(law.value("border_delivery.extension_hours", local_day(due))))
    return max(due, _permit_end(facts) or due)


class Penalty(Protocol):
    """One dated line of the penalty table, in đồng.

    `group` is `border_delivery`, `small_passenger` (a passenger vehicle under 24 seats) or `vehicle`;
    late from `days_from` on and, unless None, below `days_below` days.
    """

    @property
    def article(self) -> str: ...
    @property
    def group(self) -> str: ...
    @property
    def days_from(self) -> int: ...
    @property
    def days_below(self) -> int | None: ...
    @property
    def fine_min(self) -> int: ...
    @property
    def fine_max(self) -> int: ...


SMALL_PASSENGER_SEATS = 24


def penalty_group(facts: VehicleFacts) -> str:
    """Which lines of the penalty table a late vehicle falls under."""
    if facts.case == "border_delivery":
        return "border_delivery"
    if facts.vehicle_type in ("car", "bus") and (facts.seats or 0) < SMALL_PASSENGER_SEATS and (facts.seats or facts.vehicle_type == "car"):
        return "small_passenger"
    return "vehicle"


def fine_range(penalties: Iterable[Penalty], facts: VehicleFacts, late: timedelta) -> Penalty | None:
    """The line of the table (of the day of the breach) for a vehicle so late; None when it is not late."""
    if late <= timedelta(0):
        return None
    group = penalty_group(facts)
    return next(
        (p for p in penalties if p.group == group and timedelta(days=p.days_from) <= late
         and (p.days_below is None or late < timedelta(days=p.days_below))), None)
