"""A tariff table as large as the official one: every subheading of the nomenclature in two lines, under our own names."""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

from thongquan.actions.duty import activate_tariff, import_tariff, replay_tariff
from thongquan.catalog import tariff as book
from thongquan.core.actor import system
from thongquan.core.tariff_import import read_book
from thongquan.exchange.formats.tariff_table import read_grid
from thongquan.queries.access import all_units
from thongquan.queries.scope import scope

CODES = 12_000
HEAD = ("Level", "HSCode", "Description_VN", "Description_EN", "MFN rate", "Import duty rate per ACFTA")
KINDS = (("tươi hoặc ướp lạnh", "fresh or chilled"), ("loại khác", "other"), ("đã đóng gói để bán lẻ", "put up for retail sale"),
         ("bằng kim loại", "of metal"), ("bằng plastic", "of plastics"), ("dùng cho ô tô", "for motor vehicles"))


def invented() -> bytes:
    """The table: the demo's own codes as they are, all others with names made of their heading's."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(HEAD)
    written, missing = 0, CODES - 2 * sum(map(len, book.SUBHEADINGS.values()))
    for heading, ends in sorted(book.SUBHEADINGS.items()):
        named = book.HEADINGS[heading]
        rows.writerow((0, heading, named.words.vi, named.words.en, "", ""))
        own = sorted(code for code in book.DEMO_LINES if code.startswith(heading))
        codes = {*own, *(f"{heading}{end}{last}" for end in ends for last in ("10", "90"))}
        codes |= {f"{heading}{end}20" for end in ends[:max(0, missing)]}
        missing -= len(ends)
        for n, code in enumerate(sorted(codes)):
            vi, en = KINDS[n % len(KINDS)]
            line = book.DEMO_LINES.get(code)
            if line is not None or written < CODES:
                texts = (line.words.vi, line.words.en) if line else (f"{named.words.vi}, {vi}", f"{named.words.en}, {en}")
                rows.writerow((1, code, *(f"- {text}" for text in texts), line.mfn if line else n % 30, line.china if line else 0))
                written += 1
    return out.getvalue().encode()


def put_in_force(table: Path | None, day: date, at: datetime) -> dict[str, Any]:
    """Import a table, the invented one where none is given, and let it be in force."""
    data = table.read_bytes() if table else invented()
    read = read_book(read_grid(data), frozenset(book.SUBHEADINGS))
    by = system(all_units())
    with scope(by):
        edition = import_tariff(read, source=table.name if table else "invented", sha256=hashlib.sha256(data).hexdigest(), by=by, at=at)
        replay_tariff(edition.pk, by=by, at=at)
        activate_tariff(edition.pk, activate_on=day, operator="bench", by=by, at=at)
    return {"table": edition.source, "codes": len(read.lines)}
