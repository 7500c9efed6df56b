"""A draft as it would be registered now: findings, duty with trace, documents, parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from thongquan.catalog.law import LAW
from thongquan.catalog.rates import DUTY_LAW
from thongquan.core import dossier, rules
from thongquan.core.dossier import Need
from thongquan.core.duty import LineStatement, Statement, compute
from thongquan.core.goods import MOST_LINES, GoodsFacts
from thongquan.core.goods_reading import split
from thongquan.core.reading import JSON
from thongquan.core.refused import Finding
from thongquan.core.rule import local_day
from thongquan.models import GoodsDeclaration
from thongquan.queries.declaration.facts import form_of, goods_facts, read_body
from thongquan.queries.duty import exchange_on, tariff_on

Values = Mapping[str, Any]
ZERO = Decimal(0)


@dataclass(frozen=True)
class Totals:
    """What the lines add up to; None where a line says nothing."""

    lines: int
    invoice: Decimal | None
    declared: Decimal | None
    net_kg: Decimal | None
    quantities: dict[str, Decimal]

    @property
    def gap(self) -> Decimal | None:
        """By how much the lines differ from the invoice total."""
        return None if self.invoice is None or self.declared is None else self.invoice - self.declared


@dataclass(frozen=True)
class Preview:
    """A draft seen with the eyes of registration; `statements` are those of the parts, in order."""

    findings: tuple[Finding, ...]
    statements: tuple[Statement, ...]
    needs: tuple[Need, ...]
    missing: frozenset[str]
    totals: Totals
    facts: GoodsFacts

    @property
    def blocking(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.blocks)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if not f.blocks)

    @property
    def parts(self) -> int:
        """How many linked declarations it becomes."""
        return len(self.statements)

    @property
    def lines(self) -> tuple[LineStatement, ...]:
        """The statement of every line, numbered as on the page."""
        return tuple(replace(line, number=n * MOST_LINES + line.number) for n, each in enumerate(self.statements) for line in each.lines)

    @property
    def total(self) -> Decimal:
        return sum((each.total for each in self.statements), ZERO)

    @property
    def customs_value(self) -> Decimal:
        return sum((each.customs_value for each in self.statements), ZERO)

    @property
    def complete(self) -> bool:
        return all(each.complete for each in self.statements)

    @property
    def by_kind(self) -> dict[str, Decimal]:
        """Đồng payable by kind of tax over all parts."""
        found: Counter[str] = Counter()
        for each in self.statements:
            for kind, amount in each.totals.items():
                found[kind] += amount  # type: ignore[assignment]  # a Counter adds any numbers
        return dict(found)  # type: ignore[arg-type]


def preview(declaration: GoodsDeclaration, at: datetime, *, values: Values | None = None, judge: bool = True) -> Preview:
    """The draft of these answers (its own without any) on this day; `judge` false leaves out form and rules.

    Every figure is computed as registration will compute it, part by part, so that nothing changes on sending.
    """
    answers = dict(read_body(declaration) if values is None else values)
    day = local_day(at)
    tariff, rates = tariff_on(day), exchange_on(day)
    portions = split(answers, most=MOST_LINES)
    parts = [replace(goods_facts(declaration, at, values=one), split_part=n, split_of=len(portions)) for n, one in enumerate(portions, 1)]
    whole = parts[0] if len(parts) == 1 else goods_facts(declaration, at, values=answers)
    needs = dossier.required(whole, LAW, day)
    sums = totals(answers)
    return Preview(
        findings=_findings(declaration, parts, sums, at) if judge else (), statements=tuple(compute(part, tariff, rates, DUTY_LAW, day) for part in parts),
        needs=needs, missing=frozenset(n.kind for n in needs) - dossier.held(whole), totals=sums, facts=whole)


def _findings(declaration: GoodsDeclaration, parts: list[GoodsFacts], sums: Totals, at: datetime) -> tuple[Finding, ...]:
    """What form and rules say, each place once, pointing into the whole draft."""
    found = list(form_of(declaration.direction).read(declaration.body, language=JSON, on=local_day(at))[1])
    seen = formal = {f.pointer for f in found}
    for n, part in enumerate(parts):
        for finding in rules.judge("goods.register", part, LAW, at):
            moved = _moved(finding if len(parts) == 1 else _of_whole(finding, sums), n * MOST_LINES)
            if moved.pointer not in formal and (n == 0 or moved.pointer not in seen or moved.pointer.startswith("/lines/")):
                found.append(moved)
        seen = {f.pointer for f in found}
    return tuple(found)


def _of_whole(finding: Finding, sums: Totals) -> Finding:
    """A gap between lines and invoice told of the whole: the share of one part stands nowhere on the page."""
    if finding.code != "INV-09" or sums.gap is None:
        return finding
    return replace(finding, values={"sum": str(sums.invoice), "total": str(sums.declared), "gap": str(abs(sums.gap))})


def _moved(finding: Finding, by: int) -> Finding:
    """A finding of a part with the line numbers of the whole."""
    head, _, rest = finding.pointer.removeprefix("/lines/").partition("/")
    if not by or not finding.pointer.startswith("/lines/") or not head.isdigit():
        return finding
    values = {**finding.values, **({"line": int(finding.values["line"]) + by} if str(finding.values.get("line", "")).isdigit() else {})}
    return replace(finding, pointer=f"/lines/{int(head) + by}" + (f"/{rest}" if rest else ""), values=values)


def totals(values: Values) -> Totals:
    """The live sums of the lines beside what the invoice says."""
    rows = values.get("lines") or ()
    quantities: dict[str, Decimal] = {}
    for row in rows:
        if row.get("quantity") is not None and row.get("unit"):
            quantities[row["unit"]] = quantities.get(row["unit"], ZERO) + Decimal(row["quantity"])
    return Totals(len(rows), _sum(rows, "invoice_value"), values.get("invoice_total"), _sum(rows, "net_kg"), quantities)


def _sum(rows: Any, name: str) -> Decimal | None:
    given = [Decimal(row[name]) for row in rows if row.get(name) is not None]
    return sum(given, ZERO) if given else None
