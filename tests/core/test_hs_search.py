"""The tariff book: every named heading is whole; what people type at the border finds its line."""

import re
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from thongquan.catalog import tariff as book
from thongquan.core.hs_search import Entry, Index, marked, one_apart
from thongquan.core.tariff import read_rate
from thongquan.core.tariff_cells import BadCell, Cell, read_cell
from thongquan.core.tariff_import import columns_of, read_book
from thongquan.core.tariff_lines import line_of
from thongquan.core.units import UNITS
from thongquan.core.words import Words

HAN = re.compile(r"[\u3400-\u9fff]")
CODE = re.compile(r"[0-9][0-9.\s]*")
INDEX = Index(book.entries())
HEAD = ("Level", "HSCode", "Description_VN", "Description_EN", "Standard import duty rate", "MFN rate", "Import duty rate per ACFTA",
        "Import duty rate per RCEPT C")


# ---- the embedded book ------------------------------------------------------------------------------------


def test_the_book_has_the_headings_and_subheadings_of_the_nomenclature():
    assert len(book.SUBHEADINGS) == 1228
    assert sum(map(len, book.SUBHEADINGS.values())) == 5612
    assert len(book.CHAPTERS) == 97


def test_every_name_stands_in_three_languages():
    for named in (*book.CHAPTERS.values(), *book.HEADINGS.values(), *book.DEMO_LINES.values()):
        assert named.words.vi and named.words.en and HAN.search(named.words.zh), named
        assert not HAN.search(named.words.vi + named.words.en), named
        assert len(named.words.vi) <= 60, named
        assert len(set(named.everyday)) == len(named.everyday), named
    assert [named.code for named in book.HEADINGS.values() if not named.everyday] == []


def test_every_heading_of_the_nomenclature_has_its_row_and_none_is_invented():
    assert sorted(set(book.SUBHEADINGS) - set(book.HEADINGS)) == []
    assert sorted(set(book.HEADINGS) - set(book.SUBHEADINGS)) == []
    assert {code[:2] for code in book.HEADINGS} == set(book.CHAPTERS) - {"77"}


@pytest.mark.parametrize("language", ["vi", "en", "zh"])
def test_no_two_headings_bear_the_same_name(language):
    names = Counter(getattr(named.words, language).casefold() for named in book.HEADINGS.values())
    assert [name for name, borne in names.items() if borne > 1] == []


def test_the_goods_of_the_demo_are_lines_of_the_tariff():
    assert len(book.DEMO_LINES) >= 250
    for line in book.DEMO_LINES.values():
        assert len(line.code) == 8 and book.known(line.code), line
        assert line.unit in UNITS, line
        assert line.vat in ("10", "5", "0", "KCT") and line.as_line().mfn is not None and line.as_line().believed


# ---- search -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("typed", "code"), [
    ("sầu riêng", "08106000"), ("sau rieng", "08106000"), ("SAU RIENG", "08106000"), ("durian", "08106000"), ("榴莲", "08106000"), ("durain", "08106000"),
    ("thanh long", "08109092"), ("火龙果", "08109092"), ("dragon fruit", "08109092"),
    ("điện thoại", "85171300"), ("dien thoai di dong", "85171300"), ("手机", "85171300"), ("smartphone", "85171300"),
    ("nho tươi không hạt", "08061000"), ("áo thun", "61091010"), ("laptop", "84713020"), ("gao nep", "10063030"),
    ("heo giống", "0103"), ("thịt trâu Ấn Độ", "0202"), ("thit ga", "0207"), ("bột ngọt", "2922"), ("味精", "2922"), ("giấy vụn", "4707"),
    ("công ten nơ", "8609"), ("drone", "8806"), ("flycam", "8806"), ("đồng hồ treo tường", "9105"), ("古董", "9706"),
    ("0810.60", "08106000"), ("08106000", "08106000"), ("lốp ô tô", "40111000"), ("caphe", "0901"),
])
def test_what_people_type_finds_its_line_first(typed, code):
    assert INDEX.find(typed)[0].code.startswith(code[:4])
    assert code in [hit.code for hit in INDEX.find(typed)][:3]


