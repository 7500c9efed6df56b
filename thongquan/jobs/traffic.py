"""Live traffic of the demo realm: one minute of beats, every minute; silent everywhere else."""

import time

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

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
