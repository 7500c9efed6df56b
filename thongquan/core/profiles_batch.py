"""Trying profiles on history: each comparison once over all lines, as bitmaps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import compress
from math import sqrt
from typing import Any

from thongquan.core.goods import CHANNELS, GREEN, GoodsFacts
from thongquan.core.profiles import ANY, NO_LINE, Lists, Profile, free_lines, test_of
from thongquan.core.profiles_check import without_lists
from thongquan.core.profiles_fields import FIELDS, LINE, NOTHING, Around
from thongquan.core.profiles_language import And, Compare, ListRef, Not, Or, Quantified, Tree

#: "0"/"1" as characters to 0/1 as numbers, for `compress`
_TRUTH = bytes(1 if code == ord("1") else 0 for code in range(256))


@dataclass(frozen=True)
class Past:
    """One declaration of the past: its facts, the channel it had, and what a check found (None: not checked)."""

    facts: GoodsFacts
    channel: str = GREEN
    found: bool | None = None
    around: Around = NOTHING


class Columns:
    """History by columns. Bit n of a bitmap is line n, the first line the highest bit; a row stands for one line."""

    def __init__(self, history: Sequence[Past]) -> None:
        self.history = history
        self.owner = [n for n, past in enumerate(history) for _line in past.facts.lines]
        self.size = len(self.owner)
        self.full = (1 << self.size) - 1
        self._columns: dict[str, tuple[list[Any], list[int]]] = {}
        self._bitmaps: dict[tuple[str, str, Any], int] = {}

    def column(self, name: str) -> tuple[list[Any], list[int]]:
        """The different values of a fact, and for every line the place of its value among them."""
        if name not in self._columns:
            places: dict[Any, int] = {}
            codes = [places.setdefault(value, len(places)) for value in self._values(name)]
            self._columns[name] = (list(places), codes)
        return self._columns[name]

    def _values(self, name: str) -> Iterable[Any]:
        known = FIELDS[name]
        if known.level == LINE:
            return (known.of(past.facts, line, past.around) for past in self.history for line in past.facts.lines)
        whole = [known.of(past.facts, NO_LINE, past.around) for past in self.history]
        return (whole[n] for n in self.owner)

    def compared(self, one: Compare, lists: Lists) -> int:
        """The lines on which a comparison holds; each comparison is worked out once."""
        key = (one.field, one.operator, lists.get(one.value.name) if isinstance(one.value, ListRef) else one.value)
        if key not in self._bitmaps:
            values, codes = self.column(one.field)
            test = test_of(one, lists)
            signs = bytes(49 if test(value) else 48 for value in values)
            self._bitmaps[key] = self._bitmap(bytes(map(signs.__getitem__, codes)))
        return self._bitmaps[key]

    def _bitmap(self, signs: bytes) -> int:
        return int(signs, 2) if signs else 0

    def declarations(self, bitmap: int) -> set[int]:
        """The places in history of the declarations whose lines are marked."""
        if not bitmap:
            return set()
        signs = format(bitmap, f"0{self.size}b").encode().translate(_TRUTH)
        return set(compress(self.owner, signs))

    def spread(self, bitmap: int) -> int:
        """All lines of every declaration that has a marked one."""
        found = self.declarations(bitmap)
        signs = bytes(49 if n in found else 48 for n in range(len(self.history)))
        return self._bitmap(bytes(map(signs.__getitem__, self.owner)))

    def marked(self, tree: Tree, lists: Lists) -> int:
        """The lines on which a tree holds."""
        match tree:
            case Compare():
                return self.compared(tree, lists)
            case Not(part):
                return self.full ^ self.marked(part, lists)
            case Quantified(word, part):
                inner = self.marked(part, lists)
                return self.spread(inner) if word == ANY else self.full ^ self.spread(self.full ^ inner)
            case And(parts):
                found = self.full
                for part in parts:
                    found &= self.marked(part, lists)
                return found
            case Or(parts):
                found = 0
                for part in parts:
                    found |= self.marked(part, lists)
                return found

    def hits(self, tree: Tree, lists: Lists) -> set[int]:
        """The places in history of the declarations that a tree catches, as `ProfileSet.hits` would."""
        if isinstance(tree, And) and not all(free_lines(part) for part in tree.parts):
            whole = [part for part in tree.parts if not free_lines(part)]
            lines = [part for part in tree.parts if free_lines(part)]
            caught = self.declarations(self.marked(And(tuple(whole)), lists))
            return caught & self.declarations(self.marked(And(tuple(lines)), lists)) if lines else caught
        return self.declarations(self.marked(tree, lists))


@dataclass(frozen=True)
class Tried:
    """What a profile would have done: counts of declarations, of checked ones and of findings among them.

    `raised` would have come into a stricter channel; `rest` is what its conditions catch without their lists;
    `busiest` is the heaviest week of one office. `rate`, `low` and `high` are percent (Wilson, 95 %).
    """

    code: str
    version: int
    looked_at: int
    hits: int
    raised: int
    checked: int
    found: int
    base_checked: int
    base_found: int
    rest: int
    busiest: int
    examples: tuple[str, ...] = field(default=())

    @property
    def rate(self) -> float | None:
        return 100 * self.found / self.checked if self.checked else None

    @property
    def base_rate(self) -> float | None:
        return 100 * self.base_found / self.base_checked if self.base_checked else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Between which percentages the true hit rate lies."""
        return wilson(self.found, self.checked) if self.checked else None


