"""The lines of a draft as a table: read, completed, copied, removed, priced."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from thongquan.catalog.codes import UNITS as CODED
from thongquan.core.differences import unit_code
from thongquan.core.digits import natural
from thongquan.core.duty import LineStatement
from thongquan.core.form import Form
from thongquan.core.forms.goods_line import MOST_ROWS
from thongquan.core.hs_search import Hit
from thongquan.core.reading import JSON
from thongquan.core.refused import Finding
from thongquan.core.units import UNITS
from thongquan.queries.declaration.facts import form_of
from thongquan.queries.declaration.prefill import line_from_tariff
from thongquan.queries.duty import HsFound, described, edition_on
from thongquan.web.shared.boxes import example_of, shown
from thongquan.web.shared.numbers import parted
from thongquan.web.shared.sentences import sentence, whole
from thongquan.web.shared.tongue import say, tongue
from thongquan.web.tariff.search import dotted, rate_text
from thongquan.web.trader.goods import met

#: the columns of the table; the rest of a line has a page of its own
COLUMNS = ("hs", "name", "origin", "quantity", "unit", "unit_price", "invoice_value", "net_kg")
#: registers whose answers the page offers once for all rows
OFFERED = {"units": "dl-units", "countries": "dl-nations"}
WINDOW = 50
CENT = Decimal("0.01")
MOST = MOST_ROWS
Row = dict[str, Any]
Placed = tuple[list[Row], list[Finding], list[LineStatement], dict[int, Row]]


@dataclass
class Cell:
    """One box of the table."""

    name: str
    id: str
    label: str
    value: str
    kind: str
    longest: int
    errors: list[str] = field(default_factory=list)
    list: str = ""
    long: bool = False
    example: str = ""

    @property
    def says(self) -> str:
        """The answer as it is read, not typed."""
        return parted(self.value) if self.kind == "decimal" else self.value


@dataclass
class LineRow:
    """One line as drawn: its place in the draft, its boxes, what the tariff says, what it pays."""

    n: int
    cells: list[Cell]
    blank: bool = False
    tariff: dict[str, Any] | None = None
    duty: LineStatement | None = None
    more: str = ""
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def number(self) -> int:
        return self.n + 1

    @property
    def told(self) -> list[tuple[str, str]]:
        """The boxes that the platform fills, for a page that is not drawn anew."""
        return [(cell.id, cell.value) for cell in self.cells if cell.name.endswith(("-unit", "-invoice_value")) and cell.value and not cell.errors]

    @property
    def hs_name(self) -> str:
        """The name of the box in which a code is searched."""
        return f"lines-{self.n}-hs"


@lru_cache(maxsize=8)
def line_form(direction: str) -> Form:
    """The whole form of a line."""
    found = form_of(direction).named["lines"].rows
    assert found is not None
    return found


@lru_cache(maxsize=8)
def table_form(direction: str) -> Form:
    """The columns alone."""
    form = line_form(direction)
    return replace(form, fields=tuple(replace(form.named[name], required=False) for name in COLUMNS if name in form.named))


def heads(direction: str) -> list[str]:
    """The headings of the table."""
    return [f.label.say(tongue()) for f in table_form(direction).fields]


# ---- reading ---------------------------------------------------------------------------------------------


def typed_rows(posted: Mapping[str, str]) -> dict[int, Row]:
    """What the table sent, by the place of each row on the page."""
    found: dict[int, Row] = {}
    for key, value in posted.items():
        head, dash, rest = key.partition("-")
        number, dash2, name = rest.partition("-")
        place = natural(number, 4)
        if head == "lines" and dash and dash2 and place is not None:
            found.setdefault(place, {})[name] = value
    return {n: found[n] for n in sorted(found)}


@dataclass
class Read:
    """The rows of the draft after a page was sent; `raw` is what was typed and cannot be read, by row, `unread` the boxes it stands in."""

    rows: list[Row]
    findings: list[Finding]
    raw: dict[int, Row]
    places: dict[int, int]
    unread: list[str] = field(default_factory=list)


def read(direction: str, stored: list[Row], typed: Mapping[int, Row], *, was: Mapping[int, Row] | None = None, start: int, currency: str, day: date) -> Read:
    """The stored rows with what was typed into the page that begins at `start`; blank rows fall away.

    Where the page tells what stood in its boxes, only what was changed there is written: rows that another window changed,
    added or took away meanwhile stay so. A page that tells nothing replaces its window.
    """
    form, made, raw, places, unread = table_form(direction), [], {}, {}, []
    meetings = met.replaced(typed, stored, start, WINDOW) if was is None else met.met(form, typed, was, stored, start, WINDOW)
    new = [n for n, row, old in meetings if row is not None and old is None]
    beyond = new[max(0, MOST - len(meetings) + len(new)):]
    findings = [Finding("FRM-05", "/lines", {"most": MOST})] if beyond else []
    for n, row, old in meetings:
        at = len(made)
        if n in beyond:
            unread += [f"lines-{n}-{name}" for name in row or {}]
            continue
        if n is not None:
            places[n] = at
        if row is None:
            made.append(old or {})
            continue
        values, wrong = form.read({name: text for name, text in row.items() if name in form.named}, language=tongue(), draft=True)
        findings += [replace(f, pointer=f"/lines/{at}{f.pointer}") for f in wrong if f.blocks]
        unread += [f"lines-{n}-{f.pointer[1:]}" for f in wrong if f.blocks]
        if any(f.blocks for f in wrong):
            raw[at] = row
        kept = {name: value for name, value in (old or {}).items() if name not in row}
        stays, _unread = form.read({name: value for name, value in kept.items() if name in form.named}, language=JSON, draft=True)
        made.append({**kept, **line_form(direction).write(completed({**stays, **values}, old or {}, currency, day))})
    return Read(made, findings, raw, places, unread)


def as_stored(stored: list[Row]) -> Read:
    """The rows of the draft when nothing was typed into the table."""
    return Read(stored, [], {}, {n: n for n in range(len(stored))})


def completed(values: Row, old: Row, currency: str, day: date) -> Row:
    """A line with what follows from the rest: the unit of the tariff, value from price and quantity, units of the price."""
    if values.get("hs"):
        values["hs"] = "".join(sign for sign in values["hs"] if sign.isdigit()) or values["hs"]
    for name in ("unit", "unit2", "price_unit"):
        if values.get(name) and values[name] not in CODED:
            values[name] = unit_code(values[name]) or values[name]
    if values.get("hs") and not values.get("unit"):
        told = line_from_tariff(values["hs"], day)
        values |= {name: text for name, text in told.items() if name == "unit"}
    price, quantity = values.get("unit_price"), values.get("quantity")
    if price is not None:
        values["price_unit"] = old.get("price_unit") or values.get("unit")
        values["price_currency"] = currency or old.get("price_currency")
        if quantity is not None and (values.get("invoice_value") is None or _was_computed(values, old)):
            values["invoice_value"] = worth(price, quantity)
    return {name: value for name, value in values.items() if value is not None}


def worth(price: Decimal, quantity: Decimal) -> Decimal:
    """Price by quantity, rounded as in trade."""
    return (price * quantity).quantize(CENT, ROUND_HALF_UP)


def _was_computed(values: Row, old: Row) -> bool:
    """Whether the value that stands there came from price and quantity, so that it follows them."""
    parts = [old.get(name) for name in ("unit_price", "quantity", "invoice_value")]
    if any(part is None for part in parts):
        return False
    price, quantity, value = (Decimal(str(part)) for part in parts)
    return bool(values["invoice_value"] == value == worth(price, quantity))


def acted(rows: list[Row], act: str, places: Mapping[int, int]) -> list[Row]:
    """The rows after `copy-3` or `drop-3` of the page."""
    verb, _dash, place = act.partition("-")
    n = natural(place)
    at = None if n is None else places.get(n)
    if at is None:
        return rows
    if verb == "drop":
        return rows[:at] + rows[at + 1:]
    return [*rows[:at + 1], dict(rows[at]), *rows[at + 1:]] if verb == "copy" and len(rows) < MOST else rows


# ---- drawing ---------------------------------------------------------------------------------------------


def window_of(findings: Iterable[Finding], wanted: str, count: int) -> int:
    """Where the table begins: at the page that was asked for, else where the first fault is."""
    places = [spot[0] for f in findings if f.blocks and (spot := spot_of(f))]
    page = natural(wanted, 2) or (min(places) // WINDOW + 1 if places else 1)
    return min(page - 1, max(0, count - 1) // WINDOW) * WINDOW


def spot_of(finding: Finding) -> tuple[int, str] | None:
    """The place of the line that a finding points into, and the column; None when it points elsewhere."""
    head, place, column = [*finding.pointer.split("/"), "", "", ""][1:4]
    at = natural(place) if head == "lines" else None
    return None if at is None else (at, column)


def rows_of(
    direction: str, rows: list[Row], *, start: int, on: date, raw: Mapping[int, Row] | None = None, findings: Iterable[Finding] = (),
    duty: Iterable[LineStatement] = (), blanks: int = 1, places: Mapping[int, int] | None = None,
) -> list[LineRow]:
    """The table's rows from `start` on, and one to fill while there is room; with `places` each row where the page has it."""
    if places is not None:
        rows, findings, duty, raw = _as_placed(places, rows, findings, duty, raw or {})
    here = rows[start:start + WINDOW]
    known = tariff_of((row.get("hs", "") for row in here), direction, on)
    statements = {line.number: line for line in duty}
    wrong = _by_line(findings)
    found = []
    for n, row in enumerate(here, start):
        line = LineRow(n, _cells(direction, n, {**row, **(raw or {}).get(n, {})}, wrong.get(n, {})), tariff=known.get(str(row.get("hs", ""))),
                       duty=statements.get(n + 1), more=_tail(direction, row))
        rest = [f for name, here_found in wrong.get(n, {}).items() if name not in COLUMNS for f in here_found]
        line.errors, line.warnings = [sentence(f) for f in rest if f.blocks], [sentence(f) for each in wrong.get(n, {}).values() for f in each if not f.blocks]
        found.append(line)
    room = min(blanks, MOST - len(rows), WINDOW + 5 - len(found)) if start + WINDOW >= len(rows) else 0
    found += [LineRow(n, _cells(direction, n, (raw or {}).get(n, {}), {}, examples=True), blank=True) for n in range(len(rows), len(rows) + max(0, room))]
    return found


