"""Counting anew, after a promotion: the counters as the champion sees them, its last scores."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from thongquan.actions.risk.counters import ALONE
from thongquan.actions.risk.learning import Past, onward, opened, score_past
from thongquan.actions.risk.observe import moment
from thongquan.queries.hot import hot
from thongquan.queries.risk.store import history, name_of, with_lines
from thongquan.risk.entities import ENTITIES
from thongquan.risk.history import History
from thongquan.risk.model import Model

#: names the model whose first looks the counters hold
MARK = "model:"
#: what is written after this is counted later
NEWEST = "select coalesce((select max(id) from risk_line), 0), coalesce((select max(id) from risk_result), 0)"
#: days of lines whose scores tell which scores are high, before the champion has judged for as long itself (`assessment.room`)
USUAL, USUAL_DAYS = "usual", 28
FORGET = "delete from risk_score where kind = %s"


def count_anew(model: Model, *, at: datetime) -> int:
    """The counters of this model: those it learned with, and everything since as it sees it. How many keys.

    What it says of the last weeks' lines on the way is kept: its first cuts follow from lines that it did not learn from.
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
    view = onward(model, Past(lines, results))
    with opened(), hot() as cursor:
        cursor.execute(ALONE)
        cursor.execute("delete from risk_sum where name !~ '^(plate|driver|carrier):'")
        cursor.executemany("insert into risk_sum (name, sums) values (%s, %s)", sums_of(model.counters))
        cursor.execute("insert into risk_sum (name, sums) values (%s, %s)", [f"{MARK}{model.hash}", [until, at.timestamp()]])
        cursor.execute("update risk_line set counted = (at < %s and id <= %s) where counted <> (at < %s and id <= %s)", [now, newest[0], now, newest[0]])
        cursor.execute("update risk_result set counted = (at <= %s and id <= %s) where counted <> (at <= %s and id <= %s)",
                       [now, newest[1], now, newest[1]])
        cursor.execute(FORGET, [USUAL])
    score_past(model, view, now - USUAL_DAYS, now, kind=USUAL)
    return sum(len(counters.rows) - 1 for counters in model.counters.counters.values())


def sums_of(history: History) -> Iterator[tuple[str, list[float]]]:
    """The name and the sums of every counter."""
    for entity in ENTITIES:
        counters = history.counters[entity.name]
        for key, n in counters.rows.items():
            if key:
                yield name_of(entity, key), counters.sums[n].tolist()
