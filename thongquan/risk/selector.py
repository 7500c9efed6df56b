"""Week by week: choose what to check, learn from what it found."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from numbers import Real
from pathlib import Path
from typing import Any

import numpy as np

from thongquan.risk import model as models
from thongquan.risk import table
from thongquan.risk.columns import joined, size, some, stacked
from thongquan.risk.fields import PHYSICAL
from thongquan.risk.history import History
from thongquan.risk.scores import DETECTION

#: weeks after which the trees learn anew; the counters learn with every result
RELEARN = 2
#: share of each selection that the dice choose, so that what nobody suspects is seen too
DRAWN = 0.02


class Selector:
    """A model that stays with the flow: `select` a share of a batch, `observe` what was found, again and again.

    `history` is a file, a data frame, rows or a table as `risk train` reads them. Batches and results may only move forward in
    time. The same history, batches, results and seed give the same selections.
    """

    def __init__(
        self, history: Any, *, objective: str = DETECTION, relearn: int = RELEARN, drawn: float = DRAWN, seed: int = 1, seeds: Sequence[int] = (1,),
        rounds: int = models.ROUNDS,
    ) -> None:
        read = _read(history, results=True, name="history")
        self.objective, self.relearn, self.drawn, self.seeds, self.rounds = objective, relearn, drawn, seeds, rounds
        self.dice = np.random.default_rng(seed)
        self.counters = History()
        self.lines, self.results = read.lines, read.results
        self.seen = self.counters.first(read.lines, read.results)
        self.batches = 0
        self.model = self._learned()

    def select(self, batch: Any, k: float) -> list[str]:
        """The ids to check, best first. `k` below 1 is a share of the batch, from 1 on a number of lines.

        The batch (declared columns; a file, a data frame or rows) is counted as registered. Raises table.Unreadable, and
        ValueError when `k` is no number from 0 on or the batch is older than what came before.
        """
        if not isinstance(k, Real) or not 0 <= k < float("inf"):
            raise ValueError(f"k is {k!r}: give a share below 1, or a number of lines from 1 on.")
        lines = _read(batch, results=False, name="batch").lines
        if size(lines) == 0:
            return []
        if self.batches and self.batches % self.relearn == 0:
            self.model = self._learned()
        self.batches += 1
        seen = self.counters.first(lines, some(self.results, slice(0, 0)))
        matrix = self.counters.then(lines, seen, self.model.suspicion(seen))
        self.lines, self.seen = stacked(self.lines, lines), np.concatenate([self.seen, seen])
        count = min(size(lines), ceil(k * size(lines) - 1e-9) if k < 1 else int(k))
        order = np.argsort(-self.model.ranked(matrix)[0], kind="stable")
        chance = round(self.drawn * count)
        drawn = self.dice.choice(order[count - chance:], size=chance, replace=False) if chance else order[:0]
        return [str(name) for name in lines["id"][np.concatenate([order[:count - chance], drawn])]]

    def observe(self, results: Any) -> int:
        """Takes in results: id, illicit_found and, where known, check, result_date, found_type, found_revenue_usd.

        Returns how many were new. An id nobody registered raises KeyError; lines not yet decided (-1 or nothing) are left for
        later. Raises table.Unreadable for any other answer but 1 and 0.
        """
        listed = results.to_dict("records") if hasattr(results, "to_dict") else list(results)
        known = table.results_of_rows(listed, now=max(self.counters.at, float(self.lines["at"].max())), check=PHYSICAL)
        if not size(known):
            return 0
        told = set(self.results["id"])
        fresh = np.array([name not in told for name in known["id"]], dtype=bool)
        met = joined(self.lines, some(known, fresh))
        met = some(met, np.argsort(met["known"], kind="stable"))
        self.counters.walk(some(self.lines, slice(0, 0)), met)
        self.results = stacked(self.results, met)
        return int(fresh.sum())

    def _learned(self) -> models.Model:
        """A model of everything observed so far."""
        return models.learned(self.counters, self.seen, self.lines, self.results, objective=self.objective, seeds=self.seeds, rounds=self.rounds)


def _read(rows: Any, *, results: bool, name: str) -> table.Table:
    if isinstance(rows, table.Table):
        return rows
    if isinstance(rows, str | Path):
        return table.read(Path(rows), results=results)
    return table.of_rows(rows, results=results, name=name)
