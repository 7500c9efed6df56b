"""Goods profiles: written conditions compiled to code, judged on one declaration."""

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


#: a comparison as an expression over a known fact; an unknown fact fulfils nothing but `is unknown`
TESTS = {
    "known": "({0} is not None) == {1}",
    "=": "{0} is not None and {0} == {1}",
    "!=": "{0} is not None and {0} != {1}",
    "<": "{0} is not None and {0} < {1}",
    "<=": "{0} is not None and {0} <= {1}",
    ">": "{0} is not None and {0} > {1}",
    ">=": "{0} is not None and {0} >= {1}",
    "between": "{0} is not None and {1}[0] <= {0} <= {1}[1]",
    "in": "{0} in {1}",
    "starts": "{0} is not None and {0}.startswith({1})",
    "contains": "{0} is not None and any(word in {0} for word in {1})",
}


def kept(one: Compare, lists: Lists) -> Any:
    """The value of a comparison as its test wants it."""
    if one.operator == "known":
        return bool(one.value)
    value = prepared(FIELDS[one.field].kind, one.value, lists)
    if one.operator == "in":
        return frozenset(value)
    return (value,) if one.operator == "contains" and not isinstance(value, tuple) else value


def test_of(one: Compare, lists: Lists) -> Callable[[Fact], bool]:
    """The comparison as a test of one known fact."""
    test: Callable[[Fact], bool] = eval(f"lambda known: {TESTS[one.operator].format('known', 'value')}", {"value": kept(one, lists)})
    return test


@dataclass
class Writer:
    """Writes conditions as Python expressions over a declaration's row `d` and a line's row `n`.

    What an officer wrote never becomes part of the text: every value is bound to a name of ours.
    """

    slots: Slots
    lists: Lists
    bound: dict[str, Any] = field(default_factory=dict)

    def expression(self, tree: Tree) -> str:
        match tree:
            case Compare():
                per_line, slot = self.slots.of(tree.field)
                name, row = f"v{len(self.bound)}", "n" if per_line else "d"
                self.bound[name] = kept(tree, self.lists)
                return f"({TESTS[tree.operator].format(f'{row}[{slot}]', name)})"
            case Not(part):
                return f"(not {self.expression(part)})"
            case Quantified(word, part):
                return f"{word}({self.expression(part)} for n in d[0])"
            case And(parts):
                return f"({' and '.join(map(self.expression, parts))})"
            case Or(parts):
                return f"({' or '.join(map(self.expression, parts))})"


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
        writer = Writer(slots, lists)
        whole = [writer.expression(part) for part in parts if not free_lines(part)]
        lines = [writer.expression(part) for part in parts if free_lines(part)]
        self.of_lines = bool(lines)
        found = f"[number for number, n in zip(numbers, d[0]) if {' and '.join(lines)}]" if lines else "True"
        text = f"lambda d, numbers: {' and '.join([*whole, found])}"
        self.test: Callable[[list[Any], list[int]], Any] = eval(compile(text, f"profile {profile.code}", "eval"), writer.bound)

    def hit(self, d: list[Any], numbers: list[int]) -> Hit | None:
        found = self.test(d, numbers)
        return Hit(self.profile, tuple(found) if self.of_lines else ()) if found else None


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
