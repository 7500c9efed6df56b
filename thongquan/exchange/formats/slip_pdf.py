"""Papers with a code to check them by: supervision slip, proof of delay, duty statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

import segno
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from thongquan.exchange.formats.print_fonts import BOLD, PLAIN, folded, fonts, width, write

MARGIN, SIZE, LEADING = 16 * mm, 8.5, 4.4 * mm
CODE_SIDE = 34 * mm
WIDE = A4[0] - 2 * MARGIN


@dataclass(frozen=True)
class Table:
    """A table of the paper: heads with their share of the width (below zero: figures, set right), rows of text."""

    heading: str
    heads: tuple[tuple[str, float], ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Slip:
    """What is printed: title, number in large signs, what stands beside the code, tables, words below, a foot line.

    `url` is what the code opens; without one no code is drawn.
    """

    title: str
    number: str
    facts: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]
    words: tuple[str, ...]
    foot: str
    url: str = ""
    code_says: str = ""


def code_path(text: str) -> tuple[int, str]:
    """The side in modules and the `d` of an SVG path of a code that holds an address, without its quiet zone."""
    rows = [[bool(module) for module in row] for row in segno.make_qr(text, error="m").matrix]
    return len(rows), "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)


class _Pen:
    """Goes down the page and turns it over."""

    def __init__(self, page: Canvas, foot: str) -> None:
        self.page, self.foot, self.number, self.y = page, foot, 1, A4[1] - MARGIN

    def down(self, amount: float, keep: float = 0) -> None:
        """Go down; over to the next page when there is not so much room left."""
        self.y -= amount
        if self.y - keep < MARGIN + 8 * mm:
            self.finish()
            self.number, self.y = self.number + 1, A4[1] - MARGIN - amount

    def finish(self) -> None:
        write(self.page, MARGIN, MARGIN - 4 * mm, f"{self.foot} · {self.number}", PLAIN, 7)
        self.page.showPage()


def slip_pdf(slip: Slip) -> bytes:
    """The paper as a PDF of as many A4 pages as it needs."""
    fonts()
    page = Canvas(BytesIO(), pagesize=A4, pageCompression=1)
    page.setTitle(f"{slip.title} {slip.number}".strip())
    page.setAuthor("Thông Quan")
    pen = _Pen(page, slip.foot)
    _head(pen, slip)
    for table in slip.tables:
        _table(pen, table)
    for text in slip.words:
        pen.down(2 * mm)
        for line in folded(text, PLAIN, SIZE, WIDE):
            pen.down(LEADING)
            write(page, MARGIN, pen.y, line, PLAIN, SIZE)
    pen.finish()
    return page.getpdfdata()  # type: ignore[no-any-return]


def _head(pen: _Pen, slip: Slip) -> None:
    """Title and number, the facts below them on the left, the code on the right."""
    top = pen.y
    room = WIDE - (CODE_SIDE + 8 * mm if slip.url else 0)
    pen.down(6 * mm)
    write(pen.page, MARGIN, pen.y, slip.title, BOLD, 14)
    pen.down(8 * mm)
    write(pen.page, MARGIN, pen.y, slip.number, BOLD, 17)
    pen.down(2 * mm)
    for label, answer in slip.facts:
        lines = folded(answer, BOLD, SIZE, room - 42 * mm) or ["–"]
        for n, line in enumerate(lines):
            pen.down(LEADING)
            write(pen.page, MARGIN, pen.y, label if n == 0 else "", PLAIN, SIZE)
            write(pen.page, MARGIN + 42 * mm, pen.y, line, BOLD, SIZE)
    if slip.url:
        _code(pen.page, slip.url, A4[0] - MARGIN - CODE_SIDE, top - CODE_SIDE)
        write(pen.page, A4[0] - MARGIN - CODE_SIDE / 2, top - CODE_SIDE - 4 * mm, slip.code_says, PLAIN, 7, centred=True)
        pen.y = min(pen.y, top - CODE_SIDE - 6 * mm)


def _code(page: Canvas, url: str, x: float, y: float) -> None:
    """The code black on white, its lower left corner at (`x`, `y`)."""
    rows = [[bool(module) for module in row] for row in segno.make_qr(url, error="m").matrix]
    module = CODE_SIDE / len(rows)
    path = page.beginPath()
    for n, row in enumerate(rows):
        for m, dark in enumerate(row):
            if dark:
                path.rect(x + m * module, y + (len(rows) - 1 - n) * module, module, module)
    page.setFillGray(0)
    page.drawPath(path, stroke=0, fill=1)


def _table(pen: _Pen, table: Table) -> None:
    """Heads, then rows that fold within their columns; a row never parts over two pages."""
    whole = sum(abs(share) for _head_text, share in table.heads)
    edges, x = [], MARGIN
    for _head_text, share in table.heads:
        wide = WIDE * abs(share) / whole
        edges.append((x, wide, share < 0))
        x += wide
    pen.down(9 * mm, keep=4 * LEADING)
    write(pen.page, MARGIN, pen.y, table.heading, BOLD, 10.5)
    pen.down(1.5 * mm)
    _row(pen, tuple(text for text, _share in table.heads), edges, PLAIN, 7.5)
    for row in table.rows:
        _row(pen, row, edges, PLAIN, SIZE)


def _row(pen: _Pen, cells: Sequence[str], edges: Sequence[tuple[float, float, bool]], font: str, size: float) -> None:
    lines = [folded(text, font, size, wide - 2 * mm) or [""] for text, (_x, wide, _right) in zip(cells, edges, strict=True)]
    tall = max(len(cell) for cell in lines) * LEADING
    pen.down(LEADING, keep=tall)
    for n in range(max(len(cell) for cell in lines)):
        for cell, (x, wide, right) in zip(lines, edges, strict=True):
            if n < len(cell):
                write(pen.page, x + wide - 2 * mm - width(cell[n], font, size) if right else x, pen.y - n * LEADING, cell[n], font, size)
    pen.y -= tall - LEADING
    pen.page.setLineWidth(0.3)
    pen.page.setStrokeGray(0.75)
    pen.page.line(MARGIN, pen.y - 1.4 * mm, A4[0] - MARGIN, pen.y - 1.4 * mm)
    pen.y -= 0.8 * mm
