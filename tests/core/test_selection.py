"""The channel: random first, the law next, profiles last; the highest wins and every reason is kept."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thongquan.core.selection import CHANNEL_WORDS, CHANNELS, ChannelRule, Condition, Selection, select, version_of
from thongquan.core.selection_check import SENTENCES, check_rule
from thongquan.core.selection_default import DEFAULT_RULES
from thongquan.core.selection_fields import FIELDS, OPERATOR_WORDS, OPERATORS
from thongquan.core.vehicle import CASES, Container, Driver, History, Permit, VehicleFacts
from thongquan.core.words import Words

NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)  # Tuesday, 12:00 at the gate
QUIET = VehicleFacts(plate="14C12345", country="VN", planned_at=NOON, history=History(crossings_before=12))
LUCKY = 9999


def rules_of(chosen: Selection) -> tuple[str, ...]:
    return tuple(reason.rule for reason in chosen.reasons)


def row_of(rule: ChannelRule) -> dict[str, Any]:
    return {
        "code": rule.id, "version": rule.version, "since": rule.since.isoformat(), "until": rule.until and rule.until.isoformat(),
        "channel": rule.channel, "conditions": [asdict(c) for c in rule.conditions], "words": asdict(rule.words),
        "mandatory": rule.mandatory, "random_per_10000": rule.random_per_10000,
    }


def test_an_ordinary_lorry_is_not_checked() -> None:
    chosen = select(QUIET, DEFAULT_RULES, NOON, LUCKY)
    assert (chosen.channel, chosen.reasons, chosen.die) == ("none", (), LUCKY)


@pytest.mark.parametrize(("over", "rule", "channel"), [
    ({"case": "emergency"}, "MAN-01", "physical"), ({"case": "third_country"}, "MAN-02", "document"),
    ({"history": History(plates_held=("14C12345",))}, "MAN-03", "physical"), ({"right_hand_drive": True}, "MAN-04", "document"),
    ({"history": History(crossings_before=0)}, "PRO-01", "document"),
    ({"drivers": (Driver("A", valid_until=date(2026, 12, 1)), Driver("B", valid_until=date(2027, 12, 1)))}, "PRO-02", "document"),
    ({"history": History(overdue_elsewhere="26000000011")}, "PRO-03", "physical"),
    ({"history": History(overdue_before=2)}, "PRO-04", "document"), ({"plate": "P68213", "country": "CN"}, "PRO-05", "document"),
    ({"plate": "QQQ"}, "PRO-05", "document"), ({"case": "border_delivery"}, "PRO-06", "document"),
    ({"containers": (Container("MSKU1234565"),)}, "PRO-07", "physical"),
    ({"planned_at": datetime(2026, 11, 28, 14, tzinfo=UTC)}, "PRO-08", "document"),
    ({"permit": Permit("LV", until=date(2026, 11, 26))}, "PRO-09", "document"), ({"redeclares_number": "1"}, "PRO-10", "document"),
    ({"history": History(crossings_before=3, risk_percent=20)}, "PRO-11", "document"),
    ({"history": History(crossings_before=3, risk_percent=30)}, "PRO-12", "physical"),
])
def test_each_default_rule_meets_its_vehicle(over: dict[str, Any], rule: str, channel: str) -> None:
    chosen = select(replace(QUIET, **over), DEFAULT_RULES, NOON, LUCKY)
    assert (rules_of(chosen), chosen.channel) == ((rule,), channel)


@pytest.mark.parametrize("over", [
    {"drivers": (Driver("A", valid_until=date(2026, 12, 2)),)}, {"drivers": (Driver("A"),)}, {"history": History(overdue_before=1)},
    {"case": "border_delivery", "goods": ("308144022150",)}, {"case": "border_delivery", "laden": False},
    {"containers": (Container("MSKU1234565", ("VN1",)), Container("MSKU7654321", laden=False))},
    {"planned_at": datetime(2026, 11, 28, 5, tzinfo=UTC)}, {"permit": Permit("LV", until=date(2026, 11, 28))}, {"planned_at": None},
])
def test_and_leaves_its_neighbour_alone(over: dict[str, Any]) -> None:
    assert select(replace(QUIET, **over), DEFAULT_RULES, NOON, LUCKY).channel == "none"


def test_the_draw_comes_first_and_its_shares_lie_side_by_side() -> None:
    lanes = [select(QUIET, DEFAULT_RULES, NOON, die).channel for die in range(10_000)]
    assert lanes[:100] == ["physical"] * 100 and lanes[100:300] == ["document"] * 200 and set(lanes[300:]) == {"none"}
    chosen = select(replace(QUIET, case="third_country", history=History(crossings_before=0)), DEFAULT_RULES, NOON, 5)
    assert rules_of(chosen) == ("RND-01", "MAN-02", "PRO-01") and chosen.channel == "physical"


def test_a_stratum_does_not_thin_the_uniform_draw() -> None:
    words = Words("a", "b", "丙")
    stratum = ChannelRule("RND-00", 1, date(2026, 1, 1), None, "document", (Condition("country", "is", "CN"),), words, random_per_10000=500)
    rules = (stratum, *DEFAULT_RULES)
    assert select(QUIET, rules, NOON, 499).channel == "none"
    assert sum(select(QUIET, rules, NOON, die).channel == "physical" for die in range(10_000)) == 100


def test_rules_live_between_their_days_at_the_gate() -> None:
    rule = replace(DEFAULT_RULES[2], since=date(2026, 11, 24), until=date(2026, 11, 24))
    urgent = replace(QUIET, case="emergency")
    assert select(urgent, [rule], datetime(2026, 11, 23, 17, tzinfo=UTC), LUCKY).channel == "physical"
    assert select(urgent, [rule], datetime(2026, 11, 23, 16, 59, tzinfo=UTC), LUCKY).channel == "none"
    assert select(urgent, [rule], datetime(2026, 11, 24, 17, tzinfo=UTC), LUCKY).channel == "none"


def test_the_version_names_the_exact_set() -> None:
    chosen = select(QUIET, DEFAULT_RULES, NOON, LUCKY)
    assert chosen.version == version_of(reversed(DEFAULT_RULES))
    assert version_of([replace(DEFAULT_RULES[0], version=2), *DEFAULT_RULES[1:]]) != chosen.version


@pytest.mark.parametrize("die", [-1, 10_000])
def test_a_loaded_die_is_refused(die: int) -> None:
    with pytest.raises(ValueError, match="die"):
        select(QUIET, (), NOON, die)


@pytest.mark.parametrize("rule", DEFAULT_RULES, ids=lambda r: r.id)
def test_every_default_rule_would_be_approved_and_survives_storage(rule: ChannelRule) -> None:
    assert check_rule(row_of(rule)) == ()
    assert version_of([ChannelRule.of(row_of(rule))]) == version_of([rule])
    assert ChannelRule.of(row_of(rule)) == rule


GOOD = row_of(DEFAULT_RULES[6])


@pytest.mark.parametrize(("over", "code"), [
    ({"code": "x"}, "SEL-01"), ({"code": 5}, "SEL-01"), ({"channel": "red"}, "SEL-02"), ({"words": {"vi": "a", "en": "b"}}, "SEL-06"),
    ({"since": None}, "SEL-07"), ({"since": "2026-13-01"}, "SEL-07"), ({"until": "2020-01-01"}, "SEL-07"), ({"until": "never"}, "SEL-07"),
    ({"conditions": []}, "SEL-09"), ({"random_per_10000": 10_001}, "SEL-09"), ({"random_per_10000": True}, "SEL-09"),
    ({"conditions": "x"}, "SEL-05"), ({"conditions": [5]}, "SEL-03"), ({"conditions": GOOD["conditions"] * 13}, "SEL-10"),
    ({"conditions": [{"field": "gender", "operator": "is", "value": "x"}]}, "SEL-03"),
    ({"conditions": [{"field": "laden", "operator": "at_least", "value": 1}]}, "SEL-04"),
    ({"conditions": [{"field": "laden", "operator": "is", "value": "x"}]}, "SEL-05"),
    ({"conditions": [{"field": "goods", "operator": "between", "value": [5, 1]}]}, "SEL-05"),
    ({"conditions": [{"field": "goods", "operator": "in", "value": 5}]}, "SEL-05"),
    ({"conditions": [{"field": "case", "operator": "in", "value": ["holiday"]}]}, "SEL-05"),
    ({"conditions": [{"field": "goods", "operator": "present", "value": 1}]}, "SEL-05"),
    ({"conditions": [{"field": "plate", "operator": "in", "value": ["14C12345"]}]}, "SEL-08"),
    ({"conditions": [{"field": "country", "operator": "in", "value": ["x"] * 1001}]}, "SEL-10"),
])
def test_a_wrong_rule_is_sent_back_with_its_code(over: dict[str, Any], code: str) -> None:
    assert [f.code for f in check_rule(GOOD | over)] == [code]


def test_a_list_with_another_ground_may_stand() -> None:
    both = [{"field": "plate", "operator": "in", "value": ["14C12345"]}, {"field": "laden", "operator": "is", "value": True}]
    assert check_rule(GOOD | {"conditions": both}) == ()


VALUES: dict[str, st.SearchStrategy[Any]] = {
    "number": st.integers(-5, 400), "yes": st.booleans(), "text": st.sampled_from([*CASES, "VN", "CN", "14C", "bare"]),
}


@st.composite
def conditions(draw: st.DrawFn) -> dict[str, Any]:
    name = draw(st.sampled_from(sorted(FIELDS)))
    operator = draw(st.sampled_from(OPERATORS[FIELDS[name].kind]))
    one = VALUES[FIELDS[name].kind]
    value = draw({
        "in": st.lists(one, min_size=1, max_size=3), "between": st.tuples(one, one).map(lambda p: sorted(p)), "present": st.booleans(),
    }.get(operator, one))
    return {"field": name, "operator": operator, "value": value}


FACTS = st.builds(
    VehicleFacts, plate=st.sampled_from(["", "14C12345", "桂P68213"]), case=st.sampled_from(CASES), laden=st.booleans(),
    planned_at=st.none() | st.just(NOON), seats=st.none() | st.integers(0, 60),
    history=st.builds(History, crossings_before=st.none() | st.integers(0, 3)),
    permit=st.builds(Permit, until=st.none() | st.dates(date(2026, 1, 1), date(2027, 1, 1))),
)


@settings(max_examples=200, deadline=None)
@given(FACTS, st.lists(conditions(), min_size=1, max_size=4), st.integers(0, 9999))
def test_a_rule_that_passed_the_check_always_runs(facts: VehicleFacts, written: list[dict[str, Any]], die: int) -> None:
    row = GOOD | {"conditions": written}
    if not check_rule(row):
        chosen = select(facts, [ChannelRule.of(row)], NOON + timedelta(days=1), die)
        assert chosen.channel in CHANNELS and chosen == select(facts, [ChannelRule.of(row)], NOON + timedelta(days=1), die)


@settings(max_examples=100, deadline=None)
@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3)
                    | st.dictionaries(st.sampled_from(sorted(GOOD) + ["field", "operator", "value"]), inner, max_size=4), max_leaves=10))
def test_checking_never_raises(row: Any) -> None:
    assert all(f.code in SENTENCES for f in check_rule(row))


def test_every_word_is_in_three_languages() -> None:
    told = [*CHANNEL_WORDS.values(), *OPERATOR_WORDS.values(), *SENTENCES.values(), *(f.words for f in FIELDS.values()),
            *(r.words for r in DEFAULT_RULES)]
    assert all(w.vi and w.en and any("\u4e00" <= c <= "\u9fff" for c in w.zh) and w.vi != w.en for w in told)
