"""What of a goods declaration may be amended when, and what is judged anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.rule_examples import NOW
from thongquan.catalog import articles
from thongquan.catalog.law import LAW
from thongquan.core.flows.goods import GOODS
from thongquan.core.forms import GOODS_FORMS
from thongquan.core.goods_changes import (
    CITES,
    CLEARED_FREE,
    CLEARED_LATE,
    FREE,
    KINDS,
    LICENSED,
    NEVER,
    PLAIN,
    PLATFORM,
    RECORDED,
    REFUSED,
    SENTENCES,
    TAXED,
    TAXED_OF_LINE,
    change_of,
    decision_table,
    difference,
    require,
)
from thongquan.core.refused import Conflict

LINE = {"hs": "08109092", "name": "Thanh long", "quantity": 100}


@dataclass(frozen=True)
class Declared:
    state: str = "checking"
    channel: str = "yellow"
    cleared_at: datetime | None = None
    held_at: datetime | None = None


def change(of: Declared, name: str = "notes", before: Any = "a", after: Any = "b", **rest: Any) -> Any:
    return change_of({name: before}, {name: after}, of, LAW, NOW, **rest)


def cleared(days: int) -> Declared:
    return Declared("cleared", "green", NOW - timedelta(days=days))


@pytest.mark.parametrize(("of", "kind"), [
    (Declared("draft", ""), FREE), (Declared("registered", ""), FREE), (Declared("checking"), RECORDED), (Declared("asked"), RECORDED),
    (Declared("ordered", "red"), RECORDED), (Declared("released", "green"), RECORDED), (cleared(0), CLEARED_FREE), (cleared(60), CLEARED_FREE),
    (cleared(61), CLEARED_LATE), (Declared("passed", "green", NOW - timedelta(days=400)), CLEARED_LATE),
])
def test_the_stage_says_how_an_amendment_is_treated(of: Declared, kind: str) -> None:
    found = change(of)
    assert found.kind == kind and found.at_once == (kind == FREE) and require(found) is found
    assert found.penalised == (kind in (RECORDED, CLEARED_LATE))


@pytest.mark.parametrize(("of", "name", "code"), [
    (Declared(), "kind", "GCH-01"), (Declared(), "mode", "GCH-01"), (Declared(), "importer_tax_id", "GCH-01"), (Declared("registered", ""), "office", "GCH-01"),
    (Declared("draft", ""), "number", "GCH-02"), (Declared(), "split_of", "GCH-02"), (Declared("cancelled"), "notes", "GCH-03"),
    (Declared("returned"), "notes", "GCH-03"), (Declared("inspecting", "red"), "lines", "GCH-04"), (cleared(3), "permits", "GCH-05"),
    (Declared(held_at=NOW), "notes", "GCH-07"),
])
def test_what_may_never_change_says_why_and_where(of: Declared, name: str, code: str) -> None:
    found = change(of, name)
    assert (found.kind, found.code, found.refused) == (REFUSED, code, (name,))
    with pytest.raises(Conflict) as raised:
        require(found)
    assert raised.value.code == code and raised.value.findings[0].pointer == f"/{name}"


def test_licences_may_be_amended_until_clearance() -> None:
    assert change(Declared(), "permits", [], [{"kind": "KDTV", "number": "1"}]).kind == RECORDED


def test_an_audit_closes_the_declaration() -> None:
    assert change(cleared(3), audited=True).code == "GCH-06"


def test_nothing_changed_is_no_amendment() -> None:
    assert change(Declared(), "notes", "", None).code == "GCH-08" and change(Declared(), "lines", [LINE], [dict(LINE)]).code == "GCH-08"


def test_the_difference_is_told_field_by_field_and_row_by_row() -> None:
    before = {"packages": 10, "lines": [LINE, LINE], "notes": "x"}
    after = {"packages": 10, "lines": [{**LINE, "quantity": 90, "brand": "HN"}], "bills": ["A1"]}
    assert [(d.path, d.before, d.after) for d in difference(before, after)] == [
        ("/lines/0/quantity", 100, 90), ("/lines/0/brand", None, "HN"), ("/lines/1", LINE, None), ("/notes", "x", None), ("/bills", None, ["A1"])]
    found = change_of(before, after, Declared(), LAW, NOW)
    assert found.fields == {"lines", "notes", "bills"} and found.before["notes"] == "x" and found.after["notes"] is None
    assert found.after["lines"] == after["lines"] and "packages" not in found.after


@pytest.mark.parametrize(("name", "before", "after", "tax", "risk"), [
    ("notes", "a", "b", False, False), ("own_reference", "a", "b", False, False), ("conveyance", "14C-1", "14C-2", False, True),
    ("containers", ["A"], ["B"], False, True), ("freight", 1, 2, True, True), ("currency", "CNY", "USD", True, True),
    ("lines", [LINE], [{**LINE, "hs": "08045020"}], True, True), ("lines", [LINE], [{**LINE, "name": "Xoài"}], False, True),
    ("lines", [LINE], [LINE, LINE], True, True), ("gross_kg", 1, 2, True, True), ("permits", [], [{"kind": "KDTV"}], False, True),
])
def test_whether_duty_and_risk_are_judged_anew(name: str, before: Any, after: Any, tax: bool, risk: bool) -> None:
    found = change(Declared(), name, before, after)
    assert (found.tax, found.risk, found.reassess) == (tax, risk, tax or risk)


def test_every_state_of_the_procedure_has_an_answer() -> None:
    for state in GOODS.states:
        assert change(Declared(state, "" if state == "draft" else "green")).kind in KINDS
    assert {kind for _, _, kind in decision_table(LAW, NOW)} <= {*KINDS, *SENTENCES}


def test_the_names_are_names_of_the_forms() -> None:
    fields = {f.name for form in GOODS_FORMS.values() for f in form.fields}
    rows = {f.name for form in GOODS_FORMS.values() for f in (form.named["lines"].rows or form).fields}
    assert (NEVER | PLATFORM | LICENSED | PLAIN | TAXED) <= fields and rows >= TAXED_OF_LINE
    assert not PLAIN & (TAXED | NEVER | PLATFORM)


def test_the_law_of_each_kind_resolves() -> None:
    assert set(CITES) == set(KINDS)
    assert all(cites.believed or articles.find(cites.place) for cites in CITES.values())


rows = st.lists(st.one_of(st.integers(0, 2), st.dictionaries(st.sampled_from("ab"), st.integers(0, 2))), max_size=3)
answers = st.dictionaries(st.sampled_from(["notes", "packages", "lines", "bills"]), st.one_of(st.none(), st.text(max_size=3), st.integers(0, 3), rows))


@given(answers, answers)
def test_same_answers_never_differ_and_others_always_do(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert not list(difference(one, one))
    found = list(difference(one, other))
    assert len({d.path for d in found}) == len(found) and all(d.before != d.after for d in found)
    assert sorted(d.path for d in difference(other, one)) == sorted(d.path for d in found)
