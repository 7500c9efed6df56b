"""What the next days bring: a seasonal forecast from counted days, with its own past error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import quantiles

#: days of a week, weeks that tell the usual shape, weeks whose forecasts are compared with what came
SEASON, SHAPE, JUDGED = 7, 8, 8
#: how much of the newest weeks' level counts against the shape's own
NEWEST = 0.5
LEAST = SEASON * (SHAPE + 1)


@dataclass(frozen=True)
class Ahead:
    """One day to come: the figure expected, and between what nine of ten such forecasts of the past would have it lie."""

    day: date
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Forecast:
    """The days to come, and how wrong forecasts of the last weeks were, in per cent of what came (None: too little past).

    `week_error` tells the same of whole weeks, `weeks` what each of them brought for one that was said.
    """

    days: tuple[Ahead, ...]
    error: float | None
    judged: int = 0
    week_error: float | None = None
    weeks: tuple[float, ...] = ()

    @property
    def week(self) -> tuple[float, float, float]:
        """The next seven days together, and between what the forecasts of the last weeks would have it lie."""
        whole = sum(one.value for one in self.days[:SEASON])
        return whole, whole * min((1.0, *self.weeks)), whole * max((1.0, *self.weeks))


def expected(counts: Sequence[float], ahead: int) -> list[float]:
    """The next days after `counts` (one figure a day, oldest first): usual shape of the week times the level now.

    The shape is each weekday's mean over the last weeks; the level follows the newest two weeks by half.
    """
    told = list(counts[-SEASON * SHAPE:])
    if not told:
        return [0.0] * ahead
    by_day = [told[n::-SEASON] if n >= 0 else [] for n in range(len(told) - SEASON, len(told))] if len(told) >= SEASON else [told] * SEASON
    shape = [sum(values) / len(values) for values in by_day]
    usual, newest = sum(told) / len(told), sum(told[-2 * SEASON:]) / len(told[-2 * SEASON:])
    level = 1 + NEWEST * (newest / usual - 1) if usual > 0 else 1.0
    return [max(0.0, shape[n % SEASON] * level) for n in range(ahead)]


def forecast(counts: Sequence[float], last: date, *, ahead: int = SEASON) -> Forecast:
    """The days after `last`, the day of the newest count; judged by what the same method said of the last weeks."""
    misses: list[float] = []
    wrong = came = off = 0.0
    weeks: list[float] = []
    for weeks_ago in range(JUDGED, 0, -1):
        known = counts[:len(counts) - weeks_ago * SEASON]
        if len(known) < LEAST:
            continue
        said, truth = expected(known, SEASON), counts[len(known):len(known) + SEASON]
        for guess, real in zip(said, truth, strict=True):
            wrong, came = wrong + abs(guess - real), came + real
            if guess > 0:
                misses.append(real / guess)
        off += abs(sum(said) - sum(truth))
        if sum(said) > 0:
            weeks.append(sum(truth) / sum(said))
    low, high = _between(misses)
    days = tuple(Ahead(last + timedelta(days=n + 1), value, value * low, value * high) for n, value in enumerate(expected(counts, ahead)))
    return Forecast(days, 100 * wrong / came if came else None, len(misses), 100 * off / came if came else None, tuple(weeks))


def _between(misses: Sequence[float]) -> tuple[float, float]:
    """Between which multiples of a forecast nine of ten days lay."""
    if len(misses) < SEASON:
        return 0.5, 1.5
    cuts = quantiles(misses, n=20)
    return min(1.0, cuts[0]), max(1.0, cuts[-1])
