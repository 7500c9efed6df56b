"""Counting trips: late returns, findings, differing loads by plate, driver and carrier."""

from __future__ import annotations

from datetime import datetime, timedelta

from thongquan.queries.hot import hot
from thongquan.queries.risk.vehicles import DAYS, TRIPS

FORGET = "delete from risk_sum where name ~ '^(plate|driver|carrier):'"
#: in the order of `risk.vehicles.MEASURES`
COUNT = f"""
with trip as ({TRIPS}), named as (
    select 'plate:' || plate_key as name, t.* from trip t where plate_key <> ''
    union all select 'carrier:' || carrier, t.* from trip t where carrier <> ''
    union all select 'driver:' || driver, t.* from trip t, unnest(drivers) driver
)
insert into risk_sum (name, sums)
select name, array[count(*), count(*) filter (where late), count(*) filter (where checked), count(*) filter (where found),
    count(*) filter (where off)]::double precision[] from named group by name
"""


def count_trips(*, at: datetime) -> int:
    """The counters of vehicles, anew; how many names. The caller is the platform."""
    with hot() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('risk trips'))")
        cursor.execute(FORGET)
        return cursor.execute(COUNT, {"at": at, "since": at - timedelta(days=DAYS)}).rowcount
