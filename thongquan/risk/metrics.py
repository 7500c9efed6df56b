"""How good a ranking is: precision, recall, revenue by week; calibration; intervals."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, sqrt
from statistics import NormalDist

import numpy as np

from thongquan.risk.columns import Array
from thongquan.risk.fields import ORIGIN

#: the origin's day of the week, Monday 0
_FIRST = ORIGIN.weekday()


def weeks(at: Array) -> Array:
    """The ISO week of each moment, as weeks since that of the origin."""
    found: Array = ((np.floor(at) + _FIRST) // 7).astype(np.int64)
    return found


def top(score: Array, week: Array, share: float) -> Array:
    """Which lines an office would check that checks this share of each week, the highest scores first, earlier ones on ties."""
    chosen = np.zeros(len(score), dtype=bool)
    order = np.lexsort((np.arange(len(score)), -score, week))
    starts = np.flatnonzero(np.r_[True, week[order][1:] != week[order][:-1]][:len(order)])
    for start, end in zip(starts, [*starts[1:], len(order)], strict=True):
        chosen[order[start:start + ceil(share * (end - start) - 1e-9)]] = True
    return chosen


def precision(chosen: Array, found: Array, weight: Array | None = None) -> float:
    """Findings among what was chosen; not a number when nothing was."""
    weight = np.ones(len(found)) if weight is None else weight
    return _ratio(float((weight * found)[chosen].sum()), float(weight[chosen].sum()))


def recall(chosen: Array, worth: Array, weight: Array | None = None) -> float:
    """How much of all findings (or of all revenue, as `worth` says) lies in what was chosen."""
    weight = np.ones(len(worth)) if weight is None else weight
    return _ratio(float((weight * worth)[chosen].sum()), float((weight * worth).sum()))


def auc(score: Array, found: Array, weight: Array | None = None) -> float:
    """The chance that a finding scores higher than a clean line, ties counting half."""
    weight = np.ones(len(found)) if weight is None else weight
    values, place = np.unique(score, return_inverse=True)
    good = np.bincount(place, weight * (1 - found), len(values))
    wrong = np.bincount(place, weight * found, len(values))
    below = np.cumsum(good) - good
    return _ratio(float((wrong * (below + good / 2)).sum()), float(good.sum() * wrong.sum()))


def calibration_error(chance: Array, found: Array, weight: Array | None = None, *, bins: int = 10) -> float:
    """The mean distance between chance and rate over bins of equally many lines."""
    weight = np.ones(len(found)) if weight is None else weight
    order = np.argsort(chance, kind="stable")
    gaps = [abs(float((weight * (chance - found))[part].sum())) for part in np.array_split(order, bins) if len(part)]
    return _ratio(sum(gaps), float(weight.sum()))


def brier_skill(chance: Array, found: Array) -> float:
    """How much smaller the squared error is than that of always saying the base rate; 0 for no better."""
    base = float(found.mean())
    return 1 - _ratio(float(((chance - found) ** 2).mean()), base * (1 - base))


def wilson(found: float, checked: float, level: float = 0.95) -> tuple[float, float]:
    """Wilson's interval of a rate; from 0 to 1 when nothing was checked."""
    if checked <= 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + level) / 2)
    rate, size = found / checked, 1 + z * z / checked
    middle, half = (rate + z * z / (2 * checked)) / size, z / size * sqrt(rate * (1 - rate) / checked + z * z / (4 * checked**2))
    return max(0.0, middle - half), min(1.0, middle + half)


def week_bootstrap(week: Array, figure: Callable[[Array], float], *, rounds: int = 200, seed: int = 0) -> float:
    """The standard error of a figure, whole weeks drawn anew with repetition; `figure` takes row numbers."""
    rows = [np.flatnonzero(week == one) for one in np.unique(week)]
    dice = np.random.default_rng(seed)
    found = [figure(np.concatenate([rows[n] for n in dice.integers(0, len(rows), len(rows))])) for _ in range(rounds)]
    return float(np.nanstd(found))


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")
