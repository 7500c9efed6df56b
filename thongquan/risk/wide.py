"""The counters over months of Parquet: DuckDB adds, the formulas stay ours."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from thongquan.risk.columns import Array, Columns, size
from thongquan.risk.entities import BY_NAME, ENTITIES, LINE, LOOK, RESULT, Entity, Measure
from thongquan.risk.history import History, Rows
from thongquan.risk.sums import amounts_of_lines, amounts_of_results

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: days of one folder of files
MONTH = 30
KEYS = tuple(dict.fromkeys(column for entity in ENTITIES for column in entity.columns))
LOOKED = sorted({measure.amount for entity in ENTITIES for measure in entity.measures if measure.of == LOOK})
#: a part of a key that may be empty
FREE = "co_form"
LINES, RESULTS = "lines", "results"


def connection(*, threads: int = 2, memory: str = "2GB", beside: Path | None = None) -> DuckDBPyConnection:
    """DuckDB within bounds; what does not fit into memory goes to a folder."""
    import duckdb  # optional: a gate node leaves the learning libraries out

    base = duckdb.connect()
    base.execute(f"set threads = {int(threads)}; set memory_limit = '{memory}'; set preserve_insertion_order = false")
    if beside is not None:
        base.execute("set temp_directory = ?", [str(beside)])
    return base


def export(base: DuckDBPyConnection, folder: Path, lines: Columns, results: Columns, looks: Mapping[str, Array] | None = None, *, name: str = "part") -> None:
    """Writes lines and results (with the columns of their lines) by months, each with its keys and what it adds.

    `looks` is what `features.looks` said of the lines; without it first looks add nothing.
    """
    nothing = np.zeros(size(lines))
    said = {f"look_{amount}": looks[amount] if looks else nothing for amount in LOOKED}
    _write(base, folder / LINES, _keyed(lines) | {"moment": lines["at"]} | amounts_of_lines(lines) | said, name)
    _write(base, folder / RESULTS, _keyed(results) | {"moment": results["known"]} | amounts_of_results(results), name)


def _keyed(columns: Columns) -> dict[str, Array]:
    found = {name: columns[name] for name in KEYS if name != "hs4"}
    return {"id": columns["id"], "place": np.arange(size(columns), dtype=float), **found,
            "hs4": np.array([code[:4] for code in columns["hs"]], dtype=object)}


def _write(base: DuckDBPyConnection, folder: Path, columns: dict[str, Array], name: str) -> None:
    if not len(columns["moment"]):
        return
    folder.mkdir(parents=True, exist_ok=True)
    base.register("rows_to_write", columns)
    base.execute(f"copy (select *, cast(floor(moment / {MONTH}) as integer) as month from rows_to_write) to '{folder}' "
                 f"(format parquet, partition_by (month), overwrite_or_ignore, filename_pattern '{name}_{{i}}')")
    base.unregister("rows_to_write")


def counted(base: DuckDBPyConnection, folder: Path, until: float = float("inf")) -> History:
    """The counters of everything before a moment, as if it had been replayed in memory."""
    history = History()
    for entity in ENTITIES:
        found = base.execute(_sums(entity, folder, until)).fetchnumpy()
        counters = history.counters[entity.name]
        counters.rows = Rows({"": 0} | {str(key): n + 1 for n, key in enumerate(found["key"])})
        counters.sums = np.zeros((len(counters.rows), len(entity.measures)))
        for n, measure in enumerate(entity.measures):
            counters.sums[1:, n] = np.ma.filled(found[measure.name], 0.0)
    return history


def met(base: DuckDBPyConnection, folder: Path, entity: str) -> tuple[Array, Array]:
    """Ids of all lines, and what each met of one entity: the sums of everything before its moment."""
    told = BY_NAME[entity]
    over = "over (partition by key order by moment, later, place rows between unbounded preceding and 1 preceding)"
    sums = ", ".join(f"coalesce(sum({m.name}) {over}, 0.0) as {m.name}" for m in told.measures)
    found = base.execute(f"select * from (select id, key, later, moment, place, {sums} from ({_events(told, folder, float('inf'))})) "
                         "where later = 1 order by moment, place").fetchnumpy()
    values = np.column_stack([found[measure.name] for measure in told.measures])
    values[found["key"] == ""] = 0.0
    return found["id"], values


def _sums(entity: Entity, folder: Path, until: float) -> str:
    """The sums of each key."""
    parts = [f"select key, {_each(entity, of)} from ({rows}) group by key" for of, rows in _sources(entity, folder, until)]
    total = ", ".join(f"sum({measure.name}) as {measure.name}" for measure in entity.measures)
    return f"select key, {total} from ({' union all '.join(parts)}) where key <> '' group by key"


def _each(entity: Entity, of: str) -> str:
    return ", ".join(f"sum({_added(m)}) as {m.name}" if _adds(m, of) else f"0.0 as {m.name}" for m in entity.measures)


def _events(entity: Entity, folder: Path, until: float) -> str:
    """Every event with its key and what it adds; results come before lines of the same moment."""
    parts = []
    for of, rows in _sources(entity, folder, until):
        added = ", ".join(f"{_added(m)} as {m.name}" if _adds(m, of) else f"0.0 as {m.name}" for m in entity.measures)
        parts.append(f"select id, key, moment, place, {int(of == LINE)} as later, {added} from ({rows})")
    return " union all ".join(parts)


def _sources(entity: Entity, folder: Path, until: float) -> list[tuple[str, str]]:
    when = f" where moment < {until!r}" if until < float("inf") else ""
    places = ((LINE, folder / LINES), (RESULT, folder / RESULTS))
    return [(of, f"select *, {_key(entity)} as key from read_parquet('{place}/**/*.parquet', hive_partitioning = true){when}")
            for of, place in places if place.is_dir()]


def _adds(measure: Measure, of: str) -> bool:
    return measure.of == of or (measure.of == LOOK and of == LINE)


def _added(measure: Measure) -> str:
    """What one row adds to a measure, weighed by its moment."""
    amount = f"look_{measure.amount}" if measure.of == LOOK else measure.amount
    return f"{amount} * pow(2.0, moment / {measure.half_life!r})" if measure.half_life else amount


def _key(entity: Entity) -> str:
    """The key of a row; nothing when a part of it is empty."""
    if not entity.columns:
        return "'*'"
    if len(entity.columns) == 1:
        return entity.columns[0]
    empty = " or ".join(f"{column} = ''" for column in entity.columns if column != FREE)
    joined = " || '|' || ".join(entity.columns)
    return f"case when {empty} then '' else {joined} end"
