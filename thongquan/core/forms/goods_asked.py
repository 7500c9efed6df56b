"""When a question of the goods declaration matters, told by the answers already given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from thongquan.core.form import Condition
from thongquan.core.incoterms import ADD, INCOTERMS, LEAVE

Values = Mapping[str, Any]

#: the types are dated data above this room; a test holds these beginnings to what the catalogue says
_TEMPORARY = ("G11", "G12", "G13", "G14", "G61", "A44", "C11", "TR1")
_CITING = ("A21", "A31", "A42", "B12", "B13", "C12", "C22", "E23", "E41", "E54", "G2", "G51")
_CONTRACTED = ("E21", "E23", "E41", "E52", "E54", "E82", "G11", "G12")
#: terms whose price does not hold the way to the gate of entry, or none yet
_FREIGHT_OPEN = frozenset({"", *(code for code, term in INCOTERMS.items() if term.import_freight == ADD)})
_INSURANCE_OPEN = frozenset({"", *(code for code, term in INCOTERMS.items() if term.import_insurance == ADD)})
#: terms whose price is not yet the value at the gate of exit
_EXPORT_FREIGHT = frozenset(code for code, term in INCOTERMS.items() if term.export_freight != LEAVE)
_EXPORT_INSURANCE = frozenset(code for code, term in INCOTERMS.items() if term.export_insurance != LEAVE)


def kind_of(values: Values) -> str:
    return str(values.get("kind") or "")


def incoterm_of(values: Values) -> str:
    return str(values.get("incoterm") or "")


CONDITIONS: dict[str, Condition] = {
    "by_platform": lambda values: False,
    "goes_back": lambda values: kind_of(values).startswith(_TEMPORARY),
    "cites_previous": lambda values: kind_of(values).startswith(_CITING),
    "on_contract": lambda values: kind_of(values).startswith(_CONTRACTED),
    "freight_open": lambda values: incoterm_of(values) in _FREIGHT_OPEN or bool(values.get("freight")),
    "insurance_open": lambda values: incoterm_of(values) in _INSURANCE_OPEN or bool(values.get("insurance")),
    "freight_beyond": lambda values: incoterm_of(values) in _EXPORT_FREIGHT or bool(values.get("freight")),
    "insurance_beyond": lambda values: incoterm_of(values) in _EXPORT_INSURANCE or bool(values.get("insurance")),
    "in_containers": lambda values: values.get("mode") in ("sea", "rail", "road", "waterway") or bool(values.get("containers")),
    "under_transport": lambda values: bool(values.get("transport_to") or values.get("transport_start")),
    "other_method": lambda values: values.get("valuation_method") not in (None, "", "1"),
    "with_security": lambda values: values.get("payment_term") in ("A", "B"),
    "by_bank": lambda values: bool(values.get("payment_bank")),
    "electronic_invoice": lambda values: values.get("invoice_kind") == "D",
    "special_cargo": lambda values: bool(values.get("cargo_class")) or kind_of(values) in ("H11", "H21"),
}
