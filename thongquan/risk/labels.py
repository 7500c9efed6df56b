"""Whether an officer's results can be learned from: findings against their chances."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import NamedTuple

#: the flipped share that the test looks for, and the evidence (natural log of odds) at which an officer is named
FLIPPED, NAMED = 0.05, log(50)
#: no single case weighs more than this; a model is never that sure
MOST = log(12)


class Case(NamedTuple):
    """One check in order of time: who, the chance of a finding before it, what was said."""

    officer: str
    chance: float
    found: bool


@dataclass(frozen=True)
class Quality:
    """What the cases of an officer say: `evidence` log odds for flipped against honest results, at its highest;
    `after` the case at which the limit was passed (0: never); `expected` and `found` findings."""

    officer: str
    cases: int
    expected: float
    found: int
    evidence: float
    after: int

    @property
    def flagged(self) -> bool:
        """Whether somebody should look at this officer's results."""
        return self.after > 0


def quality(cases: Sequence[Case], *, flipped: float = FLIPPED, limit: float = NAMED) -> Mapping[str, Quality]:
    """Page's cumulative test for each officer: honest results against results of which a share is turned over."""
    found: dict[str, Quality] = {}
    running: dict[str, float] = {}
    for case in cases:
        was = found.get(case.officer, Quality(case.officer, 0, 0.0, 0, 0.0, 0))
        chance = min(max(case.chance, 0.001), 0.999)
        turned = chance * (1 - flipped) + (1 - chance) * flipped
        weight = log(turned / chance) if case.found else log((1 - turned) / (1 - chance))
        now = max(0.0, running.get(case.officer, 0.0) + min(MOST, max(-MOST, weight)))
        running[case.officer] = now
        count = was.cases + 1
        found[case.officer] = Quality(case.officer, count, was.expected + chance, was.found + case.found, max(was.evidence, now),
                                      was.after or (count if now >= limit else 0))
    return found
