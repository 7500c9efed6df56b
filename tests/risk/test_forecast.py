"""The next days from counted ones: the shape of the week, its level, and an honest error."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongquan.risk.forecast import forecast
from thongquan.risk.trips import invented
from thongquan.risk.vehicles import judged, trial

LAST = date(2026, 11, 22)
WEEK = [100.0, 90, 80, 95, 110, 20, 5]


def test_a_steady_house_is_forecast_without_error():
    told = forecast(WEEK * 20, LAST)
    assert [round(one.value) for one in told.days] == WEEK and told.error == pytest.approx(0)
    assert told.week == pytest.approx((500, 500, 500)) and told.days[0].day == date(2026, 11, 23)


def test_growth_of_the_last_weeks_lifts_what_comes():
    told = forecast([*(WEEK * 18), *(value * 1.5 for value in WEEK * 2)], LAST)
    assert WEEK[0] < told.days[0].value < WEEK[0] * 1.5 * 1.2 and told.error > 0


@given(st.lists(st.floats(0, 1e6), max_size=200))
def test_any_past_gives_days_that_are_possible(counts):
    told = forecast(counts, LAST, ahead=14)
    assert told.week[1] <= told.week[0] <= told.week[2] and len(told.days) == 14 and all(0 <= one.low <= one.value <= one.high for one in told.days)


def test_little_history_draws_a_vehicle_towards_the_usual():
    once, often = judged({"plate:A": (1, 1, 0, 0, 0)}), judged({"plate:A": (40, 20, 0, 0, 0)})
    nothing = judged({})
    assert nothing.chance < once.chance < often.chance < 1 and nothing.reasons == ()
    assert often.reasons[0][0] == "VEH-LATE" and "20" in often.reasons[0][1].vi


def trips():
    now = datetime(2026, 11, 22, tzinfo=UTC)
    fleets = {str(n): [f"14C-{n:02}{k:03}" for k in range(14)] for n in range(18)}
    return [one.trip for one in invented(fleets, first=now - timedelta(days=400), last=now, a_day=20, seed=7)], now - timedelta(days=120)


def test_the_history_of_vehicles_tells_wrong_trips_from_right_ones():
    """Judged only by trips that had ended: the higher the band of chance, the more went wrong, well above a guess."""
    told, since = trips()
    found = trial(told, since=since)
    rates = [band.wrong / band.trips for band in found.bands]
    assert found.auc > 0.65 and rates == sorted(rates) and rates[-1] > 4 * rates[0] and found.trips == sum(band.trips for band in found.bands)


def test_what_comes_of_a_later_trip_changes_no_earlier_chance():
    told, since = trips()
    told, middle = told[-3000:], since + timedelta(days=40)
    early = [one for one in told if one.begun < middle]
    dice = random.Random(3)
    later = [replace(one, late=dice.random() < 0.5, found=one.checked) if one.ended >= middle else one for one in told]
    before = trial([one for one in early if one.ended < middle], since=since)
    assert trial([one for one in later if one.begun < middle and one.ended < middle], since=since) == before
    assert [band.chance for band in trial(early, since=since).bands] == [
        band.chance for band in trial([one for one in later if one.begun < middle], since=since).bands]
