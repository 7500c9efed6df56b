"""Deadlines of goods: declarations that lapse, holds that climb, late duty, guarantees."""

from django.utils import timezone
from procrastinate.contrib.django import app

from thongquan.actions import payment
from thongquan.actions.declaration.watch import watch
from thongquan.core.actor import system
from thongquan.queries.access import all_units
from thongquan.queries.scope import scope


@app.periodic(cron="7 * * * *")
@app.task(queue="clock", queueing_lock="watch_deadlines", pass_context=False)
def watch_deadlines(timestamp: int) -> None:
    """Every hour: what the law gives to the clock."""
    watch(timezone.now())
    with scope(system(all_units())):
        payment.expire(by=system(), at=timezone.now())
