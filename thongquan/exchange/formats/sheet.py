"""Bulk files of vehicle declarations: XLSX or CSV in, rows with their numbers out."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from thongquan.core.digits import natural
from thongquan.core.form import Form, blank
from thongquan.core.refused import Refused
from thongquan.exchange.formats.columns import PEOPLE, Column, Headings, folded

MOST_ROWS, MOST_COLUMNS = 2_000, 400
MOST_BYTES, MOST_UNPACKED, MOST_ENTRIES = 5_000_000, 30_000_000, 300
HEADER_WITHIN = 10
#: our own columns in a returned file, passed over when it comes in again
ROW_KEY, ERROR_KEY = "TQ_ROW", "TQ_ERROR"


@dataclass(frozen=True)
class Row:
    """One row: its number as a spreadsheet shows it, its cells as they stand, and the raw answers for `Form.read`.

    `below` are the rows under a vehicle that name one more of its people each.
    """

    number: int
    cells: tuple[Any, ...]
    answers: dict[str, Any]
    below: tuple[Row, ...] = ()

    def at(self, pointer: str) -> int:
        """The number of the row that holds what a JSON pointer leads to: the vehicle's own, or that of one of its people."""
        head, _slash, rest = pointer.strip("/").partition("/")
        place = natural(rest.partition("/")[0])
        people = [self.number] * any(name.startswith(f"{PEOPLE}-0-") for name in self.answers) + [row.number for row in self.below]
        return people[place] if head == PEOPLE and place is not None and place < len(people) else self.number


@dataclass(frozen=True)
class Sheet:
    """A file that was read: the headings as they stand, columns no field answers to, and the rows."""

    headings: tuple[str, ...]
    labels: tuple[str, ...]
    unknown: tuple[str, ...]
    rows: tuple[Row, ...]


def read_rows(data: bytes, name: str, form: Form) -> Sheet:
    """The rows of an XLSX or CSV file of `form`. Raises Refused with a SHT code for a file that cannot be taken."""
    if len(data) > MOST_BYTES:
        raise Refused("SHT-04", most=MOST_BYTES // 1_000_000)
    if not data.strip(b"\x00 \r\n\t"):
        raise Refused("SHT-01")
    if data.startswith(b"PK"):
        table = _xlsx(data)
    elif data.startswith(b"\xd0\xcf\x11\xe0"):  # a protected XLSX, or the format before 2007
        raise Refused("SHT-12" if name.lower().endswith(".xlsx") else "SHT-02")
    elif data[:5] in (b"%PDF-", b"{\\rtf") or data.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"Rar!")):
        raise Refused("SHT-02")
    else:
        table = _csv(data)
    return _sheet(table, form)


def _xlsx(data: bytes) -> list[list[Any]]:
    _inspect(data)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        first = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False, nrows=MOST_ROWS + HEADER_WITHIN + 2)
    except (CalamineError, OSError, ValueError, IndexError, UnicodeError):
        raise Refused("SHT-03") from None
    return [list(row) for row in first]


_ACTIVE = re.compile(r"vbaproject|/activex/|macrosheets|\.bin$", re.IGNORECASE)
_OPENING = re.compile(rb"<(?:\w{1,20}:)?c(?=[\s/>])")
_CELL = re.compile(rb"<(?:\w{1,20}:)?c(?=[\s/>])([^<>]{0,300})>")
_ROW = re.compile(rb"<(?:\w{1,20}:)?row\s[^<>]{0,100}?\br\s{0,9}=\s{0,9}[\"']([0-9]{1,9})[\"']")
_PLACE = re.compile(rb"\br\s{0,9}=\s{0,9}[\"'](?:([A-Z]{1,4})([0-9]{1,9})[\"'])?")