def _as_placed(places: Mapping[int, int], rows: list[Row], findings: Iterable[Finding], duty: Iterable[LineStatement], raw: Mapping[int, Row]) -> Placed:
    """The rows in the order of a page from which some are gone, or to which others do not belong, with what is said of them."""
    spots = {at: n for n, at in places.items()}
    moved = [(f, spot_of(f)) for f in findings]
    return (
        [rows[places[n]] if n in places else {} for n in range(max(places, default=-1) + 1)],
        [replace(f, pointer=f"/lines/{spots[spot[0]]}/{spot[1]}") if spot else f for f, spot in moved if not spot or spot[0] in spots],
        [replace(line, number=spots[line.number - 1] + 1) for line in duty if line.number - 1 in spots],
        {spots[at]: row for at, row in raw.items() if at in spots})


def _by_line(findings: Iterable[Finding]) -> dict[int, dict[str, list[Finding]]]:
    found: dict[int, dict[str, list[Finding]]] = {}
    for finding in findings:
        if spot := spot_of(finding):
            found.setdefault(spot[0], {}).setdefault(spot[1], []).append(finding)
    return found


def _cells(direction: str, n: int, row: Mapping[str, Any], wrong: Mapping[str, list[Finding]], *, examples: bool = False) -> list[Cell]:
    """The boxes of a row; those of an empty one show what may be typed."""
    return [
        Cell(f"lines-{n}-{f.name}", f"f-lines-{n}-{f.name}", f.label.say(tongue()), shown(f.kind, row.get(f.name), tongue())[0], f.kind, f.room,
             [whole(one) for one in wrong.get(f.name, ()) if one.blocks], OFFERED.get(f.source, ""), f.lines,
             example_of(f, tongue()) if examples else "")
        for f in table_form(direction).fields]


