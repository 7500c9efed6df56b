"""The page of a goods declaration: parts with what matters open, help, offered answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from thongquan.catalog.law import LAW
from thongquan.core.dossier import KINDS
from thongquan.core.form import Form
from thongquan.core.forms import GOODS_FORMS, GOODS_PARTS
from thongquan.core.refused import Finding
from thongquan.core.units import UNITS
from thongquan.models import Unit
from thongquan.queries.duty import rates_on
from thongquan.queries.place import choosable
from thongquan.web.shared.boxes import Box, Sheet
from thongquan.web.shared.numbers import parted
from thongquan.web.shared.tongue import named, say

#: stand open though the form does not require them, because nearly every consignment has them
MATTERS = frozenset({
    "kind", "mode", "office", "gate", "own_reference", "temporary_until", "previous_number", "contract", "importer", "importer_tax_id", "exporter",
    "partner_country", "packages", "package_unit", "gross_kg", "conveyance", "containers", "bills", "arrival", "departure", "loading_place",
    "unloading_place", "destination", "invoice_number", "invoice_day", "incoterm", "currency", "invoice_total", "freight", "freight_currency",
    "insurance_kind", "insurance", "insurance_currency", "permits", "documents", "payment_term", "guarantee", "notes", "exit_gate", "route",
})
#: another answer here asks other questions
ASKING = frozenset({"kind", "mode", "incoterm", "payment_term", "invoice_kind"})
PART_ICONS = {"general": "doc", "parties": "users", "transport": "truck", "invoice": "coin", "valuation": "scale", "payment": "coin", "lines": "list",
              "permits": "leaf", "documents": "docs", "transit": "swap", "notes": "edit"}
#: jobs of VNACCS by direction
JOBS = {"import": "IDA", "export": "EDA", "transit": "OLA"}


@dataclass(frozen=True)
class Part:
    """One part of the page: what stands open, what stands behind "more", whether something there is wrong."""

    code: str
    says: str
    icon: str
    open: list[Box]
    more: list[Box]
    wrong: bool
    filled: str


@lru_cache(maxsize=8)
def header(direction: str) -> Form:
    """The form without its lines, which have their table; a blank row of a list is no fault."""
    form = GOODS_FORMS[direction]
    fields = tuple(
        replace(f, rows=replace(f.rows, fields=tuple(replace(g, required=False) for g in f.rows.fields))) if f.rows else f
        for f in form.fields if f.name != "lines" and f.asked_when != "by_platform")
    return replace(form, fields=fields)


def sheet_of(direction: str, values: Mapping[str, Any], on: date, *, raw: Mapping[str, Any] | None = None,
             findings: Iterable[Finding] = (), beside: Mapping[str, str] | None = None, beside_words: Mapping[str, str] | None = None) -> Sheet:
    """The boxes of everything but the lines, with answers offered."""
    sheet = Sheet(header(direction), values, raw=raw, findings=findings, on=on, options=options(direction, values, on), suggested=suggested(on),
                  beside=beside, beside_words=beside_words)
    for box in _every(sheet.boxes):
        box.hint = help_of(box, direction)
    return sheet


def _every(boxes: Iterable[Box]) -> Iterable[Box]:
    for box in boxes:
        yield box
        for row in (*box.rows, *([box.model_row] if box.model_row else [])):
            yield from _every(row.boxes)


def help_of(box: Box, direction: str) -> str:
    """The hint with an example, unless one chooses from a list, and the VNACCS id of this field."""
    field = box.field
    ids = list(field.ids(JOBS[direction])) or [code.partition(":")[2] or code for code in field.vnaccs.split()][:1]
    ids = [code for code in ids if "{" not in code and "}" not in code]
    example = "" if box.options or field.kind in ("rows", "yes") or not field.example else _("e.g. %(example)s") % {"example": box.example}
    return " · ".join(part for part in (box.hint, example, ids[0] if ids else "") if part)


def options(direction: str, values: Mapping[str, Any], on: date) -> dict[str, list[tuple[str, str]]]:
    """The lists to choose from: types of this direction, offices, gates of the mode, terms of delivery, permits, documents."""
    mode = str(values.get("mode") or "")
    places = [(gate.code, named(gate)) for gate in choosable(mode if mode in ("road", "waterway") else "", on)]
    permits = LAW.value("codes.permit_kinds", on)
    return {
        "permits/kind": [(code, f"{code} · {say(words)}") for code, words in permits.items()],
        "documents/kind": [(code, say(words)) for code, words in {**KINDS, **permits}.items()],
        "attachments/kind": [], "adjustments/kind": [],  # not the declaration's kind: their own
        "kind": kinds(direction, on), "office": offices(), "gate": places, "exit_gate": places,
        "incoterm": [(code, f"{code} · {say(term.words)}") for code, term in LAW.value("codes.incoterms", on).items()],
    }


def kinds(direction: str, on: date) -> list[tuple[str, str]]:
    """The declaration types of a direction, code and name."""
    return [(code, f"{code} · {say(kind.words)}") for code, kind in LAW.value("goods.types", on).items() if kind.direction == direction]


def offices() -> list[tuple[str, str]]:
    """The customs offices where a declaration may be lodged."""
    return [(unit.code, f"{unit.code} · {named(unit)}") for unit in Unit.objects.filter(level="office").exclude(kind="ministry").order_by("code")]


def suggested(on: date) -> dict[str, list[tuple[str, str]]]:
    """Codes that are usual here; every other may be typed."""
    money = [(rate.currency, rate.currency) for rate in rates_on(on)]
    packages = [(code, say(words)) for code, words in LAW.value("codes.packages", on).items()]
    countries = LAW.value("codes.countries", on)
    near = [(code, say(countries[code])) for code in ("CN", "VN", "LA", "KH", "TH", "KR", "JP", "MY", "ID", "SG", "US", "DE", "IN") if code in countries]
    return {"currency": money, "freight_currency": money, "insurance_currency": money, "base_currency": money, "package_unit": packages,
            "partner_country": near, "destination_country": near}


def parts_of(sheet: Sheet) -> list[Part]:
    """The parts in the order of the law's form; the lines have their own place among them."""
    boxes, found = sheet.parts, []
    for code, words in GOODS_PARTS.items():
        here = boxes.get(code, [])
        if code == "lines":
            found.append(Part(code, say(words), PART_ICONS[code], [], [], False, ""))
        elif here:
            shown = [box for box in here if box.field.required or box.field.name in MATTERS or faulty(box)]
            more = [box for box in here if box not in shown]
            filled = " · ".join([text for box in more if (text := short(box))][:4])
            found.append(Part(code, say(words), PART_ICONS[code], shown, more, any(faulty(box) for box in here), filled))
    return found


