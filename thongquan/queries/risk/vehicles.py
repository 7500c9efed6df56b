"""The risk of vehicles by plate, drivers and carrier; for officers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from thongquan.models import VehicleDeclaration
from thongquan.queries.hot import hot
from thongquan.queries.scope import platform
from thongquan.risk.vehicles import Trial, Trip, VehicleRisk, judged, names, trial

#: trips that ended, of this house and taken over: who they met, when declared and ended, what came of them
TRIPS = """
select d.plate_key, array(select distinct one ->> 'document_number'
        from jsonb_array_elements(case jsonb_typeof(d.body -> 'drivers') when 'array' then d.body -> 'drivers' else '[]' end) as one
        where coalesce(one ->> 'document_number', '') <> '') as drivers, d.declarant_id::text as carrier,
    d.submitted_at as begun, least(d.liquidated_at, d.overdue_at) as ended, d.overdue_at is not null as late,
    coalesce(c.checked, false) as checked, coalesce(c.found, false) as found,
    coalesce(c.load, false) or exists (select 1 from weighing w where w.vehicle_id = d.id and w.off and w.at <= %(at)s) as off
from vehicle_declaration d left join lateral (
    select true as checked, bool_or(c.result not in ('', 'agrees')) as found, bool_or(c.result = 'load_differs') as load
    from physical_check c where c.declaration_id = d.id and c.done_at <= %(at)s group by c.declaration_id
) c on true
where d.submitted_at > %(since)s and (d.liquidated_at <= %(at)s or d.overdue_at <= %(at)s)
union all
select plate_key, drivers, carrier, begun_at, ended_at, late, checked, found, off from risk_trip where begun_at > %(since)s and ended_at <= %(at)s
"""
SUMS = "select name, sums from risk_sum where name = any(%s)"
#: declarations whose vehicles are still to come
COMING = ("submitted", "received", "asked", "checking", "accepted")
MOST = 400
#: where nothing is known the chance is .09; from here on somebody should see it
STANDS_OUT = 0.12
#: trips older than this say little of the next; the trial is of the newest of them
DAYS, TRIED = 730, 180


def names_of(declaration: VehicleDeclaration) -> tuple[str, ...]:
    """The counters that a declaration meets."""
    drivers = [str(one.get("document_number") or "") for one in declaration.body.get("drivers") or () if isinstance(one, dict)]
    return names(declaration.plate_key, [driver for driver in drivers if driver], str(declaration.declarant_id))


def of_vehicles(rows: Sequence[VehicleDeclaration]) -> list[VehicleRisk]:
    """What the counters say of these trips now, in one question."""
    wanted = [names_of(row) for row in rows]
    with platform(), hot() as cursor:
        found = dict(cursor.execute(SUMS, [sorted({name for one in wanted for name in one})], prepare=True).fetchall())
    return [judged({name: found[name] for name in one if name in found}) for one in wanted]


def of_vehicle(declaration: VehicleDeclaration) -> VehicleRisk:
    """What the counters say of this trip now."""
    return of_vehicles([declaration])[0]


def coming(offices: Iterable[int], *, most: int = 20) -> list[tuple[VehicleDeclaration, VehicleRisk]]:
    """Of the vehicles still to come to these offices that were declared last, those whose history stands out, the likeliest first."""
    rows = list(VehicleDeclaration.objects.filter(state__in=COMING, office_id__in=list(offices)).select_related("gate", "declarant")
                .order_by("-submitted_at")[:MOST])
    told = [(row, risk) for row, risk in zip(rows, of_vehicles(rows), strict=True) if risk.reasons and risk.chance >= STANDS_OUT]
    return sorted(told, key=lambda one: -one[1].chance)[:most]


def tried(at: datetime) -> Trial:
    """The score on the trips of the last half-year, each judged by what was known when it was declared; the whole country's."""
    with platform(), hot() as cursor:
        rows = cursor.execute(TRIPS, {"at": at, "since": at - timedelta(days=DAYS)}).fetchall()
    trips = [Trip(names(plate, drivers, carrier), begun, ended, late, checked, found, off)
             for plate, drivers, carrier, begun, ended, late, checked, found, off in rows]
    return trial(trips, since=at - timedelta(days=TRIED))
