"""Letting goods go: cleared, released before duty, stored, held; slips; goods on vehicles."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import TextField
from django.db.models.expressions import RawSQL

from thongquan.actions import review
from thongquan.actions.goods import leads, locked, promised, save, step, takes_part
from thongquan.actions.notice import stir, tell
from thongquan.actions.trail import record
from thongquan.catalog.goods_reasons import GOODS_HOLD_REASONS, OF_AGENCY
from thongquan.catalog.law import LAW
from thongquan.core.actor import Actor, system
from thongquan.core.flows.goods import FREE, OPEN
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused
from thongquan.core.rule import local_day, plain
from thongquan.models import GoodsDeclaration, Passage, Slip, VehicleDeclaration
from thongquan.queries.assessment.news import unjudged
from thongquan.queries.clearance import COMING, agency_waits, left_of, not_passed, stops_of
from thongquan.queries.hot import hot
from thongquan.queries.licence import waited_until
from thongquan.queries.scope import everywhere, platform

Amount = TypeVar("Amount", int, Decimal)
DIGEST = RawSQL("tq_digest(to_jsonb(goods_passage))", [], output_field=TextField())
SLIP = RawSQL("tq_digest(to_jsonb(supervision_slip))", [], output_field=TextField())


def settle(declaration: GoodsDeclaration, *, by: Actor, at: datetime) -> None:
    """Let go what may go, and say until when the next step is promised."""
    let_go(declaration, at=at)
    promised(declaration, at=at)


def let_go(declaration: GoodsDeclaration, *, at: datetime) -> None:
    """Clear what is decided and paid; release what a guarantee stands for; otherwise wait for the tax.

    Nothing happens to goods that are held, whose duty is not known, whose decision waits for a countersign, or that wait
    for a ministry's document, or lean on one whose taking back nobody has judged yet (the clock does, within a minute);
    goods with which an agency of the gate is not done are held for it.
    """
    if declaration.held_at is not None or not declaration.statement.get("complete", True):
        return
    stops = stops_of(declaration.pk)
    if stops.unsigned or (declaration.state == "decided" and (stops.waits or (stops.leans and unjudged(declaration.pk)))):
        return
    if declaration.state == "decided" and stops.kept:
        keep_for_agency(declaration, at=at)
        return
    clock = system(tuple(declaration.office_ids))
    if declaration.state in ("decided", "released") and not stops.owed:
        step(declaration, "clear", clock)
        declaration.cleared_at = declaration.cleared_at or at
        freed(declaration, "goods_cleared", at)
    elif declaration.state == "passed" and declaration.cleared_at is None and not stops.owed:
        paid_after_leaving(declaration, at)
    elif declaration.state == "decided" and stops.lent:
        step(declaration, "release", clock)
        declaration.released_at = at
        freed(declaration, "goods_released", at)


def freed(declaration: GoodsDeclaration, kind: str, at: datetime) -> None:
    """Save, tell owner and gate at once, issue the slip, choose for review."""
    clock = system(tuple(declaration.office_ids))
    save(declaration)
    record(f"goods.{'clear' if declaration.state == 'cleared' else 'release'}", declaration, by=clock, at=at)
    slip(declaration, at=at)
    tell(declaration.declarant_id, kind, {"number": declaration.number}, link=f"/trade/goods/{declaration.pk}/")
    news(declaration, "goods_free_to_go")
    if declaration.state == "cleared":
        review.choose(declaration, at=at)


def paid_after_leaving(declaration: GoodsDeclaration, at: datetime) -> None:
    """Goods released before duty have left, and now their duty is paid: they are cleared where they are, and may be reviewed."""
    declaration.cleared_at = at
    save(declaration)
    record("goods.clear", declaration, by=system(tuple(declaration.office_ids)), at=at)
    tell(declaration.declarant_id, "goods_cleared", {"number": declaration.number}, link=f"/trade/goods/{declaration.pk}/")
    review.choose(declaration, at=at)


def news(declaration: GoodsDeclaration, kind: str = "") -> None:
    """Open pages of the gates and the people of every vehicle that carries these goods learn at once how they stand."""
    with everywhere():
        carriers = list(VehicleDeclaration.objects.filter(goods__contains=[declaration.number], state__in=COMING)
                        .values_list("pk", "plate", "gate_id", "declarant_id"))
    for pk, plate, gate_id, declarant_id in carriers:
        if gate_id:
            stir(gate_id, "goods", declaration.pk)
        if kind:
            tell(declarant_id, kind, {"number": declaration.number, "plate": plate}, link=f"/trade/trips/{pk}/")


def settle_waited(at: datetime) -> int:
    """Goods whose ministry's document has come clear by themselves, others get another promise; how many were looked at."""
    lately = waited_until(at - timedelta(days=15))
    open_yet = GoodsDeclaration.objects.filter(pk__in=lately, state__in=(*OPEN, "decided"))
    rows = list(open_yet.order_by("pk").values_list("pk", flat=True))
    for pk in rows:
        declaration = locked(pk)
        settle(declaration, by=system(tuple(declaration.office_ids)), at=at)
    return len(rows)


