"""What a document says beside what is declared: number, day, money, name and line matched."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

from thongquan.core.digits import natural
from thongquan.core.reading import Unreadable, clean, read_day, read_decimal
from thongquan.core.search import fold
from thongquan.core.units import UNITS

#: where a value was read: structured file, text layer of a PDF, recognised picture, single window
XML, TEXT, OCR, WINDOW = "xml", "text", "ocr", "window"
AGREES, DIFFERS, UNDECLARED = "agrees", "differs", "undeclared"

#: what the reader of structured files always finds where it stands: what it does not find, the file does not say
STRUCTURED = frozenset({
    "invoice_number", "invoice_day", "currency", "contract", "exporter", "exporter_tax_id", "exporter_address", "importer", "importer_tax_id",
    "importer_address", "invoice_total", "name", "quantity", "unit", "unit_price", "invoice_value",
})

#: đồng or cents may be rounded once on paper
MONEY_STEP = Decimal("0.01")
#: a line total on paper is quantity times price, each rounded
SHARE = Decimal("0.0001")
#: names this alike are one name (forms of company, commas, accents)
NAMES_ALIKE = 0.82

#: field of the form -> how it is compared; every other field is compared as plain text
KINDS: dict[str, str] = {
    "invoice_number": "code", "invoice_day": "day", "contract": "code", "currency": "code", "incoterm": "code", "invoice_total": "money",
    "gross_kg": "number", "packages": "number", "exporter": "name", "importer": "name", "exporter_tax_id": "code", "importer_tax_id": "code",
    "hs": "heading", "name": "name", "origin": "code", "quantity": "number", "unit": "unit", "unit_price": "money", "invoice_value": "money",
    "net_kg": "number", "containers": "codes", "bills": "codes",
}


@dataclass(frozen=True)
class Found:
    """One value read in a document: where (page from 1, box as shares of the page), from what, how surely (0…1)."""

    value: str
    source: str
    confidence: float
    page: int = 0
    box: tuple[float, float, float, float] | None = None

    def plain(self) -> dict[str, Any]:
        """As the dossier keeps it."""
        told: dict[str, Any] = {"value": self.value, "source": self.source, "confidence": round(self.confidence, 2)}
        return told | ({"page": self.page} if self.page else {}) | ({"box": [round(side, 4) for side in self.box]} if self.box else {})

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Found:
        """Back from what the dossier keeps."""
        box = kept.get("box")
        return cls(str(kept.get("value", "")), str(kept.get("source", "")), float(kept.get("confidence", 0)), int(kept.get("page", 0)),
                   (box[0], box[1], box[2], box[3]) if box else None)


@dataclass(frozen=True)
class Compared:
    """One value of a document beside the declared one; `pointer` leads to the form's field, `row` is the declared line, from 0."""

    pointer: str
    field: str
    declared: str
    found: Found
    verdict: str
    row: int | None = None

    @property
    def differs(self) -> bool:
        return self.verdict == DIFFERS


def compare(declared: Mapping[str, Any], read: Mapping[str, Found]) -> tuple[Compared, ...]:
    """Every value that was read beside the declaration's own, header first, lines in the document's order.

    `declared` is the written form, `read` holds `invoice_total` or `lines/0/quantity`. Nothing is accepted here.
    """
    header = [_one(name, name, declared.get(name), found) for name, found in read.items() if "/" not in name]
    lines: Sequence[Mapping[str, Any]] = declared.get("lines") or ()
    rows = by_line(read)
    places = matched(lines, rows)
    return (*header, *(one for n, values in rows.items() for one in _line(places.get(n), lines, n, values)))


def _line(place: int | None, lines: Sequence[Mapping[str, Any]], n: int, values: Mapping[str, Found]) -> Iterator[Compared]:
    own = lines[place] if place is not None else {}
    for name, found in values.items():
        if name in KINDS:
            yield _one(f"lines/{n if place is None else place}/{name}", name, own.get(name), found, place)


def _one(pointer: str, name: str, declared: Any, found: Found, row: int | None = None) -> Compared:
    if declared in (None, "", []):
        return Compared(pointer, name, "", found, UNDECLARED, row)
    told = ", ".join(map(str, declared)) if isinstance(declared, list | tuple) else str(declared)
    return Compared(pointer, name, told, found, AGREES if agrees(name, declared, found.value) else DIFFERS, row)


def by_line(read: Mapping[str, Found]) -> dict[int, dict[str, Found]]:
    """The values of the document's own lines, by their place in it."""
    rows: dict[int, dict[str, Found]] = {}
    for name, found in read.items():
        parts = name.split("/")
        place = natural(parts[1]) if len(parts) == 3 and parts[0] == "lines" else None
        if place is not None:
            rows.setdefault(place, {})[parts[2]] = found
    return dict(sorted(rows.items()))


def matched(lines: Sequence[Mapping[str, Any]], rows: Mapping[int, Mapping[str, Found]]) -> dict[int, int]:
    """Line of the document -> declared line: the pairs most alike first, each line once, nothing alike left apart."""
    pairs = sorted(((_likeness(own, values), -abs(n - m), n, m) for n, values in rows.items() for m, own in enumerate(lines)), reverse=True)
    places: dict[int, int] = {}
    for likeness, _near, n, m in pairs:
        if likeness >= 1 and n not in places and m not in places.values():
            places[n] = m
    return places


