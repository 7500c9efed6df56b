"""Goods profiles: written conditions compiled to closures, judged on one declaration."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from thongquan.core.goods import GoodsFacts, Line
from thongquan.core.profiles_check import read, touches_lines
from thongquan.core.profiles_fields import FIELDS, LINE, NOTHING, Around, Fact
from thongquan.core.profiles_language import And, Compare, ListRef, Not, Or, Quantified, Tree, Value
from thongquan.core.search import fold
from thongquan.core.words import Words

Lists = Mapping[str, frozenset[str]]
#: one test: what the declaration says, what one line says
Test = Callable[[list[Any], list[Any]], bool]
NO_LINE = Line()
ANY, ALL = "any", "all"

PROFILE, ORDER = "profile", "order"


@dataclass(frozen=True)
class Profile:
    """One version of one profile. `lane` is yellow or red; no offices means all of them.

    `kind` is `order` for what law or an alert prescribes (it holds for everybody, needs a citation and never yields
    to capacity) and `profile` for what risk officers write. `expected` is the hit rate its owner expects, in percent.
    `form` is how goods are looked at in the red lane: scanner, officer, analysis, or empty for the office's usual one.
    """

    code: str
    text: str
    lane: str
    words: Words
    version: int = 1
    kind: str = PROFILE
    purpose: str = ""
    owner: int | None = None
    expected: Decimal = Decimal(10)
    offices: tuple[str, ...] = ()
    since: date = date.min
    until: date = date.max
    form: str = ""
    citation: str = ""

    def in_force(self, day: date) -> bool:
        return self.since <= day <= self.until

    @cached_property
    def tree(self) -> Tree:
        """What the text says; ValueError for a text that no check let through."""
        reading = read(self.text, ordered=True)
        if reading.tree is None:
            raise ValueError(f"{self.code}: {reading.wrong[0].code}")
        return reading.tree


@dataclass(frozen=True)
class Hit:
    """A profile that holds, and the numbers of the lines on which it does (none for a whole declaration)."""

    profile: Profile
    lines: tuple[int, ...] = ()


@dataclass
class Slots:
    """Which facts are read, each once for a declaration: name -> place in its row."""

    declaration: dict[str, int] = field(default_factory=dict)
    line: dict[str, int] = field(default_factory=dict)

    def of(self, name: str) -> tuple[bool, int]:
        """Whether the fact stands in the line's row, and where."""
        per_line = FIELDS[name].level == LINE
        slots = self.line if per_line else self.declaration
        return per_line, slots.setdefault(name, len(slots))


def prepared(kind: str, value: Value, lists: Lists) -> Any:
    """A written value in the form in which its fact is read: codes in capitals, texts without accents."""
    if isinstance(value, ListRef):
        return frozenset(_like(kind, one) for one in lists.get(value.name, frozenset()))
    if isinstance(value, tuple):
        return tuple(_like(kind, one) if isinstance(one, str) else one for one in value)
    return _like(kind, value) if isinstance(value, str) else value


def _like(kind: str, value: str) -> str:
    return value.upper() if kind == "code" else fold(value)


def test_of(one: Compare, lists: Lists) -> Callable[[Fact], bool]:
    """The comparison as a test of one known fact; an unknown fact fulfils nothing but `is unknown`."""
    if one.operator == "known":
        wanted = bool(one.value)
        return lambda known: (known is not None) == wanted
    return TESTS[one.operator](prepared(FIELDS[one.field].kind, one.value, lists))


TESTS: dict[str, Callable[[Any], Callable[[Any], bool]]] = {
    "=": lambda value: lambda known: known is not None and known == value,
    "!=": lambda value: lambda known: known is not None and known != value,
    "<": lambda value: lambda known: known is not None and known < value,
    "<=": lambda value: lambda known: known is not None and known <= value,
    ">": lambda value: lambda known: known is not None and known > value,
    ">=": lambda value: lambda known: known is not None and known >= value,
    "between": lambda value: lambda known: known is not None and value[0] <= known <= value[1],
    "in": lambda value: lambda known, among=frozenset(value): known in among,  # type: ignore[misc]
    "starts": lambda value: lambda known: known is not None and known.startswith(value),
    "contains": lambda value: _contains(value if isinstance(value, tuple) else (value,)),
}


def _contains(words: tuple[str, ...]) -> Callable[[Any], bool]:
    return lambda known: known is not None and any(word in known for word in words)


