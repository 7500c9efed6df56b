"""Who kept a declaration waiting: the log's own acts cut into spans, each with its party."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from thongquan.core.canonical import canonical
from thongquan.core.digits import natural
from thongquan.core.evidence import moment
from thongquan.core.promise import AGENCY, BANK, CLOCKS, CUSTOMS, MACHINE, SYSTEM, TRANSFER, YOU
from thongquan.core.words import Words

PARTIES: dict[str, Words] = {
    SYSTEM: Words("Hệ thống", "The system", "系统"),
    AGENCY: Words("Cơ quan chuyên ngành", "A ministry's agency", "主管部门"),
    CUSTOMS: Words("Hải quan", "Customs", "海关"),
    BANK: Words("Ngân hàng", "The bank", "银行"),
    YOU: Words("Người khai", "The declarant", "申报人"),
}
#: act of the log -> the clock that runs from then on; an empty one ends all clocks
STARTS: dict[str, str] = {
    "goods.register": "channel", "goods.ask": "answer", "goods.answer": "dossier", "goods.to_dossier": "dossier", "inspection.order": "slot",
    "inspection.begin": "inspection", "goods.hold": "hold", "goods.to_storage": "storage", "goods.clear": "", "goods.release": "",
    "goods.refuse": "", "goods.cancel": "", "goods.lapse": "",
}
#: act -> what runs from then on, when one of these clocks runs; otherwise it changes nothing
_FROM: dict[str, tuple[frozenset[str], str]] = {
    "inspection.present": (frozenset({"slot", "bring"}), "inspection"), "inspection.slot": (frozenset({"slot"}), "bring"),
    "payment.send": (frozenset({"tax"}), "bank"), "payment.failed": (frozenset({"bank"}), "tax"), "goods.paid": (frozenset({"tax", "bank"}), "clearing"),
}
#: after these the goods wait for a ministry, for the tax, or for the platform alone
_DECIDED = frozenset({"goods.agree", "goods.unhold", "goods.countersign"})
_ANSWERED = frozenset({"licence.settle", "licence.settle_by_hand", "licence.let_go_on"})
_CHECKED = {"yellow": "dossier", "red": "slot"}
#: whose turn each clock is
WHOSE: dict[str, str] = {
    "channel": SYSTEM, "clearing": SYSTEM, "dossier": CUSTOMS, "slot": CUSTOMS, "inspection": CUSTOMS, "hold": CUSTOMS, "storage": CUSTOMS, "sign": CUSTOMS,
    "licence": AGENCY, "bank": BANK, "answer": YOU, "bring": YOU, "tax": YOU,
}
#: how long the platform and the bank may take; the law's terms come as an argument
USUAL = {"channel": MACHINE, "clearing": MACHINE, "bank": TRANSFER}


@dataclass(frozen=True)
class Act:
    """One act of the log: when, what, with which facts."""

    at: datetime
    action: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Span:
    """A stretch with one clock; `allowed` is its term in working or calendar time as `spent` is measured, None where there is none."""

    clock: str
    start: datetime
    end: datetime
    spent: timedelta
    allowed: timedelta | None = None

    @property
    def party(self) -> str:
        return WHOSE[self.clock]

    @property
    def over(self) -> timedelta:
        """By how much the term was passed; nothing where there is no term."""
        return max(self.spent - self.allowed, timedelta()) if self.allowed is not None else timedelta()

    @property
    def words(self) -> Words:
        return CLOCKS[self.clock]


Measure = Callable[[str, datetime, datetime], timedelta]


def spans(acts: Iterable[Act], *, until: datetime, measure: Measure, terms: Mapping[str, timedelta]) -> tuple[Span, ...]:
    """The life of a declaration from its registration to `until` as stretches without a gap, neighbours of one clock joined.

    `measure` tells how much of a stretch counts for a clock (working time of the office for customs' own clocks); `terms`
    are the law's.
    """
    marks = _marks(sorted(acts, key=lambda act: act.at), until)
    found: list[Span] = []
    for (start, clock), (end, _next) in zip(marks, [*marks, (until, "")][1:], strict=True):
        if not clock or end <= start:
            continue
        if found and found[-1].clock == clock and found[-1].end == start:
            found[-1] = replace(found[-1], end=end)
        else:
            found.append(Span(clock, start, end, timedelta()))
    return _counted([replace(span, spent=measure(span.clock, span.start, span.end)) for span in found], {**USUAL, **terms})


def _counted(found: list[Span], allowed: Mapping[str, timedelta]) -> tuple[Span, ...]:
    """A clock that stood still and ran on has one term: what earlier stretches used is gone."""
    left = dict(allowed)
    told = []
    for span in found:
        term = left.get(span.clock)
        told.append(replace(span, allowed=term))
        if term is not None:
            left[span.clock] = max(term - span.spent, timedelta())
    return tuple(told)


def _marks(acts: list[Act], until: datetime) -> list[tuple[datetime, str]]:
    """From when on which clock runs; acts that start none change nothing."""
    now, marks = _Now(), []
    for act in acts:
        if act.at > until:
            break
        before = now.clock
        now.hear(act)
        if now.clock != before:
            marks.append((act.at, now.clock))
    return marks


@dataclass
class _Now:
    """The clock that runs, whether the tax is paid, whether a ministry's answer is awaited."""

    clock: str = ""
    paid: bool = False
    awaited: bool = False

    def hear(self, act: Act) -> None:
        """One more act of the log."""
        self.paid = (self.paid or act.action == "goods.paid") and act.action != "payment.order"
        self.awaited = (self.awaited or act.action == "licence.wait") and act.action not in _ANSWERED
        here, then = _FROM.get(act.action, (frozenset(), ""))
        if self.clock in here and act.facts.get("final", True):
            self.clock = then
        elif act.action in STARTS:
            self.clock = STARTS[act.action]
        elif act.action in _DECIDED or (act.action in _ANSWERED and self.clock == "licence"):
            self.clock = self.settled
        elif act.action in ("goods.channel", "goods.rechannel"):
            self.clock = _CHECKED.get(str(act.facts.get("channel", "")), self.settled)
        elif act.action == "inspection.record":
            self.clock = self.settled if act.facts.get("outcome", "agrees") == "agrees" else "dossier"

    @property
    def settled(self) -> str:
        """What goods wait for that customs has nothing against."""
        return "licence" if self.awaited else "clearing" if self.paid else "tax"


def by_party(found: Iterable[Span]) -> dict[str, timedelta]:
    """Time each party had the goods waiting on it, as measured; parties without any left out."""
    told: dict[str, timedelta] = {}
    for span in found:
        told[span.party] = told.get(span.party, timedelta()) + span.spent
    return {party: told[party] for party in PARTIES if told.get(party)}


def faults(found: Iterable[Span]) -> dict[str, timedelta]:
    """Time beyond the term by party; the certificate says that this delay was that party's."""
    told: dict[str, timedelta] = {}
    for span in found:
        if span.over:
            told[span.party] = told.get(span.party, timedelta()) + span.over
    return {party: told[party] for party in PARTIES if party in told}


@dataclass(frozen=True)
class Certificate:
    """What a proof of delay says: the declaration, until when, the spans; its digest is what the log seals."""

    declaration: str
    registered_at: datetime
    until: datetime
    spans: tuple[Span, ...]

    def plain(self) -> dict[str, Any]:
        """As the log tells it; seconds are whole."""
        return {
            "declaration": self.declaration, "registered": moment(self.registered_at), "until": moment(self.until),
            "spans": [{"clock": s.clock, "party": s.party, "from": moment(s.start), "to": moment(s.end), "spent": int(s.spent.total_seconds()),
                       "over": int(s.over.total_seconds())} for s in self.spans],
        }

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical form, hexadecimal."""
        return hashlib.sha256(canonical(self.plain())).hexdigest()


#: signs of the digest that stand in the number: a guess among 2^40 is no number of ours
SIGNS = 10


def number_of(event: int, year: int, digest: str) -> str:
    """`XN26-184201-3F09AC51D2`: year, event of the log, beginning of the digest."""
    return f"XN{year % 100:02d}-{event}-{digest[:SIGNS].upper()}"


def event_of(number: str) -> tuple[int, str] | None:
    """The event and the beginning of the digest that a number names; None when it is no number of ours."""
    head, _, rest = number.strip().upper().partition("-")
    event, _, digest = rest.partition("-")
    named = natural(event)
    well = head[:2] == "XN" and natural(head[2:]) is not None and len(digest) == SIGNS
    return (named, digest.lower()) if well and named is not None else None
