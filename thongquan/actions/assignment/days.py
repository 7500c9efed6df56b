"""Working hours of units, days unlike the week, and the holidays of the country."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from thongquan.actions.assignment.people import LEADS
from thongquan.actions.assignment.tasks import held, save
from thongquan.actions.goods import locked, promised
from thongquan.actions.trail import record
from thongquan.catalog.holidays import HOLIDAYS, days_off
from thongquan.core.actor import Actor
from thongquan.core.clock import Hours, spans_of
from thongquan.core.refused import NotAllowed, NotFound, Refused
from thongquan.core.rule import local_day
from thongquan.models import OfficeDay, OfficeHours, Task, Unit
from thongquan.queries.access import units_under
from thongquan.queries.assignment.calendar import clock_of
from thongquan.queries.scope import platform


def load_holidays() -> int:
    """The country's days off as the catalogue knows them; a day already set by hand stays. How many are new."""
    known = {day: words for year in {holiday.day.year for holiday in HOLIDAYS} for day, words in days_off(year).items()}
    made = [OfficeDay.objects.get_or_create(unit=None, day=day, defaults={"spans": [], "name": words.vi})[1] for day, words in sorted(known.items())]
    return sum(made)


def set_hours(unit_id: int, week: Mapping[str, Any], *, since: date, reason: str = "", by: Actor, at: datetime) -> OfficeHours:
    """A unit's own working week from a day on; until its first one begins it works as the unit above. Clocks follow."""
    _may_set(unit_id, by)
    try:
        hours = Hours.of(week)
    except (ValueError, TypeError) as wrong:
        raise Refused("ASG-04", "/week") from wrong
    if not any(hours.week):
        raise Refused("DAY-05", "/w0")
    _not_past(since, "/since", at)
    Unit.objects.select_for_update(no_key=True).get(pk=unit_id)  # or of two at once one would write over the other's week
    row, _ = OfficeHours.objects.get_or_create(unit_id=unit_id, defaults={"week": {}})
    row.week = {**row.week, since.isoformat(): dict(week)}
    row.save(update_fields=["week"])
    record("assignment.hours", row, by=by, at=at, reason=reason, facts={"unit": unit_id, "week": dict(week), "since": since.isoformat()})
    _clocks_follow(unit_id, by, at)
    return row


def withdraw_hours(unit_id: int, since: date, *, by: Actor, at: datetime) -> None:
    """Working hours that were announced for later do not come; a unit with none of its own left works as the one above."""
    _may_set(unit_id, by)
    if since <= local_day(at):
        raise Refused("DAY-02", "/since")
    Unit.objects.select_for_update(no_key=True).get(pk=unit_id)
    row = OfficeHours.objects.filter(unit_id=unit_id, week__has_key=since.isoformat()).first()
    if row is None:
        raise NotFound("GEN-404")
    row.week = {key: week for key, week in row.week.items() if key != since.isoformat()}
    if row.week:
        row.save(update_fields=["week"])
    else:
        key = row.pk
        row.delete()
        row.pk = key
    record("assignment.withdraw_hours", row, by=by, at=at, facts={"unit": unit_id, "since": since.isoformat()})
    _clocks_follow(unit_id, by, at)


def set_office_day(unit_id: int, day: date, spans: Sequence[Any], *, name: str, by: Actor, at: datetime) -> OfficeDay:
    """A day of a unit unlike its week: a local holiday (no spans) or a working Saturday."""
    _may_set(unit_id, by)
    try:
        spans_of(list(spans))
    except (ValueError, TypeError) as wrong:
        raise Refused("ASG-04", "/hours") from wrong
    _not_past(day, "/day", at)
    row, _ = OfficeDay.objects.update_or_create(unit_id=unit_id, day=day, defaults={"spans": list(spans), "name": name})
    record("assignment.office_day", row, by=by, at=at, facts={"unit": unit_id, "day": day.isoformat(), "spans": list(spans)})
    _clocks_follow(unit_id, by, at)
    return row


def clear_office_day(day_id: int, *, by: Actor, at: datetime) -> None:
    """The unit's own day is as the week, or the country, has it again."""
    row = OfficeDay.objects.select_for_update().filter(pk=day_id, unit_id__isnull=False).first()
    if row is None or row.unit_id is None:
        raise NotFound("GEN-404")
    _may_set(row.unit_id, by)
    _not_past(row.day, "/day", at)
    unit, key = row.unit_id, row.pk
    row.delete()
    row.pk = key
    record("assignment.clear_office_day", row, by=by, at=at, facts={"unit": unit, "day": row.day.isoformat()})
    _clocks_follow(unit, by, at)


def _clocks_follow(unit_id: int, by: Actor, at: datetime) -> None:
    """The open tasks of this unit and those below it are due by the hours as they are now, and so is what declarants were promised."""
    with platform():
        tasks = Task.objects.filter(unit_id__in=units_under({unit_id}), state__in=Task.OPEN).order_by("declaration_id", "id")
        for pk, of in tasks.values_list("pk", "declaration_id"):
            declaration, task = locked(of), held(pk)
            due = clock_of(task).due()
            if task.state not in Task.OPEN or due == task.due_at:
                continue
            before, task.due_at = task.due_at, due
            if due is not None and due > at:
                task.late_told_at = None
            save(task)
            record("assignment.due", task, by=by, at=at, facts={"before": before.isoformat() if before else "", "due": due.isoformat() if due else ""})
            promised(declaration, at=at)


def _may_set(unit_id: int, by: Actor) -> None:
    if unit_id not in by.offices or not by.is_any(*LEADS):
        raise NotAllowed("GEN-403")


def _not_past(day: date, pointer: str, at: datetime) -> None:
    """What clocks have run by stays as it was."""
    if day < local_day(at):
        raise Refused("DAY-02", pointer)
