"""From a figure to its cases: crossings behind a statistic's row, tiles above charts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection

from thongquan.queries.report.board import as_rows
from thongquan.queries.report.figures import GROUPS, Span

CASES = """
select d.id, d.number, d.plate, d.plate_key, d.country, d.trailers, d.state, d.regime, d."case", d.channel, p.name as company,
       g.name_vi, g.name_en, g.name_zh, g.zone, c.leg, c.direction, c.lane, c.arrived_at, c.crossed_at
from crossing c
join vehicle_declaration d on d.id = c.declaration_id
join gate g on g.id = c.gate_id
join party p on p.id = d.declarant_id
where c.state = 'crossed' and c.crossed_at >= %(since)s and c.crossed_at < %(until)s and (%(gate)s = '' or g.code = %(gate)s)
      and (%(way)s = '' or c.direction = %(way)s) and {by} = %(value)s
order by c.crossed_at desc, c.id desc limit %(limit)s
"""

TILES = """
with crossed as (
    select c.direction, extract(epoch from c.crossed_at - c.arrived_at) / 60 as wait
    from crossing c join gate g on g.id = c.gate_id
    where c.state = 'crossed' and c.crossed_at >= %(since)s and c.crossed_at < %(until)s and (%(gate)s = '' or g.code = %(gate)s)
), sent as (
    select d.channel, extract(epoch from d.accepted_at - d.submitted_at) / 60 as minutes
    from vehicle_declaration d join gate g on g.id = d.gate_id
    where d.submitted_at >= %(since)s and d.submitted_at < %(until)s and (%(gate)s = '' or g.code = %(gate)s)
), standing as (
    select d.state from vehicle_declaration d join gate g on g.id = d.gate_id
    where d.state in ('under_way', 'overdue') and (%(gate)s = '' or g.code = %(gate)s)
)
select (select count(*) from crossed), (select count(*) from crossed where direction = 'out'),
       (select count(*) from crossed where direction = 'in'),
       (select percentile_cont(0.5) within group (order by wait) from crossed where wait is not null),
       (select percentile_cont(0.9) within group (order by wait) from crossed where wait is not null),
       (select percentile_cont(0.5) within group (order by minutes) from sent where minutes is not null),
       (select percentile_cont(0.5) within group (order by minutes) from sent where minutes is not null and channel = 'none'),
       (select count(*) from standing), (select count(*) from standing where state = 'overdue'), (select count(*) from sent)
"""


@dataclass(frozen=True)
class Tiles:
    """The figures above the charts; waits and times in minutes, `away` and `overdue` are of now."""

    crossed: int
    outward: int
    inward: int
    wait: float | None
    wait_p90: float | None
    accepted: float | None
    accepted_green: float | None
    away: int
    overdue: int
    sent: int


def asked(span: Span) -> dict[str, Any]:
    """The span as the statements want it."""
    since, until = span.bounds
    return {"since": since, "until": until, "gate": span.gate}


def tiles(span: Span) -> Tiles:
    """The tiles of a span within the caller's reach."""
    with connection.cursor() as cursor:
        cursor.execute(TILES, asked(span))
        return Tiles(*cursor.fetchone())


def cases(code: str, value: str, span: Span, *, way: str = "", limit: int = 500) -> list[dict[str, Any]]:
    """The crossings that make up one row of a traffic statistic, newest first. KeyError for an unknown code."""
    _of, expression = GROUPS[code]
    with connection.cursor() as cursor:
        cursor.execute(CASES.format(by=expression), {**asked(span), "value": value, "way": way, "limit": limit})
        return as_rows(cursor)


CHANNELS = """
select d.channel, count(*),
       percentile_cont(0.5) within group (order by extract(epoch from d.accepted_at - d.submitted_at) / 60) filter (where d.accepted_at is not null),
       count(*) filter (where d.overdue_at is not null)
from vehicle_declaration d join gate g on g.id = d.gate_id
where d.submitted_at >= %(since)s and d.submitted_at < %(until)s and (%(gate)s = '' or g.code = %(gate)s) and d.channel <> ''
group by 1 order by array_position(array['none', 'document', 'physical'], d.channel)
"""


def channels(span: Span) -> list[tuple[str, int, float | None, int]]:
    """Per channel: declarations sent in the span, median minutes to acceptance, how many became overdue."""
    with connection.cursor() as cursor:
        cursor.execute(CHANNELS, asked(span))
        return [tuple(row) for row in cursor.fetchall()]
