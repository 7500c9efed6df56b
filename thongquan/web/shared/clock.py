"""Times as people at the border read them: the gate's clock, the neighbour's beside it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from thongquan.web.shared.tongue import named, tongue

HOME_ZONE = "Asia/Ho_Chi_Minh"
WEEKDAYS = {
    "vi": ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "zh": ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"),
}


def zone_of(gate: Any) -> ZoneInfo:
    """The gate's own zone; without a gate, the country's."""
    return ZoneInfo(getattr(gate, "zone", "") or HOME_ZONE)


def at_gate(moment: datetime, gate: Any = None) -> datetime:
    """The same moment on the gate's clock."""
    return moment.astimezone(zone_of(gate))


def hour(moment: datetime, gate: Any = None) -> str:
    """`08:00`."""
    return f"{at_gate(moment, gate):%H:%M}"


def day(value: date | datetime, gate: Any = None) -> str:
    """`24/11/2026`, in Chinese `2026-11-24`."""
    here = at_gate(value, gate) if isinstance(value, datetime) else value
    return f"{here:%Y-%m-%d}" if tongue() == "zh" else f"{here:%d/%m/%Y}"


def short_day(value: date | datetime, gate: Any = None) -> str:
    """`24/11`, in Chinese `11-24`."""
    here = at_gate(value, gate) if isinstance(value, datetime) else value
    return f"{here:%m-%d}" if tongue() == "zh" else f"{here:%d/%m}"


def weekday(value: date | datetime, gate: Any = None) -> str:
    """The name of the day of the week."""
    here = at_gate(value, gate) if isinstance(value, datetime) else value
    return WEEKDAYS.get(tongue(), WEEKDAYS["vi"])[here.weekday()]


def moment_text(moment: datetime, gate: Any = None) -> str:
    """`24/11/2026 08:00`."""
    return f"{day(moment, gate)} {hour(moment, gate)}"


def neighbour_hour(moment: datetime, gate: Any) -> str:
    """`Đông Hưng 09:00` when the other side keeps another clock, else nothing."""
    other = getattr(gate, "neighbour_zone", "")
    if not other or moment.astimezone(ZoneInfo(other)).utcoffset() == at_gate(moment, gate).utcoffset():
        return ""
    return f"{named(gate, 'neighbour')} {moment.astimezone(ZoneInfo(other)):%H:%M}".strip()


def both_hours(moment: datetime, gate: Any) -> str:
    """`08:00 (Đông Hưng 09:00)`."""
    other = neighbour_hour(moment, gate)
    return f"{hour(moment, gate)} ({other})" if other else hour(moment, gate)


def span(minutes: float | timedelta) -> str:
    """A length of time in words: `35 min`, `1 h 15`, `2 days 3 h`."""
    whole = round(minutes.total_seconds() / 60 if isinstance(minutes, timedelta) else minutes)
    if whole < 60:
        return _("%(n)s min") % {"n": whole}
    hours, rest = divmod(whole, 60)
    if hours < 48:
        return _("%(h)s h %(m)02d") % {"h": hours, "m": rest} if rest else _("%(h)s h") % {"h": hours}
    return _("%(d)s days %(h)s h") % {"d": hours // 24, "h": hours % 24}
