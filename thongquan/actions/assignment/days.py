"""Working hours of units, days unlike the week, and the holidays of the country."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from thongquan.actions.assignment.people import LEADS
from thongquan.actions.trail import record
from thongquan.catalog.holidays import HOLIDAYS, days_off
from thongquan.core.actor import Actor
from thongquan.core.clock import Hours, spans_of
from thongquan.core.refused import NotAllowed, Refused
from thongquan.models import OfficeDay, OfficeHours


def load_holidays() -> int:
    """The country's days off as the catalogue knows them; a day already set by hand stays. How many are new."""
    known = {day: words for year in {holiday.day.year for holiday in HOLIDAYS} for day, words in days_off(year).items()}
    made = [OfficeDay.objects.get_or_create(unit=None, day=day, defaults={"spans": [], "name": words.vi})[1] for day, words in sorted(known.items())]
    return sum(made)


def set_hours(unit_id: int, week: Mapping[str, Any], *, by: Actor, at: datetime) -> OfficeHours:
    """A unit's own working week; clocks follow from now on."""
    if unit_id not in by.offices or not by.is_any(*LEADS):
        raise NotAllowed("GEN-403")
    try:
        Hours.of(week)
    except (ValueError, TypeError) as wrong:
        raise Refused("ASG-04", "/week") from wrong
    row, _ = OfficeHours.objects.update_or_create(unit_id=unit_id, defaults={"week": dict(week)})
    record("assignment.hours", row, by=by, at=at, facts={"unit": unit_id, "week": dict(week)})
    return row


def set_office_day(unit_id: int, day: date, spans: Sequence[Any], *, name: str, by: Actor, at: datetime) -> OfficeDay:
    """A day of a unit unlike its week: a local holiday (no spans) or a working Saturday."""
    if unit_id not in by.offices or not by.is_any(*LEADS):
        raise NotAllowed("GEN-403")
    try:
        spans_of(list(spans))
    except (ValueError, TypeError) as wrong:
        raise Refused("ASG-04", "/spans") from wrong
    row, _ = OfficeDay.objects.update_or_create(unit_id=unit_id, day=day, defaults={"spans": list(spans), "name": name})
    record("assignment.office_day", row, by=by, at=at, facts={"unit": unit_id, "day": day.isoformat(), "spans": list(spans)})
    return row