def _inspect(data: bytes) -> None:
    """Look into the package before it is opened: kind, macros, real size, far-away cells."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
            if len(entries) > MOST_ENTRIES or sum(e.file_size for e in entries) > MOST_UNPACKED:
                raise Refused("SHT-05")
            names = [e.filename.lower() for e in entries]
            if "xl/workbook.xml" not in names:
                raise Refused("SHT-02")
            if any(_ACTIVE.search(n) and "printersettings" not in n for n in names):
                raise Refused("SHT-07")
            for entry in entries:
                content = package.read(entry)
                if b"sheetData" in content:
                    _inspect_cells(content)
                elif entry.filename == "[Content_Types].xml" and b"macroEnabled" in content:
                    raise Refused("SHT-07")
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError, RuntimeError):
        raise Refused("SHT-03") from None


def _inspect_cells(content: bytes) -> None:
    """A single cell far away makes a reader lay out everything before it: refuse it unopened.

    Every quantifier above is bounded, so that no crafted part makes the search slow.
    """
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\x00" in content[:64]:
        raise Refused("SHT-03")
    opened, unplaced = sum(1 for _ in _OPENING.finditer(content)), False
    for cell in _CELL.finditer(content):
        opened -= 1
        place = _PLACE.search(cell[1])
        if cell[1].endswith(b"/"):
            continue  # formatted but empty
        if place and not place[1]:
            raise Refused("SHT-03")
        unplaced = unplaced or not place
        if place:
            _near(int(place[2]), _column_number(place[1]))
    if opened:  # a cell that is not written as any spreadsheet writes it
        raise Refused("SHT-03")
    for row in _ROW.finditer(content) if unplaced else ():
        _near(int(row[1]), 1)


def _near(row: int, column: int) -> None:
    if row > MOST_ROWS + HEADER_WITHIN:
        raise Refused("SHT-06", most=MOST_ROWS)
    if column > MOST_COLUMNS:
        raise Refused("SHT-09", most=MOST_COLUMNS)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _csv(data: bytes) -> list[list[Any]]:
    text = _decoded(data)
    first = next((line for line in text.splitlines() if line.strip()), "")
    if first.lower().startswith("sep=") and len(first) == 5:
        delimiter, text = first[4], text.split("\n", 1)[-1]
    else:
        delimiter = max(";,\t|", key=first.count)
    table: list[list[Any]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            table.append(row)
            if len(table) > MOST_ROWS + HEADER_WITHIN:
                raise Refused("SHT-06", most=MOST_ROWS)
            if len(row) > MOST_COLUMNS:
                raise Refused("SHT-09", most=MOST_COLUMNS)
    except csv.Error:
        raise Refused("SHT-03") from None
    return table


def _decoded(data: bytes) -> str:
    """The text, by its byte-order mark, else by the zeros of UTF-16, else as UTF-8."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif data[1:2000:2].count(0) > len(data[:2000]) // 4:
        encoding = "utf-16-le"
    elif data[0:2000:2].count(0) > len(data[:2000]) // 4:
        encoding = "utf-16-be"
    else:
        encoding = "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise Refused("SHT-11") from None


