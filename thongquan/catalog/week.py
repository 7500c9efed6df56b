"""The rehearsed week: 2,000 invented consignments over three offices and what befalls them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

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
#: Wednesday, on which two agencies are silent; Thursday's hours in which one bank is
SILENT_DAY, SILENT_AGENCIES = 2, ("BVTV", "LN")
OUTAGE_BANK, OUTAGE_DAY, OUTAGE_HOURS = "VTB", 3, (8, 14)
#: the officer who falls ill in the middle of Wednesday morning, over a case if one lies before him by the afternoon, until Thursday evening
ABSENT, ABSENT_FROM, ABSENT_AT_LAST, ABSENT_UNTIL = "thao", timedelta(days=2, hours=9, minutes=30), timedelta(days=2, hours=16), timedelta(days=3, hours=17)
#: exporters of fruit whose certificate of the week every consignment draws upon, and those whose paper is issued late
DRAWS, LATE = (1, 4, 7, 10, 13), (16, 19)
FRUIT_KG = Decimal(70_000)
FRUIT, TIMBER = "08", "4407"
#: of ten thousand consignments: packing far too heavy, words that say nothing
HEAVY, VAGUE = 560, 1250


@dataclass(frozen=True)
class Paper:
    """A ministry's document of the week: who holds it, what it allows, how long after Monday's beginning it is keyed in."""

    agency: str
    kind: str
    number: str
    trader: int
    hs: str
    quantity: Decimal
    unit: str
    issued: timedelta


@dataclass(frozen=True)
class Consignment:
    """One consignment: who lodges it when, its answers, its die, and what its people will do.

    `pays_after` minutes (0: the bank may debit at once); `asked` rounds of questions; `inspect` the dossier officer
    hands it to inspection; `wrong` what the inspector finds different; `withdrawn` the declarant cancels it, `again`
    and lodges it anew.
    """

    number: int
    trader: int
    direction: str
    at: datetime
    values: dict[str, Any]
    die: int
    pays_after: int
    asked: int
    inspect: bool
    refuse: bool
    wrong: str
    withdrawn: bool
    again: bool
    guarantee: bool


def week(seed: int = SEED, count: int = CONSIGNMENTS, first: int = 0, monday: date = MONDAY) -> Iterator[Consignment]:
    """The consignments of the week in the order in which they are lodged; `first` makes the references of another run."""
    dice = random.Random(seed)
    moments = sorted(_moment(dice, monday) for _ in range(count))
    cited = {(paper.kind, paper.trader): paper for paper in papers(first)}
    for n, at in enumerate(moments, first + 1):
        yield one(dice, n, at, cited, (local_day(at) - monday).days)


def one(dice: random.Random, n: int, at: datetime, cited: dict[tuple[str, int], Paper] | None = None, day: int = 0) -> Consignment:
    """One consignment of this moment, drawn from the dice."""
    port = PORTS[dice.choices((0, 1, 2), (46, 36, 18))[0]]
    direction = dice.choices(("import", "export"), (55, 45))[0]
    lines = dice.choices((1, 2, 3, 5, 10, 24, 120), (520, 180, 120, 100, 60, 17, 3))[0]
    values = consignment(dice, n, port, direction, local_day(at) + timedelta(days=1), lines)
    oddity(dice, values)
    trader = n % len(TRADERS)
    if direction == "export" and cited:
        cite(values, trader, cited, day)
    return Consignment(
        number=n, trader=trader, direction=direction, at=at, values=values, die=dice.randrange(10_000),
        pays_after=dice.choices((0, 3, 20, 90, 300), (46, 22, 15, 11, 6))[0], asked=dice.choices((0, 1, 2), (72, 22, 6))[0],
        inspect=dice.random() < 0.06, refuse=dice.random() < 0.03,
        wrong=dice.choices(("", "quantity", "description", "origin"), (84, 9, 4, 3))[0],
        withdrawn=dice.random() < 0.06, again=dice.random() < 0.6, guarantee=dice.random() < 0.2)


def oddity(dice: random.Random, values: dict[str, Any]) -> None:
    """What makes an officer look twice: packing heavier than its goods, or words that say nothing."""
    fate = dice.randrange(10_000)
    net = sum((Decimal(line["net_kg"]) for line in values["lines"]), Decimal(0))
    if fate < HEAVY and net > 1000:
        values["gross_kg"] = str((net * Decimal("1.74")).quantize(Decimal("0.01")))
    elif HEAVY <= fate < HEAVY + VAGUE:
        values["lines"][0]["name"] = dice.choice(("Hàng mẫu", "Phụ kiện", "Linh kiện", "Hàng tạp"))


def cite(values: dict[str, Any], trader: int, cited: dict[tuple[str, int], Paper], day: int) -> None:
    """Name the certificates that cover lines of this export: fruit all week (the late ones from the silent day on), timber on that day."""
    permits = []
    for kind, hs in (("KDTV", FRUIT), ("CITE", TIMBER)):
        paper = cited.get((kind, trader))
        lines = [line for line in values["lines"] if line["hs"].startswith(hs)]
        if paper is None or not lines or (paper.issued > timedelta() and day != SILENT_DAY):
            continue
        permits.append({"kind": kind, "number": paper.number})
        for line in lines:
            line["permits"] = [paper.number]
    if permits:
        values["permits"] = permits


def papers(first: int = 0) -> tuple[Paper, ...]:
    """The documents of the week: some for less than is exported, some issued while nobody can be told."""
    late = timedelta(days=SILENT_DAY + 1, hours=8)
    fruit = [Paper("BVTV", "KDTV", f"KD{first:06d}-{t:02d}", t, FRUIT, FRUIT_KG, "KGM", timedelta() if t in DRAWS else late) for t in (*DRAWS, *LATE)]
    timber = [Paper("LN", "CITE", f"CT{first:06d}-{t:02d}", t, TIMBER, Decimal(5000), "MTQ", late) for t in range(len(TRADERS))]
    return (*fruit, *timber)


def _moment(dice: random.Random, monday: date) -> datetime:
    day = dice.choices(range(7), BY_DAY)[0]
    hour = dice.choices(range(24), BY_HOUR)[0]
    return datetime(monday.year, monday.month, monday.day, tzinfo=ZONE) + timedelta(
        days=day, hours=hour, minutes=dice.randrange(60), seconds=dice.randrange(60))
