"""The supervision slip on paper: its code opens the public page, its lines are all there."""

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from thongquan.exchange.formats.slip_pdf import Slip, Table, code_path, slip_pdf

URL = "https://thongquan.example/slip/3Zk_9aQm-12xYw/"


def a_slip(rows=3, url=URL):
    return Slip("Phiếu giám sát hải quan", "GS26000000182", (("Tờ khai", "1075 1234 5670"), ("Cửa khẩu", "Móng Cái")), (
        Table("Hàng được qua khu vực giám sát", (("Dòng", 1), ("Tên hàng", 6), ("Số lượng", -2), ("Đơn vị", 1)),
              tuple((str(n), "Táo Fuji tươi 红富士苹果, cỡ 70-80, đóng thùng carton 10 kg, hàng mới", "18.000", "kg") for n in range(1, rows + 1))),),
        ("Quét mã để xem tình trạng hiện tại.",), "Thông Quan · 25/11/2026 09:00", url, "Kiểm tra")


@pytest.fixture
def opened():
    def read(content):
        document = pypdfium2.PdfDocument(content)
        texts = [page.get_textpage().get_text_bounded() for page in document]
        picture = document[0].render(scale=3).to_pil()
        document.close()
        return texts, picture
    return read


def test_the_code_opens_the_public_page(opened):
    texts, picture = opened(slip_pdf(a_slip()))
    (code,) = zxingcpp.read_barcodes(picture)
    assert code.text == URL
    assert "GS26000000182" in texts[0] and "1075 1234 5670" in texts[0]


def test_fifty_lines_turn_the_page_and_none_is_lost(opened):
    texts, _picture = opened(slip_pdf(a_slip(rows=50)))
    assert len(texts) > 1
    assert sum(text.count("红富士苹果") for text in texts) == 50
    assert all("Thông Quan · 25/11/2026" in text for text in texts)


def test_without_an_address_no_code_is_drawn(opened):
    assert zxingcpp.read_barcodes(opened(slip_pdf(a_slip(url="")))[1]) == []


def test_the_code_on_the_page_is_the_same():
    side, path = code_path(URL)
    picture = Image.new("L", (side + 8, side + 8), 255)
    for piece in path.split("z")[:-1]:
        x, y = map(int, piece.removeprefix("M").split("h")[0].split())
        picture.putpixel((x + 4, y + 4), 0)
    (code,) = zxingcpp.read_barcodes(picture.resize((picture.width * 6, picture.height * 6)))
    assert code.text == URL
