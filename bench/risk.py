"""Prediction: a time split with floors beside it, the loop, speeds, and the counters of ten million lines."""

from __future__ import annotations

import argparse
import contextlib
import json
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from thongquan.risk import backtest, metrics, table, wide
from thongquan.risk.columns import Array, joined, size, some
from thongquan.risk.features import features
from thongquan.risk.fields import PHYSICAL, TYPES, days
from thongquan.risk.generator import FINDS, MISTAKEN, Good, Told, invented
from thongquan.risk.history import History
from thongquan.risk.model import Model, learned
from thongquan.risk.scores import BALANCED
from thongquan.risk.selector import Selector

FIRST, CUT, LAST = date(2024, 1, 1), date(2025, 1, 1), date(2025, 6, 30)
SHARE = 0.05
#: how likely an inspection finds a fraud of each kind: the chance that a calibrated model says
FOUND = dict(zip(TYPES, FINDS[PHYSICAL], strict=True))
GOODS = [Good(f"{chapter}{n:02}1{n}00", f"{name} loại {n}", duty, preference)
         for n in range(10, 30) for chapter, name, duty, preference in (
             ("07", "Tỏi khô", 20.0, 0.0), ("39", "Màng nhựa", 6.0, 0.0), ("61", "Áo thun", 20.0, 5.0), ("84", "Máy bơm", 3.0, None),
             ("85", "Dây điện", 10.0, 0.0), ("94", "Ghế gỗ", 25.0, 0.0), ("73", "Ống thép", 12.0, 0.0), ("22", "Rượu vang", 50.0, None))]


@dataclass(frozen=True)
class Size:
    """How much."""

    a_day: float
    seeds: tuple[int, ...]
    weeks: int
    judged: int
    copies: int


FULL = Size(a_day=100, seeds=(1, 2, 3), weeks=12, judged=400, copies=183)
QUICK = Size(a_day=40, seeds=(1,), weeks=4, judged=100, copies=40)


@contextlib.contextmanager
def timed(found: dict[str, Any], name: str) -> Iterator[None]:
    """Notes how many seconds it took."""
    began = time.monotonic()
    yield
    found[name] = round(time.monotonic() - began, 1)


def static(told: Told, how: Size) -> tuple[dict[str, Any], Model, backtest.Split]:
    """Model, old rules and raw columns on the months after the cut, against the truth that only the generator knows."""
    found: dict[str, Any] = {}
    with timed(found, "counting_seconds"):
        at = backtest.split(told.lines, joined(told.lines, told.results), days(CUT))
    truth = dict(zip(told.lines["id"], zip(told.truth["type"], told.truth["revenue_usd"], strict=True), strict=True))
    kinds = [str(truth[name][0]) for name in at.later["id"]]
    wrong = np.array([float(kind != "") for kind in kinds])
    evaded = np.array([float(truth[name][1]) for name in at.later["id"]])
    to_be_found = np.array([FOUND.get(kind, MISTAKEN) for kind in kinds])
    rows: list[dict[str, float]] = []
    worth: list[dict[str, float]] = []
    with timed(found, "learning_seconds"):
        for seed in how.seeds:
            model = learned(at.history, at.seen, at.lines, at.results, seeds=(seed, seed + 10, seed + 20))
            matrix = at.history.then(at.later, at.later_seen, model.suspicion(at.later_seen))
            scores = model.score(matrix)
            off = {"calibration_error": round(metrics.calibration_error(scores.prob, to_be_found), 4)}
            rows.append(figures(at, scores.score, wrong, evaded) | off)
            worth.append(figures(at, replace(model, objective=BALANCED).score(matrix).score, wrong, evaded))
    found["learning_seconds"] = round(found["learning_seconds"] / len(how.seeds), 1)
    found["model"], found["balanced"] = mean(rows), mean(worth)
    found["between_seeds"] = {name: round(float(np.std([row[name] for row in rows])), 4) for name in rows[0]}
    found["error"] = errors(at, scores.score, wrong)
    found["rules"], found["raw"] = figures(at, at.by_rule, wrong, evaded), figures(at, backtest.raw_score(at), wrong, evaded)
    found["base_rate"], found["later_lines"] = round(float(wrong.mean()), 4), len(wrong)
    return found, model, at


def mean(rows: list[dict[str, float]]) -> dict[str, float]:
    """Each figure, the mean over the seeds."""
    return {name: round(float(np.mean([row[name] for row in rows])), 4) for name in rows[0]}


def figures(at: backtest.Split, score: Array, wrong: Array, evaded: Array) -> dict[str, float]:
    """One ranking at a share of each week."""
    chosen = metrics.top(score, metrics.weeks(at.later["at"]), SHARE)
    return {"auc": round(metrics.auc(score, wrong), 4), "precision": round(metrics.precision(chosen, wrong), 4),
            "recall": round(metrics.recall(chosen, wrong), 4), "revenue_recall": round(metrics.recall(chosen, evaded), 4)}


