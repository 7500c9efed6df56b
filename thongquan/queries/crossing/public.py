"""What anyone with the link may know of a movement: where it stands, where to report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from thongquan.core.plates import normalise
from thongquan.core.vehicle import direction_of
from thongquan.models import Crossing, Gate, PhysicalCheck, PublicLink, VehicleDeclaration
from thongquan.queries.crossing.trips import ahead
from thongquan.queries.scope import everywhere

#: so many signs of the plate prove that someone has the vehicle before him
SIGNS = 4


@dataclass(frozen=True)
class PublicState:
    """The public page of one movement. `report` says why one must go somewhere: held, check, tick, answer, or nothing."""

    number: str
    plate: str
    country: str
    trailers: tuple[str, ...]
    state: str
    leg: int
    direction: str
    gate: Gate | None
    planned_at: datetime | None
    due_back_at: datetime | None
    crossing: str
    lane: int | None
    ahead: int | None
    report: str
    bay: str
    agencies: tuple[str, ...]
    masked: bool = False


def link_of(number: str, plate: str) -> str:
    """The link of the movement with this number whose plate ends as given; empty when nothing fits."""
    tail = normalise(plate)
    if len(tail) < SIGNS:
        return ""
    with everywhere():
        row = VehicleDeclaration.objects.filter(number=number.strip().upper(), plate_key__endswith=tail).first()
        if row is None:
            return ""
        return PublicLink.objects.filter(declaration=row).values_list("token", flat=True).first() or ""


def public_state(token: str) -> PublicState | None:
    """Where the movement behind this link stands; None when no link reads so."""
    with everywhere():
        link = PublicLink.objects.filter(token=token).first()
        row = VehicleDeclaration.objects.filter(pk=link.declaration_id).select_related("gate", "return_gate").first() if link else None
        return _state(row) if row else None


def _state(row: VehicleDeclaration) -> PublicState:
    leg = Crossing.objects.filter(declaration=row, leg=row.leg).select_related("gate").first()
    gate = leg.gate if leg else row.gate
    missing = _missing(leg, gate) if leg and leg.state in ("arrived", "in_yard") else ()
    check = PhysicalCheck.objects.filter(declaration=row, done_at__isnull=True).first()
    bay = (check.bay if check else "") or (leg.bay if leg else "")
    return PublicState(
        number=row.number or "", plate=row.plate_key or row.plate, country=row.country, trailers=tuple(row.trailers),
        state=row.state, leg=row.leg, direction=direction_of(row.regime, row.leg), gate=gate,
        planned_at=leg.planned_at if leg and leg.planned_at else row.planned_at, due_back_at=row.due_back_at,
        crossing=leg.state if leg else "", lane=leg.lane if leg else None, ahead=ahead(leg) if leg else None,
        report=_report(row, check, missing), bay=bay, agencies=missing)


def _missing(leg: Crossing, gate: Gate | None) -> tuple[str, ...]:
    """The agencies of the gate that have not yet seen this crossing; customs ticks by scanning at the line."""
    ticked = {"customs", *leg.ticks.values_list("agency", flat=True)}
    return tuple(agency for agency in (gate.agencies if gate else ()) if agency not in ticked)


def _report(row: VehicleDeclaration, check: PhysicalCheck | None, missing: tuple[str, ...]) -> str:
    if row.held_at is not None:
        return "held"
    if check is not None:
        return "check"
    if row.state in ("asked", "returned"):
        return "answer"
    return "tick" if missing else ""
