"""Which cleared declarations are reviewed: the dice first, then what is owed, asked for, or risky."""

from collections import Counter
from datetime import date

import pytest

from thongquan.catalog.law import LAW
from thongquan.core.draw import DIE
from thongquan.core.review import Known, Why, band_of, chosen, looked_at_twice, lot_of

DAY = date(2026, 11, 25)
CHANCES = (None, 0.1, 0.45, 0.9)


def why(known: Known, *, channel: str = "green", wanted: bool = False, post_check: bool = False) -> Why | None:
    return chosen(known, channel=channel, wanted=wanted, post_check=post_check, law=LAW, on=DAY)


def test_the_bands_begin_where_the_settings_say():
    assert [band_of(chance, LAW, DAY) for chance in (None, 0.0, 0.2999, 0.3, 0.5999, 0.6, 1.0)] == ["", "low", "low", "medium", "medium", "high", "high"]


@pytest.mark.parametrize("chance", CHANCES)
def test_every_die_replayed_gives_the_random_share_whatever_the_score(chance):
    """The uniform sample is the same dice for a firm of low and of high risk, so that what it finds is an unbiased figure."""
    drawn = {die for die in range(DIE) if (found := why(Known(die, 100 <= die < 150, chance=chance))) and found.kind == "random"}
    assert drawn == {*range(100, 150), *range(DIE - LAW.value("review.random.per_10000", DAY), DIE)}


def test_every_die_replayed_gives_each_band_its_share_of_green():
    told = {chance: Counter(found.kind for die in range(DIE) if (found := why(Known(die, chance=chance)))) for chance in CHANCES}
    assert told[None] == told[0.1] == {"random": 50}
    assert told[0.45] == {"random": 50, "band": LAW.value("review.share.medium.per_10000", DAY) - 50}
    assert told[0.9] == {"random": 50, "band": DIE - 50}
    assert {why(Known(die, chance=0.9), channel="yellow") for die in range(0, 9_900, 100)} == {None}


def test_the_ground_told_is_the_true_one():
    assert why(Known(5_000, chance=0.9), post_check=True) == Why("post_check", "high")
    assert why(Known(5_000, asked="profile", chance=0.1), wanted=True) == Why("profile", "low")
    assert why(Known(5_000, asked="band", chance=0.1), wanted=True) == Why("band", "low")
    assert why(Known(5_000), wanted=True) == Why("wanted")
    assert why(Known(120, drawn=True, chance=0.9), wanted=True, post_check=True) == Why("random", "high")
    assert why(Known(5_000)) is why(Known()) is None


def test_the_lot_of_a_second_look_falls_evenly_and_no_other_seed_foretells_it():
    lots = [lot_of(b"a" * 32, case) for case in range(20_000)]
    twice = sum(looked_at_twice(lot, LAW, DAY) for lot in lots)
    assert abs(twice - 1_000) < 4 * (20_000 * 0.05 * 0.95) ** 0.5
    others = [lot_of(b"b" * 32, case) for case in range(20_000)]
    assert sum(one == other for one, other in zip(lots, others, strict=True)) < 20
