"""A declaration judged again: what it added to the counters itself is taken out."""

from __future__ import annotations

import numpy as np

from thongquan.queries.risk.store import FIELDS, LOOKS, NAMES, added, as_columns, asked
from thongquan.risk.columns import Array, Columns
from thongquan.risk.entities import ENTITIES, SLICES
from thongquan.risk.sums import keys_of

#: lines of a declaration that the counters hold, or that wait and were registered before
OWN = f"select l.code, {FIELDS}, l.looks from risk_line l where l.declaration_id = %s and (l.counted or l.at < %s) order by l.code"
#: what is left of a figure after taking away all of it
NOTHING = 1e-9


def own_lines(declaration_id: int, at: float) -> Columns:
    """The lines with which a declaration stands in the counters at this moment, with what first looks added."""
    rows = asked(OWN, [declaration_id, at])
    kept = np.array([row[-1] if row[-1] is not None and len(row[-1]) == len(LOOKS) else [0.0] * len(LOOKS) for row in rows], dtype=float)
    looks = kept.reshape(len(rows), len(LOOKS))
    return {**as_columns(("id", *NAMES), [row[:-1] for row in rows]), **{f"look_{name}": looks[:, n] for n, name in enumerate(LOOKS)}}


def without(sums: Array, lines: Columns, own: Columns) -> Array:
    """The sums that these lines meet, less what the declaration added itself: nobody is his own past."""
    if not len(own["id"]):
        return sums
    left = sums.copy()
    for entity in ENTITIES:
        keys, mine, amounts = keys_of(entity, lines), keys_of(entity, own), added(entity, own)
        part = left[:, SLICES[entity.name]]
        for n, key in enumerate(keys):
            if key:
                part[n] -= amounts[mine == key].sum(axis=0)
    left[np.abs(left) < NOTHING * np.maximum(np.abs(sums), 1.0)] = 0.0
    return left
