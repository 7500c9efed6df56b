"""Lines and results as columns: one array a field, all of one length."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from thongquan.risk.fields import FIGURES, RESULT_FIGURES, RESULT_TEXTS, TEXTS, Line, Result

Array = np.ndarray[Any, np.dtype[Any]]
#: texts as objects, figures as doubles
Columns = Mapping[str, Array]
#: lines that are replayed at once; bounds the memory, changes no figure
CHUNK = 2_048


def columns_of(lines: Iterable[Line]) -> Columns:
    """Lines as columns."""
    return _columns(tuple(lines), TEXTS, FIGURES)


def results_of(results: Iterable[Result]) -> Columns:
    """Results as columns."""
    return _columns(tuple(results), RESULT_TEXTS, RESULT_FIGURES)


def _columns(rows: Sequence[Any], texts: Sequence[str], figures: Sequence[str]) -> Columns:
    found: dict[str, Any] = {name: np.array([getattr(row, name) for row in rows], dtype=object) for name in texts}
    return found | {name: np.array([getattr(row, name) for row in rows], dtype=float) for name in figures}


def some(columns: Columns, chosen: Any) -> Columns:
    """The rows that an index or a mask chooses."""
    return {name: column[chosen] for name, column in columns.items()}


def size(columns: Columns) -> int:
    """How many rows."""
    return len(columns["at"])


def stacked(one: Columns, other: Columns) -> Columns:
    """The rows of both, one after the other."""
    return {name: np.concatenate([column, other[name]]) for name, column in one.items()}


def in_parts(count: int, chunk: int = CHUNK) -> Iterator[slice]:
    """The rows of each part."""
    for start in range(0, count, chunk):
        yield slice(start, min(start + chunk, count))


def in_chunks(lines: Columns, results: Columns, chunk: int = CHUNK) -> Iterator[tuple[Columns, Columns]]:
    """Lines in order of time with the results that became known up to each part's last line; the rest at the end."""
    results = some(results, np.argsort(results["known"], kind="stable"))
    count, done = size(lines), 0
    for rows in in_parts(count, chunk):
        part = some(lines, rows)
        last = rows.stop >= count
        until = len(results["known"]) if last else int(np.searchsorted(results["known"], part["at"][-1], side="right"))
        yield part, some(results, slice(done, until))
        done = until


def joined(lines: Columns, results: Columns) -> Columns:
    """Results with the declared columns of their lines; `known` is when they became known. KeyError for an unknown line."""
    place = {name: n for n, name in enumerate(lines["id"])}
    chosen = np.array([place[name] for name in results["id"]], dtype=np.int64)
    beside = {name: column for name, column in results.items() if name not in ("id", "at")}
    return {**some(lines, chosen), **beside, "known": results["at"]}
