"""A small invented trade for prediction: half a year of lines, some of them checked, and a model of it."""

from __future__ import annotations

from datetime import date

import pytest

from thongquan.risk.columns import Columns, joined, some
from thongquan.risk.generator import Good, Told, invented
from thongquan.risk.model import Model, train

GOODS = [Good(f"{chapter}{n}{chapter}1000"[:8], f"{name} loại {n}", duty, preference)
         for n in range(1, 4) for chapter, name, duty, preference in (
             ("07", "Tỏi khô", 20.0, 0.0), ("39", "Màng nhựa", 6.0, 0.0), ("61", "Áo thun", 20.0, 5.0), ("84", "Máy bơm", 3.0, None),
             ("85", "Dây điện", 10.0, 0.0), ("94", "Ghế gỗ", 25.0, 0.0))]


@pytest.fixture(scope="session")
def told() -> Told:
    """Eight months of the invented trade, some sixty lines a day."""
    return invented(GOODS, first=date(2025, 1, 1), last=date(2025, 8, 31), a_day=60, seed=7)


@pytest.fixture(scope="session")
def results(told: Told) -> Columns:
    """Its results with the columns of their lines."""
    return joined(told.lines, told.results)


@pytest.fixture(scope="session")
def model(told: Told, results: Columns) -> Model:
    """A quick model of all of it."""
    return train(told.lines, results, seeds=(1,), rounds=40)


def few(lines: Columns, results: Columns, count: int) -> tuple[Columns, Columns]:
    """The first lines, and the results of these."""
    part = some(lines, slice(0, count))
    ids = set(part["id"])
    return part, some(results, [name in ids for name in results["id"]])
