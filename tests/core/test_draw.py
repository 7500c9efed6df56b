"""The dice are fair, follow the load, and every way to bend an epoch is found."""

from __future__ import annotations

import hashlib
from collections import Counter
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongquan.core.assignment import Case, Roster, digest_of, eligible, throw
from thongquan.core.assignment_rule import DEFAULT, check_rule
from thongquan.core.assignment_words import EXCLUDED_WORDS, why_me
from thongquan.core.draw import below, commitment, fingerprint, nonce_of, pick, seed_of, signed, signing_key, statement
from thongquan.core.draw_verify import FORMAT, draws_digest, verify_bundle
from thongquan.core.merkle import inclusion_proof, leaf_hash, root_of

SEED = hashlib.sha256(b"a seed for tests").digest()
NAME = "TQ08/2026-11-25/dossier"
DRAWS = 20_000
#: 99.9 % points of chi-square
LIMIT = {11: 31.26, 5: 20.52}
PARTIES = ("inspectorate", "system", "trade-association")


def chi_square(counted: Counter[str], shares: dict[str, float]) -> float:
    total = counted.total()
    return sum((counted[name] - share * total) ** 2 / (share * total) for name, share in shares.items())


def test_twenty_thousand_draws_favour_nobody():
    officers = {f"o{n:02}": 600 for n in range(12)}
    counted = Counter(pick(SEED, n.to_bytes(4, "big"), officers) for n in range(DRAWS))
    assert chi_square(counted, {name: 1 / 12 for name in officers}) < LIMIT[11]


def test_twenty_thousand_draws_follow_the_weights():
    officers = {"a": 600, "b": 500, "c": 333, "d": 100, "e": 7, "f": 1000}
    total = sum(officers.values())
    counted = Counter(pick(SEED, n.to_bytes(4, "big"), officers) for n in range(DRAWS))
    assert chi_square(counted, {name: w / total for name, w in officers.items()}) < LIMIT[5]


def test_the_chi_square_would_notice_a_thumb_on_the_scale():
    officers = {f"o{n:02}": 600 for n in range(12)}
    bent = Counter(pick(SEED, n.to_bytes(4, "big"), officers) if n % 25 else "o03" for n in range(DRAWS))
    assert chi_square(bent, {name: 1 / 12 for name in officers}) > LIMIT[11]


@given(st.integers(1, 2**40), st.binary(max_size=20))
def test_a_die_stays_within_its_sides_and_says_the_same_twice(sides, context):
    assert 0 <= below(SEED, context, sides) < sides
    assert below(SEED, context, sides) == below(SEED, context, sides)


def test_the_order_in_which_officers_stand_plays_no_part():
    there = {"a": 5, "b": 9, "c": 2}
    assert all(pick(SEED, bytes([n]), there) == pick(SEED, bytes([n]), dict(reversed(there.items()))) for n in range(200))


def test_a_party_outside_signs_with_the_file_from_which_its_nonces_come():
    key = signing_key(b"its secret")
    word = key.sign(statement("commit", NAME, "trade-association", "ab")).hex()
    public = key.public_key().public_bytes_raw()
    assert signed(public, word, "commit", NAME, "trade-association", "ab")
    assert not signed(public, word, "commit", NAME, "trade-association", "ac")
    assert not signed(public, word, "hand", NAME, "trade-association", "ab")


# ---- an epoch as it is published

def officer(n: int, **over: Any) -> dict[str, Any]:
    return {"token": f"o{n:02}", "reach": 0, "skills": [], "conflicts": [], "on_shift": True, "available": True, "absent": False, **over}


def skill(**over: Any) -> dict[str, Any]:
    return {"kinds": [], "types": [], "hs": [], "territories": [], "fields": [], "excludes": False, **over}


def a_roster(reach: int = 0, **changed: dict[str, Any]) -> dict[str, Any]:
    return {"reach": reach, "officers": [officer(n, **changed.get(f"o{n:02}", {})) for n in range(8)]}


def a_case(n: int, **over: Any) -> Case:
    return Case("dossier", hashlib.sha256(f"case {n}".encode()).hexdigest(), over.pop("declarant", f"d{n % 9}"), "A11", ("0810",), "20BB", "road",
                1 + n % 5, (), over.pop("sticky", f"s{n}"), over.pop("keeper", ""), over.pop("barred", {}))


