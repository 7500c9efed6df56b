"""Learning asked for: a candidate now, not only on Monday; one at a time."""

from __future__ import annotations

from datetime import datetime

from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from thongquan.actions.risk.models import WRITES
from thongquan.actions.trail import record
from thongquan.core.actor import Actor
from thongquan.core.refused import Conflict, NotAllowed
from thongquan.queries.risk.champion import able
from thongquan.queries.risk.learning import LOCK, TASK, learning


def ask_candidate(*, by: Actor, at: datetime) -> int:
    """Have a candidate learn now from what checks found so far, with its trial; the number of the work.

    It scores nothing until two people promote it. Conflict while one learns, or where the learning libraries are left out.
    """
    if not by.is_any(*WRITES):
        raise NotAllowed("GEN-403")
    if not able():
        raise Conflict("RSK-07")
    if learning().under_way:
        raise Conflict("RSK-06")
    job: int = app.configure_task(TASK, queue="clock", queueing_lock=TASK, lock=LOCK).defer()
    record("risk.ask", ProcrastinateJob.objects.get(pk=job), by=by, at=at)
    return job
