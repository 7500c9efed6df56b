"""The rows as they stand against what the log said of them last."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg
from psycopg import sql

from thongquan.core.evidence import GONE, OBJECTS, UNTOLD
from thongquan.queries.trail.findings import Report

#: the digest in its own words: the function that the acts use could have been replaced
DIGEST = "encode(sha256(convert_to(jsonb_strip_nulls(to_jsonb(t))::text, 'UTF8')), 'hex')"

#: lines of goods are copies of the declaration's body and statement, which the log covers: key of each that is not its original's
COPIES = """
with told as (
    select d.id, e.n, e.line, coalesce(o.owed, '{}') as owed
    from public.goods_declaration d, jsonb_array_elements(coalesce(nullif(d.body -> 'lines', 'null'), '[]')) with ordinality e (line, n)
    left join lateral (select s as owed from jsonb_array_elements(coalesce(d.statement -> 'lines', '[]')) s where (s ->> 'number')::int = e.n limit 1) o on true
    where d.number is not null
)
select coalesce(l.declaration_id, t.id), coalesce(l.number, t.n)
from told t full join public.goods_line l on l.declaration_id = t.id and l.number = t.n
where t.id is null or l.id is null or l.body is distinct from t.line
    or (l.hs, l.name, l.origin, l.unit) is distinct from (coalesce(t.line ->> 'hs', ''), coalesce(t.line ->> 'name', ''),
        coalesce(t.line ->> 'origin', ''), coalesce(t.line ->> 'unit', ''))
    or (l.quantity, l.invoice_value, l.net_kg) is distinct from (round((t.line ->> 'quantity')::numeric, 4),
        round((t.line ->> 'invoice_value')::numeric, 4), round((t.line ->> 'net_kg')::numeric, 3))
    or (l.customs_value, l.tax_total) is distinct from (trunc((t.owed ->> 'customs_value')::numeric)::bigint,
        coalesce(trunc((t.owed ->> 'amount')::numeric), 0)::bigint)
"""


class Rows:
    """Row name -> the digest the latest event gave it; events are told in the order of the log."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.latest: dict[str, str] = {}

    def tell(self, event: int, before: Mapping[str, str], after: Mapping[str, str]) -> None:
        """What one event found and left; it must have found what the one before left."""
        for name, digest in before.items():
            if self.latest.get(name, digest) != digest:
                self.report.add("ROW_CHANGED", name, f"changed by nobody before event {event}")
        self.latest.update(after)

    def compare(self, connection: psycopg.Connection[Any]) -> None:
        """Every row of every covered table; then what the log knows and the tables have not."""
        for table, short in OBJECTS.items():
            with connection.cursor(f"rows_{short}") as cursor:
                cursor.itersize = 5000
                for key, digest, excused in cursor.execute(question(table)):
                    self.report.rows += 1
                    self._row(f"{short}:{key}", digest, excused)
        for declaration, number in connection.execute(COPIES):
            self.report.add("ROW_CHANGED", f"goods:{declaration}", f"line {number} is not as the declaration says")
        for name, digest in self.latest.items():
            if digest != GONE:
                self.report.add("ROW_GONE", name)

    def _row(self, name: str, digest: str, excused: bool) -> None:
        told = self.latest.pop(name, None)
        if told is None and not excused:
            self.report.add("ROW_UNTOLD", name, "no event speaks of it")
        elif told == GONE:
            self.report.add("ROW_BACK", name, "an event removed it")
        elif told is not None and told != digest:
            self.report.add("ROW_CHANGED", name, "not as the last event left it")


def question(table: str) -> sql.Composed:
    """Key and digest of every row, and whether it may stand without an event."""
    return sql.SQL("select t.id, {}, {} from public.{} t").format(
        sql.SQL(DIGEST), sql.SQL(UNTOLD.get(table, "false")), sql.Identifier(table))
