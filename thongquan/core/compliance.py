"""Compliance of a declarant in five levels, nine risk classes (Circular 81/2019 arts 10-15)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from thongquan.core.rule import DatedLaw
from thongquan.core.words import Words

#: criteria by code; the circular's annexes are not at hand, so their figures are believed (catalog/law)
CRITERIA: dict[str, Words] = {
    "CPL-10": Words("Doanh nghiệp ưu tiên", "Priority enterprise", "优先企业"),
    "CPL-20": Words("Hoạt động đủ 365 ngày, rất ít sai sót", "Active for 365 days, hardly any errors", "活动满365天，差错极少"),
    "CPL-30": Words("Hoạt động thường xuyên, ít sai sót", "Regular activity, few errors", "经常性活动，差错较少"),
    "CPL-40": Words("Chưa đủ tiêu chí mức cao hơn", "The criteria of a higher level are not met", "未达到更高等级标准"),
    "CPL-51": Words("Vi phạm nhiều lần trong 365 ngày", "Repeated violations within 365 days", "365天内多次违规"),
    "CPL-52": Words("Vi phạm nghiêm trọng trong 365 ngày", "A grave violation within 365 days", "365天内有严重违规"),
    "CPL-53": Words("Nợ thuế quá hạn kéo dài hoặc bị cưỡng chế", "Tax long overdue, or under enforcement", "长期欠税或被强制执行"),
    "CPL-54": Words("Chưa đủ 365 ngày từ khi xuống mức 5", "Less than 365 days since the fall to level 5", "降至5级未满365天"),
    "CPL-55": Words("Từ mức 5 chỉ tăng tối đa một mức", "From level 5 it rises by one level at most", "自5级起每次最多升一级"),
}
GRAVE = "CPL-52"


@dataclass(frozen=True)
class Conduct:
    """What a declarant did in the 365 days before the day.

    `violations` are those fined or found in checks; `grave` those of annex VI (smuggling, tax evasion);
    `handled_ever` and `grave_ever` reach back before the 365 days.
    """

    declarations: int = 0
    months_known: int = 0
    violations: int = 0
    grave: int = 0
    overdue_days: int = 0
    enforced: bool = False
    priority: bool = False
    handled_ever: bool = False
    grave_ever: bool = False


@dataclass(frozen=True)
class Level:
    """The level 1-5 and class 1-9, the criteria that decided, and since when this level holds."""

    level: int
    risk_class: int
    criteria: tuple[str, ...]
    since: date
    rose: bool = False


def level_of(conduct: Conduct, before: Level | None, *, law: DatedLaw, day: date) -> Level:
    """The level of that day, from the conduct and the level of the day before (None: the first time)."""
    level, criteria = _by_conduct(conduct, law, day)
    if before is not None and before.level == 5 and level < 5 and level > 1:
        level, criteria = _risen(level, criteria, before, law, day)
    same = before is not None and before.level == level
    since = before.since if before is not None and same else day
    rose = before is not None and before.level == 5 and level < 5
    return Level(level, class_of(conduct, level), criteria, since, rose)


def _by_conduct(conduct: Conduct, law: DatedLaw, day: date) -> tuple[int, tuple[str, ...]]:
    if conduct.priority:
        return 1, ("CPL-10",)
    worst = (
        ("CPL-51", conduct.violations >= law.value("compliance.level5.violations", day)),
        (GRAVE, conduct.grave > 0),
        ("CPL-53", conduct.enforced or conduct.overdue_days > law.value("compliance.level5.overdue_days", day)),
    )
    broken = tuple(code for code, holds in worst if holds)
    if broken:
        return 5, broken
    for level, months in ((2, 12), (3, 0)):
        enough = conduct.declarations >= law.value(f"compliance.level{level}.declarations", day)
        few = 1000 * conduct.violations <= conduct.declarations * law.value(f"compliance.level{level}.error_permille", day)
        if enough and few and conduct.months_known >= months and not conduct.overdue_days:
            return level, (f"CPL-{level}0",)
    return 4, ("CPL-40",)


def _risen(level: int, criteria: tuple[str, ...], before: Level, law: DatedLaw, day: date) -> tuple[int, tuple[str, ...]]:
    """From level 5 after a grave violation: 365 days, then one level (art. 12.1c); otherwise at once."""
    if GRAVE not in before.criteria:
        return level, criteria
    if day < before.since + timedelta(days=law.value("compliance.rise_days", day)):
        return 5, (GRAVE, "CPL-54")
    return 4, ("CPL-55",)


def class_of(conduct: Conduct, level: int) -> int:
    """The risk class: 1-6 with activity in 365 days, 7-9 without (art. 14); which of 5 and 6 is believed."""
    if level == 1:
        return 1
    if not conduct.declarations:
        return 9 if conduct.grave_ever else 8 if conduct.handled_ever else 7
    return 6 if level == 5 and conduct.grave else level
