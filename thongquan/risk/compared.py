"""The numbers in a reason's sentence, taken from the line and the sums that it met."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from math import exp, expm1, isfinite
from typing import Any

import numpy as np

from thongquan.core.traced import number
from thongquan.core.words import LANGUAGES, Words
from thongquan.risk.features import Met
from thongquan.risk.fields import CHECKS
from thongquan.risk.reasons import SENTENCES, SIDES, Reason

Values = dict[str, Any]


def reason(code: str, weight: float, met: Met) -> Reason:
    """One reason with its sentence; `met` holds one line."""
    values = COMPARED[code](met)
    return Reason(code, round(weight, 4), told(SENTENCES[code], values), values)


def told(words: Words, values: Mapping[str, Any]) -> Words:
    """The sentence in every language, figures written as that language does."""
    return Words(*(words.say(language, {name: _said(value, language) for name, value in values.items()}) for language in LANGUAGES))


def _said(value: Any, language: str) -> str:
    if isinstance(value, bool):
        return SIDES[value].say(language)
    if isinstance(value, int | float):
        return number(_short(float(value)), language)
    return str(value)


def _short(value: float) -> Decimal:
    """Three digits that count, whole from a thousand on."""
    if not isfinite(value):
        return Decimal(0)
    return Decimal(round(value)) if abs(value) >= 1000 else Decimal(f"{value:.3g}")


def _one(column: Any) -> float:
    return float(np.asarray(column)[0])


def _declared(met: Met, name: str) -> Any:
    found = met.columns[name][0]
    return float(found) if isinstance(found, float | np.floating) else str(found)


def _lines(met: Met, entity: str) -> int:
    return round(_one(met.sum(entity, "lines")))


def _checks(met: Met, entity: str) -> Values:
    """Checks and findings of an entity; older ones weigh less, so they need not be whole."""
    return {"found": round(sum(_one(met.sum(entity, f"{check}_found")) for check in CHECKS), 1),
            "checked": round(sum(_one(met.sum(entity, check)) for check in CHECKS), 1)}


def _history(entity: str, *names: str, lines: bool = False) -> Callable[[Met], Values]:
    def of(met: Met) -> Values:
        return _checks(met, entity) | {name: _declared(met, name) for name in names} | ({"count": _lines(met, entity)} if lines else {})
    return of


def _price(entity: str, wider: str) -> Callable[[Met], Values]:
    def of(met: Met) -> Values:
        used = entity if _lines(met, entity) > 0 else wider
        gap = _one(met.against(used, "price"))
        gap = gap if isfinite(gap) else 0.0
        return {"price": exp(_one(met.amounts["price"])), "percent": round(abs(expm1(gap)) * 100), "side": gap > 0, "count": _lines(met, used),
                "hs": _declared(met, "hs"), "origin": _declared(met, "origin")}
    return of


def _gate(met: Met) -> Values:
    weighed, gross = _declared(met, "gate_weight_kg"), _declared(met, "gross_kg")
    return {"weighed": max(weighed, 0.0), "gross": gross, "percent": round(abs(weighed / max(gross, 0.1) - 1) * 100, 1) if weighed > 0 else 0,
            "side": weighed > gross}


def _usual(met: Met, measure: str) -> float:
    usual = _one(met.mean("hs", measure))
    return usual if isfinite(usual) else _one(met.amounts[measure])


def _name_code(met: Met) -> Values:
    share = _one(met.share("token_hs", "token"))
    return {"hs": _declared(met, "hs"), "percent": round(100 * share, 1) if isfinite(share) else 0, "count": _lines(met, "token")}


def _duty(met: Met) -> Values:
    usual = _one(met.mean("token", "duty"))
    rate = _declared(met, "duty_rate")
    return {"rate": rate, "usual": round(usual if isfinite(usual) else rate, 1), "count": _lines(met, "token")}


def _looks(met: Met) -> Values:
    usual = _one(met.sum("all", "chance")) / max(1.0, _one(met.sum("all", "looks")))
    return {"count": round(_one(met.sum("importer", "looks"))), "chance": round(100 * _one(met.suspected("importer", "chance")), 1),
            "usual": round(100 * usual, 1)}


def _day(met: Met) -> int:
    return max(0, round(_one(met.now) - float(_declared(met, "importer_since"))))


COMPARED: dict[str, Callable[[Met], Values]] = {
    "TRADER": _history("importer"),
    "TRADER-NEW": lambda met: {"days": _day(met), "count": _lines(met, "importer")},
    "TRADER-GOODS": _history("importer_hs", "hs", lines=True),
    "TRADER-ORIGIN": _history("importer_origin", "origin"),
    "TRADER-SUPPLIER": _history("importer_supplier"),
    "BROKER": _history("broker"),
    "SUPPLIER": _history("supplier"),
    "GOODS": _history("hs", "hs"),
    "NAME": _history("token"),
    "NAME-CODE": _name_code,
    "ORIGIN": _history("hs_origin", "hs", "origin", lines=True),
    "ROUTE": lambda met: _checks(met, "route") | {
        "origin": _declared(met, "origin"), "loading": _declared(met, "loading_country"), "seller": _declared(met, "supplier_country")},
    "CERTIFICATE": lambda met: {
        "certificate": _declared(met, "co_form") or "–", "origin": _declared(met, "origin"), "loading": _declared(met, "loading_country")},
    "PRICE": _price("hs_origin", "hs"),
    "PRICE-OWN": _price("importer_hs", "hs"),
    "GATE-WEIGHT": _gate,
    "TARE": lambda met: {"percent": round(100 * expm1(_one(met.amounts["tare"])), 1), "hs": _declared(met, "hs"),
                         "usual": round(100 * expm1(_usual(met, "tare")), 1)},
    "PACKAGE": lambda met: {"net": exp(_one(met.amounts["pack"])), "usual": exp(_usual(met, "pack")), "hs": _declared(met, "hs")},
    "DUTY": _duty,
    "SIZE": lambda met: {"value": _declared(met, "value_usd"), "net": _declared(met, "net_kg"), "packages": _declared(met, "packages")},
    "NEW-PAIR": lambda met: {"hs": _declared(met, "hs"), "hs_count": _lines(met, "importer_hs"), "supplier_count": _lines(met, "importer_supplier")},
    "SURGE": lambda met: {"recent": round(_one(met.sum("importer", "lines_recent")), 1), "count": _lines(met, "importer")},
    "LOOKS": _looks,
    "LICENCE": lambda met: {},
    "PROCEDURE": lambda met: {"procedure": _declared(met, "procedure"), "transport": _declared(met, "transport")},
    "OFFICE": _history("office", "office"),
    "HABIT": lambda met: {"hour": int(_one(met.now) % 1 * 24)},
}
