"""The learning model: how it learns from checked lines, what it says, how it is kept."""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from thongquan.risk import compared, entities, features
from thongquan.risk.calibrate import Calibration, calibrated
from thongquan.risk.columns import Array, Columns, size, some
from thongquan.risk.drift import Shape, shape_of
from thongquan.risk.features import FEATURES, FIRST, NAMES, Met
from thongquan.risk.fields import DOCUMENT, PHYSICAL, RANDOM, TYPES
from thongquan.risk.history import History, SuspectRows
from thongquan.risk.metrics import brier_skill, calibration_error
from thongquan.risk.reasons import ASPECTS, KINDS, Reason
from thongquan.risk.scores import DETECTION, OBJECTIVES, REVENUE, Scores
from thongquan.risk.trees import AMOUNT, OF_KIND, QUICK, YES_NO, Trees, sorted_out

#: the kind of check as one more figure: what it cannot see is not clean
CHECK_CODES = {PHYSICAL: 2.0, DOCUMENT: 1.0}
SEEDS = (1, 2, 3)
#: rounds of learning for findings (three tenths for each kind), first looks, revenue
ROUNDS, LOOK_ROUNDS, MONEY_ROUNDS = 200, 80, 120
#: findings without which nothing can be learned
LEAST_FINDINGS = 30
#: days before the end whose lines show what is usual (see `drift`)
USUAL_DAYS = 90
REASONS = tuple(feature.reason for feature in FEATURES)
#: log-odds below which a reason changes nothing that anybody sees: one per cent of the odds
LEAST = 0.01
#: the codes of reasons, and which features belong to each
CODES = tuple(sorted(set(REASONS)))
GROUPS = np.array([[reason == code for code in CODES] for reason in REASONS], dtype=float)


class TooLittle(ValueError):
    """A history from which nothing can be learned; the text says what is missing."""


class Why:
    """What raises and lowers the score of one line; each reason is put into words once, however often it is asked for."""

    def __init__(self, met: Met, weights: Mapping[str, float]) -> None:
        self.met, self.weights = met, weights
        self.told: dict[str, Reason | None] = {}

    def strongest(self, codes: Iterable[str], top: int) -> list[Reason]:
        """The reasons among these that raise the score most, strongest first."""
        return self._said(sorted(((self.weights[code], code) for code in codes if self.weights.get(code, 0) >= LEAST), reverse=True), top)

    def lowering(self, top: int) -> list[Reason]:
        """What speaks for the declarant: the reasons that lower the score most, strongest first."""
        return self._said(sorted((weight, code) for code, weight in self.weights.items() if weight <= -LEAST), top)

    def _said(self, weighty: Iterable[tuple[float, str]], top: int) -> list[Reason]:
        """The first of these that have something to compare with."""
        return list(islice((one for weight, code in weighty if (one := self.reason(code, weight)) is not None), top))

    def reason(self, code: str, weight: float) -> Reason | None:
        """One reason with its sentence, if there is anything to say."""
        if code not in self.told:
            self.told[code] = compared.reason(code, weight, self.met)
        return self.told[code]


