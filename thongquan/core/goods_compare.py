"""What was declared beside what the documents and the registers say, one row for each field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from thongquan.core import differences
from thongquan.core.differences import Found
from thongquan.core.form import Field, Form
from thongquan.core.words import Words

Values = Mapping[str, Any]

#: what an officer looks at on every dossier, besides whatever a document or register speaks of
HEADS = (
    "kind", "own_reference", "importer", "importer_tax_id", "importer_address", "exporter", "exporter_tax_id", "partner_country", "invoice_number",
    "invoice_day", "incoterm", "currency", "invoice_total", "freight", "insurance", "valuation_method", "related", "bills", "packages", "gross_kg",
    "containers", "conveyance", "arrival", "departure", "place_of_goods", "previous_number", "temporary_until", "contract",
)
LINE_HEADS = ("hs", "name", "origin", "quantity", "unit", "unit_price", "invoice_value", "net_kg", "preference")
#: lists of their own on the page; a permit is a row, the papers stand beside
APART = frozenset({"lines", "documents", "attachments", "adjustments", "transit_points"})
#: what each kind of paper states about the goods, whether or not a machine finds it there
STATED: dict[str, frozenset[str]] = {
    "commercial_invoice": frozenset({
        "invoice_number", "invoice_day", "invoice_total", "currency", "incoterm", "exporter", "importer", "name", "quantity", "unit", "unit_price",
        "invoice_value"}),
    "packing_list": frozenset({"packages", "gross_kg", "net_kg", "quantity"}),
    "transport_document": frozenset({"bills", "packages", "gross_kg", "containers"}),
    "certificate_of_origin": frozenset({"origin"}), "origin_declaration": frozenset({"origin"}), "sales_contract": frozenset({"contract"}),
}
UNREAD, ABSENT = "unread", "absent"


@dataclass(frozen=True)
class Told:
    """What one document or register says of one field.

    `pointer` is a JSON pointer into the form; `agrees` None means that value decides, `shown` is text to be shown
    instead of the value (a range of prices, a balance); `page` and `box` tell where in a document it stands, `read_from` and `sure`
    (0…1) how it was read there.
    """

    pointer: str
    value: Any
    source: Words
    agrees: bool | None = None
    shown: str = ""
    page: int = 0
    box: tuple[float, float, float, float] | None = None
    read_from: str = ""
    sure: float = 0


@dataclass(frozen=True)
class Paper:
    """A document whose file the machine looked into: what it is, its name, what was read in it."""

    kind: str
    source: Words
    read: Mapping[str, Found]

    @property
    def structured(self) -> bool:
        """Whether its fields were taken from a structured file."""
        return any(found.source == differences.XML for found in self.read.values())


@dataclass(frozen=True)
class Silent:
    """A document from which a field it states is not known: `unread` by the machine, or `absent` from a structured file."""

    source: Words
    why: str


@dataclass(frozen=True)
class Said:
    """A told value with its verdict: None when there is nothing to compare."""

    told: Told
    agrees: bool | None


@dataclass(frozen=True)
class Row:
    """One field: what was declared, what each document says, what each register says. `line` is None outside the lines."""

    pointer: str
    form: Form
    field: Field
    line: int | None
    declared: Any
    documents: tuple[Said, ...] = ()
    registers: tuple[Said, ...] = ()
    silent: tuple[Silent, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether anything contradicts what was declared."""
        return any(said.agrees is False for said in (*self.documents, *self.registers))

    @property
    def compared(self) -> bool:
        """Whether anything could be compared at all."""
        return any(said.agrees is not None for said in (*self.documents, *self.registers))

    @property
    def against(self) -> Said | None:
        """The first that contradicts."""
        return next((said for said in (*self.documents, *self.registers) if said.agrees is False), None)


def rows(
    form: Form, values: Values, documents: Iterable[Told] = (), registers: Iterable[Told] = (), files: Iterable[Paper] = (),
) -> list[Row]:
    """Every row of a declaration: head fields, permits, then line by line in the form's order; `files` are what the machine looked into."""
    papers, known = _sorted(documents), _sorted(registers)
    spoken = papers.keys() | known.keys()
    found = list(_fields(form, HEADS, values, "", None, spoken))
    found += [place for n, row in enumerate(values.get("permits") or ()) for place in _permit(form, row, n)]
    inner = form.named["lines"].rows
    assert inner is not None
    for n, row in enumerate(values.get("lines") or ()):
        found += _fields(inner, LINE_HEADS, row, f"/lines/{n}", n + 1, spoken)
    looked_into = tuple(files)
    return [_judged(row, papers.get(row.pointer, ()), known.get(row.pointer, ()), looked_into) for row in found]


def _sorted(told: Iterable[Told]) -> dict[str, tuple[Told, ...]]:
    found: dict[str, tuple[Told, ...]] = {}
    for one in told:
        found[one.pointer] = (*found.get(one.pointer, ()), one)
    return found


def _fields(form: Form, heads: tuple[str, ...], values: Values, at: str, line: int | None, spoken: Iterable[str]) -> Iterator[Row]:
    wanted = set(spoken)
    for field in form.fields:
        pointer, declared = f"{at}/{field.name}", values.get(field.name)
        if field.name in APART or (field.rows is not None):
            continue
        if pointer in wanted or (field.name in heads and declared not in (None, "", [])):
            yield Row(pointer, form, field, line, declared)


def _permit(form: Form, row: Values, n: int) -> Iterator[Row]:
    inner = form.named["permits"].rows if "permits" in form.named else None
    if inner is not None and row.get("number"):
        yield Row(f"/permits/{n}", inner, inner.named["number"], None, row["number"])


def _judged(row: Row, documents: tuple[Told, ...], registers: tuple[Told, ...], files: tuple[Paper, ...]) -> Row:
    papers, known = (tuple(Said(told, agree(row.field, row.declared, told)) for told in told_of) for told_of in (documents, registers))
    said = {one.source for one in documents}
    silent = tuple(_silent(row, paper) for paper in files if row.field.name in STATED.get(paper.kind, ()) and paper.source not in said)
    return replace(row, documents=papers, registers=known, silent=silent if row.declared not in (None, "", []) else ())


def _silent(row: Row, paper: Paper) -> Silent:
    return Silent(paper.source, ABSENT if paper.structured and row.field.name in differences.STRUCTURED else UNREAD)


def agree(field: Field, declared: Any, told: Told) -> bool | None:
    """Whether a told value agrees with the declared one; a description in other words is for the eye alone."""
    if told.agrees is not None or told.shown or told.value in (None, "", []):
        return told.agrees
    if declared in (None, "", []):
        return False
    same = differences.agrees(field.name, declared, told.value)
    return True if same else None if field.lines else False


def read_in(values: Values, found: Mapping[str, Found], source: Words) -> list[Told]:
    """What was read in one document, its lines led to the declared lines they are; `values` is the written form."""
    return [Told(f"/{one.pointer}", one.found.value, source, page=one.found.page, box=one.found.box, read_from=one.found.source,
                 sure=one.found.confidence) for one in differences.compare(values, found)]
