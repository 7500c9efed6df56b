"""What the tariff says of goods on one day: rates, agreements, quota, taxes and measures."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Protocol

from thongquan.core.words import Words

#: how the two halves of a mixed rate go together
GREATER, LESSER, SUM = "greater", "lesser", "sum"
_MIX_SIGNS = {GREATER: "max", LESSER: "min", SUM: "+"}
_SIGN_MIXES = {sign: mix for mix, sign in _MIX_SIGNS.items()}
_RATE = re.compile(
    r"(?:(?P<percent>\d+(?:\.\d+)?)(?:\s*%|$))?\s*(?P<sign>max|min|\+)?\s*"
    r"(?:(?P<amount>\d+(?:\.\d+)?)\s*(?P<currency>[A-Z]{3})\s*/\s*(?P<unit>[A-Z0-9]{2,4}))?"
)


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate of tax: percent of a value, an amount per unit of quantity in a currency, or both.

    `mix` says what becomes of both: the greater, the lesser or their sum. Units are VNACCS codes (KGM, LTR).
    """

    percent: Decimal | None = None
    amount: Decimal | None = None
    currency: str = ""
    unit: str = ""
    mix: str = ""

    def __post_init__(self) -> None:
        if self.percent is None and self.amount is None:
            raise ValueError("a rate has a percentage, an amount per unit, or both")
        if self.amount is not None and not (self.currency and self.unit):
            raise ValueError("an amount per unit names its currency and unit")
        if (self.percent is not None and self.amount is not None) != (self.mix in _MIX_SIGNS):
            raise ValueError("a mixed rate, and no other, says how its halves go together")

    @property
    def zero(self) -> bool:
        """Whether nothing is ever due at this rate."""
        return not self.percent and not self.amount

    def times(self, factor: Decimal) -> Rate:
        """The rate so many times over (the ordinary rate is 1.5 times the MFN one)."""
        return replace(self, percent=None if self.percent is None else self.percent * factor,
                       amount=None if self.amount is None else self.amount * factor)

    def __str__(self) -> str:
        """`20%`, `5000 VND/KGM`, `20% max 1.5 USD/LTR`: what `read_rate` reads."""
        halves = [] if self.percent is None else [f"{_plain(self.percent)}%"]
        if self.mix:
            halves.append(_MIX_SIGNS[self.mix])
        if self.amount is not None:
            halves.append(f"{_plain(self.amount)} {self.currency}/{self.unit}")
        return " ".join(halves)


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(value: Decimal | int | str) -> Rate:
    """An ad valorem rate."""
    return Rate(percent=Decimal(value))


def read_rate(text: str) -> Rate:
    """The rate that `str(rate)` wrote; a bare number is a percentage. ValueError when it is none."""
    found = _RATE.fullmatch(text.strip().replace(",", "."))
    if not found or not (found["percent"] or found["amount"]):
        raise ValueError(f"not a rate: {text}")
    return Rate(
        percent=Decimal(found["percent"]) if found["percent"] else None,
        amount=Decimal(found["amount"]) if found["amount"] else None,
        currency=found["currency"] or "", unit=found["unit"] or "",
        mix=_SIGN_MIXES[found["sign"]] if found["sign"] else "",
    )


@dataclass(frozen=True, slots=True)
class Preference:
    """The rate of one agreement: for goods of its members but the `excluded`; `only` narrows it to some of them."""

    agreement: str
    rate: Rate
    excluded: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()
    quota: bool = False

    def reaches(self, origin: str) -> bool:
        """Whether goods of this origin may have the rate (membership of the agreement is asked elsewhere)."""
        return origin not in self.excluded and (not self.only or origin in self.only)


ANTI_DUMPING, COUNTERVAILING, SAFEGUARD = "anti_dumping", "countervailing", "safeguard"
MEASURES = (ANTI_DUMPING, COUNTERVAILING, SAFEGUARD)


@dataclass(frozen=True, slots=True)
class Measure:
    """An additional duty by origin (none named = all) and company ("" = every other company)."""

    kind: str
    code: str
    rate: Rate
    origins: frozenset[str] = frozenset()
    excluded: frozenset[str] = frozenset()
    company: str = ""
    citation: str = ""
    since: date = date.min
    until: date = date.max
    believed: bool = True

    def reaches(self, origin: str, on: date) -> bool:
        """Whether it stands against goods of this origin on that day."""
        return (self.since <= on <= self.until and origin not in self.excluded
                and (not self.origins or origin in self.origins))


#: what a tariff line says of VAT: standard, lower, zero, or not subject to it
VAT_STANDARD, VAT_LOWER, VAT_ZERO, VAT_NONE = "10", "5", "0", "KCT"


@dataclass(frozen=True, slots=True)
class TariffLine:
    """One line of the tariff between two days, inclusive.

    `mfn` is the preferential (MFN) rate; `ordinary` None means 150 % of it. `quota_in` and `quota_out` stand only
    where there is a tariff quota. `excise_code` and `environment_code` name the goods in the tables of those taxes;
    `excise` and `environment` are rates of the line itself. `vat_reduced` None leaves the reduction to the law.
    """

    hs: str
    words: Words
    unit: str = ""
    mfn: Rate | None = None
    ordinary: Rate | None = None
    preferences: tuple[Preference, ...] = ()
    quota_in: Rate | None = None
    quota_out: Rate | None = None
    export: Rate | None = None
    excise: Rate | None = None
    excise_code: str = ""
    environment: Rate | None = None
    environment_code: str = ""
    vat: str = VAT_STANDARD
    vat_reduced: bool | None = None
    measures: tuple[Measure, ...] = ()
    since: date = date.min
    until: date = date.max
    citation: str = ""
    believed: bool = True

    def in_force(self, on: date) -> bool:
        return self.since <= on <= self.until


@dataclass(frozen=True, slots=True)
class Found:
    """The line that serves a code: its own, or the nearest shorter one."""

    line: TariffLine
    asked: str

    @property
    def exact(self) -> bool:
        """False when the tariff has only a shorter code (8 → 6 → 4 digits): the rate is then a hint."""
        return self.line.hs == self.asked


class Tariff(Protocol):
    """The tariff as the duty engine sees it."""

    def line(self, hs: str, on: date) -> Found | None:
        """The line of the code `hs` on the day `on`, or of the nearest shorter code; None when there is none."""


#: lengths tried in turn after the code itself
SHORTER = (10, 8, 6, 4)


def nearest(hs: str, on: date, look: Callable[[str, date], TariffLine | None]) -> Found | None:
    """The line `look` finds for the code, else for its first 10, 8, 6, 4 digits."""
    code = "".join(ch for ch in hs if ch.isdigit())
    for length in (len(code), *(short for short in SHORTER if short < len(code))):
        if (line := look(code[:length], on)) is not None:
            return Found(line, code)
    return None


class TariffTable:
    """A tariff held in memory."""

    def __init__(self, lines: Iterable[TariffLine]) -> None:
        self._lines: defaultdict[str, list[TariffLine]] = defaultdict(list)
        for line in lines:
            self._lines[line.hs].append(line)

    def line(self, hs: str, on: date) -> Found | None:
        """As `Tariff.line`."""
        return nearest(hs, on, self._look)

    def _look(self, hs: str, on: date) -> TariffLine | None:
        return next((line for line in self._lines.get(hs, ()) if line.in_force(on)), None)
