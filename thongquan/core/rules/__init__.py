"""The rulebook: every rule of law, one file per subject, listed here."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from thongquan.core.refused import Finding
from thongquan.core.rule import DatedLaw, RuleBook
from thongquan.core.rules import (
    cargo,
    craft,
    driver,
    identity,
    legs,
    papers,
    party,
    passengers,
    permit,
    place,
    time,
)
from thongquan.core.words import Words

#: in the order in which a declarant reads the findings
SUBJECTS: dict[str, tuple[Words, RuleBook]] = {
    "identity": (Words("Phương tiện và biển số", "Vehicle and plates", "运输工具与车牌"), identity.BOOK),
    "driver": (Words("Người điều khiển", "Drivers", "驾驶人员"), driver.BOOK),
    "permit": (Words("Giấy phép", "Permits", "许可证"), permit.BOOK),
    "place": (Words("Cửa khẩu", "Gates", "口岸"), place.BOOK),
    "time": (Words("Thời gian", "Time", "时间"), time.BOOK),
    "cargo": (Words("Hàng hóa và container", "Goods and containers", "货物与集装箱"), cargo.BOOK),
    "legs": (Words("Các lượt, sửa đổi và gia hạn", "Legs, changes and extensions", "行程、更正与延期"), legs.BOOK),
    "passengers": (Words("Hành khách", "Passengers", "旅客"), passengers.BOOK),
    "craft": (Words("Phương tiện thủy nội địa", "Inland-waterway craft", "内河船舶"), craft.BOOK),
    "party": (Words("Người khai hải quan", "Declarants", "申报人"), party.BOOK),
    "papers": (Words("Giấy tờ", "Papers", "单证"), papers.BOOK),
}

BOOK = RuleBook()
for _, _book in SUBJECTS.values():
    for _rule in _book.rules.values():
        BOOK.add(_rule)


def judge(step: str, facts: Any, law: DatedLaw, at: datetime) -> list[Finding]:
    """What the law says of these facts at this step, on the day of `at`; blocking findings first."""
    return BOOK.judge(step, facts, law, at)


def sentence(finding: Finding, language: str) -> str:
    """What is wrong, with its values, in `language`."""
    return BOOK.sentence(finding, language)


def advice(finding: Finding, language: str) -> str:
    """What to do next, in `language`."""
    return BOOK.advice(finding, language)
