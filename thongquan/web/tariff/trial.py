"""A trial of duty on the search page: value and origin in, every tax with its base out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from thongquan.catalog.codes import AGREEMENTS, COUNTRIES
from thongquan.core.duty.statement import Statement, TaxLine
from thongquan.core.tariff import Rate
from thongquan.queries.duty import HsFound, exchange_on, trial
from thongquan.web.shared.numbers import number
from thongquan.web.shared.tongue import say, tongue

CURRENCIES = ("USD", "CNY", "EUR", "THB", "JPY")
#: whose goods come over these borders most, and the agreements they may claim
ORIGINS = (("CN", "ACFTA"), ("CN", "RCEP"), ("CN", ""), ("TH", "ATIGA"), ("LA", "ATIGA"), ("KR", "VKFTA"), ("JP", "VJEPA"), ("US", ""))
MOST = Decimal(10) ** 12


def amount(text: str) -> Decimal | None:
    """A number as people of this language type it; None when it is none, negative or absurd."""
    plain = text.replace(" ", "").replace("\u00a0", "")
    plain = plain.replace(".", "").replace(",", ".") if tongue() == "vi" else plain.replace(",", "")
    try:
        found = Decimal(plain)
    except InvalidOperation:
        return None
    return found if found.is_finite() and 0 < found < MOST else None


def rate_text(rate: Rate | None) -> str:
    """A rate in the reader's way."""
    if rate is None:
        return ""
    return f"{number(float(rate.percent))} %" if rate.percent is not None and not rate.mix else str(rate)


def origins(found: HsFound) -> list[tuple[str, str]]:
    """The choices of origin that this line knows, each with its certificate."""
    granted = {(country, p.agreement) for p in found.line.preferences for country, _agreement in ORIGINS if p.reaches(country)}
    return [(f"{country}-{agreement}", _origin(country, agreement)) for country, agreement in ORIGINS if not agreement or (country, agreement) in granted]


def _origin(country: str, agreement: str) -> str:
    named = say(COUNTRIES[country])
    if not agreement:
        return _("%(country)s, no certificate") % {"country": named}
    form = AGREEMENTS[agreement].proof if agreement in AGREEMENTS else ""
    return f"{named}, {agreement}" + (f" ({form})" if form and form != agreement else "")


def tried(found: HsFound, asked: QueryDict, day: date) -> dict[str, Any] | None:
    """The trial as the page draws it; None for a line without rates of its own."""
    if found.line.mfn is None:
        return None
    choices = origins(found)
    origin = asked.get("org", "") if asked.get("org", "") in dict(choices) else choices[0][0]
    currency = asked.get("cur", "") if asked.get("cur", "") in CURRENCIES else CURRENCIES[0]
    value, quantity = amount(asked.get("val", "")), amount(asked.get("qty", ""))
    rate = exchange_on(day).rate(currency, day)
    drawn: dict[str, Any] = {
        "value": asked.get("val", "")[:20], "quantity": asked.get("qty", "")[:20], "currency": currency, "currencies": CURRENCIES, "origin": origin,
        "origins": choices, "rate": rate, "wrong": bool(asked.get("val", "")) and value is None, "missing": rate is None,
    }
    if value is None or rate is None:
        return drawn
    country, _dash, agreement = origin.partition("-")
    owed = trial(found.code, value=value, currency=currency, origin=country, agreement=agreement, quantity=quantity, day=day)
    drawn |= {"lines": [_tax(tax) for tax in owed.taxes], "total": owed.total, "complete": owed.complete, "steps": list(steps(owed))}
    if agreement:
        plain = trial(found.code, value=value, currency=currency, origin=country, agreement="", quantity=quantity, day=day)
        drawn |= {"without": plain.total, "more": plain.total - owed.total}
    return drawn


def _tax(tax: TaxLine) -> dict[str, Any]:
    """One tax: its name, base, rate, amount."""
    return {"words": tax.words, "base": None if tax.base is None else number(float(tax.base), 0), "rate": rate_text(tax.rate), "code": tax.code,
            "amount": None if tax.withheld else number(float(tax.amount), 0), "citation": tax.citation}


def steps(owed: Statement) -> Iterator[str]:
    """Every step of the computation in words."""
    for said in (*owed.how, *(said for line in owed.lines for said in line.value.how), *(said for tax in owed.taxes for said in tax.how)):
        yield said.say(tongue())