def compiled(tree: Tree, slots: Slots, lists: Lists) -> Test:
    """The tree as one closure over a declaration's row and a line's row."""
    match tree:
        case Compare():
            per_line, slot = slots.of(tree.field)
            test = test_of(tree, lists)
            if per_line:
                return lambda d, n: test(n[slot])
            return lambda d, n: test(d[slot])
        case Not(part):
            inner = compiled(part, slots, lists)
            return lambda d, n: not inner(d, n)
        case Quantified(word, part):
            inner = compiled(part, slots, lists)
            if word == ANY:
                return lambda d, n: any(inner(d, one) for one in d[0])
            return lambda d, n: all(inner(d, one) for one in d[0])
        case And(parts):
            return _all([compiled(part, slots, lists) for part in parts])
        case Or(parts):
            return _any([compiled(part, slots, lists) for part in parts])


def _all(tests: list[Test]) -> Test:
    first, *rest = tests
    if not rest:
        return first
    then = _all(rest)
    return lambda d, n: first(d, n) and then(d, n)


def _any(tests: list[Test]) -> Test:
    first, *rest = tests
    if not rest:
        return first
    then = _any(rest)
    return lambda d, n: first(d, n) or then(d, n)


def free_lines(tree: Tree) -> bool:
    """Whether a fact of the line stands outside any and all: then one line must fulfil the whole."""
    match tree:
        case Compare():
            return touches_lines(tree)
        case Not(part):
            return free_lines(part)
        case Quantified():
            return False
        case And(parts) | Or(parts):
            return any(free_lines(part) for part in parts)


class Compiled:
    """One profile ready to judge: first what concerns the declaration, once; then what concerns its lines."""

    def __init__(self, profile: Profile, slots: Slots, lists: Lists) -> None:
        self.profile = profile
        parts = profile.tree.parts if isinstance(profile.tree, And) else (profile.tree,)
        whole = [compiled(part, slots, lists) for part in parts if not free_lines(part)]
        lines = [compiled(part, slots, lists) for part in parts if free_lines(part)]
        self.whole = _all(whole) if whole else None
        self.line = _all(lines) if lines else None

    def hit(self, d: list[Any], numbers: list[int]) -> Hit | None:
        if self.whole is not None and not self.whole(d, []):
            return None
        test = self.line
        if test is None:
            return Hit(self.profile)
        found = tuple([number for number, n in zip(numbers, d[0], strict=True) if test(d, n)])
        return Hit(self.profile, found) if found else None


class ProfileSet:
    """Profiles compiled together: every fact is read once, however many profiles look at it."""

    def __init__(self, profiles: Iterable[Profile], lists: Lists | None = None) -> None:
        self.profiles = tuple(sorted(profiles, key=lambda p: (p.kind != ORDER, p.code, p.version)))
        self.lists: Lists = lists or {}
        self.slots = Slots(declaration={"": 0})  # the first place holds the lines themselves
        self.compiled = tuple(Compiled(profile, self.slots, self.lists) for profile in self.profiles)
        self.version = version_of(self.profiles, self.lists)
        self._declaration = [FIELDS[name].of for name in list(self.slots.declaration)[1:]]
        self._line = [FIELDS[name].of for name in self.slots.line]

    def row(self, facts: GoodsFacts, around: Around) -> list[Any]:
        """The facts of a declaration, its lines in the first place."""
        rows = [[of(facts, line, around) for of in self._line] for line in facts.lines]
        return [rows, *(of(facts, NO_LINE, around) for of in self._declaration)]

    def hits(self, facts: GoodsFacts, around: Around = NOTHING, *, day: date | None = None) -> list[Hit]:
        """The profiles that hold, orders first; with a day, only those in force then and for this office."""
        row, numbers = self.row(facts, around), [line.number for line in facts.lines]
        found = []
        for one in self.compiled:
            profile = one.profile
            if day is not None and not profile.in_force(day) or (profile.offices and facts.office not in profile.offices):
                continue
            if (hit := one.hit(row, numbers)) is not None:
                found.append(hit)
        return found


def version_of(profiles: Iterable[Profile], lists: Lists) -> str:
    """A short name of the exact texts and lists that judged."""
    told = hashlib.sha256()
    for p in profiles:
        told.update(f"{p.code}.{p.version}.{p.lane}.{p.text}\n".encode())
    for name in sorted(lists):
        told.update(f"@{name}:{','.join(sorted(lists[name]))}\n".encode())
    return told.hexdigest()[:12]


#: no profiles at all
EMPTY = ProfileSet(())