def _tail(direction: str, row: Row) -> str:
    """What the line's own page holds already, in one line."""
    form = line_form(direction)
    return " · ".join(shown(f.kind, row[f.name], tongue())[0] for f in form.fields
                      if f.name not in COLUMNS and f.name in row and f.rows is None and f.name not in ("price_unit", "price_currency"))[:80]


def tariff_of(codes: Iterable[str], direction: str, on: date) -> dict[str, dict[str, Any]]:
    """What stands beside each code at once: its text, rate, unit and the documents it may need."""
    wanted = dict.fromkeys(code for code in codes if code and code.isdigit())
    way = direction if direction in ("import", "export") else "import"
    found = described(edition_on(on), [Hit(code, 1.0) for code in wanted], day=on, direction=way)
    return {one.code: beside_code(one) for one in found}


def beside_code(found: HsFound) -> dict[str, Any]:
    """One code in a line."""
    unit = UNITS.get(found.line.unit)
    return {"dotted": dotted(found.code), "says": say(found.own or found.words), "rate": rate_text(found.line.mfn), "unit": found.line.unit,
            "unit_says": say(unit.words) if unit else found.line.unit, "permits": [say(kind.words) for kind in found.permits]}


def told(finding: Finding, direction: str) -> str:
    """A finding away from its box: a blank or unread one names its line and its field."""
    if not finding.code.startswith("FRM-"):
        return sentence(finding)
    spot, words = spot_of(finding), form_of(direction).say(finding, tongue())
    return f"{_('Line %(n)s') % {'n': spot[0] + 1}} · {words}" if spot else words


def addresses(findings: Iterable[Finding], direction: str) -> tuple[dict[str, str], dict[str, str]]:
    """For the error summary: the id of what each finding in a line leads to, and its words."""
    form, ids, words = line_form(direction), {"lines": "lines"}, {"lines": form_of(direction).named["lines"].label.say(tongue())}
    for finding in findings:
        spot = spot_of(finding)
        if spot is None:
            continue
        place, name = spot
        key = finding.pointer.strip("/").replace("/", "-")
        ids[key] = f"f-lines-{place}-{name}" if name in COLUMNS else f"more-{place}"
        label = form.named[name].label.say(tongue()) if name in form.named else ""
        words[key] = _("Line %(n)s") % {"n": place + 1} + (f" · {label}" if label else "")
    return ids, words
