"""Counters in memory: lines and results replayed in the order in which they became known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from thongquan.risk.columns import Array, Columns, in_chunks, in_parts, size, some
from thongquan.risk.entities import BEFORE_LOOKS, ENTITIES, LOOK, SLICES, WIDTH, Entity
from thongquan.risk.features import FEATURES, FIRST, first, looks, second
from thongquan.risk.fields import moment
from thongquan.risk.sums import added_by_line, added_by_result, keys_of, weighted

#: what a first look makes of its features: log-odds
Suspect = Callable[[Array], Array]
#: the same of rows that are named, for whoever learned from some of them
SuspectRows = Callable[[slice, Array], Array]


def unsuspecting(seen: Array) -> Array:
    """Without a first look everything is alike."""
    return np.zeros(len(seen))


class Rows(dict[str, int]):
    """The row of each key; a key that is asked for and unknown gets the next one."""

    def __missing__(self, key: str) -> int:
        row = self[key] = len(self)
        return row


class Counters:
    """The sums of one entity: a row a key."""

    def __init__(self, entity: Entity) -> None:
        self.entity = entity
        self.rows = Rows({"": 0})
        self.sums = np.zeros((1, len(entity.measures)))

    def rows_of(self, keys: Array) -> Array:
        """The row of each key; a new key gets a row of zeros. Row 0 belongs to no key and stays zero."""
        rows = self.rows
        found = np.fromiter(map(rows.__getitem__, keys), dtype=np.int64, count=len(keys))
        if len(rows) > len(self.sums):
            grown = np.zeros((max(len(rows), 2 * len(self.sums)), self.sums.shape[1]))
            grown[:len(self.sums)] = self.sums
            self.sums = grown
        return found

    def look(self, keys: Array) -> Array:
        """The sums of each key now; changes nothing."""
        rows = self.rows
        return self.sums[[rows.get(key, 0) for key in keys]]

    def walk(self, rows: Array, added: Array, of: slice) -> Array:
        """The sums (those columns) before each event, events being in their order; afterwards they are counted."""
        if not len(rows):
            return added
        sums = self.sums[:, of]
        order = np.argsort(rows, kind="stable")
        sorted_rows, amounts = rows[order], added[order]
        starts = np.flatnonzero(np.r_[True, sorted_rows[1:] != sorted_rows[:-1]])
        ends = np.r_[starts[1:], len(rows)]
        before = np.empty_like(amounts)
        before[starts] = sums[sorted_rows[starts]]
        for start, end in zip(starts[ends - starts > 1], ends[ends - starts > 1], strict=True):
            amounts[start:end - 1].cumsum(axis=0, out=before[start + 1:end])
            before[start + 1:end] += before[start]
        sums[sorted_rows[starts]] = before[ends - 1] + amounts[ends - 1]
        self.sums[0] = 0.0
        found = np.empty_like(before)
        found[order] = before
        found[rows == 0] = 0.0  # no key: nothing is counted, within one walk neither
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
            first, last = (moment(at_) for at_ in (float(at.min()), self.at))
            raise ValueError(f"The lines begin on {first}, but all up to {last} is counted already. Give later lines, or train with an earlier history.")
        order = np.argsort(at, kind="stable")
        sums = np.zeros((count, WIDTH))
        for entity in ENTITIES:
            counters, before = self.counters[entity.name], slice(0, BEFORE_LOOKS[entity.name])
            rows = counters.rows_of(np.r_[keys_of(entity, results), keys_of(entity, lines)])
            added = np.r_[added_by_result(entity, results), added_by_line(entity, lines)][:, before]
            met = np.empty_like(added)
            met[order] = counters.walk(rows[order], added[order], before)
            sums[:, SLICES[entity.name]][:, before] = met[known:]
        self.at = max(self.at, float(at.max())) if len(at) else self.at
        return sums

    def walk_looks(self, lines: Columns, looks: dict[str, Array], sums: Array) -> Array:
        """Counts first looks at lines already walked, and puts what each line met of earlier ones into its sums."""
        for entity in ENTITIES:
            after = slice(BEFORE_LOOKS[entity.name], len(entity.measures))
            if after.start < after.stop:
                counters = self.counters[entity.name]
                added = weighted(entity, LOOK, looks, lines["at"])[:, after]
                sums[:, SLICES[entity.name]][:, after] = counters.walk(counters.rows_of(keys_of(entity, lines)), added, after)
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
        try:
            archive = np.load(file, allow_pickle=False)
        except ValueError as error:
            raise ValueError(f"{file}: these are no counters; train it anew") from error
        with archive as kept:
            history.at = float(kept["at"])
            for name, counters in history.counters.items():
                if f"{name}.sums" not in kept or kept[f"{name}.sums"].shape[1] != counters.sums.shape[1]:
                    raise ValueError(f"{file}: counts other things than this version; train anew")
                counters.rows = Rows((key, row) for row, key in enumerate(kept[f"{name}.keys"].tobytes().decode().split("\n")))
                counters.sums = kept[f"{name}.sums"]
        return history

    def forget_looks(self) -> None:
        """Takes back what first looks said, so that another model's may be counted."""
        for entity in ENTITIES:
            self.counters[entity.name].sums[:, BEFORE_LOOKS[entity.name]:] = 0.0

    def replay(self, lines: Columns, results: Columns, suspect: Suspect = unsuspecting) -> Array:
        """The features of each line as of its moment, in the order given; lines must come in order of time.

        `suspect` is the first look's judgement of `features.first` (see `Model.suspicion`).
        """
        matrix = np.empty((size(lines), len(FEATURES)), dtype=np.float32)
        for rows, part in self.replayed(lines, results, lambda _rows, seen: suspect(seen)):
            matrix[rows] = part
        return matrix

    def replayed(self, lines: Columns, results: Columns, suspect: SuspectRows) -> Iterator[tuple[slice, Array]]:
        """The same a part at a time, for whoever keeps little of it; `suspect` is told which rows it judges."""
        for rows, seen, part, sums in self._looked(lines, results):
            said = looks(seen, suspect(rows, seen))
            yield rows, np.column_stack([seen, second(part, self.walk_looks(part, said, sums))])

    def first(self, lines: Columns, results: Columns) -> Array:
        """The same for the first look alone; `then` follows when the first look has been learned."""
        matrix = np.empty((size(lines), len(FIRST)), dtype=np.float32)
        for rows, part in self.firsts(lines, results):
            matrix[rows] = part
        return matrix

    def firsts(self, lines: Columns, results: Columns) -> Iterator[tuple[slice, Array]]:
        """The first look's features a part at a time."""
        for rows, seen, _part, _sums in self._looked(lines, results):
            yield rows, seen

    def then(self, lines: Columns, seen: Array, suspicion: Array) -> Array:
        """All features of lines just walked by `first`, each line's suspicion given."""
        matrix = np.empty((size(lines), len(FEATURES)), dtype=np.float32)
        for rows, part in self.rest(lines, seen, lambda rows, _seen: suspicion[rows]):
            matrix[rows] = part
        return matrix

    def rest(self, lines: Columns, seen: Array, suspect: SuspectRows) -> Iterator[tuple[slice, Array]]:
        """The same a part at a time; `suspect` as in `replayed`."""
        for rows in in_parts(size(lines)):
            part = some(lines, rows)
            said = looks(seen[rows], suspect(rows, seen[rows]))
            yield rows, np.column_stack([seen[rows], second(part, self.walk_looks(part, said, np.zeros((size(part), WIDTH))))])

    def _looked(self, lines: Columns, results: Columns) -> Iterator[tuple[slice, Array, Columns, Array]]:
        """Rows, the first look's features of them, the lines themselves and the sums they met, a part at a time."""
        done = 0
        if not size(lines):
            self.walk(lines, results)  # what became known counts without a line too
        for part, known in in_chunks(lines, results):
            sums = self.walk(part, known)
            yield slice(done, done + size(part)), first(part, sums), part, sums
            done += size(part)
