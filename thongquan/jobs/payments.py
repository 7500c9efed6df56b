"""Taxes to the banks: money set aside and moved, the other bank when one is silent."""

from __future__ import annotations

import logging
from datetime import datetime
from functools import cache

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from thongquan.actions import payment
from thongquan.actions.keyring import root_key
from thongquan.core.actor import system
from thongquan.core.banks import Transfer
from thongquan.exchange.links import bank as links
from thongquan.exchange.links.bank import Bank, Unclear
from thongquan.exchange.links.carriage import Permanent, Temporary
from thongquan.exchange.links.gateway import INVENTED
from thongquan.exchange.links.stand_in_bank import serving
from thongquan.models import Payment
from thongquan.queries.access import all_units
from thongquan.queries.payment import ON_ITS_WAY, waiting
from thongquan.queries.scope import scope

log = logging.getLogger("thongquan.payments")


@cache
def rail() -> dict[str, Bank]:
    """The banks that are set up; where people are invented and none is, two stand-ins within this process."""
    key = root_key(settings.HOME / "keys")
    return links.banks(key) or (serving(payment.BANKS, key) if settings.REALM in INVENTED else {})


@app.periodic(cron="* * * * * */5")
@app.task(queue="payments", queueing_lock="payments", lock="payments")
def pay_taxes(timestamp: int) -> None:
    """Every five seconds: what declarants have asked their banks to pay."""
    carry_all(rail(), at=timezone.now())


def carry_all(rail: dict[str, Bank], *, at: datetime) -> int:
    """Carry every payment that waits to its bank; how many were paid. Only committed rows are ever seen here."""
    with scope(system(all_units())):
        due = waiting()
    return sum(carry(rail, pk, at=at) for pk in due) if rail else 0


def carry(rail: dict[str, Bank], pk: int, *, at: datetime) -> bool:
    """One payment: to its bank, and to the other one at once when the first is surely silent. Never two banks for one tax."""
    for _ in range(len(rail)):
        with scope(system(all_units())):
            row = Payment.objects.select_related("order", "declaration").filter(pk=pk, state__in=ON_ITS_WAY).first()
        if row is None or row.bank not in rail:
            return False
        if row.state == "sent" and not row.tries and row.order.state != "open":
            with scope(system(all_units())):
                payment.failed(row.pk, error="withdrawn", at=at, permanent=True)
            return False
        tried = row.bank
        row = settled(rail[tried], row, at=at)
        if row.state != "sent" or row.bank == tried:
            return row.state == "paid"
    return False


def settled(there: Bank, row: Payment, *, at: datetime) -> Payment:
    """One call, made in no transaction; what came of it is noted in one of its own."""
    transfer = Transfer(f"TQ{row.pk}-{row.bank}", row.order.number, row.declaration.number or "", row.amount)
    try:
        answer = there.pay(transfer)
    except Unclear as silent:
        with scope(system(all_units())):
            return payment.unclear(row.pk, error=str(silent), at=at)
    except (Temporary, Permanent) as no:
        if row.state == "unclear" and isinstance(no, Temporary):
            return row
        with scope(system(all_units())):
            return payment.failed(row.pk, error=str(no), at=at, permanent=isinstance(no, Permanent))
    with scope(system(all_units())):
        return payment.paid(row.pk, bank_reference=answer.reference, at=at)
