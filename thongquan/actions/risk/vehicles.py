"""Counting trips: late returns, findings, differing loads by plate, driver and carrier."""

from __future__ import annotations

from datetime import datetime

from thongquan.queries.hot import hot

#: older trips say little of the next
DAYS = 730
FORGET = "delete from risk_sum where name ~ '^(plate|driver|carrier):'"
#: in the order of `risk.vehicles.MEASURES`
COUNT = """
with trip as (
    select d.id, d.plate_key, d.declarant_id, d.body, d.overdue_at is not null as late,
        exists (select 1 from physical_check c where c.declaration_id = d.id and c.done_at <= %(at)s) as checked,
        exists (select 1 from physical_check c where c.declaration_id = d.id and c.done_at <= %(at)s and c.result not in ('', 'agrees')) as found,
        exists (select 1 from physical_check c where c.declaration_id = d.id and c.done_at <= %(at)s and c.result = 'load_differs') as load
    from vehicle_declaration d
    where d.submitted_at > %(at)s - make_interval(days => %(days)s) and (d.liquidated_at <= %(at)s or d.overdue_at <= %(at)s)
), named as (
    select 'plate:' || plate_key as name, t.* from trip t where plate_key <> ''
    union all select 'carrier:' || declarant_id, t.* from trip t
    union all select 'driver:' || (one ->> 'document_number'), t.* from trip t,
        jsonb_array_elements(case jsonb_typeof(body -> 'drivers') when 'array' then body -> 'drivers' else '[]' end) as one
        where coalesce(one ->> 'document_number', '') <> ''
)
insert into risk_sum (name, sums)
select name, array[count(*), count(*) filter (where late), count(*) filter (where checked), count(*) filter (where found),
    count(*) filter (where load)]::double precision[] from named group by name
"""


def count_trips(*, at: datetime) -> int:
    """The counters of vehicles, anew; how many names. The caller is the platform."""
    with hot() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('risk trips'))")
        cursor.execute(FORGET)
        return cursor.execute(COUNT, {"at": at, "days": DAYS}).rowcount
