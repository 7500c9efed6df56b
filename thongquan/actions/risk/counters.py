"""Counting: what was registered and what became known flows into the counters once."""

from __future__ import annotations

from datetime import datetime

from thongquan.actions.risk.observe import moment
from thongquan.queries.hot import hot
from thongquan.queries.risk.store import grouped, name_of, uncounted
from thongquan.risk.entities import ENTITIES

#: one counting at a time
ALONE = "select pg_advisory_xact_lock(hashtext('risk counters'))"
ADD = """
insert into risk_sum (name, sums) values (%s, %s)
on conflict (name) do update set sums = tq_add(risk_sum.sums, excluded.sums)
"""
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
