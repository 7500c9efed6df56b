"""Whether the world has moved: shifts, hits against expectation, delays, newcomers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from thongquan.risk.columns import Array
from thongquan.risk.metrics import wilson

BINS = 10
#: a population stability index from which a figure has moved, and from which it has moved far
MOVED, FAR = 0.1, 0.25
#: how many features may move far before that alone is an alarm
MANY = 5


@dataclass(frozen=True)
class Shape:
    """How one figure was spread when the model learned: edges of its tenths and the share in each, the last for unknown."""

    edges: tuple[float, ...]
    shares: tuple[float, ...]


@dataclass(frozen=True)
class Reading:
    """One look at a period.

    `psi` shift of each figure that moved; `expected` findings that the calibrated chances promised among checked lines,
    `found` those that came, `low` and `high` Wilson's interval of the rate found; `delay` days from registration to
    result (median, nine tenths); `unseen` share of importers without an earlier line; `alarms` codes of what is wrong.
    """

    lines: int
    psi: Mapping[str, float]
    score_psi: float
    checked: int
    expected: float
    found: int
    low: float
    high: float
    delay: tuple[float, float]
    unseen: float
    alarms: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """As it is printed or kept."""
        return asdict(self) | {"psi": dict(self.psi), "delay": list(self.delay), "alarms": list(self.alarms)}


def shape_of(values: Array) -> Shape:
    """The shape of a figure to compare with later."""
    known = values[np.isfinite(values)]
    edges = np.unique(np.quantile(known, np.arange(1, BINS) / BINS)) if len(known) else np.array([])
    return Shape(tuple(float(edge) for edge in edges), tuple(float(share) for share in _shares(values, edges)))


def psi(shape: Shape, values: Array) -> float:
    """The population stability index of a figure against its shape; 0 for the same."""
    was, now = np.maximum(np.array(shape.shares), 1e-4), np.maximum(_shares(values, np.array(shape.edges)), 1e-4)
    return float(((now - was) * np.log(now / was)).sum())


def _shares(values: Array, edges: Array) -> Array:
    known = np.isfinite(values)
    place = np.where(known, np.searchsorted(edges, np.where(known, values, 0.0), side="right"), len(edges) + 1)
    shares: Array = np.bincount(place, minlength=len(edges) + 2) / max(1, len(values))
    return shares


def reading(
    shapes: Mapping[str, Shape], matrix: Array, names: Sequence[str], *, score_shape: Shape, score: Array, chance: Array, found: Array,
    delays: Array, unseen: Array,
) -> Reading:
    """What a period shows. `chance` and `found` are of the random sample's checked lines, `delays` in days, `unseen` flags."""
    shifts = {name: psi(shapes[name], matrix[:, n]) for n, name in enumerate(names) if name in shapes}
    moved = {name: round(shift, 4) for name, shift in sorted(shifts.items(), key=lambda one: -one[1]) if shift >= MOVED}
    of_score = psi(score_shape, score)
    low, high = wilson(float(found.sum()), len(found))
    expected = float(chance.sum())
    alarms = []
    if of_score >= FAR:
        alarms.append("SCORES")
    if sum(shift >= FAR for shift in shifts.values()) >= MANY:
        alarms.append("FEATURES")
    if len(found) and not low <= expected / len(found) <= high:
        alarms.append("HIT-RATE")
    late = np.quantile(delays, (0.5, 0.9)) if len(delays) else (0.0, 0.0)
    return Reading(len(matrix), moved, round(of_score, 4), len(found), round(expected, 2), int(found.sum()), round(low, 4), round(high, 4),
                   (float(late[0]), float(late[1])), round(float(unseen.mean()), 4) if len(unseen) else 0.0, tuple(alarms))