#: how much one equal answer tells that two lines are the same goods
_WEIGHT = {"name": 2.0, "quantity": 1.0, "invoice_value": 1.0, "unit_price": 0.5, "hs": 1.0, "unit": 0.2}


def _likeness(own: Mapping[str, Any], values: Mapping[str, Found]) -> float:
    return sum(weight for name, weight in _WEIGHT.items()
               if name in values and own.get(name) not in (None, "") and agrees(name, own[name], values[name].value))


def agrees(name: str, declared: Any, found: Any) -> bool:
    """Whether two writings of one field mean the same, within its tolerance; what cannot be read agrees with its equal only."""
    test = _TESTS[KINDS.get(name, "text")]
    try:
        return test(declared, found)
    except (Unreadable, ArithmeticError, ValueError):
        return _plain(declared) == _plain(found)


def _plain(value: Any) -> str:
    return " ".join(fold(str(value)).split())


def _code(one: Any, other: Any) -> bool:
    return re.sub(r"[^0-9a-z]", "", fold(str(one))) == re.sub(r"[^0-9a-z]", "", fold(str(other)))


def number_of(value: Any) -> Decimal:
    """A number as forms and documents write it: a point or comma before decimals, groups allowed."""
    return Decimal(str(value)) if isinstance(value, int | float | Decimal) else read_decimal(value, "en")


def _number(one: Any, other: Any) -> bool:
    return number_of(one) == number_of(other)


def _money(one: Any, other: Any) -> bool:
    first, second = number_of(one), number_of(other)
    return abs(first - second) <= max(MONEY_STEP, max(abs(first), abs(second)) * SHARE)


def _day(one: Any, other: Any) -> bool:
    return _as_day(one) == _as_day(other)


def _as_day(value: Any) -> date:
    return value if isinstance(value, date) else read_day(value)


_FORMS = re.compile(r"\b(cong ty|cty|tnhh|ctcp|co phan|mtv|mot thanh vien|company|co|ltd|limited|inc|corp|corporation|jsc|llc)\b")


def _name(one: Any, other: Any) -> bool:
    first, second = (re.sub(r"[^\w\s]", " ", _FORMS.sub(" ", _plain(v))).split() for v in (one, other))
    if first == second or (first and second and (set(first) <= set(second) or set(second) <= set(first)) and min(len(first), len(second)) > 1):
        return True
    return SequenceMatcher(None, " ".join(first), " ".join(second)).ratio() >= NAMES_ALIKE


def _heading(one: Any, other: Any) -> bool:
    """Codes agree as far as the shorter of them goes, six digits at least."""
    first, second = (re.sub(r"\D", "", str(v)) for v in (one, other))
    shared = min(len(first), len(second))
    return shared >= 6 and first[:shared] == second[:shared]


def unit_code(text: str) -> str:
    """The code of a unit written as a code or in words (`kg`, `chiếc`, `件`); empty when it is none we know."""
    wanted = _plain(clean(text)).strip(".()")
    own = UNITS_ALSO.get(wanted)
    names = ((code, (unit.words.vi, unit.words.en, unit.words.zh, code)) for code, unit in UNITS.items())
    return own or next((code for code, words in names if wanted in map(_plain, words)), "")


#: words of trade papers that are not the unit's own name
UNITS_ALSO = {"kgs": "KGM", "kilogram": "KGM", "kilogam": "KGM", "公斤": "KGM", "pcs": "PCE", "pc": "PCE", "chiec": "PCE", "cai": "PCE", "quyen": "PCE",
              "pair": "NPR", "pairs": "NPR", "doi": "NPR", "set": "SET", "sets": "SET", "bo": "SET", "m2": "MTK", "m3": "MTQ", "met": "MTR", "tan": "TNE",
              "tons": "TNE", "mt": "TNE", "吨": "TNE", "pa": "NPR"}


def _unit(one: Any, other: Any) -> bool:
    first, second = unit_code(str(one)), unit_code(str(other))
    return first == second if first and second else _plain(one) == _plain(other)


def _codes(one: Any, other: Any) -> bool:
    own = one if isinstance(one, list | tuple) else [one]
    return {re.sub(r"\W", "", str(v)).upper() for v in own} >= {re.sub(r"\W", "", part).upper() for part in str(other).split(",")}


_TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "code": _code, "number": _number, "money": _money, "day": _day, "name": _name, "heading": _heading, "unit": _unit, "codes": _codes,
    "text": lambda one, other: _plain(one) == _plain(other),
}


def sums(read: Mapping[str, Found]) -> tuple[Decimal, Decimal] | None:
    """The document's own total and the sum of its lines, when it tells both and they differ."""
    try:
        values = [number_of(row["invoice_value"].value) for row in by_line(read).values() if "invoice_value" in row]
        total = number_of(read["invoice_total"].value)
    except (KeyError, Unreadable, ArithmeticError):
        return None
    whole = sum(values, Decimal(0))
    return (total, whole) if values and not _money(total, whole) else None
