"""A small tariff with round rates, exchange rates of one week, makers of declarations."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from thongquan.core.goods import Adjustment, DocumentRef, GoodsFacts, Invoice, Line, PermitRef, Valuation
from thongquan.core.tariff import ANTI_DUMPING, SAFEGUARD, Measure, Preference, TariffLine, TariffTable, percent, read_rate
from thongquan.core.valuation import ExchangeRate, RateTable
from thongquan.core.words import Words

#: VAT is cut to 8 % on the first day and back at 10 % on the second
CUT_DAY, FULL_DAY = date(2026, 6, 1), date(2027, 2, 1)
PROOF = (DocumentRef(kind="certificate_of_origin", number="E26/1"),)


def _line(hs: str, name: str, **over: Any) -> TariffLine:
    return TariffLine(hs, Words(name, name, name), **over)


TARIFF = TariffTable((
    _line("08081000", "apples", mfn=percent(10), unit="KGM", preferences=(Preference("ACFTA", percent(0)), Preference("ATIGA", percent(0)))),
    _line("08061000", "grapes", mfn=percent(8), preferences=(
        Preference("ACFTA", percent(5), excluded=frozenset({"CN"})), Preference("RCEP", percent(6), only=frozenset({"CN"})),
        Preference("RCEP", percent(4), only=frozenset({"AU"})), Preference("CPTPP", percent(12)))),
    _line("84713020", "laptops", mfn=percent(0), unit="PCE"),
    _line("85171300", "telephones", mfn=percent(0), ordinary=percent(5)),
    _line("640299", "shoes, six digits only", mfn=percent(30)),
    _line("22083000", "whisky", mfn=percent(45), excise_code="SPIRITS20"),
    _line("24022090", "cigarettes", mfn=percent(135), excise_code="CIGARETTE"),
    _line("27101224", "petrol", mfn=percent(8), excise_code="PETROL", environment_code="PETROL"),
    _line("27011210", "coal", mfn=percent(3), environment_code="COAL"),
    _line("39232199", "plastic bags", mfn=percent(12), environment_code="PLASTICBAG"),
    _line("87032363", "cars of 2,400 cm3", mfn=percent(70), preferences=(Preference("ATIGA", percent(0)),), excise_code="CAR2500"),
    _line("87032199", "used cars of 1,000 cm3", mfn=read_rate("10000 USD/PCE"), excise_code="CAR1500"),
    _line("87033391", "used cars, greater of both", mfn=read_rate("150% max 15000 USD/PCE")),
    _line("22042113", "wine, lesser of both", mfn=read_rate("50% min 2 USD/LTR")),
    _line("22060091", "cider, sum of both", mfn=read_rate("20% + 1000 VND/LTR")),
    _line("17011400", "sugar", quota_in=percent(25), quota_out=percent(85), mfn=percent(25), preferences=(Preference("ATIGA", percent(5)),), vat="5"),
    _line("04072100", "eggs", quota_in=percent(30), quota_out=percent(80), mfn=percent(30), preferences=(Preference("AJCEP", percent(20), quota=True),)),
    _line("72082600", "hot-rolled steel, pickled", mfn=percent(0)),
    _line("72082700", "hot-rolled steel, thin", mfn=percent(0), measures=(Measure(ANTI_DUMPING, "AD20", percent("27.83"), frozenset({"CN"})),)),
    _line("72083800", "hot-rolled steel", mfn=percent(0), measures=(
        Measure(ANTI_DUMPING, "AD20.A01", percent(5), frozenset({"CN"}), company="Works A"),
        Measure(ANTI_DUMPING, "AD20.ALL", percent(25), frozenset({"CN"}), until=date(2029, 12, 31)),
        Measure(SAFEGUARD, "SG06", percent(10), excluded=frozenset({"LA"}), until=date(2026, 12, 31)))),
    _line("30049099", "medicines", mfn=percent(0), vat="5"),
    _line("12099190", "seeds", mfn=percent(0), vat="KCT"),
    _line("73181510", "bolts", mfn=percent(12)),
    _line("95030099", "goods whose old line ended", mfn=percent(20), until=date(2026, 12, 31)),
    _line("95030099", "goods whose new line began", mfn=percent(10), since=date(2027, 1, 1)),
    _line("49070010", "no rate told"),
    _line("26011110", "iron ore", mfn=percent(0), export=percent(40)),
    _line("40012220", "rubber", mfn=percent(3), export=percent(0)),
    _line("71131990", "export by weight", mfn=percent(25), export=read_rate("2000000 VND/KGM")),
))

EXCHANGE = RateTable(
    ExchangeRate(currency, Decimal(dong), day, "Vietcombank, invented")
    for day in (date(2026, 5, 28), date(2027, 1, 28))
    for currency, dong in (("USD", "25000"), ("CNY", "3500"), ("JPY", "170.55"), ("EUR", "27000.5"))
)


def a_line(hs: str = "08081000", value: Any = 100_000_000, **over: Any) -> Line:
    """Goods from China worth 100 million in the invoice's currency."""
    told = {name: Decimal(str(given)) if name in ("quantity", "net_kg", "gross_kg", "reduction", "unit_price", "customs_value") else given
            for name, given in over.items()}
    return Line(**{"hs": hs, "origin": "CN", "invoice_value": None if value is None else Decimal(str(value)), **told})


def a_declaration(*lines: Line, currency: str = "VND", incoterm: str = "CIF", total: Any = None, **over: Any) -> GoodsFacts:
    """An import for trading, priced CIF in đồng, unless told otherwise."""
    invoice = Invoice(incoterm=incoterm, currency=currency, total=None if total is None else Decimal(str(total)))
    numbered = tuple(replace(line, number=n) for n, line in enumerate(lines, 1))
    return GoodsFacts(**{"invoice": invoice, "lines": numbered, **over})


def valued(freight: Any = None, insurance: Any = None, *adjustments: tuple[str, Any], currency: str = "", **over: Any) -> Valuation:
    """A valuation with freight, insurance and adjustments in one currency ("" = the invoice's)."""
    return Valuation(
        freight=None if freight is None else Decimal(str(freight)), freight_currency=currency,
        insurance=None if insurance is None else Decimal(str(insurance)), insurance_currency=currency,
        adjustments=tuple(Adjustment(kind, Decimal(str(amount)), currency) for kind, amount in adjustments), **over)


LICENCE = (PermitRef("quota", "HN-1"),)
