"""Who may get a case: a pure function of rule, frozen case, roster and load; then the dice."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from thongquan.core.assignment_rule import WIDEST, AssignmentRule, Tier
from thongquan.core.canonical import canonical
from thongquan.core.draw import pick

#: in this order an officer's first reason is the one recorded
BARRED_REASONS = ("four_eyes", "was_his", "own_act")
REASONS = (*BARRED_REASONS, "conflict", "absent", "unavailable", "off_shift", "kept_from", "skill", "full", "rotation")


@dataclass(frozen=True)
class Case:
    """A case as it is drawn and published: tokens instead of people and parties.

    `barred` maps officers to the reason why they may not have it; `sticky` names the same goods of the same trader,
    `keeper` the officer who had them within the rule's days.
    """

    kind: str
    digest: str
    declarant: str
    type_code: str = ""
    headings: tuple[str, ...] = ()
    territory: str = ""
    field: str = ""
    lines: int = 1
    supplements: tuple[str, ...] = ()
    sticky: str = ""
    keeper: str = ""
    barred: Mapping[str, str] | None = None

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> Case:
        """From its stored form."""
        lists = {name: tuple(body[name]) for name in ("headings", "supplements")}
        return cls(**{**body, **lists, "barred": dict(body["barred"])})

    def body(self) -> dict[str, Any]:
        """As stored, published and hashed."""
        return {"kind": self.kind, "digest": self.digest, "declarant": self.declarant, "type_code": self.type_code,
                "headings": list(self.headings), "territory": self.territory, "field": self.field, "lines": self.lines,
                "supplements": list(self.supplements), "sticky": self.sticky, "keeper": self.keeper, "barred": dict(self.barred or {})}


@dataclass(frozen=True)
class Skill:
    """One row of what an officer does; an empty list means anything. `excludes` keeps him from what it matches."""

    kinds: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    hs: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    excludes: bool = False

    def matches(self, case: Case) -> bool:
        """Whether this row speaks of the case; one heading of several is enough."""
        return (_in(case.kind, self.kinds) and _in(case.type_code, self.types) and _in(case.territory, self.territories)
                and _in(case.field, self.fields) and (not self.hs or any(h.startswith(self.hs) for h in case.headings)))


def _in(value: str, wanted: tuple[str, ...]) -> bool:
    return not wanted or value in wanted


@dataclass(frozen=True)
class Officer:
    """One person of the roster at the moment of the draw. No skill row at all means a generalist."""

    token: str
    reach: int = 0
    skills: tuple[Skill, ...] = ()
    conflicts: frozenset[str] = frozenset()
    on_shift: bool = True
    available: bool = True
    absent: bool = False

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> Officer:
        """From its stored form."""
        skills = tuple(
            Skill(tuple(s["kinds"]), tuple(s["types"]), tuple(s["hs"]), tuple(s["territories"]), tuple(s["fields"]), s["excludes"])
            for s in body["skills"])
        return cls(body["token"], body["reach"], skills, frozenset(body["conflicts"]), body["on_shift"], body["available"], body["absent"])


@dataclass(frozen=True)
class Roster:
    """The officers looked at, up to `reach` away from the team; its digest stands in every draw made from it."""

    reach: int
    officers: tuple[Officer, ...]
    digest: str

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> Roster:
        """From its stored form."""
        return cls(body["reach"], tuple(map(Officer.of, body["officers"])), digest_of(body))


#: token -> (open points, how many of the officer's own last cases were of this declarant)
Load = Mapping[str, tuple[int, int]]


@dataclass(frozen=True)
class Eligible:
    """Who may get it, with what weight, and why the others may not. `enough` false: look further, or tell somebody."""

    weights: Mapping[str, int]
    excluded: Mapping[str, str]
    tier: int
    enough: bool
    sticky: bool = False

    @property
    def alert(self) -> bool:
        """Too few even after widening: the draw stands, and a leader is told."""
        return not self.enough and not self.sticky


def reasons(rule: AssignmentRule, case: Case, officer: Officer, load: Load) -> list[str]:
    """Every reason against this officer, the first being the one that is recorded."""
    points, recent = load.get(officer.token, (0, 0))
    barred = (case.barred or {}).get(officer.token)
    skilled = [s for s in officer.skills if not s.excludes]
    against = {
        "conflict": case.declarant in officer.conflicts, "absent": officer.absent, "unavailable": not officer.available,
        "off_shift": not officer.on_shift, "kept_from": any(s.matches(case) for s in officer.skills if s.excludes),
        "skill": bool(skilled) and not any(s.matches(case) for s in skilled), "full": points >= rule.capacity,
        "rotation": bool(rule.rotation_last) and recent >= rule.rotation_most,
    }
    return [*([barred] if barred else []), *(code for code in REASONS if against.get(code))]


def eligible(rule: AssignmentRule, case: Case, roster: Roster, load: Load) -> Eligible:
    """The set from which the dice pick.

    The keeper of the same goods gets them again when nothing but load or rotation speaks against him. Else the
    tiers in turn until `least` are found; a tier that looks further than the roster ends the search.
    """
    against = {o.token: reasons(rule, case, o, load) for o in roster.officers}
    if case.keeper in against and not set(against[case.keeper]) - {"full", "rotation"}:
        others = {t: (found or ["keeper"])[0] for t, found in against.items() if t != case.keeper}
        return Eligible({case.keeper: 1}, others, 0, True, sticky=True)
    last = Eligible({}, {t: found[0] for t, found in against.items() if found}, 0, False)
    for number, tier in enumerate(rule.tiers):
        if tier.reach > roster.reach:
            break
        last = _at(rule, roster, against, load, number, tier)
        if last.enough:
            break
    return last


def _at(rule: AssignmentRule, roster: Roster, against: Mapping[str, list[str]], load: Load, number: int, tier: Tier) -> Eligible:
    weights: dict[str, int] = {}
    excluded: dict[str, str] = {}
    for officer in roster.officers:
        held = [code for code in against[officer.token] if code not in tier.forgives]
        if held:
            excluded[officer.token] = held[0]
        elif officer.reach > tier.reach:
            excluded[officer.token] = "far"
        else:
            weights[officer.token] = weight(rule, load.get(officer.token, (0, 0))[0])
    return Eligible(weights, excluded, number, len(weights) >= rule.least)


def weight(rule: AssignmentRule, points: int) -> int:
    """Falls with the load: the points still free, at least one."""
    return max(rule.capacity - points, 1)


def widest(rule: AssignmentRule) -> int:
    """How far this rule ever looks."""
    return min(max(t.reach for t in rule.tiers), WIDEST)


def context(epoch: str, seq: int, case: Case, rule: AssignmentRule, roster: Roster, found: Eligible) -> bytes:
    """What the dice are thrown over: all of it frozen before they are."""
    return canonical({"epoch": epoch, "seq": seq, "case": case.body(), "rule": rule.digest(), "roster": roster.digest,
                      "weights": dict(found.weights)})


def throw(seed: bytes, epoch: str, seq: int, case: Case, rule: AssignmentRule, roster: Roster, found: Eligible) -> str:
    """The officer's token; empty when nobody is eligible."""
    if not found.weights:
        return ""
    return pick(seed, context(epoch, seq, case, rule, roster, found), found.weights)


def digest_of(body: Any) -> str:
    """SHA-256 of the canonical form, hexadecimal."""
    return hashlib.sha256(canonical(body)).hexdigest()
