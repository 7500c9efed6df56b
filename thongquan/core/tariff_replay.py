"""What a new tariff would make of registered declarations: every tax, by the duty engine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from thongquan.core.duty.compute import compute
from thongquan.core.duty.law import KINDS, DutyLaw
from thongquan.core.duty.statement import LineStatement, TaxLine
from thongquan.core.goods import GoodsFacts, Line
from thongquan.core.tariff import Tariff
from thongquan.core.valuation import Exchange

#: so many differing lines are kept with their figures
KEPT = 200
_ZERO = Decimal(0)


@dataclass(frozen=True)
class Changed:
    """One kind of tax of one line under both tables: rates as told and đồng; None: not computable."""

    kind: str
    rates: tuple[str, str]
    amounts: tuple[Decimal | None, Decimal | None]

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return {"kind": self.kind, "rates": list(self.rates), "amounts": [None if amount is None else int(amount) for amount in self.amounts]}


@dataclass(frozen=True)
class Difference:
    """A line of which some tax changes; what it pays in all under both tables, None where that cannot be computed."""

    declaration: str
    line: Line
    taxes: tuple[Changed, ...]
    before: Decimal | None
    after: Decimal | None

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "declaration": self.declaration, "line": self.line.number, "hs": self.line.hs, "origin": self.line.origin, "preference": self.line.preference,
            "taxes": [tax.plain() for tax in self.taxes], "duty_before": None if self.before is None else int(self.before),
            "duty_after": None if self.after is None else int(self.after),
        }


@dataclass
class Replay:
    """The outcome: lines looked at, those that differ, đồng more or less by kind of tax, codes the new table does not have."""

    lines: int = 0
    changed: int = 0
    kinds: dict[str, Decimal] = field(default_factory=dict)
    rows: list[Difference] = field(default_factory=list)
    missing: dict[str, int] = field(default_factory=dict)

    @property
    def difference(self) -> Decimal:
        """Đồng more or less over all lines that both tables can price."""
        return sum(self.kinds.values(), _ZERO)

    def plain(self) -> dict[str, Any]:
        """As JSON, for the edition and its page."""
        return {"lines": self.lines, "changed": self.changed, "difference": int(self.difference), "missing": self.missing,
                "kinds": {kind: int(self.kinds[kind]) for kind in KINDS if self.kinds.get(kind)}, "rows": [row.plain() for row in self.rows]}


def replay(
    declarations: Iterable[GoodsFacts], before: Tariff, after: Tariff, *, exchange: Exchange, law: DutyLaw, on: date, into: Replay | None = None,
) -> Replay:
    """What each declaration owes under both tables on one day; a code the new one lacks is counted, its line waits for a person.

    `into`: what was found of the declarations before these, to which theirs is added.
    """
    result = into or Replay()
    for facts in declarations:
        told = [compute(facts, table, exchange, law, on) for table in (before, after)]
        for line, old, new in zip(facts.lines, told[0].lines, told[1].lines, strict=True):
            result.lines += 1
            if new.hs_found != line.hs:
                result.missing[line.hs] = result.missing.get(line.hs, 0) + 1
            _compared(result, facts.number, line, old, new)
    return result


def _compared(result: Replay, declaration: str, line: Line, old: LineStatement, new: LineStatement) -> None:
    """Counts and keeps a line of which some tax changes."""
    taxes = tuple(_changes(old, new))
    if not taxes:
        return
    result.changed += 1
    if not old.withheld and not new.withheld:
        for tax in taxes:
            result.kinds[tax.kind] = result.kinds.get(tax.kind, _ZERO) + (tax.amounts[1] or _ZERO) - (tax.amounts[0] or _ZERO)
    if len(result.rows) < KEPT:
        result.rows.append(Difference(declaration, line, taxes, None if old.withheld else old.amount, None if new.withheld else new.amount))


def _changes(old: LineStatement, new: LineStatement) -> Iterable[Changed]:
    """The kinds of tax whose rate or amount is not the same, in legal order."""
    sides = (_by_kind(old), _by_kind(new))
    for kind in KINDS:
        (rate_before, before), (rate_after, after) = (side.get(kind, ("", None if of.withheld and not of.taxes else _ZERO))
                                                     for side, of in zip(sides, (old, new), strict=True))
        if (rate_before, before) != (rate_after, after):
            yield Changed(kind, (rate_before, rate_after), (before, after))


def _by_kind(of: LineStatement) -> dict[str, tuple[str, Decimal | None]]:
    """Rate and đồng of each kind of tax of a line; several additional duties count together."""
    found: defaultdict[str, list[TaxLine]] = defaultdict(list)
    for tax in of.taxes:
        found[tax.kind].append(tax)
    return {kind: (" + ".join(str(tax.rate) for tax in taxes if tax.rate is not None),
                   None if any(tax.withheld for tax in taxes) else sum((tax.amount for tax in taxes), _ZERO)) for kind, taxes in found.items()}
