"""Counters know nothing of what comes later, and three stores count alike."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.risk.conftest import few
from thongquan.risk import columns as of_columns
from thongquan.risk import wide
from thongquan.risk.columns import Columns, joined, size, some
from thongquan.risk.entities import BY_NAME, ENTITIES, SLICES, SLOTS
from thongquan.risk.features import NAMES, features, first, looks
from thongquan.risk.fields import Line, Result, days, token_of
from thongquan.risk.generator import Told
from thongquan.risk.history import History

LIKE = dict(rtol=1e-9, atol=1e-9, equal_nan=True)


def suspect(seen: np.ndarray) -> np.ndarray:
    """A first look that suspects cheap goods."""
    return -3 - np.nan_to_num(seen[:, NAMES.index("hs_origin_price_z")].astype(float))


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_a_later_result_changes_no_earlier_feature(told: Told, results: Columns, data: st.DataObject) -> None:
    lines, known = few(told.lines, results, 600)
    before = History().replay(lines, known, suspect)
    n = data.draw(st.integers(0, size(known) - 1))
    turned = {name: column.copy() for name, column in known.items()}
    turned["found"][n], turned["type"][n], turned["revenue_usd"][n] = 1 - turned["found"][n], "origin", 9_000.0
    after = History().replay(lines, turned, suspect)
    earlier = lines["at"] < known["known"][n]
    np.testing.assert_array_equal(before[earlier], after[earlier])
    same = lines["importer"] == known["importer"][n]
    assert not np.array_equal(before[~earlier & same], after[~earlier & same], equal_nan=True) or not (~earlier & same).any()


def test_a_result_counts_from_its_day_on_and_an_unchecked_line_is_never_clean() -> None:
    def line(name: str, at: float) -> Line:
        return Line(name, at, "A11", "20BB", "I1", 0.0, 0.0, "B1", "S1", "CN", "07031029", "garlic", "CN", "CN", "", "road", 10.0, 100.0, 105.0, -1.0,
                    50.0, 20.0, 15.0, 0.0)
    lines = of_columns.columns_of([line("a", 10.4), line("b", 12.5), line("c", 13.0), line("d", 13.1)])
    known = joined(lines, of_columns.results_of([Result("a", 13.0, "physical", 1.0, "quantity", 300.0)]))
    sums = History().walk(lines, known)
    checked = sums[:, SLOTS["importer", "physical"]] > 0
    assert checked.tolist() == [False, False, True, True]
    assert sums[:, SLOTS["importer", "lines"]].tolist() == [0, 1, 2, 3]
    assert sums[1, SLOTS["importer", "document"]] == 0


def test_replay_in_parts_or_line_by_line_is_the_same(told: Told, results: Columns, monkeypatch: pytest.MonkeyPatch) -> None:
    lines, known = few(told.lines, results, 400)
    whole = History().replay(lines, known, suspect)
    by_line, rows, done = History(), [], 0
    order = some(known, np.argsort(known["known"], kind="stable"))
    for n in range(size(lines)):
        one = some(lines, slice(n, n + 1))
        until = int(np.searchsorted(order["known"], one["at"][0], side="right"))
        by_line.walk(some(lines, slice(0, 0)), some(order, slice(done, until)))
        done = until
        sums = by_line.look(one)
        rows.append(features(one, sums))
        seen = first(one, by_line.walk(one, some(order, slice(0, 0))))
        by_line.walk_looks(one, looks(seen, suspect(seen)), np.zeros_like(sums))
    np.testing.assert_allclose(np.concatenate(rows), whole, rtol=2e-5, atol=2e-5, equal_nan=True)
    parts = [History()]
    cut = size(lines) // 3
    early = known["known"] <= lines["at"][cut - 1]
    first_part = parts[0].replay(some(lines, slice(0, cut)), some(known, early), suspect)
    rest = parts[0].replay(some(lines, slice(cut, None)), some(known, ~early), suspect)
    np.testing.assert_allclose(np.concatenate([first_part, rest]), whole, rtol=2e-5, atol=2e-5, equal_nan=True)


def test_months_of_files_count_as_memory_does(told: Told, results: Columns, tmp_path: Path) -> None:
    lines, known = few(told.lines, results, 2_000)
    memory = History()
    sums = memory.walk(lines, known)
    seen = first(lines, sums)
    said = looks(seen, suspect(seen))
    sums = memory.walk_looks(lines, said, sums)
    base = wide.connection(beside=tmp_path / "aside")
    wide.export(base, tmp_path, lines, known, said)
    for entity in ("importer", "hs_origin", "route", "all"):
        ids, met = wide.met(base, tmp_path, entity)
        assert ids.tolist() == lines["id"].tolist()
        np.testing.assert_allclose(met, sums[:, SLICES[entity]], **LIKE)
    counted = wide.counted(base, tmp_path)
    for entity in ENTITIES:
        ours, theirs = memory.counters[entity.name], counted.counters[entity.name]
        assert set(ours.rows) - {""} == set(theirs.rows) - {""}
        keys = np.array(sorted(ours.rows), dtype=object)
        np.testing.assert_allclose(theirs.look(keys), ours.look(keys), **LIKE)


def test_counters_are_kept_and_taken_up(told: Told, results: Columns, tmp_path: Path) -> None:
    lines, known = few(told.lines, results, 500)
    history = History()
    history.replay(lines, known, suspect)
    history.save(tmp_path / "counters.npz")
    np.testing.assert_array_equal(History.load(tmp_path / "counters.npz").look(lines), history.look(lines))


def test_events_older_than_what_was_counted_are_refused(told: Told, results: Columns) -> None:
    lines, known = few(told.lines, results, 50)
    history = History()
    history.walk(lines, known)
    with pytest.raises(ValueError, match="counted already"):
        history.walk(some(lines, slice(0, 1)), some(known, slice(0, 0)))


def test_every_feature_has_a_name_of_its_own_and_goods_a_token() -> None:
    assert len(set(NAMES)) == len(NAMES)
    assert {entity.name for entity in ENTITIES} == set(BY_NAME)
    assert token_of("Tỏi KHÔ, loại 1 (20kg)") == token_of("tỏi khô loại 2")
    assert days(date(2020, 1, 2), 12) == 1.5
