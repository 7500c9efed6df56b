"""Which documents a goods declaration needs, told as the circular tells it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.core.goods_rule_examples import TODAY, a_line, a_return, a_stay, a_transit, an_export, an_import, paper, tariff, with_line
from thongquan.catalog import articles, ministries
from thongquan.catalog.declaration_types import DECLARATION_TYPES
from thongquan.catalog.demo_goods import EXPORTS, IMPORTS
from thongquan.catalog.law import LAW
from thongquan.core.dossier import KINDS, LINES, digitised_share, held, kind_words, missing, required
from thongquan.core.goods import Adjustment, GoodsFacts, PermitRef, Valuation
from thongquan.core.tariff import ANTI_DUMPING, Measure, percent
from thongquan.core.words import LANGUAGES

HAN = range(0x4E00, 0xA000)


def needed(facts: GoodsFacts, on: date = TODAY) -> set[str]:
    return {need.kind for need in required(facts, LAW, on) if not need.advised}


def test_fruit_by_lorry_needs_its_invoice_and_quarantine_and_no_bill() -> None:
    assert needed(an_import()) == {"commercial_invoice", "KDTV", "GPTV"}
    assert needed(an_import(mode="sea")) == {"commercial_invoice", "KDTV", "GPTV", "transport_document"}


def test_processing_needs_its_contract_and_no_invoice() -> None:
    cloth = an_import(kind="E21", lines=(a_line(hs="52081100", name="Vải dệt thoi từ bông"),))
    assert needed(cloth) == {"processing_contract"}


@pytest.mark.parametrize(("facts", "kind"), [
    (an_import(lines=(a_line(preference="ACFTA"),)), "certificate_of_origin"),
    (an_import(valuation=Valuation(related=True)), "value_declaration"),
    (an_import(valuation=Valuation(adjustments=(Adjustment("AL", Decimal(1), "USD"),))), "value_declaration"),
    (an_import(valuation=Valuation(method="3")), "value_declaration"),
    (an_import(principal="CTCP Dây cáp Hải Hà"), "entrustment_contract"),
    (an_import(kind="A41"), "trading_right"),
    (an_import(cargo_class="E"), "aid_confirmation"),
    (a_return(), "previous_declaration"),
    (a_stay(), "temporary_contract"),
    (with_line(exemption_list="900000118200", exemption_line=1), "exemption_list"),
    (with_line(hs="84418010", name="Dây chuyền sản xuất thùng giấy, tháo rời"), "machinery_list"),
    (with_line(hs="84295200", name="Máy xúc đào bánh xích đã qua sử dụng"), "used_survey"),
    (an_export(lines=(a_line(hs="44079990", name="Gỗ xẻ"),)), "timber_list"),
    (with_line(hs="72044900", name="Thép phế liệu"), "PLGM"),
])
def test_each_case_has_its_document(facts: GoodsFacts, kind: str) -> None:
    assert kind in needed(facts) and kind not in needed(an_import(lines=(a_line(hs="48191000", name="Thùng giấy lượn sóng"),)))


def test_a_trade_remedy_asks_for_the_origin() -> None:
    steel = with_line(hs="72104912", name="Thép mạ")
    found = tariff("72104912")
    measured = replace(found["72104912"], line=replace(found["72104912"].line, measures=(Measure(ANTI_DUMPING, "AD02", percent(20), frozenset({"CN"})),)))
    assert "certificate_of_origin" not in needed(replace(steel, tariff=found))
    assert "certificate_of_origin" in needed(replace(steel, tariff={"72104912": measured}))


def test_an_old_day_keeps_its_own_list() -> None:
    scrap = with_line(hs="72044900", name="Thép phế liệu")
    assert "PLGM" in needed(scrap) and "PLGM" not in needed(scrap, date(2019, 12, 31))


def test_needs_name_their_lines_and_their_agency() -> None:
    two = an_import(lines=(a_line(hs="48191000"), a_line(number=2)))
    need = next(n for n in required(two, LAW, TODAY) if n.kind == "KDTV")
    assert need.lines == (2,) and need.agency == "BVTV" and not need.blocks
    assert need.words == ministries.KINDS["KDTV"].words


def test_what_is_held_is_missing_no_more() -> None:
    preferred = an_import(lines=(a_line(preference="ACFTA"),))
    assert {n.kind for n in missing(preferred, LAW, TODAY)} == {"certificate_of_origin"}
    assert "certificate_of_origin" in held(replace(preferred, documents=(paper("origin_declaration"),)))
    assert missing(replace(preferred, documents=(*preferred.documents, paper("origin_declaration"))), LAW, TODAY) == ()
    assert {n.kind for n in missing(an_import(permits=(PermitRef("KDTV", ""),)), LAW, TODAY)} == {"KDTV"}


def test_advice_is_never_missing() -> None:
    machine = an_import(kind="A12", lines=(a_line(hs="84295200", name="Máy xúc đào mới"), a_line(number=2, hs="84295200", name="Gầu")), permits=())
    assert {"catalogue", "packing_list"} <= {n.kind for n in required(machine, LAW, TODAY) if n.advised}
    assert not {"catalogue", "packing_list"} & {n.kind for n in missing(machine, LAW, TODAY)}


def test_transit_needs_no_invoice() -> None:
    assert needed(a_transit()) == set()


@pytest.mark.parametrize(("how", "share"), [([], 100), (["upload", "signed", "data"], 100), (["upload", "paper"], 50), (["paper"], 0)])
def test_the_digitised_share(how: list[str], share: int) -> None:
    assert digitised_share([paper("other", str(n), how=one) for n, one in enumerate(how)]) == share


def test_a_need_nobody_met_counts_as_paper() -> None:
    needs = required(an_import(), LAW, TODAY)
    assert digitised_share([paper("commercial_invoice")], needs) == 33
    assert digitised_share([paper("commercial_invoice"), paper("KDTV"), paper("GPTV")], needs) == 100


def test_every_kind_has_a_name_and_every_line_a_source() -> None:
    for words in (*KINDS.values(), *(line.why for line in LINES)):
        assert words.vi != words.en and any(ord(ch) in HAN for ch in words.zh)
    for line in LINES:
        cites = line.need().cites
        assert cites.believed or articles.find(cites.place), cites
    for kind in DECLARATION_TYPES.values():
        assert set(kind.documents) <= set(KINDS)
    for need in LAW.value("codes.hs_needs", TODAY):
        assert need.cites.believed or articles.find(need.cites.place)
        assert kind_words(need.kind, LAW, TODAY).vi != need.kind
    assert all(kind_words("zzz", LAW, TODAY).say(language) == "zzz" for language in LANGUAGES)


def test_goods_of_the_demo_travel_with_documents_that_have_a_name() -> None:
    carried = {kind for article in (*IMPORTS, *EXPORTS) for kind in article.documents}
    assert {"KDTV", "KDTS"} <= carried and {kind for kind in carried if kind_words(kind, LAW, TODAY).vi == kind} == set()
