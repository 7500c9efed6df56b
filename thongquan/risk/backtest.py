"""A model tried on its past: learned to a day, judged on what came after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import isfinite
from typing import Any

import numpy as np

from thongquan.risk import metrics
from thongquan.risk.columns import Array, Columns, size, some
from thongquan.risk.fields import PHYSICAL, RANDOM, RULE, moment
from thongquan.risk.history import History
from thongquan.risk.model import ROUNDS, SEEDS, Model, learned
from thongquan.risk.trees import YES_NO, Trees, sorted_out

#: share of each week that is checked
SHARE = 0.05
#: no checked line stands for more others than this
MOST = 10.0
#: figures of the raw line alone: what the floor learns from
RAW = ("packages", "net_kg", "gross_kg", "gate_weight_kg", "value_usd", "duty_rate", "tax_usd", "licence_required", "aeo", "importer_since")
RAW_CODES = ("procedure", "office", "importer", "broker", "supplier", "supplier_country", "hs", "goods_token", "origin", "loading_country", "co_form",
             "transport")


@dataclass(frozen=True)
class Figures:
    """How a ranking did on lines that were inspected, each standing for those like it; errors by drawing weeks anew."""

    auc: float
    precision: float
    recall: float
    revenue_recall: float
    calibration_error: float
    auc_error: float
    precision_error: float
    recall_error: float
    revenue_recall_error: float

    def as_json(self) -> dict[str, float]:
        """Rounded, without what could not be measured."""
        return {name: round(value, 4) for name, value in asdict(self).items() if isfinite(value)}


@dataclass(frozen=True)
class Split:
    """Lines before and after a day: features of the later ones know no result of their own time."""

    history: History
    lines: Columns
    results: Columns
    seen: Array
    later: Columns
    later_seen: Array
    found: Array
    revenue: Array
    inspected: Array
    weight: Array
    by_rule: Array
    random: Array


def _outside(lines: Columns, day: float) -> str:
    """Why a day parts nothing."""
    if not size(lines):
        return "The history has no lines."
    first, last = (moment(float(lines["at"][end])) for end in (0, -1))
    return f"The history runs from {first} to {last}; {moment(day)} leaves nothing to learn from or nothing to judge. Choose a day between."


def split(lines: Columns, results: Columns, day: float) -> Split:
    """The split at a day. What was known by then is learned from; what came later only judges."""
    before, known = lines["at"] < day, results["known"] <= day
    if before.all() or not before.any():
        raise ValueError(_outside(lines, day))
    early = results["at"] < day
    history = History()
    learn, told = some(lines, before), some(results, known & early)
    seen = history.first(learn, told)
    later = some(lines, ~before)
    later_seen = history.first(later, some(results, slice(0, 0)))
    place = {name: n for n, name in enumerate(later["id"])}
    rows = np.array([place.get(name, -1) for name in results["id"]], dtype=np.int64)
    judged = (rows >= 0) & (results["check"] == PHYSICAL)
    found, revenue = np.zeros(size(later)), np.zeros(size(later))
    inspected, random = np.zeros(size(later), dtype=bool), np.zeros(size(later), dtype=bool)
    found[rows[judged]], revenue[rows[judged]] = results["found"][judged], results["revenue_usd"][judged]
    inspected[rows[judged]], random[rows[judged]] = True, results["selected_by"][judged] == RANDOM
    chance = chance_of_inspection(seen, learn, told, later_seen)
    weight = 1 / np.maximum(chance, 1 / MOST)
    return Split(history, learn, told, seen, later, later_seen, found, revenue, inspected, weight, chance, random)


def chance_of_inspection(seen: Array, lines: Columns, results: Columns, later: Array) -> Array:
    """How likely the old rules, or the dice, would have had each later line inspected."""
    picked = set(results["id"][(results["check"] == PHYSICAL) & (results["selected_by"] == RULE)])
    drawn = int(((results["check"] == PHYSICAL) & (results["selected_by"] == RANDOM)).sum())
    answer = np.array([name in picked for name in lines["id"]], dtype=float)
    trees = Trees.learned(seen, answer, YES_NO | {"learning_rate": 0.15}, 60, seeds=(1,))
    by_dice = drawn / max(1, size(lines))
    return by_dice + (1 - by_dice) / (1 + np.exp(-trees.say(later)))


def judged(at: Split, score: Array, chance: Array | None = None, *, share: float = SHARE) -> Figures:
    """The figures of a ranking of the later lines."""
    week = metrics.weeks(at.later["at"])
    chosen, seen = metrics.top(score, week, share), np.flatnonzero(at.inspected)

    def figures(rows: Array) -> tuple[float, float, float, float]:
        rows = seen[rows]
        found, revenue, weight, picked = at.found[rows], at.revenue[rows], at.weight[rows], chosen[rows]
        return (metrics.auc(score[rows], found, weight), metrics.precision(picked, found, weight), metrics.recall(picked, found, weight),
                metrics.recall(picked, revenue, weight))

    whole = figures(np.arange(len(seen)))
    errors = [metrics.week_bootstrap(week[seen], lambda rows, n=n: figures(rows)[n], rounds=50) for n in range(4)]  # type: ignore[misc]
    off = metrics.calibration_error(chance[at.random], at.found[at.random]) if chance is not None and at.random.any() else float("nan")
    return Figures(*whole, off, *errors)


def backtest(
    lines: Columns, results: Columns, day: float, *, objective: str, seeds: Sequence[int] = SEEDS, rounds: int = ROUNDS, share: float = SHARE,
) -> dict[str, Any]:
    """Model, old rules and a model of raw columns on the same later lines."""
    at = split(lines, results, day)
    model: Model = learned(at.history, at.seen, at.lines, at.results, objective=objective, seeds=seeds, rounds=rounds)
    scores = model.score(at.history.then(at.later, at.later_seen, model.suspicion(at.later_seen)))
    return {
        "lines": size(at.lines), "later": size(at.later), "inspected": int(at.inspected.sum()), "findings": int(at.found[at.inspected].sum()),
        "share": share, "model": judged(at, scores.score, scores.prob, share=share).as_json(),
        "rules": judged(at, at.by_rule, share=share).as_json(), "raw": judged(at, raw_score(at), share=share).as_json(),
    }


def raw_score(at: Split) -> Array:
    """The floor: the same learner on the declared columns alone, names as numbers."""
    codes = [{name: n for n, name in enumerate(sorted(set(at.lines[column])))} for column in RAW_CODES]

    def matrix(lines: Columns) -> Array:
        named = [np.array([known.get(name, -1) for name in lines[column]], dtype=float) for column, known in zip(RAW_CODES, codes, strict=True)]
        return np.column_stack([*(lines[column] for column in RAW), *named]).astype(np.float32)

    place = {name: n for n, name in enumerate(at.lines["id"])}
    rows = np.array([place[name] for name in at.results["id"]], dtype=np.int64)
    named = range(len(RAW), len(RAW) + len(RAW_CODES))
    bins = sorted_out(matrix(some(at.lines, rows)), codes=named)
    return Trees.learned(bins, at.results["found"], YES_NO, ROUNDS, seeds=(1,)).say(matrix(at.later))
