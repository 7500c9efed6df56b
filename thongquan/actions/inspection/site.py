"""Places of inspection: paused and reopened, their stock of seals, goods that wait too long."""

from __future__ import annotations

from datetime import datetime

from thongquan.actions.inspection.order import DIGEST
from thongquan.actions.notice import stir, tell
from thongquan.actions.trail import record
from thongquan.catalog.goods_reasons import PAUSE_REASONS
from thongquan.core.actor import Actor, system
from thongquan.core.refused import NotAllowed, NotFound, Refused
from thongquan.core.rule import local_day
from thongquan.models import InspectionOrder, InspectionSite, SealStock
from thongquan.queries.access import officers_of, units_above
from thongquan.queries.inspection import carriers_of, held_too_long

#: seals that may be received at once
MOST_SEALS = 1000
LEADERS = ("team_leader", "office_leader")


def found_site(code: str, by: Actor) -> InspectionSite:
    """The place, locked, when it belongs to the person's offices."""
    row = InspectionSite.objects.select_for_update(of=("self",)).select_related("office").filter(code=code, office_id__in=by.offices).first()
    if row is None:
        raise NotFound("GEN-404")
    return row


def pause(code: str, *, until: datetime, reason_code: str, by: Actor, at: datetime) -> int:
    """The place stops until then: appointments in that time lose their slot and are told; how many."""
    if not by.is_any("inspector", *LEADERS):
        raise NotAllowed("GEN-403")
    site = found_site(code, by)
    if reason_code not in PAUSE_REASONS or until <= at:
        raise Refused("INS-87", "/reason_code" if reason_code not in PAUSE_REASONS else "/until")
    site.paused_at, site.paused_until, site.pause_reason = at, until, reason_code
    site.save()
    record("inspection.pause", site, by=by, at=at, reason=reason_code, facts={"until": until.isoformat()})
    return site_closed(site, until=until, by=by, at=at)


def reopen(code: str, *, by: Actor, at: datetime) -> InspectionSite:
    """The place works again; who lost his slot books another."""
    if not by.is_any("inspector", *LEADERS):
        raise NotAllowed("GEN-403")
    site = found_site(code, by)
    site.paused_at, site.paused_until, site.pause_reason = None, None, ""
    site.save()
    record("inspection.reopen", site, by=by, at=at)
    return site


def site_closed(site: InspectionSite, *, until: datetime | None = None, by: Actor, at: datetime) -> int:
    """A site stops working: its open appointments lose their slot and are told; how many."""
    rows = (InspectionOrder.objects.select_for_update(of=("self",)).select_related("declaration").annotate(digest=DIGEST)
            .filter(site=site, state="ordered", slot_at__gte=at))
    found = list(rows.filter(slot_at__lt=until) if until else rows)
    for row in found:
        row.slot_at, row.bay = None, None
        row.save()
        record("inspection.unbook", row, by=by, at=at)
        tell(row.declaration.declarant_id, "inspection_unbooked", {"number": row.declaration.number}, link=f"/trade/goods/{row.declaration_id}/")
    return len(found)


def receive_seals(code: str, *, prefix: str, first: int, count: int, by: Actor, at: datetime) -> int:
    """Seals come into the stock of a place by a run of numbers; those already known are left alone; how many are new."""
    if not by.is_any("inspector", *LEADERS):
        raise NotAllowed("GEN-403")
    site = found_site(code, by)
    letters = prefix.strip().upper()
    if not (0 < count <= MOST_SEALS and 0 <= first < 10**9 and letters.isalnum() and len(letters) <= 6):
        raise Refused("INS-88", "/first")
    numbers = [f"{letters}{first + n:06d}" for n in range(count)]
    known = set(SealStock.objects.filter(number__in=numbers).values_list("number", flat=True))
    fresh = [SealStock(site=site, number=number, received_at=at, received_by=by.id) for number in numbers if number not in known]
    SealStock.objects.bulk_create(fresh)
    record("inspection.seals", site, by=by, at=at, facts={"first": numbers[0], "count": len(fresh)})
    return len(fresh)


def use_seal(row: InspectionOrder, number: str, *, at: datetime) -> None:
    """A seal of the place's own stock closes the goods again; it is used once. A place without any stock keeps none."""
    if row.site_id is None or not SealStock.objects.filter(site_id=row.site_id).exists():
        return
    seal = SealStock.objects.select_for_update().filter(site_id=row.site_id, number=number.strip().upper(), state="in_stock").first()
    if seal is None:
        raise Refused("INS-88", "/new")
    seal.state, seal.used_at, seal.order_id = "used", at, row.pk
    seal.save()


def escalate(at: datetime, *, limit: int = 100) -> int:
    """Goods past the longest hold: the leaders of the place and the team are told, the trader and the driver too; how many."""
    rows = list(held_too_long(at).select_for_update(of=("self",), skip_locked=True).select_related("site").annotate(digest=DIGEST)[:limit])
    for row in rows:
        declaration, clock = row.declaration, system(tuple(row.declaration.office_ids))
        row.escalated_at = at
        row.save()
        record("inspection.escalate", row, by=clock, at=at)
        values = {"number": declaration.number, "until": row.hold_until.isoformat() if row.hold_until else ""}
        units = {unit for root in (declaration.inspection_office_id, declaration.team_id) if root for unit in units_above(root)}
        for leader in officers_of(tuple(sorted(units)), local_day(at), *LEADERS):
            tell(None, "inspection_held_long", values, link=f"/inspect/{row.pk}/", user_id=leader.pk)
        tell(declaration.declarant_id, "inspection_held_long", values, link=f"/trade/goods/{declaration.pk}/")
        for vehicle in carriers_of(declaration.number or ""):
            tell(vehicle.declarant_id, "inspection_held_long", values, link=f"/trade/trips/{vehicle.pk}/")
            if vehicle.gate_id:
                stir(vehicle.gate_id, "goods", declaration.pk)
    return len(rows)
