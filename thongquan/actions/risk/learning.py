"""Learning from the administration's own results: candidate, its trial on the last days.

Learning takes longer than a transaction may stand idle: each question and each act here opens its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from thongquan.actions.risk.models import keep_candidate, tried
from thongquan.actions.risk.observe import moment
from thongquan.catalog.law import LAW
from thongquan.core.actor import Actor, system
from thongquan.core.refused import Conflict
from thongquan.core.rule import local_day
from thongquan.models import RiskModel
from thongquan.queries.hot import hot
from thongquan.queries.risk.judging import model_of
from thongquan.queries.risk.store import history, with_lines
from thongquan.queries.scope import everywhere, scope
from thongquan.risk.columns import Array, Columns, size, some
from thongquan.risk.features import NAMES, VERSION
from thongquan.risk.history import History
from thongquan.risk.model import Model, TooLittle, train
from thongquan.risk.scores import DETECTION, Scores, nothing, together

MONTH = 30.44
#: names of importers that a trial tells
NAMED = 10
SCORES = """
insert into risk_score (kind, code, declaration_id, office_id, day, model_hash, physical, document, prohibited, revenue_usd, score, probability, reasons)
select k.kind, t.code, l.declaration_id, l.office_id, l.day, %s, t.physical, t.document, t.prohibited, t.revenue, t.score, t.probability, '{}'
from unnest(%s::text[], %s::float8[], %s::float8[], %s::float8[], %s::float8[], %s::float8[], %s::float8[])
    as t (code, physical, document, prohibited, revenue, score, probability)
join risk_line l on l.code = t.code cross join (values (%s)) as k (kind)
where not exists (select 1 from risk_score s where s.kind = k.kind and s.code = t.code)
"""
#: what the offices really checked in the days of a trial
CHECKED = "select code, channel, office from risk_line where at >= %s and at < %s"


@contextmanager
def opened() -> Iterator[None]:
    """The platform's own reach, for one question or act."""
    with scope(system()), everywhere():
        yield


@dataclass(frozen=True)
class Past:
    """Lines in order of time, and every result known at the end with its line."""

    lines: Columns
    results: Columns


@dataclass(frozen=True)
class Verdicts:
    """What a model says of lines in order of time."""

    at: Array
    scores: Scores

    def between(self, since: float, until: float) -> Scores:
        """What it says of a stretch of days."""
        return self.scores.some(between(self.at, since, until))


@dataclass(frozen=True)
class View:
    """Lines after a model learned, with what it says of them, and those of the features it met that were asked for."""

    model: Model
    lines: Columns
    verdicts: Verdicts
    names: tuple[str, ...]
    matrix: Array

    def between(self, since: float, until: float) -> slice:
        """The rows of a stretch of days."""
        return between(self.lines["at"], since, until)


def between(at: Array, since: float, until: float) -> slice:
    """The rows of a stretch of days."""
    return slice(int(np.searchsorted(at, since)), int(np.searchsorted(at, until)))


def past(at: datetime) -> Past:
    """What the last months tell at this moment."""
    months = LAW.value("risk.training.months", local_day(at))
    with opened():
        lines, told = history(moment(at) - months * MONTH, moment(at))
    return Past(lines, with_lines(lines, told))


def onward(model: Model, told: Past, *, features: Sequence[str] = ()) -> View:
    """What a model saw of the lines after it learned, with the named features; uses its counters up, so keep its files before."""
    until = model.counters.at if model.counters is not None else float("-inf")
    lines, results = some(told.lines, told.lines["at"] > until), some(told.results, told.results["known"] > until)
    columns, parts = [NAMES.index(name) for name in features], [nothing()]
    matrix = np.empty((size(lines), len(columns)), dtype=np.float32)
    for rows, part in (model.counters or History()).replayed(lines, results, lambda _rows, seen: model.suspicion(seen)):
        parts.append(model.score(part))
        matrix[rows] = part[:, columns]
    return View(replace(model, counters=None), lines, Verdicts(lines["at"], together(parts)), tuple(features), matrix)


def learn(told: Past, until: float, *, objective: str = DETECTION, seeds: Sequence[int] = (1, 2, 3)) -> Model:
    """A model of what was known at a moment. TooLittle when there are too few findings."""
    lines = some(told.lines, between(told.lines["at"], float("-inf"), until))
    names = set(lines["id"])
    known = np.array([when <= until and name in names for when, name in zip(told.results["known"], told.results["id"], strict=True)], dtype=bool)
    results = some(told.results, known)
    digest = hashlib.sha256(repr([lines["id"].tolist(), results["id"].tolist(), results["found"].tolist()]).encode()).hexdigest()
    return train(lines, results, objective=objective, seeds=seeds, digest=digest)


def files_of(model: Model) -> dict[str, bytes]:
    """The files of a model."""
    with TemporaryDirectory(prefix="thongquan-model-") as folder:
        model.save(Path(folder))
        return {file.name: file.read_bytes() for file in sorted(Path(folder).iterdir())}


def candidate(*, by: Actor, at: datetime, objective: str = DETECTION, told: Past | None = None) -> RiskModel | None:
    """The weekly candidate with its trial; None while too little was found to learn from.

    It learns until the days of its trial begin, so that the trial is of lines it has never seen. Its counters go on to
    count every day, so that nothing recent is lost to it.
    """
    told = told or past(at)
    days = int(LAW.value("risk.trial.days", local_day(at)))
    until = moment(at) - days
    try:
        model = learn(told, until, objective=objective)
    except TooLittle:
        return None
    files = files_of(model)
    view, model = onward(model, told), replace(model, counters=None)
    tried_on = trial(view, champion_says(told), told, until, moment(at))
    return kept(model, files, by=by, at=at, trained_until=at - timedelta(days=days), trial=tried_on)


