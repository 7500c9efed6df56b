"""How learning comes on: a candidate that was asked for, the first models of a demo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from thongquan.queries.hot import hot

#: the night shift's tasks: the one that learns when asked, the one that makes the first models of an invented realm
TASK, FIRST = "thongquan.jobs.risk.learn_candidate", "thongquan.jobs.risk.learn_first"
#: what learns waits in the queue for what learns already: two at once would need the memory of both
LOCK = "learning"
NONE, WAITS, LEARNS, DONE, FAILED = "none", "waits", "learns", "done", "failed"
STATES = {"todo": WAITS, "doing": LEARNS, "succeeded": DONE}
LAST = """
select j.status, (select max(e.at) from procrastinate_events e where e.job_id = j.id and e.type = 'deferred'),
       (select max(e.at) from procrastinate_events e where e.job_id = j.id and e.type = 'started'),
       (select max(e.at) from procrastinate_events e where e.job_id = j.id and e.type in ('succeeded', 'failed', 'aborted', 'cancelled'))
from procrastinate_jobs j where j.task_name = %s order by j.id desc limit 2
"""


@dataclass(frozen=True)
class Learning:
    """The newest asking: its state and moments, and how many seconds the one before it took."""

    state: str
    asked: datetime | None = None
    begun: datetime | None = None
    ended: datetime | None = None
    usual: int | None = None

    @property
    def under_way(self) -> bool:
        """Whether it waits or learns."""
        return self.state in (WAITS, LEARNS)


def learning(task: str = TASK) -> Learning:
    """The newest asking for a candidate, or for another task."""
    with hot() as cursor:
        rows = cursor.execute(LAST, [task]).fetchall()
    if not rows:
        return Learning(NONE)
    status, asked, begun, ended = rows[0]
    before = [row for row in rows[1:] if row[0] == "succeeded" and row[2] and row[3]]
    usual = round((before[0][3] - before[0][2]).total_seconds()) if before else None
    return Learning(STATES.get(status, FAILED), asked, begun, ended, usual)
