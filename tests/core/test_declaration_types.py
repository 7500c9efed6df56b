"""The 40 published types and ours for transit: what each implies is whole and fits its pair."""

from __future__ import annotations

import csv
import re
from datetime import date

import pytest

from tests.beside import DATA
from thongquan.catalog.codes import AGREEMENTS, COUNTRIES, CURRENCIES, INCOTERMS, LISTS, PACKAGE_UNITS, TRANSPORT_MODES, UNITS
from thongquan.catalog.declaration_types import DECLARATION_TYPES
from thongquan.catalog.law import LAW
from thongquan.core.declaration_types import DUTY, GROUPS, REQUIRED, SPECIAL, TAXED, type_of
from thongquan.core.goods import DIRECTIONS

HAN = re.compile(r"[\u4e00-\u9fff]")
PUBLISHED = DATA / "vn/declaration_types_qd1357.csv"
types = pytest.mark.parametrize("kind", DECLARATION_TYPES.values(), ids=DECLARATION_TYPES)


def test_forty_types_are_published_and_one_is_ours() -> None:
    ours = [kind.code for kind in DECLARATION_TYPES.values() if kind.ours]
    assert len(DECLARATION_TYPES) == 41 and ours == ["TR1"] and DECLARATION_TYPES["TR1"].evidence == "believed"
    assert {kind.direction for kind in DECLARATION_TYPES.values()} == set(DIRECTIONS)


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published list of types is not at hand")
def test_the_published_list_is_carried_whole() -> None:
    with PUBLISHED.open(encoding="utf-8") as file:
        rows = {row["code"]: row for row in csv.DictReader(file)}
    assert set(rows) == {kind.code for kind in DECLARATION_TYPES.values() if not kind.ours}
    for code, row in rows.items():
        kind = DECLARATION_TYPES[code]
        assert (kind.words.vi, kind.direction[0].upper(), kind.group) == (row["name_vi"], row["direction"], row["group"])


@types
def test_a_type_is_whole(kind) -> None:
    assert kind.words.vi != kind.words.en and HAN.search(kind.words.zh)
    assert kind.group in GROUPS and kind.duty in DUTY and kind.special <= set(SPECIAL) and kind.evidence in ("verified", "believed")
    assert kind.deadline in ("", "optional", "required") and bool(kind.days) == bool(kind.deadline)
    assert kind.previous in ("", "optional", "required") and bool(kind.cites) == bool(kind.previous)
    assert kind.cites <= {*DECLARATION_TYPES, "import", "export"}


@types
def test_what_leaves_again_can_cite_what_came(kind) -> None:
    """Each temporary type has a type that closes it."""
    if kind.temporary and not kind.ours:
        closing = [other for other in DECLARATION_TYPES.values() if other.may_cite(kind.code, kind.direction) and other.direction != kind.direction]
        assert any(other.previous == REQUIRED and other.same_goods for other in closing), kind.code


def test_a_type_nobody_wrote_down_implies_nothing() -> None:
    nothing = type_of(DECLARATION_TYPES, "Z99")
    assert not nothing.code and nothing.duty == TAXED and not nothing.temporary and not nothing.is_for(*SPECIAL)


@pytest.mark.parametrize("listed", LISTS, ids=lambda listed: listed.key)
def test_lists_are_dated_named_and_asked_for_by_key(listed) -> None:
    assert LAW.value(listed.key, date(2026, 11, 24)) is listed.codes
    assert listed.citation and listed.words.vi != listed.words.en and HAN.search(listed.words.zh)


def test_codes_have_their_form_and_names() -> None:
    for codes, form in ((COUNTRIES, r"[A-Z]{2}"), (CURRENCIES, r"[A-Z]{3}"), (PACKAGE_UNITS, r"[A-Z]{2}"), (UNITS, r"[A-Z]{2,4}")):
        for code, words in codes.items():
            assert re.fullmatch(form, code) and words.vi and words.en and HAN.search(words.zh), code
    assert {"VN", "CN", "LA", "KH"} <= set(COUNTRIES) and {"VND", "CNY", "USD"} <= set(CURRENCIES) and {"KGM", "PCE", "CTN"} <= set(UNITS)
    assert all(HAN.search(one.words.zh) for one in (*INCOTERMS.values(), *TRANSPORT_MODES.values(), *AGREEMENTS.values()))
    assert len({mode.vnaccs for mode in TRANSPORT_MODES.values()}) == len(TRANSPORT_MODES)


def test_terms_of_delivery_tell_what_the_price_holds() -> None:
    held = {code: (term.freight, term.insurance) for code, term in INCOTERMS.items()}
    assert held["EXW"] == held["FOB"] == (False, False) and held["CFR"] == (True, False) and held["CIF"] == held["DAP"] == (True, True)


@pytest.mark.parametrize("agreement", AGREEMENTS.values(), ids=AGREEMENTS)
def test_an_agreement_has_members_that_exist(agreement) -> None:
    assert agreement.members <= set(COUNTRIES) and "VN" in agreement.members and len(agreement.members) > 1
    assert agreement.since < date(2026, 1, 1) < agreement.until and agreement.proof
