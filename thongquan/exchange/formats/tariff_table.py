"""A tariff table as published, CSV or XLSX, in; the same file with its findings, out."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterable, Sequence

from python_calamine import CalamineError, CalamineWorkbook

from thongquan.core.refused import Refused
from thongquan.exchange.formats.sheet import escaped

MOST_BYTES, MOST_UNPACKED, MOST_ROWS, MOST_COLUMNS = 20_000_000, 120_000_000, 60_000, 120
_OTHERS = (b"%PDF-", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"\xd0\xcf\x11\xe0")

Grid = list[tuple[str, ...]]


def read_grid(data: bytes) -> Grid:
    """All rows of the table as text, the first one included. Raises Refused with a SHT code for any other file."""
    if len(data) > MOST_BYTES:
        raise Refused("SHT-04", most=MOST_BYTES // 1_000_000)
    if data.startswith(b"\x1f\x8b"):
        data = _unpacked(data)
    if not data.strip(b"\x00 \r\n\t"):
        raise Refused("SHT-01")
    if data.startswith(_OTHERS):
        raise Refused("SHT-02")
    grid = _xlsx(data) if data.startswith(b"PK") else _csv(data)
    if len(grid) > MOST_ROWS:
        raise Refused("SHT-06", most=MOST_ROWS)
    return grid


def _unpacked(data: bytes) -> bytes:
    """What is inside a gzip file, as long as it is no bomb."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            found = file.read(MOST_UNPACKED + 1)
    except (OSError, EOFError, zlib.error):
        raise Refused("SHT-03") from None
    if len(found) > MOST_UNPACKED:
        raise Refused("SHT-05")
    return found


def _csv(data: bytes) -> Grid:
    text = _text(data)
    head = text[:20_000]
    lines = head.splitlines()[:20]
    delimiter = max(",;\t", key=lambda sign: sum(line.count(sign) for line in lines))
    try:
        return [tuple(cell.strip() for cell in row[:MOST_COLUMNS]) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
    except csv.Error:
        raise Refused("SHT-03") from None


def _text(data: bytes) -> str:
    """The text in the encoding that its first bytes tell, else UTF-8, else Windows' Vietnamese."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1258", "replace")


def _xlsx(data: bytes) -> Grid:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(entry.file_size for entry in package.infolist()) > MOST_UNPACKED:
                raise Refused("SHT-05")
            if "xl/workbook.xml" not in {entry.filename.lower() for entry in package.infolist()}:
                raise Refused("SHT-02")
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        longest = max((book.get_sheet_by_index(n) for n in range(len(book.sheet_names))), key=lambda sheet: sheet.total_height)
        rows = longest.to_python(skip_empty_area=False, nrows=MOST_ROWS + 1)
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError, EOFError):
        raise Refused("SHT-03") from None
    return [tuple(_cell(value) for value in row[:MOST_COLUMNS]) for row in rows]


def _cell(value: object) -> str:
    """A number without the `.0` that a spreadsheet adds; anything else as its text."""
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".")
    return str(value).strip() if value is not None else ""


def with_findings(grid: Sequence[Sequence[str]], findings: Iterable[tuple[int, str]], head: str) -> bytes:
    """The same table as CSV with one more column that says what was found in a row; `findings` are (row, words)."""
    said: defaultdict[int, list[str]] = defaultdict(list)
    for row, words in findings:
        said[row].append(words)
    width = max((len(row) for row in grid), default=0)
    out = io.StringIO(newline="")
    table = csv.writer(out)
    for n, cells in enumerate(grid, 1):
        more = "; ".join(said[n]) if n in said else head if n == 1 else ""
        table.writerow([*(escaped(cell) if cell[:1] in "=@\t" else cell for cell in cells), *[""] * (width - len(cells)), more])
    return out.getvalue().encode("utf-8-sig")
