"""What a wrong goods declaration costs, dated; believed until a text at hand proves it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from thongquan.core.words import Words

DECREE_128 = "Nghị định 128/2020/NĐ-CP"
SINCE = date(2020, 12, 10)
#: findings that make less tax payable than is due, when a difference is found
TAXED = ("quantity", "description", "origin", "value", "undeclared")


@dataclass(frozen=True)
class GoodsPenalty:
    """One line: for which findings, a share of the unpaid tax (per cent) or a range in đồng."""

    code: str
    words: Words
    citation: str
    percent: int = 0
    fine_min: int = 0
    fine_max: int = 0
    since: date = SINCE
    until: date = date.max
    believed: bool = True

    def range_for(self, difference: int) -> tuple[int, int]:
        """The least and the most, in đồng."""
        if self.percent:
            return difference * self.percent // 100, difference * self.percent // 100
        return self.fine_min, self.fine_max


SHORT = GoodsPenalty(
    "short", Words("Khai sai dẫn đến thiếu số tiền thuế phải nộp", "A wrong declaration that made the tax too low", "申报不实导致少缴税款"),
    f"{DECREE_128}, Điều 9 khoản 2", percent=20)
PLAIN = GoodsPenalty(
    "plain", Words("Khai sai không ảnh hưởng đến số thuế phải nộp", "A wrong declaration without effect on the tax", "申报不实但不影响应缴税款"),
    f"{DECREE_128}, Điều 8", fine_min=500_000, fine_max=1_000_000)


def penalty_for(kind: str, difference: int, on: date) -> GoodsPenalty | None:
    """The line for a finding of this kind with so much unpaid tax; None when nothing is known (banned goods, conditions)."""
    if kind not in TAXED:
        return None
    line = SHORT if difference > 0 else PLAIN
    return line if line.since <= on <= line.until else None
