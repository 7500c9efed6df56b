"""Many declarations at once, for a broker: registered or paid, with a result for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db import transaction

from thongquan.actions import payment
from thongquan.actions.declaration.register import Registered
from thongquan.actions.declaration.sign import sign_and_register
from thongquan.core.actor import Actor
from thongquan.core.refused import Conflict, Finding, Refused
from thongquan.models import GoodsDeclaration, Payment, PaymentOrder

#: so many at most in one go
MOST = 40
Done = TypeVar("Done")


@dataclass(frozen=True)
class Result:
    """What became of one declaration: what was registered or sent to the bank, or why not."""

    pk: int
    registered: tuple[Registered, ...] = ()
    payment: Payment | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def done(self) -> bool:
        return bool(self.registered) or self.payment is not None


def register_together(pks: Sequence[int], *, method: str, by: Actor, at: datetime, dice: Iterable[int]) -> list[Result]:
    """Sign and register each of these drafts; one that is refused leaves the others as they are."""
    few(pks)
    results = []
    for pk, die in zip(pks, dice, strict=False):
        made, findings = alone(lambda pk=pk, die=die: sign_and_register(pk, method=method, by=by, at=at, die=die))  # type: ignore[misc]
        results.append(Result(pk, registered=made or (), findings=findings))
    return results


def pay_together(pks: Sequence[int], *, bank: str, by: Actor, at: datetime) -> list[Result]:
    """Ask the bank to pay what each of these declarations owes."""
    few(pks)
    results = []
    for pk in pks:
        sent, findings = alone(lambda pk=pk: payment.pay(owed_by(pk), bank=bank, by=by, at=at))  # type: ignore[misc]
        results.append(Result(pk, payment=sent, findings=findings))
    return results


def few(pks: Sequence[int]) -> None:
    """At most forty in one go (GDS-91)."""
    if len(pks) > MOST:
        raise Refused("GDS-91", "/declarations", most=MOST, chosen=len(pks))


def owed_by(pk: int) -> int:
    """The open tax notice of a declaration (PAY-02 when nothing is owed)."""
    row = PaymentOrder.objects.filter(declaration__in=GoodsDeclaration.objects.filter(pk=pk), state="open").first()
    if row is None:
        raise Conflict("PAY-02")
    return row.pk


def alone(act: Callable[[], Done]) -> tuple[Done | None, tuple[Finding, ...]]:
    """One act in a transaction of its own within the caller's: its result, or what refused it and was undone."""
    try:
        with transaction.atomic():
            return act(), ()
    except Refused as refused:
        return None, refused.findings
