"""Worked examples of duty, each as a customs officer would reckon it on paper."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.core.duty_book import CUT_DAY, EXCHANGE, FULL_DAY, LICENCE, PROOF, TARIFF, a_declaration, a_line, valued
from thongquan.catalog.rates import DUTY_LAW
from thongquan.core.duty import compute
from thongquan.core.goods import GoodsFacts

MILLION = 1_000_000


@dataclass(frozen=True)
class Example:
    """A declaration and what it owes; kinds not named owe nothing or do not appear."""

    says: str
    facts: GoodsFacts
    owes: dict[str, int]
    on: date = FULL_DAY
    values: tuple[int, ...] = ()
    finds: frozenset[str] = field(default_factory=frozenset)
    secured: int = 0
    complete: bool = True


def ex(says: str, *lines: Any, owes: dict[str, int], on: date = FULL_DAY, values: tuple[int, ...] = (), finds: str = "", secured: int = 0,
       complete: bool = True, **over: Any) -> Any:
    example = Example(says, a_declaration(*lines, **over), owes, on, values, frozenset(finds.split()), secured, complete)
    return pytest.param(example, id=says)


EXAMPLES = [
    # the choice of rate
    ex("MFN 10 % and VAT 10 % of value and duty", a_line(), owes={"import": 10 * MILLION, "vat": 11 * MILLION}),
    ex("while the resolution lasts VAT is 8 %", a_line(), on=CUT_DAY, owes={"import": 10 * MILLION, "vat": 8_800_000}),
    ex("ACFTA with form E frees of duty", a_line(preference="ACFTA"), documents=PROOF, owes={"import": 0, "vat": 10 * MILLION}),
    ex("without proof of origin MFN is paid", a_line(preference="ACFTA"), owes={"import": 10 * MILLION, "vat": 11 * MILLION}, finds="DTY-05"),
    ex("goods of Japan do not enjoy ACFTA", a_line(preference="ACFTA", origin="JP"), documents=PROOF,
       owes={"import": 10 * MILLION, "vat": 11 * MILLION}, finds="DTY-04"),
    ex("ACFTA leaves grapes of China out", a_line("08061000", preference="ACFTA"), documents=PROOF,
       owes={"import": 8 * MILLION, "vat": 10_800_000}, finds="DTY-04"),
    ex("RCEP has one rate for China", a_line("08061000", preference="RCEP"), documents=PROOF, owes={"import": 6 * MILLION, "vat": 10_600_000}),
    ex("and another for Australia", a_line("08061000", preference="RCEP", origin="AU"), documents=PROOF, owes={"import": 4 * MILLION, "vat": 10_400_000}),
    ex("an agreement dearer than MFN is not used", a_line("08061000", preference="CPTPP", origin="AU"), documents=PROOF,
       owes={"import": 8 * MILLION, "vat": 10_800_000}),
    ex("an agreement without a rate for the code", a_line(preference="EVFTA", origin="DE"), documents=PROOF,
       owes={"import": 10 * MILLION, "vat": 11 * MILLION}, finds="DTY-06"),
    ex("an agreement nobody knows", a_line(preference="XXFTA"), documents=PROOF, owes={"import": 10 * MILLION, "vat": 11 * MILLION}, finds="DTY-03"),
    ex("a country without MFN pays 150 % of it", a_line(origin="KP"), owes={"import": 15 * MILLION, "vat": 11_500_000}),
    ex("unless the ordinary tariff lists its own rate", a_line("85171300", origin="KP"), owes={"import": 5 * MILLION, "vat": 10_500_000}),
    ex("unknown origin pays the ordinary rate", a_line(origin=""), owes={"import": 15 * MILLION, "vat": 11_500_000}, finds="DTY-07"),
    ex("a code known with six digits only", a_line("64029990"), owes={"import": 30 * MILLION, "vat": 13 * MILLION}, finds="DTY-02"),
    ex("a code written with more digits than the tariff has", a_line("0808100090"), owes={"import": 10 * MILLION, "vat": 11 * MILLION}, finds="DTY-02"),
    ex("the line of the old year", a_line("95030099"), on=date(2026, 12, 31), owes={"import": 20 * MILLION, "vat": 9_600_000}, finds="DTY-19"),
    ex("the line of the new year", a_line("95030099"), owes={"import": 10 * MILLION, "vat": 11 * MILLION}),
    # quota
    ex("sugar within the quota", a_line("17011400", quota=True), permits=LICENCE, owes={"import": 25 * MILLION, "vat": 6_250_000}),
    ex("sugar outside the quota", a_line("17011400"), owes={"import": 85 * MILLION, "vat": 9_250_000}),
    ex("ATIGA sugar outside the quota enjoys the agreement", a_line("17011400", origin="TH", preference="ATIGA"), documents=PROOF,
       owes={"import": 5 * MILLION, "vat": 5_250_000}),
    ex("a quota claimed without a licence is noted", a_line("17011400", quota=True), owes={"import": 25 * MILLION, "vat": 6_250_000}, finds="DTY-20"),
    ex("an agreement's rate that holds within the quota only", a_line("04072100", origin="JP", preference="AJCEP"), documents=PROOF,
       owes={"import": 80 * MILLION, "vat": 18 * MILLION}, finds="DTY-06"),
    ex("the same within the quota", a_line("04072100", origin="JP", preference="AJCEP", quota=True), documents=PROOF, permits=LICENCE,
       owes={"import": 20 * MILLION, "vat": 12 * MILLION}),
    ex("a quota claimed where there is none", a_line(quota=True), owes={"import": 10 * MILLION, "vat": 11 * MILLION}, finds="DTY-11"),
    # amounts per unit
    ex("a used car at 10,000 USD apiece, then excise of 35 %", a_line("87032199", quantity=1, unit="PCE"),
       owes={"import": 250 * MILLION, "excise": 122_500_000, "vat": 47_250_000}),
    ex("the greater of 150 % and 15,000 USD: the amount", a_line("87033391", quantity=1, unit="PCE", excise_code="KCT"),
       owes={"import": 375 * MILLION, "vat": 47_500_000}),
    ex("the greater of 150 % and 15,000 USD: the percentage", a_line("87033391", 300 * MILLION, quantity=1, unit="PCE", excise_code="KCT"),
       owes={"import": 450 * MILLION, "vat": 75 * MILLION}),
    ex("the lesser of 50 % and 2 USD a litre", a_line("22042113", quantity=900, unit="LTR", excise_code="KCT"),
       owes={"import": 45 * MILLION, "vat": 14_500_000}),
    ex("20 % and 1,000 đồng a litre together", a_line("22060091", quantity=5, unit="HLT", excise_code="KCT"),
       owes={"import": 20_500_000, "vat": 12_050_000}),
    ex("a rate per piece without pieces waits", a_line("87032199"), owes={}, finds="DTY-09", complete=False),
    # additional duties
    ex("steel of China: anti-dumping for all others and safeguard", a_line("72083800"), on=CUT_DAY,
       owes={"import": 0, "additional": 35 * MILLION, "vat": 13_500_000}, finds="DTY-16"),
    ex("steel of a works with its own rate", a_line("72083800", additional_code="AD20.A01"), on=CUT_DAY,
       owes={"import": 0, "additional": 15 * MILLION, "vat": 11_500_000}),
    ex("a measure ends on its day", a_line("72083800", additional_code="AD20.A01"), owes={"import": 0, "additional": 5 * MILLION, "vat": 10_500_000}),
    ex("a measure that no text proves is told and not charged", a_line("72082600"), owes={"import": 0, "vat": 10 * MILLION}, finds="DTY-23"),
    ex("the same measure in the table is charged once", a_line("72082700"), owes={"import": 0, "additional": 27_830_000, "vat": 12_783_000}),
    ex("Lao steel bears no measure", a_line("72083800", origin="LA"), on=CUT_DAY, owes={"import": 0, "vat": 10 * MILLION}),
    ex("a company code that does not stand", a_line("72083800", origin="JP", additional_code="AD20.A01"),
       owes={"import": 0, "vat": 10 * MILLION}, finds="DTY-17"),
    # the chain of taxes
    ex("whisky: duty 45 %, excise 65 %, VAT uncut", a_line("22083000"), on=CUT_DAY,
       owes={"import": 45 * MILLION, "excise": 94_250_000, "vat": 23_925_000}),
    ex("whisky a year later: excise 70 %", a_line("22083000"), owes={"import": 45 * MILLION, "excise": 101_500_000, "vat": 24_650_000}),
    ex("cigarettes from 2027: 75 % and 2,000 đồng a pack", a_line("24022090", quantity=10_000, unit="PA"),
       owes={"import": 135 * MILLION, "excise": 196_250_000, "vat": 43_125_000}),
    ex("petrol: excise 10 %, environment 2,000 đồng a litre, VAT cut all the same", a_line("27101224", quantity=5000, unit="LTR"), on=CUT_DAY,
       owes={"import": 8 * MILLION, "excise": 10_800_000, "environment": 10 * MILLION, "vat": 10_304_000}),
    ex("coal by the tonne, weighed in kilograms", a_line("27011210", quantity=60_000, unit="KGM"), on=CUT_DAY,
       owes={"import": 3 * MILLION, "environment": 900_000, "vat": 8_312_000}),
    ex("plastic bags by net weight", a_line("39232199", quantity=40, unit="CT", net_kg=200),
       owes={"import": 12 * MILLION, "environment": 10 * MILLION, "vat": 12_200_000}),
    ex("an ASEAN car: no duty, excise 50 %", a_line("87032363", origin="TH", preference="ATIGA", quantity=1, unit="PCE"), documents=PROOF,
       owes={"import": 0, "excise": 50 * MILLION, "vat": 15 * MILLION}),
    ex("a tax code nobody knows withholds that tax and VAT", a_line(excise_code="NEKTAR"), owes={"import": 10 * MILLION}, finds="DTY-14", complete=False),
    ex("wine bears excise by its HS code alone", a_line("22042113", quantity=900, unit="LTR"),
       owes={"import": 45 * MILLION, "excise": 58 * MILLION, "vat": 20_300_000}),
    ex("a car without a tax code waits for it", a_line("87033391", quantity=1, unit="PCE"), owes={"import": 375 * MILLION}, finds="DTY-22", complete=False),
    ex("unless it comes for a time only", a_line("87033391", quantity=1, unit="PCE"), kind="G13", owes={"import": 0, "vat": 0}),
    # VAT
    ex("medicines at 5 %", a_line("30049099"), on=CUT_DAY, owes={"import": 0, "vat": 5 * MILLION}),
    ex("seeds are not subject to VAT", a_line("12099190"), owes={"import": 0, "vat": 0}),
    ex("steel bolts have no part in the cut", a_line("73181510"), on=CUT_DAY, owes={"import": 12 * MILLION, "vat": 11_200_000}),
    ex("the cut claimed for bolts is not given", a_line("73181510", vat_code="8"), on=CUT_DAY,
       owes={"import": 12 * MILLION, "vat": 11_200_000}, finds="DTY-15"),
    ex("the cut claimed for apples is", a_line(vat_code="8"), on=CUT_DAY, owes={"import": 10 * MILLION, "vat": 8_800_000}),
    ex("another category than the tariff's is used and noted", a_line(vat_code="5"), owes={"import": 10 * MILLION, "vat": 5_500_000}, finds="DTY-15"),
    # value
    ex("FOB in dollars: freight and insurance come on top", a_line(value=1000), currency="USD", incoterm="FOB", valuation=valued(100, 5),
       values=(27_625_000,), owes={"import": 2_762_500, "vat": 3_038_750}),
    ex("yen have no decimals, đồng neither", a_line("84713020", 1_234_567), currency="JPY", values=(210_555_402,), owes={"import": 0, "vat": 21_055_540}),
    ex("freight in another currency than the invoice", a_line(value=1000), currency="CNY", incoterm="FCA", valuation=valued(20, currency="USD"),
       values=(4_000_000,), owes={"import": 400_000, "vat": 440_000}),
    ex("freight over three lines by value, the odd đồng to the largest remainder", a_line(value=100), a_line(value=100), a_line(value=100),
       incoterm="FOB", valuation=valued(100), values=(134, 133, 133), owes={"import": 39, "vat": 45}),
    ex("freight by weight", a_line(value=600, gross_kg=100), a_line(value=400, gross_kg=300), incoterm="FOB", valuation=valued(200, freight_by="weight"),
       values=(650, 550), owes={"import": 120, "vat": 133}),
    ex("royalty added, costs after the gate taken off", a_line(value=100 * MILLION), incoterm="DAP",
       valuation=valued(None, None, ("AL", 8 * MILLION), ("DC", 3 * MILLION)), values=(105 * MILLION,), owes={"import": 10_500_000, "vat": 11_550_000}),
    ex("freight declared under CIF is left out", a_line(), valuation=valued(5 * MILLION), values=(100 * MILLION,),
       owes={"import": 10 * MILLION, "vat": 11 * MILLION}, finds="CVL-05"),
    ex("the value of similar goods as declared", a_line(customs_value=90 * MILLION), valuation=valued(method="3"), values=(90 * MILLION,),
       owes={"import": 9 * MILLION, "vat": 9_900_000}),
    ex("price times quantity where no value is told", a_line(value=None, quantity=3, unit_price="2.5"), currency="EUR", values=(202_504,),
       owes={"import": 20_250, "vat": 22_275}),
    # relief
    ex("a temporary import for re-export is secured, not paid", a_line(), kind="G11", owes={"import": 0, "vat": 0}, secured=10 * MILLION),
    ex("a duty-free temporary import", a_line(), kind="G13", owes={"import": 0, "vat": 0}),
    ex("project machinery pays duty on temporary import", a_line("73181510"), kind="G12", owes={"import": 12 * MILLION, "vat": 0}),
    ex("materials for processing", a_line(), kind="E21", owes={"import": 0, "vat": 0}),
    ex("goods into a bonded warehouse", a_line(), kind="C11", owes={"import": 0, "vat": 0}),
    ex("an exemption of duty leaves VAT on the value alone", a_line(exemption="INVST"), owes={"import": 0, "vat": 10 * MILLION}),
    ex("aid is free of all", a_line("22083000", exemption="AID"), owes={"import": 0, "excise": 0, "vat": 0}),
    ex("an exemption nobody knows exempts nothing", a_line(exemption="XX999"), owes={"import": 10 * MILLION, "vat": 11 * MILLION}, finds="DTY-13"),
    ex("a reduction in đồng", a_line(reduction=4 * MILLION), owes={"import": 6 * MILLION, "vat": 10_600_000}),
    ex("a reduction ends at zero", a_line(reduction=40 * MILLION), owes={"import": 0, "vat": 10 * MILLION}, finds="DTY-18"),
    # export and transit
    ex("iron ore leaves at 40 %", a_line("26011110"), direction="export", kind="B11", incoterm="FOB", owes={"export": 40 * MILLION}),
    ex("a CIF export is valued without freight and insurance", a_line("26011110"), direction="export", kind="B11", valuation=valued(9 * MILLION, MILLION),
       values=(90 * MILLION,), owes={"export": 36 * MILLION}),
    ex("rubber leaves free", a_line("40012220"), direction="export", kind="B11", incoterm="DAF", owes={}),
    ex("export by weight", a_line("71131990", net_kg="1.25"), direction="export", kind="B11", incoterm="FOB", owes={"export": 2_500_000}),
    ex("re-export of a temporary import", a_line("26011110"), direction="export", kind="G21", incoterm="FOB", owes={"export": 0}),
    ex("transit owes nothing", a_line(), direction="transit", kind="TR1", owes={}),
    # what is missing never loses a declaration
    ex("a code nobody knows waits, the other line is reckoned", a_line("99999999"), a_line(), owes={"import": 10 * MILLION, "vat": 11 * MILLION},
       finds="DTY-01", complete=False),
    ex("a currency without a rate waits", a_line(), currency="XAU", owes={}, finds="CVL-01", complete=False),
    ex("freight without a rate leaves the value open", a_line(), incoterm="FOB", valuation=valued(5, currency="XAU"), owes={}, finds="CVL-01", complete=False),
    ex("a line without a rate waits with its VAT", a_line("49070010"), owes={}, finds="DTY-12", complete=False),
    ex("the declared amount per unit where the tariff has none", a_line("49070010", quantity=2, unit="PCE", absolute_rate=Decimal(100), absolute_unit="PCE",
       absolute_currency="USD"), owes={"import": 5 * MILLION, "vat": 10_500_000}, finds="DTY-21"),
    ex("a type nobody knows is taken as taxable", a_line(), kind="Z99", owes={"import": 10 * MILLION, "vat": 11 * MILLION}, finds="DTY-08"),
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_owes(example):
    found = compute(example.facts, TARIFF, EXCHANGE, DUTY_LAW, example.on)
    owed = {kind: int(amount) for kind, amount in found.totals.items()}
    assert {kind: amount for kind, amount in owed.items() if amount} == {kind: amount for kind, amount in example.owes.items() if amount}
    assert set(example.owes) <= set(owed)
    assert found.total == sum(example.owes.values()) and found.secured == example.secured
    assert {finding.code for finding in found.findings} - {"DTY-19"} == example.finds - {"DTY-19"}
    assert found.complete is example.complete
    if example.values:
        assert tuple(line.value.value for line in found.lines) == tuple(Decimal(value) for value in example.values)


def test_the_table_is_long_enough_to_trust():
    assert len(EXAMPLES) >= 40
