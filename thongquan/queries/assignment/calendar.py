"""The working calendar of a unit: its hours or those above it, holidays, its own days."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Q

from thongquan.catalog.law import LAW
from thongquan.core.assignment_rule import DOSSIER, INSPECTION
from thongquan.core.clock import Hours, dated, laid_over
from thongquan.core.rule import local_day
from thongquan.core.worktime import OFFICE_WEEK, Allowance, TaskClock
from thongquan.models import OfficeDay, OfficeHours, Task, Unit
from thongquan.queries.access import lines_above, units_above
from thongquan.queries.hot import hot

#: a unit's line upwards with the weeks on it, and the days that differ on it or in the whole country
CALENDAR = """
with recursive up(id, parent_id, depth) as (
    select id, parent_id, 0 from unit where id = %(unit)s
    union all select u.id, u.parent_id, depth + 1 from unit u join up on u.id = up.parent_id
)
select coalesce((select jsonb_agg(h.week order by up.depth) from up join office_hours h on h.unit_id = up.id), '[]')::text,
    coalesce((select jsonb_agg(jsonb_build_array(d.day, d.spans) order by coalesce(up.depth, 99) desc)
              from office_day d left join up on up.id = d.unit_id
              where d.day >= %(since)s and (d.unit_id is null or up.id is not null)), '[]')::text
"""


def calendar(unit_id: int, since: date) -> Hours:
    """The hours that clocks of this unit run by, from a day on; the nearest unit has the last word on a day."""
    with hot() as cursor:
        found = cursor.execute(CALENDAR, {"unit": unit_id, "since": since}, prepare=True).fetchone()
    assert found is not None
    return _hours(*found)


@lru_cache(maxsize=64)
def _hours(weeks: str, days: str) -> Hours:
    """The same texts make the same calendar, so each is read once."""
    return Hours.of(_laid(json.loads(weeks)), {date.fromisoformat(day): spans for day, spans in json.loads(days)})


def _laid(weeks: Iterable[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The stored hours of a line of units, the nearest first, as one; under them all the usual ones."""
    found: Mapping[str, Any] = OFFICE_WEEK
    for week in reversed(list(weeks)):
        found = laid_over(week, found)
    return found


@dataclass(frozen=True)
class Worked:
    """The hours a unit works by, as stored, and what of them each unit of its line has set, the nearest first."""

    week: Mapping[str, Any]
    rows: tuple[OfficeHours, ...]

    def whose(self, since: str) -> Unit | None:
        """Who set the week that begins on this day, or with "" the one of no day (earlier editions); None for the usual one of a customs office."""
        return next((row.unit for row in self.rows if (since in row.week if since else len(dated(row.week)) < len(row.week))), None)


def worked(line: Sequence[int], rows: Mapping[int, OfficeHours]) -> Worked:
    """The hours of a unit, the first of its line upwards, out of the rows that are stored."""
    mine = tuple(rows[unit] for unit in line if unit in rows)
    return Worked(_laid(row.week for row in mine), mine)


def hours_of(unit_id: int) -> Worked:
    """The hours one unit works by."""
    line = units_above(unit_id)
    return worked(line, {row.unit_id: row for row in OfficeHours.objects.filter(unit_id__in=line).select_related("unit")})


def hours_of_all() -> Callable[[int], Worked]:
    """The same for many units out of one reading of the tables."""
    lines, rows = lines_above(), {row.unit_id: row for row in OfficeHours.objects.select_related("unit")}
    return lambda unit_id: worked(lines(unit_id), rows)


def days_of(unit_id: int, since: date) -> list[OfficeDay]:
    """The days unlike the week that a unit works by, from a day on: its own, those above it, the country's."""
    rows = OfficeDay.objects.filter(Q(unit_id__isnull=True) | Q(unit_id__in=units_above(unit_id)), day__gte=since)
    return list(rows.select_related("unit").order_by("day", "id"))


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
