"""Live traffic of the demo realm: one minute of beats, every minute; silent everywhere else."""

import time
from contextlib import suppress

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from thongquan.actions.training.pulse import Pulse

MINUTE, BEAT = 57.0, 5.0


@app.periodic(cron="* * * * *")
@app.task(queue="demo", queueing_lock="traffic", lock="traffic")
def traffic(timestamp: int) -> None:
    """A thing happens every five seconds, so that a visitor sees the border move."""
    if settings.REALM != "demo":
        return
    end = time.monotonic() + MINUTE
    pulse = Pulse(timezone.now(), timestamp)
    while time.monotonic() < end:
        pulse.beat(timezone.now())
        time.sleep(BEAT)


def begin(now: int) -> None:
    """A demo that opens moves at once; the clock alone would begin with the next full minute."""
    if settings.REALM == "demo":
        with suppress(AlreadyEnqueued), transaction.atomic():
            traffic.defer(timestamp=now)