def test_a_word_half_typed_finds_what_it_will_be():
    assert "08106000" in [hit.code for hit in INDEX.find("sau rie")]


def test_accents_that_were_typed_tell_fish_from_coffee():
    assert INDEX.find("cá")[0].code[:2] in ("03", "16")
    assert INDEX.find("cà phê")[0].code[:4] in ("0901", "2101")


def test_a_code_gives_its_lines_in_their_order():
    codes = [hit.code for hit in INDEX.find("0810")]
    assert codes == sorted(codes) and all(code.startswith("0810") for code in codes)


def test_nothing_is_found_for_nothing():
    assert INDEX.find("") == INDEX.find("  ?! ") == INDEX.find("qqqqzzzz") == []


def test_goods_of_special_programmes_come_after_the_ordinary_ones():
    index = Index([Entry("98010000", "Phanh xe"), Entry("87083029", "Phanh xe")])
    assert [hit.code for hit in index.find("phanh xe")] == ["87083029", "98010000"]


@given(st.text(max_size=60))
@example("0")
@example("01")
def test_any_text_is_answered(typed):
    """Words give the best first; a code, or its beginning, gives its lines in the order of the book."""
    hits = INDEX.find(typed, limit=10)
    codes, scores = [hit.code for hit in hits], [hit.score for hit in hits]
    assert len(hits) <= 10 and len(set(codes)) == len(codes)
    if CODE.fullmatch(typed.strip()):
        assert codes == sorted(codes)
    else:
        assert scores == sorted(scores, reverse=True)
    assert all(hit.score <= 2 for hit in hits)


@given(st.sampled_from(sorted(book.DEMO_LINES)))
def test_every_line_is_found_by_its_own_name_in_each_language(code):
    words = book.DEMO_LINES[code].words
    for name in (words.vi, words.en, words.zh):
        assert code in [hit.code for hit in INDEX.find(name, limit=12)], name


@given(st.text(max_size=40), st.text(max_size=20))
def test_marking_loses_no_letter(text, words):
    assert "".join(piece for piece, _hit in marked(text, words)) == text


def test_marks_stand_where_the_words_are():
    assert marked("Nho tươi", "nho tuoi") == [("Nho", True), (" ", False), ("tươi", True)]
    assert marked("鲜葡萄", "葡萄") == [("鲜", False), ("葡萄", True)]


def test_one_letter_apart():
    assert one_apart("durian", "durain") and one_apart("duria", "durian") and one_apart("xoai", "xoay")
    assert not one_apart("durian", "duraim") and not one_apart("cam", "camxy")


# ---- cells and tables --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "meaning"), [
    ("12,5", Cell(Decimal("12.5"))), ("20%", Cell(Decimal(20))), ("*", Cell(text="*")), ("Q", Cell(quota_only=True, text="Q")),
    ("0 (-PH, TH)", Cell(Decimal(0), except_of=("PH", "TH"))), ("0(-KR)(GIC)", Cell(Decimal(0), except_of=("KR",), industrial=True)),
    ("28; M: 35", Cell(Decimal(28), special=(("MX", Decimal(35)),))), ("40 (NHN: 80)", Cell(Decimal(40), outside=Decimal(80))),
    ("0/20", Cell(Decimal(20), choices=(Decimal(0), Decimal(20)))), ("*/5", Cell(choices=(Decimal(5),))), ("150% thuế MFN", Cell(of_mfn=Decimal("1.5"))),
])
def test_the_cells_of_a_published_table(text, meaning):
    assert read_cell(text) == meaning


def test_a_cell_that_says_nothing_is_not_guessed():
    assert read_cell("  ") is None
    for text in ("abc", "12a", "(-PH)", "5 (PH)"):
        with pytest.raises(BadCell):
            read_cell(text)