class Desk:
    """Draws the honest way; what the platform does with a database, here with a list."""

    def __init__(self) -> None:
        self.nonces = {party: nonce_of(party.encode(), NAME, party) for party in PARTIES}
        said = {party: commitment(NAME, party, nonce) for party, nonce in self.nonces.items()}
        self.leaves = [f"event {n}".encode() for n in range(5)] + [f'{{"commitment":"{said[p]}"}}'.encode() for p in PARTIES] + [b"last"]
        hashes = [leaf_hash(leaf) for leaf in self.leaves]
        self.root = root_of(hashes).hex()
        self.commits = {p: {"index": 5 + n, "payload": self.leaves[5 + n].decode(), "proof": [h.hex() for h in inclusion_proof(hashes, 5 + n)]}
                        for n, p in enumerate(PARTIES)}
        self.seed = seed_of(NAME, self.root, self.nonces)
        self.said, self.draws, self.rosters, self.points = said, [], {}, Counter()

    def draw(self, case: Case, roster: dict[str, Any] | None = None, *, points: dict[str, int] | None = None, again: int | None = None,
             reason: str = "", people: tuple[str, ...] = ()) -> dict[str, Any]:
        body = roster or a_roster()
        frozen, seq = Roster.of(body), len(self.draws)
        load = {o["token"]: [(points or self.points)[o["token"]], 0] for o in body["officers"]}
        found = eligible(DEFAULT, case, frozen, {name: (a, b) for name, (a, b) in load.items()})
        name = throw(self.seed, NAME, seq, case, DEFAULT, frozen, found)
        self.rosters[frozen.digest] = body
        before = self.draws[again] if again is not None else None
        at = f"2026-11-25T02:{seq // 60:02}:{seq % 60:02}.000000Z"
        if before:
            before["ended_at"], before["end"] = at, reason
        self.draws.append({
            "seq": seq, "at": at, "case": case.body(), "roster": frozen.digest, "load": load, "tier": found.tier, "weights": dict(found.weights),
            "excluded": dict(found.excluded), "sticky": found.sticky, "officer": name,
            "redraw_of": {"epoch": "", "seq": again} if before else None, "previous": before["officer"] if before else "", "reason": reason,
            "people": list(people), "ended_at": None, "end": ""})
        self.points[name] += DEFAULT.points(case.lines, case.supplements)
        return self.draws[-1]

    def bundle(self) -> dict[str, Any]:
        return {
            "format": FORMAT, "nonces": {p: n.hex() for p, n in self.nonces.items()}, "commits": self.commits, "rosters": self.rosters,
            "epoch": {"name": NAME, "kind": "dossier", "day": "2026-11-25", "opened_at": "2026-11-24T17:00:00.000000Z", "late": False,
                      "beacon": {"size": len(self.leaves), "root": self.root}, "parties": list(PARTIES), "commitments": self.said,
                      "seed_print": fingerprint(self.seed), "rule_version": 1, "rule": DEFAULT.body(), "rule_digest": DEFAULT.digest()},
            "draws": self.draws, "closing": {"count": len(self.draws), "digest": draws_digest(self.draws), "at": "2026-11-25T17:05:00.000000Z"}}


@pytest.fixture(scope="module")
def honest() -> dict[str, Any]:
    """A day: forty cases, one withdrawn and lodged again, one reassigned, one back from an absent officer, one that waited."""
    desk = Desk()
    for n in range(40):
        desk.draw(a_case(n))
    desk.draws[7]["ended_at"], desk.draws[7]["end"] = desk.draws[39]["at"], "withdrawn"
    desk.draw(a_case(100, sticky="s7", keeper=desk.draws[7]["officer"]))
    old = desk.draws[11]
    desk.draw(replace(Case.of(old["case"]), barred={old["officer"]: "was_his"}), again=11, reason="reassigned", people=("p1", "p2"))
    away = desk.draws[15]
    desk.draw(Case.of(away["case"]), a_roster(**{away["officer"]: {"absent": True}}), again=15, reason="absent")
    nobody = {"reach": 2, "officers": [officer(n, on_shift=False) for n in range(8)]}
    desk.draw(a_case(200), nobody)
    desk.draw(a_case(200), again=43, reason="waited")
    return desk.bundle()


def bent(honest: dict[str, Any]) -> dict[str, Any]:
    return deepcopy(honest)


def reclosed(body: dict[str, Any]) -> dict[str, Any]:
    """The insider closes the epoch over his own version too."""
    body["closing"] |= {"count": len(body["draws"]), "digest": draws_digest(body["draws"])}
    return body


def codes(body: Any) -> set[str]:
    return {finding.code for finding in verify_bundle(body)}


def test_an_honest_day_is_clean(honest):
    assert verify_bundle(honest) == []
    assert honest["draws"][40]["officer"] == honest["draws"][7]["officer"] and honest["draws"][40]["sticky"]
    assert honest["draws"][43]["officer"] == "" and honest["draws"][44]["officer"]


def officer_swapped(body):
    body["draws"][3]["officer"] = next(o for o in sorted(body["draws"][3]["weights"]) if o != body["draws"][3]["officer"])


def draw_discarded(body):
    del body["draws"][20]


