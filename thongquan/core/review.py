"""Which cleared declarations are reviewed (phúc tập), and which reviews are looked at twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from thongquan.core.draw import DIE, below
from thongquan.core.goods import GREEN
from thongquan.core.profiles_batch import wilson
from thongquan.core.rule import DatedLaw
from thongquan.core.words import Words

WHY: dict[str, Words] = {
    "band": Words("Theo mức rủi ro sau thông quan", "By risk band after clearance", "按通关后风险等级"),
    "profile": Words("Theo tiêu chí, hết năng lực kiểm tra trước thông quan", "By a profile, with no room for a check before clearance",
                     "按布控规则，通关前查验能力已满"),
    "wanted": Words("Theo yêu cầu khi phân luồng", "Asked for when the channel was chosen", "通道选定时要求"),
    "post_check": Words("Chờ kiểm tra tài liệu của bộ ngành sau thông quan", "A ministry's document is to be checked afterwards", "部委单证事后核查"),
    "random": Words("Ngẫu nhiên", "At random", "随机"),
    "sister": Words("Cùng mẫu với tờ khai đã phát hiện sai", "Like a declaration found wrong", "与已查出问题的报关单相似"),
    "blind": Words("Phúc tập lần hai, độc lập", "Blind second review", "独立二次复核"),
}
BANDS: dict[str, Words] = {
    "high": Words("Rủi ro cao", "High risk", "高风险"),
    "medium": Words("Rủi ro vừa", "Medium risk", "中风险"),
    "low": Words("Rủi ro thấp", "Low risk", "低风险"),
    "": Words("Không theo mức", "No band", "无等级"),
}


@dataclass(frozen=True)
class Why:
    """The ground of a review and its band (high, medium, low; empty where no model judged)."""

    kind: str
    band: str = ""


@dataclass(frozen=True)
class Known:
    """What the decisions on the channel leave for the review.

    `die` is the recorded one, `drawn` whether it alone chose the review, `asked` why else it was booked (`band`, `profile`,
    or nothing), `chance` the champion's word that a check finds something, 0…1; None where no model judged.
    """

    die: int | None = None
    drawn: bool = False
    asked: str = ""
    chance: float | None = None


def band_of(chance: float | None, law: DatedLaw, on: date) -> str:
    """The band of a chance of a finding; without one there is none."""
    if chance is None:
        return ""
    return next((band for band in ("high", "medium") if 100 * chance >= law.value(f"review.band.{band}", on)), "low")


def chosen(known: Known, *, channel: str, wanted: bool, post_check: bool, law: DatedLaw, on: date) -> Why | None:
    """Why a cleared declaration is reviewed; None when it is not.

    The uniform draw goes before everything, so that what it chose stays a fair sample whatever the score. The upper end of the
    die is the review's own share, so that the random red and the random review are never the same draw; the share of a band
    is a longer piece of the same end, for goods that nobody looked at before they were cleared.
    """
    band = band_of(known.chance, law, on)
    end = DIE if known.die is None else DIE - known.die
    if known.drawn or end <= law.value("review.random.per_10000", on):
        return Why("random", band)
    if post_check:
        return Why("post_check", band)
    if wanted:
        return Why(known.asked or "wanted", band)
    if channel == GREEN and band in ("high", "medium") and end <= law.value(f"review.share.{band}.per_10000", on):
        return Why("band", band)
    return None


def lot_of(seed: bytes, case: int) -> int:
    """The number 0…9999 of a decided review, from the seed of its team's dice on the day of the decision.

    That seed is nobody's to know before its epoch is revealed: a reviewer cannot foresee whether somebody looks after him,
    and once it is revealed anybody can replay it.
    """
    return below(seed, b"tq-blind-1|" + str(case).encode(), DIE)


def looked_at_twice(lot: int, law: DatedLaw, on: date) -> bool:
    """Whether a finished review is looked at again blindly: a fixed share of the lots."""
    return lot < int(law.value("review.blind.per_10000", on))


@dataclass(frozen=True)
class Agreement:
    """Blind pairs of reviews: how many, how many with the same outcome, how many alike in finding something at all."""

    pairs: int
    same: int
    alike: int

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> Agreement:
        """From pairs of outcomes, first and second."""
        told = list(pairs)
        return cls(len(told), sum(one == other for one, other in told), sum((one == "clean") == (other == "clean") for one, other in told))

    @property
    def rate(self) -> float | None:
        """Per cent with the same outcome; None without a pair."""
        return 100 * self.same / self.pairs if self.pairs else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's interval of 95 %, in per cent."""
        return wilson(self.same, self.pairs) if self.pairs else None