def grid(*rows):
    return [HEAD, *(tuple(row) + ("",) * (len(HEAD) - len(row)) for row in rows)]


GOOD = grid(
    ("0", "0810", "Quả khác, tươi", "Other fruit, fresh"), ("1", "08106000", "- Quả sầu riêng", "- Durians", "45", "30", "0 (-MM)", "0"),
    ("1", "081090", "- Loại khác:", "- Other:"), ("2", "08109010", "- - Quả nhãn (SEN)", "- - Longans", "37,5", "25", "0", "*"),
)


def test_a_table_becomes_lines_under_their_headings():
    found = read_book(GOOD, frozenset(book.SUBHEADINGS))
    assert found.usable and [(f.code, f.values, f.blocks) for f in found.findings] == [("TRF-17", {"n": 1227}, False)]
    assert read_book(GOOD, frozenset({"0810"})).findings == ()
    durian, longan = found.lines
    assert (durian.hs, durian.vi, durian.above_vi) == ("08106000", "Quả sầu riêng", ("Quả khác, tươi",))
    assert (longan.vi, longan.above_vi, longan.rates["MFN"]) == ("Quả nhãn", ("Quả khác, tươi", "Loại khác"), "25")


def test_every_wrong_row_is_named_and_the_good_ones_stay():
    rows = [*GOOD, ("2", "0810901", "- - Bảy chữ số"), ("2", "99990000", "- - Lạ", "", "", "5"), ("1", "08106000", "- Lại", "", "", "5"),
            ("2", "08109020", "- - Quả vải", "", "", "năm"), ("2", "08109030", "- - Chôm chôm")]
    found = read_book([tuple(r) + ("",) * (len(HEAD) - len(r)) for r in rows], frozenset(book.SUBHEADINGS))
    assert [(f.code, f.pointer) for f in found.findings] == [
        ("TRF-02", "/6/hs"), ("TRF-03", "/7/hs"), ("TRF-04", "/8/hs"), ("TRF-05", "/9/MFN"), ("TRF-06", "/10/MFN"), ("TRF-17", "")]
    assert [line.hs for line in found.lines] == ["08106000", "08109010", "08109020", "08109030"] and found.usable


def test_a_table_without_code_or_rate_is_no_table():
    found = read_book([("Tên", "Giá"), ("x", "1")], frozenset())
    assert not found.usable and found.findings[0].code == "TRF-01"
    assert not read_book([], frozenset()).usable


def test_a_table_with_other_headings_is_known():
    found = columns_of(("Cấp độ", "Mã hàng", "Mô tả hàng hoá", "Đơn vị tính", "Thuế suất ưu đãi", "Thuế suất thông thường", "ACFTA", "Thuế GTGT"))
    assert set(found) == {"level", "hs", "vi", "unit", "MFN", "ORDINARY", "ACFTA", "VAT"}


def test_the_rates_of_a_line_reach_the_right_countries():
    line = line_of("08106000", Words("a", "b", "c"), {"MFN": "30", "ORDINARY": "45", "ACFTA": "0 (-MM)", "RCEP C": "5", "CPTPP": "28; M: 35", "VIFTA": "*"})
    reached = {(p.agreement, country) for p in line.preferences for country in ("CN", "MM", "MX", "JP") if p.reaches(country)}
    assert {("ACFTA", "CN"), ("RCEP", "CN"), ("CPTPP", "JP"), ("CPTPP", "MX")} <= reached
    assert ("ACFTA", "MM") not in reached and ("RCEP", "JP") not in reached
    assert [str(p.rate) for p in line.preferences if p.reaches("MX") and p.agreement == "CPTPP"] == ["35%"]
    assert line.mfn == read_rate("30") and line.ordinary == read_rate("45") and not any(p.agreement == "VIFTA" for p in line.preferences)