def errors(at: backtest.Split, score: Array, wrong: Array) -> dict[str, float]:
    """Standard errors, whole weeks drawn anew."""
    week = metrics.weeks(at.later["at"])
    chosen = metrics.top(score, week, SHARE)
    return {"auc": round(metrics.week_bootstrap(week, lambda rows: metrics.auc(score[rows], wrong[rows]), rounds=50), 4),
            "precision": round(metrics.week_bootstrap(week, lambda rows: metrics.precision(chosen[rows], wrong[rows])), 4),
            "recall": round(metrics.week_bootstrap(week, lambda rows: metrics.recall(chosen[rows], wrong[rows])), 4)}


def on_file(file: Path, how: Size) -> dict[str, Any]:
    """The same split of an administration's own history, where only what was inspected is known."""
    read = table.read(file, results=True)
    return {objective: backtest.backtest(read.lines, read.results, days(CUT), objective=objective, seeds=how.seeds)
            for objective in ("detection", "balanced")}


def loop(told: Told, how: Size) -> dict[str, Any]:
    """Week by week: a share is chosen, and a week later only its truth is revealed."""
    truth = {name: (float(kind != ""), str(kind), float(money))
             for name, kind, money in zip(told.lines["id"], told.truth["type"], told.truth["revenue_usd"], strict=True)}
    cut = days(CUT)
    early = told.lines["at"] < cut
    known = joined(told.lines, told.results)
    selector = Selector(table.Table(some(told.lines, early), some(known, known["known"] <= cut), ""))
    hits = chosen = wrong = 0.0
    shown: list[dict[str, Any]] = []
    began = time.monotonic()
    for week in range(how.weeks):
        inside = (told.lines["at"] >= cut + 7 * week) & (told.lines["at"] < cut + 7 * week + 7)
        picked = selector.select(table.Table(some(told.lines, inside), some(known, slice(0, 0)), ""), SHARE)
        selector.observe(shown)
        shown = [{"id": name, "illicit_found": int(truth[name][0]), "found_type": truth[name][1], "found_revenue_usd": truth[name][2]} for name in picked]
        hits, chosen = hits + sum(row["illicit_found"] for row in shown), chosen + len(shown)
        wrong += sum(truth[name][0] for name in told.lines["id"][inside])
    return {"weeks": how.weeks, "precision": round(hits / chosen, 4), "recall": round(hits / wrong, 4),
            "seconds_a_week": round((time.monotonic() - began) / how.weeks, 1)}


def speeds(model: Model, at: backtest.Split, how: Size) -> dict[str, Any]:
    """Lines in bulk, and one line with its reasons."""
    history, lines = at.history, at.later
    moved = dict(lines) | {"at": lines["at"] + 400}
    began = time.monotonic()
    model.score(history.replay(moved, some(at.results, slice(0, 0)), model.suspicion))
    bulk = size(lines) / (time.monotonic() - began)
    took = []
    for n in range(how.judged):
        one = some(moved, slice(n, n + 1))
        began = time.perf_counter()
        sums = history.look(one)
        model.score(features(one, sums))
        model.explain(one, sums)
        took.append((time.perf_counter() - began) * 1000)
    half, most = np.quantile(took, (0.5, 0.99))
    return {"rows_per_second": round(bulk), "one_line_p50_ms": round(float(half), 1), "one_line_p99_ms": round(float(most), 1)}


def many(told: Told, how: Size, folder: Path) -> dict[str, Any]:
    """The counters of the same trade many times over, each copy with people of its own, by DuckDB over months of Parquet."""
    found: dict[str, Any] = {}
    base = wide.connection(beside=folder / "aside")
    with timed(found, "export_seconds"):
        wide.export(base, folder / "one", told.lines, joined(told.lines, told.results))
        for kind in (wide.LINES, wide.RESULTS):
            people = ", ".join(f"{name} || '-' || copy as {name}" for name in ("importer", "broker", "supplier"))
            (folder / "all" / kind).mkdir(parents=True)
            base.execute(f"copy (select * replace ({people}) from read_parquet('{folder}/one/{kind}/**/*.parquet', hive_partitioning = true), "
                         f"range({how.copies}) as copies(copy)) to '{folder}/all/{kind}' (format parquet, partition_by (month))")
    with timed(found, "counting_seconds"):
        history: History = wide.counted(base, folder / "all")
    found["lines"] = size(told.lines) * how.copies
    found["keys"] = sum(len(counters.rows) for counters in history.counters.values())
    found["parquet_mb"] = round(sum(file.stat().st_size for file in (folder / "all").rglob("*.parquet")) / 1e6)
    found["peak_memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return found


def measured(how: Size, history: Path | None) -> dict[str, Any]:
    """Everything, in turn."""
    told = invented(GOODS, first=FIRST, last=LAST, a_day=how.a_day, seed=4)
    split, model, at = static(told, how)
    found = {"split": split, "loop": loop(told, how), "speed": speeds(model, at, how)}
    if history is not None:
        found["history"] = on_file(history, how)
    with tempfile.TemporaryDirectory(prefix="thongquan-bench-") as folder:
        found["many"] = many(told, how, Path(folder))
    return found


def main() -> int:
    """Measures and prints one JSON line."""
    parser = argparse.ArgumentParser(prog="python -m bench.risk")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--history", type=Path, help="an administration's own history as well (as `thongquan risk train` reads it)")
    parser.add_argument("parts", nargs="*")
    asked = parser.parse_args()
    print(json.dumps({"risk": measured(QUICK if asked.quick else FULL, asked.history)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
