"""The rehearsed week: 2,000 invented consignments over three offices and what befalls them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from thongquan.catalog.demo_goods import PORTS, TRADERS, consignment
from thongquan.core.rule import local_day

ZONE = timezone(timedelta(hours=7))
#: a Monday
MONDAY = date(2026, 11, 16)
CONSIGNMENTS = 2000
SEED = 20261116
#: declarations of a day by local hour: lodged day and night, most before noon
BY_HOUR = (1, 1, 1, 1, 1, 2, 4, 9, 14, 15, 13, 9, 6, 9, 11, 10, 8, 6, 4, 3, 2, 2, 1, 1)
#: of seven days: work days carry the trade
BY_DAY = (24, 22, 21, 20, 19, 6, 3)


@dataclass(frozen=True)
class Consignment:
    """One consignment: who lodges it when, its answers, its die, and what its people will do.

    `pays_after` minutes; `asked` rounds of questions; `inspect` the dossier officer hands it to inspection; `wrong`
    what the inspector finds different; `withdrawn` the declarant cancels it, `again` and lodges it anew.
    """

    number: int
    trader: int
    direction: str
    at: datetime
    values: dict[str, object]
    die: int
    pays_after: int
    asked: int
    inspect: bool
    refuse: bool
    wrong: str
    withdrawn: bool
    guarantee: bool


def week(seed: int = SEED, count: int = CONSIGNMENTS, first: int = 0) -> Iterator[Consignment]:
    """The consignments of the week in the order in which they are lodged."""
    dice = random.Random(seed)
    moments = sorted(_moment(dice) for _ in range(count))
    for n, at in enumerate(moments, first + 1):
        port = PORTS[dice.choices((0, 1, 2), (46, 36, 18))[0]]
        direction = dice.choices(("import", "export"), (55, 45))[0]
        lines = dice.choices((1, 2, 3, 5, 10, 24), (52, 18, 12, 10, 6, 2))[0]
        yield Consignment(
            number=n, trader=n % len(TRADERS), direction=direction, at=at,
            values=consignment(dice, n, port, direction, local_day(at) + timedelta(days=1), lines), die=dice.randrange(10_000),
            pays_after=dice.choices((3, 20, 90, 300), (45, 30, 17, 8))[0], asked=dice.choices((0, 1, 2), (72, 22, 6))[0],
            inspect=dice.random() < 0.08, refuse=dice.random() < 0.03,
            wrong=dice.choices(("", "quantity", "description", "origin"), (84, 9, 4, 3))[0],
            withdrawn=dice.random() < 0.01, guarantee=dice.random() < 0.2)


def _moment(dice: random.Random) -> datetime:
    day = dice.choices(range(7), BY_DAY)[0]
    hour = dice.choices(range(24), BY_HOUR)[0]
    return datetime(MONDAY.year, MONDAY.month, MONDAY.day, tzinfo=ZONE) + timedelta(
        days=day, hours=hour, minutes=dice.randrange(60), seconds=dice.randrange(60))