def tail_cut(body):
    del body["draws"][41:]


def renumbered(body):
    del body["draws"][20]
    for n, draw in enumerate(body["draws"]):
        draw["seq"] = n


def seed_rolled_again(body):
    nonce = nonce_of(b"another secret", NAME, "system")
    body["nonces"]["system"] = nonce.hex()


def seed_and_commitment_rolled(body):
    nonce = nonce_of(b"another secret", NAME, "system")
    body["nonces"]["system"], body["epoch"]["commitments"]["system"] = nonce.hex(), commitment(NAME, "system", nonce)


def party_left_out(body):
    body["epoch"]["parties"].remove("trade-association")


def beacon_chosen(body):
    body["epoch"]["beacon"]["root"] = hashlib.sha256(b"a better one").hexdigest()


def case_edited(body):
    body["draws"][5]["case"]["lines"] += 1


def case_for_another(body):
    body["draws"][5]["case"]["digest"] = hashlib.sha256(b"other goods").hexdigest()


def roster_steered(body):
    digest = body["draws"][9]["roster"]
    body["rosters"][digest] = a_roster(o01={"available": False})


def roster_steered_with_its_digest(body):
    steered = a_roster(o01={"available": False})
    body["rosters"][digest_of(steered)] = steered
    body["draws"][9]["roster"] = digest_of(steered)


def weight_put_up(body):
    body["draws"][12]["weights"][body["draws"][12]["officer"]] += 300


def excluded_without_reason(body):
    draw = body["draws"][13]
    out = next(o for o in sorted(draw["weights"]) if o != draw["officer"])
    del draw["weights"][out]
    draw["excluded"][out] = "conflict"


def rule_swapped(body):
    body["epoch"]["rule"]["capacity"] = 60


def rule_swapped_with_its_digest(body):
    body["epoch"]["rule"]["least"] = 1
    body["epoch"]["rule"]["capacity"] = 60
    body["epoch"]["rule_digest"] = digest_of(body["epoch"]["rule"])


def drawn_until_it_fits(body):
    twice = {**deepcopy(body["draws"][2]), "seq": len(body["draws"]), "at": body["draws"][-1]["at"]}
    body["draws"].append(twice)


def keeper_forgotten(body):
    body["draws"][40]["case"]["keeper"] = ""


def reassigned_alone(body):
    body["draws"][41]["people"] = ["p1", "p1"]


def reassigned_without_reason(body):
    body["draws"][41]["reason"] = ""


def old_officer_left_in(body):
    body["draws"][41]["case"]["barred"] = {}


def absence_invented(body):
    digest = body["draws"][0]["roster"]
    body["draws"][42]["roster"] = digest


def order_turned(body):
    body["draws"][4]["at"], body["draws"][30]["at"] = body["draws"][30]["at"], body["draws"][4]["at"]


def load_invented(body):
    body["draws"][14]["load"] |= {name: [590, 0] for name in body["draws"][14]["load"] if name != "o02"}


MANIPULATIONS = [
    (officer_swapped, "OFFICER"), (draw_discarded, "GAP"), (tail_cut, "CLOSING"), (renumbered, "OFFICER"), (seed_rolled_again, "COMMITMENT"),
    (seed_and_commitment_rolled, "COMMITMENT"), (party_left_out, "SEED"), (beacon_chosen, "LATE"), (case_edited, "OFFICER"),
    (case_for_another, "OFFICER"), (roster_steered, "ROSTER"), (roster_steered_with_its_digest, "EXCLUDED"), (weight_put_up, "WEIGHTS"),
    (excluded_without_reason, "EXCLUDED"), (rule_swapped, "RULE"), (rule_swapped_with_its_digest, "WEIGHTS"), (drawn_until_it_fits, "TWICE"),
    (keeper_forgotten, "STICKY"), (reassigned_alone, "REDRAW"), (reassigned_without_reason, "REDRAW"), (old_officer_left_in, "REDRAW"),
    (absence_invented, "REDRAW"), (order_turned, "ORDER"), (load_invented, "WEIGHTS"),
]


@pytest.mark.parametrize(("manipulate", "code"), MANIPULATIONS, ids=[m.__name__ for m, _ in MANIPULATIONS])
def test_a_manipulation_is_found_even_when_the_epoch_is_closed_over_it(honest, manipulate, code):
    body = bent(honest)
    manipulate(body)
    if manipulate is not tail_cut:
        reclosed(body)
    # one case's officer may by chance be the same under other facts; its other traces must not be
    found = codes(body)
    assert code in found or (code == "OFFICER" and found), found


def test_there_are_more_than_ten_distinct_manipulations_and_none_is_found_where_nothing_was_done(honest):
    assert len(MANIPULATIONS) >= 10 and len({code for _, code in MANIPULATIONS}) >= 10
    assert codes(reclosed(bent(honest))) == set()


