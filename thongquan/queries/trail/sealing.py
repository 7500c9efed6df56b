"""Whether the seal keeps up: how many events wait, and since when."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

LATE, ALARM = 10.0, 600.0

WAITING = "select count(*), coalesce(extract(epoch from clock_timestamp() - min(since)), 0) from audit_pending"
NEWEST = "select coalesce(max(size), 0) from audit_checkpoint"


@dataclass(frozen=True)
class Sealing:
    """Events in the log, events that wait, and for how many seconds the oldest of them has waited."""

    sealed: int
    waiting: int
    seconds: float

    @property
    def level(self) -> str:
        """`ok`; `late` after ten seconds; `alarm` after ten minutes. Decisions go on in all three."""
        return "alarm" if self.seconds > ALARM else "late" if self.seconds > LATE else "ok"


def sealing() -> Sealing:
    """The state of the seal now; needs no reach, for the queue names events by number only."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        waiting, seconds = cursor.fetchone()
        cursor.execute(NEWEST)
        (sealed,) = cursor.fetchone()
    return Sealing(sealed, waiting, float(seconds))
