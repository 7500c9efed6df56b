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
Compare = Callable[[Met], Values | None]


def reason(code: str, weight: float, met: Met) -> Reason | None:
    """One reason with its sentence; `met` holds one line. None where there is nothing to compare with: its sentence would say nothing."""
    values = COMPARED[code](met)
    return None if values is None else Reason(code, round(weight, 4), told(SENTENCES[code], values), values)


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


def _known(of: Compare, *names: str) -> Compare:
    """The numbers where one of these is more than nothing."""
    def told(met: Met) -> Values | None:
        values = of(met)
        return values if values and any(values[name] for name in names) else None
    return told


def _history(entity: str, *names: str, lines: bool = False) -> Compare:
    def of(met: Met) -> Values:
        return _checks(met, entity) | {name: _declared(met, name) for name in names} | ({"count": _lines(met, entity)} if lines else {})
    return _known(of, "checked", *(["count"] if lines else []))


def _price(entity: str) -> Compare:
    def of(met: Met) -> Values | None:
        gap = _one(met.against(entity, "price"))
        return {"price": exp(_one(met.amounts["price"])), "percent": round(abs(expm1(gap)) * 100), "side": gap > 0, "count": _lines(met, entity),
                "hs": _declared(met, "hs"), "origin": _declared(met, "origin")} if isfinite(gap) else None
    return _known(of, "count")


def _gate(met: Met) -> Values | None:
    weighed, gross = _declared(met, "gate_weight_kg"), _declared(met, "gross_kg")
    return {"weighed": weighed, "gross": gross, "percent": round(abs(weighed / max(gross, 0.1) - 1) * 100, 1), "side": weighed > gross} if weighed > 0 else None


def _tare(met: Met) -> Values | None:
    usual = _one(met.mean("hs", "tare"))
    return {"percent": round(100 * expm1(_one(met.amounts["tare"])), 1), "hs": _declared(met, "hs"),
            "usual": round(100 * expm1(usual), 1)} if isfinite(usual) else None


def _package(met: Met) -> Values | None:
    usual = _one(met.mean("hs", "pack"))
    return {"net": exp(_one(met.amounts["pack"])), "usual": exp(usual), "hs": _declared(met, "hs")} if isfinite(usual) else None


def _name_code(met: Met) -> Values | None:
    share = _one(met.share("token_hs", "token"))
    return {"hs": _declared(met, "hs"), "percent": round(100 * share, 1), "count": _lines(met, "token")} if isfinite(share) else None


def _duty(met: Met) -> Values | None:
    usual = _one(met.mean("token", "duty"))
    return {"rate": _declared(met, "duty_rate"), "usual": round(usual, 1), "count": _lines(met, "token")} if isfinite(usual) else None


def _looks(met: Met) -> Values:
    usual = _one(met.sum("all", "chance")) / max(1.0, _one(met.sum("all", "looks")))
    return {"count": round(_one(met.sum("importer", "looks"))), "chance": round(100 * _one(met.suspected("importer", "chance")), 1),
            "usual": round(100 * usual, 1)}


def _day(met: Met) -> int:
    return max(0, round(_one(met.now) - float(_declared(met, "importer_since"))))


COMPARED: dict[str, Compare] = {
    "TRADER": _history("importer"),
    "TRADER-NEW": lambda met: {"days": _day(met), "count": _lines(met, "importer")},
    "TRADER-GOODS": _history("importer_hs", "hs", lines=True),
    "TRADER-ORIGIN": _history("importer_origin", "origin"),
    "TRADER-SUPPLIER": _history("importer_supplier"),
    "BROKER": _history("broker"),
    "SUPPLIER": _history("supplier"),
    "GOODS": _history("hs", "hs"),
    "NAME": _history("token"),
    "NAME-CODE": _known(_name_code, "count"),
    "ORIGIN": _history("hs_origin", "hs", "origin", lines=True),
    "ROUTE": _known(lambda met: _checks(met, "route") | {
        "origin": _declared(met, "origin"), "loading": _declared(met, "loading_country"), "seller": _declared(met, "supplier_country")}, "checked"),
    "CERTIFICATE": lambda met: {
        "certificate": _declared(met, "co_form") or "–", "origin": _declared(met, "origin"), "loading": _declared(met, "loading_country")},
    "PRICE": _price("hs_origin"),
    "PRICE-OWN": _price("importer_hs"),
    "GATE-WEIGHT": _gate,
    "TARE": _tare,
    "PACKAGE": _package,
    "DUTY": _known(_duty, "count"),
    "SIZE": lambda met: {"value": _declared(met, "value_usd"), "net": _declared(met, "net_kg"), "packages": _declared(met, "packages")},
    "NEW-PAIR": lambda met: {"hs": _declared(met, "hs"), "hs_count": _lines(met, "importer_hs"), "supplier_count": _lines(met, "importer_supplier")},
    "SURGE": _known(lambda met: {"recent": round(_one(met.sum("importer", "lines_recent")), 1), "count": _lines(met, "importer")}, "count"),
    "LOOKS": _known(_looks, "count"),
    "LICENCE": _known(lambda met: {"needed": _declared(met, "licence_required")}, "needed"),
    "PROCEDURE": lambda met: {"procedure": _declared(met, "procedure"), "transport": _declared(met, "transport")},
    "OFFICE": _history("office", "office"),
    "HABIT": lambda met: {"hour": int(_one(met.now) % 1 * 24)},
}
