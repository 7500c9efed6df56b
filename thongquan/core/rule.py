"""One rule of law: when it is judged, where it is written, what it says and what to do next."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, Protocol

from thongquan.core.plates import read
from thongquan.core.refused import Finding
from thongquan.core.traced import number
from thongquan.core.words import Words

#: every gate of the country keeps this clock (no daylight saving)
VIETNAM_TIME = timezone(timedelta(hours=7), "UTC+7")

#: the decree's day of force; the default beginning of a rule
DECREE_08_2015 = date(2015, 3, 15)
DECREE_59_2018 = date(2018, 6, 5)


class DatedLaw(Protocol):
    """The dated catalogue as rules see it."""

    def value(self, key: str, on: date) -> Any:
        """The parameter `key` in force on the day `on`."""


@dataclass(frozen=True)
class Citation:
    """Where a rule is written. `place` is an article of `catalog/articles.json`; empty when believed."""

    text: str
    place: str = ""
    believed: bool = False

    def __post_init__(self) -> None:
        if bool(self.place) == self.believed:
            raise ValueError(f"{self.text}: either a place or believed")


@dataclass(frozen=True)
class Moment:
    """The judging moment with the law of its day."""

    at: datetime
    law: DatedLaw

    @property
    def today(self) -> date:
        return local_day(self.at)

    def value(self, key: str) -> Any:
        """A legal parameter as of today."""
        return self.law.value(key, self.today)


@dataclass(frozen=True)
class Hit:
    """One place where a rule is broken; an empty pointer means the rule's own."""

    values: dict[str, Any] = field(default_factory=dict)
    pointer: str = ""


Check = Callable[[Any, Moment], Iterable[Hit]]


def hit(pointer: str = "", **values: Any) -> Hit:
    """A broken place with the values of the sentence."""
    return Hit(values, pointer)


@dataclass(frozen=True)
class Rule:
    """A rule. It is silent before `since` and after `until`; `blocks` false makes it a warning."""

    code: str
    steps: tuple[str, ...]
    cites: Citation
    says: Words
    do: Words
    check: Check
    pointer: str = ""
    blocks: bool = True
    since: date = DECREE_08_2015
    until: date = date.max

    @property
    def step(self) -> str:
        """The first step at which the rule is judged."""
        return self.steps[0]

    def in_force(self, day: date) -> bool:
        return self.since <= day <= self.until

    def judge(self, facts: Any, now: Moment) -> Iterator[Finding]:
        """What this rule finds, with values that may be stored as JSON."""
        for found in self.check(facts, now):
            yield Finding(self.code, found.pointer or self.pointer, plain(found.values), self.blocks)


@dataclass
class RuleBook:
    """Rules by code, in the order in which they are judged and printed."""

    rules: dict[str, Rule] = field(default_factory=dict)

    def rule(self, code: str, **rest: Any) -> Callable[[Check], Check]:
        """Writes the decorated check down under `code`; a code is written once."""

        def write_down(check: Check) -> Check:
            self.add(Rule(code=code, check=check, **rest))
            return check

        return write_down

    def add(self, rule: Rule) -> None:
        if rule.code in self.rules:
            raise ValueError(f"rule {rule.code} is written twice")
        self.rules[rule.code] = rule

    def judge(self, step: str, facts: Any, law: DatedLaw, at: datetime) -> list[Finding]:
        """All findings of the rules of `step` on the day of `at`, the blocking ones first."""
        now = Moment(at, law)
        today = now.today
        found = [
            finding
            for rule in self.rules.values() if step in rule.steps and rule.in_force(today)
            for finding in rule.judge(facts, now)
        ]
        return sorted(found, key=lambda finding: not finding.blocks)

    def sentence(self, finding: Finding, language: str) -> str:
        """What is wrong, with its values, in `language`."""
        return self.rules[finding.code].says.say(language, spoken(finding.values, language))

    def advice(self, finding: Finding, language: str) -> str:
        """What to do next, in `language`."""
        return self.rules[finding.code].do.say(language, spoken(finding.values, language))


def local_day(at: datetime) -> date:
    """The calendar day at the gate."""
    return at.astimezone(VIETNAM_TIME).date()


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as JSON can keep them: words as their three languages, times in ISO 8601."""
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Words):
        return {"vi": value.vi, "en": value.en, "zh": value.zh}
    if isinstance(value, datetime):
        return value.astimezone(VIETNAM_TIME).isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d:\d\d)\S*)?", re.ASCII)


#: values of a sentence that are amounts and quantities, never a number of something
FIGURES = frozenset({"sum", "total", "gap", "product", "computed", "freight", "gross", "net", "price", "left", "needed", "quantity", "value"})
_FIGURE = re.compile(r"-?\d{1,24}(\.\d{1,12})?", re.ASCII)


def spoken(values: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Stored values as people of `language` read them."""
    return {name: _painted(value) if name == "plate" and isinstance(value, str) else _figure(value, language[:2]) if name in FIGURES
            else _spoken(value, language[:2]) for name, value in values.items()}


def _figure(value: Any, language: str) -> Any:
    """An amount with the marks of the language."""
    return number(Decimal(str(value)), language) if _FIGURE.fullmatch(str(value)) else _spoken(value, language)


def _painted(plate: str) -> str:
    """As it is painted. An army plate and the registration of a craft are alike, so both stay as they are."""
    found = read(plate)
    return plate if found.kind == "army" else found.printed


def _spoken(value: Any, language: str) -> Any:
    value = _plain(value)
    if isinstance(value, Mapping):
        return value.get(language, value.get("vi", ""))
    if isinstance(value, list | tuple):
        return ("、" if language == "zh" else ", ").join(str(_spoken(v, language)) for v in value)
    if isinstance(value, str) and _ISO.fullmatch(value) and (iso := _ISO.fullmatch(_at_home(value))):
        return _spoken_time(iso, language)
    return value


def _at_home(text: str) -> str:
    """A moment kept with another offset as the same moment in Việt Nam; a bare day or hour stays as it is."""
    try:
        moment = datetime.fromisoformat(text)
        return text if moment.tzinfo is None else str(_plain(moment))
    except (ValueError, OverflowError):
        return text


def _spoken_time(iso: re.Match[str], language: str) -> str:
    year, month, day, clock = iso.groups()
    if language == "zh":
        spelt = f"{year}年{int(month)}月{int(day)}日"
        return f"{spelt} {clock}" if clock else spelt
    if language == "en":
        spelt = f"{int(day)} {_MONTHS[int(month) - 1]} {year}"
        return f"{clock} on {spelt}" if clock else spelt
    spelt = f"{day}/{month}/{year}"
    return f"{clock} ngày {spelt}" if clock else spelt
