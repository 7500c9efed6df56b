"""What a model says of lines: chances by check and finding, revenue, rank."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Protocol

import numpy as np

from thongquan.risk.columns import Array, Columns
from thongquan.risk.fields import TYPES
from thongquan.risk.reasons import Reason

DETECTION, REVENUE, BALANCED = "detection", "revenue", "balanced"
OBJECTIVES = (DETECTION, REVENUE, BALANCED)


@dataclass(frozen=True)
class Scores:
    """One array a figure, one entry a line.

    `p_physical`, `p_document`: chance that such a check finds something. `types`: kind of finding -> its chance under
    a physical check. `revenue`: US dollars expected if something is found. `prob`: the calibrated chance that
    something is wrong. `score` orders lines for the model's objective and has no unit.
    """

    p_physical: Array
    p_document: Array
    types: Mapping[str, Array]
    revenue: Array
    prob: Array
    score: Array

    @property
    def prohibited(self) -> Array:
        """Chance of prohibited goods."""
        return self.types["prohibited"]

    def some(self, chosen: Any) -> Scores:
        """The rows that an index or a mask chooses."""
        return Scores(self.p_physical[chosen], self.p_document[chosen], {kind: chance[chosen] for kind, chance in self.types.items()},
                      self.revenue[chosen], self.prob[chosen], self.score[chosen])


def nothing() -> Scores:
    """Of no rows at all."""
    none = np.zeros(0)
    return Scores(none, none, dict.fromkeys(TYPES, none), none, none, none)


def together(parts: Sequence[Scores]) -> Scores:
    """The scores of the rows of all parts, one after the other. ValueError without any."""
    def whole(of: Callable[[Scores], Array]) -> Array:
        return np.concatenate([of(part) for part in parts])
    types = {kind: np.concatenate([part.types[kind] for part in parts]) for kind in parts[0].types}
    return Scores(types=types, **{name: whole(attrgetter(name)) for name in ("p_physical", "p_document", "revenue", "prob", "score")})


class Judge(Protocol):
    """A trained model. `hash` names exactly which; `card` tells what it learned from and how good it was."""

    @property
    def hash(self) -> str:
        """The digest of everything that decides its scores."""

    @property
    def card(self) -> Mapping[str, Any]:
        """Training-set hash, version of features, rows, findings, days, figures, calibration."""

    def score(self, matrix: Array) -> Scores:
        """What it says of each row of a feature matrix (`features.features`)."""

    def explain(self, columns: Columns, sums: Array, top: int = 3) -> Sequence[Sequence[Reason]]:
        """The reasons that raise each line's score most, strongest first, with the compared numbers."""