@pytest.mark.parametrize("broken", [None, [], {}, {"format": FORMAT}, {"format": "other"}, {"format": FORMAT, "epoch": {"rule": 3}}])
def test_what_is_no_bundle_is_said_so(broken):
    assert codes(broken) == {"SHAPE"}


# ---- who is eligible

def found(case: Case | None = None, roster: dict[str, Any] | None = None, load: dict[str, tuple[int, int]] | None = None, rule=DEFAULT):
    return eligible(rule, case or a_case(1), Roster.of(roster or a_roster()), load or {})


def test_each_reason_keeps_an_officer_out_and_is_recorded():
    roster = a_roster(o00={"conflicts": ["d1"]}, o01={"absent": True}, o02={"available": False}, o03={"on_shift": False},
                      o04={"skills": [skill(hs=["84"])]}, o05={"skills": [skill(hs=["08"], excludes=True)]})
    roster["officers"] += [officer(n) for n in range(8, 12)]
    case = a_case(1, barred={"o06": "four_eyes"})
    chosen = found(case, roster, {"o07": (600, 0), "o08": (0, 1)})
    assert chosen.excluded == {"o00": "conflict", "o01": "absent", "o02": "unavailable", "o03": "off_shift", "o04": "skill", "o05": "kept_from",
                               "o06": "four_eyes", "o07": "full", "o08": "rotation"}
    assert set(chosen.weights) == {"o09", "o10", "o11"} and chosen.enough
    assert set(chosen.excluded.values()) <= set(EXCLUDED_WORDS)


def test_the_weight_falls_with_the_load():
    chosen = found(load={"o00": (590, 0), "o01": (300, 0)})
    assert (chosen.weights["o00"], chosen.weights["o01"], chosen.weights["o02"]) == (10, 300, 600)


def test_fewer_than_three_looks_further_and_forgives_rotation_before_load_but_never_a_conflict():
    own = [officer(0), officer(1, conflicts=["d1"]), officer(2), officer(3, reach=1), officer(4, reach=2)]
    near = found(roster={"reach": 0, "officers": own[:3]})
    assert not near.enough and near.tier == 0
    region = found(roster={"reach": 1, "officers": own[:4]})
    assert region.enough and region.tier == 1 and set(region.weights) == {"o00", "o02", "o03"}
    turned = found(roster={"reach": 2, "officers": own}, load={"o02": (0, 1), "o03": (700, 0)})
    assert turned.tier == 3 and set(turned.weights) == {"o00", "o02", "o04"} and turned.excluded["o01"] == "conflict"
    last = found(roster={"reach": 2, "officers": own[:2]}, load={"o00": (700, 3)})
    assert last.alert and last.weights == {"o00": 1} and last.excluded == {"o01": "conflict"}


def test_the_same_goods_go_back_to_their_officer_unless_he_may_not_have_them():
    assert found(a_case(1, keeper="o03"), load={"o03": (900, 2)}).weights == {"o03": 1}
    refused = found(a_case(1, keeper="o03"), a_roster(o03={"conflicts": ["d1"]}))
    assert not refused.sticky and "o03" not in refused.weights


@given(st.dictionaries(st.sampled_from([f"o{n:02}" for n in range(8)]), st.tuples(st.integers(0, 900), st.integers(0, 3))),
       st.sets(st.integers(0, 7)), st.sets(st.integers(0, 7)))
def test_whoever_is_away_or_in_conflict_is_never_drawn(load, away, biased):
    roster = {"reach": 2, "officers": [officer(n, absent=n in away, conflicts=["d1"] if n in biased else []) for n in range(8)]}
    chosen = found(a_case(1), roster, load)
    assert not {f"o{n:02}" for n in away | biased} & set(chosen.weights)
    assert not set(chosen.weights) & set(chosen.excluded)
    assert bool(chosen.weights) == (len(away | biased) < 8)


def test_why_me_speaks_three_languages_and_names_nobody():
    chosen = found(a_case(1), a_roster(o00={"absent": True}))
    for language in ("vi", "en", "zh"):
        said = why_me("o01", chosen.weights, chosen.excluded, tier=0, sticky=False, language=language)
        assert "7" in said[0] and "14" in said[0] and not any("o0" in sentence for sentence in said)


def test_a_rule_is_checked_before_it_is_proposed():
    assert check_rule(DEFAULT.body()) == []
    wrong = {**DEFAULT.body(), "least": 0, "supplements": {"bribe": 5}, "tiers": [{"reach": 2, "forgives": ["conflict"]}]}
    assert {(f.code, f.pointer) for f in check_rule(wrong)} == {("ASG-20", "/least"), ("ASG-21", "/supplements/bribe"), ("ASG-22", "/tiers")}