def slip(declaration: GoodsDeclaration, *, at: datetime) -> Slip:
    """The supervision slip of goods that may leave; one a declaration, until a change makes it say something else."""
    standing = declaration.slips.filter(revoked_at__isnull=True).first()
    if standing is not None:
        return standing
    with hot() as cursor:
        found = cursor.execute("select nextval('slip_serial')", prepare=True).fetchone()
    assert found is not None
    row = Slip.objects.create(
        declaration=declaration, number=f"GS{local_day(at).year % 100:02d}{int(found[0]):09d}", token=secrets.token_urlsafe(12), issued_at=at,
        lines=[{"number": line.number, "name": line.name, "quantity": str(line.quantity or ""), "unit": line.unit}
               for line in declaration.lines.order_by("number")])
    record("clearance.slip", row, by=system(tuple(declaration.office_ids)), at=at)
    return row


def says(declaration: GoodsDeclaration) -> tuple[Any, ...]:
    """What the slip of a declaration tells whoever looks at it."""
    lines = declaration.lines.order_by("number").values_list("number", "name", "quantity", "unit")
    return (tuple(lines), declaration.packages, declaration.gross_kg, tuple(declaration.containers), declaration.office_id, declaration.gate_id)


def renew_slip(declaration: GoodsDeclaration, told: tuple[Any, ...], *, at: datetime) -> Slip | None:
    """A change has made the slip say something else than it `told`: a new one with a new code replaces it."""
    old = declaration.slips.annotate(digest=SLIP).filter(revoked_at__isnull=True).first()
    if old is None or says(declaration) == told:
        return None
    old.revoked_at = at
    old.save()
    record("clearance.revoke_slip", old, by=system(tuple(declaration.office_ids)), at=at, reason="replaced")
    row = slip(declaration, at=at)
    tell(declaration.declarant_id, "goods_slip_renewed", {"number": declaration.number, "slip": row.number}, link=f"/trade/goods/{declaration.pk}/")
    news(declaration)
    return row


def taking_part(declaration: GoodsDeclaration, by: Actor) -> None:
    """Refuse an officer whose unit has no part of its own in the case, though he may see it."""
    if not takes_part(declaration, by):
        raise NotAllowed("GEN-403")


def hold(pk: int, *, reason_code: str, reason: str, by: Actor, at: datetime) -> GoodsDeclaration:
    """Stop goods that were decided on; the longest hold is law, after it the head is called by itself."""
    if reason_code not in GOODS_HOLD_REASONS or reason_code == OF_AGENCY or not reason.strip():
        raise Refused("REQ-05", "/reason_code")
    declaration = locked(pk)
    taking_part(declaration, by)
    step(declaration, "hold", by)
    if declaration.held_at is not None and declaration.hold_reason != OF_AGENCY:
        raise Conflict("FLW-01", step="hold", state="held")
    stopped(declaration, reason_code, by=by, at=at, reason=reason.strip())
    tell(declaration.declarant_id, "goods_held", plain({"number": declaration.number, "reason": GOODS_HOLD_REASONS[reason_code]}),
         link=f"/trade/goods/{declaration.pk}/")
    return declaration


def stopped(declaration: GoodsDeclaration, reason_code: str, *, by: Actor, at: datetime, reason: str = "") -> None:
    """From now on every gate stops these goods, at most as long as the law lets them be held."""
    declaration.held_at, declaration.hold_reason = at, reason_code
    declaration.hold_until = at + timedelta(hours=int(LAW.value("goods.hold.hours", on=local_day(at))))
    save(declaration)
    record("goods.hold", declaration, by=by, at=at, reason=reason_code, private={"reason": reason} if reason else None)
    promised(declaration, at=at)
    news(declaration)


def unhold(pk: int, *, reason: str, by: Actor, at: datetime) -> GoodsDeclaration:
    """Lift the hold; what was ready to go goes."""
    if not reason.strip():
        raise Refused("REQ-04", "/reason")
    declaration = locked(pk)
    if not leads(declaration, by):
        raise NotAllowed("GEN-403")
    step(declaration, "unhold", by)
    if declaration.held_at is None:
        raise Conflict("FLW-01", step="unhold", state=declaration.state)
    waits = agency_waits(declaration.pk)
    if waits and declaration.hold_reason == OF_AGENCY:
        raise Conflict("AGL-01")
    free(declaration)
    record("goods.unhold", declaration, by=by, at=at, private={"reason": reason.strip()})
    if waits:  # customs has nothing more against it, an agency has: the strictest keeps the goods
        keep_for_agency(declaration, at=at)
        return declaration
    news(declaration)
    settle(declaration, by=by, at=at)
    return declaration


