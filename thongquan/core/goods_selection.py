"""The channel of goods: the die first, then orders, profiles and the model within capacity."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from math import ceil, sqrt
from typing import Any, Protocol

from thongquan.core.draw import DIE
from thongquan.core.goods import CHANNELS, GREEN, RED, TRANSIT, YELLOW, GoodsFacts
from thongquan.core.profiles import ORDER, Hit, ProfileSet
from thongquan.core.profiles_fields import NOTHING, Around
from thongquan.core.rule import DatedLaw, local_day
from thongquan.core.words import Words

REVIEW = "review"
#: compliance level 1: priority enterprises
PRIORITY = 1
#: kinds of reasons in the order in which they are judged
RANDOM, PRESCRIBED, WRITTEN, SCORED, ROOM, LAW, NEWS, HEAD = "random", "order", "profile", "score", "capacity", "law", "news", "override"
SCANNER, OFFICER, ANALYSIS = "scanner", "officer", "analysis"
FORMS: dict[str, Words] = {
    SCANNER: Words("Kiểm tra qua máy soi", "Scanner first", "机检"),
    OFFICER: Words("Công chức kiểm tra trực tiếp", "Officer looks directly", "人工查验"),
    ANALYSIS: Words("Phân tích, kiểm định", "Analysis or appraisal", "化验、鉴定"),
}

CHANNEL_WORDS: dict[str, Words] = {
    GREEN: Words("Luồng xanh", "Green channel", "绿色通道"),
    YELLOW: Words("Luồng vàng: kiểm tra hồ sơ", "Yellow channel: dossier check", "黄色通道：单证审核"),
    RED: Words("Luồng đỏ: kiểm tra thực tế", "Red channel: inspection of goods", "红色通道：查验货物"),
}

WORDS: dict[str, Words] = {
    "RND-R": Words("Chọn ngẫu nhiên để kiểm tra thực tế", "Drawn at random for inspection", "随机抽中查验"),
    "RND-Y": Words("Chọn ngẫu nhiên để kiểm tra hồ sơ", "Drawn at random for a dossier check", "随机抽中单证审核"),
    "RND-P": Words("Chọn ngẫu nhiên để phúc tập sau thông quan", "Drawn at random for review after clearance", "随机抽中通关后复核"),
    "MOD-R": Words("Điểm rủi ro cao, còn năng lực kiểm tra thực tế", "High risk score, with room for inspection", "风险分高，查验能力有余"),
    "MOD-S": Words("Rủi ro hàng cấm cao", "High risk of prohibited goods", "违禁品风险高"),
    "MOD-Y": Words("Điểm rủi ro hồ sơ cao, còn năng lực kiểm tra hồ sơ", "High documentary risk, with room for dossier checks", "单证风险高，审核能力有余"),
    "MOD-P": Words("Điểm rủi ro thuộc nhóm tiếp theo: phúc tập", "The next band of risk scores: review", "风险分属次一档：复核"),
    "CAP-Y": Words("Hết năng lực kiểm tra thực tế tuần này: chuyển kiểm tra hồ sơ", "No room for inspection left this week: dossier check instead",
                   "本周查验能力已满：改为单证审核"),
    "CAP-P": Words("Hết năng lực kiểm tra tuần này: chuyển phúc tập", "No room for checks left this week: review instead", "本周检查能力已满：改为复核"),
    "LAW-T": Words("Hàng vận chuyển độc lập chỉ có luồng xanh và vàng (Thông tư 81/2019 Điều 22.2)",
                   "Independent transport knows only green and yellow (Circular 81/2019 art. 22.2)", "独立运输货物仅设绿、黄通道（81/2019号通知第22.2条）"),
}


@dataclass(frozen=True)
class ScoreReason:
    """One of the model's reasons: its code, how much it weighs, and the sentence with the compared numbers."""

    code: str
    weight: float
    words: Words


