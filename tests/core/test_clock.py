"""Gate hours, working time, the day a vehicle is due back, and what being late costs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongquan.core.clock import (
    Hours,
    add_working,
    closes_next,
    due_back,
    fine_range,
    is_open,
    laid_over,
    latest_extension,
    next_open,
    read_minutes,
    read_spans,
    spans_of,
    working_between,
    written_spans,
)
from thongquan.core.reading import VIETNAM
from thongquan.core.vehicle import CASES, History, Permit, VehicleFacts

TET = date(2026, 2, 17)
GATE = Hours.of({"all": [420, 1050], "6": [480, 720]}, {TET: None, date(2026, 2, 18): ["10:00", "12:00"]})
OFFICE = Hours.of({str(n): [[480, 720], [780, 1020]] for n in range(5)}, {date(2026, 9, 2): []})


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


@pytest.mark.parametrize(("moment", "expected"), [
    ("2026-11-24 06:59", False), ("2026-11-24 07:00", True), ("2026-11-24 17:29", True), ("2026-11-24 17:30", False),
    ("2026-11-29 07:30", False), ("2026-11-29 08:00", True), ("2026-02-17 09:00", False), ("2026-02-18 11:00", True),
    ("2026-02-18 12:30", False),
])
def test_a_gate_keeps_its_week_its_sundays_and_its_holidays(moment: str, expected: bool) -> None:
    assert is_open(GATE, at(moment)) is expected
    assert is_open(GATE, at(moment).astimezone(UTC)) is expected


def test_the_next_opening_and_the_end_of_it() -> None:
    assert next_open(GATE, at("2026-11-24 12:00")) == at("2026-11-24 12:00")
    assert next_open(GATE, at("2026-11-28 18:00")) == at("2026-11-29 08:00")
    assert next_open(GATE, at("2026-02-16 20:00")) == at("2026-02-18 10:00")
    assert next_open(Hours(), at("2026-02-16 20:00")) is None and closes_next(Hours(), at("2026-02-16 20:00")) is None
    assert closes_next(GATE, at("2026-11-24 12:00")) == at("2026-11-24 17:30")
    assert closes_next(GATE, at("2026-11-24 20:00")) == at("2026-11-25 17:30")
    night = Hours.of({"0": [1200, 1440], "1": [0, 120]})
    assert closes_next(night, at("2026-11-23 21:00")) == at("2026-11-24 02:00")
    always = Hours.of({"all": [0, 1440]})
    assert is_open(always, at("2026-11-24 00:00")) and closes_next(always, at("2026-11-24 00:00")) is None


@pytest.mark.parametrize("wrong", [[600, 500], [0, 1441], [[480, 720], [700, 900]], [-5, 10], ["25:00", "26:00"], [5, 5]])
def test_impossible_hours_are_refused(wrong: Any) -> None:
    with pytest.raises(ValueError, match="hours"):
        spans_of(wrong)


def test_working_hours_skip_lunch_weekends_and_holidays() -> None:
    assert add_working(at("2026-11-24 11:00"), 2, OFFICE) == at("2026-11-24 14:00")
    assert add_working(at("2026-11-27 16:00"), Decimal(2), OFFICE) == at("2026-11-30 09:00")
    assert add_working(at("2026-09-01 16:30"), timedelta(hours=1), OFFICE) == at("2026-09-03 08:30")
    assert add_working(at("2026-11-24 11:00"), 0, OFFICE) == at("2026-11-24 11:00")
    assert add_working(at("2026-11-24 11:00"), 1, Hours()) is None
    assert working_between(at("2026-11-27 16:00"), at("2026-11-30 09:00"), OFFICE) == timedelta(hours=2)
    assert working_between(at("2026-11-30 09:00"), at("2026-11-27 16:00"), OFFICE) == timedelta(0)


MOMENTS = st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2027, 6, 1)).map(lambda m: m.replace(tzinfo=VIETNAM))


@given(MOMENTS, st.integers(1, 80 * 60))
def test_what_was_added_is_what_lies_between(start: datetime, minutes: int) -> None:
    end = add_working(start, timedelta(minutes=minutes), OFFICE)
    assert end is not None and working_between(start, end, OFFICE) == timedelta(minutes=minutes)


@given(MOMENTS)
def test_the_next_opening_is_open_and_nothing_before_it_is(moment: datetime) -> None:
    opening = next_open(GATE, moment)
    assert opening is not None and is_open(GATE, opening) and (opening == moment) == is_open(GATE, moment)
    assert working_between(moment, opening, GATE) == timedelta(0)


class Law:
    """The terms as the decree has them."""

    TERMS = {
        "border_delivery.hours_road": 48, "border_delivery.hours_waterway": 72, "border_delivery.extension_hours": 48,
        "fixed_route.days": 30, "resident.days": 365, "permit.default_days": 30,
    }

    def value(self, key: str, on: date) -> Any:
        return self.TERMS[key]


CROSSED = at("2026-11-24 08:12")


@pytest.mark.parametrize(("facts", "due"), [
    ({"case": "border_delivery"}, "2026-11-26 08:12"),
    ({"case": "border_delivery", "mode": "waterway"}, "2026-11-27 08:12"),
    ({"case": "fixed_route"}, "2026-12-24 08:12"),
    ({"case": "fixed_route", "permit": Permit(until=date(2026, 12, 1))}, "2026-12-01 23:59"),
    ({"case": "resident"}, "2027-11-24 08:12"),
    ({"case": "resident", "history": History(resident_registration_until=date(2027, 1, 5))}, "2027-01-05 23:59"),
    ({"case": "permit", "permit": Permit(until=date(2026, 12, 31))}, "2026-12-31 23:59"),
    ({"case": "permit", "permit": Permit(until=date(2026, 12, 31)), "allowed_days": 7}, "2026-12-01 23:59"),
    ({"case": "third_country", "allowed_days": 3}, "2026-11-27 23:59"),
    ({"case": "transit"}, "2026-12-24 23:59"),
    ({"case": "emergency", "return_by": CROSSED + timedelta(hours=5)}, "2026-11-24 13:12"),
])
def test_when_a_vehicle_is_due_back(facts: dict[str, Any], due: str) -> None:
    assert due_back(VehicleFacts(**facts), Law(), CROSSED) == at(due)


def test_every_case_has_a_clock_and_only_emergencies_may_have_none() -> None:
    assert [c for c in CASES if due_back(VehicleFacts(case=c), Law(), CROSSED) is None] == ["emergency"]


def test_an_extension_is_48_hours_in_the_border_area_and_the_permit_elsewhere() -> None:
    due = at("2026-11-26 08:12")
    assert latest_extension(VehicleFacts(case="border_delivery"), Law(), due) == at("2026-11-28 08:12")
    assert latest_extension(VehicleFacts(permit=Permit(until=date(2026, 12, 1))), Law(), due) == at("2026-12-01 23:59")
    assert latest_extension(VehicleFacts(), Law(), due) == due


@dataclass(frozen=True)
class Line:
    article: str
    group: str
    days_from: int
    days_below: int | None
    fine_min: int
    fine_max: int


FINES = (
    Line("1.e", "border_delivery", 0, None, 500_000, 1_000_000), Line("5.a", "vehicle", 0, 30, 5_000_000, 10_000_000),
    Line("5.b", "vehicle", 30, None, 10_000_000, 20_000_000), Line("6.a", "small_passenger", 0, 30, 10_000_000, 20_000_000),
    Line("6.b", "small_passenger", 30, None, 20_000_000, 50_000_000),
)


@pytest.mark.parametrize(("facts", "days", "article"), [
    ({"case": "border_delivery"}, 40, "1.e"), ({}, 1, "5.a"), ({}, 29.9, "5.a"), ({}, 30, "5.b"),
    ({"vehicle_type": "car"}, 1, "6.a"), ({"vehicle_type": "bus", "seats": 16}, 31, "6.b"),
    ({"vehicle_type": "bus", "seats": 45}, 31, "5.b"), ({"vehicle_type": "bus"}, 1, "5.a"),
    ({"vehicle_type": "car", "case": "border_delivery"}, 1, "1.e"),
])
def test_the_fine_of_a_late_vehicle(facts: dict[str, Any], days: float, article: str) -> None:
    found = fine_range(FINES, VehicleFacts(**facts), timedelta(days=days))
    assert found is not None and found.article == article


def test_nobody_pays_for_being_in_time() -> None:
    assert fine_range(FINES, VehicleFacts(), timedelta(0)) is None
    assert fine_range((), VehicleFacts(), timedelta(days=1)) is None


@pytest.mark.parametrize(("text", "minutes"), [
    ("07:30", 450), ("24:00", 1440), ("7:05", 425), ("7h30", 450), ("7h", 420), ("19H00", 1140), ("24:01", None), ("7", None), ("aa:00", None), ("10:60", None),
])
def test_times_are_read_as_people_write_them(text: str, minutes: int | None) -> None:
    assert read_minutes(text) == minutes


@pytest.mark.parametrize(("text", "spans"), [
    ("07:30-11:30, 13:00 – 16:30", "07:30–11:30, 13:00–16:30"), ("7h30-11h30; 13h-16h30", "07:30–11:30, 13:00–16:30"), ("", ""),
])
def test_the_hours_of_a_day_are_read_as_people_write_them(text: str, spans: str) -> None:
    assert written_spans(read_spans(text)) == spans == written_spans(read_spans(spans))


@pytest.mark.parametrize("text", ["9-5", "sáng", "11:00-10:00", "08:00-12:00, 11:00-13:00", "20:00-24:30"])
def test_hours_that_cannot_be_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_spans(text)


def test_hours_of_ones_own_lie_over_those_from_above_from_their_first_day_on() -> None:
    above = {"0": "base", "2026-12-01": "A", "2026-12-20": "B"}
    assert laid_over({}, above) == above
    assert laid_over({"2026-12-10": "own"}, above) == {"0": "base", "2026-12-01": "A", "2026-12-10": "own"}
    assert laid_over({"2026-12-01": "own"}, above) == {"0": "base", "2026-12-01": "own"}
    assert laid_over({"all": "own"}, above) == {"all": "own"}