def _sheet(table: Sequence[Sequence[Any]], form: Form) -> Sheet:
    known = Headings.of(form)
    start = _header(table, known)
    headings = tuple(str(cell).strip() for cell in table[start])
    if len(headings) > MOST_COLUMNS:
        raise Refused("SHT-09", most=MOST_COLUMNS)
    found = [known.get(h) for h in headings]
    _no_column_twice(found)
    labels: tuple[str, ...] = ()
    body = start + 1
    if body < len(table) and _matches(table[body], known) >= max(2, sum(1 for c in found if c) // 2):
        labels, body = tuple(str(cell).strip() for cell in table[body]), body + 1
    rows = [Row(number, tuple(cells), answers_of(cells, found))
            for number, cells in enumerate(table[body:], body + 1) if not all(blank(c) for c in cells)]
    if not rows:
        raise Refused("SHT-01")
    if len(rows) > MOST_ROWS:
        raise Refused("SHT-06", most=MOST_ROWS)
    ours = {folded(ROW_KEY), folded(ERROR_KEY), ""}
    unknown = tuple(h for h, c in zip(headings, found, strict=True) if c is None and folded(h) not in ours)
    return Sheet(headings, labels, unknown, tuple(with_people(rows)))


def _of_people(name: str) -> bool:
    return name.startswith(f"{PEOPLE}-")


def with_people(rows: Iterable[Row]) -> Iterator[Row]:
    """Each vehicle with its people: a row that tells of a person and of nothing else belongs to the vehicle above it."""
    for row, below in _stacked(rows):
        people = [row.answers, *(person.answers for person in below)]
        own = {name: value for name, value in row.answers.items() if not _of_people(name)}
        told = {name.replace(f"{PEOPLE}-0-", f"{PEOPLE}-{n}-", 1): value for n, person in enumerate(people) for name, value in person.items()
                if _of_people(name)}
        yield replace(row, answers=own | told, below=tuple(below))


def _stacked(rows: Iterable[Row]) -> Iterator[tuple[Row, list[Row]]]:
    """Each vehicle's row with the rows of people alone that follow it."""
    vehicle: Row | None = None
    below: list[Row] = []
    for row in rows:
        if vehicle is not None and row.answers and all(map(_of_people, row.answers)):
            below.append(row)
            continue
        if vehicle is not None:
            yield vehicle, below
        vehicle, below = row, []
    if vehicle is not None:
        yield vehicle, below


def _header(table: Sequence[Sequence[Any]], known: Headings) -> int:
    """The first row, near the top, in which at least two cells are headings we know."""
    for n, row in enumerate(table[:HEADER_WITHIN]):
        if _matches(row, known) >= 2:
            return n
    raise Refused("SHT-08")


def _matches(row: Iterable[Any], known: Headings) -> int:
    return sum(1 for cell in row if isinstance(cell, str) and known.get(cell))


def _no_column_twice(found: Sequence[Column | None]) -> None:
    """Two columns for one field are refused, the passport and border-pass numbers of a driver excepted."""
    seen: set[str] = set()
    for column in found:
        if column and column.name in seen and not column.also:
            raise Refused("SHT-10", column=column.key)
        seen.add(column.name if column else "")


def answers_of(cells: Sequence[Any], found: Sequence[Column | None]) -> dict[str, Any]:
    """The raw answers of one row under the flat names that `Form.read` takes."""
    answers: dict[str, Any] = {}
    for cell, column in zip(cells, found, strict=False):
        if column is not None and not blank(cell):
            answers[column.name] = as_typed(cell, column)
    return answers


def as_typed(cell: Any, column: Column) -> Any:
    """What the person meant by a cell: serial days, day fractions, a telephone that lost its zero."""
    if isinstance(cell, str):
        return unescaped(cell)
    number = cell if isinstance(cell, int | float) and not isinstance(cell, bool) else None
    day = column.piece == "day" or column.field.kind == "day"
    if day and number is not None and 20_000 < number < 80_000:
        return date(1899, 12, 30) + timedelta(days=int(number))
    if column.piece == "time":
        return _time_of(cell)
    if column.field.kind == "phone" and number is not None and 10**8 <= number < 10**9:
        return f"0{int(number)}"
    return cell


def _time_of(cell: Any) -> Any:
    """A time of day from a fraction, a duration or a full date; anything else as it stands."""
    if isinstance(cell, float) and 0 <= cell < 1:
        cell = timedelta(minutes=round(cell * 24 * 60))
    if isinstance(cell, timedelta) and timedelta(0) <= cell < timedelta(days=1):
        minutes = round(cell.total_seconds() / 60) % (24 * 60)
        return time(minutes // 60, minutes % 60)
    return cell.time() if isinstance(cell, datetime) else cell


_STARTS = ("=", "+", "-", "@", "\t", "\r")


def escaped(text: str) -> str:
    """Text that a spreadsheet will not take for a formula."""
    return f"'{text}" if text.startswith(_STARTS) else text


def unescaped(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith(_STARTS) else text
