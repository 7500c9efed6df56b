"""What leaders set for their figures: the revenue a unit is to collect in a year."""

from __future__ import annotations

from datetime import datetime

from django.db.models import TextField
from django.db.models.expressions import RawSQL

from thongquan.actions.trail import Receipt, record
from thongquan.core.actor import Actor
from thongquan.core.refused import NotAllowed, Refused
from thongquan.models import RevenueTarget

DIGEST = RawSQL("tq_digest(to_jsonb(revenue_target))", [], output_field=TextField())
HEADS = ("office_leader", "region_leader", "nation_leader")
#: nobody is to collect more in a year than this, in đồng
MOST = 10**17
FIRST_YEAR, LAST_YEAR = 2020, 2100


def set_target(year: int, unit_id: int, amount: int, *, by: Actor, at: datetime) -> Receipt:
    """What this unit is to collect in a year, in đồng; set anew it takes the place of the former figure."""
    if not by.is_any(*HEADS) or unit_id not in by.offices:
        raise NotAllowed("GEN-403")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused("FRM-04", "/year")
    if not 0 < amount <= MOST:
        raise Refused("FRM-03", "/amount", example="3500000000000")
    former = RevenueTarget.objects.select_for_update().annotate(digest=DIGEST).filter(year=year, unit_id=unit_id).first()
    row: RevenueTarget = former if former is not None else RevenueTarget(year=year, unit_id=unit_id)
    row.amount, row.set_by, row.set_at = amount, by.id, at
    row.save()
    return record("report.set_target", row, by=by, at=at, facts={"year": year, "amount": amount})
