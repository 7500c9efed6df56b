"""What came day by day: vehicles through the gates, work of each team."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from thongquan.models import Unit
from thongquan.queries.risk.figures import rows_of

#: so many days tell the shape of the week and how wrong forecasts were
BACK = 7 * 20
#: passages of vehicles through the reader's gates, and both ends of trips taken over from elsewhere
VEHICLES = """
with passed as (
    select (c.crossed_at at time zone 'Asia/Ho_Chi_Minh')::date as day from crossing c join gate g on g.id = c.gate_id
    join unit u on u.id = g.office_id
    where c.state = 'crossed' and c.crossed_at >= %(since)s::date - 1 and (%(office)s = '' or u.code = %(office)s)
    union all
    select (moment at time zone 'Asia/Ho_Chi_Minh')::date from risk_trip t join unit u on u.id = t.office_id,
        unnest(array[t.begun_at, t.ended_at]) moment
    where t.ended_at >= %(since)s::date - 1 and (%(office)s = '' or u.code = %(office)s)
)
select d.day::date, count(p.day) from generate_series(%(since)s::date, %(until)s::date, interval '1 day') as d (day)
left join passed p on p.day = d.day::date group by 1 order by 1
"""
#: cases that a unit's officers finished, and checks of history taken over by the unit of whoever made them
WORK = """
with work as (
    select t.unit_id as unit, (t.done_at at time zone 'Asia/Ho_Chi_Minh')::date as day from assignment_task t
    where t.state = 'done' and t.done_at >= %(since)s::date - 1
    union all
    select g.unit_id, r.day from risk_result r join lateral (
        select unit_id from role_grant where user_id = r.officer_id and role in ('dossier_officer', 'inspector', 'reviewer') and revoked_at is null
        order by since desc, id desc limit 1
    ) g on true where r.declaration_id is null and r.day >= %(since)s
)
select unit, day, count(*) from work where day between %(since)s and %(until)s group by 1, 2
"""


def vehicles(*, until: date, office: str = "", days: int = BACK) -> list[float]:
    """Vehicles that passed on each whole day up to `until`, oldest first, within the asker's reach."""
    return [float(row[1]) for row in rows_of(VEHICLES, since=until - timedelta(days=days - 1), until=until, office=office)]


@dataclass(frozen=True)
class Work:
    """What one unit finished day by day, oldest first."""

    unit: Unit
    counts: Sequence[float]


def work(*, until: date, days: int = BACK) -> list[Work]:
    """The finished work of each unit within the asker's reach, the busiest first."""
    since = until - timedelta(days=days - 1)
    counts: dict[int, list[float]] = {}
    for unit, day, count in rows_of(WORK, since=since, until=until):
        counts.setdefault(unit, [0.0] * days)[(day - since).days] = float(count)
    units = {unit.pk: unit for unit in Unit.objects.filter(pk__in=counts)}
    return sorted((Work(units[pk], told) for pk, told in counts.items()), key=lambda one: -sum(one.counts))
