"""The itemised statement: every tax of every line with base, rate, amount, source and steps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from thongquan.core.duty.law import DUE, KINDS, SUSPENDED, WITHHELD
from thongquan.core.refused import Finding
from thongquan.core.tariff import Rate
from thongquan.core.traced import Said
from thongquan.core.valuation import ExchangeRate, LineValue
from thongquan.core.words import Words

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class TaxLine:
    """One tax of one line. Money is whole đồng.

    `base` is đồng, or a quantity in `base_unit` for an amount per unit; `assessed` is the tax before relief, `relief`
    what is exempted or reduced, `amount` what is payable now, `secured` what a guarantee or deposit must cover.
    `assessed` None means withheld: a finding says what is missing. `column` tells which rate was chosen.
    """

    kind: str
    words: Words
    base: Decimal | None
    base_unit: str
    base_words: Words
    rate: Rate | None
    assessed: Decimal | None
    amount: Decimal = _ZERO
    relief: Decimal = _ZERO
    secured: Decimal = _ZERO
    treatment: str = DUE
    column: str = ""
    code: str = ""
    citation: str = ""
    believed: bool = True
    how: tuple[Said, ...] = ()

    @property
    def withheld(self) -> bool:
        """Whether the amount is not known yet."""
        return self.treatment == WITHHELD

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "kind": self.kind, "words": _words(self.words), "base": _number(self.base), "base_unit": self.base_unit,
            "base_words": _words(self.base_words), "rate": "" if self.rate is None else str(self.rate),
            "assessed": _number(self.assessed), "relief": _number(self.relief), "secured": _number(self.secured),
            "amount": None if self.withheld else _number(self.amount), "treatment": self.treatment, "column": self.column, "code": self.code,
            "citation": self.citation, "believed": self.believed, "how": [said.plain() for said in self.how],
        }


@dataclass(frozen=True, slots=True)
class LineStatement:
    """All taxes of one line in legal order. `hs_found` is the tariff code whose rates were used."""

    number: int
    hs: str
    value: LineValue
    taxes: tuple[TaxLine, ...] = ()
    hs_found: str = ""
    withheld: bool = False

    @property
    def amount(self) -> Decimal:
        """What this line pays now."""
        return sum((tax.amount for tax in self.taxes), _ZERO)

    def tax(self, kind: str) -> TaxLine | None:
        """The first tax of this kind."""
        return next((tax for tax in self.taxes if tax.kind == kind), None)

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "number": self.number, "hs": self.hs, "hs_found": self.hs_found, "customs_value": _number(self.value.value),
            "value_parts": [{"kind": part.kind, "amount": _number(part.amount)} for part in self.value.parts],
            "value_how": [said.plain() for said in self.value.how],
            "taxes": [tax.plain() for tax in self.taxes], "amount": _number(self.amount), "withheld": self.withheld,
        }


@dataclass(frozen=True, slots=True)
class Statement:
    """The duty statement of a declaration on one day; `complete` is false while any amount is withheld."""

    on: date
    lines: tuple[LineStatement, ...] = ()
    rates: tuple[ExchangeRate, ...] = ()
    how: tuple[Said, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def taxes(self) -> Iterable[TaxLine]:
        return (tax for line in self.lines for tax in line.taxes)

    @property
    def customs_value(self) -> Decimal:
        """Đồng, over the lines that could be valued."""
        return sum((line.value.value for line in self.lines if line.value.value is not None), _ZERO)

    @property
    def total(self) -> Decimal:
        """Đồng payable now."""
        return sum((tax.amount for tax in self.taxes), _ZERO)

    @property
    def secured(self) -> Decimal:
        """Đồng that a guarantee or deposit must cover while the goods stay."""
        return sum((tax.secured for tax in self.taxes if tax.treatment == SUSPENDED), _ZERO)

    @property
    def complete(self) -> bool:
        """Whether every amount is known."""
        return not any(line.withheld for line in self.lines)

    @property
    def totals(self) -> dict[str, Decimal]:
        """Đồng payable by kind of tax, in legal order, kinds without a line left out."""
        taxes = tuple(self.taxes)
        present = {tax.kind for tax in taxes}
        return {kind: sum((tax.amount for tax in taxes if tax.kind == kind), _ZERO) for kind in KINDS if kind in present}

    def plain(self) -> dict[str, Any]:
        """As JSON: what the API answers and the database keeps."""
        return {
            "on": self.on.isoformat(), "complete": self.complete, "customs_value": _number(self.customs_value),
            "total": _number(self.total), "secured": _number(self.secured),
            "totals": {kind: _number(amount) for kind, amount in self.totals.items()},
            "exchange": [{"currency": rate.currency, "dong": str(rate.dong), "day": rate.day.isoformat(), "source": rate.source,
                          "believed": rate.believed} for rate in self.rates],
            "how": [said.plain() for said in self.how], "lines": [line.plain() for line in self.lines],
            "findings": [{"code": f.code, "pointer": f.pointer, "values": f.values, "blocks": f.blocks} for f in self.findings],
        }


def _words(words: Words) -> dict[str, str]:
    return {"vi": words.vi, "en": words.en, "zh": words.zh}


def _number(value: Decimal | None) -> int | str | None:
    """Whole numbers as numbers, the others as text that loses nothing."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else format(value, "f")
