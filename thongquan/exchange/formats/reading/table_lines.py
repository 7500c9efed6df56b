"""The lines of an invoice's table: columns by their heads, rows that multiply out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from thongquan.core.differences import MONEY_STEP, SHARE, Found, unit_code
from thongquan.core.reading import Unreadable, read_decimal
from thongquan.core.search import fold
from thongquan.exchange.formats.reading.pieces import Piece, Row

#: column of a line -> how its head is written (without accents)
HEADS: tuple[tuple[str, str], ...] = (
    ("name", r"ten hang|mo ta|dien giai|description|commodity|goods|品名|货物名称"),
    ("hs", r"ma hs|hs code|商品编码"),
    ("quantity", r"so luong|quantity|qty|数量"),
    ("unit_price", r"don gia|unit price|price|单价"),
    ("unit", r"don vi|dvt|unit|uom|单位"),
    ("invoice_value", r"thanh tien|tri gia|amount|total|金额|总价"),
)
FIGURES = ("quantity", "unit_price", "invoice_value")
END = re.compile(r"^(tong|total|grand total|sub ?total|cong|合计|总)")
_VIETNAMESE = re.compile(r"[đĐơƠưƯăĂ]|hóa|ngày|số|tiền|hàng", re.I)
MOST_LINES = 300
#: a row whose quantity times price is its amount; a row that does not multiply out
EXACT, DOUBTFUL = 0.9, 0.6


def vietnamese(text: str) -> bool:
    """Whether a row is written in Vietnamese, whose numbers have a comma before their decimals."""
    return bool(_VIETNAMESE.search(text))


def lines_of(rows: list[Row], language: str) -> dict[str, Found]:
    """`lines/0/quantity` … of the table; nothing when no row looks like its head."""
    head = next(((n, columns) for n, row in enumerate(rows) if len(columns := columns_of(row)) >= 3 and "invoice_value" in columns), None)
    if head is None:
        return {}
    read: dict[str, Found] = {}
    count = 0
    for row in rows[head[0] + 1:]:
        if END.match(fold(row.text)) or count >= MOST_LINES:
            break
        cells = cells_of(row, head[1])
        if values := dict(_values(cells, language)):
            read |= {f"lines/{count}/{name}": found for name, found in values.items()}
            count += 1
    return read


def columns_of(row: Row) -> dict[str, tuple[float, float]]:
    """Column -> where its head stands, left and right."""
    found: dict[str, tuple[float, float]] = {}
    for piece in row.pieces:
        words = fold(piece.text)
        name = next((name for name, pattern in HEADS if name not in found and re.search(pattern, words)), "")
        if name:
            found[name] = (piece.box[0], piece.box[2])
    return found


def cells_of(row: Row, columns: dict[str, tuple[float, float]]) -> dict[str, list[Piece]]:
    """The pieces of a row under the column nearest to them."""
    cells: dict[str, list[Piece]] = {}
    for piece in row.pieces:
        name = min(columns, key=lambda n: _apart(columns[n], (piece.box[0], piece.box[2])))
        cells.setdefault(name, []).append(piece)
    return cells


def _apart(head: tuple[float, float], cell: tuple[float, float]) -> float:
    """How far a cell lies from a head: nothing when they overlap, else the nearest edges or middles."""
    overlap = min(head[1], cell[1]) - max(head[0], cell[0])
    return -overlap if overlap > 0 else min(abs(head[0] - cell[0]), abs(head[1] - cell[1]), abs(sum(head) - sum(cell)) / 2)


def _values(cells: dict[str, list[Piece]], language: str) -> Iterator[tuple[str, Found]]:
    """The cells as values, when amount and quantity are numbers at all."""
    figures: dict[str, Decimal] = {}
    for name in FIGURES:
        try:
            figures[name] = read_decimal("".join(p.text for p in cells.get(name, [])).replace(" ", ""), language)
        except Unreadable:
            continue
    if "invoice_value" not in figures or "quantity" not in figures:
        return
    sure = EXACT if multiplies(figures) else DOUBTFUL
    for name, pieces in cells.items():
        first = pieces[0]
        words = " ".join(piece.text for piece in pieces)
        if name in figures:
            words = format(figures[name], "f")
        elif name == "unit":
            words = unit_code(words) or words
        elif name == "name":
            words = re.sub(r"^\d{1,3}[.)]?\s+(?=\S)", "", words)
        if name not in FIGURES or name in figures:
            yield name, Found(words, first.source, sure * first.sure, first.page, first.box)


def multiplies(figures: dict[str, Decimal]) -> bool:
    """Whether quantity times price is the amount."""
    if "unit_price" not in figures:
        return False
    made, told = figures["quantity"] * figures["unit_price"], figures["invoice_value"]
    return abs(made - told) <= max(MONEY_STEP, abs(told) * SHARE * 50)
