"""Clocks of tasks: working time of the office, standing still while the trader owes."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from thongquan.catalog.holidays import days_off
from thongquan.core.clock import Hours, working_between
from thongquan.core.reading import VIETNAM
from thongquan.core.worktime import OFFICE_WEEK, Allowance, TaskClock, within

TET = date(2026, 2, 17)
OFFICE = Hours.of(OFFICE_WEEK, {TET: [], date(2026, 2, 21): [["07:30", "11:30"]]})
TWO = Allowance(hours=2)
BEGIN = datetime(2026, 2, 9, 7, 30, tzinfo=VIETNAM)
MINUTES = st.integers(0, 20 * 24 * 60)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def test_two_working_hours_go_over_noon_night_weekend_and_holiday():
    assert TaskClock(at("2026-02-12 10:30"), TWO, OFFICE).due() == at("2026-02-12 14:00")
    assert TaskClock(at("2026-02-13 16:00"), TWO, OFFICE).due() == at("2026-02-16 08:30")
    assert TaskClock(at("2026-02-16 16:30"), TWO, OFFICE).due() == at("2026-02-18 09:00")  # Tết between
    assert TaskClock(at("2026-02-20 16:30"), TWO, OFFICE).due() == at("2026-02-21 09:00")  # a working Saturday


def test_a_trader_who_answers_after_a_night_took_only_the_working_time_of_it():
    asked = TaskClock(at("2026-02-12 08:30"), TWO, OFFICE).pause(at("2026-02-12 09:00"))
    assert asked.due() is None and asked.spent(at("2026-02-12 16:00")) == timedelta(minutes=30)
    answered = asked.resume(at("2026-02-13 08:00"))
    assert answered.paused == timedelta(hours=7)
    assert answered.due() == at("2026-02-13 09:30")
    assert answered.stop(at("2026-02-13 09:00")).spent(at("2026-03-01 09:00")) == timedelta(hours=1, minutes=30)


def test_review_has_calendar_days_and_is_late_after_them():
    clock = TaskClock(at("2026-02-12 08:30"), Allowance(days=60), OFFICE)
    assert clock.due() == at("2026-04-13 08:30") and not clock.late(at("2026-04-13 08:30")) and clock.late(at("2026-04-13 08:31"))
    assert within([(clock, at("2026-04-13 08:30")), (clock, at("2026-05-01 08:30"))]) == (1, 1)


@given(st.lists(MINUTES, min_size=0, max_size=8), MINUTES)
def test_office_time_and_trader_time_are_all_the_working_time_there_was(moments, look):
    """Whatever the pauses: spent + owed = working time passed; spent never falls, and never rises while paused."""
    clock, end = TaskClock(BEGIN, TWO, OFFICE), BEGIN + timedelta(minutes=look)
    previous = timedelta()
    for n, minute in enumerate(sorted(moments)):
        moment = BEGIN + timedelta(minutes=minute)
        assert clock.spent(moment) >= previous
        if n % 2:
            assert clock.spent(moment) == previous  # paused since
            clock = clock.resume(moment)
        else:
            clock = clock.pause(moment)
        previous = clock.spent(moment)
    last = max([end, *(BEGIN + timedelta(minutes=minute) for minute in moments)])
    clock = clock.resume(last)
    assert clock.spent(last) + clock.paused == working_between(BEGIN, last, OFFICE)
    assert clock.spent(last) >= previous


@given(MINUTES, st.integers(0, 3000))
def test_what_is_due_is_exactly_the_allowance_of_office_time(pause_after, length):
    clock = TaskClock(BEGIN, TWO, OFFICE).pause(BEGIN + timedelta(minutes=pause_after))
    clock = clock.resume(BEGIN + timedelta(minutes=pause_after + length))
    due = clock.due()
    assert due is not None and clock.spent(due) == timedelta(hours=2)
    assert not clock.late(due) and (clock.left(due) == timedelta())


@given(MINUTES)
def test_a_pause_outside_working_hours_changes_nothing(minute):
    moment = BEGIN + timedelta(minutes=minute)
    night = moment.replace(hour=20, minute=0)
    clock = TaskClock(BEGIN, TWO, OFFICE)
    assert clock.pause(night).resume(night + timedelta(hours=4)).due() == clock.due()


def test_a_holiday_on_a_sunday_gives_the_monday_off():
    year = days_off(2026)
    assert date(2026, 4, 26).weekday() == 6 and year[date(2026, 4, 27)].en == "Hùng Kings' Day"
    assert {date(2026, 2, day) for day in range(16, 21)} <= set(year) and date(2026, 2, 23) not in year
    assert {date(2027, 2, day) for day in (5, 6, 7, 8, 9, 10, 11)} <= set(days_off(2027))
    held = Hours.of(OFFICE_WEEK, {day: [] for day in year})
    assert TaskClock(at("2026-04-24 16:00"), TWO, held).due() == at("2026-04-28 08:30")
