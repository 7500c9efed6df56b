"""The printed pass: one A6 page, a code of 45 mm or more that reads, every letter drawn."""

import pypdfium2
import pytest
import zxingcpp

from thongquan.exchange.formats.declaration_pdf import DeclarationSheet, declaration_pdf
from thongquan.exchange.formats.pass_pdf import QR_SIDE, PassSheet, pass_pdf
from thongquan.exchange.formats.print_fonts import BOLD, folded, runs, width

MM = 72 / 25.4
DIGITS = str(0x0113 << 832 | 0xABCDEF)
SHEET = PassSheet(
    title="Thẻ qua cửa · lượt đi", window="08:00–10:00 · thứ Ba 24/11/2026", digits=DIGITS, number="2600 0000 1234",
    plates=(("VN", "14C-123.45"), ("VN", "14R-012.34"), ("CN", "桂P·68213")), heading="Xuất · Bắc Luân II",
    lines=("Tạm xuất - tái nhập, về trước 26/11/2026 08:00", "Tới trước: bãi Km3 Hải Yên"), foot="东兴 Đông Hưng · bản 1",
)


def pages(pdf):
    with pypdfium2.PdfDocument(pdf) as document:
        return [(page.get_size(), page.render(scale=200 / 72).to_pil(), page.get_textpage().get_text_range()) for page in document]


def test_an_a6_pass_is_one_page_and_reads_at_200_dots_an_inch():
    [(size, picture, text)] = pages(pass_pdf([SHEET]))
    assert [round(side / MM) for side in size] == [105, 148]
    [found] = zxingcpp.read_barcodes(picture)
    assert found.text == DIGITS
    corners = found.position
    assert (corners.top_right.x - corners.top_left.x) / 200 * 25.4 >= 45 and QR_SIDE >= 45 * MM
    assert "14C-123.45" in text and "Thẻ qua cửa" in text and "东兴" in text and "桂P" in text


def test_both_legs_stand_side_by_side_on_one_a4():
    other = PassSheet(**{**vars(SHEET), "digits": DIGITS[:-1] + "1"})
    [(size, picture, _)] = pages(pass_pdf([SHEET, other], "a4"))
    assert [round(side / MM) for side in size] == [210, 297]
    assert {code.text for code in zxingcpp.read_barcodes(picture)} == {SHEET.digits, other.digits}


def test_two_legs_on_a6_are_two_pages_and_other_paper_is_refused():
    assert len(pages(pass_pdf([SHEET, SHEET]))) == 2
    with pytest.raises(KeyError):
        pass_pdf([SHEET], "letter")


def test_lines_fold_between_words_and_between_han_signs():
    assert {name for name, _ in runs("Cửa khẩu 东兴", BOLD)} == {BOLD, "NotoSansSC"}
    for text in ("Nghị định " * 30, "车辆须在规定时间内返回口岸" * 12):
        lines = folded(text, BOLD, 9, 200)
        assert len(lines) > 3 and all(width(line, BOLD, 9) <= 200 for line in lines)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_a_long_declaration_goes_over_to_further_pages():
    rows = tuple((f"Mục {n}", "Vũ Đình Quyết " * 6) for n in range(60))
    found = pages(declaration_pdf(DeclarationSheet("Tờ khai phương tiện", ("2600 0000 1234",), (("Lái xe", rows),),
                                                   ("Người khai", "Công chức"), "Ký, ghi rõ họ tên", "Thông Quan")))
    assert len(found) > 2
    assert "Người khai" in found[-1][2] and "Mục 59" in "".join(text for _, _, text in found)
