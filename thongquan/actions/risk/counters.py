"""Counting: what was registered and what became known flows into the counters once."""

from __future__ import annotations

from datetime import datetime

from thongquan.actions.risk.learning import opened
from thongquan.actions.risk.observe import moment
from thongquan.models import RiskSum
from thongquan.queries.hot import hot
from thongquan.queries.risk.store import grouped, history, name_of, uncounted, with_lines
from thongquan.risk.columns import some
from thongquan.risk.entities import ENTITIES
from thongquan.risk.model import Model

#: names the model whose first looks the counters hold
MARK = "model:"
#: one counting at a time
ALONE = "select pg_advisory_xact_lock(hashtext('risk counters'))"
ADD = """
insert into risk_sum (name, sums) values (%s, %s)
on conflict (name) do update set sums = tq_add(risk_sum.sums, excluded.sums)
"""
#: what is written after this is counted later
NEWEST = "select coalesce((select max(id) from risk_line), 0), coalesce((select max(id) from risk_result), 0)"
LINES = "update risk_line set counted = true where not counted and at < %s"
RESULTS = "update risk_result r set counted = true where not counted and at <= %s and exists (select 1 from risk_line l where l.code = r.code)"


def count(*, at: datetime) -> int:
    """Add what the counters lack at this moment; how many lines and results. The caller is the platform.

    Registrations only add rows of their own and never wait for one another: a line that is not counted yet is found
    beside the counters (`queries.risk.store.met`), so the figures are the same before and after.
    """
    now = moment(at)
    with hot() as cursor:
        cursor.execute(ALONE)
        lines, known = uncounted(now)
        if not len(lines["id"]) and not len(known["id"]):
            return 0
        for entity in ENTITIES:
            rows = [(name_of(entity, key), sums.tolist()) for key, sums in sorted(grouped(entity, lines, known).items())]
            cursor.executemany(ADD, rows)
        cursor.execute(LINES, [now])
        cursor.execute(RESULTS, [now])
    return len(lines["id"]) + len(known["id"])


def belong_to(digest: str) -> bool:
    """Whether the counters hold the first looks of this model."""
    return RiskSum.objects.filter(name=f"{MARK}{digest}").exists()


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
