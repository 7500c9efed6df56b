"""Prediction's clock: counting each minute, a weekly look and candidate in a process of their own."""

import subprocess
import sys
from datetime import UTC, datetime
from importlib.util import find_spec

from django.conf import settings
from procrastinate.contrib.django import app

from thongquan.core.actor import system
from thongquan.exchange.links.gateway import INVENTED
from thongquan.models import RiskLine, RiskModel
from thongquan.queries.scope import everywhere, scope

#: learning ends within this, or is ended
MOST_SECONDS = 30 * 60


@app.periodic(cron="* * * * *")
@app.task(queue="clock", queueing_lock="count_risk")
def count_risk(timestamp: int) -> None:
    """Counts what was registered and what became known; in an invented realm the first models are made once."""
    if find_spec("numpy") is None:
        return
    with scope(system()), everywhere():
        if RiskLine.objects.filter(declaration_id__isnull=True, counted=False).exists() and not RiskModel.objects.exists():
            first = settings.REALM in INVENTED
        else:
            from thongquan.actions.risk.counters import count  # optional: the learning libraries

            first = False
            count(at=datetime.fromtimestamp(timestamp, UTC))
    if first:
        apart("first")


@app.periodic(cron="30 18 * * 0")
@app.task(queue="clock", queueing_lock="learn_risk")
def learn_risk(timestamp: int) -> None:
    """The week that ended is looked at, then a candidate learns: Monday 01:30 in Việt Nam."""
    apart("watch")
    apart("candidate")


def apart(work: str) -> None:
    """Does a piece of learning in a process of its own, gently, so that its memory is given back."""
    subprocess.run([sys.executable, "-m", "thongquan.jobs.learning", work], check=True, timeout=MOST_SECONDS)
