"""Prediction's clock: counting each minute; learning in a process of its own."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from threading import Lock

from django.conf import settings
from procrastinate.contrib.django import app

from thongquan.actions.risk.vehicles import count_trips as counted
from thongquan.core.actor import system
from thongquan.exchange.links.gateway import INVENTED
from thongquan.models import RiskLine, RiskModel, RiskModelFile, RiskSum
from thongquan.queries.risk.champion import able
from thongquan.queries.scope import everywhere, scope

#: learning ends within this, or is ended
MOST_SECONDS = 30 * 60
#: the demo's models, one after the other: what each needed is given back before the next
PIECES = {"first": ("older", "newer", "candidate", "counted")}
#: what learning lets go goes back to the machine at once, and it reckons in one thread
SMALL = {"MALLOC_MMAP_THRESHOLD_": "65536", "MALLOC_TRIM_THRESHOLD_": "131072", "MALLOC_ARENA_MAX": "1", "OPENBLAS_NUM_THREADS": "1",
         "OMP_NUM_THREADS": "2"}
one_learns = Lock()


@app.periodic(cron="* * * * *")
@app.task(queue="clock", queueing_lock="count_risk")
def count_risk(timestamp: int) -> None:
    """Counts what was registered and what became known.

    Anything large is counted in a process of its own: a new champion's counters, and in an invented realm, once, the first models.
    """
    if not able():
        return
    with scope(system()), everywhere():
        work = waiting()
        if not work:
            from thongquan.actions.risk.counters import count  # optional: the learning libraries

            count(at=datetime.fromtimestamp(timestamp, UTC))
    if work and one_learns.acquire(blocking=False):
        try:
            for piece in PIECES.get(work, (work,)):
                begun(piece)
        finally:
            one_learns.release()


def waiting() -> str:
    """The large work that waits, if any."""
    if settings.REALM in INVENTED and not RiskModel.objects.exists() and RiskLine.objects.filter(declaration_id__isnull=True).exists():
        return "first"
    champion = RiskModel.objects.filter(state="champion").values_list("hash", "pk").first()
    if champion and not RiskSum.objects.filter(name=f"model:{champion[0]}").exists():
        kept = RiskModelFile.objects.filter(model_id=champion[1], name="counters.npz").exists()
        return "recount" if kept else ""
    return ""


@app.periodic(cron="25 * * * *")
@app.task(queue="clock", queueing_lock="count_trips")
def count_trips(timestamp: int) -> None:
    """Late returns, findings and differing loads by plate, driver and carrier, every hour."""
    with scope(system()), everywhere():
        counted(at=datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="30 18 * * 0")
@app.task(queue="clock", queueing_lock="learn_risk")
def learn_risk(timestamp: int) -> None:
    """The week that ended is looked at, then a candidate learns: Monday 01:30 in Việt Nam."""
    if able():
        apart("watch")
        apart("candidate")


@app.task(queue="clock", queueing_lock="thongquan.jobs.risk.learn_candidate")
def learn_candidate() -> None:
    """The candidate that an analyst asked for."""
    apart("candidate")


def apart(work: str) -> None:
    """Does a piece of learning after what is being learned now: two at once would need the memory of both."""
    with one_learns:
        begun(work)


def begun(work: str) -> None:
    """Does a piece of learning in a process of its own, gently, so that its memory is given back."""
    subprocess.run([sys.executable, "-m", "thongquan.jobs.learning", work], check=True, timeout=MOST_SECONDS, env={**os.environ, **SMALL})
