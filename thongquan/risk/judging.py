"""A kept model at work on later lines: scores, reasons, what has moved since it learned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from thongquan.risk.columns import Array, Columns, size, some
from thongquan.risk.drift import Reading, reading
from thongquan.risk.entities import SLOTS
from thongquan.risk.features import NAMES, features
from thongquan.risk.fields import PHYSICAL, RANDOM
from thongquan.risk.history import History
from thongquan.risk.model import CODES, Model
from thongquan.risk.reasons import Reason

#: how many lines are explained when nobody says which
HIGHEST = 10


@dataclass(frozen=True)
class Explained:
    """One line with its score, its calibrated chance, the reasons that raise it and those that speak for the declarant."""

    id: str
    score: float
    prob: float
    reasons: tuple[Reason, ...]
    lowering: tuple[Reason, ...]


def counted(model: Model) -> History:
    """What the model met before these lines. ValueError when it was kept without."""
    if model.counters is None:
        raise ValueError("This model was kept without its counters; give `counters=True` where it is loaded.")
    return model.counters


def ranked(model: Model, lines: Columns, results: Columns) -> Iterator[tuple[Array, Array]]:
    """Ranking figures and chances of later lines in order of time, a part at a time; all are counted on the way."""
    for _rows, part in counted(model).replayed(lines, results, lambda _rows, seen: model.suspicion(seen)):
        yield model.ranked(part)


def explained(model: Model, lines: Columns, *, ids: Sequence[str] = (), top: int = 3) -> list[Explained]:
    """The lines asked for, or the highest, each as it looks to what the model had counted; nothing is counted."""
    if not size(lines):
        return []
    sums = counted(model).look(lines)
    matrix = features(lines, sums)
    scores = model.score(matrix)
    wanted = set(ids)
    rows = [n for n, name in enumerate(lines["id"]) if name in wanted] if ids else list(np.argsort(-scores.score, kind="stable")[:HIGHEST])
    whys = model.whys(some(lines, rows), sums[rows], matrix[rows])
    return [Explained(str(lines["id"][row]), float(scores.score[row]), float(scores.prob[row]), tuple(why.strongest(CODES, top)), tuple(why.lowering(top)))
            for row, why in zip(rows, whys, strict=True)]


def drifted(model: Model, lines: Columns, results: Columns) -> Reading:
    """What has moved in these lines; hit rate and delay from the results among them, as of each line's own day."""
    history = counted(model)
    if not size(lines):
        raise ValueError("There are no lines to compare with what the model learned from.")
    unseen = history.look(lines)[:, SLOTS["importer", "lines"]] == 0
    matrix = history.replay(lines, results, model.suspicion)
    scores, (shapes, of_score) = model.score(matrix), model.shapes()
    place = {name: n for n, name in enumerate(lines["id"])}
    rows = np.array([place[name] for name in results["id"]], dtype=np.int64)
    drawn = (results["selected_by"] == RANDOM) & (results["check"] == PHYSICAL)
    delays: Array = results["known"] - 1 - np.floor(results["at"])
    return reading(shapes, matrix, NAMES, score_shape=of_score, score=scores.score, chance=scores.prob[rows][drawn], found=results["found"][drawn],
                   delays=delays, unseen=unseen)