def faulty(box: Box) -> bool:
    """Whether something is wrong or remarked here or in its rows."""
    return bool(box.errors or box.warnings) or any(faulty(inner) for row in box.rows for inner in row.boxes)


def short(box: Box) -> str:
    """What a folded line tells of a box that has an answer."""
    if box.rows:
        return next((inner.value for row in box.rows for inner in row.boxes if inner.value), "")
    chosen = next((option.words for option in box.options if option.chosen), "")
    return chosen or ("" if box.kind == "yes" else box.value)


def answered(direction: str, values: Mapping[str, Any], on: date) -> list[dict[str, Any]]:
    """What was answered, part by part, to be read before sending."""
    sheet = sheet_of(direction, values, on)
    found = []
    for code, words in GOODS_PARTS.items():
        rows = [{"label": box.label, "says": text, "id": box.id} for box in sheet.parts.get(code, []) if (text := told(box))]
        if rows:
            found.append({"code": code, "says": say(words), "icon": PART_ICONS[code], "rows": rows})
    return found


def told(box: Box) -> str:
    """An answer in words."""
    if box.rows:
        return "; ".join(" · ".join(told(inner) for inner in row.asked if told(inner)) for row in box.rows)
    if box.kind == "yes":
        return _("Yes") if box.yes else ""
    return parted(short(box)) if box.kind == "decimal" else short(box)


def units() -> list[tuple[str, str]]:
    """The units of quantity with their names."""
    return [(code, say(unit.words)) for code, unit in UNITS.items()]
