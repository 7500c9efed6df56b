"""The weekly look: drift, hit rate against its promise, delays, newcomers; the alarm."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import numpy as np

from thongquan.actions.notice import tell
from thongquan.actions.risk.learning import Past, View, opened
from thongquan.core.rule import local_day
from thongquan.models import LaneBudget, RiskReading
from thongquan.queries.assessment.profiles import monday
from thongquan.queries.risk.people import analysts
from thongquan.risk.columns import some
from thongquan.risk.drift import FAR, Reading, reading
from thongquan.risk.features import NAMES
from thongquan.risk.fields import ORIGIN, PHYSICAL, RANDOM

WEEK = 7.0
#: results of so many days before tell of hit rates and delays: a week of dice is too few
CHECKS_OF = 28.0
#: figures of a week that moved, the furthest first
SHOWN = 8
#: counters only ever grow, so what they count moves by itself: only what is declared or compared tells of drift
GROWS = ("_lines", "_surge", "_rate", "_checks", "_found", "_revenue", "_chance", "_suspicion")


#: the figures whose shift is told
DRIFTS = tuple(name for name in NAMES if not name.endswith(GROWS) and "_odd_" not in name)


def week_of(view: View, told: Past, week: date) -> Reading | None:
    """What one week (its Monday) shows against a model, whose view has `DRIFTS`; None for a week without lines."""
    model, begin = view.model, float((week - ORIGIN).days)
    rows = view.between(begin, begin + WEEK)
    matrix = view.matrix[rows]
    if not len(matrix):
        return None
    shapes, score_shape = model.shapes()
    before = set(told.lines["importer"][told.lines["at"] < begin])
    unseen = np.array([name not in before for name in view.lines["importer"][rows]], dtype=float)
    known = told.results["known"]
    late = (known > begin + WEEK - CHECKS_OF) & (known <= begin + WEEK)
    place = {name: n for n, name in enumerate(view.lines["id"])}
    scored = np.array([name in place for name in told.results["id"]], dtype=bool)
    drawn = some(told.results, late & scored & (told.results["selected_by"] == RANDOM) & (told.results["check"] == PHYSICAL))
    chance = view.verdicts.scores.prob[[place[name] for name in drawn["id"]]]
    delays = (known - told.results["at"])[late]
    return reading(shapes, matrix, view.names, score_shape=score_shape, score=view.verdicts.scores.score[rows], chance=chance, found=drawn["found"],
                   delays=delays, unseen=unseen)


def keep(week: date, digest: str, seen: Reading) -> None:
    """The figures of a week; told again, they replace those before."""
    with opened():
        RiskReading.objects.filter(week=week).delete()
        RiskReading.objects.bulk_create(RiskReading(week=week, model_hash=digest, **row) for row in _figures(seen))


def _figures(seen: Reading) -> Iterator[dict[str, object]]:
    yield {"figure": "score_psi", "value": seen.score_psi, "count": seen.lines, "alarm": "SCORES" in seen.alarms}
    for name, shift in list(seen.psi.items())[:SHOWN]:
        yield {"figure": "psi", "of": name, "value": shift, "count": seen.lines, "alarm": shift >= FAR and "FEATURES" in seen.alarms}
    if seen.checked:
        yield {"figure": "hit_rate", "value": 100 * seen.found / seen.checked, "low": 100 * seen.low, "high": 100 * seen.high, "count": seen.checked,
               "alarm": "HIT-RATE" in seen.alarms}
        yield {"figure": "promised", "value": 100 * seen.expected / seen.checked, "count": seen.checked}
    yield {"figure": "delay", "of": "median", "value": seen.delay[0]}
    yield {"figure": "delay", "of": "p90", "value": seen.delay[1]}
    yield {"figure": "unseen", "value": 100 * seen.unseen, "count": seen.lines}
    for code in seen.alarms:
        yield {"figure": "alarm", "of": code, "value": 1, "alarm": True}


def watch(view: View, told: Past, *, at: datetime) -> Reading | None:
    """The week that ended last; an alarm widens the random draw of every office until a calm week, and heads are told."""
    week = monday(local_day(at)) - timedelta(days=7)
    seen = week_of(view, told, week)
    if seen is None:
        return None
    keep(week, view.model.hash, seen)
    _ring(bool(seen.alarms), week, at)
    return seen


def _ring(alarm: bool, week: date, at: datetime) -> None:
    """Widens the draw of every office, or takes it back; analysts and heads are told of an alarm."""
    with opened():
        newest = LaneBudget.objects.filter(week__lte=monday(local_day(at))).order_by("office_id", "-week").distinct("office_id")
        LaneBudget.objects.filter(pk__in=list(newest.values_list("pk", flat=True))).update(drift_alarm=alarm)
        for user in analysts(local_day(at)) if alarm else ():
            tell(None, "risk_drift", {"week": week.isoformat()}, user_id=user, link="/risk/drift/")


def back_to(view: View, told: Past, *, since: float, until: float) -> int:
    """The weeks of a stretch in which this model judged; how many have figures."""
    week, count = monday(ORIGIN + timedelta(days=int(since) + 6)), 0
    while (week - ORIGIN).days + WEEK <= until:
        seen = week_of(view, told, week)
        if seen is not None:
            keep(week, view.model.hash, seen)
            count += 1
        week += timedelta(days=7)
    return count
