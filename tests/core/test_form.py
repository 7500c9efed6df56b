"""Reading, writing and describing forms: any input ends in values and findings, never in an error."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thongquan.core import reading
from thongquan.core.form import SENTENCES, Field, Form, choices
from thongquan.core.forms import FORMS, ROAD
from thongquan.core.schema import json_schema
from thongquan.core.words import LANGUAGES, Words

W = Words("một", "one", "一")
SEAL = Form("row", (Field("number", "text", W, required=True, longest=5), Field("seals", "rows", W, longest=4, most_rows=2)))
SMALL = Form("small", (
    Field("name", "text", W, required=True, longest=10),
    Field("weight", "decimal", W), Field("count", "whole", W, longest=4), Field("on", "day", W), Field("at", "moment", W),
    Field("sure", "yes", W), Field("plate", "plate", W), Field("phone", "phone", W),
    Field("size", "choice", W, choices=choices(s=("nhỏ", "small", "小"), l=("lớn", "large", "大"))),
    Field("boxes", "rows", W, rows=SEAL, most_rows=2), Field("list", "rows", W, longest=8, most_rows=3),
    Field("note", "text", W, lines=True, longest=100, asked_when="named"),
    Field("old", "text", W, until=date(2025, 12, 31)),
), {"named": lambda values: bool(values.get("name"))})


def codes(raw: Any, **how: Any) -> list[tuple[str, str]]:
    return [(f.code, f.pointer) for f in SMALL.read(raw, **how)[1]]


@pytest.mark.parametrize(("kind", "typed", "means"), [
    ("weight", "1.234,5", Decimal("1234.5")), ("weight", "18,6", Decimal("18.6")), ("weight", "12.5", Decimal("12.5")),
    ("weight", "1.234", Decimal(1234)), ("weight", 1.5, Decimal("1.5")), ("weight", "-3", Decimal(-3)),
    ("weight", "1.234.567,25", Decimal("1234567.25")), ("weight", "１２", Decimal(12)),
    ("count", "1.234", 1234), ("count", 12.0, 12), ("count", "007", 7),
    ("on", "24/11/2026", date(2026, 11, 24)), ("on", "2026-11-24", date(2026, 11, 24)), ("on", "20261124", date(2026, 11, 24)),
    ("on", "1-2-2026", date(2026, 2, 1)), ("on", "2026年11月24日", date(2026, 11, 24)),
    ("on", datetime(2026, 11, 24, 8), date(2026, 11, 24)), ("on", "2026-11-24 00:00:00", date(2026, 11, 24)),
    ("at", "24/11/2026 08:00", datetime(2026, 11, 24, 1, tzinfo=UTC)), ("at", "8h30 24/11/2026", datetime(2026, 11, 24, 1, 30, tzinfo=UTC)),
    ("at", "2026-11-24T08:00:00+08:00", datetime(2026, 11, 24, tzinfo=UTC)), ("at", "2026-11-24T01:00:00Z", datetime(2026, 11, 24, 1, tzinfo=UTC)),
    ("at", {"day": "24/11/2026", "time": "0800"}, datetime(2026, 11, 24, 1, tzinfo=UTC)),
    ("sure", "on", True), ("sure", "Không", False), ("sure", "是", True), ("sure", 1, True), ("sure", False, False),
    ("plate", " 14c - 123.45 ", "14C - 123.45"), ("plate", "桂p68213", "桂P68213"), ("plate", "１４Ｃ12345", "14C12345"),
    ("phone", "0912 345.678", "0912345678"), ("phone", "+86 (138) 0013-8000", "+8613800138000"), ("phone", "008613800138000", "+8613800138000"),
    ("size", "L", "l"), ("size", "Lớn", "l"), ("size", "小", "s"),
    ("name", "  a \n b ", "a b"), ("name", "e\u0301", "é"), ("name", 123.0, "123"), ("name", "𠮷🚚", "𠮷🚚"),
    ("note", "a \r\n b", "a\nb"), ("list", "a; b,c", ["a", "b", "c"]),
])
def test_what_people_type_is_understood(kind: str, typed: Any, means: Any) -> None:
    values, findings = SMALL.read({"name": "x", kind: typed})
    assert values[kind] == means and not findings


@pytest.mark.parametrize(("sent", "means"), [("165.600", Decimal("165.6")), ("1.234", Decimal("1.234")), ("-3", Decimal(-3)), (165.6, Decimal("165.6"))])
def test_a_machine_writes_its_numbers_with_a_point_and_a_person_may_group_them(sent: Any, means: Decimal) -> None:
    assert SMALL.read({"name": "x", "weight": sent}, language=reading.JSON)[0]["weight"] == means
    typed = SMALL.read({"name": "x", "weight": "165.600"}, language="vi")[0]["weight"]
    assert typed == 165600  # a Vietnamese who types it means thousands
    for local in ("165,6", "1.234,5", "1,234.5", "1e3"):
        _, (found,) = SMALL.read({"name": "x", "weight": local}, language=reading.JSON)
        assert (found.code, found.pointer, found.values["example"]) == ("FRM-03", "/weight", "18.6")


def test_english_and_chinese_numbers_group_with_commas() -> None:
    for language in ("en", "zh"):
        assert SMALL.read({"name": "x", "weight": "1,234.5"}, language=language)[0]["weight"] == Decimal("1234.5")
        assert SMALL.read({"name": "x", "weight": "1,234"}, language=language)[0]["weight"] == 1234


@pytest.mark.parametrize(("raw", "found"), [
    ({}, ("FRM-01", "/name")), ({"name": " \u3000"}, ("FRM-01", "/name")), ({"name": "\ufeff"}, ("FRM-01", "/name")),
    ({"name": "x" * 11}, ("FRM-02", "/name")),
    ({"name": "a\x00b"}, ("FRM-06", "/name")), ({"name": "\ud800"}, ("FRM-06", "/name")), ({"name": ["x"]}, ("FRM-03", "/name")),
    ({"name": True}, ("FRM-03", "/name")),
    *[({"name": "x", "weight": w}, ("FRM-03", "/weight")) for w in ("abc", "1,2,3", "1.23.4,5", "1e5", "NaN", float("inf"), "9" * 16, True, {"a": 1}, "1..2")],
    ({"name": "x", "count": 1.5}, ("FRM-03", "/count")), ({"name": "x", "count": "12345"}, ("FRM-02", "/count")),
    *[({"name": "x", "on": w}, ("FRM-03", "/on")) for w in ("31/02/2026", "24/11/26", "1800-01-01", "x", 5, {"day": "x"})],
    *[({"name": "x", "at": w}, ("FRM-03", "/at")) for w in ("24/11/2026", "25:00 24/11/2026", "2026-13-01T00:00", {"time": "08:00"}, [1], 1)],
    ({"name": "x", "sure": "maybe"}, ("FRM-03", "/sure")), ({"name": "x", "plate": "--"}, ("FRM-03", "/plate")),
    ({"name": "x", "phone": "12"}, ("FRM-03", "/phone")), ({"name": "x", "size": "xl"}, ("FRM-04", "/size")),
    ({"name": "x", "boxes": [{"number": "1"}] * 3}, ("FRM-05", "/boxes")), ({"name": "x", "boxes": "no"}, ("FRM-03", "/boxes")),
    ({"name": "x", "boxes": ["no"]}, ("FRM-03", "/boxes/0")), ({"name": "x", "boxes": [{"seals": ["a"]}]}, ("FRM-01", "/boxes/0/number")),
    ({"name": "x", "boxes": [{"number": "1", "seals": ["a", "b", "c"]}]}, ("FRM-05", "/boxes/0/seals")),
    ({"name": "x", "boxes": [{"number": "1", "seals": ["abcde"]}]}, ("FRM-02", "/boxes/0/seals/0")),
    ({"name": "x", "a/b~": 1}, ("FRM-07", "/a~1b~0")), ([], ("FRM-03", "")), (None, ("FRM-03", "")),
])
def test_each_gap_has_its_code_and_its_place(raw: Any, found: tuple[str, str]) -> None:
    assert codes(raw) == [found]


def test_an_unknown_field_only_warns_and_page_names_pass() -> None:
    _, findings = SMALL.read({"name": "x", "strange": "y", "csrfmiddlewaretoken": "t", "_save": ""})
    assert [(f.code, f.blocks) for f in findings] == [("FRM-07", False)]


def test_a_draft_lets_required_fields_wait() -> None:
    assert codes({}, draft=True) == []


def test_flat_names_of_a_page_make_rows_in_order_and_blank_rows_vanish() -> None:
    values, findings = SMALL.read({
        "name": "x", "boxes-1-number": "B", "boxes-0-number": "A", "boxes-0-seals-1": "s2", "boxes-0-seals-0": "s1",
        "boxes-2-number": " ", "at-day": "24/11/2026", "at-time": "08:00", "list-0": "p",
    })
    assert not findings
    assert values["boxes"] == [{"number": "A", "seals": ["s1", "s2"]}, {"number": "B"}]
    assert values["at"] == datetime(2026, 11, 24, 1, tzinfo=UTC) and values["list"] == ["p"]
    assert SMALL.touched({"boxes-0-number": "A", "zz": 1}) == {"boxes"}


def test_a_field_lives_between_its_days_and_is_asked_when_it_matters() -> None:
    assert "old" in {f.name for f in SMALL.asked({}, on=date(2025, 1, 1))}
    assert "old" not in {f.name for f in SMALL.asked({}, on=date(2026, 1, 1))}
    assert "note" not in {f.name for f in SMALL.asked({})} and "note" in {f.name for f in SMALL.asked({"name": "x"})}
    assert SMALL.read({"name": "x", "old": "y"}, on=date(2026, 1, 1))[0] == {"name": "x"}


def test_findings_speak_three_languages_with_the_label() -> None:
    _, findings = ROAD.read({"planned_at": "x", "drivers": [{"phone": "1"}], "strange": 1})
    for language in LANGUAGES:
        lines = [ROAD.say(f, language) for f in findings]
        assert all(lines) and not any("{" in line and "}" in line for line in lines)
    assert ROAD.say(findings[0], "vi").startswith("Biển đầu kéo: ")
    label = ROAD.at("/drivers/0/phone")
    assert label is not None and label.label.en == "Telephone"
    assert set(SENTENCES) == {f"FRM-0{n}" for n in range(1, 8)}


def test_a_form_refuses_to_be_built_wrong() -> None:
    with pytest.raises(ValueError, match="no condition"):
        Form("x", (Field("a", "text", W, asked_when="nowhere"),))
    with pytest.raises(ValueError, match="a name twice"):
        Form("x", (Field("a", "text", W), Field("a", "text", W)))
    with pytest.raises(ValueError, match="no such kind"):
        Field("a", "colour", W)


def test_the_schema_follows_the_fields() -> None:
    schema = json_schema(SMALL, "zh")
    assert schema["required"] == ["name"] and schema["properties"]["at"]["format"] == "date-time"
    assert schema["properties"]["boxes"]["items"]["properties"]["seals"]["maxItems"] == 2
    assert schema["properties"]["size"]["enum"] == ["s", "l"] and schema["properties"]["size"]["x-words"]["s"] == "小"
    json.dumps([json_schema(form, language) for form in FORMS.values() for language in LANGUAGES])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text() | st.sampled_from(["number", "name", "day", "time", "seals"]), inner, max_size=4),
    max_leaves=12,
)
NAMES = st.sampled_from([f.name for f in ROAD.fields] + ["drivers-0-name", "drivers-0", "containers-1-seals-0", "planned_at-day", "planned_at-time"])


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(NAMES | st.text(), JSON, max_size=8) | JSON)
def test_reading_never_raises_and_its_values_survive_writing(raw: Any) -> None:
    values, findings = ROAD.read(raw)
    again, later = ROAD.read(json.loads(json.dumps(ROAD.write(values))), draft=True)
    assert again == values
    assert {f.code for f in later} <= {"FRM-01"}
    for finding in findings:
        assert ROAD.say(finding, "vi")


@settings(max_examples=150, deadline=None)
@given(st.decimals(min_value=-10**9, max_value=10**9, places=3))
def test_numbers_survive_every_local_form(number: Decimal) -> None:
    vietnamese = f"{number:,f}".translate(str.maketrans(",.", ".,"))
    assert reading.read_decimal(vietnamese, "vi") == number
    assert reading.read_decimal(f"{number:,f}", "en") == number
    assert reading.read_decimal(float(number)) == number


@pytest.mark.parametrize("language", ["vi", "en", reading.JSON])
@pytest.mark.parametrize("typed", ["10²", "²", "1①", "₂5"])
def test_a_small_figure_is_no_digit_of_a_number(typed: str, language: str) -> None:
    with pytest.raises(reading.Unreadable):
        reading.read_decimal(typed, language)


@settings(max_examples=100, deadline=None)
@given(st.dates(date(1950, 1, 1), date(2150, 1, 1)), st.integers(0, 23), st.integers(0, 59))
def test_times_survive_every_spelling(day: date, hour: int, minute: int) -> None:
    moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=reading.VIETNAM)
    spelled = {moment.strftime(form) for form in ("%d/%m/%Y %H:%M", "%H:%M %d/%m/%Y", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%d.%m.%Y %Hh%M")}
    assert len({reading.read_moment(text) for text in spelled}) == 1
