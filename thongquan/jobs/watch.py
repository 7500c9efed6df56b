"""The minute watch over vehicles: reminders, overdue, expiry."""

from django.utils import timezone
from procrastinate.contrib.django import app

from thongquan.actions.crossing.watch import watch as look


@app.periodic(cron="* * * * *")
@app.task(queue="clock", queueing_lock="watch", pass_context=False)
def watch(timestamp: int) -> None:
    """Every minute: what the law gives to the clock."""
    look(timezone.now())
