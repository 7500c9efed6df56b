"""The facts of a declaration as the rules want them, gathered from the registers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q

from thongquan.core.forms import FORMS, facts_of
from thongquan.core.vehicle import ADMISSION, EXPORTATION, GateFacts, History, VehicleFacts
from thongquan.models import Gate, Mandate, Party, PlateHold, VehicleDeclaration
from thongquan.queries.place import hours_on
from thongquan.queries.scope import everywhere

OPEN_STATES = ("under_way", "overdue")
LIVE_STATES = ("submitted", "received", "asked", "checking", "accepted", "under_way", "overdue")


def gate_facts(gate: Gate | None, at: datetime | None) -> GateFacts | None:
    """A gate's mode and its hours on the planned day, in minutes of its own clock."""
    if gate is None:
        return None
    if at is None:
        return GateFacts(code=gate.code, mode=gate.mode, opens=None, closes=None, office=gate.office.code,
                         neighbour=gate.neighbour_country)
    opens, closes = hours_on(gate, at.astimezone(ZoneInfo(gate.zone)).date())
    return GateFacts(code=gate.code, mode=gate.mode, opens=opens, closes=closes, office=gate.office.code,
                     neighbour=gate.neighbour_country)


def _same_trip(declaration: VehicleDeclaration) -> Q:
    """Same plate, country, gate and day, declared by somebody else (VNACCS TIR/TOR)."""
    day = declaration.planned_at.date() if declaration.planned_at else None
    return Q(
        plate_key=declaration.plate_key, country=declaration.country, gate=declaration.gate_id,
        planned_at__date=day, state__in=LIVE_STATES,
    ) & ~Q(declarant=declaration.declarant_id)


def _opposite(declaration: VehicleDeclaration, number: str) -> VehicleDeclaration | None:
    return VehicleDeclaration.objects.filter(number=number).exclude(pk=declaration.pk).first() if number else None


def history_of(declaration: VehicleDeclaration, values: dict[str, Any], at: datetime) -> History:
    """What the registers of the whole country know about this plate, its goods and its declarant."""
    others = VehicleDeclaration.objects.exclude(pk=declaration.pk).exclude(plate_key="")
    with everywhere():
        stay = others.filter(plate_key=declaration.plate_key, state__in=OPEN_STATES).first()
        same = declaration.planned_at is not None and others.filter(_same_trip(declaration)).exists()
        opposite = _opposite(declaration, values.get("opposite_number") or "")
        held = PlateHold.objects.filter(plate_key=declaration.plate_key, since__lte=at).filter(
            Q(until__isnull=True) | Q(until__gt=at)).exists()
        taken = _goods_elsewhere(declaration)
        declarant = Party.objects.get(pk=declaration.declarant_id)
        mandate = declaration.agent_id is None or Mandate.objects.filter(
            client=declaration.declarant_id, agent=declaration.agent_id, revoked_at__isnull=True,
            since__lte=at.date(), until__gte=at.date(), scopes__contains=["declare"]).exists()
        crossed = others.filter(plate_key=declaration.plate_key, first_crossed_at__isnull=False)
        before = crossed.count() if declaration.plate_key else 0
        late = crossed.filter(overdue_at__gte=at - timedelta(days=365)).count() if before else 0
        running = others.filter(plate_key=declaration.plate_key, state__in=("accepted", "under_way"),
                                case__in=("fixed_route", "resident")).first()
    return History(
        same_trip_by_other=same,
        open_stay_number=stay.number or "" if stay else "",
        overdue_elsewhere=stay.number or "" if stay and stay.state == "overdue" else "",
        opposite_state=opposite.state if opposite else "",
        opposite_plate=opposite.plate_key if opposite else "",
        opposite_country=opposite.country if opposite else "",
        plate_held=held,
        corrections=declaration.corrections,
        extended=declaration.extended,
        crossings_before=before,
        overdue_before=late,
        goods_on_other_vehicle=taken,
        declarant_active=declarant.active,
        declarant_stopped=declarant.stopped,
        mandate_covers=mandate,
        fixed_route_until=_until(running, "fixed_route"),
        resident_registration_until=_until(running, "resident"),
    )


def _until(running: VehicleDeclaration | None, case: str) -> Any:
    return running.due_back_at.date() if running and running.case == case and running.due_back_at else None


def _goods_elsewhere(declaration: VehicleDeclaration) -> tuple[str, ...]:
    if not declaration.goods:
        return ()
    rows = VehicleDeclaration.objects.exclude(pk=declaration.pk).filter(
        goods__overlap=declaration.goods, state__in=LIVE_STATES).values_list("goods", flat=True)
    return tuple(sorted({g for goods in rows for g in goods} & set(declaration.goods)))


def read_body(declaration: VehicleDeclaration) -> dict[str, Any]:
    """The stored form as typed values."""
    return FORMS[declaration.mode].read(declaration.body, draft=True)[0]


def vehicle_facts(declaration: VehicleDeclaration, at: datetime) -> VehicleFacts:
    """One declaration as the rules, the selection and the clocks see it now."""
    values = read_body(declaration)
    papers = declaration.papers.values_list("code", flat=True) if declaration.pk else ()
    return facts_of(
        values,
        gate=gate_facts(declaration.gate, declaration.planned_at) or GateFacts(mode=declaration.mode),
        return_gate=gate_facts(declaration.return_gate, None),
        history=history_of(declaration, values, at),
        state=declaration.state,
        leg=declaration.leg,
        documents=frozenset(papers),
    )


def usual_regime(country: str) -> str:
    """A Vietnamese vehicle leaves first, a foreign one enters first."""
    return EXPORTATION if country == "VN" else ADMISSION

