"""The facts of a declaration as the rules want them, gathered from the registers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from thongquan.catalog.law import LAW
from thongquan.core.clock import TERM_OF_REGISTER, due_back, ends_on
from thongquan.core.forms import FORMS, facts_of
from thongquan.core.reading import JSON
from thongquan.core.refused import NotFound
from thongquan.core.rule import local_day
from thongquan.core.vehicle import OUTWARD, GateFacts, History, VehicleFacts, direction_of
from thongquan.models import Gate, VehicleDeclaration
from thongquan.queries.hot import hot
from thongquan.queries.place import hours_on
from thongquan.queries.scope import platform
from thongquan.risk.vehicles import judged, names

LIVE_STATES = ("submitted", "received", "asked", "checking", "accepted", "under_way", "overdue")


def gate_facts(gate: Gate | None, at: datetime | None, direction: str = OUTWARD) -> GateFacts | None:
    """A gate's mode, its hours on the planned day for a vehicle going this way (minutes of its own clock), and whether it stands still."""
    if gate is None:
        return None
    opens, closes = (None, None) if at is None else hours_on(gate, at.astimezone(ZoneInfo(gate.zone)).date(), direction)
    return GateFacts(code=gate.code, mode=gate.mode, opens=opens, closes=closes, paused=gate.paused_at is not None,
                     office=gate.office.code, neighbour=gate.neighbour_country, ends=ends_on(gate.hours))


#: what the registers of the whole country know, in one look; each answer is a yes, a number or a date
HISTORY = """
with other as (
    select * from vehicle_declaration where plate_key = %(plate)s and %(plate)s <> '' and id <> %(id)s
)
select
    exists (select 1 from other where country = %(country)s and gate_id = %(gate)s and declarant_id <> %(declarant)s
        and state = any(%(live)s) and (planned_at at time zone 'Asia/Ho_Chi_Minh')::date = %(day)s) as same_trip_by_other,
    coalesce((select number from other where state in ('under_way', 'overdue') limit 1), '') as open_stay_number,
    coalesce((select number from other where state = 'overdue' limit 1), '') as overdue_elsewhere,
    array(select distinct plate_key from plate_hold where plate_key = any(%(plates)s) and since <= %(at)s
        and (until is null or until > %(at)s)) as plates_held,
    (select count(*) from other where first_crossed_at is not null) as crossings_before,
    (select count(*) from other where overdue_at >= %(at)s - interval '365 days') as overdue_before,
    (select max(due_back_at) from other where state in ('accepted', 'under_way') and "case" = 'fixed_route') as fixed_route_until,
    (select max(due_back_at) from other where state in ('accepted', 'under_way') and "case" = 'resident') as resident_until,
    array(select distinct g from vehicle_declaration d, unnest(d.goods) g where d.goods && %(goods)s::text[] and g = any(%(goods)s)
        and d.id <> %(id)s and d.state = any(%(live)s)) as goods_on_other_vehicle,
    (select jsonb_object_agg(name, sums)::text from risk_sum where name = any(%(names)s)) as counted, p.active, p.stopped,
    %(agent)s::bigint is null or exists (select 1 from mandate where client_id = %(declarant)s and agent_id = %(agent)s
        and revoked_at is null and %(today)s between since and until and scopes ? 'declare') as mandate_covers
from party p where p.id = %(declarant)s
"""

#: the list that another declaration of the same declarant holds, cited by that declaration's number
LISTED = """
select jsonb_build_object('number', d.number, 'count', jsonb_array_length(d.body -> 'passenger_list'), 'plate', d.plate_key, 'country', d.country,
    'gate', g.code, 'date', (d.planned_at at time zone 'Asia/Ho_Chi_Minh')::date)::text
from vehicle_declaration d left join gate g on g.id = d.gate_id
where d.number = %s and d.id <> %s and d.declarant_id = %s and jsonb_typeof(d.body -> 'passenger_list') = 'array'
"""

OPPOSITE = "select state, plate_key, country from vehicle_declaration where number = %s and id <> %s"


