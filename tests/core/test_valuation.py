"""Customs value: what each Incoterm adds or takes off, exact shares, currencies by day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.duty_book import CUT_DAY, EXCHANGE, a_declaration, a_line, valued
from thongquan.catalog.codes import INCOTERMS as LISTED
from thongquan.core.forms.goods_choices import ADJUSTMENTS as CHOICES
from thongquan.core.incoterms import ADJUSTMENTS, INCOTERMS
from thongquan.core.valuation import ExchangeRate, RateTable, apportion, value

amounts = st.integers(0, 10**13)
weights = st.lists(st.decimals(0, 10**9, places=4), min_size=1, max_size=50)


def worth(term: str, direction: str = "import") -> int:
    """The value of goods invoiced at 1,000 with 100 of freight and 10 of insurance declared."""
    found = value(a_declaration(a_line(value=1000), incoterm=term, direction=direction, valuation=valued(100, 10)), EXCHANGE, CUT_DAY)
    return int(found.total)


@pytest.mark.parametrize(("term", "bought", "sold"), [
    ("EXW", 1110, 1100), ("FCA", 1110, 1100), ("FAS", 1110, 1000), ("FOB", 1110, 1000), ("CFR", 1010, 900), ("CPT", 1010, 900), ("CIF", 1000, 890),
    ("CIP", 1000, 890), ("DAP", 1000, 890), ("DPU", 1000, 890), ("DDP", 1000, 890), ("DAF", 1000, 1000), ("C&I", 1100, 990),
])
def test_imports_are_valued_at_the_gate_of_entry_exports_at_the_gate_of_exit(term, bought, sold):
    assert (worth(term), worth(term, "export")) == (bought, sold)


def test_every_term_and_adjustment_that_can_be_declared_is_known():
    assert set(LISTED) <= set(INCOTERMS)
    assert {choice.code for choice in CHOICES} <= set(ADJUSTMENTS)
    assert {term for term, row in LISTED.items() if row.freight} == {term for term, row in INCOTERMS.items() if term in LISTED and row.import_freight <= 0}
    assert {term for term, row in LISTED.items() if row.insurance} == {term for term, row in INCOTERMS.items() if term in LISTED and row.import_insurance <= 0}


@given(amounts, weights)
def test_shares_sum_exactly_and_none_is_a_dong_off(total, shares):
    parts = apportion(Decimal(total), shares)
    assert sum(parts) == total and len(parts) == len(shares)
    whole = sum(shares)
    if whole:
        assert all(abs(part * whole - total * share) < whole for part, share in zip(parts, shares, strict=True))


@given(amounts, weights)
def test_a_deduction_is_shared_like_an_addition(total, shares):
    assert apportion(Decimal(-total), shares) == tuple(-part for part in apportion(Decimal(total), shares))


@given(amounts, weights, st.randoms(use_true_random=False))
def test_the_order_of_lines_does_not_change_the_shares(total, shares, dice):
    order = list(range(len(shares)))
    dice.shuffle(order)
    assert sorted(apportion(Decimal(total), [shares[i] for i in order])) == sorted(apportion(Decimal(total), shares))


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=20), st.integers(0, 10**8), st.integers(0, 10**6))
def test_the_total_is_prices_and_charges_whatever_the_lines(prices, freight, insurance):
    facts = a_declaration(*(a_line(value=price) for price in prices), incoterm="FOB", valuation=valued(freight, insurance))
    found = value(facts, EXCHANGE, CUT_DAY)
    assert found.total == sum(prices) + freight + insurance
    assert all(line.value == sum(part.amount for part in line.parts) for line in found.lines)


def test_a_rate_counts_from_its_day_until_the_next():
    table = RateTable([ExchangeRate("USD", Decimal(25000), date(2026, 1, 1)), ExchangeRate("USD", Decimal(26000), date(2026, 1, 8))])
    assert table.rate("USD", date(2025, 12, 31)) is None
    assert [int(table.rate("USD", date(2026, 1, day)).dong) for day in (1, 7, 8, 20)] == [25000, 25000, 26000, 26000]


def test_the_trace_can_be_redone_by_hand():
    found = value(a_declaration(a_line(value="1234.5"), currency="USD", incoterm="FOB", valuation=valued(100)), EXCHANGE, CUT_DAY)
    assert [said.say("vi") for said in found.how] == ["cước vận chuyển: 100 USD × 25.000 = 2.500.000 đ"]
    assert [said.say("en") for said in found.lines[0].how] == [
        "Invoice value 1,234.5 USD × 25,000 = 30,862,500 đ", "Plus freight: 2,500,000 đ of 2,500,000 đ, shared by invoice value",
        "Customs value 33,362,500 đ"]
    assert "33,362,500" in found.lines[0].how[-1].say("zh-hans")


@pytest.mark.parametrize(("over", "code", "pointer", "known"), [
    ({"currency": "XAU"}, "CVL-01", "/invoice/currency", False),
    ({"incoterm": "ABC"}, "CVL-02", "/invoice/incoterm", True),
    ({"incoterm": "FOB"}, "CVL-04", "/valuation/freight", True),
    ({"valuation": valued(None, 5)}, "CVL-05", "/valuation/insurance", True),
    ({"valuation": valued(None, None, ("ZZ", 5))}, "CVL-06", "/valuation/adjustments/0/kind", True),
    ({"valuation": valued(None, None, ("DD", 2000))}, "CVL-07", "/lines/0", False),
    ({"valuation": valued(method="4")}, "CVL-08", "/lines/0/customs_value", False),
    ({"valuation": valued(method="9")}, "CVL-09", "/valuation/method", False),
    ({"incoterm": "FOB", "valuation": valued(5, freight_by="weight")}, "CVL-10", "/valuation/freight_by", True),
])
def test_what_is_missing_is_said_where_it_is_missing_and_blocks_nothing(over, code, pointer, known):
    found = value(a_declaration(a_line(value=1000), **over), EXCHANGE, CUT_DAY)
    assert [(finding.code, finding.pointer, finding.blocks) for finding in found.findings] == [(code, pointer, False)]
    assert (found.lines[0].value is not None) is known


def test_a_line_without_value_waits_and_the_others_do_not():
    found = value(a_declaration(a_line(value=None), a_line(value=5)), EXCHANGE, CUT_DAY)
    assert [line.value for line in found.lines] == [None, 5] and found.findings[0].code == "CVL-03"


def test_one_line_alone_is_worth_the_invoice():
    facts = a_declaration(a_line(value=None), total=700)
    assert value(facts, EXCHANGE, CUT_DAY).total == 700
    assert value(replace(facts, lines=()), EXCHANGE, CUT_DAY).total == 0
