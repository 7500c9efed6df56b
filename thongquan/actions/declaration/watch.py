"""What the clock does with goods: lapses, holds that climb, duty past its day."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import TextField
from django.db.models.expressions import RawSQL

from thongquan.actions.declaration.change import LAPSING, lapse
from thongquan.actions.goods import locked, promised, save
from thongquan.actions.notice import tell
from thongquan.actions.trail import record
from thongquan.catalog.goods_reasons import GOODS_HOLD_REASONS
from thongquan.catalog.law import LAW
from thongquan.core.actor import system
from thongquan.core.rule import local_day
from thongquan.models import GoodsDeclaration, PaymentOrder
from thongquan.queries.access import all_units, officers_of, units_above
from thongquan.queries.scope import scope

#: so many of each kind in one run; the next run takes the rest
MOST = 200
#: who hears of a hold that lasts too long, one more each time
CLIMBS = ("office_leader", "region_leader", "nation_leader")
ORDER = RawSQL("tq_digest(to_jsonb(payment_order))", [], output_field=TextField())


def watch(at: datetime) -> dict[str, int]:
    """Everything that a deadline alone decides, each declaration in a transaction of its own."""
    clock = system(all_units())
    done = {"lapsed": 0, "held": 0, "overdue": 0}
    for name, due, act in (("lapsed", lapsing, lapse_one), ("held", held_too_long, climb), ("overdue", unpaid, tell_unpaid)):
        with scope(clock):
            pks = due(at)
        for pk in pks:
            with scope(clock):
                done[name] += act(pk, at)
    return done


def lapsing(at: datetime) -> list[int]:
    """Registered fifteen days ago, and nothing was done for the goods since."""
    days = int(LAW.value("goods.lapse.days", on=local_day(at)))
    rows = GoodsDeclaration.objects.filter(state__in=LAPSING, registered_at__lte=at - timedelta(days=days))
    return list(rows.order_by("registered_at").values_list("pk", flat=True)[:MOST])


def lapse_one(pk: int, at: datetime) -> bool:
    """Cancelled by the system; what an officer decided meanwhile stands."""
    return lapse(pk, at=at)


def held_too_long(at: datetime) -> list[int]:
    """Goods held past the longest hold, or past the day on which the head before was called."""
    return list(GoodsDeclaration.objects.filter(held_at__isnull=False, hold_until__lte=at).order_by("hold_until").values_list("pk", flat=True)[:MOST])


def climb(pk: int, at: datetime) -> bool:
    """The head of the office hears of it, then the one above; the declarant hears each time that somebody was called."""
    row = locked(pk)
    if row.held_at is None or row.hold_until is None or row.hold_until > at:
        return False
    hours = timedelta(hours=int(LAW.value("goods.hold.hours", on=local_day(at))))
    level = min(len(CLIMBS), 1 + (row.hold_until - row.held_at - hours) // hours)
    row.hold_until = row.hold_until + hours * (1 + (at - row.hold_until) // hours)
    save(row)
    record("goods.hold_late", row, by=system(tuple(row.office_ids)), at=at, reason=row.hold_reason, facts={"level": level})
    promised(row, at=at)
    words = GOODS_HOLD_REASONS[row.hold_reason].vi if row.hold_reason in GOODS_HOLD_REASONS else row.hold_reason
    values = {"number": row.number, "since": row.held_at.isoformat(), "reason": words}
    units = tuple(units_above(row.office_id)) if row.office_id else ()
    for head in officers_of(units, local_day(at), CLIMBS[level - 1]):
        tell(None, "goods_hold_late", values, user_id=head.pk, link=f"/central/goods/{pk}/")
    tell(row.declarant_id, "goods_hold_called", values, link=f"/trade/goods/{pk}/")
    return True


def unpaid(at: datetime) -> list[int]:
    """Tax notices past their day that nobody has been told of: goods released before duty, and goods that wait."""
    rows = PaymentOrder.objects.filter(state="open", due_at__lte=at, late_told_at__isnull=True)
    return list(rows.order_by("due_at").values_list("pk", flat=True)[:MOST])


def tell_unpaid(pk: int, at: datetime) -> bool:
    """The declarant hears that his duty is overdue, and the head of the office where it was declared."""
    goods = locked(PaymentOrder.objects.values_list("declaration_id", flat=True).get(pk=pk))
    row = PaymentOrder.objects.select_for_update(of=("self",)).annotate(digest=ORDER).get(pk=pk)
    if row.state != "open" or row.late_told_at is not None:
        return False
    row.late_told_at = at
    row.save()
    record("payment.overdue", row, by=system(tuple(goods.office_ids)), at=at, facts={"left": row.amount - row.paid, "released": goods.state == "released"})
    values = {"number": goods.number, "amount": row.amount - row.paid, "order": row.number}
    tell(goods.declarant_id, "goods_duty_overdue", values, link=f"/trade/goods/{goods.pk}/")
    if goods.office_id:
        for head in officers_of((goods.office_id,), local_day(at), "office_leader"):
            tell(None, "goods_duty_overdue", values, user_id=head.pk, link=f"/central/goods/{goods.pk}/")
    return True
