"""Prediction's clock: counting each minute; learning apart, one piece at a time."""

import os
import subprocess
import sys
from datetime import UTC, datetime

from django.conf import settings
from procrastinate.contrib.django import app

from thongquan.actions.risk.vehicles import count_trips as counted
from thongquan.actions.training.demo_risk import PROMOTERS
from thongquan.core.actor import system
from thongquan.exchange.links.gateway import INVENTED
from thongquan.models import LaneBudget, RiskLine, RiskModel, RiskModelFile, RiskSum, User
from thongquan.queries.risk.champion import able
from thongquan.queries.risk.learning import FIRST, LOCK, TASK, learning
from thongquan.queries.scope import everywhere, scope

RECOUNT = "thongquan.jobs.risk.recount"
#: learning ends within this, or is ended
MOST_SECONDS = 30 * 60
#: the demo's models, one after the other: what each needed is given back before the next
PIECES = ("older", "newer", "counted", "candidate")
#: what learning lets go goes back to the machine at once, and it reckons in one thread
SMALL = {"MALLOC_MMAP_THRESHOLD_": "65536", "MALLOC_TRIM_THRESHOLD_": "131072", "MALLOC_ARENA_MAX": "1", "OPENBLAS_NUM_THREADS": "1",
         "OMP_NUM_THREADS": "2"}


@app.periodic(cron="* * * * *")
@app.task(queue="clock", queueing_lock="count_risk")
def count_risk(timestamp: int) -> None:
    """Counts what was registered and what became known.

    Anything large is counted apart, and counting waits for it: a new champion's counters, in an invented realm the first models.
    """
    if not able():
        return
    with scope(system()), everywhere():
        work = waiting()
        if not work:
            from thongquan.actions.risk.counters import count  # optional: the learning libraries

            count(at=datetime.fromtimestamp(timestamp, UTC))
    if work and not learning(work).under_way:
        {FIRST: learn_first, RECOUNT: recount}[work].defer()


def waiting() -> str:
    """The task that has large work to do, if any."""
    if settings.REALM in INVENTED and unfinished() and RiskLine.objects.filter(declaration_id__isnull=True).exists():
        return FIRST
    champion = RiskModel.objects.filter(state="champion").values_list("hash", "pk").first()
    if champion and not RiskSum.objects.filter(name=f"model:{champion[0]}").exists():
        kept = RiskModelFile.objects.filter(model_id=champion[1], name="counters.npz").exists()
        return RECOUNT if kept else ""
    return ""


def unfinished() -> bool:
    """Whether the demo's people still lack one of their two models, or the room that is set when both judge."""
    lacks = RiskModel.objects.exclude(champion_since=None).count() < 2 or not LaneBudget.objects.filter(red__isnull=False).exists()
    return lacks and User.objects.filter(username__in=PROMOTERS).count() == len(PROMOTERS)


@app.task(queue="clock", queueing_lock=FIRST, lock=LOCK)
def learn_first() -> None:
    """The demo's models, one piece after the other; when it is cut off, it goes on with the piece that was cut off."""
    for piece in PIECES:
        apart(piece)


@app.task(queue="clock", queueing_lock=RECOUNT, lock=LOCK)
def recount() -> None:
    """The counters of a new champion, and the scores from which it chooses."""
    apart("recount")


@app.periodic(cron="25 * * * *")
@app.task(queue="clock", queueing_lock="count_trips")
def count_trips(timestamp: int) -> None:
    """Late returns, findings and differing loads by plate, driver and carrier, every hour."""
    with scope(system()), everywhere():
        counted(at=datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="30 18 * * 0")
@app.task(queue="clock", queueing_lock="learn_risk", lock=LOCK)
def learn_risk(timestamp: int) -> None:
    """The week that ended is looked at, then a candidate learns: Monday 01:30 in Việt Nam."""
    if able():
        apart("watch")
        apart("candidate")


@app.task(queue="clock", queueing_lock=TASK, lock=LOCK)
def learn_candidate() -> None:
    """The candidate that an analyst asked for."""
    apart("candidate")


def apart(work: str) -> None:
    """Does a piece of learning in a process of its own, gently, so that its memory is given back."""
    words = [sys.executable, "-m", "thongquan.jobs.learning", work, str(os.getpid())]
    subprocess.run(words, check=True, timeout=MOST_SECONDS, env={**os.environ, **SMALL})