@dataclass(frozen=True)
class Score:
    """What a model says: chances of a finding by an inspection and by a dossier check, of prohibited goods,
    and the duty expected if something is found (million đồng)."""

    p_physical: float
    p_document: float
    revenue: float = 0.0
    reasons: tuple[ScoreReason, ...] = ()
    prohibited: float = 0.0
    model: str = ""

    @property
    def physical(self) -> float:
        """Priority of an inspection: p·√E[revenue] (at least one million)."""
        return self.p_physical * sqrt(max(1.0, self.revenue))

    @property
    def document(self) -> float:
        """Priority of a dossier check."""
        return self.p_document * sqrt(max(1.0, self.revenue))


class RiskModel(Protocol):
    """A learning model behind its door; `hash` names exactly which one judged."""

    @property
    def hash(self) -> str:
        """The digest of the model."""

    def score(self, facts: GoodsFacts) -> Score | None:
        """What it says of a declaration; None when it has nothing to say (then rules alone decide)."""


@dataclass(frozen=True)
class Cuts:
    """The scores from which this week's room is filled; None fills nothing."""

    red: float | None = None
    safety: float | None = None
    yellow: float | None = None
    review: float | None = None


@dataclass(frozen=True)
class Budget:
    """What an office can check this week. `red` and `yellow` are whole weeks (None: no limit known).

    `expected` is the number of declarations that come in a week; `scanner` whether one is installed;
    `drift_alarm` whether the model's figures have moved and the uniform draw must be wider.
    """

    office: str = ""
    red: int | None = None
    yellow: int | None = None
    red_used: int = 0
    yellow_used: int = 0
    expected: int = 0
    cuts: Cuts = Cuts()
    scanner: bool = False
    drift_alarm: bool = False

    def room(self, lane: str) -> bool:
        """Whether one more check fits into this week."""
        whole, used = (self.red, self.red_used) if lane == RED else (self.yellow, self.yellow_used)
        return whole is None or used < whole


@dataclass(frozen=True)
class Because:
    """Why: for officers only. `lines` are the lines on which it holds (none for the whole declaration)."""

    kind: str
    code: str
    lane: str
    words: Words
    version: int = 0
    lines: tuple[int, ...] = ()

    def as_row(self) -> dict[str, Any]:
        """As it is stored."""
        return {"kind": self.kind, "code": self.code, "version": self.version, "lane": self.lane, "lines": list(self.lines),
                "words": {"vi": self.words.vi, "en": self.words.en, "zh": self.words.zh}}


@dataclass(frozen=True)
class Chosen:
    """The channel with everything that led to it.

    `drawn` is what the die alone chose (red, yellow, review or ""): such declarations are the unbiased sample.
    `review` marks a green one for the review after clearance; `forms` is how a red one is looked at, in order;
    `urgent` that its goods spoil; `version` names the exact profiles and lists, `model` the exact model.
    """

    channel: str
    reasons: tuple[Because, ...]
    die: int
    drawn: str
    version: str
    model: str = ""
    forms: tuple[str, ...] = ()
    review: bool = False
    urgent: bool = False
    score: Score | None = None

    def rows(self) -> list[dict[str, Any]]:
        """The reasons as they are stored, in rows that only officers read."""
        return [reason.as_row() for reason in self.reasons]

    def as_json(self) -> list[dict[str, Any]]:
        """What may stand on the declaration itself, whose declarant may read it: which set judged, and no reason."""
        return [{"set": self.version}]


@dataclass(frozen=True)
class Shares:
    """The uniform draw in ten-thousandths, side by side on the die: red, yellow, then review."""

    red: int
    yellow: int
    review: int

    def drawn(self, die: int) -> str:
        """What a die of 0…9999 chooses."""
        if die < self.red:
            return RED
        if die < self.red + self.yellow:
            return YELLOW
        return REVIEW if die < self.red + self.yellow + self.review else ""


