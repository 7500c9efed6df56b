"""The next days from counted ones: the shape of the week, its level, and an honest error."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongquan.risk.forecast import forecast
from thongquan.risk.vehicles import judged

LAST = date(2026, 11, 22)
WEEK = [100.0, 90, 80, 95, 110, 20, 5]


def test_a_steady_house_is_forecast_without_error():
    told = forecast(WEEK * 20, LAST)
    assert [round(one.value) for one in told.days] == WEEK and told.error == pytest.approx(0) and told.days[0].day == date(2026, 11, 23)


def test_growth_of_the_last_weeks_lifts_what_comes():
    told = forecast([*(WEEK * 18), *(value * 1.5 for value in WEEK * 2)], LAST)
    assert WEEK[0] < told.days[0].value < WEEK[0] * 1.5 * 1.2 and told.error > 0


@given(st.lists(st.floats(0, 1e6), max_size=200))
def test_any_past_gives_days_that_are_possible(counts):
    told = forecast(counts, LAST, ahead=14)
    assert len(told.days) == 14 and all(0 <= one.low <= one.value <= one.high for one in told.days)


def test_little_history_draws_a_vehicle_towards_the_usual():
    once, often = judged({"plate:A": (1, 1, 0, 0, 0)}), judged({"plate:A": (40, 20, 0, 0, 0)})
    nothing = judged({})
    assert nothing.chance < once.chance < often.chance < 1 and nothing.reasons == ()
    assert often.reasons[0][0] == "VEH-LATE" and "20" in often.reasons[0][1].vi
