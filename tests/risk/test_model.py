"""A model learns from results, is the same for the same seed, is kept whole, and tells why."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from thongquan.risk import backtest, judging, metrics
from thongquan.risk.columns import Columns, size, some
from thongquan.risk.compared import COMPARED, reason
from thongquan.risk.features import FEATURES, Met, features
from thongquan.risk.fields import RANDOM
from thongquan.risk.generator import Told
from thongquan.risk.model import LEAST, Model, TooLittle, train
from thongquan.risk.reasons import CODES


def test_it_finds_what_the_rules_do_not(told: Told, results: Columns) -> None:
    at = backtest.split(told.lines, results, float(np.quantile(told.lines["at"], 0.7)))
    model = backtest.learned(at.history, at.seen, at.lines, at.results, seeds=(1,), rounds=40)
    score = model.score(at.history.then(at.later, at.later_seen, model.suspicion(at.later_seen))).score
    truth = {name: float(kind != "") for name, kind in zip(told.lines["id"], told.truth["type"], strict=True)}
    wrong = np.array([truth[name] for name in at.later["id"]])
    ours, rules = metrics.auc(score, wrong), metrics.auc(at.by_rule, wrong)
    assert ours > rules + 0.03, (ours, rules)


def test_the_same_seed_tells_the_same(told: Told, results: Columns, model: Model) -> None:
    assert train(told.lines, results, seeds=(1,), rounds=40).hash == model.hash


def test_it_is_kept_whole_or_refused(told: Told, model: Model, tmp_path: Path) -> None:
    model.save(tmp_path)
    kept = Model.load(tmp_path, counters=True)
    sums = model.counters.look(some(told.lines, slice(0, 200)))
    matrix = features(some(told.lines, slice(0, 200)), sums)
    np.testing.assert_array_equal(kept.score(matrix).score, model.score(matrix).score)
    np.testing.assert_array_equal(kept.counters.look(some(told.lines, slice(0, 200))), sums)
    file = tmp_path / "found-0.txt"
    file.write_text(file.read_text().replace("leaf_value=", "leaf_value=0", 1))
    with pytest.raises(ValueError, match="train it anew"):
        Model.load(tmp_path)


def test_only_the_random_sample_sets_the_chances(told: Told, results: Columns, model: Model) -> None:
    card = model.card["calibration"]
    drawn = (results["selected_by"] == RANDOM) & (results["check"] == "physical")
    assert (card["rows"], card["findings"]) == (int(drawn.sum()), int(results["found"][drawn].sum()))


def test_reasons_say_the_compared_numbers_in_three_languages(told: Told, model: Model) -> None:
    lines = some(told.lines, slice(size(told.lines) - 40, None))
    sums = model.counters.look(lines)
    for row, reasons in enumerate(model.explain(lines, sums)):
        assert len(reasons) <= 3 and [one.weight for one in reasons] == sorted((one.weight for one in reasons), reverse=True)
        for one in reasons:
            assert one.code in CODES
            assert all(text and "{" not in text for text in (one.words.vi, one.words.en, one.words.zh)), (row, one)
    matrix = features(lines, sums)
    whys = model.whys(lines, sums, matrix)
    for why in whys:
        raising, lowering = why.strongest(CODES, 27), why.lowering(27)
        assert not {one.code for one in raising} & {one.code for one in lowering}
        assert all(reason.weight >= LEAST for reason in raising) and all(reason.weight <= -LEAST for reason in lowering)
        assert [reason.weight for reason in lowering] == sorted(reason.weight for reason in lowering)
    told_apart = model.aspects(whys, model.score(matrix))[0]
    assert set(told_apart) == {"name", "hs", "value", "origin", "quantity"}
    assert all(0 <= chance <= 1 for chance, _ in told_apart.values())


def test_every_reason_has_its_numbers_or_is_silent(told: Told, model: Model) -> None:
    """Where nothing was counted, weighed or asked for, a sentence that compares would be empty or untrue."""
    assert set(COMPARED) == set(CODES) >= {feature.reason for feature in FEATURES}
    one = dict(some(told.lines, slice(0, 1)))
    sums = model.counters.look(one)
    spoken = []
    for weighed, licence, counted in ((1.0, 1.0, sums), (-1.0, 0.0, np.zeros_like(sums))):
        line = {**one, "gate_weight_kg": np.array([weighed]), "licence_required": np.array([licence])}
        told_of = [found for code in CODES if (found := reason(code, 1.0, Met(line, counted)))]
        assert all("nan" not in found.words.en and "{" not in found.words.vi + found.words.zh for found in told_of)
        spoken.append({found.code for found in told_of})
    assert spoken[0] >= {"TRADER", "PRICE", "PACKAGE", "LOOKS", "GATE-WEIGHT", "LICENCE"}
    assert spoken[1] == {"TRADER-NEW", "CERTIFICATE", "SIZE", "NEW-PAIR", "PROCEDURE", "HABIT"}


def test_chances_of_kinds_and_objectives(told: Told, model: Model) -> None:
    lines = some(told.lines, slice(0, 500))
    matrix = features(lines, model.counters.look(lines))
    scores = model.score(matrix)
    np.testing.assert_allclose(sum(scores.types.values()), scores.prob, rtol=1e-6)
    assert np.array_equal(np.argsort(-scores.score, kind="stable"), np.argsort(-scores.prob, kind="stable"))
    balanced = replace(model, objective="balanced").score(matrix)
    np.testing.assert_allclose(balanced.score, scores.prob * np.sqrt(scores.revenue))


def test_too_little_to_learn_from_is_said(told: Told, results: Columns) -> None:
    clean = results["found"] == 0
    with pytest.raises(TooLittle, match="0 findings"):
        train(told.lines, some(results, clean), seeds=(1,))


def test_a_period_as_ever_gives_no_alarm_of_scores(told: Told, model: Model, results: Columns) -> None:
    reading = judging.drifted(replace(model, counters=None) if model.counters is None else _fresh(model, told, results), told.lines, results)
    assert "SCORES" not in reading.alarms and reading.lines == size(told.lines)
    assert reading.delay[0] <= reading.delay[1]


def _fresh(model: Model, told: Told, results: Columns) -> Model:
    from thongquan.risk.history import History

    return replace(model, counters=History())
