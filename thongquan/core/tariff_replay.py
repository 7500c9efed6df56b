"""What a new tariff would have made of registered declarations, line by line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from thongquan.core.tariff import Found, Tariff

#: so many differing lines are kept with their figures
KEPT = 200
ONE = Decimal(1)


@dataclass(frozen=True)
class ReplayLine:
    """One registered line. `value` is its customs value in đồng, `preference` the agreement it claimed."""

    declaration: str
    number: int
    hs: str
    origin: str
    preference: str
    value: Decimal


@dataclass(frozen=True)
class Difference:
    """A line whose duty changes, with both rates in per cent and both amounts in đồng; None: no rate."""

    line: ReplayLine
    before: Decimal | None
    after: Decimal | None
    duty_before: Decimal
    duty_after: Decimal

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "declaration": self.line.declaration, "line": self.line.number, "hs": self.line.hs, "origin": self.line.origin,
            "preference": self.line.preference, "before": None if self.before is None else str(self.before),
            "after": None if self.after is None else str(self.after), "duty_before": int(self.duty_before), "duty_after": int(self.duty_after),
        }


@dataclass
class Replay:
    """The outcome: lines looked at, those that differ, codes the new table does not have."""

    lines: int = 0
    changed: int = 0
    difference: Decimal = Decimal(0)
    rows: list[Difference] = field(default_factory=list)
    missing: dict[str, int] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """As JSON, for the edition and its page."""
        return {"lines": self.lines, "changed": self.changed, "difference": int(self.difference), "missing": self.missing,
                "rows": [row.plain() for row in self.rows]}


def replay(lines: Iterable[ReplayLine], before: Tariff, after: Tariff, *, on_before: date, on_after: date) -> Replay:
    """Import duty of each line under both tables; a code the new one lacks is counted, its line waits for a person."""
    result = Replay()
    for line in lines:
        result.lines += 1
        new = after.line(line.hs, on_after)
        if new is None or not new.exact:
            result.missing[line.hs] = result.missing.get(line.hs, 0) + 1
        old_rate, new_rate = rate_for(before.line(line.hs, on_before), line), rate_for(new, line)
        if old_rate == new_rate:
            continue
        duties = [_duty(line.value, rate) for rate in (old_rate, new_rate)]
        result.changed += 1
        result.difference += duties[1] - duties[0]
        if len(result.rows) < KEPT:
            result.rows.append(Difference(line, old_rate, new_rate, *duties))
    return result


def rate_for(found: Found | None, line: ReplayLine) -> Decimal | None:
    """The ad valorem rate for this origin and claim: the agreement's where it reaches, else the MFN one."""
    if found is None or not found.exact:
        return None
    claimed = [p.rate.percent for p in found.line.preferences if p.agreement == line.preference and p.reaches(line.origin) and p.rate.percent is not None]
    mfn = found.line.mfn.percent if found.line.mfn else None
    return min(claimed) if claimed else mfn


def _duty(value: Decimal, rate: Decimal | None) -> Decimal:
    return Decimal(0) if rate is None else (value * rate / 100).quantize(ONE, ROUND_HALF_UP)
