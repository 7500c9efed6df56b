"""Tax law as tables: taxed goods, exemptions, treatment by type, agreements, demo rates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from thongquan.catalog.codes import AGREEMENTS
from thongquan.catalog.tables import rows
from thongquan.catalog.tax_law import TAX_LAW
from thongquan.core.duty.law import KINDS, DutyLaw, Exemption, TaxedGoods, Treatment
from thongquan.core.tariff import Measure, read_rate
from thongquan.core.valuation import ExchangeRate, RateTable
from thongquan.core.words import Words


def _words(r: Mapping[str, str]) -> Words:
    return Words(r["name_vi"], r["name_en"], r["name_zh"])


def _since(r: Mapping[str, str]) -> date:
    return date.fromisoformat(r["since"]) if r["since"] else date.min


def _until(r: Mapping[str, str]) -> date:
    return date.fromisoformat(r["until"]) if r["until"] else date.max


def _goods(name: str) -> tuple[TaxedGoods, ...]:
    return tuple(
        TaxedGoods(r["code"], _words(r), r["citation"], _since(r), _until(r), r["evidence"] != "verified", read_rate(r["rate"]), r["vat_reduced"] == "yes",
                   tuple(r["hs"].split()))
        for r in rows(f"duty/{name}")
    )


EXCISE_GOODS, ENVIRONMENT_GOODS = _goods("excise"), _goods("environment")
EXEMPTIONS = tuple(
    Exemption(r["code"], _words(r), r["citation"], _since(r), _until(r), r["evidence"] != "verified", frozenset(r["taxes"].split()))
    for r in rows("duty/exemptions")
)
TREATMENTS = tuple(
    Treatment(r["code"], _words(r), r["citation"], _since(r), _until(r), r["evidence"] != "verified", {kind: r[kind] for kind in KINDS if kind in r})
    for r in rows("duty/treatments")
)

#: additional duties against goods of some origins, with the beginnings of their HS codes
MEASURES = tuple(
    (tuple(r["hs"].split()), Measure(r["kind"], r["code"], read_rate(r["rate"]), frozenset(r["origins"].split()), company=r["company"],
                                     citation=r["citation"], since=_since(r), until=_until(r), believed=r["evidence"] != "verified"))
    for r in rows("duty/measures")
)

#: the whole tax law by day, as `core.duty.compute` takes it
DUTY_LAW = DutyLaw(TAX_LAW, agreements=AGREEMENTS.values(), excise=EXCISE_GOODS, environment=ENVIRONMENT_GOODS, exemptions=EXEMPTIONS, treatments=TREATMENTS,
                    measures=MEASURES)

#: what a declarant may state of VAT; "8" claims the reduction
VAT_CODES: dict[str, Words] = {
    "10": Words("Thuế suất thông thường", "Standard rate", "标准税率"),
    "8": Words("Thuế suất được giảm theo nghị quyết", "Rate reduced by resolution", "按决议减征税率"),
    "5": Words("Thuế suất 5%", "5% rate", "5%税率"),
    "0": Words("Thuế suất 0%", "0% rate", "0%税率"),
    "KCT": Words("Không chịu thuế", "Not subject to VAT", "不征增值税"),
}

#: weekly rates that look like rates and were invented for the demo and training realms
DEMO_RATES = tuple(
    ExchangeRate(r["currency"], Decimal(r["rate"]), date.fromisoformat(r["day"]), r["source"], believed=True) for r in rows("duty/exchange_demo")
)
DEMO_EXCHANGE = RateTable(DEMO_RATES)
