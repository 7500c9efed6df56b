"""The tax notices of a working customs service, recomputed by our engine."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pytest

from tests.beside import DATA
from tests.core.duty_book import a_declaration, a_line
from thongquan.catalog.law import Law, Parameter
from thongquan.catalog.rates import TREATMENTS
from thongquan.core.duty import DutyLaw, compute
from thongquan.core.tariff import TariffLine, TariffTable, percent
from thongquan.core.valuation import RateTable
from thongquan.core.words import Words

NOTICES = DATA / "messages/wco36"
pytestmark = pytest.mark.skipif(not NOTICES.is_dir(), reason="the sample tax notices are not beside this checkout")
DAY = date(2026, 1, 5)
DUTY, VAT = "A00", "B00"
PENCE = Decimal(100)
_FEE = re.compile(r"<(?:\w+:)?DutyTaxFee>(.*?)</(?:\w+:)?DutyTaxFee>", re.DOTALL)
_ITEM = re.compile(r"<(?:\w+:)?GovernmentAgencyGoodsItem>(.*?)</(?:\w+:)?GovernmentAgencyGoodsItem>", re.DOTALL)


@dataclass(frozen=True)
class Fee:
    """One tax of one item of a notice."""

    kind: str
    base: Decimal | None
    rate: Decimal | None
    deduct: Decimal
    assessed: Decimal
    paid: Decimal | None


def number(text: str, tag: str) -> Decimal | None:
    found = re.search(rf"<(?:\w+:)?{tag}[^>]*>([\d.]+)<", text)
    return Decimal(found[1]) if found else None


def fees(text: str) -> list[Fee]:
    return [
        Fee(re.search(r"<(?:\w+:)?TypeCode>(\w+)<", fee)[1], number(fee, "AdValoremTaxBaseAmount"), number(fee, "TaxRateNumeric"),
            number(fee, "DeductAmount") or Decimal(0), number(fee, "TaxAssessedAmount") or Decimal(0), number(fee, "PaymentAmount"))
        for fee in _FEE.findall(text)
    ]


def items() -> Iterator[tuple[str, list[Fee]]]:
    """Every item of every response that names taxes."""
    for path in sorted(NOTICES.rglob("*.xml")):
        text = path.read_text(encoding="utf-8", errors="replace")
        if "<Response" in text or ":Response" in text:
            yield from ((str(path.relative_to(NOTICES)), found) for item in _ITEM.findall(text) if (found := fees(item)))


def pairs() -> Iterator[tuple[str, Fee, Fee]]:
    """Items that pay a duty by percentage and VAT on value and duty together, nothing forgiven and nothing else charged."""
    for name, found in items():
        kinds = {fee.kind: fee for fee in found}
        duty, vat = kinds.get(DUTY), kinds.get(VAT)
        if duty and vat and set(kinds) == {DUTY, VAT} and None not in (duty.base, duty.rate, vat.base, vat.rate) and not duty.deduct and not vat.deduct:
            if duty.paid == duty.assessed:
                yield name, duty, vat


def foreign_law(vat: Decimal, rounding: str = "down") -> DutyLaw:
    """Our engine with the rates of the notice: its VAT, no reduction."""
    told = {"vat.standard": vat, "vat.lower": vat, "vat.reduced": vat, "vat.reduced.left_out": "", "excise.ask": "", "duty.origins_without_mfn": "",
            "duty.rounding.dong": 1, "duty.rounding.mode": rounding, "duty.exchange.age.days": 7}
    return DutyLaw(Law(Parameter(key, value, "notice", date(2020, 1, 1), "the notice", believed=True) for key, value in told.items()), treatments=TREATMENTS)


def assessed(fee: Fee, rounding: str = "down") -> Decimal:
    """What our engine assesses, in pence, of a value at this rate less what the notice deducts."""
    tariff = TariffTable([TariffLine("08081000", Words("a", "a", "a"), mfn=percent(fee.rate))])
    declared = a_declaration(a_line(value=fee.base * PENCE, reduction=fee.deduct * PENCE))
    (tax,) = [tax for tax in compute(declared, tariff, RateTable([]), foreign_law(Decimal(0), rounding), DAY).lines[0].taxes if tax.kind == "import"]
    return tax.amount


def told() -> list[tuple[str, Fee]]:
    """Every tax of every notice that names a base and a rate."""
    return [(name, fee) for name, found in items() for fee in found if fee.base is not None and fee.rate is not None]


def wrong(fees: Iterable[tuple[str, Fee]], rounding: str = "down") -> list[tuple[str, Fee]]:
    """Those of which our engine would have assessed another amount."""
    return [(name, fee) for name, fee in fees if assessed(fee, rounding) != fee.assessed * PENCE]


def test_the_engine_assesses_every_tax_of_every_notice_as_that_service_did():
    """Base, rate, deduction and rounding of each go through the engine; in which order taxes build on each other is the next test's."""
    fees = told()
    assert len(fees) >= 100 and wrong(fees) == []


def test_a_penny_a_rate_or_a_rounding_that_is_not_theirs_is_found():
    """Negative control: the check above fails for any of them."""
    fees = told()
    assert len(wrong((name, replace(fee, assessed=fee.assessed + Decimal("0.01"))) for name, fee in fees)) == len(fees)
    dutiable = [(name, fee) for name, fee in fees if fee.base > 1 and not fee.deduct]
    assert len(wrong((name, replace(fee, rate=fee.rate + 1)) for name, fee in dutiable)) == len(dutiable)
    assert wrong(fees, "half_up"), "some notice has a fraction of a penny that is left out"


def test_the_engine_finds_the_same_duty_vat_base_and_vat():
    """In pence, so that whole numbers are compared; that service leaves fractions of a penny out."""
    checked = 0
    for name, duty, vat in pairs():
        tariff = TariffTable([TariffLine("08081000", Words("a", "a", "a"), mfn=percent(duty.rate))])
        found = compute(a_declaration(a_line(value=duty.base * PENCE)), tariff, RateTable([]), foreign_law(vat.rate), DAY)
        ours = {tax.kind: tax for tax in found.lines[0].taxes}
        assert ours["import"].amount == duty.assessed * PENCE, name
        assert ours["vat"].amount == vat.assessed * PENCE, name
        assert ours["vat"].base == vat.base * PENCE, name
        checked += 1
    assert checked >= 20
