"""Bulk files on the way back: empty template, filled rows, rejected rows with reasons."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from thongquan.core.form import EXAMPLES, Form
from thongquan.core.reading import VIETNAM
from thongquan.core.words import Words
from thongquan.exchange.formats.columns import PEOPLE, Column, Headings, columns, folded
from thongquan.exchange.formats.sheet import ERROR_KEY, MOST_ROWS, ROW_KEY, Sheet, escaped

TITLE = Words("Khai phương tiện", "Vehicles", "车辆申报")
CHOICES = Words("Lựa chọn", "Choices", "可选值")
REQUIRED = Words("Bắt buộc", "Required", "必填")
EXAMPLE = Words("Ví dụ", "Example", "示例")
ROW = Words("Dòng trong tệp gốc", "Row in your file", "原文件行号")
REASONS = Words("Lý do trả lại", "Reasons for return", "退回原因")

_FORMATS = {"day": "dd/mm/yyyy", "time": "hh:mm", "whole": "0", "decimal": "General"}
_HEAD = PatternFill("solid", fgColor="DCE6F2")
_BAD = PatternFill("solid", fgColor="FBE3E4")


def template(form: Form, language: str = "vi", kind: str = "xlsx", title: Words = TITLE) -> bytes:
    """An empty file to fill: ids in row 1, labels in row 2, hints as comments, choices as lists."""
    return written(form, (), language, kind, title)


def written(form: Form, rows: Iterable[Mapping[str, Any]], language: str = "vi", kind: str = "xlsx",
            title: Words = TITLE) -> bytes:
    """The template filled with the values (of `Form.read`) of some declarations, or of some lines."""
    shown = columns(form)
    table = [line for values in rows for line in _lines(values, shown)]
    return _csv(shown, table, language) if kind == "csv" else _xlsx(shown, table, language, title)


def write_back(sheet: Sheet, reasons: Mapping[int, Sequence[str]], form: Form, language: str = "vi",
               title: Words = TITLE) -> bytes:
    """The rejected rows exactly as they came, each with its old number and its reasons, as XLSX; a vehicle with all its people.

    `reasons` maps row numbers of `sheet` to sentences. Send the file in again after mending: the two
    added columns are passed over.
    """
    book, page = _book(title.say(language))
    kept = [n for n, h in enumerate(sheet.headings) if folded(h) not in (folded(ROW_KEY), folded(ERROR_KEY))]
    _line(page, 1, [ERROR_KEY, ROW_KEY, *(sheet.headings[n] for n in kept)])
    if sheet.labels:
        labels = (*sheet.labels, *[""] * len(sheet.headings))
        _line(page, 2, [REASONS.say(language), ROW.say(language), *(labels[n] for n in kept)])
    known = Headings.of(form)
    found = [known.get(sheet.headings[n]) for n in kept]
    whole = ((row, *row.below) for row in sheet.rows)
    for row in (row for rows in whole if any(one.number in reasons for one in rows) for row in rows):
        at = page.max_row + 1
        if row.number in reasons:
            _put(page.cell(at, 1), "\n".join(reasons[row.number]), None)
            page.cell(at, 1).fill, page.cell(at, 1).alignment = _BAD, Alignment(wrap_text=True, vertical="top")
        page.cell(at, 2).value = row.number
        for place, (n, column) in enumerate(zip(kept, found, strict=True), 3):
            _put(page.cell(at, place), row.cells[n] if n < len(row.cells) else None, column)
    page.column_dimensions["A"].width = 60
    page.freeze_panes = "C3" if sheet.labels else "C2"
    return _saved(book)


def _lines(values: Mapping[str, Any], shown: Sequence[Column]) -> Iterator[list[Any]]:
    """The rows of one declaration: its own with the first of its people, then one for each of the others."""
    yield [flat(values, column) for column in shown]
    for person in (values.get(PEOPLE) or [])[1:]:
        yield [flat({PEOPLE: [person]}, column) for column in shown]


def flat(values: Mapping[str, Any], column: Column) -> Any:
    """The value of one column out of nested values; a moment gives its local day or time."""
    value: Any = values
    for step in column.name.removesuffix(f"-{column.piece}").split("-"):
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, list):
            value = value[int(step)] if int(step) < len(value) else None
    if isinstance(value, datetime):
        local = value.astimezone(VIETNAM)
        return local.date() if column.piece == "day" else local.time().replace(second=0, microsecond=0)
    if isinstance(value, list):
        return "; ".join(str(v) for v in value)
    return value


def _xlsx(shown: Sequence[Column], table: Sequence[Sequence[Any]], language: str, title: Words) -> bytes:
    book, page = _book(title.say(language))
    lists = book.create_sheet(CHOICES.say(language))
    for n, column in enumerate(shown, 1):
        page.cell(1, n).value, page.cell(2, n).value = column.key, _label(column, language)
        for row in (1, 2):
            page.cell(row, n).font, page.cell(row, n).fill = Font(bold=row == 1), _HEAD
        page.cell(2, n).alignment = Alignment(wrap_text=True, vertical="top")
        page.cell(2, n).comment = Comment(_hint(column, language), "Thông Quan", width=260, height=110)
        page.column_dimensions[get_column_letter(n)].width = 18
        page.column_dimensions[get_column_letter(n)].number_format = _format(column)
        if column.field.choices:
            _offer(page, lists, column, n, language)
    for at, values in enumerate(table, 3):
        for n, (value, column) in enumerate(zip(values, shown, strict=True), 1):
            _put(page.cell(at, n), value, column)
    page.freeze_panes = "A3"
    return _saved(book)


def _csv(shown: Sequence[Column], table: Sequence[Sequence[Any]], language: str) -> bytes:
    """UTF-8 with its mark and semicolons: what a Vietnamese spreadsheet opens by a double click."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow([c.key for c in shown])
    writer.writerow([_label(c, language) for c in shown])
    writer.writerows([[_as_text(value, language) for value in row] for row in table])
    return out.getvalue().encode("utf-8-sig")


