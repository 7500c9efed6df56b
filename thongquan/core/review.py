"""Which cleared declarations are reviewed (phúc tập), and which reviews are looked at twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from thongquan.core.profiles_batch import wilson
from thongquan.core.rule import DatedLaw
from thongquan.core.words import Words

WHY: dict[str, Words] = {
    "band": Words("Theo mức rủi ro sau thông quan", "By risk band after clearance", "按通关后风险等级"),
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
DIE = 10_000


@dataclass(frozen=True)
class Why:
    """The ground of a review and its band (high, medium, low; empty for dice)."""

    kind: str
    band: str = ""


def band_of(risk: float | None) -> str:
    """The band of a risk score 0…1; without a score there is none."""
    if risk is None:
        return ""
    return "high" if risk >= 0.6 else "medium" if risk >= 0.3 else "low"


def chosen(
    *, channel: str, risk: float | None, wanted: bool, post_check: bool, die: int | None, law: DatedLaw, on: date,
) -> Why | None:
    """Why a cleared declaration is reviewed; None when it is not.

    `die` (0…9999) is the one recorded for the channel; its upper end is the review's own share, so that the
    random red and the random review are never the same draw.
    """
    if post_check:
        return Why("post_check", band_of(risk))
    if wanted:
        return Why("wanted", band_of(risk))
    if band_of(risk) == "high" and channel == "green":
        return Why("band", "high")
    share = int(law.value("review.random.per_10000", on))
    if die is not None and die >= DIE - share:
        return Why("random")
    return None


def looked_at_twice(die: int | None, number: int, law: DatedLaw, on: date) -> bool:
    """Whether a finished review is looked at again blindly: a fixed share, spread by the recorded die."""
    share = int(law.value("review.blind.per_10000", on))
    return ((die or 0) * 7919 + number * 104_729) % DIE < share


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
