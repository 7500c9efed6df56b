"""What may change when: the whole table, every state against every field."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongquan.core.changes import (
    GROUPS,
    KIND_WORDS,
    KINDS,
    PHASES,
    SENTENCES,
    TABLE,
    changed_fields,
    decision_table,
    judge_change,
    require,
)
from thongquan.core.flows.vehicle import STATES
from thongquan.core.forms import ROAD, WATERWAY
from thongquan.core.refused import Conflict
from thongquan.core.vehicle import CASES

FIELDS = sorted(
    {f.name for form in (ROAD, WATERWAY) for f in form.fields} - {"planned_at"} | {"planned_day", "planned_time"}
)
FIXED = {"plate", "country", "gate", "planned_day"}
BY_RULE_NAMES = {"drivers", "contact_phone", "trailers", "laden", "planned_time", "planned_day", "return_gate"}
PEOPLE = {"passengers", "passenger_list", "passenger_list_kind", "passenger_list_number"}
CARGO = {"goods", "containers", "cargo", "hold_seals"}
EXTENDING = {n for n in FIELDS if n.startswith("extension_")} | {"additional"}
PLATFORM = {"number", "function", "temporary"}


def expected(state: str, name: str) -> str:
    """The rule in prose, written a second time and plainly."""
    if state in ("liquidated", "cancelled", "expired"):
        return "CHG-03"
    if name in PLATFORM:
        return "CHG-08"
    if state in ("draft", "submitted", "returned"):
        return "free"
    if state == "checking":
        return "CHG-04"
    if name in EXTENDING:
        return "CHG-10"
    if state in ("received", "asked"):
        return "CHG-01" if name in FIXED else "CHG-09" if name in ("regime", "mode") else "correction"
    if state == "accepted":
        if name in ("regime", "mode"):
            return "CHG-09"
        return "by_rule" if name in BY_RULE_NAMES else "by_officer"
    if name in BY_RULE_NAMES - {"planned_day", "planned_time"} | PEOPLE:
        return "by_rule"
    return "by_officer" if name in CARGO else "CHG-05"


@pytest.mark.parametrize("state", STATES)
def test_every_field_in_every_state(state: str) -> None:
    crossed = 1 if state in ("under_way", "overdue", "liquidated") else 0
    for name in FIELDS:
        change = judge_change(state, crossed, {name})
        assert (change.code or change.kind) == expected(state, name), name
        assert change.kind in KINDS and (change.kind == "refused") == bool(change.code)


def test_the_table_knows_every_state_and_every_group_is_made_of_fields() -> None:
    assert set(PHASES) == set(STATES) and set(PHASES.values()) | {"next_leg"} == set(TABLE)
    assert frozenset().union(*GROUPS.values()) <= set(FIELDS)
    assert len(decision_table()) == len(STATES) * (len(GROUPS) + 1)
    assert set(KIND_WORDS) == set(KINDS)
    used = {v for row in TABLE.values() for v in row.values() if v.startswith("CHG-")} | {"CHG-02", "CHG-06", "CHG-07"}
    assert used == set(SENTENCES)


def test_nine_corrections_and_no_tenth() -> None:
    assert judge_change("received", 0, {"make"}, corrections=8).kind == "correction"
    assert judge_change("received", 0, {"make"}, corrections=9).code == "CHG-02"
    assert judge_change("submitted", 0, {"make"}, corrections=9).kind == "free"


def test_time_inside_the_validity_is_approved_at_once_and_outside_by_an_officer() -> None:
    assert judge_change("accepted", 0, {"planned_day"}).kind == "by_rule"
    assert judge_change("accepted", 0, {"planned_day"}, time_inside=False).kind == "by_officer"


def test_the_gravest_field_decides() -> None:
    assert judge_change("accepted", 0, {"drivers", "plate"}).kind == "by_officer"
    mixed = judge_change("received", 0, {"make", "gate"})
    assert (mixed.code, mixed.fields) == ("CHG-01", ("gate",))


def test_the_return_leg_may_come_home_empty_with_another_driver_and_trailer() -> None:
    change = judge_change("under_way", 1, {"laden", "goods", "containers", "drivers", "trailers"}, now_empty=True)
    assert change.kind == "by_rule"
    assert judge_change("under_way", 1, {"goods"}).kind == "by_officer"


@pytest.mark.parametrize("case", CASES)
def test_another_gate_of_return_only_where_the_law_allows(case: str) -> None:
    same = case in ("border_delivery", "fixed_route", "resident")
    for state, crossed in (("accepted", 0), ("under_way", 1), ("overdue", 1)):
        change = judge_change(state, crossed, {"return_gate"}, case=case)
        assert (change.code == "CHG-06") == same and (change.kind == "by_rule") != same


def test_between_two_trips_the_next_time_may_move_but_the_vehicle_may_not() -> None:
    assert judge_change("accepted", 2, {"planned_day"}, case="fixed_route").kind == "by_rule"
    assert judge_change("accepted", 2, {"plate"}, case="fixed_route").code == "CHG-05"


def test_a_held_declaration_does_not_change() -> None:
    assert judge_change("accepted", 0, {"drivers"}, held=True).code == "CHG-07"
    assert judge_change("cancelled", 0, {"drivers"}, held=True).code == "CHG-03"


def test_a_refused_change_is_a_conflict_with_its_pointer() -> None:
    with pytest.raises(Conflict) as refused:
        require(judge_change("received", 0, {"planned_day"}))
    assert refused.value.code == "CHG-01" and refused.value.findings[0].pointer == "/planned_at"
    assert require(judge_change("received", 0, {"make"})).kind == "correction"
    for code, words in SENTENCES.items():
        assert all(words.say(language, {"most": 9}) for language in ("vi", "en", "zh")), code


def test_differences_are_told_by_field_day_and_time() -> None:
    eight = datetime(2026, 11, 24, 1, tzinfo=UTC)
    before = {"plate": "14C", "planned_at": eight, "laden": False, "make": ""}
    assert changed_fields(before, dict(before)) == frozenset()
    assert changed_fields(before, before | {"planned_at": eight.replace(hour=9)}) == {"planned_time"}
    assert changed_fields(before, before | {"planned_at": eight.replace(hour=18)}) == {"planned_day"}
    assert changed_fields(before, {"plate": "15C", "planned_at": eight, "laden": True}) == {"plate", "laden"}
    assert changed_fields({"planned_at": eight}, {}) == {"planned_day"}
    assert changed_fields({"laden": False}, {"goods": []}) == {"laden"}


@given(st.sampled_from(sorted(STATES)), st.integers(0, 3), st.sets(st.sampled_from(FIELDS)), st.integers(0, 12),
       st.sampled_from(CASES), st.booleans(), st.booleans(), st.booleans())
def test_any_set_of_changes_has_one_answer(state: str, crossed: int, names: set[str], corrections: int, case: str,
                                           inside: bool, empty: bool, held: bool) -> None:
    change = judge_change(state, crossed, names, corrections=corrections, case=case, time_inside=inside,
                          now_empty=empty, held=held)
    assert change.kind in KINDS and (change.code in SENTENCES if change.kind == "refused" else not change.code)
    single = [judge_change(state, crossed, {n}, corrections=corrections, case=case, time_inside=inside, now_empty=empty,
                           held=held) for n in names]
    assert (change.kind == "refused") == any(s.kind == "refused" for s in single)


def test_no_closed_state_ever_opens() -> None:
    for state, name, empty in product(("liquidated", "cancelled", "expired"), FIELDS, (True, False)):
        assert judge_change(state, 2, {name}, now_empty=empty).kind == "refused"


def test_a_gate_that_closes_for_good_is_left_for_another():
    """Plate, country and day stay fixed; only the gate that closes moves, and an officer decides where the law names the gate of return."""
    for state, crossed, name, case, kind in (("received", 0, "gate", "permit", "correction"), ("accepted", 0, "gate", "border_delivery", "by_rule"),
                                             ("under_way", 1, "return_gate", "permit", "by_rule"),
                                             ("under_way", 1, "return_gate", "border_delivery", "by_officer")):
        assert judge_change(state, crossed, {name}, case=case, closing={name}).kind == kind, (state, name, case)
        assert judge_change(state, crossed, {name}, case=case).kind != kind or case == "permit" and name == "return_gate"
    assert judge_change("received", 0, {"gate", "plate"}, closing={"gate"}).code == "CHG-01"
    assert judge_change("liquidated", 1, {"gate"}, closing={"gate"}).code == "CHG-03"
    assert judge_change("accepted", 0, {"gate"}, closing={"gate"}, held=True).code == "CHG-07"