def wilson(found: int, of: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson's interval of a share, in percent."""
    share = found / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    width = z / (1 + z * z / of) * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return 100 * max(0.0, middle - width), 100 * min(1.0, middle + width)


#: the conditions beside a list must leave out at least a tenth of the traffic, or the list is the sole ground
MOST_REST = Decimal("0.9")


def list_alone(tried: Tried) -> bool:
    """Whether the conditions beside the list say next to nothing, so that the list decides by itself."""
    return tried.rest > tried.looked_at * MOST_REST and tried.hits < tried.rest


def back_test(profiles: Iterable[Profile], columns: Columns, lists: Lists | None = None) -> list[Tried]:
    """Every profile on all of history."""
    base = [past.found for past in columns.history if past.found is not None]
    return [_tried(profile, columns, lists or {}, len(base), sum(base)) for profile in profiles]


def _tried(profile: Profile, columns: Columns, lists: Lists, base_checked: int, base_found: int) -> Tried:
    history = columns.history
    meant = {n for n, past in enumerate(history) if past.facts.office in profile.offices} if profile.offices else None

    def caught(tree: Tree | bool) -> set[int]:
        found = columns.hits(tree, lists) if not isinstance(tree, bool) else set(range(len(history))) if tree else set()
        return found if meant is None else found & meant

    hits = caught(profile.tree)
    without = without_lists(profile.tree)
    rest = hits if without is profile.tree else caught(without)
    known = [past.found for n in hits if (past := history[n]).found is not None]
    strict = CHANNELS.index(profile.lane)
    raised = sum(1 for n in hits if CHANNELS.index(history[n].channel) < strict)
    examples = tuple(history[n].facts.number for n in sorted(hits, reverse=True)[:10])
    looked_at = len(history) if meant is None else len(meant)
    return Tried(profile.code, profile.version, looked_at, len(hits), raised, len(known), sum(known), base_checked,
                 base_found, len(rest), _busiest(history, hits), examples)


def _busiest(history: Sequence[Past], hits: set[int]) -> int:
    weeks: dict[tuple[str, int, int], int] = {}
    for n in hits:
        facts = history[n].facts
        at = facts.registered_at or facts.declared_at
        if at is not None:
            year, week, _day = at.isocalendar()
            weeks[facts.office, year, week] = weeks.get((facts.office, year, week), 0) + 1
    return max(weeks.values(), default=0)
