"""The channel of a vehicle: a random draw, then dated rules as data; the highest wins."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from thongquan.core.draw import DIE
from thongquan.core.rule import local_day
from thongquan.core.selection_fields import FIELDS
from thongquan.core.vehicle import VehicleFacts
from thongquan.core.words import Words

CHANNELS = ("none", "document", "physical")

#: all that a declarant learns
CHANNEL_WORDS: dict[str, Words] = {
    "none": Words("Không kiểm tra", "No check", "免检"),
    "document": Words("Kiểm tra hồ sơ", "Documentary check", "单证审核"),
    "physical": Words("Kiểm tra thực tế", "Physical check", "实际查验"),
}


@dataclass(frozen=True)
class Condition:
    """One test on a fact: `field operator value`; see `selection_fields` for both."""

    field: str
    operator: str
    value: Any = None

    def holds(self, facts: VehicleFacts, at: datetime) -> bool:
        """False when the fact is unknown, whatever the operator."""
        known = FIELDS[self.field].of(facts, at)
        return TESTS[self.operator](known, self.value)


def _known(value: Any) -> bool:
    return value is not None and value != ""


TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "is": lambda known, value: known == value,
    "in": lambda known, value: known in value,
    "between": lambda known, value: known is not None and value[0] <= known <= value[1],
    "starts": lambda known, value: isinstance(known, str) and known.startswith(tuple(value) if isinstance(value, list | tuple) else value),
    "at_least": lambda known, value: known is not None and known >= value,
    "at_most": lambda known, value: known is not None and known <= value,
    "present": lambda known, value: _known(known) == bool(value),
}


@dataclass(frozen=True)
class ChannelRule:
    """One version of one rule, in force from `since` to `until` (inclusive, None for open).

    Rules with `random_per_10000` are shares of the uniform draw; `mandatory` ones stand for what law or an
    alert prescribes; all others are profiles written by risk officers. All conditions must hold.
    """

    id: str
    version: int
    since: date
    until: date | None
    channel: str
    conditions: tuple[Condition, ...]
    words: Words
    mandatory: bool = False
    random_per_10000: int = 0

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> ChannelRule:
        """From a stored row that passed `check_rule`."""
        words = row["words"]
        return cls(
            row["code"], row.get("version", 1), as_day(row["since"]) or date.min, as_day(row.get("until")), row["channel"],
            tuple(Condition(c["field"], c["operator"], c.get("value")) for c in row.get("conditions", ())),
            Words(words["vi"], words["en"], words["zh"]), bool(row.get("mandatory")), row.get("random_per_10000") or 0,
        )

    def in_force(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)

    def matches(self, facts: VehicleFacts, at: datetime) -> bool:
        """Whether every condition holds; the draw is not looked at."""
        return all(c.holds(facts, at) for c in self.conditions)

    @property
    def order(self) -> tuple[int, str]:
        """Random shares first, then mandatory rules, then profiles."""
        return (0 if self.random_per_10000 else 1 if self.mandatory else 2, self.id)


@dataclass(frozen=True)
class Reason:
    """Why: for officers only, never for the declarant."""

    rule: str
    rule_version: int
    channel: str
    words: Words


@dataclass(frozen=True)
class Selection:
    """The channel with its reasons, the version of the rule set, and the die that was thrown (0…9999)."""

    channel: str
    reasons: tuple[Reason, ...]
    version: str
    die: int


def select(facts: VehicleFacts, rules: Iterable[ChannelRule], at: datetime, die: int) -> Selection:
    """The channel of this declaration at this moment; the same arguments always give the same answer.

    Random shares lie side by side on the die: the first takes 0 up to its share, the next follows on, so
    that a share with conditions (a stratum) never thins another one. A die outside 0…9999 raises ValueError.
    """
    if not 0 <= die < DIE:
        raise ValueError(f"a die of {die} is not within 0…{DIE - 1}")
    day = local_day(at)
    valid = sorted((r for r in rules if r.in_force(day)), key=lambda r: r.order)
    reasons, drawn = [], 0
    for rule in valid:
        below, drawn = drawn, drawn + rule.random_per_10000
        if rule.random_per_10000 and not below <= die < drawn:
            continue
        if rule.matches(facts, at):
            reasons.append(Reason(rule.id, rule.version, rule.channel, rule.words))
    channel = max((r.channel for r in reasons), key=CHANNELS.index, default="none")
    return Selection(channel, tuple(reasons), version_of(valid), die)


def version_of(rules: Iterable[ChannelRule]) -> str:
    """A short name of the exact set of rule versions."""
    named = ",".join(sorted(f"{r.id}.{r.version}" for r in rules))
    return hashlib.sha256(named.encode()).hexdigest()[:12]


def as_day(value: Any) -> date | None:
    """A day of a stored row; None when there is none or it cannot be read."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date) or value is None:
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
