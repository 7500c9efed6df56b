"""The counters in PostgreSQL: what a line meets; history as columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from psycopg import ServerCursor

from thongquan.queries.hot import hot
from thongquan.risk.columns import Array, Columns, joined, some
from thongquan.risk.entities import ENTITIES, LOOK, SLICES, WIDTH, Entity
from thongquan.risk.fields import FIGURES, TEXTS
from thongquan.risk.sums import added_by_line, added_by_result, keys_of

#: fields of a line that have a column of their own name; its id is the column `code`
NAMES = tuple(name for name in (*TEXTS, *FIGURES) if name != "id")
FIELDS = ", ".join(f"l.{name}" for name in NAMES)
#: what a first look adds, in the order in which a line keeps it
LOOKS = tuple(sorted({measure.amount for entity in ENTITIES for measure in entity.measures if measure.of == LOOK}))
SUMS = "select name, sums from risk_sum where name = any(%s)"
#: what is registered and not yet in the counters
WAITING = f"select l.code, {FIELDS}, l.looks from risk_line l where not l.counted and l.at < %s order by l.at, l.code"
#: what became known and is not yet in the counters, with its line
KNOWN = f"""
select l.code, {FIELDS}, r.check_kind, r.found, r.type, r.revenue_usd, r.selected_by, r.officer, r.at
from risk_result r join risk_line l on l.code = r.code where not r.counted and r.at <= %s order by r.at, r.id
"""
ALL_LINES = f"select l.code, {FIELDS} from risk_line l where l.at >= %s and l.at < %s order by l.at, l.code"
ALL_RESULTS = """
select r.code, r.check_kind, r.type, r.selected_by, r.officer, r.at, r.found, r.revenue_usd from risk_result r join risk_line l on l.code = r.code
where r.at <= %s and l.at >= %s order by r.at, r.id
"""
RESULT_NAMES = ("check", "found", "type", "revenue_usd", "selected_by", "officer", "known")
NUMBERS = frozenset({*FIGURES, "found", "revenue_usd", "known"})


#: rows that are read at once
PIECE = 2_000


def as_columns(names: Sequence[str], rows: Sequence[tuple[Any, ...]], held: dict[Any, Any] | None = None) -> Columns:
    """Rows as columns of these names: figures as doubles, everything else as it is; equal texts once, when they are `held`."""
    turned = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    if held is not None:
        same = held.setdefault
        turned = [column if name in NUMBERS or name == "id" else tuple(map(same, column, column)) for name, column in zip(names, turned, strict=True)]
    return {name: np.array(column, dtype=float if name in NUMBERS else object) for name, column in zip(names, turned, strict=True)}


def in_pieces(names: Sequence[str], statement: str, values: Sequence[Any]) -> Columns:
    """The same of a long answer, read a piece at a time: rows take ten times the room of columns."""
    parts, held = [as_columns(names, ())], dict[Any, Any]()
    with hot() as cursor, ServerCursor(cursor.connection, "risk_in_pieces") as answer:
        answer.execute(statement, values)
        while rows := answer.fetchmany(PIECE):
            parts.append(as_columns(names, rows, held))
    return {name: np.concatenate([part[name] for part in parts]) for name in names}


def name_of(entity: Entity, key: str) -> str:
    """The name of a counter."""
    return f"{entity.name}:{key}"


def asked(statement: str, values: Iterable[Any]) -> list[tuple[Any, ...]]:
    """Every row of a prepared statement."""
    with hot() as cursor:
        return cursor.execute(statement, tuple(values), prepare=True).fetchall()


def met(lines: Columns, at: float) -> Array:
    """The sums that lines registered at `at` meet: the counters, and what is not counted yet but was known before."""
    count = len(lines["id"])
    keys = {entity.name: keys_of(entity, lines) for entity in ENTITIES}
    names = sorted({name_of(entity, key) for entity in ENTITIES for key in keys[entity.name] if key})
    kept = {name: sums for name, sums in asked(SUMS, [names])}
    waiting = waiting_lines(at)
    known = as_columns(("id", *NAMES, *RESULT_NAMES), asked(KNOWN, [at]))
    sums = np.zeros((count, WIDTH))
    for entity in ENTITIES:
        own, width = keys[entity.name], len(entity.measures)
        later = _later(entity, frozenset(own) - {""}, waiting, known)
        part = sums[:, SLICES[entity.name]]
        for n, key in enumerate(own):
            if key:
                stored = kept.get(name_of(entity, key))
                if stored is not None:
                    part[n, :min(width, len(stored))] += stored[:width]
                if key in later:
                    part[n] += later[key]
    return sums


def waiting_lines(at: float) -> Columns:
    """Lines that the counters lack, with what first looks at them add under the names of `LOOKS`; nothing for lines never looked at."""
    rows = asked(WAITING, [at])
    lines = as_columns(("id", *NAMES), [row[:-1] for row in rows])
    kept = np.array([row[-1] if row[-1] is not None and len(row[-1]) == len(LOOKS) else [0.0] * len(LOOKS) for row in rows], dtype=float)
    kept = kept.reshape(len(rows), len(LOOKS))
    return {**lines, **{f"look_{name}": kept[:, n] for n, name in enumerate(LOOKS)}}


def added(entity: Entity, lines: Columns) -> Array:
    """What waiting lines add to an entity, first looks among it."""
    return added_by_line(entity, lines, {name: lines[f"look_{name}"] for name in LOOKS})


def _later(entity: Entity, wanted: frozenset[str], waiting: Columns, known: Columns) -> dict[str, Array]:
    """What uncounted lines and results add to these keys."""
    found: dict[str, Array] = {}
    for rows, adds in ((waiting, added), (known, added_by_result)):
        if not len(rows["id"]):
            continue
        keys = keys_of(entity, rows)
        chosen = np.array([n for n, key in enumerate(keys) if key in wanted], dtype=np.int64)
        if not len(chosen):
            continue
        for key, amount in zip(keys[chosen], adds(entity, some(rows, chosen)), strict=True):
            found[key] = found[key] + amount if key in found else amount
    return found


def grouped(entity: Entity, lines: Columns, known: Columns) -> dict[str, Array]:
    """What lines and results add to the counters of an entity, key by key."""
    keys = np.r_[keys_of(entity, lines), keys_of(entity, known)]
    amounts = np.r_[added(entity, lines), added_by_result(entity, known)]
    places: dict[str, int] = {}
    rows = np.fromiter((places.setdefault(key, len(places)) for key in keys), dtype=np.int64, count=len(keys))
    sums = np.zeros((len(places), amounts.shape[1]))
    np.add.at(sums, rows, amounts)
    return {key: sums[n] for key, n in places.items() if key}


def uncounted(at: float) -> tuple[Columns, Columns]:
    """Lines and results that the counters lack at this moment."""
    return waiting_lines(at), as_columns(("id", *NAMES, *RESULT_NAMES), asked(KNOWN, [at]))


def history(since: float, until: float) -> tuple[Columns, Columns]:
    """Every line of a stretch of days, and the results of these lines known at its end, as `risk.model` learns from them."""
    lines = in_pieces(("id", *NAMES), ALL_LINES, [since, until])
    results = in_pieces(("id", "check", "type", "selected_by", "officer", "at", "found", "revenue_usd"), ALL_RESULTS, [until, since])
    return lines, results


def with_lines(lines: Columns, results: Columns) -> Columns:
    """Results with the declared columns of their lines."""
    return joined(lines, results)
