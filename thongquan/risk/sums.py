"""What lines and results add to the counters: keys, amounts, weights of time."""

from __future__ import annotations

import numpy as np

from thongquan.risk.columns import Array, Columns
from thongquan.risk.entities import LINE, LOOK, RESULT, Entity
from thongquan.risk.fields import CHECKS, TYPES


def keys_of(entity: Entity, columns: Columns) -> Array:
    """The key of each row for an entity: its columns joined by "|"; "" when one of them is empty, which counts nothing."""
    count = len(columns["id"])
    parts = [_column(name, columns) for name in entity.columns]
    if not parts:
        return np.array(["*"] * count, dtype=object)
    if len(parts) == 1:
        return parts[0]
    free = "co_form"
    whole = [np.ones(count, dtype=bool) if name == free else part != "" for name, part in zip(entity.columns, parts, strict=True)]
    joined = parts[0]
    for part in parts[1:]:
        joined = joined + "|" + part
    found: Array = np.where(np.logical_and.reduce(whole), joined, "")
    return found


def _column(name: str, columns: Columns) -> Array:
    """A column, or the heading and chapter of the code."""
    cut = {"hs2": 2, "hs4": 4, "hs6": 6}.get(name)
    return columns[name] if cut is None else np.array([code[:cut] for code in columns["hs"]], dtype=object)


def amounts_of_lines(columns: Columns) -> dict[str, Array]:
    """What each line adds, by the name of the amount."""
    net, packages = np.maximum(columns["net_kg"], 0.1), np.maximum(columns["packages"], 1.0)
    price = np.log(np.maximum(columns["value_usd"], 0.01) / net)
    tare = np.log(np.maximum(columns["gross_kg"], net) / net)
    pack, duty = np.log(net / packages), columns["duty_rate"]
    return {"one": np.ones_like(net), "price": price, "price2": price**2, "tare": tare, "tare2": tare**2, "pack": pack, "pack2": pack**2,
            "duty": duty, "duty2": duty**2}


def amounts_of_results(results: Columns) -> dict[str, Array]:
    """What each result adds, by the name of the amount."""
    found = results["found"]
    amounts: dict[str, Array] = {}
    for check in CHECKS:
        amounts[check] = (results["check"] == check).astype(float)
        amounts[f"{check}_found"] = amounts[check] * found
    for kind in TYPES:
        amounts[f"found_{kind}"] = (results["type"] == kind) * found
    amounts["revenue"] = found * np.log1p(np.maximum(results["revenue_usd"], 0.0))
    return amounts


def weighted(entity: Entity, of: str, amounts: dict[str, Array], at: Array) -> Array:
    """What rows add to an entity's sums: one column a measure, nothing in those of the other kind."""
    added = np.zeros((len(at), len(entity.measures)))
    for n, measure in enumerate(entity.measures):
        if measure.of == of:
            added[:, n] = amounts[measure.amount] * (np.exp2(at / measure.half_life) if measure.half_life else 1.0)
    return added


def added_by_line(entity: Entity, columns: Columns, looks: dict[str, Array] | None = None) -> Array:
    """What registered lines add to an entity's sums, with what the first look at them said (see `features.looks`)."""
    added = weighted(entity, LINE, amounts_of_lines(columns), columns["at"])
    return added if looks is None else added + weighted(entity, LOOK, looks, columns["at"])


def added_by_result(entity: Entity, results: Columns) -> Array:
    """What results add once known; `results` carry the columns of their lines (see `columns.joined`)."""
    return weighted(entity, RESULT, amounts_of_results(results), results["known"])
