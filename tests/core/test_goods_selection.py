"""The channel of goods: the die first, orders for all, profiles and model within room; always the same answer."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.goods_made import NOW, a_declaration, declarations
from thongquan.catalog.goods_profiles import DEFAULTS, ORDERS, invented
from thongquan.catalog.law import LAW
from thongquan.core import goods_selection as selection
from thongquan.core.goods import CHANNELS, GREEN, RED, YELLOW
from thongquan.core.goods_selection import Budget, Cuts, Score, ScoreReason, Seen, assess, cuts_of, quantile, shares, unseen
from thongquan.core.profiles import EMPTY, ORDER, Profile, ProfileSet
from thongquan.core.profiles_fields import Around
from thongquan.core.words import Words

DAY = NOW.date()
W = Words("x", "x", "x")
PHONES = Profile("PHO-01", 'hs starts "8517" and origin = "CN"', RED, W)
PAPERS = Profile("PAP-01", 'hs starts "8517" and value > 10', YELLOW, W)
BAN = Profile("ORD-01", "banned", RED, W, kind=ORDER, citation="x")
LAST = 9999


class Model:
    """A model that always says the same."""

    hash = "m1"

    def __init__(self, physical=0.0, document=0.0, revenue=1.0, prohibited=0.0):
        self.says = Score(physical, document, revenue, (ScoreReason("PRICE", 0.4, W),), prohibited, self.hash)

    def score(self, facts):
        return self.says


def choose(facts=None, *, profiles=(), budget=None, die=LAST, model=None, around=None, at=NOW):
    return assess(facts or a_declaration(), profiles=ProfileSet(profiles), budget=budget or Budget(), die=die, model=model, law=LAW, at=at,
                  around=around or Around())


def codes(chosen):
    return [r.code for r in chosen.reasons]


def test_without_anything_it_is_green():
    chosen = choose()
    assert (chosen.channel, chosen.reasons, chosen.drawn, chosen.review, chosen.forms) == (GREEN, (), "", False, ())


# ---- the die first ----------------------------------------------------------------------------------------


def test_the_shares_lie_side_by_side_on_the_die():
    drawn = [choose(die=die).drawn for die in range(10_000)]
    assert drawn.count(RED) == 50 and drawn.count(YELLOW) == 50 and drawn.count("review") == 50
    assert [choose(die=die).channel for die in (0, 49, 50, 99, 100, 149, 150)] == [RED, RED, YELLOW, YELLOW, GREEN, GREEN, GREEN]
    assert choose(die=100).review and not choose(die=150).review


def test_the_draw_takes_a_tenth_of_the_inspections_and_is_never_nothing():
    assert shares(Budget(), LAW, DAY).red == 50
    assert shares(Budget(red=100, expected=500), LAW, DAY).red == 200  # ten of five hundred
    assert shares(Budget(red=100, expected=500, drift_alarm=True), LAW, DAY).red == 400
    assert shares(Budget(red=0, expected=500), LAW, DAY).red == 50
    assert min(shares(Budget(), Nothing(), DAY).__dict__.values()) == 1


class Nothing:
    """A law that wants nothing drawn."""

    def value(self, key, on):
        return 0


def test_the_priority_trader_is_drawn_like_everybody_and_met_by_nothing_else():
    one = a_declaration(grade=1)
    model = Model(physical=1, document=1, prohibited=1)
    room = Budget(red=9, yellow=9, cuts=Cuts(0.1, 0.1, 0.1, 0.1))
    assert choose(one, profiles=[PHONES], model=model, budget=room).reasons == ()
    assert choose(one, profiles=[PHONES], die=0).channel == RED
    assert choose(one, profiles=[PHONES, BAN], around=Around(banned=frozenset({1}))).channel == RED  # a ban is a ban
    assert choose(a_declaration(grade=2), profiles=[PHONES]).channel == RED


def test_the_draw_stands_even_when_room_is_gone_and_comes_first():
    chosen = choose(die=0, profiles=[PAPERS], budget=Budget(red=1, red_used=1, yellow=1, yellow_used=1))
    assert chosen.channel == RED and chosen.reasons[0].kind == "random" and chosen.drawn == RED


@pytest.mark.parametrize("die", [-1, 10_000])
def test_a_die_that_is_none_is_refused(die):
    with pytest.raises(ValueError, match="die"):
        choose(die=die)


# ---- orders, profiles, room -------------------------------------------------------------------------------


@pytest.mark.parametrize(("around", "code", "channel"), [
    (Around(banned=frozenset({1})), "ORD-01", RED), (Around(permit_missing=frozenset({1})), "ORD-02", YELLOW), (Around(by_law=frozenset({1})), "ORD-03", RED),
])
def test_what_law_orders_is_checked_whatever_the_room(around, code, channel):
    chosen = choose(profiles=ORDERS, around=around, budget=Budget(red=0, yellow=0))
    assert (chosen.channel, codes(chosen), chosen.reasons[0].lines) == (channel, [code], (1,))


def test_a_stop_list_stops():
    stopped = ProfileSet(ORDERS, {"stop_list": frozenset({"0100000001"})})
    asked = {"budget": Budget(), "die": LAST, "model": None, "law": LAW, "at": NOW}
    assert assess(a_declaration(), profiles=stopped, **asked).channel == RED
    assert assess(a_declaration(importer="0100000002"), profiles=stopped, **asked).channel == GREEN


def test_when_inspections_are_used_up_a_profile_turns_to_the_dossier_then_to_the_review():
    full, none = Budget(red=5, red_used=5, yellow=5), Budget(red=5, red_used=5, yellow=5, yellow_used=5)
    assert choose(profiles=[PHONES], budget=Budget(red=5, red_used=4)).channel == RED
    assert (choose(profiles=[PHONES], budget=full).channel, codes(choose(profiles=[PHONES], budget=full))) == (YELLOW, ["PHO-01", "CAP-Y"])
    later = choose(profiles=[PHONES], budget=none)
    assert later.channel == GREEN and later.review and codes(later) == ["PHO-01", "CAP-P"]


def test_a_profile_holds_in_its_days_and_offices():
    ended = replace(PHONES, until=(NOW - timedelta(days=1)).date())
    future = replace(PHONES, since=(NOW + timedelta(days=1)).date())
    elsewhere = replace(PHONES, offices=("15AA",))
    assert [choose(profiles=[p]).channel for p in (ended, future, elsewhere, replace(PHONES, offices=("20BB",)))] == [GREEN, GREEN, GREEN, RED]


def test_red_goods_go_through_the_scanner_where_one_stands():
    lab = replace(PHONES, form="analysis")
    assert choose(profiles=[PHONES]).forms == ("officer",)
    assert choose(profiles=[PHONES], budget=Budget(scanner=True)).forms == ("scanner",)
    assert choose(profiles=[lab], budget=Budget(scanner=True)).forms == ("scanner", "analysis")
    assert choose(a_declaration(hs="07031019")).urgent and not choose().urgent


def test_transit_knows_no_red():
    chosen = choose(a_declaration(direction="transit"), profiles=[PHONES])
    assert chosen.channel == YELLOW and codes(chosen) == ["PHO-01", "LAW-T"]


# ---- the model ------------------------------------------------------------------------------------------


def test_the_model_fills_the_room_that_is_left():
    room = Budget(red=9, yellow=9, cuts=Cuts(red=0.6, safety=0.9, yellow=0.5, review=0.2))
    expected = {(0.7, 0, 0): (RED, "MOD-R"), (0, 0.55, 0): (YELLOW, "MOD-Y"), (0, 0, 0.95): (RED, "MOD-S"), (0.3, 0, 0): (GREEN, "MOD-P")}
    for (physical, document, prohibited), (channel, code) in expected.items():
        chosen = choose(budget=room, model=Model(physical, document, 1, prohibited))
        assert (chosen.channel, codes(chosen)[0], chosen.model) == (channel, code, "m1")
    assert choose(budget=room, model=Model(0.1)).reasons == ()
    assert choose(budget=room, model=Model(0.2, revenue=25)).channel == RED  # p times the root of the duty expected
    assert choose(budget=replace(room, red_used=9), model=Model(0.7, 0.55)).channel == YELLOW


def test_without_a_model_rules_alone_decide():
    class Silent(Model):
        def score(self, facts):
            return None

    for model in (None, Silent()):
        chosen = choose(profiles=[PAPERS], model=model, budget=Budget(red=9, cuts=Cuts(0, 0, 0, 0)))
        assert chosen.channel == YELLOW and chosen.score is None and chosen.model == ""


def test_the_model_makes_nothing_lighter():
    chosen = choose(profiles=[PHONES], budget=Budget(red=9, yellow=9, cuts=Cuts(0.9, 0.9, 0.1, 0.1)), model=Model(0, 0.5))
    assert chosen.channel == RED and codes(chosen) == ["PHO-01"]


@given(st.lists(st.floats(0, 1), min_size=200, max_size=200), st.integers(0, 60), st.integers(0, 60))
def test_the_cuts_fill_the_room_and_not_more(scores, red, yellow):
    budget = Budget(red=red, yellow=yellow, expected=200)
    seen = Seen(sorted(set(scores)), sorted(set(scores)), sorted(set(scores)))
    cuts = cuts_of(seen, budget)
    passed = [s for s in seen.physical if cuts.red is not None and s >= cuts.red]
    assert len(passed) <= len(seen.physical) * red / 200 + 1
    assert red or cuts.red is None


def test_a_quantile():
    assert quantile([1, 2, 3, 4], 0.5) == 3 and quantile([5], 1) == 5
    assert quantile([1, 2], 0) is None and quantile([], 0.5) is None and quantile([0, 0], 0.5) is None


# ---- after a head has overridden ---------------------------------------------------------------------------


@pytest.mark.parametrize(("facts", "then", "later"), [
    ({}, Budget(), Budget(red=1, red_used=1)), ({"direction": "transit"}, Budget(red=1, red_used=1), Budget()),
])
def test_another_room_of_the_week_brings_back_nothing_that_was_held(facts, then, later):
    first, again = (choose(a_declaration(**facts), profiles=[PHONES], budget=room) for room in (then, later))
    assert {first.channel, again.channel} <= {RED, YELLOW} and codes(first) != codes(again), "the room itself says something else"
    assert unseen(again, first.rows()).channel == GREEN
    assert unseen(again, ()).channel == again.channel, "nothing was held: it is as it is"


def test_after_an_override_the_models_weaker_offer_is_not_new_but_a_stricter_one_is():
    room = Budget(red=9, yellow=9, cuts=Cuts(red=0.6, safety=0.9, yellow=0.5))
    first, full = (choose(budget=budget, model=Model(0.7, 0.55)) for budget in (room, replace(room, red_used=9)))
    assert (codes(first)[0], codes(full)[0], full.channel) == ("MOD-R", "MOD-Y", YELLOW)
    assert unseen(full, first.rows()).channel == GREEN and unseen(full, first.rows()).reasons == ()
    assert unseen(first, full.rows()).channel == RED, "what he overrode was the yellow"
    assert unseen(choose(budget=room, model=Model(0.7, 0.55, 1, 0.95)), first.rows()).channel == RED, "prohibited goods are another matter"
    rule = choose(profiles=[PAPERS], budget=replace(room, red_used=9), model=Model(0.7, 0.55))
    assert codes(unseen(rule, first.rows())) == ["PAP-01"], "a rule that is new brings the model's sentences back no more than before"


# ---- the same arguments, the same answer --------------------------------------------------------------


EVERY = ProfileSet((*ORDERS, *invented(80)), {"stop_list": frozenset({"0100000002"}), "risk_goods_value": frozenset({"85171300"})})


@given(declarations(), st.integers(0, LAST), st.none() | st.integers(0, 3), st.floats(0, 1))
def test_it_is_a_pure_function_and_the_channel_is_the_strictest_reason(facts, die, room, p):
    budget = Budget(red=room, yellow=room, cuts=Cuts(0.5, 0.9, 0.4, 0.2))
    one, two = (assess(facts, profiles=EVERY, budget=budget, die=die, model=Model(p, p), law=LAW, at=NOW) for _ in range(2))
    assert one == two and one.channel == selection.strictest(one.reasons)
    assert one.drawn == shares(budget, LAW, DAY).drawn(die)
    if one.drawn in CHANNELS:
        assert CHANNELS.index(one.channel) >= CHANNELS.index(one.drawn)
    assert one.review is (one.channel == GREEN and any(r.lane == "review" for r in one.reasons))


def test_another_text_is_another_version_of_the_set():
    first = ProfileSet([PHONES])
    assert first.version == ProfileSet([PHONES]).version != ProfileSet([replace(PHONES, text='hs starts "8518"')]).version
    assert ProfileSet([PHONES], {"a": frozenset({"1"})}).version != ProfileSet([PHONES], {"a": frozenset({"2"})}).version != EMPTY.version


def test_what_stands_on_the_declaration_tells_no_rule():
    chosen = choose(profiles=[PHONES], die=0)
    assert "PHO-01" in str(chosen.rows()) and "PHO" not in str(chosen.as_json()) and "0" != str(chosen.as_json())


def test_defaults_catch_what_they_are_written_for():
    cheap = a_declaration(hs="85171300", origin="CN", value=300, net_kg=50)
    assert "VAL-01" in codes(choose(cheap, profiles=DEFAULTS))
    assert "VAL-01" not in codes(choose(a_declaration(hs="85171300", origin="CN", value=30_000, net_kg=50), profiles=DEFAULTS))
