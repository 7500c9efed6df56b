"""What traders at the border type, as they type it: the right heading stands among the first three."""

from __future__ import annotations

import pytest

from tests.beside import DATA
from thongquan.catalog import tariff as book
from thongquan.core.hs_search import Entry, Index, single
from thongquan.core.tariff_import import read_book
from thongquan.exchange.formats.tariff_table import read_grid

OFFICIAL = DATA / "tariff/tariff_vn_ahtn2022.csv.gz"
#: what is typed -> headings that are right for it
TYPED = {
    # fruit, vegetables, fish, food
    "vai thieu": "0810", "mít thái": "0810", "măng cụt": "0804", "bưởi da xanh": "0805", "khoai mi": "0714", "hạt điều thô": "0801",
    "gung tuoi": "0910", "tôm sú đông lạnh": "0306", "mực khô": "0307", "ca tra": "0304 0303", "chân gà đông lạnh": "0207", "dứa": "0804",
    "phô mai": "0406", "rong bien": "1212 2008", "mi goi hao hao": "1902", "nước tăng lực redbull": "2202", "nuoc mam": "2103",
    "bánh trung thu": "1905", "dau an": "1507 1511 1512 1515 1517",
    # industry and household
    "hạt nhựa PP": "3902", "phân ure": "3102", "xút": "2815", "than cốc": "2704", "xi mang": "2523", "thùng carton": "4819",
    "ván ép": "4412", "tôn mạ kẽm": "7210", "sắt xây dựng": "7213 7214", "bu lông": "7318", "gach men": "6907", "noi com dien": "8516",
    "sạc dự phòng": "8507", "máy bơm nước": "8413", "rơ moóc": "8716", "xe nâng": "8427", "vòng bi": "8482", "bàn chải đánh răng": "9603",
    "khau trang y te": "6307", "đồ chơi trẻ em": "9503", "áo khoác": "6201 6202",
    # Chinese, English, plurals, slips of the finger, brands nobody has told the book
    "木薯淀粉": "1108", "鲜龙眼": "0810", "冷冻虾": "0306", "胶合板": "4412", "挖掘机": "8429", "电饭锅": "8516", "天然橡胶": "4001", "方便面": "1902",
    "轮胎": "4011",
    "雨伞": "6601", "cashew nuts": "0801", "coconut": "0801", "bananas": "0803", "mangos": "0804", "bicycle": "8712", "bicycles": "8712",
    "umbrellas": "6601", "ceramic tile": "6907", "excavators": "8429", "rubber latex": "4001", "aple": "0808", "áo thun zzadidas": "6109",
    "xe mô tô qkawasaki": "8711",
}


def official() -> Index:
    """The published table under our own words, as an imported edition is searched."""
    table = read_book(read_grid(OFFICIAL.read_bytes()), frozenset(book.SUBHEADINGS))
    return Index(Entry(line.hs, f"{line.vi} ; {line.en}", book.line_words(line.hs), book.heading_words(line.hs[:4]),
                       " ; ".join((*line.above_vi, *line.above_en))) for line in table.lines)


@pytest.mark.parametrize("of", ["book", "official"])
def test_what_traders_type_finds_the_heading(of: str) -> None:
    if of == "official" and not OFFICIAL.exists():
        pytest.skip("no official table beside this checkout")
    index = Index(book.entries()) if of == "book" else official()
    first = {typed: [hit.code[:4] for hit in index.find(typed)[:3]] for typed in TYPED}
    assert {typed: codes for typed, codes in first.items() if not set(TYPED[typed].split()) & set(codes)} == {}


def test_a_word_nobody_knows_hides_none_of_the_others() -> None:
    index = Index([Entry(f"8711{n:04}", f"Xe mô tô loại {n}") for n in range(50)] + [Entry("61091010", "Áo phông")])
    assert [hit.code[:4] for hit in index.find("xe mô tô qqkawasaki")[:3]] == ["8711"] * 3


@pytest.mark.parametrize(("word", "one"), [("bicycles", "bicycle"), ("berries", "berry"), ("boxes", "box"), ("brushes", "brush"), ("mangoes", "mango"),
                                           ("glass", "glass"), ("gas", "gas"), ("durian", "durian"), ("virus", "virus"), ("shoes", "shoe")])
def test_an_english_plural_is_its_one(word: str, one: str) -> None:
    assert single(word) == one
