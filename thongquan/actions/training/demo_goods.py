"""The demo's goods: consignments in every state, and the story of one declarant."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import connection

from thongquan.actions import assignment, clearance, licence, payment
from thongquan.actions.declaration.ask import ask
from thongquan.actions.declaration.draft import draft
from thongquan.actions.declaration.register import register
from thongquan.actions.training import demo_images
from thongquan.actions.training.goods_cast import GoodsCast
from thongquan.actions.training.week import POINT, Week
from thongquan.catalog.demo_goods import PORTS, TRADERS, consignment
from thongquan.catalog.week import Consignment, Paper, one, papers
from thongquan.core.actor import Actor, system
from thongquan.core.rule import VIETNAM_TIME, local_day
from thongquan.models import GoodsDeclaration, Guarantee, Notice, PaymentOrder, Task, User
from thongquan.queries.access import actor_of, all_units
from thongquan.queries.scope import scope

SOURCE = "demo"
#: so many consignments in so many hours before the first start; most of them of the last day
CONSIGNMENTS, HOURS = 64, 78
#: references of the demo begin here
FIRST = 700_000
QUIET, RED, YELLOW = 5000, 0, 60
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
UNREAD = 3

#: kind of notice -> the act on the declaration that it tells of
TELLS = {
    "goods_registered": "goods.register", "goods_channel": "goods.channel", "goods_cleared": "goods.clear", "goods_released": "goods.release",
    "goods_paid": "goods.paid", "goods_asked": "goods.ask", "goods_refused": "goods.refuse", "goods_cancelled": "goods.cancel",
    "goods_held": "goods.hold", "inspection_ordered": "goods.channel", "inspection_done": "inspection.record",
}
#: each notice about a declaration bears the moment of its act; one whose act is not found, that of the registration
TOLD_THEN = """
with told as (
    select id, kind, substring(link from '/goods/([0-9]+)/')::bigint as goods,
           row_number() over (partition by kind, link order by id) as nth
    from notice where link ~ '/goods/[0-9]+/'
), act as (
    select e.object_id as goods, e.action, e.at, row_number() over (partition by e.action, e.object_id order by e.at, e.id) as nth
    from audit_event e where e.object_type = 'goods' and e.object_id = any(%(ids)s)
), tells as (select * from unnest(%(kinds)s::text[], %(acts)s::text[]) as pair (kind, action))
update notice n set at = coalesce(act.at, d.registered_at)
from told join goods_declaration d on d.id = told.goods left join tells on tells.kind = told.kind
left join act on act.goods = told.goods and act.action = tells.action and act.nth = told.nth
where n.id = told.id and d.id = any(%(ids)s)
"""


def fill(cast: GoodsCast, now: datetime) -> bool:
    """Make the demo's goods once; False when they are there already."""
    with scope(system(all_units())):
        if GoodsDeclaration.objects.filter(source=SOURCE).exists():
            return False
    week = Week(cast, source=SOURCE)
    week.scans = demo_images.scanned
    begin = now - HOURS * HOUR
    for paper in documents():
        key_in(cast, paper, begin)
    dice = random.Random(now.toordinal())
    week.add(one(dice, FIRST + n, at, day_papers(), 0) for n, at in enumerate(moments(dice, now)))
    week.add(fresh(dice, now))
    for ahead in range(1, HOURS // 24 + 1):
        week.at((begin + timedelta(days=ahead)).astimezone(VIETNAM_TIME).replace(hour=0, minute=5), assignment.nightly)
    week.run(until=now)
    story(cast, now)
    held(week, now)
    assignment.watch(now)
    settle_notices(cast, now)
    return True


def moments(dice: random.Random, now: datetime) -> list[datetime]:
    """When the demo's consignments were lodged: some in the days before, the most in the last hours."""
    return sorted(now - HOURS * HOUR * dice.random() ** 1.6 - MINUTE for _ in range(CONSIGNMENTS))


def fresh(dice: random.Random, now: datetime) -> Iterator[Consignment]:
    """What visitors find on their desks: consignments of the last hour at Móng Cái, to be checked and to be looked at."""
    lanes = [RED] * 5 + [YELLOW] * 17
    for n in range(10 * len(lanes)):
        made = one(dice, FIRST + 50_000 + n, now - MINUTE * (3 + 50 * dice.random()))
        if lanes and made.values["office"] == PORTS[0].office and len(made.values["lines"]) < 12:
            yield replace(made, die=lanes.pop(), withdrawn=False)


def documents() -> tuple[Paper, ...]:
    """The certificates that are there from the beginning."""
    return tuple(paper for paper in papers(FIRST) if not paper.issued)


def day_papers() -> dict[tuple[str, int], Paper]:
    """The same by kind and holder."""
    return {(paper.kind, paper.trader): paper for paper in documents()}


def key_in(cast: GoodsCast, paper: Paper, at: datetime) -> None:
    """The ministry's officer keys a certificate in."""
    by = cast.ministries[paper.agency]
    with scope(by):
        licence.key_in({
            "kind": paper.kind, "number": paper.number, "holder_tax_id": TRADERS[paper.trader].tax_id, "direction": "export",
            "issued_on": local_day(at), "valid_until": local_day(at) + timedelta(days=90),
            "lines": [{"hs": paper.hs, "quantity": paper.quantity, "unit": paper.unit}]}, by=by, at=at)


def story(cast: GoodsCast, now: datetime) -> None:
    """What Ngô Thu Trà finds: a draft, one cleared, one to pay, one released on her guarantee, a question, an appointment."""
    who = cast.traders[0]
    dice = random.Random(17)

    def values(n: int, direction: str = "import", lines: int = 2) -> dict[str, object]:
        number = FIRST + 90_000 + n * len(TRADERS)
        return consignment(dice, number, PORTS[0], direction, local_day(now), lines)

    def lodged(n: int, before: timedelta, die: int = QUIET, direction: str = "import") -> int:
        with scope(who):
            row = draft(values(n, direction), declarant_id=who.parties[0], by=who, at=now - before, direction=direction, source=SOURCE)
            return register(row.pk, by=who, at=now - before, die=die)[0].declaration.pk

    with scope(who):
        draft(values(1, "export", 3), declarant_id=who.parties[0], by=who, at=now - 20 * MINUTE, direction="export", source=SOURCE)
    done = lodged(2, 5 * HOUR)
    with scope(who):
        order = PaymentOrder.objects.filter(declaration_id=done, state="open").first()
        if order is not None:
            sent = payment.pay(order.pk, bank=payment.BANKS[0], by=who, at=now - 5 * HOUR + MINUTE)
            payment.paid(sent.pk, bank_reference=f"{sent.bank}{sent.pk:08d}", at=now - 5 * HOUR + 2 * MINUTE)
    lodged(3, 2 * HOUR)
    lent = lodged(4, 3 * HOUR)
    with scope(who):
        if PaymentOrder.objects.filter(declaration_id=lent, state="open").exists():
            payment.lend(lent, Guarantee.objects.get(declarant_id=who.parties[0]).pk, by=who, at=now - 170 * MINUTE)
    asked = lodged(5, 4 * HOUR, YELLOW)
    clerk = officer_of(asked, "dossier", now)
    if clerk is not None:
        with scope(clerk):
            ask(asked, [POINT], by=clerk, at=now - 35 * MINUTE)
    lodged(6, 95 * MINUTE, RED)


def officer_of(pk: int, kind: str, at: datetime) -> Actor | None:
    """Whoever the draw has called."""
    with scope(system(all_units())):
        officer = Task.objects.filter(declaration_id=pk, kind=kind, state__in=Task.HELD).values_list("officer_id", flat=True).first()
    if officer is None:
        return None
    with scope(None):
        return actor_of(User.objects.get(pk=officer), local_day(at))


def held(week: Week, now: datetime) -> None:
    """One cleared consignment is held, and its time will soon be over."""
    leader = week.cast.officers["chau"]
    with scope(leader):
        row = GoodsDeclaration.objects.filter(source=SOURCE, state="cleared").order_by("-id").first()
        if row is not None:
            clearance.hold(row.pk, reason_code="HLD-02", reason="Chờ kết quả giám định mẫu", by=leader, at=max(row.cleared_at or now, now - 20 * HOUR))


def settle_notices(cast: GoodsCast, now: datetime) -> None:
    """Each notice bears the time of the act it tells of; the past was read long ago, only the newest are unread."""
    with scope(system(all_units())), connection.cursor() as cursor:
        ids = list(GoodsDeclaration.objects.filter(source=SOURCE, number__isnull=False).values_list("pk", flat=True))
        cursor.execute(TOLD_THEN, {"ids": ids, "kinds": list(TELLS), "acts": list(TELLS.values())})
    for who in cast.traders:
        with scope(who):
            newest = list(Notice.objects.order_by("-at", "-id").values_list("id", flat=True)[:UNREAD])
            Notice.objects.exclude(pk__in=newest).filter(read_at__isnull=True).update(read_at=now)
