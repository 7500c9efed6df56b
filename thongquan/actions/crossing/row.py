"""Locking a declaration, moving it one step, and keeping its columns equal to its form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import TextField
from django.db.models.expressions import RawSQL

from thongquan.actions.hot import insert
from thongquan.actions.notice import stir
from thongquan.core.actor import SYSTEM_ROLE, Actor
from thongquan.core.flows.vehicle import DECIDED, DECLARANTS, VEHICLE
from thongquan.core.forms import FORMS
from thongquan.core.plates import normalise, printed
from thongquan.core.refused import Conflict, NotAllowed, NotFound
from thongquan.core.search import searchable
from thongquan.models import Gate, Unit, VehicleDeclaration
from thongquan.queries.hot import one
from thongquan.queries.place import gate_of

DIGEST = RawSQL("tq_digest(to_jsonb(vehicle_declaration))", [], output_field=TextField())


def locked(pk: int, version: int | None = None) -> VehicleDeclaration:
    """The row, locked until the end of the transaction, with the digest it had before the act.

    `version` is what the person saw; when somebody decided meanwhile the act is refused (GEN-409).
    """
    row = (
        VehicleDeclaration.objects.select_for_update(of=("self",))
        .select_related("gate", "return_gate", "gate__office", "declarant")
        .annotate(digest=DIGEST).filter(pk=pk).first()
    )
    if row is None:
        raise NotFound("GEN-404")
    if version is not None and row.version != version:
        raise Conflict("GEN-409")
    return row


def step(declaration: VehicleDeclaration, name: str, by: Actor) -> None:
    """Take a step of the procedure, or refuse; the state changes, the row is not yet saved.

    A step of the declaring side is taken for the declarant alone (ACC-02), whatever else the person may be;
    a decision by an officer of the office that answers for the case (ACC-18), whoever else may read it.
    """
    state = VEHICLE.take(name, declaration.state, by.roles)
    if name in DECLARANTS and not by.acts_for(declaration.declarant_id):
        raise NotAllowed("ACC-02")
    if name in DECIDED and not by.is_any(SYSTEM_ROLE) and not answering(declaration) & set(by.offices):
        raise NotAllowed("ACC-18")
    declaration.state = state


def answering(declaration: VehicleDeclaration) -> set[int | None]:
    """The offices that decide: that of the first gate, and while a way back is due that of its gate too."""
    return {declaration.office_id} | ({declaration.return_office_id} if declaration.leg % 2 == 0 else set())


def save(declaration: VehicleDeclaration) -> VehicleDeclaration:
    """Write the row with the next version number; open pages of its gate hear of it."""
    declaration.version += 1
    if declaration.pk is None:
        insert(declaration)
    else:
        declaration.save()
    if declaration.gate_id:
        stir(declaration.gate_id, "declaration", declaration.pk)
    return declaration


def ends(declaration: VehicleDeclaration, leg: int) -> tuple[Gate, int | None]:
    """The gate a leg passes, and the office at the other end of the movement, which sees the leg too."""
    return gate_of(declaration, leg), declaration.return_office_id if leg % 2 else declaration.office_id


def gate_named(code: str | None) -> Gate | None:
    """The gate of a form's answer."""
    gate = one(Gate, "code", code) if code else None
    if gate is None or not gate.active:
        return None
    if (office := one(Unit, "id", gate.office_id)) is not None:
        gate.office = office
    return gate


def fill(declaration: VehicleDeclaration, values: Mapping[str, Any]) -> None:
    """Copy the form's answers into the body and the columns that questions ask for."""
    form = FORMS[declaration.mode]
    declaration.body = form.write(values)
    plate = values.get("plate") or ""
    declaration.country = values.get("country") or declaration.country or "VN"
    declaration.plate_key = normalise(plate, declaration.country)
    declaration.plate = printed(declaration.plate_key, declaration.country, declaration.mode)
    for name in ("regime", "case"):
        if values.get(name):
            setattr(declaration, name, values[name])
    gate = gate_named(values.get("gate"))
    back = gate if values.get("return_gate") in (None, "", values.get("gate")) else gate_named(values.get("return_gate")) or gate
    declaration.gate, declaration.return_gate = gate, back
    declaration.office = gate.office if gate else None
    declaration.return_office = back.office if back else None
    declaration.planned_at = values.get("planned_at")
    declaration.laden = values.get("laden", True) is not False
    declaration.trailers = [normalise(t.get("plate", ""), t.get("country", "")) for t in values.get("trailers") or () if t.get("plate")]
    declaration.containers = [c["number"] for c in values.get("containers") or () if c.get("number")]
    declaration.goods = list(values.get("goods") or ())
    drivers = values.get("drivers") or [{}]
    declaration.driver_name = drivers[0].get("name") or ""
    declaration.own_reference = values.get("own_reference") or ""
    refresh_search(declaration)


def refresh_search(declaration: VehicleDeclaration) -> None:
    """The line that the one search box looks in."""
    declaration.search = searchable(
        names=(declaration.driver_name, declaration.declarant.name, str(declaration.body.get("vessel_name") or "")),
        codes=(declaration.number or "", declaration.plate, *declaration.trailers, *declaration.containers,
               *declaration.goods, declaration.own_reference),
    )


def not_before(at: datetime, other: datetime | None) -> datetime:
    """The later of two moments; clocks of devices may run backwards, durations may not."""
    return max(at, other) if other else at
