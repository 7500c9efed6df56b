"""Letting goods go: cleared, released before duty, stored, held; slips; goods on vehicles."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import TextField
from django.db.models.expressions import RawSQL

from thongquan.actions import review
from thongquan.actions.goods import locked, save, step
from thongquan.actions.notice import stir, tell
from thongquan.actions.trail import record
from thongquan.catalog.goods_reasons import GOODS_HOLD_REASONS
from thongquan.catalog.law import LAW
from thongquan.core.actor import Actor, system
from thongquan.core.flows.goods import FREE
from thongquan.core.refused import NotFound, Refused
from thongquan.core.rule import local_day
from thongquan.models import GoodsDeclaration, Passage, Slip, VehicleDeclaration
from thongquan.queries.clearance import left_of
from thongquan.queries.hot import hot

DIGEST = RawSQL("tq_digest(to_jsonb(goods_passage))", [], output_field=TextField())


def settle(declaration: GoodsDeclaration, *, by: Actor, at: datetime) -> None:
    """Clear what is decided and paid; release what a guarantee stands for; otherwise wait for the tax.

    Nothing happens to goods that are held, whose duty is not known, or whose decision waits for a countersign.
    """
    unsigned = declaration.decisions.filter(countersign=True, countersigned_at__isnull=True)
    if declaration.held_at is not None or not declaration.statement.get("complete", True) or unsigned.exists():
        return
    clock = system(tuple(declaration.office_ids))
    owed = declaration.orders.filter(state="open").exists()
    if declaration.state in ("decided", "released") and not owed:
        step(declaration, "clear", clock)
        declaration.cleared_at = declaration.cleared_at or at
        freed(declaration, "goods_cleared", at)
    elif declaration.state == "decided" and declaration.guarantee_uses.filter(returned_at__isnull=True).exists():
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
    for gate_id in VehicleDeclaration.objects.filter(goods__contains=[declaration.number]).values_list("gate_id", flat=True):
        if gate_id:
            stir(gate_id, "goods", declaration.pk)
    if declaration.state == "cleared":
        review.choose(declaration, at=at)


def slip(declaration: GoodsDeclaration, *, at: datetime) -> Slip:
    """The supervision slip of goods that may leave; one a declaration, renewed when its revision changes."""
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


def hold(pk: int, *, reason_code: str, reason: str, by: Actor, at: datetime) -> GoodsDeclaration:
    """Stop goods that were decided on; the longest hold is law, after it the head is called by itself."""
    if reason_code not in GOODS_HOLD_REASONS or not reason.strip():
        raise Refused("REQ-05", "/reason_code")
    declaration = locked(pk)
    step(declaration, "hold", by)
    declaration.held_at, declaration.hold_reason = at, reason_code
    declaration.hold_until = at + timedelta(hours=int(LAW.value("goods.hold.hours", on=local_day(at))))
    save(declaration)
    record("goods.hold", declaration, by=by, at=at, reason=reason_code, private={"reason": reason.strip()})
    tell(declaration.declarant_id, "goods_held", {"number": declaration.number, "reason": GOODS_HOLD_REASONS[reason_code].vi},
         link=f"/trade/goods/{declaration.pk}/")
    return declaration


def unhold(pk: int, *, reason: str, by: Actor, at: datetime) -> GoodsDeclaration:
    """Lift the hold; what was ready to go goes."""
    if not reason.strip():
        raise Refused("REQ-04", "/reason")
    declaration = locked(pk)
    step(declaration, "unhold", by)
    declaration.held_at, declaration.hold_reason, declaration.hold_until = None, "", None
    save(declaration)
    record("goods.unhold", declaration, by=by, at=at, private={"reason": reason.strip()})
    settle(declaration, by=by, at=at)
    return declaration


def to_storage(pk: int, *, place: str, reason: str, by: Actor, at: datetime) -> GoodsDeclaration:
    """Let goods wait under supervision elsewhere (Customs Law art. 32 §3)."""
    if not place.strip() or not reason.strip():
        raise Refused("REQ-04", "/place" if not place.strip() else "/reason")
    declaration = locked(pk)
    step(declaration, "to_storage", by)
    save(declaration)
    record("goods.to_storage", declaration, by=by, at=at, reason=reason.strip(), facts={"place": place.strip()})
    tell(declaration.declarant_id, "goods_to_storage", {"number": declaration.number, "place": place.strip()},
         link=f"/trade/goods/{declaration.pk}/")
    return declaration


def plan_passage(
    pk: int, vehicle_pk: int, *, packages: int | None, gross_kg: Decimal | None, by: Actor, at: datetime,
) -> Passage:
    """Say how much of a declaration goes on this vehicle; never more than is left of it."""
    declaration = locked(pk)
    vehicle = VehicleDeclaration.objects.select_related("gate").filter(pk=vehicle_pk).first()
    if vehicle is None or not by.acts_for(vehicle.declarant_id):
        raise NotFound("GEN-404")
    if declaration.number not in vehicle.goods:
        raise Refused("CLR-01", "/goods")
    left_packages, left_kg = left_of(declaration, but=vehicle_pk)
    if packages is not None and left_packages is not None and packages > left_packages:
        raise Refused("CLR-02", "/packages", left=left_packages)
    if gross_kg is not None and left_kg is not None and gross_kg > left_kg:
        raise Refused("CLR-03", "/gross_kg", left=str(left_kg))
    row = Passage.objects.annotate(digest=DIGEST).filter(declaration=declaration, vehicle=vehicle).first() or Passage(
        declaration=declaration, vehicle=vehicle, at=at)
    row.gate, row.plate, row.packages, row.gross_kg, row.by_id = vehicle.gate, vehicle.plate, packages, gross_kg, by.id
    row.save()
    record("clearance.plan", row, by=by, at=at)
    return row


def passed(vehicle: VehicleDeclaration, *, by: Actor, at: datetime) -> None:
    """The vehicle has crossed: what it carried of each declaration has passed the supervised area."""
    for declaration in GoodsDeclaration.objects.filter(number__in=vehicle.goods, state__in=FREE).order_by("pk"):
        row = locked(declaration.pk)
        passage = Passage.objects.annotate(digest=DIGEST).filter(declaration=row, vehicle=vehicle).first() or Passage(
            declaration=row, vehicle=vehicle, at=at, plate=vehicle.plate, gate=vehicle.gate)
        if passage.passed_at is not None:
            continue
        if passage.packages is None and passage.gross_kg is None:
            passage.packages, passage.gross_kg = left_of(row, but=vehicle.pk)
        passage.state, passage.passed_at, passage.by_id = "passed", at, by.id
        passage.save()
        clock = system(tuple(row.office_ids))
        record("clearance.pass", passage, by=clock, at=at, facts={"plate": vehicle.plate})
        packages, kg = left_of(row)
        if row.state != "passed" and not packages and not kg:
            step(row, "pass_gate", clock)
            row.passed_at = at
            save(row)
            record("goods.pass", row, by=clock, at=at)
