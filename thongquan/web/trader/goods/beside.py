"""What stands beside a draft: totals, duty with its trace, documents, licences, parts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from thongquan.actions.licence import Matching, match_declaration
from thongquan.core.duty import SUSPENDED, TAXES, WITHHELD, LineStatement, TaxLine
from thongquan.core.goods import MOST_LINES
from thongquan.core.licence import FIELD_WORDS, stands
from thongquan.core.traced import number
from thongquan.core.units import UNITS
from thongquan.models import GoodsDeclaration
from thongquan.queries.declaration.preview import Preview
from thongquan.web.shared.sentences import sentence
from thongquan.web.shared.tongue import cited, say, tongue
from thongquan.web.tariff.search import dotted, rate_text


def amount(value: Decimal | None) -> str:
    """A figure as it is, without zeros at its end."""
    return "–" if value is None else number(value, tongue())


def totals(seen: Preview, currency: str) -> dict[str, Any]:
    """The sums of the lines; the gap to the invoice where there is one."""
    sums = seen.totals
    units = [f"{amount(quantity)} {say(UNITS[unit].words) if unit in UNITS else unit}" for unit, quantity in sums.quantities.items()]
    return {"lines": sums.lines, "invoice": amount(sums.invoice), "declared": amount(sums.declared), "currency": currency, "gap": sums.gap,
            "gap_says": amount(abs(sums.gap)) if sums.gap is not None else "", "net": sums.net_kg, "units": units}


def duty(seen: Preview, *, traced: bool = False) -> dict[str, Any]:
    """The duty of the draft: by kind of tax; with every line and step when `traced`."""
    statement = seen.statements[0]
    return {
        "total": seen.total, "value": seen.customs_value, "complete": seen.complete,
        "kinds": [(say(TAXES[kind]), value) for kind, value in seen.by_kind.items()],
        "missing": list(dict.fromkeys(sentence(f) for each in seen.statements for f in each.findings)),
        "lines": [line(one) for one in seen.lines] if traced else [],
        "rates": [(rate.currency, amount(rate.dong), rate.day, rate.source, rate.believed) for rate in statement.rates],
        "how": [said.say(tongue()) for said in statement.how], "on": statement.on,
    }


def line(one: LineStatement) -> dict[str, Any]:
    """One line with its value and its taxes, each with the steps that led there."""
    return {
        "number": one.number, "hs": dotted(one.hs), "found": dotted(one.hs_found) if one.hs_found and one.hs_found != one.hs else "",
        "value": one.value.value, "how": [said.say(tongue()) for said in one.value.how], "taxes": [tax(each) for each in one.taxes],
        "amount": one.amount, "withheld": one.withheld,
    }


def tax(one: TaxLine) -> dict[str, Any]:
    """One tax: base, rate, amount, where it is written, how it came about."""
    return {
        "says": say(one.words), "base": amount(one.base), "unit": one.base_unit, "of": say(one.base_words), "rate": rate_text(one.rate),
        "assessed": one.assessed, "relief": one.relief, "amount": one.amount, "withheld": one.treatment == WITHHELD,
        "secured": one.secured if one.treatment == SUSPENDED else None, "code": one.code, "cites": cited(one.citation), "believed": one.believed,
        "how": [said.say(tongue()) for said in one.how],
    }


def needs(seen: Preview) -> list[dict[str, Any]]:
    """The documents this declaration needs, what is missing first."""
    rows = [{"kind": need.kind, "says": say(need.words), "why": say(need.why), "cites": say(need.cites.text), "missing": need.kind in seen.missing,
             "blocks": need.blocks, "advised": need.advised, "lines": ", ".join(map(str, need.lines[:8]))} for need in seen.needs]
    return sorted(rows, key=lambda row: (not row["missing"], row["advised"]))


def parts(seen: Preview) -> list[tuple[int, int, int]]:
    """The linked declarations that will come: number of the part, its first and last line."""
    count = seen.totals.lines
    return [(n + 1, n * MOST_LINES + 1, min(count, (n + 1) * MOST_LINES)) for n in range(seen.parts)] if seen.parts > 1 else []


def licences(declaration: GoodsDeclaration, seen: Preview, at: datetime) -> list[dict[str, Any]]:
    """Each document of a ministry that is cited: agrees, differs and where, or its agency is silent."""
    if not seen.facts.permits:
        return []
    found: Matching = match_declaration(replace(seen.facts, registered_at=None), at=at, of=declaration.pk)
    rows = [{"number": one.number, "kind": one.kind, "agrees": one.agrees, "waits": False, "drawn": len(one.draws),
             "differences": [(say(FIELD_WORDS[d.field]), d.declared or "–", say(stands(d.field, d.permitted)), d.line) for d in one.differences]}
            for one in found.matches]
    silent: Iterable[str] = (*found.waiting, *found.later)
    return rows + [{"number": number, "kind": "", "agrees": False, "waits": True, "differences": []} for number in silent]


def column(declaration: GoodsDeclaration, seen: Preview, day: date) -> dict[str, Any]:
    """Everything that the column beside the form shows."""
    return {"totals": totals(seen, str(declaration.body.get("currency") or "")), "duty": duty(seen), "needs": needs(seen), "split": parts(seen), "day": day}
