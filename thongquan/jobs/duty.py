"""The tariff by night shift: registered declarations reckoned under a new table in parts."""

from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app

from thongquan.actions import duty
from thongquan.core.actor import system
from thongquan.core.tariff_replay import Replay
from thongquan.queries.access import all_units
from thongquan.queries.duty import REPLAY
from thongquan.queries.scope import scope

#: declarations in a part: after each, others come to their turn and the page is told
PART = 50


@app.task(name=REPLAY, queue="clock", pass_context=True)
def replay_tariff(context: JobContext, edition: int, done: int = 0, of: int = 0) -> None:
    """Reckons the declarations; begun anew where it was cut off. `done` and `of` are what it last told of itself."""
    assert context.job is not None and context.job.id is not None
    replayed(edition, context.job.id)


def replayed(edition: int, job: int) -> None:
    """Each part in a transaction of its own, so that its progress is seen; what was found is kept by the last."""
    at, by = timezone.now(), system(all_units())
    with scope(by):
        known = duty.to_reckon(at=at)
    result, of = Replay(), sum(len(facts.lines) for facts in known)
    for n in range(0, len(known), PART):
        with scope(by):
            duty.tell_replay(job, done=result.lines, of=of)
        with scope(by):
            duty.reckon(edition, known[n:n + PART], result, at=at)
    with scope(by):
        duty.tell_replay(job, done=result.lines, of=of)
        duty.keep_replay(edition, result, by=by, at=at)
