"""Tax notices, transfers with a second bank as fallback, guarantees lent and given back."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import TextField
from django.db.models.expressions import RawSQL

from thongquan.actions import clearance
from thongquan.actions.goods import locked, mandated, promised, save
from thongquan.actions.hot import insert
from thongquan.actions.notice import tell
from thongquan.actions.payment import refund
from thongquan.actions.trail import record
from thongquan.catalog.law import LAW
from thongquan.core.actor import Actor, system
from thongquan.core.banks import BANKS as NAMES
from thongquan.core.flows.goods import FREE
from thongquan.core.refused import Conflict, NotFound, Refused
from thongquan.core.rule import local_day
from thongquan.models import GoodsDeclaration, Guarantee, GuaranteeUse, Payment, PaymentOrder
from thongquan.queries.hot import asked, some
from thongquan.queries.payment import ON_ITS_WAY, stands

#: the banks of the rail, in the order in which they are tried
BANKS = tuple(NAMES)
MOST_TRIES = 6


def digest(table: str) -> RawSQL:
    """The digest a row has before the act."""
    return RawSQL(f"tq_digest(to_jsonb({table}))", [], output_field=TextField())


def order(declaration: GoodsDeclaration, *, by: Actor, at: datetime, first: bool = False) -> PaymentOrder | None:
    """The tax notice of what the declaration's statement leaves to pay, by kind of tax; what was paid before counts.

    An earlier open one is withdrawn. What was paid beyond the tax becomes a request to refund it. `first`: there is no earlier one.
    """
    earlier = [] if first else some(PaymentOrder, "where t.declaration_id = %s", [declaration.pk])
    if any(old.state == "open" for old in earlier):
        close_open(declaration, by=by, at=at)
    due, parts = refund.left_to_pay(declaration, earlier)
    if earlier:
        refund.ask(declaration, -due, parts, by=by, at=at)
    if due <= 0:
        return None
    found = asked("select nextval('payment_serial')")
    assert found is not None
    row = PaymentOrder(
        declaration=declaration, number=f"TB{local_day(at).year % 100:02d}{int(found[0]):09d}", amount=due, parts=parts,
        issued_at=at, due_at=at + timedelta(days=int(LAW.value("payment.days", on=local_day(at)))))
    insert(row)
    record("payment.order", row, by=by, at=at, facts={"amount": due})
    if declaration.state in FREE:  # the goods were let go already: nothing stops them, so its declarant is told
        tell(declaration.declarant_id, "goods_tax_more", {"number": declaration.number, "amount": due, "order": row.number},
             link=f"/trade/goods/{declaration.pk}/")
    return row


def close_open(declaration: GoodsDeclaration, *, by: Actor, at: datetime) -> None:
    """Open notices are withdrawn for a new one; a part that was paid stays paid."""
    for old in declaration.orders.select_for_update().filter(state="open").annotate(digest=digest("payment_order")):
        old.state = "withdrawn" if not old.paid else "paid"
        old.save()
        record("payment.withdraw", old, by=by, at=at)


def pay(order_pk: int, *, bank: str, by: Actor, at: datetime) -> Payment:
    """Ask a bank to pay the whole of an open order; asked twice while one is on its way, it is the same payment."""
    row = open_order(order_pk)
    mandated(row.declaration.declarant_id, "pay", by)
    if bank not in BANKS:
        raise Refused("PAY-01", "/bank")
    waiting = row.payments.filter(state__in=ON_ITS_WAY).first()
    if waiting is not None:
        return waiting
    payment = Payment.objects.create(
        declaration_id=row.declaration_id, order=row, bank=bank, amount=row.amount - row.paid, asked_at=at, by_id=by.id)
    record("payment.send", payment, by=by, at=at, facts={"bank": bank, "amount": payment.amount})
    promised(row.declaration, at=at)
    return payment


def open_order(pk: int) -> PaymentOrder:
    """The open order with its declaration, both locked: the declaration first, as every act on goods does."""
    of = PaymentOrder.objects.filter(pk=pk).values_list("declaration_id", flat=True).first()
    if of is None:
        raise NotFound("GEN-404")
    declaration = locked(of)
    row = PaymentOrder.objects.select_for_update(of=("self",)).annotate(digest=digest("payment_order")).get(pk=pk)
    row.declaration = declaration
    if row.state != "open":
        raise Conflict("PAY-02")
    return row


def sent(pk: int) -> Payment:
    """A payment with its declaration, both locked: the declaration first, as every act on goods does."""
    of = Payment.objects.filter(pk=pk).values_list("declaration_id", flat=True).first()
    if of is None:
        raise NotFound("GEN-404")
    declaration = locked(of)
    row = Payment.objects.select_for_update(of=("self",)).annotate(digest=digest("payment")).get(pk=pk)
    row.declaration = declaration
    return row


def paid(payment_pk: int, *, bank_reference: str, at: datetime) -> Payment:
    """The bank has paid: the receipt is written, the order settled, the goods cleared where nothing else is left.

    The bank's own reference makes a repeated message the same message.
    """
    payment = sent(payment_pk)
    if payment.state == "paid":
        return payment
    declaration = payment.declaration
    clock = system(tuple(declaration.office_ids))
    row = PaymentOrder.objects.select_for_update(of=("self",)).annotate(digest=digest("payment_order")).get(pk=payment.order_id)
    payment.state, payment.bank_reference, payment.settled_at = "paid", bank_reference, at
    payment.receipt = f"BL{row.number[2:]}-{payment.pk}"
    payment.save()
    overtaken = row.state != "open"  # amended or cancelled while the money was on its way
    row.paid = min(row.amount, row.paid + payment.amount)
    if row.paid == row.amount:
        row.state, row.settled_at = "paid", at
    row.save()
    record("payment.paid", payment, row, by=clock, at=at, facts={"bank": payment.bank, "amount": payment.amount})
    if overtaken:
        order(declaration, by=clock, at=at)
    standing = declaration.orders.filter(state="open").first()
    if row.state == "paid" and standing is None:
        declaration.paid_at = at
        save(declaration)
        record("goods.paid", declaration, by=clock, at=at)
        give_back(declaration, by=clock, at=at)
        tell(declaration.declarant_id, "goods_paid", {"number": declaration.number, "receipt": payment.receipt},
             link=f"/trade/goods/{declaration.pk}/")
        clearance.settle(declaration, by=clock, at=at)
    promised(declaration, at=at)
    return payment


def failed(payment_pk: int, *, error: str, at: datetime, permanent: bool = False) -> Payment:
    """The bank has surely not paid: the other bank is tried; after six tries the declarant is told."""
    payment = sent(payment_pk)
    if payment.state not in ON_ITS_WAY:
        return payment
    payment.tries += 1
    payment.state, payment.error = "sent", error[:300]
    if permanent or payment.tries >= MOST_TRIES:
        payment.state = "failed"
    else:
        payment.bank = BANKS[(BANKS.index(payment.bank) + 1) % len(BANKS)]
    payment.save()
    clock = system(tuple(payment.declaration.office_ids))
    record("payment.failed", payment, by=clock, at=at, reason=error[:80], facts={"tries": payment.tries, "final": payment.state == "failed"})
    promised(payment.declaration, at=at)
    if payment.state == "failed":
        tell(payment.declaration.declarant_id, "goods_payment_failed", {"number": payment.declaration.number},
             link=f"/trade/goods/{payment.declaration_id}/")
    return payment


def unclear(payment_pk: int, *, error: str, at: datetime) -> Payment:
    """The bank was told to pay and did not answer: it alone is asked again until it does, so that no tax is paid twice."""
    payment = sent(payment_pk)
    if payment.state != "sent":
        return payment
    payment.state, payment.error = "unclear", error[:300]
    payment.tries += 1
    payment.save()
    record("payment.unclear", payment, by=system(tuple(payment.declaration.office_ids)), at=at, reason=error[:80])
    promised(payment.declaration, at=at)
    return payment


def lend(pk: int, guarantee_pk: int, *, by: Actor, at: datetime) -> GuaranteeUse:
    """Stand a guarantee in for the tax still owed, so that the goods may be released before it is paid."""
    declaration = locked(pk)
    mandated(declaration.declarant_id, "pay", by)
    row = (Guarantee.objects.select_for_update().annotate(digest=digest("guarantee"))
           .filter(pk=guarantee_pk, declarant_id=declaration.declarant_id).first())
    if row is None or not stands(row, declaration.number or "", local_day(at)):
        raise Refused("PAY-03", "/guarantee")
    owed = declaration.orders.filter(state="open").first()
    if owed is None:
        raise Conflict("PAY-02")
    amount = owed.amount - owed.paid
    standing = declaration.guarantee_uses.filter(returned_at__isnull=True).first()
    if standing is not None and standing.amount >= amount:
        raise Conflict("PAY-04")
    give_back(declaration, by=by, at=at)  # what stood no longer covers the duty: it is lent anew, whole
    row.refresh_from_db(fields=["used"])
    if row.used + amount > row.limit:
        raise Refused("PAY-05", "/guarantee", left=row.limit - row.used, needed=amount)
    row.used += amount
    row.save()
    use = GuaranteeUse.objects.create(declaration=declaration, guarantee=row, amount=amount, at=at)
    record("payment.lend", use, row, by=by, at=at, facts={"amount": amount})
    clearance.settle(declaration, by=system(tuple(declaration.office_ids)), at=at)
    return use


def withdraw_order(declaration: GoodsDeclaration, *, by: Actor, at: datetime) -> None:
    """Nothing is owed on a declaration that ended; what was paid on it is for the bank to give back."""
    for row in declaration.orders.select_for_update().filter(state="open").annotate(digest=digest("payment_order")):
        row.state = "withdrawn"
        row.save()
        record("payment.withdraw", row, by=by, at=at)


def give_back(declaration: GoodsDeclaration, *, by: Actor, at: datetime) -> None:
    """What the declaration held of a guarantee is free again."""
    for use in declaration.guarantee_uses.select_for_update(of=("self",)).filter(returned_at__isnull=True).annotate(digest=digest("guarantee_use")):
        row = Guarantee.objects.select_for_update().annotate(digest=digest("guarantee")).get(pk=use.guarantee_id)
        row.used -= use.amount
        row.save()
        use.returned_at = at
        use.save()
        record("payment.give_back", use, row, by=by, at=at, facts={"amount": use.amount})
