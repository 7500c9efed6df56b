"""Counting anew: the counters as one model sees them, after it became champion."""

from __future__ import annotations

from datetime import datetime

from thongquan.actions.risk.counters import ALONE
from thongquan.actions.risk.learning import opened
from thongquan.actions.risk.observe import moment
from thongquan.queries.hot import hot
from thongquan.queries.risk.store import history, name_of, with_lines
from thongquan.risk.columns import some
from thongquan.risk.entities import ENTITIES
from thongquan.risk.model import Model

#: names the model whose first looks the counters hold
MARK = "model:"
#: what is written after this is counted later
NEWEST = "select coalesce((select max(id) from risk_line), 0), coalesce((select max(id) from risk_result), 0)"


def count_anew(model: Model, *, at: datetime) -> int:
    """The counters of this model: those it learned with, and everything since as it sees it. How many keys.

    ValueError for a model that was kept without its counters.
    """
    now = moment(at)
    if model.counters is None:
        raise ValueError(f"model {model.hash} was kept without counters")
    until = model.counters.at
    with opened(), hot() as cursor:
        newest = cursor.execute(NEWEST).fetchone()
        lines, told = history(float("-inf"), now)
    assert newest is not None
    results = with_lines(lines, told)
    model.counters.replay(some(lines, lines["at"] > until), some(results, results["known"] > until), model.suspicion)
    with opened(), hot() as cursor:
        cursor.execute(ALONE)
        cursor.execute("delete from risk_sum where name !~ '^(plate|driver|carrier):'")
        rows = [(name_of(entity, key), model.counters.counters[entity.name].sums[n].tolist())
                for entity in ENTITIES for key, n in model.counters.counters[entity.name].rows.items() if key]
        cursor.executemany("insert into risk_sum (name, sums) values (%s, %s)", [*rows, (f"{MARK}{model.hash}", [until])])
        cursor.execute("update risk_line set counted = (at < %s and id <= %s) where counted <> (at < %s and id <= %s)", [now, newest[0], now, newest[0]])
        cursor.execute("update risk_result set counted = (at <= %s and id <= %s) where counted <> (at <= %s and id <= %s)",
                       [now, newest[1], now, newest[1]])
    return len(rows)
