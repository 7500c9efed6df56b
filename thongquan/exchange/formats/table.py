"""Any table of figures as CSV or XLSX that a spreadsheet opens and that runs nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from thongquan.exchange.formats.sheet import escaped

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
WIDEST = 48
_HEAD = PatternFill("solid", fgColor="DCE6F2")
_NOT_IN_TITLES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def as_file(kind: str, title: str, heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """The table in one of KINDS. Numbers and days keep their type, text never becomes a formula.

    Moments must already be on the reader's clock; they are written without a zone.
    """
    return as_csv(heads, rows) if kind == "csv" else as_xlsx(title, heads, rows)


def as_csv(heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """UTF-8 with its mark and semicolons: what a Vietnamese spreadsheet opens by a double click."""
    out = io.StringIO(newline="")
    table = csv.writer(out, delimiter=";")
    table.writerow([escaped(head) for head in heads])
    table.writerows([[_text(value) for value in row] for row in rows])
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(title: str, heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """One sheet with a bold, frozen head."""
    book = Workbook()
    page = book.active
    page.title = title.translate(_NOT_IN_TITLES)[:31].strip() or "1"
    for at, row in enumerate([heads, *rows], 1):
        for n, value in enumerate(row, 1):
            _put(page.cell(at, n), value)
    for n, head in enumerate(heads, 1):
        page.cell(1, n).font, page.cell(1, n).fill = Font(bold=True), _HEAD
        longest = max([len(str(head)), *(len(str(row[n - 1])) for row in rows if row[n - 1] is not None)])
        page.column_dimensions[get_column_letter(n)].width = min(WIDEST, longest + 3)
    page.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _text(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return escaped(value) if isinstance(value, str) else value


def _put(cell: Any, value: Any) -> None:
    if isinstance(value, str):
        cell.value = escaped(ILLEGAL_CHARACTERS_RE.sub("", value))
        cell.data_type, cell.number_format = "s", "@"
        return
    cell.value = value.replace(tzinfo=None) if isinstance(value, datetime) else value
    if isinstance(value, datetime):
        cell.number_format = "dd/mm/yyyy hh:mm"
    elif isinstance(value, date):
        cell.number_format = "dd/mm/yyyy"
