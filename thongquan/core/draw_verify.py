"""Replaying an epoch of draws from its public bundle: every manipulation is a finding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from thongquan.core.assignment import Case, Eligible, Roster, digest_of, eligible, throw, widest
from thongquan.core.assignment_rule import AssignmentRule
from thongquan.core.draw import SYSTEM, BadNonce, commitment, fingerprint, nonce_from, seed_of
from thongquan.core.merkle import leaf_hash, verify_inclusion

FORMAT = "thongquan-draw-1"
#: why a case may be drawn again, besides two people's decision
WAITED, ABSENT, CONFLICT, REASSIGNED = "waited", "absent", "conflict", "reassigned"
REDRAWS = (WAITED, ABSENT, CONFLICT, REASSIGNED)
DONE = "done"
FIELDS = {"seq", "at", "case", "roster", "load", "tier", "weights", "excluded", "sticky", "officer", "redraw_of", "previous", "reason",
          "people", "ended_at", "end"}


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it must be: a code, where, and in words."""

    code: str
    where: str
    detail: str = ""


@dataclass(frozen=True)
class Replay:
    """What all draws of the epoch have in common."""

    name: str
    seed: bytes
    rule: AssignmentRule
    rosters: Mapping[str, Roster]


def verify_bundle(bundle: Any) -> list[Finding]:
    """Everything wrong with an epoch; empty when it is clean. Needs nothing but the bundle itself."""
    try:
        return list(_verify(bundle))
    except (KeyError, TypeError, ValueError, AttributeError) as broken:
        return [Finding("SHAPE", "bundle", f"{type(broken).__name__}: {broken}")]


def _verify(bundle: Mapping[str, Any]) -> Iterator[Finding]:
    if not isinstance(bundle, Mapping) or bundle.get("format") != FORMAT:
        yield Finding("SHAPE", "bundle", f"this is no bundle of draws as `thongquan draw publish` writes it ({FORMAT})")
        return
    epoch = bundle["epoch"]
    found = list(check_parties(epoch, bundle["nonces"]))
    yield from found
    yield from check_witnesses(epoch, bundle["commits"])
    if digest_of(epoch["rule"]) != epoch["rule_digest"]:
        yield Finding("RULE", epoch["name"], "the rule is not the one of its digest")
    for digest, body in bundle["rosters"].items():
        if digest_of(body) != digest:
            yield Finding("ROSTER", digest[:12], "the roster is not the one of its digest")
    yield from check_order(bundle)
    yield from check_history(bundle["draws"])
    if any(f.code in ("COMMITMENT", "NONCE") for f in found):
        return  # without the true seed every throw would look wrong
    seed = seed_of(epoch["name"], epoch["beacon"]["root"], {p: nonce_from(bundle["nonces"][p]) for p in epoch["parties"]})
    if fingerprint(seed) != epoch["seed_print"]:
        yield Finding("SEED", epoch["name"], "the seed is not the one whose fingerprint was told at the opening")
    rosters = {digest: Roster.of(body) for digest, body in bundle["rosters"].items()}
    common = Replay(epoch["name"], seed, AssignmentRule.of(epoch["rule"]), rosters)
    for draw in bundle["draws"]:
        yield from check_draw(common, draw)


def check_parties(epoch: Mapping[str, Any], nonces: Mapping[str, str]) -> Iterator[Finding]:
    """Every party of the seed committed before, and revealed what it had committed to."""
    if SYSTEM not in epoch["parties"]:
        yield Finding("PARTY", SYSTEM, "the platform's own nonce is missing")
    if len(set(epoch["parties"])) != len(epoch["parties"]):
        yield Finding("PARTY", epoch["name"], "a party stands there twice")
    for party in epoch["parties"]:
        if party not in nonces:
            yield Finding("NONCE", party, "not revealed")
            continue
        try:
            told = commitment(epoch["name"], party, nonce_from(nonces[party]))
        except BadNonce:
            told = ""
        if told != epoch["commitments"].get(party):
            yield Finding("COMMITMENT", party, "the nonce is not the one committed to")


def check_witnesses(epoch: Mapping[str, Any], commits: Mapping[str, Mapping[str, Any]]) -> Iterator[Finding]:
    """The commitments stand in the log below the root that became the beacon."""
    if epoch["late"]:
        return  # opened without a night before it; the bundle says so itself
    size, root = epoch["beacon"]["size"], bytes.fromhex(epoch["beacon"]["root"])
    for party in epoch["parties"]:
        proof = commits.get(party)
        if proof is None:
            yield Finding("LATE", party, "no proof that the commitment stood in the log before the beacon")
            continue
        path = [bytes.fromhex(part) for part in proof["proof"]]
        leaf = leaf_hash(proof["payload"].encode())
        if not verify_inclusion(leaf, proof["index"], size, path, root):
            yield Finding("LATE", party, "the commitment is not in the log below the beacon")
        elif epoch["commitments"].get(party, "?") not in proof["payload"]:
            yield Finding("COMMITMENT", party, "the log knows another commitment")


def check_order(bundle: Mapping[str, Any]) -> Iterator[Finding]:
    """Numbers without gap, time without a step back, and nothing cut off at the end."""
    draws, closing = bundle["draws"], bundle["closing"]
    for place, draw in enumerate(draws):
        if set(draw) != FIELDS:
            yield Finding("SHAPE", f"draw {place}", "other fields than a draw has")
        if draw["seq"] != place:
            yield Finding("GAP", f"draw {place}", f"numbered {draw['seq']}")
            break
    if any(datetime.fromisoformat(a["at"]) > datetime.fromisoformat(b["at"]) for a, b in zip(draws, draws[1:], strict=False)):
        yield Finding("ORDER", bundle["epoch"]["name"], "a later number bears an earlier time")
    if closing and (closing["count"] != len(draws) or closing["digest"] != draws_digest(draws)):
        yield Finding("CLOSING", bundle["epoch"]["name"], "not the draws that were there when the epoch closed")


