"""Eighteen invented months of trips in the demo: the past of its vehicles."""

from __future__ import annotations

from datetime import datetime, timedelta

from thongquan.actions.risk.vehicles import count_trips
from thongquan.catalog.demo import COMPANIES, fleet
from thongquan.catalog.offices import GATES
from thongquan.core.actor import system
from thongquan.core.plates import normalise
from thongquan.models import Gate, Party, RiskTrip
from thongquan.queries.hot import hot
from thongquan.queries.scope import everywhere, scope
from thongquan.risk.trips import invented

DAYS, A_DAY, SEED = 548, 20, 20_260_402
TRIPS = """
insert into risk_trip (code, office_id, plate_key, drivers, carrier, begun_at, ended_at, late, checked, found, off)
select 'past-' || n, %s, plate, array[driver], carrier, begun, ended, late, checked, found, off
from unnest(%s::text[], %s::text[], %s::text[], %s::timestamptz[], %s::timestamptz[], %s::bool[], %s::bool[], %s::bool[], %s::bool[])
    with ordinality as t (plate, driver, carrier, begun, ended, late, checked, found, off, n)
"""


def fill(now: datetime, *, until: datetime) -> bool:
    """The invented past of the demo's carriers up to its own first day, once, counted; False when it is there already."""
    with scope(system()), everywhere():
        if RiskTrip.objects.exists():
            return False
        parties = dict(Party.objects.values_list("tax_id", "pk"))
        fleets = {str(parties[one.tax_id]): [normalise(plate) for plate in fleet(n, one.country)]
                  for n, one in enumerate(COMPANIES) if one.tax_id in parties}
        office = Gate.objects.get(code=GATES[0].code).office_id
        told = invented(fleets, first=now - timedelta(days=DAYS), last=until, a_day=A_DAY, seed=SEED)
        trips = [one.trip for one in told]
        with hot() as cursor:
            cursor.execute(TRIPS, [office, [one.plate for one in told], [one.driver for one in told], [one.carrier for one in told],
                                   *([getattr(trip, name) for trip in trips] for name in ("begun", "ended", "late", "checked", "found", "off"))])
        count_trips(at=now)
    return True
