"""The minute watch: reminders, overdue, expiry, end of multi-trip permissions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from thongquan.actions.crossing.change import withdraw
from thongquan.actions.crossing.clock import expire, liquidate, mark_overdue, remind
from thongquan.core.actor import Actor, system
from thongquan.queries.access import all_units
from thongquan.queries.crossing import due
from thongquan.queries.scope import scope


@dataclass(frozen=True)
class Watched:
    """How many declarations each of the clock's acts touched."""

    reminded: int
    overdue: int
    expired: int
    liquidated: int
    withdrawn: int


def watch(at: datetime) -> Watched:
    """Do what is due; every act is its own transaction, so one bad row stops nothing."""
    clock = system(all_units())
    with scope(clock):
        remind_now, late, absent, ended = due.to_remind(at), due.now_overdue(at), due.never_came(at), due.ended_at_home(at)
    for pk in remind_now:
        with scope(clock):
            remind(pk, by=clock, at=at)
    for pk in late:
        with scope(clock):
            mark_overdue(pk, by=clock, at=at)
    expired = 0
    for pk in absent:
        with scope(clock):
            expired += expire(pk, by=clock, at=at)
    for pk in ended:
        with scope(clock):
            liquidate(pk, reason="ended_at_home", by=clock, at=at)
    return Watched(len(remind_now), len(late), expired, len(ended), _lay_down(clock, at))


def _lay_down(clock: Actor, at: datetime) -> int:
    """Requests that what was done above, or a crossing, has left without an answer."""
    with scope(clock):
        stale = due.undecidable()
    done = 0
    for pk in stale:
        with scope(clock):
            done += withdraw(pk, by=clock, at=at)
    return done
