"""Gates, lanes and their hours, with the exceptions of the day."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from thongquan.models import Gate, GateDay

Hours = tuple[int | None, int | None]


def hours_on(gate: Gate, day: date) -> Hours:
    """Opening and closing in minutes of the gate's clock; (None, None) when closed that day.

    `gate.hours` maps weekday numbers ("0" Monday … "6") or "all" to [opens, closes].
    """
    exception = GateDay.objects.filter(gate=gate, day=day).first()
    if exception:
        return exception.opens, exception.closes
    pair = gate.hours.get(str(day.weekday()), gate.hours.get("all"))
    return (pair[0], pair[1]) if pair else (None, None)


def is_open(gate: Gate, at: datetime) -> bool:
    """Whether the gate works at this moment."""
    local = at.astimezone(ZoneInfo(gate.zone))
    opens, closes = hours_on(gate, local.date())
    minute = local.hour * 60 + local.minute
    return opens is not None and closes is not None and opens <= minute < closes


def gates(mode: str = "") -> QuerySet[Gate]:
    """The active gates, of one mode or all, in the order of their numbers."""
    rows = Gate.objects.filter(active=True).select_related("office").order_by("number")
    return rows.filter(mode=mode) if mode else rows


def gate_by_code(code: str) -> Gate | None:
    """One gate by its code."""
    return Gate.objects.select_related("office").filter(code=code).first()


def name_in(row: Gate, language: str) -> str:
    """The gate's name in a language, Vietnamese when there is none."""
    return getattr(row, f"name_{language[:2]}", "") or row.name_vi