def shares(budget: Budget, law: DatedLaw, day: date) -> Shares:
    """The uniform shares of a day: red is at least a share of all and a share of the inspection budget; never 0."""
    percent = law.value("selection.random.budget_percent_drift" if budget.drift_alarm else "selection.random.budget_percent", day)
    of_budget = ceil(DIE * budget.red * percent / 100 / budget.expected) if budget.red and budget.expected else 0
    red = max(1, law.value("selection.random.red", day), of_budget)
    return Shares(min(red, DIE // 2), max(1, law.value("selection.random.yellow", day)), max(1, law.value("selection.random.review", day)))


def assess(
    facts: GoodsFacts, *, profiles: ProfileSet, budget: Budget, die: int, model: RiskModel | None, law: DatedLaw, at: datetime,
    around: Around = NOTHING,
) -> Chosen:
    """The channel of this declaration at this moment; the same arguments always give the same answer.

    `die` is 0…9999 of the recorded draw (ValueError outside). Orders hold for everybody; priority enterprises meet
    profiles and model never, only the uniform draw. Without a model the rules alone decide.
    """
    if not 0 <= die < DIE:
        raise ValueError(f"a die of {die} is not within 0…{DIE - 1}")
    day = local_day(at)
    drawn = shares(budget, law, day).drawn(die)
    reasons = [*_drawn(drawn), *_written(facts, profiles.hits(facts, around, day=day), budget)]
    score = model.score(facts) if model is not None and facts.trader.grade != PRIORITY else None
    if score is not None:
        reasons += _filled(score, budget, strictest(reasons))
    if facts.direction == TRANSIT and strictest(reasons) == RED:
        reasons.append(Because(LAW, "LAW-T", YELLOW, WORDS["LAW-T"]))
    channel = YELLOW if any(r.kind == LAW for r in reasons) else strictest(reasons)
    return Chosen(
        channel, tuple(reasons), die, drawn, profiles.version, score.model if score else "", forms_of(channel, reasons, profiles, budget),
        review=channel == GREEN and any(r.lane == REVIEW for r in reasons), urgent=facts.perishable, score=score)


def strictest(reasons: Sequence[Because]) -> str:
    """The strictest channel among reasons; a review is no channel."""
    return max((r.lane for r in reasons if r.lane in CHANNELS), key=CHANNELS.index, default=GREEN)


def _drawn(drawn: str) -> list[Because]:
    code = {RED: "RND-R", YELLOW: "RND-Y", REVIEW: "RND-P"}.get(drawn)
    return [Because(RANDOM, code, drawn, WORDS[code])] if code else []


def _written(facts: GoodsFacts, hits: Sequence[Hit], budget: Budget) -> list[Because]:
    """Orders as they are; profiles within what the office can do, except for priority enterprises."""
    reasons = []
    for hit in hits:
        profile = hit.profile
        if profile.kind == ORDER:
            reasons.append(Because(PRESCRIBED, profile.code, profile.lane, profile.words, profile.version, hit.lines))
        elif facts.trader.grade != PRIORITY:
            lane = within(profile.lane, budget)
            reasons.append(Because(WRITTEN, profile.code, lane, profile.words, profile.version, hit.lines))
            if lane != profile.lane:
                code = "CAP-Y" if lane == YELLOW else "CAP-P"
                reasons.append(Because(ROOM, code, lane, WORDS[code], profile.version))
    return reasons


def within(lane: str, budget: Budget) -> str:
    """The strictest lane up to `lane` that still has room this week; the review after clearance always has."""
    if lane == RED and not budget.room(RED):
        lane = YELLOW
    return REVIEW if lane == YELLOW and not budget.room(YELLOW) else lane


def _filled(score: Score, budget: Budget, so_far: str) -> list[Because]:
    """What the model adds where room is left: red, yellow, or the review for the next band."""
    cuts, already = budget.cuts, CHANNELS.index(so_far)
    offers = (
        (RED, "MOD-S", score.prohibited, cuts.safety), (RED, "MOD-R", score.physical, cuts.red), (YELLOW, "MOD-Y", score.document, cuts.yellow),
    )
    for lane, code, worth, cut in offers:
        if cut is not None and worth >= cut and budget.room(lane) and CHANNELS.index(lane) > already:
            return [Because(SCORED, code, lane, WORDS[code]), *(_because(reason, lane) for reason in score.reasons[:3])]
    if so_far == GREEN and cuts.review is not None and max(score.physical, score.document) >= cuts.review:
        return [Because(SCORED, "MOD-P", REVIEW, WORDS["MOD-P"])]
    return []


def _because(reason: ScoreReason, lane: str) -> Because:
    return Because(SCORED, reason.code, lane, reason.words)


def forms_of(channel: str, reasons: Sequence[Because], profiles: ProfileSet, budget: Budget) -> tuple[str, ...]:
    """How red goods are looked at: what a profile asks for, after the scanner where one is installed."""
    if channel != RED:
        return ()
    named = {(r.code, r.version) for r in reasons}
    asked = [p.form for p in profiles.profiles if p.form and (p.code, p.version) in named]
    first = [SCANNER] if budget.scanner else []
    return tuple(dict.fromkeys([*first, *asked])) or (OFFICER,)


def stricter(before: str, now: Chosen) -> bool:
    """Whether new information makes the channel stricter; only that happens by itself."""
    return CHANNELS.index(now.channel) > CHANNELS.index(before)


def unseen(now: Chosen, held: Iterable[Mapping[str, Any]], only: frozenset[str] | None = None) -> Chosen:
    """The choice by those reasons alone that no earlier decision held (`held`: reasons as stored), of these codes where `only` names some.

    The die, the week's room and what the law makes of a red one are never new by themselves, and the model's sentences are
    as new as what it offers (`MOD-…`); a lighter lane than it offered before, as when the room for the stricter one is used up, is no new offer.
    """
    known: dict[tuple[str, int], set[int]] = {}
    offers = [GREEN]
    for row in held:
        known.setdefault((row["code"], row["version"]), set()).update(row["lines"] or (0,))
        offers += [row["lane"]] if _offers(row["kind"], row["code"]) and row["lane"] in CHANNELS else []
    most = max(map(CHANNELS.index, offers))
    fresh = [r for r in now.reasons if r.kind not in (RANDOM, ROOM, LAW) and not set(r.lines or (0,)) <= known.get((r.code, r.version), set())]
    offered = any(_offers(r.kind, r.code) and r.lane in CHANNELS and CHANNELS.index(r.lane) >= most for r in fresh)
    reasons = tuple(r for r in fresh if (only is None or r.code in only) and (offered or r.kind != SCORED))
    law = tuple(r for r in now.reasons if r.kind == LAW) if strictest(reasons) == RED else ()
    channel = YELLOW if law else strictest(reasons)
    return replace(now, channel=channel, reasons=(*reasons, *law), forms=now.forms if channel == RED else (), review=False)


def _offers(kind: str, code: str) -> bool:
    return kind == SCORED and code.startswith("MOD-")


@dataclass(frozen=True)
class Seen:
    """Last weeks' scores of an office, from which the cuts of this week follow."""

    physical: Sequence[float] = field(default=())
    document: Sequence[float] = field(default=())
    prohibited: Sequence[float] = field(default=())


def cuts_of(seen: Seen, budget: Budget, *, safety_percent: float = 10, review_band: float = 2) -> Cuts:
    """The scores above which the room left this week is filled, by the expected rate.

    Of `expected` declarations as many as the room takes should pass the cut: the quantile of recent scores. A tenth
    of the inspections is kept for prohibited goods, and the next band (twice the room) goes to the review.
    """
    if not seen.physical or not budget.expected:
        return Cuts()
    red = max(0, (budget.red or 0) - budget.red_used) / budget.expected
    yellow = max(0, (budget.yellow or 0) - budget.yellow_used) / budget.expected
    safe = red * safety_percent / 100
    most = [max(pair) for pair in zip(seen.physical, seen.document, strict=True)]
    return Cuts(quantile(seen.physical, red - safe), quantile(seen.prohibited, safe), quantile(seen.document, yellow),
                quantile(most, min(1.0, review_band * (red + yellow))))


def quantile(scores: Sequence[float], share: float) -> float | None:
    """The score that this share of them reaches; None for no share, no scores, or a score of nothing."""
    if share <= 0 or not scores:
        return None
    ordered = sorted(scores, reverse=True)
    reached = ordered[min(len(ordered) - 1, max(0, ceil(share * len(ordered)) - 1))]
    return reached if reached > 0 else None
