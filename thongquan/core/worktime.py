"""Clocks of a task: working time of its office, standing still while the trader owes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from thongquan.core.clock import Hours, add_working, working_between

#: believed: the hours of a customs office, Monday to Friday; each office may set its own
OFFICE_WEEK = {str(day): [["07:30", "11:30"], ["13:00", "17:00"]] for day in range(5)}

RUNNING, PAUSED, STOPPED = "running", "paused", "stopped"


@dataclass(frozen=True)
class Allowance:
    """How long a task may take: working hours of the office, or calendar days (then no pause counts)."""

    hours: int = 0
    days: int = 0


@dataclass(frozen=True)
class TaskClock:
    """One task's clock. `paused` is working time that the trader owed; `paused_at` set means he owes now."""

    started: datetime
    allowance: Allowance
    calendar: Hours
    paused: timedelta = timedelta()
    paused_at: datetime | None = None
    stopped_at: datetime | None = None

    @property
    def state(self) -> str:
        return STOPPED if self.stopped_at else PAUSED if self.paused_at else RUNNING

    def pause(self, at: datetime) -> TaskClock:
        """The trader owes an answer from now on; a second pause changes nothing."""
        return self if self.state != RUNNING else replace(self, paused_at=max(at, self.started))

    def resume(self, at: datetime) -> TaskClock:
        """He has answered: the working time he took is not the officer's."""
        if self.state != PAUSED or self.paused_at is None:
            return self
        return replace(self, paused=self.paused + working_between(self.paused_at, at, self.calendar), paused_at=None)

    def stop(self, at: datetime) -> TaskClock:
        """The task is done."""
        return self if self.stopped_at else replace(self.resume(at), stopped_at=max(at, self.started))

    def spent(self, at: datetime) -> timedelta:
        """Working time used by the office until `at`; never negative, standing still while paused."""
        end = min(moment for moment in (at, self.paused_at, self.stopped_at) if moment is not None)
        return max(working_between(self.started, end, self.calendar) - self.paused, timedelta())

    def due(self) -> datetime | None:
        """When it must be done as things stand; None while paused, or when no calendar reaches so far."""
        if self.allowance.days:
            return self.started + timedelta(days=self.allowance.days)
        if self.paused_at is not None and self.stopped_at is None:
            return None
        return add_working(self.started, timedelta(hours=self.allowance.hours) + self.paused, self.calendar)

    def left(self, at: datetime) -> timedelta:
        """Time still to go, negative when late: working time, or calendar time where days are allowed."""
        if self.allowance.days:
            return self.started + timedelta(days=self.allowance.days) - min(at, self.stopped_at or at)
        return timedelta(hours=self.allowance.hours) - self.spent(at)

    def late(self, at: datetime) -> bool:
        """Whether the term is over."""
        return self.left(at) < timedelta()


def within(clocks: Iterable[tuple[TaskClock, datetime]]) -> tuple[int, int]:
    """Of so many clocks at their moments: how many in time, how many late."""
    late = [clock.late(at) for clock, at in clocks]
    return late.count(False), late.count(True)