def kept(model: Model, files: Mapping[str, bytes], *, by: Actor, at: datetime, trained_until: datetime, trial: Mapping[str, Any]) -> RiskModel:
    """The model as a candidate, its card as people read it."""
    card = {name: value for name, value in model.card.items() if name != "shapes"}
    card |= {"feature_version": f"{VERSION}", "training_hash": model.card["training_set"]}
    with opened():
        return keep_candidate(files, digest=model.hash, card=card, dry_run=trial, trained_until=local_day(trained_until), by=by, at=at)


def champion_model() -> Model | None:
    """The model that judges now with its counters, read from its files; None without one, or when it cannot be read."""
    with opened():
        row = RiskModel.objects.filter(state="champion").first()
        if row is None:
            return None
        try:
            return model_of(row.pk, counters=True)
        except (OSError, ValueError, KeyError):
            return None


def champion_says(told: Past) -> Verdicts | None:
    """What the champion says of the lines after it learned."""
    champion = champion_model()
    return onward(champion, told).verdicts if champion else None


def try_again(pk: int, *, by: Actor, at: datetime) -> RiskModel:
    """The trial of a kept model on the last days, made anew."""
    try:
        with opened():
            found = model_of(pk, counters=True)
    except (OSError, ValueError, KeyError):
        raise Conflict("RSK-03") from None
    days, told = int(LAW.value("risk.trial.days", local_day(at))), past(at)
    tried_on = trial(onward(found, told), champion_says(told), told, moment(at) - days, moment(at))
    with opened():
        return tried(pk, tried_on, by=by, at=at)


def trial(view: View, champion: Verdicts | None, told: Past, since: float, until: float) -> dict[str, Any]:
    """What a candidate would have chosen in these days beside the champion (or beside what was really checked).

    Each office keeps the number of checks it made. Hits are told of chosen lines that were checked, whoever asked for it.
    """
    rows = view.between(since, until)
    lines = some(view.lines, rows)
    with opened(), hot() as cursor:
        really = {code: channel in ("red", "yellow") for code, channel, _office in cursor.execute(CHECKED, [since, until]).fetchall()}
    checked = np.array([really.get(code, False) for code in lines["id"]], dtype=bool)
    new = _chosen(view.verdicts.between(since, until), lines, checked)
    old = _chosen(champion.between(since, until), lines, checked) if champion else checked
    found = _findings(told)
    before = set(lines["importer"][old])
    counts: dict[str, int] = {}
    for name in lines["importer"][new]:
        if name not in before:
            counts[name] = counts.get(name, 0) + 1
    newly = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    offices = sorted(set(lines["office"]))
    return {
        "days": round(until - since), "lines": len(lines["id"]), "against": "champion" if champion else "checks", "checks": int(checked.sum()),
        "same": int((new & old).sum()), "newly": len(newly), "named": [{"importer": name, "lines": count} for name, count in newly[:NAMED]],
        "whole": {"new": _hits(lines, new, found), "old": _hits(lines, old, found)},
        "offices": [{"office": office, "lines": int((lines["office"] == office).sum()), "room": int((checked & (lines["office"] == office)).sum()),
                     "new": _hits(lines, new & (lines["office"] == office), found), "old": _hits(lines, old & (lines["office"] == office), found)}
                    for office in offices]}


def _chosen(scores: Scores, lines: Columns, checked: Array) -> Array:
    """The highest scores of each office, as many as it checked."""
    chosen = np.zeros(len(checked), dtype=bool)
    for office in set(lines["office"]):
        here = np.flatnonzero(lines["office"] == office)
        most = int(checked[here].sum())
        chosen[here[np.argsort(-scores.score[here], kind="stable")[:most]]] = True
    return chosen


def _findings(told: Past) -> dict[str, tuple[bool, float]]:
    """line -> whether any check found something, and the dollars."""
    found: dict[str, tuple[bool, float]] = {}
    for code, hit, dollars in zip(told.results["id"], told.results["found"], told.results["revenue_usd"], strict=True):
        was = found.get(code, (False, 0.0))
        found[code] = (was[0] or bool(hit), was[1] + float(dollars))
    return found


def _hits(lines: Columns, chosen: Array, found: Mapping[str, tuple[bool, float]]) -> dict[str, Any]:
    """How many are chosen, how many of them were checked, with findings, and the dollars."""
    known = [found[code] for code in lines["id"][chosen] if code in found]
    return {"chosen": int(chosen.sum()), "checked": len(known), "found": sum(hit for hit, _dollars in known),
            "dollars": round(sum(dollars for _hit, dollars in known))}


def score_past(judge: RiskModel | Model, view: View, since: float, until: float, *, kind: str = "goods") -> int:
    """Scores of lines registered in a stretch of days, as the model that judged then would have said; those kept stay."""
    rows = view.between(since, until)
    said = view.verdicts.between(since, until)
    columns = [view.lines["id"][rows], said.p_physical, said.p_document, said.prohibited, said.revenue, said.score, said.prob]
    with opened(), hot() as cursor:
        return cursor.execute(SCORES, [judge.hash, *(column.tolist() for column in columns), kind]).rowcount
