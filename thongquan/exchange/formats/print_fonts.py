"""Fonts of printed pages: Latin and Vietnamese, Chinese, mixed within a line."""

from __future__ import annotations

from functools import cache
from itertools import groupby
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

FOLDER = Path(__file__).resolve().parents[1] / "fonts"
PLAIN, BOLD, HAN = "BeVietnamPro", "BeVietnamPro-Bold", "NotoSansSC"
FILES = {PLAIN: "BeVietnamPro-400.ttf", BOLD: "BeVietnamPro-600.ttf", HAN: "NotoSansSC-400.ttf"}


@cache
def fonts() -> dict[str, TTFont]:
    """The fonts, read and registered once."""
    made = {name: TTFont(name, str(FOLDER / file)) for name, file in FILES.items()}
    for font in made.values():
        pdfmetrics.registerFont(font)
    return made


def runs(text: str, font: str) -> list[tuple[str, str]]:
    """The text cut into pieces that one font can draw: `[(font, piece)]`."""
    known = fonts()[font].face.charToGlyph
    return [(name, "".join(piece)) for name, piece in groupby(text, lambda sign: font if ord(sign) in known else HAN)]


def width(text: str, font: str, size: float) -> float:
    """How wide the text is, in points."""
    return sum(pdfmetrics.stringWidth(piece, name, size) for name, piece in runs(text, font))


def write(page: Canvas, x: float, y: float, text: str, font: str = PLAIN, size: float = 9, centred: bool = False) -> float:
    """Draw one line with its baseline at `y`; returns where it ends."""
    if centred:
        x -= width(text, font, size) / 2
    for name, piece in runs(text, font):
        page.setFont(name, size)
        page.drawString(x, y, piece)
        x += pdfmetrics.stringWidth(piece, name, size)
    return x


def folded(text: str, font: str, size: float, most: float) -> list[str]:
    """The text in lines no wider than `most` points; words stay whole, Han signs may part."""
    lines, line = [], ""
    for word in _words(text):
        if line and width(line + word.rstrip(), font, size) > most:
            lines.append(line.rstrip())
            line = word.lstrip()
        else:
            line += word
    return [*lines, line.rstrip()] if line.strip() else lines


def _words(text: str) -> list[str]:
    words, word = [], ""
    for sign in text:
        if sign == " " or ord(sign) >= 0x2E80:
            words.append(word + sign)
            word = ""
        else:
            word += sign
    return [*words, word]
