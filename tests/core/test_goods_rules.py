"""Stories of goods declarations before the rules, and that no facts make a rule stumble."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.goods_rule_examples import (
    EARLIER,
    TODAY,
    TWO,
    a_line,
    a_return,
    a_stay,
    a_transit,
    an_export,
    an_import,
    paper,
    preferred,
    traded,
)
from tests.core.rule_examples import NOW
from thongquan.catalog.law import LAW
from thongquan.core import rules
from thongquan.core.goods import Adjustment, DocumentRef, GoodsFacts, GoodsHistory, Invoice, Line, PermitRef, Trader, Valuation
from thongquan.core.rules import goods_sources
from thongquan.core.rules.goods_lines import folded
from thongquan.core.words import LANGUAGES


def stopped_by(facts: GoodsFacts, step: str = "goods.register", at: datetime = NOW) -> list[str]:
    return sorted({f.code for f in rules.judge(step, facts, LAW, at) if f.blocks})


def warned_of(facts: GoodsFacts) -> list[str]:
    return sorted({f.code for f in rules.judge("goods.register", facts, LAW, NOW) if not f.blocks})


def pointers(code: str, facts: GoodsFacts) -> list[str]:
    return [f.pointer for f in rules.judge("goods.register", facts, LAW, NOW) if f.code == code]


def test_there_are_enough_rules_and_each_is_judged_at_registration() -> None:
    judged = [rule for rule in rules.BOOK.rules.values() if "goods.register" in rule.steps]
    assert len(judged) >= 60 and sum(rule.blocks for rule in judged) >= 60


def test_the_customs_value_of_an_export_is_held_against_its_price_without_the_way_abroad() -> None:
    """81,000 CNY delivered, 2,000 of them for the way abroad: the goods are worth 79,000 at the gate."""
    def declared(dong: int) -> GoodsFacts:
        plain = an_export(rates={"CNY": D(3600)})
        return replace(plain, invoice=replace(plain.invoice, incoterm="DAP"), valuation=Valuation("1", D(2000), "CNY"),
                       lines=(replace(plain.lines[0], customs_value=D(dong)),))

    assert "CUV-12" not in warned_of(declared(79_000 * 3600)) and "CUV-12" in warned_of(declared(81_000 * 3600))


def test_the_step_of_vehicles_asks_no_rule_of_goods() -> None:
    for rule in rules.BOOK.rules.values():
        assert not ({"goods.register", "goods.amend"} & set(rule.steps)) or set(rule.steps) <= set(goods_sources.STEPS)


def test_two_lines_of_one_cited_line_share_what_is_left() -> None:
    half = a_return().lines[0]
    twice = a_return(left="17999", lines=(half, replace(half, number=2, brand="B")))
    assert pointers("TYP-12", twice) == ["/lines/1/quantity"]
    assert not pointers("TYP-12", replace(twice, history=a_return(left="18000").history))


def test_tonnes_are_taken_from_kilograms() -> None:
    tonnes = replace(a_return().lines[0], quantity=D(9), unit="TNE", unit_price=None, price_unit="")
    assert stopped_by(a_return(left="9000", lines=(tonnes,))) == []
    assert stopped_by(a_return(left="8999.999", lines=(tonnes,))) == ["TYP-12"]


def test_an_enforced_trader_may_still_bring_relief_and_re_export() -> None:
    assert stopped_by(traded(enforced=True)) == ["PAR-02"]
    enforced = Trader(id=1, tax_id="0100109106", enforced=True, stopped=True)
    assert stopped_by(an_import(cargo_class="C", trader=enforced)) == []
    assert stopped_by(a_return(trader=enforced)) == []


def test_amending_does_not_reopen_what_registering_settled() -> None:
    """A declaration registered long ago is amended although its day of arrival has passed and its trader is stopped."""
    later = datetime(2026, 5, 24, 2, tzinfo=UTC)
    assert stopped_by(an_import(state="cleared", trader=Trader(tax_id="0100109106", stopped=True)), "goods.amend", later) == []
    gone = an_export(arrival=TODAY - timedelta(days=3), state="cleared")
    assert stopped_by(gone) == ["GDS-17"] and stopped_by(gone, "goods.amend") == []


def test_a_stay_that_has_begun_keeps_its_deadline_when_amended() -> None:
    under_way = a_stay(state="cleared", arrival=TODAY - timedelta(days=80), temporary_until=TODAY - timedelta(days=25))
    assert stopped_by(under_way, "goods.amend") == []
    assert stopped_by(replace(under_way, temporary_until=under_way.arrival), "goods.amend") == ["TYP-03"]


def test_the_line_that_is_wrong_is_pointed_at() -> None:
    two = an_import(lines=(TWO[0], replace(TWO[1], unit="KG", origin="")))
    assert pointers("LIN-10", two) == ["/lines/1/unit"] and pointers("LIN-06", two) == ["/lines/1/origin"]


@pytest.mark.parametrize(("term", "charges", "codes"), [
    ("EXW", {}, ["CUV-01"]), ("FOB", {"freight": D(1), "freight_currency": "CNY"}, []), ("FOB", {"freight": D(0)}, []),
    ("CFR", {"freight": D(5), "freight_currency": "CNY"}, ["CUV-03"]), ("CIF", {"insurance": D(5), "insurance_currency": "CNY"}, ["CUV-02"]),
    ("DAP", {}, []), ("CIP", {}, []),
])
def test_terms_of_delivery_against_freight_and_insurance(term: str, charges: dict[str, Any], codes: list[str]) -> None:
    bought = an_import(invoice=replace(an_import().invoice, incoterm=term), valuation=Valuation(**charges))
    assert stopped_by(bought) == codes


def test_an_export_at_the_gate_needs_no_freight() -> None:
    assert stopped_by(an_export(invoice=replace(an_export().invoice, incoterm="EXW"))) == []


def test_preference_needs_member_proof_and_rate() -> None:
    assert stopped_by(preferred()) == []
    assert stopped_by(preferred(documents=())) == ["ORI-03"]
    assert stopped_by(preferred(lines=(a_line(preference="ACFTA", origin="KR"),))) == ["ORI-02"]
    assert stopped_by(preferred(documents=(paper("origin_declaration"),))) == []


def test_an_agreement_binds_from_its_day() -> None:
    israeli = preferred(lines=(a_line(preference="VIFTA", origin="IL"),))
    assert "ORI-01" in stopped_by(israeli, at=datetime(2024, 11, 1, tzinfo=UTC)) and "ORI-01" not in stopped_by(israeli)


@pytest.mark.parametrize(("name", "vague"), [
    ("Hàng hóa", True), ("phụ kiện", True), ("配件", True), ("12345", True), ("Vải", True), ("水果", True), ("Cao su", True),
    ("Quả xoài cát tươi", False), ("新鲜火龙果", False), ("Cao su tự nhiên SVR 3L", False),
])
def test_a_vague_description_is_asked_about_never_stopped(name: str, vague: bool) -> None:
    assert ("LIN-05" in warned_of(an_import(lines=(a_line(name=name),)))) == vague
    assert "LIN-05" not in stopped_by(an_import(lines=(a_line(name=name),)))


def test_accents_and_signs_are_folded() -> None:
    assert folded("  ĐỒ-dùng, Tạp  hóa! ") == "do dung tap hoa"


def test_registers_that_nobody_asked_say_nothing() -> None:
    blind = an_import(tariff=None, rates=None, history=GoodsHistory(permits_known=None))
    assert stopped_by(blind) == [] and warned_of(blind) == []


def test_what_warns_never_stops_a_lorry_of_fruit() -> None:
    """Documents that may follow, weights, plates and check digits are remarks only."""
    rough = an_import(documents=(), permits=(), containers=("ABCD1234567",), conveyance="xe", gross_kg=D(1), packages=5, place_of_goods="X")
    assert stopped_by(rough) == []
    assert {"PAP-02", "TRN-10", "TRN-13", "STA-01", "STA-03", "GDS-11"} <= set(warned_of(rough))


def test_a_wrong_type_speaks_once() -> None:
    assert stopped_by(an_import(kind="ZZZ")) == ["GDS-01"]


texts = st.text(max_size=12)
numbers = st.one_of(st.none(), st.decimals(-10**6, 10**9, places=3))
days = st.one_of(st.none(), st.dates(date(1990, 1, 1), date(2100, 1, 1)))
kinds = st.sampled_from([*LAW.value("goods.types", TODAY), "", "Z99"])
some_lines = st.lists(st.builds(
    Line, number=st.integers(1, 50), hs=st.one_of(texts, st.sampled_from(["08109092", "72044900", "84295200"])), name=texts,
    origin=st.sampled_from(["CN", "VN", "??", ""]),
    quantity=numbers, unit=st.sampled_from(["KGM", "PCE", "TNE", "x", ""]), quantity2=numbers, unit2=texts, unit_price=numbers, price_unit=texts,
    invoice_value=numbers,
    customs_value=numbers, net_kg=numbers, gross_kg=numbers, packages=st.one_of(st.none(), st.integers(-5, 99)), preference=st.sampled_from(["", "ACFTA", "x"]),
    quota=st.booleans(), previous_number=st.sampled_from(["", EARLIER, "x"]), previous_line=st.one_of(st.none(), st.integers(0, 3)),
    permits=st.lists(texts, max_size=2).map(tuple),
), max_size=4).map(tuple)


@settings(max_examples=60)
@given(direction=st.sampled_from(["import", "export", "transit"]), kind=kinds, mode=st.sampled_from(["road", "sea", "air", "", "x"]), lines=some_lines,
       bills=st.lists(texts, max_size=3).map(tuple), boxes=st.lists(texts, max_size=3).map(tuple), arrival=days, until=days, day=days, total=numbers,
       packages=st.one_of(st.none(), st.integers(-5, 10**6)), gross=numbers, freight=numbers, code=texts, term=st.sampled_from(["FOB", "CIF", "", "x"]))
def test_no_facts_make_a_rule_stumble(direction: str, kind: str, mode: str, lines: tuple[Line, ...], bills: tuple[str, ...], boxes: tuple[str, ...],
                                      arrival: date | None, until: date | None, day: date | None, total: D | None, packages: int | None, gross: D | None,
                                      freight: D | None, code: str, term: str) -> None:
    facts = GoodsFacts(
        direction=direction, kind=kind, mode=mode, lines=lines, bills=bills, containers=boxes, arrival=arrival, temporary_until=until, packages=packages,
        gross_kg=gross, gate_mode=mode, place_of_goods=code, partner_country=code, own_reference=code,
        invoice=Invoice(number=code, day=day, incoterm=term, currency="CNY",
                                                                                                                   total=total),
        valuation=Valuation(method=code, freight=freight, adjustments=(Adjustment(code, freight, code),)), permits=(PermitRef(code, ""),),
        documents=(DocumentRef(code, code, day, code, code),), rates={"CNY": D(3630)}, tariff={},
        history=GoodsHistory(previous={EARLIER: {1: ("08109092", "KGM", D(5))}}, previous_kinds={EARLIER: kind}, permits_known=frozenset()))
    for step in goods_sources.STEPS:
        for finding in rules.judge(step, facts, LAW, NOW):
            for language in LANGUAGES:
                assert rules.sentence(finding, language) and rules.advice(finding, language)


def test_transit_of_ours_is_judged_as_transit() -> None:
    assert stopped_by(a_transit(kind="A11")) == ["GDS-02", "TYP-02"]
    assert stopped_by(an_import(kind="TR1")) == ["GDS-02", "TYP-01"]