#: what may still happen to a draw after its epoch closed
_AFTER = ("ended_at", "end")


def draws_digest(draws: list[Mapping[str, Any]]) -> str:
    """One digest over all draws as they were made."""
    return digest_of([{name: value for name, value in draw.items() if name not in _AFTER} for draw in draws])


def check_history(draws: list[Mapping[str, Any]]) -> Iterator[Finding]:
    """No case drawn twice without a reason; redraws with one; the same goods to the same officer."""
    first: dict[tuple[str, str], Mapping[str, Any]] = {}
    by_seq = {draw["seq"]: draw for draw in draws}
    for draw in draws:
        case = draw["case"]
        if draw["redraw_of"] is None:
            before = first.get((case["digest"], case["kind"]))
            first[case["digest"], case["kind"]] = draw
            if before is not None and not _over(before, draw["at"]):
                yield Finding("TWICE", f"draw {draw['seq']}", f"the case of draw {before['seq']} again, which is not done")
            yield from _check_keeper(draw, draws)
        else:
            yield from _check_redraw(draw, by_seq)


def _over(draw: Mapping[str, Any], at: str) -> bool:
    """Whether a draw's work was done, or given to another, by then."""
    return bool(draw["end"] in (DONE, *REDRAWS) and draw["ended_at"] and draw["ended_at"] <= at)


def _check_keeper(draw: Mapping[str, Any], draws: list[Mapping[str, Any]]) -> Iterator[Finding]:
    """Of one epoch all is known: who of it last had the same goods and did not finish them."""
    case, at = draw["case"], draw["at"]
    had = [d for d in draws if d["seq"] < draw["seq"] and case["sticky"] and d["case"]["sticky"] == case["sticky"] and d["officer"]
           and d["case"]["kind"] == case["kind"] and d["case"]["digest"] != case["digest"] and not _over(d, at)]
    if had and case["keeper"] != had[-1]["officer"]:
        yield Finding("STICKY", f"draw {draw['seq']}", f"draw {had[-1]['seq']} gave the same goods to another officer")


def _check_redraw(draw: Mapping[str, Any], by_seq: Mapping[int, Mapping[str, Any]]) -> Iterator[Finding]:
    where, reason, old = f"draw {draw['seq']}", draw["reason"], draw["previous"]
    here = by_seq.get(draw["redraw_of"]["seq"]) if draw["redraw_of"]["epoch"] == "" else None
    if draw["redraw_of"]["epoch"] == "" and (here is None or here["seq"] >= draw["seq"]):
        yield Finding("REDRAW", where, "of a draw that is not there")
        return
    if here is not None and (here["officer"] != old or here["case"]["digest"] != draw["case"]["digest"]):
        yield Finding("REDRAW", where, "not the case or the officer of the draw it names")
    if reason in (REASSIGNED, CONFLICT) and draw["case"]["barred"].get(old) != "was_his":
        yield Finding("REDRAW", where, "the officer before could be drawn again")
    if reason not in REDRAWS or (reason == WAITED) != (old == ""):
        yield Finding("REDRAW", where, "without a reason that holds")
    if reason == REASSIGNED and (len(set(draw["people"])) != 2 or old in draw["people"]):
        yield Finding("REDRAW", where, "a reassignment needs two people")


def check_draw(common: Replay, draw: Mapping[str, Any]) -> Iterator[Finding]:
    """One draw made again from what was frozen."""
    where = f"draw {draw['seq']}"
    roster = common.rosters.get(draw["roster"])
    if roster is None:
        yield Finding("ROSTER", where, "its roster is missing")
        return
    yield from _check_absence(draw, roster, where)
    case = Case.of(draw["case"])
    load = {token: (points, recent) for token, (points, recent) in draw["load"].items()}
    if not set(load) <= {o.token for o in roster.officers}:
        yield Finding("LOAD", where, "the load of somebody who is not on the roster")
    found = eligible(common.rule, case, roster, load)
    if (wrong := _differs(found, draw)) is not None:
        yield Finding(wrong, where, "rule, roster and load give other officers or weights")
    if not found.enough and roster.reach < widest(common.rule):
        yield Finding("TIER", where, "too few, and nobody looked further")
    if throw(common.seed, common.name, draw["seq"], case, common.rule, roster, found) != draw["officer"]:
        yield Finding("OFFICER", where, "the dice say somebody else")


def _differs(found: Eligible, draw: Mapping[str, Any]) -> str | None:
    if dict(found.excluded) != draw["excluded"]:
        return "EXCLUDED"
    if dict(found.weights) != draw["weights"]:
        return "WEIGHTS"
    return "TIER" if (found.tier, found.sticky) != (draw["tier"], draw["sticky"]) else None


def _check_absence(draw: Mapping[str, Any], roster: Roster, where: str) -> Iterator[Finding]:
    """Work comes back because its officer is away, or declared a conflict: the roster must say so too."""
    old = next((o for o in roster.officers if o.token == draw["previous"]), None)
    if old is None:
        return
    if draw["reason"] == ABSENT and not old.absent:
        yield Finding("REDRAW", where, "drawn again for an absence that the roster does not know")
    if draw["reason"] == CONFLICT and draw["case"]["declarant"] not in old.conflicts:
        yield Finding("REDRAW", where, "drawn again for a conflict that the roster does not know")
