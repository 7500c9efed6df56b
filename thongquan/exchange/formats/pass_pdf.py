"""The pass on paper: one A6 sheet a leg, or two side by side at the head of an A4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.pagesizes import A4, A6
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from thongquan.exchange.formats.print_fonts import BOLD, PLAIN, folded, fonts, width, write
from thongquan.exchange.formats.qr import SIDE, matrix

#: the drawn symbol, without its white rim
QR_SIDE = 52 * mm
QR_RIM = QR_SIDE / SIDE * 4
MARGIN = 6 * mm
PAPERS = {"a6": A6, "a4": A4}


@dataclass(frozen=True)
class PassSheet:
    """What is printed of one pass, in the reader's words.

    `title` names the leg, `window` the time it is honoured, `digits` are the 253 of the code, `number` the
    movement number in groups, `plates` pairs of country and plate; `lines` stand below, `foot` at the bottom.
    """

    title: str
    window: str
    digits: str
    number: str
    plates: tuple[tuple[str, str], ...]
    heading: str
    lines: tuple[str, ...]
    foot: str


def pass_pdf(sheets: Sequence[PassSheet], paper: str = "a6", title: str = "") -> bytes:
    """The passes as a PDF: one page each on A6, two to a page on A4. An unknown paper raises KeyError."""
    fonts()
    size = PAPERS[paper]
    page = Canvas(BytesIO(), pagesize=size, pageCompression=1)
    page.setTitle(title)
    page.setAuthor("Thông Quan")
    across = 2 if paper == "a4" else 1
    for n, sheet in enumerate(sheets):
        if n and n % across == 0:
            page.showPage()
        draw(page, sheet, left=(n % across) * A6[0], top=size[1])
    page.showPage()
    return page.getpdfdata()  # type: ignore[no-any-return]


def draw(page: Canvas, sheet: PassSheet, *, left: float, top: float) -> None:
    """One pass on an area of A6 whose upper left corner is at (`left`, `top`)."""
    middle, inner = left + A6[0] / 2, A6[0] - 2 * MARGIN
    y = top - MARGIN - 5 * mm
    write(page, left + MARGIN, y, sheet.title, BOLD, 13)
    for line in folded(sheet.window, PLAIN, 9, inner)[:2]:
        y -= 4.6 * mm
        write(page, left + MARGIN, y, line, PLAIN, 9)
    y -= QR_SIDE + QR_RIM + 1 * mm
    draw_code(page, sheet.digits, middle - QR_SIDE / 2, y)
    y -= QR_RIM + 2.6 * mm
    write(page, middle, y, sheet.number, BOLD, 11, centred=True)
    y -= 9 * mm
    draw_plates(page, sheet.plates, left + MARGIN, y, inner)
    y -= 5.5 * mm
    write(page, left + MARGIN, y, sheet.heading, BOLD, 10)
    for text in sheet.lines:
        for line in folded(text, PLAIN, 8.5, inner)[:2]:
            y -= 4.3 * mm
            write(page, left + MARGIN, y, line, PLAIN, 8.5)
    y = top - A6[1] + MARGIN
    for line in reversed(folded(sheet.foot, PLAIN, 7, inner)[:2]):
        write(page, left + MARGIN, y, line, PLAIN, 7)
        y += 3.4 * mm


def draw_code(page: Canvas, digits: str, x: float, y: float) -> None:
    """The code black on white, its lower left corner at (`x`, `y`)."""
    module = QR_SIDE / SIDE
    page.setFillGray(1)
    page.rect(x - QR_RIM, y - QR_RIM, QR_SIDE + 2 * QR_RIM, QR_SIDE + 2 * QR_RIM, stroke=0, fill=1)
    page.setFillGray(0)
    path = page.beginPath()
    for n, row in enumerate(matrix(digits)):
        for m, dark in enumerate(row):
            if dark:
                path.rect(x + m * module, y + (SIDE - 1 - n) * module, module, module)
    page.drawPath(path, stroke=0, fill=1)


def draw_plates(page: Canvas, plates: Sequence[tuple[str, str]], x: float, y: float, room: float) -> None:
    """The plates in their frames, side by side, smaller when there are many."""
    size = 15.0
    while size > 8 and sum(width(text, BOLD, size) + 12 * mm for _, text in plates) > room:
        size -= 1
    for country, text in plates:
        wide = width(text, BOLD, size) + 9 * mm
        page.rect(x, y - 1.6 * mm, wide, size + 1.6 * mm, stroke=1, fill=0)
        write(page, x + 1.4 * mm, y + 0.4 * mm, country, BOLD, 7)
        write(page, x + 7 * mm, y, text, BOLD, size)
        x += wide + 2.5 * mm
