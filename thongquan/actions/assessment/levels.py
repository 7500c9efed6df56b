"""Compliance levels of all declarants, anew each night (Circular 81/2019 art. 12)."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from thongquan.catalog.law import LAW
from thongquan.core.compliance import Conduct, Level, level_of
from thongquan.core.rule import local_day
from thongquan.models import TraderGrade
from thongquan.queries.hot import hot

#: conduct of every party with a register entry in the days before; goods and vehicles together
CONDUCT = """
with goods as (
    select declarant_id as party, count(*) as declarations from goods_declaration
    where registered_at >= %(since)s and registered_at < %(at)s group by 1
), vehicles as (
    select declarant_id as party, count(*) as declarations from vehicle_declaration
    where submitted_at >= %(since)s and submitted_at < %(at)s group by 1
), labels as (
    select d.declarant_id as party, count(distinct l.declaration_id) filter (where l.at >= %(since)s) as violations,
        count(distinct l.declaration_id) filter (where l.at >= %(since)s and l.type in ('prohibited', 'undeclared')) as grave,
        true as ever, bool_or(l.type in ('prohibited', 'undeclared')) as grave_ever
    from check_label l join goods_declaration d on d.id = l.declaration_id where l.found and l.at < %(at)s group by 1
)
select p.id, coalesce(g.declarations, 0) + coalesce(v.declarations, 0),
    greatest(0, (extract(epoch from %(at)s - p.registered_at) / 2629746)::int), coalesce(l.violations, 0), coalesce(l.grave, 0),
    p.stopped, exists (select 1 from entity_entry e join entity_list n on n.id = e.entity_list_id
        where n.name = 'priority_enterprises' and e.value = p.tax_id and e.since <= %(day)s and (e.until is null or e.until >= %(day)s)),
    coalesce(l.ever, false), coalesce(l.grave_ever, false),
    b.level, b.risk_class, b.criteria::text, b.since
from party p left join goods g on g.party = p.id left join vehicles v on v.party = p.id left join labels l on l.party = p.id
left join lateral (select * from trader_grade t where t.party_id = p.id and t.day < %(day)s order by day desc limit 1) b on true
where not p.guest
"""


def grade_everybody(*, at: datetime) -> int:
    """The level of every declarant on this day; a day already done stays. How many rows are new.

    A day on which this cannot run keeps the level of the day before (art. 12.2), because the newest row counts.
    """
    day = local_day(at)
    days = LAW.value("compliance.days", day)
    with hot() as cursor:
        cursor.execute("select %s::timestamptz - make_interval(days => %s)", [at, days])
        since = cursor.fetchone()
        rows = cursor.execute(CONDUCT, {"since": since[0] if since else at, "at": at, "day": day}).fetchall()
    done = set(TraderGrade.objects.filter(day=day).values_list("party_id", flat=True))
    made = [_graded(row, day) for row in rows if row[0] not in done]
    TraderGrade.objects.bulk_create(made)
    return len(made)


def _graded(row: tuple[Any, ...], day: date) -> TraderGrade:
    party, declarations, months, violations, grave, enforced, priority, ever, grave_ever, level, risk_class, criteria, since = row
    before = Level(level, risk_class, tuple(json.loads(criteria)), since) if level else None
    conduct = Conduct(
        declarations=declarations, months_known=months, violations=violations, grave=grave, enforced=bool(enforced), priority=bool(priority),
        handled_ever=bool(ever), grave_ever=bool(grave_ever))
    now = level_of(conduct, before, law=LAW, day=day)
    return TraderGrade(party_id=party, day=day, level=now.level, risk_class=now.risk_class, since=now.since, criteria=list(now.criteria),
                       rose_from_five=now.rose)
