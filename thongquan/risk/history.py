"""Counters in memory: lines and results replayed in the order in which they became known."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from thongquan.risk.columns import Array, Columns, in_chunks, size
from thongquan.risk.entities import ENTITIES, LINE, RESULT, SLICES, WIDTH, Entity
from thongquan.risk.features import features
from thongquan.risk.sums import amounts_of_lines, amounts_of_results, keys_of, weighted


class Counters:
    """The sums of one entity: a row a key."""

    def __init__(self, entity: Entity) -> None:
        self.entity = entity
        self.rows: dict[str, int] = {"": 0}
        self.sums = np.zeros((1, len(entity.measures)))

    def rows_of(self, keys: Array) -> Array:
        """The row of each key; a new key gets a row of zeros. Row 0 belongs to no key and stays zero."""
        rows = self.rows
        found = np.fromiter((rows.setdefault(key, len(rows)) for key in keys), dtype=np.int64, count=len(keys))
        if len(rows) > len(self.sums):
            grown = np.zeros((max(len(rows), 2 * len(self.sums)), self.sums.shape[1]))
            grown[:len(self.sums)] = self.sums
            self.sums = grown
        return found

    def look(self, keys: Array) -> Array:
        """The sums of each key now; changes nothing."""
        rows = self.rows
        return self.sums[[rows.get(key, 0) for key in keys]]

    def walk(self, rows: Array, added: Array) -> Array:
        """The sums before each event, events being in their order; afterwards they are counted."""
        order = np.argsort(rows, kind="stable")
        sorted_rows, amounts = rows[order], added[order]
        starts = np.flatnonzero(np.r_[True, sorted_rows[1:] != sorted_rows[:-1]])
        ends = np.r_[starts[1:], len(rows)]
        before = np.empty_like(amounts)
        before[starts] = self.sums[sorted_rows[starts]]
        for start, end in zip(starts[ends - starts > 1], ends[ends - starts > 1], strict=True):
            np.cumsum(amounts[start:end - 1], axis=0, out=before[start + 1:end])
            before[start + 1:end] += before[start]
        self.sums[sorted_rows[starts]] = before[ends - 1] + amounts[ends - 1]
        self.sums[0] = 0.0
        found = np.empty_like(before)
        found[order] = before
        return found


class History:
    """Everything counted so far. A line is counted when registered, a result when it became known."""

    def __init__(self) -> None:
        self.counters = {entity.name: Counters(entity) for entity in ENTITIES}
        self.at = float("-inf")

    def look(self, lines: Columns) -> Array:
        """The sums that each line meets now, one column a slot; changes nothing."""
        sums = np.empty((size(lines), WIDTH))
        for entity in ENTITIES:
            sums[:, SLICES[entity.name]] = self.counters[entity.name].look(keys_of(entity, lines))
        return sums

    def walk(self, lines: Columns, results: Columns) -> Array:
        """The sums that each line met at its moment: of earlier lines, and of results already known.

        `results` carry the declared columns of their lines beside their own (see `joined`). Both are counted.
        Events of one moment: results first, lines in their order. ValueError when an event is older than what
        was counted before.
        """
        known, count = size(results), size(lines)
        at = np.r_[results["known"], lines["at"]]
        if len(at) and at.min() < self.at:
            raise ValueError("an event is older than what was counted before")
        order = np.argsort(at, kind="stable")
        of_lines, of_results = amounts_of_lines(lines), amounts_of_results(results)
        sums = np.empty((count, WIDTH))
        for entity in ENTITIES:
            counters = self.counters[entity.name]
            rows = counters.rows_of(np.r_[keys_of(entity, results), keys_of(entity, lines)])
            added = np.r_[weighted(entity, RESULT, of_results, results["known"]), weighted(entity, LINE, of_lines, lines["at"])]
            met = np.empty_like(added)
            met[order] = counters.walk(rows[order], added[order])
            sums[:, SLICES[entity.name]] = met[known:]
        self.at = max(self.at, float(at.max())) if len(at) else self.at
        return sums

    def save(self, file: Path) -> None:
        """Keeps all counters in one file."""
        parts: dict[str, Array] = {"at": np.array(self.at)}
        for name, counters in self.counters.items():
            parts[f"{name}.keys"] = np.frombuffer("\n".join(counters.rows).encode(), dtype=np.uint8)
            parts[f"{name}.sums"] = counters.sums[:len(counters.rows)]
        with file.open("wb") as kept:
            np.savez_compressed(kept, **parts)  # type: ignore[arg-type]

    @classmethod
    def load(cls, file: Path) -> History:
        """As they were kept. ValueError when they count other entities than this version."""
        history = cls()
        with np.load(file, allow_pickle=False) as kept:
            history.at = float(kept["at"])
            for name, counters in history.counters.items():
                if f"{name}.sums" not in kept or kept[f"{name}.sums"].shape[1] != counters.sums.shape[1]:
                    raise ValueError(f"{file}: counts other things than this version; train anew")
                counters.rows = {key: row for row, key in enumerate(kept[f"{name}.keys"].tobytes().decode().split("\n"))}
                counters.sums = kept[f"{name}.sums"]
        return history

    def replay(self, lines: Columns, results: Columns) -> Array:
        """The features of each line as of its moment, in the order given; lines must come in order of time."""
        parts = [features(part, self.walk(part, known)) for part, known in in_chunks(lines, results)]
        return np.concatenate(parts) if parts else features(lines, np.zeros((0, WIDTH)))