def free(declaration: GoodsDeclaration) -> None:
    """No hold stands."""
    declaration.held_at, declaration.hold_reason, declaration.hold_until = None, "", None
    save(declaration)


def keep_for_agency(declaration: GoodsDeclaration, *, at: datetime) -> None:
    """Decided goods stop until the agency is done; its own notice has told the declarant."""
    stopped(declaration, OF_AGENCY, by=system(tuple(declaration.office_ids)), at=at)


def follow_agencies(declaration: GoodsDeclaration, *, at: datetime) -> None:
    """An agency has spoken: hold what was free to go, or let go what it alone has kept."""
    waits = agency_waits(declaration.pk)
    if waits and declaration.held_at is None and declaration.state in ("decided", "released", "cleared"):
        keep_for_agency(declaration, at=at)
    elif not waits and declaration.held_at is not None and declaration.hold_reason == OF_AGENCY:
        clock = system(tuple(declaration.office_ids))
        free(declaration)
        record("goods.unhold", declaration, by=clock, at=at, reason=OF_AGENCY)
        news(declaration)
        settle(declaration, by=clock, at=at)


def to_storage(pk: int, *, place: str, reason: str, by: Actor, at: datetime) -> GoodsDeclaration:
    """Let goods wait under supervision elsewhere (Customs Law art. 32 §3)."""
    if not place.strip() or not reason.strip():
        raise Refused("REQ-04", "/place" if not place.strip() else "/reason")
    declaration = locked(pk)
    taking_part(declaration, by)
    step(declaration, "to_storage", by)
    save(declaration)
    record("goods.to_storage", declaration, by=by, at=at, reason=reason.strip(), facts={"place": place.strip()})
    promised(declaration, at=at)
    tell(declaration.declarant_id, "goods_to_storage", {"number": declaration.number, "place": place.strip()},
         link=f"/trade/goods/{declaration.pk}/")
    return declaration


def plan_passage(number: str, vehicle_pk: int, *, packages: int | None, gross_kg: Decimal | None, by: Actor, at: datetime) -> Passage:
    """Say how much of a declaration goes on this vehicle; never more than is left of it.

    A carrier may plan goods of another company: its owner hears of it and may strike it out.
    """
    if (packages or 0) <= 0 and (gross_kg or 0) <= 0:
        raise Refused("CLR-05", "/packages")
    vehicle = VehicleDeclaration.objects.select_related("gate").filter(pk=vehicle_pk).first()
    if vehicle is None or not by.acts_for(vehicle.declarant_id):
        raise NotFound("GEN-404")
    if number not in vehicle.goods:
        raise Refused("CLR-01", "/goods")
    with platform():
        declaration = known(number)
        enough(declaration, vehicle_pk, packages, gross_kg, own=by.acts_for(declaration.declarant_id))
        row = part_of(declaration, vehicle, at)
        if row.state == "passed":
            raise Conflict("CLR-06")
        row.state, row.packages, row.gross_kg, row.by_id = "planned", packages, gross_kg, by.id
        row.save()
        record("clearance.plan", row, by=by, at=at)
        if not by.acts_for(declaration.declarant_id):
            tell(declaration.declarant_id, "goods_planned", {
                "number": number, "plate": vehicle.plate, "packages": packages or 0, "kg": str(gross_kg or 0)}, link=f"/trade/goods/{declaration.pk}/")
    return row


def enough(declaration: GoodsDeclaration, vehicle_pk: int, packages: int | None, gross_kg: Decimal | None, *, own: bool) -> None:
    """Refuse more than is left; how much that is only the owner's side reads."""
    left_packages, left_kg = left_of(declaration, but=vehicle_pk)
    if packages is not None and left_packages is not None and packages > left_packages:
        raise Refused("CLR-02", "/packages", left=left_packages) if own else Refused("CLR-04", "/packages")
    if gross_kg is not None and left_kg is not None and gross_kg > left_kg:
        raise Refused("CLR-03", "/gross_kg", left=str(left_kg)) if own else Refused("CLR-04", "/gross_kg")


def known(number: str) -> GoodsDeclaration:
    """The declaration with this number, locked; CLR-07 when this system has none."""
    pk = GoodsDeclaration.objects.filter(number=number).values_list("pk", flat=True).first()
    if pk is None:
        raise NotFound("CLR-07", "/goods")
    return locked(pk)


