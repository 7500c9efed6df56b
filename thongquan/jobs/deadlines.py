"""Deadlines of goods: declarations that lapse, holds that climb, duty past its day."""

from django.utils import timezone
from procrastinate.contrib.django import app

from thongquan.actions.declaration.watch import watch


@app.periodic(cron="7 * * * *")
@app.task(queue="clock", queueing_lock="watch_deadlines", pass_context=False)
def watch_deadlines(timestamp: int) -> None:
    """Every hour: what the law gives to the clock."""
    watch(timezone.now())
