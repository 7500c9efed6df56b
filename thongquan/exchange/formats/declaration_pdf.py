"""A vehicle declaration on A4, as declared, with places to sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from thongquan.exchange.formats.print_fonts import BOLD, PLAIN, folded, fonts, write

MARGIN, LABEL, SIZE, LEADING = 18 * mm, 62 * mm, 9.5, 5.2 * mm


@dataclass(frozen=True)
class DeclarationSheet:
    """What is printed: a title, what stands beside it, parts of (heading, [(label, answer)]), who signs, a foot line."""

    title: str
    beside: tuple[str, ...]
    parts: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    signs: tuple[str, ...]
    sign_hint: str
    foot: str


class _Writer:
    """A pen that goes down the page and turns it over."""

    def __init__(self, page: Canvas, foot: str) -> None:
        self.page, self.foot, self.number, self.y = page, foot, 1, A4[1] - MARGIN

    def down(self, amount: float, keep: float = 0) -> None:
        """Go down, over to the next page when there is not `keep` more room."""
        self.y -= amount
        if self.y - keep < MARGIN + 6 * mm:
            self.turn()
            self.y -= amount

    def turn(self) -> None:
        self.finish()
        self.number, self.y = self.number + 1, A4[1] - MARGIN

    def finish(self) -> None:
        write(self.page, MARGIN, MARGIN - 4 * mm, f"{self.foot} · {self.number}", PLAIN, 7.5)
        self.page.showPage()


def declaration_pdf(sheet: DeclarationSheet) -> bytes:
    """The declaration as a PDF of as many A4 pages as it needs."""
    fonts()
    page = Canvas(BytesIO(), pagesize=A4, pageCompression=1)
    page.setTitle(sheet.title)
    page.setAuthor("Thông Quan")
    pen = _Writer(page, sheet.foot)
    pen.down(6 * mm)
    write(page, MARGIN, pen.y, sheet.title, BOLD, 15)
    for line in sheet.beside:
        pen.down(LEADING)
        write(page, MARGIN, pen.y, line, PLAIN, SIZE)
    for heading, rows in sheet.parts:
        pen.down(9 * mm, keep=2 * LEADING)
        write(page, MARGIN, pen.y, heading, BOLD, 11)
        page.line(MARGIN, pen.y - 1.5 * mm, A4[0] - MARGIN, pen.y - 1.5 * mm)
        pen.down(1.2 * mm)
        for label, answer in rows:
            _row(pen, label, answer)
    _signatures(pen, sheet.signs, sheet.sign_hint)
    pen.finish()
    return page.getpdfdata()  # type: ignore[no-any-return]


def _row(pen: _Writer, label: str, answer: str) -> None:
    """A label and its answer, each folded within its column."""
    left = folded(label, PLAIN, SIZE, LABEL - 4 * mm)
    right = folded(answer, BOLD, SIZE, A4[0] - 2 * MARGIN - LABEL)
    for n in range(max(len(left), len(right))):
        pen.down(LEADING)
        write(pen.page, MARGIN, pen.y, left[n] if n < len(left) else "", PLAIN, SIZE)
        write(pen.page, MARGIN + LABEL, pen.y, right[n] if n < len(right) else "", BOLD, SIZE)


def _signatures(pen: _Writer, signs: Sequence[str], hint: str) -> None:
    """A place for each signature, side by side."""
    if not signs:
        return
    pen.down(12 * mm, keep=30 * mm)
    step = (A4[0] - 2 * MARGIN) / len(signs)
    for n, who in enumerate(signs):
        write(pen.page, MARGIN + step * (n + 0.5), pen.y, who, BOLD, SIZE, centred=True)
        write(pen.page, MARGIN + step * (n + 0.5), pen.y - LEADING, hint, PLAIN, 8, centred=True)
    pen.down(30 * mm)