@dataclass(frozen=True)
class Model:
    """A trained model; see `scores.Judge`. `counters` are what it met until it learned, when it was kept with them."""

    objective: str
    look: Trees
    found: Trees
    heads: Mapping[str, Trees]
    money: Trees
    calibration: Calibration
    card: Mapping[str, Any]
    hash: str = ""
    counters: History | None = None

    def suspicion(self, seen: Array) -> Array:
        """The first look's log-odds for each row of `features.first`; counters add it up, whether a line is checked or not."""
        return self.look.say(_asked(seen, PHYSICAL))

    def ranked(self, matrix: Array) -> tuple[Array, Array]:
        """The ranking figure of each row and its calibrated chance: all that a list needs, in half the time."""
        physical = joint(self.found.say(_asked(matrix, PHYSICAL)), self._of_kinds(matrix))
        chance = self.calibration.chance(physical)
        return (physical if self.objective == DETECTION else self._worth(chance, self._revenue(matrix))), chance

    def score(self, matrix: Array) -> Scores:
        """Everything it says of each row of a feature matrix."""
        of_kinds = self._of_kinds(matrix)
        physical, document = joint(self.found.say(_asked(matrix, PHYSICAL)), of_kinds), self.found.say(_asked(matrix, DOCUMENT))
        chance, revenue, shares = self.calibration.chance(physical), self._revenue(matrix), chances(np.array(of_kinds))
        shares = shares / shares.sum(axis=0)
        return Scores(p_physical=chance, p_document=chances(document), types={kind: chance * shares[n] for n, kind in enumerate(TYPES)},
                      revenue=revenue, prob=chance, score=physical if self.objective == DETECTION else self._worth(chance, revenue))

    def _of_kinds(self, matrix: Array) -> list[Array]:
        asked = _asked(matrix, PHYSICAL)
        return [self.heads[kind].say(asked) for kind in TYPES]

    def _revenue(self, matrix: Array) -> Array:
        found: Array = np.maximum(0.0, np.exp(self.money.say(matrix)) * float(self.card["smear"]) - 1)
        return found

    def _worth(self, chance: Array, revenue: Array) -> Array:
        found: Array = chance * (revenue if self.objective == REVENUE else np.sqrt(revenue))
        return found

    def weights(self, matrix: Array) -> list[dict[str, float]]:
        """What each reason adds to the log-odds of each row, by its code."""
        accounts = self.found.accounts(_asked(matrix, PHYSICAL))[:, :len(NAMES)]
        return [dict(zip(CODES, map(float, row), strict=True)) for row in accounts @ GROUPS]

    def whys(self, columns: Columns, sums: Array, matrix: Array) -> list[Why]:
        """What raises and lowers the score of each line; `matrix` has its features."""
        return [Why(Met(some(columns, slice(row, row + 1)), sums[row:row + 1]), weights) for row, weights in enumerate(self.weights(matrix))]

    def explain(self, columns: Columns, sums: Array, top: int = 3, *, whys: Sequence[Why] = ()) -> list[list[Reason]]:
        """The reasons that raise each line's score most, strongest first, with the compared numbers; `whys` where they are known."""
        return [why.strongest(CODES, top) for why in whys or self.whys(columns, sums, features.features(columns, sums))]

    def aspects(self, whys: Sequence[Why], scores: Scores, top: int = 2) -> list[dict[str, tuple[float, list[Reason]]]]:
        """For each line: name, code, value, origin and quantity, each with a score of its own and its reasons."""
        told = []
        for row, why in enumerate(whys):
            chance = {aspect: float(scores.types[KINDS[aspect]][row]) if aspect in KINDS else _odd_name(why.met) for aspect in ASPECTS}
            told.append({aspect: (round(chance[aspect], 4), why.strongest(codes, top)) for aspect, codes in ASPECTS.items()})
        return told

    def save(self, folder: Path) -> None:
        """Writes `model.json`, the trees, and the counters when it has them; a model that stood there stays until all of it is written."""
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".unfinished-", dir=folder) as beside:
            fresh = Path(beside)
            for name, text in self._texts().items():
                (fresh / f"{name}.txt").write_text(text, encoding="utf-8")
            if self.counters is not None:
                self.counters.save(fresh / "counters.npz")
            (fresh / "model.json").write_text(json.dumps(self._kept() | {"hash": self.hash}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
            for file in sorted(fresh.iterdir()):
                file.replace(folder / file.name)

    @classmethod
    def load(cls, folder: Path, *, counters: bool = False) -> Model:
        """As it was kept; `counters` takes them in too. ValueError when a file was changed or belongs to another version."""
        try:
            return cls._loaded(folder, counters)
        except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError, AttributeError, EOFError, zipfile.BadZipFile, zlib.error) as error:
            raise ValueError(f"{folder}: this is no model, or its files are spoilt; train it anew") from error

    @classmethod
    def _loaded(cls, folder: Path, counters: bool) -> Model:
        kept = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        if (kept["card"]["features"], kept["card"]["entities"]) != (features.VERSION, entities.VERSION):
            raise ValueError(f"{folder}: learned with other features than this version computes; train it anew")
        texts = {f"{name}-{n}": (folder / f"{name}-{n}.txt").read_text(encoding="utf-8") for name, count in kept["learners"].items() for n in range(count)}
        # before they are read: spoilt trees end the process
        if _digest({name: value for name, value in kept.items() if name != "hash"}, texts) != kept["hash"]:
            raise ValueError(f"{folder}: its files are not those that were trained; train it anew")
        trees = {name: Trees.of_texts([texts[f"{name}-{n}"] for n in range(count)]) for name, count in kept["learners"].items()}
        return cls(kept["objective"], trees["look"], trees["found"], {kind: trees[kind] for kind in TYPES}, trees["money"],
                   Calibration.from_json(kept["calibration"]), kept["card"], kept["hash"], History.load(folder / "counters.npz") if counters else None)

    def shapes(self) -> tuple[dict[str, Shape], Shape]:
        """How features and scores were spread when it learned."""
        spread = {name: Shape(tuple(edges), tuple(shares)) for name, (edges, shares) in self.card["shapes"].items()}
        return spread, spread.pop("score")

    def _texts(self) -> dict[str, str]:
        return {f"{name}-{n}": text for name, trees in self._trees().items() for n, text in enumerate(trees.texts())}

    def _trees(self) -> dict[str, Trees]:
        return {"look": self.look, "found": self.found, **self.heads, "money": self.money}

    def _kept(self) -> dict[str, Any]:
        counts = {name: len(trees.learners) for name, trees in self._trees().items()}
        return {"objective": self.objective, "learners": counts, "calibration": self.calibration.as_json(), "card": dict(self.card)}

    def digest(self) -> str:
        """The digest of everything that decides its scores."""
        return _digest(self._kept(), self._texts())


def _digest(kept: Mapping[str, Any], texts: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps([kept, texts], sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def train(
    lines: Columns, results: Columns, *, objective: str = DETECTION, seeds: Sequence[int] = SEEDS, digest: str = "", rounds: int = ROUNDS,
    keep_counters: bool = True,
) -> Model:
    """Learns from lines in order of time and the results known of them (see `columns.joined`).

    Raises TooLittle when there are too few findings. The counters it was trained on stay with it unless told otherwise.
    """
    checked = _checked(lines, results)
    seen = np.empty((len(checked.rows), len(FIRST)), dtype=np.float32)
    for rows, part in History().firsts(lines, results):
        seen[checked.within(rows)] = part[checked.rows[checked.within(rows)] - rows.start]
    look = _first_look(seen[checked.of], checked)
    history = History()
    model = _learned(history, history.replayed(lines, results, checked.suspect(look)), look, checked, lines, results, objective, seeds, digest, rounds)
    return model if keep_counters else replace(model, counters=None)


def learned(
    history: History, seen: Array, lines: Columns, results: Columns, *, objective: str = DETECTION, seeds: Sequence[int] = SEEDS,
    digest: str = "", rounds: int = ROUNDS,
) -> Model:
    """The same from the features that `history.first` gave of these lines; first looks are counted anew in `history`."""
    checked = _checked(lines, results)
    look = _first_look(seen[checked.rows[checked.of]], checked)
    history.forget_looks()
    return _learned(history, history.rest(lines, seen, checked.suspect(look)), look, checked, lines, results, objective, seeds, digest, rounds)


@dataclass(frozen=True)
class Checked:
    """The lines that results are known of: their rows in order, the place among these of each result, and what was checked."""

    rows: Array
    of: Array
    codes: Array
    found: Array

    def within(self, part: slice) -> slice:
        """Which of the rows lie in a part of the lines."""
        return slice(*np.searchsorted(self.rows, (part.start, part.stop)))

    def suspect(self, look: Trees) -> SuspectRows:
        """What a first look says of each line: both learners' mean; of a checked line, the one that did not learn from it."""
        def said(part: slice, seen: Array) -> Array:
            asked = _asked(seen, PHYSICAL)
            halves = [one.say(asked) for one in look.apart()]
            suspicion = (halves[0] + halves[1]) / 2
            own = self.rows[self.within(part)]
            suspicion[own - part.start] = np.where(own % 2 == 0, halves[1][own - part.start], halves[0][own - part.start])
            return suspicion
        return said


def _checked(lines: Columns, results: Columns) -> Checked:
    """Raises TooLittle when there is nothing to learn."""
    found = results["found"]
    if found.sum() < LEAST_FINDINGS or found.sum() == len(found):
        raise TooLittle(f"{int(found.sum())} findings in {len(found)} results; at least {LEAST_FINDINGS} findings and clean results are needed")
    wanted = set(results["id"])
    place = {name: n for n, name in enumerate(lines["id"]) if name in wanted}
    rows, of = np.unique(np.array([place[name] for name in results["id"]], dtype=np.int64), return_inverse=True)
    return Checked(rows, of, np.array([CHECK_CODES.get(check, 0.0) for check in results["check"]]), found)


def _learned(
    history: History, parts: Iterator[tuple[slice, Array]], look: Trees, checked: Checked, lines: Columns, results: Columns, objective: str,
    seeds: Sequence[int], digest: str, rounds: int,
) -> Model:
    """A model from all features of the lines, of which only those checked and those of the last days are kept."""
    if objective not in OBJECTIVES:
        raise ValueError(f"objective {objective}: one of {', '.join(OBJECTIVES)}")
    found, count = results["found"], size(lines)
    recent = int(np.searchsorted(lines["at"], lines["at"].max() - USUAL_DAYS))
    matrix, usual = (np.empty((rows, len(NAMES)), dtype=np.float32) for rows in (len(checked.rows), count - recent))
    for rows, part in parts:
        own = checked.within(rows)
        matrix[own] = part[checked.rows[own] - rows.start]
        if rows.stop > recent:
            since = max(rows.start, recent)
            usual[since - recent:rows.stop - recent] = part[since - rows.start:]
    random = (results["selected_by"] == RANDOM) & (results["check"] == PHYSICAL)
    asked = _with_check(matrix[checked.of], checked.codes)
    del matrix
    trees, heads, odds = _found(asked, results, random, seeds, rounds)
    money, smear = _money(asked[found == 1, :-1], results["revenue_usd"][found == 1])
    del asked
    calibration = calibrated(odds, found[random])
    card = {
        "objective": objective, "features": features.VERSION, "entities": entities.VERSION, "names": len(NAMES), "training_set": digest,
        "lines": count, "results": len(found), "findings": int(found.sum()), "from": float(lines["at"].min()), "until": float(lines["at"].max()),
        "by_check": {check: int((results["check"] == check).sum()) for check in sorted(set(results["check"]))}, "seeds": list(seeds), "rounds": rounds,
        "smear": smear, "calibration": _told(calibration, odds, found[random]), "shapes": {},
    }
    bare = Model(objective, look, trees, heads, money, calibration, card, "", history)
    shapes = {name: shape_of(usual[:, n]) for n, name in enumerate(NAMES)} | {"score": shape_of(bare.score(usual).score)}
    whole = replace(bare, card=card | {"shapes": {name: [list(shape.edges), list(shape.shares)] for name, shape in shapes.items()}})
    return replace(whole, hash=whole.digest())


def _first_look(seen: Array, checked: Checked) -> Trees:
    """Two learners of half the checked lines each, by the row of the line; `seen` has a row a result."""
    halves = checked.rows[checked.of] % 2
    learners = [Trees.learned(_with_check(seen[halves == half], checked.codes[halves == half]), checked.found[halves == half], QUICK, LOOK_ROUNDS, seeds=(1,))
                for half in (0, 1)]
    return Trees([learner for trees in learners for learner in trees.learners])


def _money(matrix: Array, revenue: Array) -> tuple[Trees, float]:
    """What a finding brings, and what the mean of logarithms leaves out."""
    dollars = np.log1p(np.maximum(revenue, 0.0))
    money = Trees.learned(matrix, dollars, AMOUNT, MONEY_ROUNDS, seeds=(1,))
    return money, float((np.exp(dollars).sum() + 1) / (np.exp(money.say(matrix)).sum() + 1))


def _found(seen: Array, results: Columns, random: Array, seeds: Sequence[int], rounds: int) -> tuple[Trees, dict[str, Trees], Array]:
    """The trees for findings and for each kind, and the random sample's log-odds by learners that did not learn from them.

    Each part of learners leaves out a part of the random sample, so that their mean has learned from all of it and
    each line of it is judged by some that have not.
    """
    found, drawn = results["found"], np.flatnonzero(random)
    parts = max(2, len(seeds))
    left_out = np.arange(len(drawn)) % parts
    odds = np.zeros(len(drawn))
    learners: list[Any] = []
    heads: dict[str, list[Any]] = {kind: [] for kind in TYPES}
    for n in range(parts):
        kept, own = np.ones(len(found), dtype=bool), seeds[n % len(seeds):][:1]
        kept[drawn[left_out == n]] = False
        bins = sorted_out(seen[kept])
        one = Trees.learned(bins, found[kept], YES_NO, rounds, seeds=own)
        of_kinds = {kind: Trees.learned(bins, _of_kind(results, kind)[kept], OF_KIND, max(1, rounds * 3 // 10), seeds=own) for kind in TYPES}
        if (left_out == n).any():
            apart = _asked(seen[drawn[left_out == n]][:, :-1], PHYSICAL)
            odds[left_out == n] = joint(one.say(apart), [of_kinds[kind].say(apart) for kind in TYPES])
        learners += one.learners
        for kind in TYPES:
            heads[kind] += of_kinds[kind].learners
    return Trees(learners), {kind: Trees(trees) for kind, trees in heads.items()}, odds


def _of_kind(results: Columns, kind: str) -> Array:
    found: Array = results["found"] * (results["type"] == kind)
    return found


def chances(odds: Array) -> Array:
    """Log-odds as chances."""
    found: Array = 1 / (1 + np.exp(-np.clip(odds, -30, 30)))
    return found


def joint(odds: Array, of_kinds: Sequence[Array]) -> Array:
    """The mean of the log-odds of a finding and of those of any kind of finding, 1 - Π(1 - p)."""
    none: Array = sum((np.log1p(-chances(kind)) for kind in of_kinds), np.zeros_like(odds))
    found: Array = (odds + np.log(np.expm1(np.clip(-none, 1e-12, 30)))) / 2
    return found


def _told(calibration: Calibration, odds: Array, found: Array) -> dict[str, Any]:
    """The calibration's own figures on the random sample; none without findings."""
    told: dict[str, Any] = {"kind": calibration.kind, "rows": calibration.rows, "findings": calibration.findings}
    if calibration.kind == "none":
        return told
    chance = calibration.chance(odds)
    return told | {"brier_skill": round(brier_skill(chance, found), 4), "error": round(calibration_error(chance, found), 4)}


def _asked(matrix: Array, check: str) -> Array:
    return _with_check(matrix, np.full(len(matrix), CHECK_CODES[check]))


def _with_check(matrix: Array, codes: Array) -> Array:
    return np.column_stack([matrix, codes.astype(np.float32)])


def _odd_name(met: Met) -> float:
    """How unusual this description is for this code: the share of the description's earlier lines under other codes."""
    here, ever = float(met.sum("token_hs", "lines")[0]), float(met.sum("token", "lines")[0])
    return 1 - (here + 1) / (ever + 2)
