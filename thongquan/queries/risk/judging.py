"""What the champion says of lines, with reasons: counters, features, chances, in one pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from lightgbm.basic import LightGBMError

from thongquan.models import RiskModelFile
from thongquan.queries.risk.again import own_lines, without
from thongquan.queries.risk.store import LOOKS, met
from thongquan.risk.columns import columns_of
from thongquan.risk.features import FIRST, features, looks
from thongquan.risk.fields import Line
from thongquan.risk.model import Model
from thongquan.risk.reasons import Reason

#: so many reasons that speak for the declarant are told of a line
FOR_HIM = 2


@dataclass(frozen=True)
class Said:
    """What a model says of one line: chances, dollars expected, the ranking figure, its reasons."""

    code: str
    physical: float
    document: float
    prohibited: float
    revenue_usd: float
    probability: float
    score: float
    reasons: tuple[Reason, ...]
    lowering: tuple[Reason, ...]
    aspects: dict[str, tuple[float, list[Reason]]]
    looks: list[float]


def model_of(pk: int, *, counters: bool = False) -> Model:
    """A stored model, read from its files (with the counters it learned with, when asked); FileNotFoundError when it has none."""
    files = RiskModelFile.objects.filter(model_id=pk)
    kept = list(files if counters else files.exclude(name="counters.npz"))
    if not kept:
        raise FileNotFoundError(f"model {pk} has no files")
    with TemporaryDirectory(prefix="thongquan-model-") as folder:
        for file in kept:
            Path(folder, Path(file.name).name).write_bytes(bytes(file.content))
        try:
            return Model.load(Path(folder), counters=counters)
        except LightGBMError as trouble:
            raise ValueError(f"model {pk}: {trouble}") from trouble


def judged(judge: Model, lines: Sequence[Line], *, top: int = 3, declaration_id: int = 0) -> list[Said]:
    """Each of these lines, registered together; the same work whatever the outcome, so that time tells nothing.

    With the declaration's number they are judged again: what it added to the counters itself is taken out.
    """
    columns = columns_of(lines)
    sums = met(columns, lines[0].at)
    if declaration_id:
        sums = without(sums, columns, own_lines(declaration_id, lines[0].at))
    try:
        matrix = features(columns, sums)
        told, seen = judge.score(matrix), looks(matrix, judge.suspicion(matrix[:, :len(FIRST)]))
        whys = judge.whys(columns, sums, matrix)
        reasons, aspects = judge.explain(columns, sums, top, whys=whys), judge.aspects(whys, told)
    except LightGBMError as trouble:
        raise ValueError(str(trouble)) from trouble
    return [
        Said(line.id, float(told.p_physical[n]), float(told.p_document[n]), float(told.prohibited[n]), float(told.revenue[n]), float(told.prob[n]),
             float(told.score[n]), tuple(reasons[n]), tuple(whys[n].lowering(FOR_HIM)), aspects[n], [float(seen[name][n]) for name in LOOKS])
        for n, line in enumerate(lines)]