def _as_text(value: Any, language: str) -> Any:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",") if language.startswith("vi") else f"{value:f}"
    return escaped(value) if isinstance(value, str) else value


def _book(title: str) -> tuple[Workbook, Worksheet]:
    book = Workbook()
    page = book.active
    page.title = title
    return book, page


def _line(page: Worksheet, at: int, texts: Sequence[str]) -> None:
    for n, text in enumerate(texts, 1):
        _put(page.cell(at, n), text, None)
        page.cell(at, n).font, page.cell(at, n).fill = Font(bold=at == 1), _HEAD


def _put(cell: Cell, value: Any, column: Column | None) -> None:
    """A value in its own type; text never becomes a formula and loses what XML cannot carry."""
    if isinstance(value, bool):
        value = int(value)
    if isinstance(value, str):
        cell.value = escaped(ILLEGAL_CHARACTERS_RE.sub("", value))
        cell.data_type, cell.number_format = "s", "@"
        return
    cell.value = value.replace(tzinfo=None) if isinstance(value, datetime | time) else value
    if column is not None and value is not None:
        cell.number_format = _format(column)


def _format(column: Column) -> str:
    return _FORMATS.get(column.piece or column.field.kind, "@")


def _label(column: Column, language: str) -> str:
    inside_a_row = "-" in column.name.removesuffix(f"-{column.piece}")
    return column.label.say(language) + (" *" if column.field.required and not inside_a_row else "")


def _hint(column: Column, language: str) -> str:
    f = column.field
    lines = [REQUIRED.say(language)] if _label(column, language).endswith("*") else []
    lines += [f.hint.say(language)] if f.hint else []
    example = {"day": EXAMPLES["day"], "time": "08:00"}.get(column.piece, f.example or EXAMPLES.get(f.kind, ""))
    lines += [f"{EXAMPLE.say(language)}: {example}"] if example else []
    lines += [f"{c.code} = {c.words.say(language)}" for c in f.choices]
    return "\n".join(lines or [column.label.say(language)])


def _offer(page: Worksheet, lists: Worksheet, column: Column, n: int, language: str) -> None:
    """A drop-down of the words of a choice, kept on the second page."""
    for row, choice in enumerate(column.field.choices, 1):
        lists.cell(row, n).value = choice.words.say(language)
    letter, last = get_column_letter(n), len(column.field.choices)
    offered = DataValidation(type="list", formula1=f"'{lists.title}'!${letter}$1:${letter}${last}", allow_blank=True)
    offered.add(f"{letter}3:{letter}{MOST_ROWS + 2}")
    page.add_data_validation(offered)


def _saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
