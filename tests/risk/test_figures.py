"""Figures of a ranking against examples worked by hand; calibration, drift, officers' results."""

from __future__ import annotations

import numpy as np
import pytest

from thongquan.risk import drift, labels, metrics
from thongquan.risk.calibrate import Calibration, calibrated

SCORE = np.array([0.9, 0.8, 0.7, 0.6, 0.5, 0.4])
FOUND = np.array([1.0, 0.0, 1.0, 0.0, 0.0, 0.0])


def test_a_ranking_by_hand() -> None:
    assert metrics.auc(SCORE, FOUND) == pytest.approx(7 / 8)
    chosen = metrics.top(SCORE, np.zeros(6), 1 / 3)
    assert chosen.tolist() == [True, True, False, False, False, False]
    assert metrics.precision(chosen, FOUND) == 0.5
    assert metrics.recall(chosen, FOUND) == 0.5
    assert metrics.recall(chosen, np.array([30.0, 0, 10, 0, 0, 0])) == 0.75
    assert metrics.auc(np.zeros(6), FOUND) == 0.5
    assert metrics.precision(chosen, FOUND, np.array([3.0, 1, 1, 1, 1, 1])) == 0.75


def test_each_week_has_its_own_share() -> None:
    week = metrics.weeks(np.array([4.9, 5.0, 11.9, 12.0]))  # Sunday 2020-01-05, Monday, Sunday, Monday
    assert week.tolist() == [0, 1, 1, 2]
    chosen = metrics.top(np.array([1.0, 9, 8, 2]), week, 0.05)
    assert chosen.tolist() == [True, True, False, True]


def test_wilson_and_calibration_by_hand() -> None:
    low, high = metrics.wilson(5, 10)
    assert (round(low, 4), round(high, 4)) == (0.2366, 0.7634)
    assert metrics.wilson(0, 0) == (0.0, 1.0)
    chance, found = np.array([0.1, 0.1, 0.9, 0.9]), np.array([0.0, 0.0, 1.0, 0.0])
    assert metrics.calibration_error(chance, found, bins=2) == pytest.approx((0.2 + 0.8) / 4)
    assert metrics.brier_skill(np.full(4, 0.25), found) == pytest.approx(0)


def test_weeks_drawn_anew_tell_the_error() -> None:
    week = np.repeat(np.arange(40), 25)
    found = (np.random.default_rng(1).random(1000) < 0.2).astype(float)
    error = metrics.week_bootstrap(week, lambda rows: float(found[rows].mean()))
    assert error == pytest.approx((0.2 * 0.8 / 1000) ** 0.5, rel=0.35)


def drawn(count: int, dice: np.random.Generator, *, slope: float = 0.7, shift: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Log-odds as learners say them who are off by a slope and a shift, and what a random sample found."""
    odds = dice.normal(-4, 1.2, count)
    return odds * slope + shift, (dice.random(count) < 1 / (1 + np.exp(-odds))).astype(float)


@pytest.mark.parametrize(("count", "kind", "most"), [(4_000, "platt", 0.2), (30_000, "isotonic", 0.06)])
def test_chances_hold_on_what_was_not_seen(count: int, kind: str, most: float) -> None:
    dice = np.random.default_rng(3)
    curve = calibrated(*drawn(count, dice))
    odds, found = drawn(60_000, dice)
    assert curve.kind == kind
    assert metrics.calibration_error(curve.chance(odds), found) < most * metrics.calibration_error(1 / (1 + np.exp(-odds)), found)
    assert 0 < curve.chance(np.array([-40.0]))[0] < curve.chance(np.array([40.0]))[0] < 1, "no chance is certain"
    assert Calibration.from_json(curve.as_json()) == curve
    assert calibrated(odds, np.zeros(len(odds))).kind == "none"


def test_a_few_findings_move_sound_chances_little() -> None:
    dice = np.random.default_rng(6)
    odds, found = drawn(60_000, dice, slope=1.0, shift=0.0)
    errors = [metrics.calibration_error(calibrated(*drawn(500, dice, slope=1.0, shift=0.0)).chance(odds), found) for _ in range(40)]
    assert np.mean(errors) < 0.003, "by the findings alone it is more than .005"


def test_what_has_moved_is_told() -> None:
    dice = np.random.default_rng(5)
    was = dice.normal(size=5_000)
    shape = drift.shape_of(was)
    assert drift.psi(shape, dice.normal(size=5_000)) < 0.02
    assert drift.psi(shape, dice.normal(1.0, size=5_000)) > drift.FAR
    assert drift.psi(shape, np.where(dice.random(5_000) < 0.3, np.nan, was)) > drift.FAR
    chance = np.full(400, 0.02)
    calm, wild = (drift.reading({}, np.zeros((400, 1)), ["x"], score_shape=shape, score=was, chance=chance, found=np.arange(400) < hits,
                                delays=np.array([1.0, 3.0]), unseen=np.zeros(400)) for hits in (8, 40))
    assert calm.alarms == () and wild.alarms == ("HIT-RATE",)


def cases(dice: np.random.Generator, count: int, flipped: float) -> list[labels.Case]:
    """Checks as a model meets them: most lines clean for certain, some doubtful."""
    chance = np.clip(dice.beta(0.25, 4.0, count), 0.002, 0.95)
    said = (dice.random(count) < chance) ^ (dice.random(count) < flipped)
    return [labels.Case("X", float(p), bool(found)) for p, found in zip(chance, said, strict=True)]


def test_an_officer_who_turns_five_in_a_hundred_is_named_within_two_hundred_cases() -> None:
    dice = np.random.default_rng(11)
    named = sum(labels.quality(cases(dice, 200, 0.05))["X"].flagged for _ in range(200))
    honest = sum(labels.quality(cases(dice, 200, 0.0))["X"].flagged for _ in range(200))
    assert named >= 180, f"{named} of 200 bent officers named"
    assert honest <= 10, f"{honest} of 200 honest officers named"
