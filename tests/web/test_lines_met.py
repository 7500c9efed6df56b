"""Two windows over the lines of one draft: what each changed is written, and nothing of the other is undone."""

from typing import Any

import pytest

from tests.goods import NOW
from thongquan.web.trader.goods import lines
from thongquan.web.trader.goods import met as meeting

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
    assert said(read) == [("Bu lông thép", "10"), ("Cáp điện", "21"), ("Thanh long", "30")]


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
    assert meeting.stood({"_lines": told}) is None
    read = lines.read("import", [BOLT, CABLE], {0: page(CABLE)[0]}, start=0, currency="CNY", day=NOW.date())
    assert said(read) == [("Cáp điện", "20")]


def test_alike_lines_are_told_apart_by_their_other_boxes() -> None:
    """Copied lines differ in their quantity alone; the other window took the first of them away."""
    second = {**BOLT, "quantity": 12.0}
    assert said(met([second, CABLE], [BOLT, second, CABLE], r1_quantity="13")) == [("Bu lông thép", "13"), ("Cáp điện", "20")]


def test_two_clerks_who_add_goods_of_one_code_both_keep_their_line() -> None:
    other = {**BOLT, "name": "Đai ốc thép", "quantity": 7.0}
    read = met([CABLE, other], [CABLE], r1_hs="73181510", r1_name="Bu lông thép", r1_quantity="5")
    assert said(read) == [("Cáp điện", "20"), ("Đai ốc thép", "7"), ("Bu lông thép", "5")]


def test_a_change_does_not_fall_upon_other_goods_that_now_stand_there() -> None:
    """A spreadsheet took the place of all lines meanwhile."""
    assert said(met([CABLE, FRUIT], [BOLT, BOLT], r0_quantity="11")) == [("Cáp điện", "20"), ("Thanh long", "30"), ("Bu lông thép", "11")]


def test_a_blank_row_in_the_middle_is_filled_where_it_stands() -> None:
    read = met([BOLT, FRUIT], [BOLT, {}, FRUIT], r1_hs="85444296", r1_name="Cáp điện", r1_quantity="20")
    assert [name for name, _quantity in said(read)] == ["Bu lông thép", "Cáp điện", "Thanh long"] and read.places == {0: 0, 1: 1, 2: 2}


def many(count: int) -> list[Row]:
    return [{**BOLT, "name": f"Bu lông {n}"} for n in range(count)]


def test_a_later_page_finds_its_lines_though_an_earlier_one_lost_some() -> None:
    stored = many(60)
    read = met(stored[3:], stored[50:], start=50, r0_quantity="7")
    assert len(read.rows) == 57 and read.rows[47]["quantity"] == 7.0 and read.places[50] == 47


def test_the_line_after_a_full_page_is_mended_and_not_added_again() -> None:
    stored = many(51)
    assert [row["quantity"] for row in met(stored, stored, r50_quantity="7").rows[49:]] == [10.0, 7.0]


def test_rows_pasted_beyond_a_page_are_not_there_twice_when_their_saving_was_not_heard_of() -> None:
    stored = many(60)
    pasted = {f"r{n}_{name}": text for n in (50, 51) for name, text in page(stored[n])[0].items()}
    assert met(stored, stored[:50], **pasted).rows == stored


def test_what_finds_no_room_is_said_and_nothing_else_falls_out() -> None:
    stored = many(lines.MOST)
    read = met(stored, stored[:50], r50_name="Cáp điện", r50_hs="85444296")
    assert read.rows == stored and [f.code for f in read.findings] == ["FRM-05"] and "lines-50-name" in read.unread
    assert lines.acted(stored, "copy-3", {3: 3}) == stored


def test_a_look_tells_of_each_row_where_the_page_has_it() -> None:
    """The first line is gone elsewhere: what is said of the second must not be filled into the first."""
    rows = lines.rows_of("import", [CABLE], start=0, on=NOW.date(), places={1: 0})
    assert [(row.n, row.told) for row in rows] == [(0, []), (1, [("f-lines-1-unit", "MTR"), ("f-lines-1-invoice_value", "2000")]), (2, [])]


def test_the_page_of_one_line_writes_into_that_line() -> None:
    """Its number is another once a line before it is gone; where it is gone itself, no other line takes its place."""
    told = {"_named": meeting.told_of([BOLT, CABLE, FRUIT], 2), "hs": CABLE["hs"], "name": "Cáp điện hạ thế"}
    assert meeting.number_of([BOLT, CABLE, FRUIT], 2, told) == 2 and meeting.number_of([CABLE, FRUIT], 2, told) == 1
    assert meeting.number_of([{**CABLE, "name": "Cáp điện hạ thế"}, FRUIT], 2, told) == 1
    assert meeting.number_of([BOLT, FRUIT], 2, told) == 0 and meeting.number_of([BOLT, FRUIT], 2, {}) == 2


def test_a_line_renamed_on_its_own_page_is_no_other_of_the_old_name() -> None:
    """Its first new name was saved and the answer lost; a line before it still bears the name it had."""
    saved = [CABLE, {**CABLE, "name": "Cáp điện h"}]
    told = {"_named": meeting.told_of([CABLE, CABLE], 2), "hs": CABLE["hs"], "name": "Cáp điện hạ thế"}
    assert meeting.number_of(saved, 2, told) == 2


@pytest.mark.parametrize("told", ["", "x", "[]", "[1, 2]", "{}", "3", "[" * 100_000])
def test_a_page_of_one_line_that_tells_nothing_writes_by_its_number(told: str) -> None:
    assert meeting.number_of([BOLT, CABLE], 2, {"_named": told, "hs": "x"}) == 2
