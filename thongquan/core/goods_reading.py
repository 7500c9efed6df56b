"""From the answers of a goods form to facts; and a long declaration split into linked parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from decimal import ROUND_DOWN, Decimal
from typing import Any

from thongquan.core.goods import (
    EXPORT,
    IMPORT,
    MOST_LINES,
    Adjustment,
    DocumentRef,
    GoodsFacts,
    Invoice,
    Line,
    PermitRef,
    Valuation,
)
from thongquan.core.licence import number_key

Values = dict[str, Any]
Row = Mapping[str, Any]

#: answers that are facts under the same name and of the same shape
_AS_THEY_ARE = (
    "kind", "number", "own_reference", "mode", "office", "gate", "place_of_goods", "importer", "importer_tax_id", "importer_address",
    "exporter", "exporter_tax_id", "exporter_address", "party_kind", "cargo_class", "price_kind", "partner_country", "packages", "package_unit",
    "gross_kg", "conveyance", "loading_place", "temporary_until", "guarantee", "contract", "notes", "split_part", "split_of",
    "previous_number", "first_number", "exit_gate", "route", "principal",
)
_LINE = frozenset(f.name for f in fields(Line)) - {"number", "permits"}
_INVOICE = {"kind": "invoice_kind", "number": "invoice_number", "day": "invoice_day", "incoterm": "incoterm", "currency": "currency",
            "total": "invoice_total", "payment": "payment"}
_VALUATION = {"method": "valuation_method", "freight": "freight", "freight_currency": "freight_currency", "insurance": "insurance",
              "insurance_currency": "insurance_currency", "related": "related"}
_TAX_CODES = {"vat": "vat_code", "excise": "excise_code", "environment": "environment_code", "additional": "additional_code"}
#: shared out by weight when the declarant says so
_BY_WEIGHT = "D"


def facts_of(values: Mapping[str, Any], **known: Any) -> GoodsFacts:
    """The facts of a declaration whose form gave `values` (of `Form.read`).

    `known` are facts that registers and other declarations tell (direction, state, trader, history, tariff, rates,
    gate_office, …); they win over an answer of the same name. `documents` given are added to those of the form; one that the form names takes its place there.
    """
    own = {name: values[name] for name in _AS_THEY_ARE if values.get(name) is not None}
    own["direction"] = direction_of(values)
    own["arrival"] = values.get("arrival") or values.get("departure")
    own["unloading_place"] = values.get("unloading_place") or values.get("destination") or ""
    if partner := values.get("partner_tax_id"):
        own["importer_tax_id" if own["direction"] == EXPORT else "exporter_tax_id"] = partner
    own["agent_tax_id"] = values.get("agent_tax_id") or ""
    attached = tuple(known.pop("documents", ()))
    facts: dict[str, Any] = {
        **own,
        "exporter_address": _address(values, "exporter"), "importer_address": _address(values, "importer"),
        "bills": tuple(values.get("bills") or ()), "containers": tuple(values.get("containers") or ()),
        "invoice": Invoice(**_answers(values, _INVOICE)), "valuation": _valuation(values),
        "permits": tuple(PermitRef(row.get("kind", ""), row.get("number", "")) for row in values.get("permits") or ()),
        "documents": _together([_document(row) for row in values.get("documents") or ()], attached),
        "lines": tuple(line_of(row, n) for n, row in enumerate(values.get("lines") or (), 1)),
        **known,
    }
    return GoodsFacts(**facts)


def direction_of(values: Mapping[str, Any]) -> str:
    """What the answers themselves tell: an exit gate is transit, a day of departure an export."""
    if values.get("exit_gate"):
        return "transit"
    return EXPORT if values.get("departure") or values.get("destination") else IMPORT


def line_of(row: Row, number: int) -> Line:
    """One row of the form as a line."""
    own: dict[str, Any] = {name: row[name] for name in _LINE if row.get(name) is not None}
    own["hs"] = "".join(sign for sign in own.get("hs", "") if sign not in ". ")
    for tax in row.get("taxes") or ():
        if name := _TAX_CODES.get(tax.get("kind", "")):
            own[name] = tax.get("code", "")
    return Line(number=number, permits=tuple(row.get("permits") or ()), **own)


def _answers(values: Mapping[str, Any], names: Mapping[str, str]) -> Values:
    return {fact: values[answer] for fact, answer in names.items() if values.get(answer) is not None}


def _valuation(values: Mapping[str, Any]) -> Valuation:
    adjustments = tuple(Adjustment(row.get("kind", ""), row.get("amount"), row.get("currency", "")) for row in values.get("adjustments") or ())
    shared = "weight" if values.get("freight_kind") == _BY_WEIGHT else "value"
    return Valuation(**_answers(values, _VALUATION), adjustments=adjustments, freight_by=shared)


def _together(named: list[DocumentRef], attached: tuple[DocumentRef, ...]) -> tuple[DocumentRef, ...]:
    """What the form names and what is attached: a document named first whose file came later is one document."""
    left = list(attached)
    for n, one in enumerate(named):
        filed = next((other for other in left if one.number and (other.kind, other.number) == (one.kind, one.number)), None)
        if filed is not None:
            left.remove(filed)
            named[n] = filed
    return (*named, *left)


def _document(row: Row) -> DocumentRef:
    return DocumentRef(row.get("kind", ""), row.get("number", ""), row.get("day"), row.get("how") or "upload", row.get("sha256", ""))


def _address(values: Mapping[str, Any], side: str) -> str:
    """One address of a party, which the form of the foreign side asks in four lines."""
    given = values.get(f"{side}_address")
    parts = (values.get(f"{side}_{part}") for part in ("street", "street2", "city", "region"))
    return str(given or ", ".join(str(part) for part in parts if part))


def split(values: Mapping[str, Any], most: int = MOST_LINES) -> list[Values]:
    """The declaration as linked parts of at most `most` lines, or itself when it is short enough.

    Every total of the parts adds up to the total declared: packages and gross weight follow the lines' own where
    all lines give them, else weight and value; freight follows value (weight when so declared), insurance,
    adjustments and the invoice total follow the lines' invoice values. A permit that lines cite goes with them alone.
    """
    rows: Sequence[Row] = values.get("lines") or ()
    groups = [rows[i:i + most] for i in range(0, len(rows), most)]
    if len(groups) < 2:
        return [dict(values)]
    shares = _shares(values, groups)
    return [
        {**values, **{name: part[n] for name, part in shares.items()}, **_adjusted(values, groups, n), **_permitted(values, group),
         "lines": list(group), "split_part": n + 1, "split_of": len(groups)}
        for n, group in enumerate(groups)
    ]


def _shares(values: Mapping[str, Any], groups: Sequence[Sequence[Row]]) -> dict[str, list[Any]]:
    """Each total as its parts; a total that was not declared is in no part."""
    worth, weight = _sums(groups, _value), _sums(groups, _weight)
    by_weight = weight if all(weight) else worth
    freight_by = by_weight if values.get("freight_kind") == _BY_WEIGHT else worth
    found: dict[str, list[Any]] = {}
    for name, by in (("gross_kg", by_weight), ("freight", freight_by), ("insurance", worth)):
        if values.get(name) is not None:
            found[name] = _own(values[name], groups, name if name == "gross_kg" else "") or apportion(values[name], by)
    if values.get("invoice_total") is not None:
        found["invoice_total"] = _own(values["invoice_total"], groups, "invoice_value") or apportion(values["invoice_total"], worth)
        found["shared_value_total"] = [values["invoice_total"]] * len(groups)
    if values.get("packages") is not None:
        found["packages"] = [int(n) for n in _own(values["packages"], groups, "packages") or apportion(Decimal(values["packages"]), by_weight, least=1)]
    return found


def _adjusted(values: Mapping[str, Any], groups: Sequence[Sequence[Row]], n: int) -> Values:
    """The adjustments of part `n`, their amounts shared out by value."""
    given: Iterable[Row] = values.get("adjustments") or ()
    worth = _sums(groups, _value)
    parts = [{**row, "amount": apportion(row["amount"], worth)[n]} if row.get("amount") is not None else dict(row) for row in given]
    return {"adjustments": parts} if parts else {}


def _permitted(values: Mapping[str, Any], group: Iterable[Row]) -> Values:
    """The permits of a part: those its lines cite, and those no line of the declaration cites."""
    given: Iterable[Row] = values.get("permits") or ()
    here, anywhere = _cited(group), _cited(values.get("lines") or ())
    parts = [row for row in given if (key := number_key(row.get("number", ""))) in here or key not in anywhere]
    return {"permits": parts} if given else {}


def _cited(rows: Iterable[Row]) -> set[str]:
    return {number_key(number) for row in rows for number in row.get("permits") or ()}


def _value(row: Row) -> Decimal:
    return Decimal(row.get("invoice_value") or row.get("customs_value") or 0)


def _weight(row: Row) -> Decimal:
    return Decimal(row.get("gross_kg") or row.get("net_kg") or 0)


def _sums(groups: Sequence[Sequence[Row]], of: Callable[[Row], Decimal]) -> list[Decimal]:
    return [sum((of(row) for row in group), Decimal(0)) for group in groups]


def _own(total: Any, groups: Sequence[Sequence[Row]], name: str) -> list[Decimal] | None:
    """What the lines themselves say, when every one of them does and they add up to the total."""
    if not name or not all(row.get(name) is not None for group in groups for row in group):
        return None
    sums = _sums(groups, lambda row: Decimal(row[name]))
    return sums if sum(sums) == Decimal(total) else None


def apportion(total: Decimal, by: Sequence[Decimal], least: int = 0) -> list[Decimal]:
    """`total` shared out in the proportions of `by`, adding up exactly (largest remainders).

    No part has more decimals than the total. Without any proportion the parts are equal; `least` units go to
    every part first where the total reaches that far.
    """
    unit = Decimal(1).scaleb(min(0, int(total.as_tuple().exponent)))
    first = unit * 0 if total < least * len(by) else Decimal(least)
    weights = list(by) if sum(by) > 0 else [Decimal(1)] * len(by)
    whole, rest = sum(weights), total - first * len(by)
    exact = [rest * weight / whole for weight in weights]
    parts = [(share / unit).to_integral_value(ROUND_DOWN) * unit for share in exact]
    left = int((rest - sum(parts)) / unit)
    for n in sorted(range(len(parts)), key=lambda n: (parts[n] - exact[n]) * (1 if left >= 0 else -1))[:abs(left)]:
        parts[n] += unit if left > 0 else -unit
    return [part + first for part in parts]
