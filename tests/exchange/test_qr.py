"""The QR code of a pass: its size never changes, and a scanner reads the same digits back."""

from io import BytesIO

import pytest
import segno
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from thongquan.exchange.formats import qr

passes = st.integers(0x0110 << 832, (0x0120 << 832) - 1).map(str)


def scanned(picture):
    found = zxingcpp.read_barcodes(picture)
    return [code.text for code in found]


@settings(max_examples=15, deadline=None)
@given(passes)
def test_a_pass_is_drawn_in_41_modules_and_read_back(digits):
    assert len(digits) == 253
    assert len(qr.matrix(digits)) == qr.SIDE == 41 and all(len(row) == 41 for row in qr.matrix(digits))
    assert scanned(Image.open(BytesIO(qr.png_bytes(digits, scale=4)))) == [digits]


@settings(max_examples=5, deadline=None)
@given(passes)
def test_the_svg_path_is_the_same_picture(digits):
    side, path = qr.svg_path(digits)
    picture = Image.new("L", (side, side), 255)
    for run in path.split("M")[1:]:
        start, rest = run.split("h", 1)
        x, y = map(int, start.split())
        for step in range(int(rest.split("v")[0])):
            picture.putpixel((x + step, y), 0)
    assert side == 49 and scanned(picture.resize((side * 4, side * 4), Image.Resampling.NEAREST)) == [digits]


def test_the_level_is_m():
    drawn = qr._code("1" * 253)
    assert (drawn.designator, drawn.mode) == ("6-M", "numeric")
    assert segno.make_qr("1" * 253, error="m").version == 6


@pytest.mark.parametrize("text", ["", "12a", "1" * 256, "١٢"])
def test_what_is_no_pass_is_not_drawn(text):
    with pytest.raises(ValueError):
        qr.svg_path(text)