def part_of(declaration: GoodsDeclaration, vehicle: VehicleDeclaration, at: datetime) -> Passage:
    """What this vehicle takes of these goods; a fresh row when nothing was said yet."""
    row: Passage | None = Passage.objects.annotate(digest=DIGEST).filter(declaration=declaration, vehicle=vehicle).first()
    return row or Passage(declaration=declaration, vehicle=vehicle, at=at, plate=vehicle.plate, gate=vehicle.gate)


def strike_out(passage_pk: int, *, by: Actor, at: datetime) -> None:
    """The owner of the goods, or the vehicle's side, takes a planned part off a vehicle."""
    with platform():
        row = (Passage.objects.annotate(digest=DIGEST).select_related("declaration", "vehicle").filter(pk=passage_pk, state="planned").first())
        if row is None:
            raise NotFound("GEN-404")
        sides = {row.declaration.declarant_id} | ({row.vehicle.declarant_id} if row.vehicle else set())
        if not any(by.acts_for(party) for party in sides):
            raise NotFound("GEN-404")
        pk, declaration = row.pk, locked(row.declaration_id)
        row.delete()
        row.pk = pk
        record("clearance.strike_out", row, by=by, at=at, facts={"number": declaration.number, "plate": row.plate})


def leave_behind(number: str, vehicle_pk: int, *, by: Actor, at: datetime) -> Passage:
    """Only the consignment in doubt stays: it is unloaded, and the vehicle goes on with the others."""
    if not by.is_any("inspector", "gate_officer", "team_leader", "office_leader"):
        raise NotAllowed("GEN-403")
    with platform():
        vehicle = VehicleDeclaration.objects.select_related("gate").filter(pk=vehicle_pk, goods__contains=[number]).first()
        if vehicle is None:
            raise Refused("CLR-01", "/goods")
        declaration = known(number)
        if {vehicle.gate.office_id if vehicle.gate else None, declaration.inspection_office_id}.isdisjoint(by.offices):
            raise NotAllowed("GEN-403")
        row = part_of(declaration, vehicle, at)
        if row.state == "passed":
            raise Conflict("CLR-06")
        row.state, row.packages, row.gross_kg, row.by_id = "left", 0, Decimal(0), by.id
        row.save()
        record("clearance.leave_behind", row, by=by, at=at, facts={"plate": vehicle.plate})
        if vehicle.gate_id:
            stir(vehicle.gate_id, "goods", declaration.pk)
        hears = {vehicle.declarant_id: f"/trade/trips/{vehicle_pk}/", declaration.declarant_id: f"/trade/goods/{declaration.pk}/"}
        for party, link in hears.items():
            tell(party, "goods_left_behind", {"number": number, "plate": vehicle.plate}, link=link)
    return row


def passed(vehicle_pk: int, numbers: Sequence[str], *, gate_id: int, by: Actor, at: datetime) -> None:
    """The vehicle has crossed: what it carried of each of these declarations has passed the supervised area.

    What nobody planned is all that is left; planned or not, never more than is left passes.
    """
    with platform():
        vehicle = VehicleDeclaration.objects.select_related("gate").get(pk=vehicle_pk)
        for pk in GoodsDeclaration.objects.filter(number__in=list(numbers), state__in=FREE).order_by("pk").values_list("pk", flat=True):
            _pass(locked(pk), vehicle, gate_id, by, at)


def _pass(declaration: GoodsDeclaration, vehicle: VehicleDeclaration, gate_id: int, by: Actor, at: datetime) -> None:
    """One declaration's part on one vehicle; the declaration has passed when nothing of it is left."""
    part = part_of(declaration, vehicle, at)
    if part.state in ("passed", "left"):
        return
    packages, kg = left_of(declaration, but=vehicle.pk)
    whole = part.packages is None and part.gross_kg is None
    part.packages = packages if whole else least(part.packages, packages)
    part.gross_kg = kg if whole else least(part.gross_kg, kg)
    part.state, part.passed_at, part.gate_id, part.by_id = "passed", at, gate_id, by.id
    part.save()
    clock = system(tuple(declaration.office_ids))
    record("clearance.pass", part, by=clock, at=at, facts={"plate": vehicle.plate})
    rest = not_passed(declaration)
    if declaration.state != "passed" and (rest == (None, None) or 0 in rest):
        step(declaration, "pass_gate", clock)
        declaration.passed_at = at
        save(declaration)
        record("goods.pass", declaration, by=clock, at=at)
        promised(declaration, at=at)


def least(planned: Amount | None, left: Amount | None) -> Amount | None:
    """What was planned, or what is left where that is less."""
    return planned if planned is None or left is None else min(planned, left)
