"""The draw by the clock: returned work by the minute, reveals and commitments by night."""

from datetime import UTC, datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from thongquan.actions import assignment


@app.periodic(cron="* * * * *")
@app.task(queue="clock", queueing_lock="watch_work", pass_context=False)
def watch_work(timestamp: int) -> None:
    """Every minute: absences that began, cases without an officer, tasks past their time."""
    assignment.watch(timezone.now())


@app.periodic(cron="5 17 * * *")
@app.task(queue="clock", queueing_lock="draw_night", pass_context=False)
def draw_night(timestamp: int) -> None:
    """Five past midnight in Việt Nam: yesterday's draws are revealed, the parties commit for tomorrow."""
    assignment.nightly(datetime.fromtimestamp(timestamp, UTC))
