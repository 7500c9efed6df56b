"""The duty engine's promises: sums, order of lines, traces, dated law, rates read and written."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.duty_book import CUT_DAY, EXCHANGE, FULL_DAY, PROOF, TARIFF, a_declaration, a_line, valued
from thongquan.catalog import rates, tax_law
from thongquan.catalog.declaration_types import DECLARATION_TYPES
from thongquan.core.duty import KINDS, TAXES, TREATMENTS, compute
from thongquan.core.duty.charge import quantity_in
from thongquan.core.duty.words import SENTENCES
from thongquan.core.refusals import explain
from thongquan.core.tariff import Rate, TariffTable, percent, read_rate
from thongquan.core.traced import number

HAN = re.compile(r"[\u4e00-\u9fff]")
CODES = ("08081000", "22083000", "27101224", "72083800", "17011400", "87032199", "22060091", "39232199", "99999999", "640299")
lines = st.lists(
    st.builds(lambda hs, value, origin, quantity: a_line(hs, value, origin=origin, quantity=quantity, unit="LTR", net_kg=quantity),
              st.sampled_from(CODES), st.integers(0, 10**11), st.sampled_from(("CN", "TH", "KP", "")), st.integers(1, 10**5)),
    min_size=1, max_size=8)


def statement(*of, on=CUT_DAY, **over):
    return compute(a_declaration(*of, **over), TARIFF, EXCHANGE, rates.DUTY_LAW, on)


@settings(max_examples=60)
@given(lines, st.integers(0, 10**9))
def test_every_total_is_the_sum_of_its_lines(goods, freight):
    found = statement(*goods, incoterm="FOB", valuation=valued(freight))
    assert found.total == sum(line.amount for line in found.lines) == sum(found.totals.values())
    assert found.customs_value == sum(line.invoice_value for line in goods) + freight
    for tax in found.taxes:
        assert tax.withheld or tax.amount + tax.relief + tax.secured == tax.assessed
        assert tax.amount == int(tax.amount) >= 0


@settings(max_examples=60)
@given(lines, st.randoms(use_true_random=False))
def test_the_order_of_lines_does_not_matter(goods, dice):
    shuffled = list(goods)
    dice.shuffle(shuffled)
    assert statement(*goods).totals == {kind: statement(*shuffled).totals[kind] for kind in statement(*goods).totals}


@given(st.sampled_from(CODES[:-2]), st.integers(0, 10**12), st.integers(0, 10**12))
def test_dearer_goods_never_owe_less(hs, one, other):
    cheap, dear = sorted((one, other))
    owed = [statement(a_line(hs, value, quantity=3, unit="PCE", net_kg=3, quantity2=Decimal(3), unit2="LTR")).total for value in (cheap, dear)]
    assert owed[0] <= owed[1]


@settings(max_examples=40)
@given(lines)
def test_taxes_stand_in_legal_order_and_each_cites_and_explains_itself(goods):
    for line in statement(*goods).lines:
        order = [KINDS.index(tax.kind) for tax in line.taxes]
        assert order == sorted(order)
        for tax in line.taxes:
            assert tax.citation and tax.how or tax.withheld
            assert all(HAN.search(said.say("zh")) or "×" in said.say("zh") for said in tax.how)


def test_a_trader_can_redo_the_whisky():
    found = statement(a_line("22083000"), on=FULL_DAY)
    vat = found.lines[0].tax("vat")
    assert [said.say("vi") for said in vat.how] == [
        "100.000.000 + 45.000.000 + 0 + 101.500.000 + 0 = 246.500.000 đ", "Thuế suất GTGT 10%", "246.500.000 đ × 10% = 24.650.000 đ"]
    assert vat.base_words.en.startswith("Customs value + import duty") and vat.believed
    plain = json.loads(json.dumps(found.plain()))
    assert [tax["kind"] for tax in plain["lines"][0]["taxes"]] == ["import", "excise", "vat"]
    assert plain["total"] == 171_150_000 and plain["complete"] and plain["lines"][0]["taxes"][1]["rate"] == "70%"


def test_an_old_exchange_rate_is_noted_and_used():
    found = statement(a_line(value=10), currency="USD", on=date(2026, 7, 1))
    assert [finding.code for finding in found.findings] == ["DTY-19"] and found.customs_value == 250_000
    assert statement(a_line(value=10), currency="USD").findings == ()


def test_the_rate_of_an_amount_per_unit_stands_on_the_statement():
    found = statement(a_line("87032199", quantity=1, unit="PCE"))
    assert [(rate.currency, rate.dong) for rate in found.rates] == [("USD", Decimal(25000))]


@pytest.mark.parametrize("kind", sorted(DECLARATION_TYPES))
def test_every_type_has_its_treatment_and_agrees_with_what_the_type_implies(kind):
    known, treatment = DECLARATION_TYPES[kind], rates.DUTY_LAW.treatment(kind, CUT_DAY)
    duty = treatment.of("export" if known.direction == "export" else "import")
    assert (duty == "due") == (known.duty == "taxed"), (duty, known.duty)
    assert treatment.of("vat") in ("due", "not_subject") and treatment.citation


def test_dated_rates_never_overlap_and_every_line_cites():
    for table in (rates.EXCISE_GOODS, rates.ENVIRONMENT_GOODS, rates.EXEMPTIONS, rates.TREATMENTS):
        for row in table:
            same = [other for other in table if other.code == row.code and other is not row]
            assert all(other.until < row.since or other.since > row.until for other in same), row.code
            assert row.citation and row.believed and HAN.search(row.words.zh) and row.words.vi != row.words.en
    assert all(line.citation and line.believed for line in tax_law.PARAMETERS)
    assert all(len(row.code) <= 5 for row in rates.EXEMPTIONS) and all(len(row.code) <= 10 for row in (*rates.EXCISE_GOODS, *rates.ENVIRONMENT_GOODS))


@pytest.mark.parametrize(("day", "rate"), [
    (date(2021, 6, 1), 10), (date(2022, 6, 1), 8), (date(2023, 6, 30), 10), (date(2023, 7, 1), 8), (date(2025, 6, 30), 8), (date(2026, 12, 31), 8),
    (date(2027, 1, 1), 10)])
def test_the_cut_of_vat_follows_its_resolutions(day, rate):
    assert tax_law.TAX_LAW.value("vat.reduced", day) == rate


def test_agreements_answer_to_every_spelling():
    law = rates.DUTY_LAW
    assert law.agreement("RCEP", CUT_DAY) is law.agreement("RCEPT", CUT_DAY) is not None
    assert law.agreement("B05", CUT_DAY) is law.agreement("ACFTA", CUT_DAY)
    assert law.agreement("EVFTA", date(2020, 7, 31)) is None and "VN" in law.agreement("EVFTA", date(2020, 8, 1)).members


def test_demo_rates_are_marked_and_reach_over_the_year():
    assert {rate.source for rate in rates.DEMO_RATES} == {"demo"} and all(rate.believed for rate in rates.DEMO_RATES)
    for currency in ("USD", "CNY", "JPY", "KRW", "EUR", "THB", "LAK"):
        found = rates.DEMO_EXCHANGE.rate(currency, date(2026, 11, 22))
        assert found is not None and (date(2026, 11, 22) - found.day).days < 7


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_every_finding_speaks(code):
    assert SENTENCES[code].vi != SENTENCES[code].en and HAN.search(SENTENCES[code].zh)
    assert explain(code, {}, "vi").do


def test_names_of_taxes_and_treatments_are_in_three_languages():
    assert set(TAXES) == set(KINDS)
    assert all(HAN.search(words.zh) and words.vi != words.en for words in (*TAXES.values(), *TREATMENTS.values()))


@given(st.decimals(0, 300, places=2), st.decimals(1, 10**7, places=3), st.sampled_from(("greater", "lesser", "sum", "percent", "amount")))
def test_a_rate_written_is_read_again(share, amount, kind):
    unit = {"amount": amount, "currency": "USD", "unit": "KGM"}
    rate = percent(share) if kind == "percent" else Rate(**unit) if kind == "amount" else Rate(percent=share, mix=kind, **unit)
    assert read_rate(str(rate)) == rate


@pytest.mark.parametrize("text", ["", "*", "max", "20% max", "20 5 USD/KGM", "USD/KGM", "-5%", "10% 5 USD/KGM"])
def test_what_is_no_rate_is_refused(text):
    with pytest.raises(ValueError, match="rate"):
        read_rate(text)


def test_the_nearest_shorter_code_serves_and_says_so():
    found = TARIFF.line("64029990", CUT_DAY)
    assert found.line.hs == "640299" and not found.exact
    assert TARIFF.line("0808.10.00", CUT_DAY).exact and TARIFF.line("11", CUT_DAY) is None
    assert TariffTable([]).line("08081000", CUT_DAY) is None


@pytest.mark.parametrize(("unit", "expected"), [("KGM", "1500"), ("TNE", "1.5"), ("GRM", "1500000"), ("PCE", "24"), ("LTR", None)])
def test_quantities_change_between_kindred_units(unit, expected):
    line = a_line(quantity="1.5", unit="TNE")
    line = replace(line, quantity2=Decimal(2), unit2="DZN")
    assert quantity_in(line, unit) == (None if expected is None else Decimal(expected))


@pytest.mark.parametrize(("declared", "asked", "expected"), [
    ("DTN", "KGM", "200"), ("CEN", "PCE", "200"), ("NMB", "PCE", "2"), ("PR", "NPR", "2"), ("UNC", "HEA", "2")])
def test_a_quantity_in_any_unit_of_the_list_serves_a_rate_in_a_kindred_one(declared, asked, expected):
    assert quantity_in(a_line(quantity="2", unit=declared), asked) == Decimal(expected)


def test_numbers_are_written_as_each_language_writes_them():
    assert [number(Decimal("1234567.50"), language) for language in ("vi", "en", "zh")] == ["1.234.567,5", "1,234,567.5", "1,234,567.5"]


def test_a_document_named_after_the_form_proves_origin_too():
    assert statement(a_line(preference="ACFTA"), documents=(replace(PROOF[0], kind="co_e"),)).totals["import"] == 0
    assert statement(a_line(preference="ACFTA"), documents=(replace(PROOF[0], kind="invoice"),)).totals["import"] > 0
