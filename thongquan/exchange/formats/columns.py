"""A form as the columns of a sheet: VNACCS ids, labels below, a vehicle or a person a row."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from thongquan.core.form import Field, Form
from thongquan.core.words import LANGUAGES, Words

#: how many rows of each repeated part a template offers; a file may hold more columns of the same pattern
OFFERED = {"drivers": 1, "trailers": 1, "containers": 2, "seals": 2, "hold_seals": 2, "crew": 4, "stores": 3, "cargo": 2, "passenger_list": 1}
#: the people of a vehicle stand below each other: the first in the vehicle's row, each further one in a row of his own
PEOPLE = "passenger_list"
DAY, HOUR = Words("ngày", "day", "日期"), Words("giờ", "time", "时间")


@dataclass(frozen=True)
class Column:
    """One column. `name` is the flat name the form reads; `key` stands in row 1, `label` in row 2.

    `pieces` tells which half of a moment the column holds: `day`, `time` or empty for the whole.
    """

    name: str
    key: str
    label: Words
    field: Field
    piece: str = ""
    also: tuple[str, ...] = ()


def columns(form: Form, offered: dict[str, int] | None = None) -> tuple[Column, ...]:
    """The columns of a template of `form`, without what the platform fills in itself."""
    return tuple(column for f in form.fields if f.asked_when != "by_platform" for column in _of(f, offered or OFFERED))


def every_column(form: Form) -> tuple[Column, ...]:
    """All columns a file may hold, up to the most rows of each part."""
    most = {f.name: f.most_rows for g in form.fields for f in (g, *(g.rows.fields if g.rows else ())) if f.kind == "rows"}
    return columns(form, {**most, PEOPLE: 1})


def _of(f: Field, offered: dict[str, int], name: str = "", n: int = 0, label: Words | None = None) -> Iterator[Column]:
    """The columns of one field; `name`, `n` and `label` place it inside row `n` of a repeated part."""
    name, label = name or f.name, label or f.label
    if f.kind == "moment":
        ids = list(dict.fromkeys(i.rpartition(":")[2] for i in f.vnaccs.split())) if f.vnaccs else []
        halves = [[i for i in ids if i.endswith("DT")], [i for i in ids if i.endswith("MT")]]
        for piece, words, own in (("day", DAY, halves[0] or ids), ("time", HOUR, halves[1])):
            yield _column(f, f"{name}-{piece}", _joined(label, words), own, piece)
    elif f.kind != "rows" or (f.rows is None and f.name == "goods"):
        yield _column(f, name, label, _ids(f, n))
    else:
        for i in range(offered.get(f.name, 1)):
            yield from _row(f, offered, f"{name}-{i}", i, n, label)


def _row(f: Field, offered: dict[str, int], name: str, i: int, outer: int, label: Words) -> Iterator[Column]:
    n = 0 if f.name == PEOPLE else i + 1
    numbered = _joined(label, Words(str(n), str(n), str(n))) if n else label
    if f.rows is None:
        ids = [f"{code}.{outer}" if outer else code for code in _ids(f, i + 1)]
        yield _column(replace(f, kind="text"), name, numbered, ids)
        return
    for inner in f.rows.fields:
        yield from _of(inner, offered, f"{name}-{inner.name}", n, _joined(numbered, inner.label))


def _ids(f: Field, n: int) -> list[str]:
    """VNACCS ids; an id repeated as a whole (CNO) gets its row number behind a dot."""
    found = [code.rpartition(":")[2] for code in f.vnaccs.split()]
    return [code.format(n=n) if "{n}" in code else f"{code}.{n}" if n else code for code in found]


def _column(f: Field, name: str, label: Words, ids: list[str], piece: str = "") -> Column:
    return Column(name, ids[0] if ids else name, label, f, piece, tuple(ids[1:]))


def _joined(label: Words, more: Words) -> Words:
    return Words(f"{label.vi} – {more.vi}", f"{label.en} – {more.en}", f"{label.zh} – {more.zh}")


def folded(text: object) -> str:
    """A heading without case, accents' form, blanks or punctuation, so that edited headings are still known."""
    plain = unicodedata.normalize("NFKC", str(text)).casefold().replace("*", "")
    return re.sub(r"[\s\W_]+", "", plain)


@dataclass(frozen=True)
class Headings:
    """Every heading that leads to a column: VNACCS ids and flat names as written, labels in each language folded.

    Flat names count rows from 0 and labels from 1, so the two are never looked up in one table.
    """

    names: dict[str, Column]
    labels: dict[str, Column]

    @classmethod
    def of(cls, form: Form) -> Headings:
        names: dict[str, Column] = {}
        labels: dict[str, Column] = {}
        for column in every_column(form):
            for name in (column.key, column.name, *column.also):
                names.setdefault(name.casefold(), column)
            for language in LANGUAGES:
                labels.setdefault(folded(getattr(column.label, language)), column)
        return cls(names, labels)

    def get(self, heading: object) -> Column | None:
        return self.names.get(str(heading).strip().casefold()) or self.labels.get(folded(heading))
