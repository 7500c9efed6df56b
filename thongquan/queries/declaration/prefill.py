"""What is already known when goods are declared: registers, last declaration, tariff."""

from __future__ import annotations

from datetime import date
from typing import Any

from thongquan.models import GoodsDeclaration, Party
from thongquan.queries.declaration.facts import form_of, read_body
from thongquan.queries.declaration.lists import last_registered
from thongquan.queries.duty import tariff_on

Values = dict[str, Any]

#: both sides are companies, the price is to be paid, an ordinary invoice: what nearly every declaration says
USUAL = {"party_kind": "4", "price_kind": "A", "invoice_kind": "A", "valuation_method": "1", "mode": "road"}
#: the answers about the own side, by the end of their names -> the column of the register
OWN = {"tax_id": "tax_id", "": "name", "address": "address", "phone": "phone"}
#: the side that is the declarant
SIDES = {"import": "importer", "export": "exporter", "transit": "importer"}


def fresh(party: Party, direction: str, kind: str) -> Values:
    """The first answers of a new declaration: the last one of this type, the own side from the register, what is usual."""
    last = last_registered(party.pk, direction, kind)
    form = form_of(direction)
    found = {**USUAL, **from_last(last), **own_side(party, direction), **({"kind": kind} if kind else {})}
    return {name: value for name, value in found.items() if name in form.named and value not in (None, "")}


def from_last(last: GoodsDeclaration | None) -> Values:
    """What the form says is taken from the last declaration; nothing that belongs to one shipment."""
    if last is None:
        return {}
    values = read_body(last)
    return {f.name: values[f.name] for f in form_of(last.direction).fields if f.known_from == "last_declaration" and f.name in values and f.kind != "rows"}


def own_side(party: Party, direction: str) -> Values:
    """The declarant as the register knows him; of a transit only the number, the consignee is abroad."""
    side = SIDES[direction]
    told = {f"{side}_{end}".rstrip("_"): getattr(party, column) for end, column in OWN.items()}
    return {f"{side}_tax_id": party.tax_id} if direction == "transit" else told


def line_from_tariff(hs: str, day: date) -> Values:
    """What the tariff tells of a line once its code is chosen: the unit of quantity."""
    found = tariff_on(day).line(hs, day) if hs else None
    return {"unit": found.line.unit, "price_unit": found.line.unit} if found and found.line.unit else {}
