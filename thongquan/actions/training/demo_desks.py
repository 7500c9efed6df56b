"""What the demo's officers find on their desks: papers that differ, reviews, seals."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from thongquan.actions import payment
from thongquan.actions.declaration import dossier
from thongquan.actions.declaration.draft import draft
from thongquan.actions.declaration.register import register
from thongquan.actions.document import upload
from thongquan.actions.inspection import receive_seals
from thongquan.actions.training.demo_goods import FIRST, RED, SOURCE
from thongquan.actions.training.demo_images import scanned
from thongquan.actions.training.goods_cast import GoodsCast
from thongquan.actions.training.week import Week
from thongquan.catalog.demo_goods import PORTS, consignment
from thongquan.catalog.week import one
from thongquan.core.actor import Actor, system
from thongquan.core.rule import local_day
from thongquan.models import GoodsDeclaration, InspectionOrder, InspectionSite, PaymentOrder, Task, User
from thongquan.queries.access import all_units
from thongquan.queries.scope import scope

#: draws an invoice with its packing list from the answers of a declaration
Drawn = Callable[[Mapping[str, Any]], bytes]
#: the end of the die by which a cleared declaration is reviewed at random; how many are lodged at least, at most, and until this person has some
CHOSEN, REVIEWS, MOST_REVIEWS, WANTED = 9_990, 6, 19, 2
#: so many consignments are lodged at most until the inspector whom visitors play has some
MOST_ORDERS = 14
#: so many goods that wait for their inspection were scanned already; so many were looked at in the days before, and what was wrong with them
IMAGES, LOOKED = 4, 14
WRONG = ("undeclared", "", "", "quantity", "", "")
#: papers are laid to declarations of at most so many lines
LINES = 25
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def fill(cast: GoodsCast, now: datetime, drawn: Drawn) -> None:
    """Lay everything out, through the acts the screens call."""
    for pk, said in zip(_with("thao", "dossier"), (dearer, None, lighter), strict=False):
        papered(cast, pk, said, drawn, now)
    for n in range(MOST_REVIEWS):
        if n < REVIEWS or len(_with("ngoc", "review")) < WANTED:
            reviewed(cast, n, now)
    for pk in _with("ngoc", "review")[:1]:
        papered(cast, pk, dearer, drawn, now)
    to_inspect(cast, now)
    inspector = cast.officers["kiem20bb1"]
    with scope(inspector):
        for site in InspectionSite.objects.filter(office_id__in=inspector.offices):
            receive_seals(site.code, prefix="HQ", first=260_001 + site.pk * 1000, count=200, by=inspector, at=now)
    looked_at(cast, now)
    with scope(inspector):
        waiting = InspectionOrder.objects.filter(site__office_id__in=inspector.offices, state="ordered").order_by("pk")
        goods = list(waiting.values_list("declaration_id", flat=True)[:IMAGES])
    for n, pk in enumerate(goods):
        scanned(pk, ("undeclared", "")[n % 2], now)


def looked_at(cast: GoodsCast, now: datetime) -> None:
    """Goods of the days before that were scanned and looked at, so that readers of images can be judged."""
    week, dice = Week(cast, source=SOURCE), random.Random(43)
    week.scans = scanned
    for n in range(LOOKED):
        made = one(dice, FIRST + 60_000 + n, now - timedelta(days=4) - n * 5 * HOUR)
        if made.trader:  # the first is played by visitors
            week.add([replace(made, die=RED, wrong=WRONG[n % len(WRONG)], withdrawn=False, pays_after=3)])
    week.run(until=now)


def _with(username: str, kind: str) -> list[int]:
    """The demo's declarations that are with this officer, the shortest clock first."""
    with scope(system(all_units())):
        officer = User.objects.get(username=username).pk
        rows = Task.objects.filter(officer_id=officer, kind=kind, state__in=Task.HELD, declaration__source=SOURCE, declaration__line_count__lte=LINES)
        return list(rows.order_by("due_at", "pk").values_list("declaration_id", flat=True))


def papered(cast: GoodsCast, pk: int, said: Callable[[dict[str, Any]], None] | None, drawn: Drawn, now: datetime) -> None:
    """The trader's invoice comes with the declaration; `said` changes what the seller wrote against what was declared."""
    with scope(system(all_units())):
        row = GoodsDeclaration.objects.get(pk=pk)
    body: dict[str, Any] = {**row.body, "lines": [dict(line) for line in row.body["lines"]]}
    if said is not None:
        said(body)
    who = next(trader for trader in cast.traders if row.declarant_id in trader.parties)
    with scope(who):
        file = upload(row.declarant_id, "commercial_invoice", drawn(body), f"{body['invoice_number']}.pdf", number=str(body["invoice_number"]), by=who, at=now)
        dossier.add(pk, file.pk, kind="commercial_invoice", number=str(body["invoice_number"]), by=who, at=now)


def dearer(body: dict[str, Any]) -> None:
    """The seller asked for more than was declared."""
    line = body["lines"][0]
    price = (Decimal(str(line["unit_price"])) * Decimal("1.48")).quantize(Decimal("0.01"))
    _priced(body, line, Decimal(str(line["quantity"])), price)


def lighter(body: dict[str, Any]) -> None:
    """The seller sent less than was declared."""
    line = body["lines"][0]
    quantity = (Decimal(str(line["quantity"])) * Decimal("0.83")).quantize(Decimal(1))
    _priced(body, line, quantity, Decimal(str(line["unit_price"])))
    body["gross_kg"] = str((Decimal(str(body["gross_kg"])) * Decimal("0.85")).quantize(Decimal("0.1")))


def _priced(body: dict[str, Any], line: dict[str, Any], quantity: Decimal, price: Decimal) -> None:
    line |= {"quantity": str(quantity), "unit_price": str(price), "invoice_value": str((quantity * price).quantize(Decimal("0.01")))}
    body["invoice_total"] = str(sum(Decimal(str(one["invoice_value"])) for one in body["lines"]))


def to_inspect(cast: GoodsCast, now: datetime) -> None:
    """Goods to be opened, until the dice have called the inspector whom visitors play."""
    for n in range(MOST_ORDERS):
        if len(_with("tuong", "inspection")) < WANTED:
            lodged(cast, 1 + n, FIRST + 85_000 + n, now - (MOST_ORDERS + 2 - n) * MINUTE, die=RED)


def reviewed(cast: GoodsCast, n: int, now: datetime) -> None:
    """A green import of two days ago, paid and cleared, that the dice chose for review."""
    lodged(cast, 1 + n, FIRST + 80_001 + n, now - 47 * HOUR + n * 20 * MINUTE, die=CHOSEN)


def lodged(cast: GoodsCast, trader: int, reference: int, at: datetime, *, die: int) -> None:
    """A paid import at the first port; the die says whether and how it is looked at."""
    who: Actor = cast.traders[trader]
    values = consignment(random.Random(reference), reference, PORTS[0], "import", local_day(at), 1 + trader % 3)
    with scope(who):
        begun = draft(values, declarant_id=who.parties[0], by=who, at=at, direction="import", source=SOURCE)
        made = register(begun.pk, by=who, at=at, die=die)[0].declaration.pk
        for owed in PaymentOrder.objects.filter(declaration_id=made, state="open"):
            sent = payment.pay(owed.pk, bank=payment.BANKS[0], by=who, at=at + MINUTE)
            payment.paid(sent.pk, bank_reference=f"{sent.bank}{sent.pk:08d}", at=at + 2 * MINUTE)
