"""From a score to a chance that holds: learned from the random sample alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from thongquan.risk.columns import Array

#: findings in the random sample from which a free curve is learned; a straight one below
ENOUGH = 200
#: how far the straight curve is drawn towards the trees' own chances: its level as by so many drawn findings, and its slope; few
#: findings prove little, and what they alone set is further from the truth on average than what the trees said
LEVEL, SLOPE = 50.0, 200.0


@dataclass(frozen=True)
class Calibration:
    """A rising curve from log-odds to a chance: `kind` platt (slope, shift), isotonic (points) or none (as it is)."""

    kind: str
    points: tuple[tuple[float, float], ...]
    rows: int
    findings: int

    def chance(self, odds: Array) -> Array:
        """The calibrated chance of each log-odds."""
        found: Array
        if self.kind == "isotonic":
            found = np.interp(odds, [x for x, _ in self.points], [y for _, y in self.points])
        else:
            slope, shift = self.points[0]
            found = 1 / (1 + np.exp(-np.clip(slope * odds + shift, -30, 30)))
        return found

    def as_json(self) -> dict[str, Any]:
        """As it is kept beside a model."""
        return {"kind": self.kind, "points": [list(point) for point in self.points], "rows": self.rows, "findings": self.findings}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Calibration:
        """As it was kept."""
        return cls(kept["kind"], tuple((float(x), float(y)) for x, y in kept["points"]), int(kept["rows"]), int(kept["findings"]))


def calibrated(odds: Array, found: Array) -> Calibration:
    """The curve for log-odds of a model on a random sample whose lines it did not learn from."""
    findings = int(found.sum())
    if not 0 < findings < len(found):
        return Calibration("none", ((1.0, 0.0),), len(found), findings)
    if findings >= ENOUGH:
        return Calibration("isotonic", _isotonic(odds, found), len(found), findings)
    return Calibration("platt", (_platt(odds, found),), len(found), findings)


def log_odds(chance: Array) -> Array:
    """The log-odds of chances, held away from certainty."""
    held = np.clip(chance, 1e-6, 1 - 1e-6)
    found: Array = np.log(held / (1 - held))
    return found


def _platt(odds: Array, found: Array) -> tuple[float, float]:
    """Slope and shift by Newton's method; the level is that at the rate of findings, where the slope changes nothing."""
    usual = float(log_odds(found.mean()))
    apart, slope, level = odds - usual, 1.0, 0.0
    for _ in range(50):
        chance = 1 / (1 + np.exp(-np.clip(odds + (slope - 1) * apart + level, -30, 30)))
        gap, spread = chance - found, chance * (1 - chance)
        gradient = np.array([(gap * apart).sum() + SLOPE * (slope - 1), gap.sum() + LEVEL * level])
        curve = np.array([[(spread * apart**2).sum() + SLOPE, (spread * apart).sum()], [(spread * apart).sum(), spread.sum() + LEVEL]])
        step = np.linalg.solve(curve, gradient)
        slope, level = max(0.05, slope - float(step[0])), level - float(step[1])
        if float(np.abs(step).max()) < 1e-9:
            break
    return slope, level + (1 - slope) * usual


def _isotonic(odds: Array, found: Array) -> tuple[tuple[float, float], ...]:
    """Pools neighbours until the rates rise; one point a pool, at its mean, and never certainty: one line more is as everybody."""
    order, base = np.argsort(odds, kind="stable"), float(found.mean())
    pools: list[list[float]] = []
    for x, y in zip(odds[order], found[order], strict=True):
        pools.append([float(x), float(y), 1.0])
        while len(pools) > 1 and pools[-2][1] >= pools[-1][1]:
            x2, y2, n2 = pools.pop()
            x1, y1, n1 = pools.pop()
            pools.append([(x1 * n1 + x2 * n2) / (n1 + n2), (y1 * n1 + y2 * n2) / (n1 + n2), n1 + n2])
    rates = np.maximum.accumulate([(y * n + base) / (n + 1) for _, y, n in pools])
    return tuple((x, float(rate)) for (x, _, _), rate in zip(pools, rates, strict=True))
