"""Two windows over the lines of one draft: what each changed is written, and nothing of the other is undone."""

from typing import Any

import pytest

from tests.goods import NOW
from thongquan.web.trader.goods import lines

BOLT = {"hs": "73181510", "name": "Bu lông thép", "origin": "CN", "quantity": 10.0, "unit": "KGM", "invoice_value": 100.0, "brand": "Hải Ninh"}
CABLE = {"hs": "85444296", "name": "Cáp điện", "origin": "CN", "quantity": 20.0, "unit": "MTR", "invoice_value": 2000.0}
FRUIT = {"hs": "08109092", "name": "Thanh long", "origin": "CN", "quantity": 30.0, "unit": "KGM", "invoice_value": 300.0}
Row = dict[str, Any]


def typed(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def page(*rows: Row) -> dict[int, dict[str, str]]:
    """The boxes as a page shows these rows, and the empty row after them."""
    return {n: {name: typed(row.get(name, "")) for name in lines.COLUMNS} for n, row in enumerate([*rows, {}])}


def met(stored: list[Row], drawn: list[Row], start: int = 0, **changed: str) -> lines.Read:
    """The rows after a page that was drawn with `drawn` is sent with what was `changed` (`r1_quantity="7"`) over what is `stored` by now."""
    was, now = page(*drawn), page(*drawn)
    for key, text in changed.items():
        n, _, name = key[1:].partition("_")
        now.setdefault(int(n), {})[name] = text
    placed = [{n + start: row for n, row in rows.items()} for rows in (now, was)]
    return lines.read("import", stored, placed[0], was=placed[1], start=start, currency="CNY", day=NOW.date())


def said(read: lines.Read) -> list[tuple[str, str]]:
    return [(row["name"], typed(row["quantity"])) for row in read.rows]


@pytest.fixture(autouse=True)
def reach(db: None) -> None:
    """Units of the tariff are looked up."""


def test_alone_the_page_says_what_stands() -> None:
    read = met([BOLT, CABLE], [BOLT, CABLE], r1_quantity="25")
    assert said(read) == [("Bu lông thép", "10"), ("Cáp điện", "25")] and read.places == {0: 0, 1: 1}
    assert read.rows[0] == BOLT  # untouched, and with what the table does not show


def test_what_the_other_window_changed_in_another_line_or_box_stays() -> None:
    elsewhere = {**BOLT, "quantity": 11.0}
    assert said(met([elsewhere, CABLE], [BOLT, CABLE], r1_quantity="25")) == [("Bu lông thép", "11"), ("Cáp điện", "25")]
    assert met([elsewhere, CABLE], [BOLT, CABLE], r0_origin="VN").rows[0] == {**BOLT, "quantity": 11.0, "origin": "VN"}


def test_a_line_taken_away_elsewhere_stays_away_and_the_next_is_still_itself() -> None:
    assert said(met([BOLT, FRUIT], [BOLT, CABLE, FRUIT], r2_quantity="31")) == [("Bu lông thép", "10"), ("Thanh long", "31")]


def test_a_line_taken_away_elsewhere_comes_back_when_work_was_put_into_it() -> None:
    read = met([BOLT, FRUIT], [BOLT, CABLE, FRUIT], r1_quantity="21")
    assert said(read) == [("Bu lông thép", "10"), ("Thanh long", "30"), ("Cáp điện", "21")]


def test_lines_added_in_both_windows_are_both_there() -> None:
    read = met([BOLT, FRUIT], [BOLT], r1_hs="85444296", r1_name="Cáp điện", r1_quantity="20", r1_unit="MTR")
    assert said(read) == [("Bu lông thép", "10"), ("Thanh long", "30"), ("Cáp điện", "20")]


def test_a_line_whose_saving_was_answered_into_the_void_is_not_there_twice() -> None:
    read = met([BOLT, CABLE], [BOLT], r1_hs="85444296", r1_name="Cáp điện hạ thế", r1_quantity="20", r1_unit="MTR")
    assert said(read) == [("Bu lông thép", "10"), ("Cáp điện hạ thế", "20")]


def test_a_line_whose_boxes_are_emptied_is_gone() -> None:
    emptied = {f"r0_{name}": "" for name in lines.COLUMNS}
    read = met([BOLT, CABLE], [BOLT, CABLE], **emptied)
    assert said(read) == [("Cáp điện", "20")] and read.places == {1: 0}


def test_on_a_later_page_places_count_from_the_first_line() -> None:
    many = [{**BOLT, "name": f"Bu lông {n}"} for n in range(60)]
    read = met(many, many[50:], start=50, r3_quantity="7", r10_hs="85444296", r10_name="Cáp điện", r10_unit="MTR")
    assert len(read.rows) == 61 and read.rows[53]["quantity"] == 7.0 and read.rows[:53] == many[:53] and read.places[60] == 60


def test_the_value_follows_when_only_the_price_is_changed() -> None:
    priced = {**BOLT, "unit_price": 10.0, "price_unit": "KGM", "price_currency": "CNY"}
    assert met([priced], [priced], r0_unit_price="12").rows[0]["invoice_value"] == 120.0


def test_what_cannot_be_read_is_said_and_named() -> None:
    read = met([BOLT, CABLE], [BOLT, CABLE], r1_quantity="hai chục")
    assert [f.pointer for f in read.findings] == ["/lines/1/quantity"] and read.unread == ["lines-1-quantity"] and read.raw == {1: {"quantity": "hai chục"}}


@pytest.mark.parametrize("told", ["", "x", "[]", "[1]", "{\"a\": {}}", "{\"0\": 1}", "[" * 100_000])
def test_a_page_that_tells_nothing_replaces_its_window(told: str) -> None:
    assert lines.stood({"_lines": told}) is None
    read = lines.read("import", [BOLT, CABLE], {0: page(CABLE)[0]}, start=0, currency="CNY", day=NOW.date())
    assert said(read) == [("Cáp điện", "20")]
