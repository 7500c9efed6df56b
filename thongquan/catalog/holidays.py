"""Public holidays of Việt Nam by date; the lunar ones are fixed anew each year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from thongquan.core.words import Words

CITATION = "Labour Code 45/2019/QH14 art. 112"

NEW_YEAR = Words("Tết Dương lịch", "New Year's Day", "元旦")
TET = Words("Tết Nguyên đán", "Lunar New Year", "春节")
HUNG_KINGS = Words("Giỗ Tổ Hùng Vương", "Hùng Kings' Day", "雄王祭祖日")
REUNIFICATION = Words("Ngày Chiến thắng", "Victory Day", "南方解放日")
LABOUR = Words("Ngày Quốc tế Lao động", "Labour Day", "国际劳动节")
NATIONAL = Words("Quốc khánh", "National Day", "国庆节")


@dataclass(frozen=True)
class Holiday:
    """One day off. `believed`: the day follows from the calendar, its announcement is not at hand."""

    day: date
    words: Words
    believed: bool = True


def _year(year: int, tet: date, hung: date, national: tuple[int, int]) -> tuple[Holiday, ...]:
    """One year from its lunar new year's day, the tenth of the third lunar month, and the two days of September."""
    fixed = ((date(year, 1, 1), NEW_YEAR), (date(year, 4, 30), REUNIFICATION), (date(year, 5, 1), LABOUR))
    lunar = [*((tet + timedelta(days=n), TET) for n in range(-1, 4)), (hung, HUNG_KINGS)]
    days = [*fixed, *lunar, *((date(year, 9, day), NATIONAL) for day in national)]
    return tuple(Holiday(day, words) for day, words in sorted(days, key=lambda held: held[0]))


HOLIDAYS: tuple[Holiday, ...] = (
    *_year(2026, date(2026, 2, 17), date(2026, 4, 26), (1, 2)),
    *_year(2027, date(2027, 2, 6), date(2027, 4, 16), (2, 3)),
)


def days_off(year: int) -> dict[date, Words]:
    """The holidays of a year, with a weekday off for each that falls on a weekend."""
    held = {holiday.day: holiday.words for holiday in HOLIDAYS if holiday.day.year == year}
    for day, words in sorted(held.items()):
        if day.weekday() >= 5:
            instead = day
            while instead.weekday() >= 5 or instead in held:
                instead += timedelta(days=1)
            held[instead] = words
    return held