def history_of(declaration: VehicleDeclaration, values: Mapping[str, Any], at: datetime) -> History:
    """What the registers know about this plate, its goods and its declarant on the day of judging."""
    zone = ZoneInfo("Asia/Ho_Chi_Minh")
    asked = {
        "plate": declaration.plate_key, "plates": [declaration.plate_key, *declaration.trailers], "country": declaration.country, "gate": declaration.gate_id,
        "declarant": declaration.declarant_id, "agent": declaration.agent_id, "id": declaration.pk or 0, "at": at,
        "day": declaration.planned_at.astimezone(zone).date() if declaration.planned_at else None,
        "today": at.astimezone(zone).date(), "live": list(LIVE_STATES), "goods": list(declaration.goods),
    }
    number, cited = values.get("opposite_number") or "", values.get("passenger_list_number") or ""
    drivers = [str(one.get("document_number") or "") for one in values.get("drivers") or ()]
    asked["names"] = list(names(declaration.plate_key, [driver for driver in drivers if driver], str(declaration.declarant_id)))
    with platform(), hot() as cursor:
        found = cursor.execute(HISTORY, asked, prepare=True).fetchone()
        opposite = cursor.execute(OPPOSITE, [number, declaration.pk or 0]).fetchone() if number else None
        listed = cursor.execute(LISTED, [cited, declaration.pk or 0, declaration.declarant_id]).fetchone() if cited else None
    if found is None:
        raise NotFound("GEN-404")
    same, stay, overdue, held, before, late, route, resident, goods, counted, active, stopped, mandate = found
    state, plate, country = opposite or ("", "", "")
    risk = judged(json.loads(counted)) if counted else None
    return History(
        same_trip_by_other=same, open_stay_number=stay, overdue_elsewhere=overdue, plates_held=tuple(held),
        crossings_before=before, overdue_before=late, late_before=risk.late if risk else 0, found_before=risk.found if risk else 0,
        off_before=risk.off if risk else 0, risk_percent=round(100 * risk.chance) if risk else None, goods_on_other_vehicle=tuple(goods),
        passenger_list=json.loads(listed[0]) if listed else {}, opposite_state=state, opposite_plate=plate, opposite_country=country,
        corrections=declaration.corrections, extended=declaration.extended,
        declarant_active=active, declarant_stopped=stopped, mandate_covers=mandate,
        fixed_route_until=route.astimezone(zone).date() if route else None,
        resident_registration_until=resident.astimezone(zone).date() if resident else None,
    )


def read_body(declaration: VehicleDeclaration) -> dict[str, Any]:
    """The stored form as typed values."""
    return FORMS[declaration.mode].read(declaration.body, language=JSON, draft=True)[0]


def vehicle_facts(
    declaration: VehicleDeclaration, at: datetime, *, changed: frozenset[str] = frozenset(), values: Mapping[str, Any] | None = None,
) -> VehicleFacts:
    """One declaration as the rules, the selection and the clocks see it now.

    `changed` names the form fields that differ when this judges a correction or an amendment; `values` are
    the form's, where they have just been read.
    """
    values = read_body(declaration) if values is None else values
    papers = declaration.papers.values_list("code", flat=True) if declaration.pk else ()
    return facts_of(
        {**values, "mode": declaration.mode},
        gate=gate_facts(declaration.gate, declaration.planned_at, direction_of(declaration.regime, declaration.leg)) or GateFacts(mode=declaration.mode),
        return_gate=gate_facts(declaration.return_gate, None),
        history=replace(history_of(declaration, values, at), changed=changed),
        state=declaration.state,
        leg=declaration.leg,
        documents=frozenset(papers),
        redeclares=declaration.redeclares,
    )


def back_by(declaration: VehicleDeclaration, crossed_at: datetime) -> datetime:
    """When the vehicle must be back if it crosses at this moment (Decree 08/2015 art. 81, the permit, the form).

    The registers are asked only where the term stands in them: that look takes longer than a whole scan.
    """
    facts = vehicle_facts(declaration, crossed_at) if declaration.case in TERM_OF_REGISTER else form_facts(declaration)
    return due_back(facts, LAW, crossed_at) or crossed_at + timedelta(days=int(LAW.value("permit.default_days", on=local_day(crossed_at))))


def form_facts(declaration: VehicleDeclaration) -> VehicleFacts:
    """What the form alone says; gate and registers are not asked."""
    return facts_of(read_body(declaration), gate=GateFacts(mode=declaration.mode), return_gate=None, history=History(),
                    state=declaration.state, leg=declaration.leg)

