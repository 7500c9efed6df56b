"""The working calendar of a unit: its own hours or those above it, holidays of the country and its own days."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from thongquan.catalog.law import LAW
from thongquan.core.assignment_rule import DOSSIER, INSPECTION
from thongquan.core.clock import Hours
from thongquan.core.rule import local_day
from thongquan.core.worktime import OFFICE_WEEK, Allowance, TaskClock
from thongquan.models import OfficeDay, OfficeHours, Task
from thongquan.queries.access import units_above


def calendar(unit_id: int, since: date) -> Hours:
    """The hours that clocks of this unit run by, from a day on."""
    line = units_above(unit_id)
    weeks = dict(OfficeHours.objects.filter(unit_id__in=line).values_list("unit_id", "week"))
    week = next((weeks[unit] for unit in line if unit in weeks), OFFICE_WEEK)
    rows = list(OfficeDay.objects.filter(day__gte=since).values_list("unit_id", "day", "spans"))
    days: dict[date, object] = {}
    for unit in (None, *reversed(line)):  # the nearest unit has the last word
        days |= {day: spans for of, day, spans in rows if of == unit}
    return Hours.of(week, days)


def allowance(kind: str, on: date) -> Allowance:
    """How long this kind of work may take under the law of the day."""
    if kind == DOSSIER:
        return Allowance(hours=int(LAW.value("assignment.dossier.hours", on)))
    if kind == INSPECTION:
        return Allowance(hours=int(LAW.value("assignment.inspection.hours", on)))
    return Allowance(days=int(LAW.value("assignment.review.days", on)))


def clock_of(task: Task, hours: Hours | None = None) -> TaskClock:
    """The clock of a task as stored."""
    started = task.started_at
    return TaskClock(
        started, allowance(task.kind, local_day(started)), hours or calendar(task.unit_id, local_day(started - timedelta(days=1))),
        timedelta(seconds=task.paused_seconds), task.paused_at, task.done_at)


def left_of(task: Task, at: datetime, hours: Hours | None = None) -> timedelta:
    """What is left of its time; negative when it is late."""
    return clock_of(task, hours).left(at)
