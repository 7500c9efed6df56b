"""What was declared, field by field, beside what the registers of the declarant say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from thongquan.core.forms import FORMS
from thongquan.core.forms.choices import PARTS
from thongquan.core.plates import normalise
from thongquan.core.search import squeeze
from thongquan.queries.crossing.case import Case
from thongquan.queries.crossing.facts import read_body
from thongquan.web.shared.boxes import shown
from thongquan.web.shared.tongue import named, say, tongue
from thongquan.web.trader.telling import in_words

#: answers that the platform writes itself, and those shown apart
OWN = ("by_platform", "own_page")


def registered(found: Case) -> dict[str, Any]:
    """The answers that the registers know: of the vehicle, the permit and the first driver."""
    known: dict[str, Any] = {}
    if found.craft is not None:
        body = FORMS[found.row.mode].read(found.craft.body, draft=True)[0]
        known |= {f.name: body[f.name] for f in FORMS[found.row.mode].fields if f.known_from == "vehicle" and f.name in body}
        known |= {"plate": found.craft.plate, "country": found.craft.country, "inspected_until": found.craft.inspected_until}
    if found.permit is not None:
        known |= {"permit_number": found.permit.number, "permit_until": found.permit.until, "permit_issued_on": found.permit.issued_on,
                  "permit_issuer": found.permit.issuer}
    if found.driver is not None:
        known["drivers"] = f"{found.driver.name}, {found.driver.document_number}"
    return {name: value for name, value in known.items() if value not in (None, "")}


def same(name: str, declared: Any, known: Any, row: Any, found: Case) -> bool:
    """Whether a declared answer agrees with the register."""
    if name == "plate":
        return normalise(str(declared), row.country) == normalise(str(known), row.country)
    if name == "drivers":
        first = declared[0] if isinstance(declared, list) and declared else {}
        return bool(found.driver) and squeeze(str(first.get("document_number", ""))) == squeeze(found.driver.document_number)
    if isinstance(declared, date | datetime) or isinstance(known, date | datetime):
        return bool(declared == known)
    return squeeze(str(declared)) == squeeze(str(known))


def lines(found: Case) -> list[dict[str, Any]]:
    """One line for each answer: label, declared, registered, whether they agree (None: nothing to compare)."""
    form, row = FORMS[found.row.mode], found.row
    values, known = read_body(row), registered(found)
    pointed = {f.pointer.strip("/").split("/")[0]: f for f in reversed(found.findings)}
    out = []
    for field in form.fields:
        stored = row.body.get(field.name)
        if field.asked_when in OWN or (stored in (None, "", []) and field.name not in pointed):
            continue
        beside = known.get(field.name)
        agrees = None if beside is None else same(field.name, values.get(field.name), beside, row, found)
        out.append({"name": field.name, "part": field.part, "label": field.label.say(tongue()), "declared": _declared(form, field.name, stored, row),
                    "known": _known(form.named[field.name].kind, beside, form, field.name), "agrees": agrees,
                    "finding": pointed.get(field.name), "plate": field.name == "plate"})
    return out


def _declared(form: Any, name: str, value: Any, row: Any) -> str:
    """The answer in words; gates by their names."""
    gate = {"gate": row.gate, "return_gate": row.return_gate}.get(name)
    return named(gate) if gate is not None and gate.code == value else in_words(form, name, value)


def _known(kind: str, value: Any, form: Any, name: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str) and not form.named[name].choices:
        return value
    if form.named[name].choices or isinstance(value, bool | list | Mapping):
        return in_words(form, name, value)
    return " ".join(part for part in shown(kind, value, tongue()) if part)


def parts(found: Case) -> list[tuple[str, list[dict[str, Any]]]]:
    """The lines by the parts of the form."""
    sorted_out: dict[str, list[dict[str, Any]]] = {}
    for line in lines(found):
        sorted_out.setdefault(line["part"], []).append(line)
    return [(say(PARTS[part]), rows) for part, rows in sorted_out.items()]


def count(found: Case) -> int:
    """How many answers differ from the registers or are pointed at by a rule."""
    return sum(line["agrees"] is False or line["finding"] is not None for line in lines(found))
