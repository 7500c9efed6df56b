"""A small customs house to clear goods in: its people, and the steps of one consignment."""

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests import opened
from thongquan.actions import reference
from thongquan.actions.declaration.draft import draft
from thongquan.actions.declaration.register import Registered, register
from thongquan.actions.training.cast import Cast, gather
from thongquan.actions.training.goods_cast import GoodsCast, gather_goods
from thongquan.catalog.demo_goods import PORTS, consignment
from thongquan.core.actor import Actor
from thongquan.models import GoodsDeclaration, Task, User
from thongquan.queries.access import actor_of
from thongquan.queries.scope import scope

#: a Wednesday morning, Hà Nội time 09:00
NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
#: dice that choose nothing by themselves
QUIET = 5000


def open_house() -> tuple[Cast, GoodsCast]:
    """Units, sites, tariff, rules and the invented people of both halves."""
    found: tuple[Cast, GoodsCast | None] | None = opened.people(NOW)
    if found is not None and found[1] is not None:
        return found[0], found[1]
    reference.load()
    return gather(NOW), gather_goods(NOW)


def answers(n: int = 1, *, port: int = 0, direction: str = "import", lines: int = 1, **over: Any) -> dict[str, Any]:
    """The answers of a good declaration; `n` gives another consignment."""
    return {**consignment(random.Random(n), n, PORTS[port], direction, date(2026, 11, 25), lines), **over}


def lodged(who: Actor, values: dict[str, Any], *, die: int = QUIET, at: datetime = NOW) -> tuple[Registered, ...]:
    """A draft, registered."""
    with scope(who):
        direction = "export" if values.get("departure") else "import"
        row = draft(values, declarant_id=who.parties[0], by=who, at=at, direction=direction)
        return register(row.pk, by=who, at=at, die=die)


def seen(pk: int) -> GoodsDeclaration:
    """The declaration as it stands (inside a scope of the caller's)."""
    return GoodsDeclaration.objects.get(pk=pk)


def officer_of(pk: int, kind: str) -> Actor:
    """Whoever the draw has called."""
    task = Task.objects.filter(declaration_id=pk, kind=kind).order_by("-id").first()
    assert task is not None and task.officer_id is not None
    return actor_of(User.objects.get(pk=task.officer_id), NOW.date())
