"""Goods by the minute: long waits, ministries that answered, news for the channel."""

import logging
from datetime import datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from thongquan.actions import clearance, inspection
from thongquan.actions.declaration import again
from thongquan.core.actor import system
from thongquan.queries.access import all_units
from thongquan.queries.scope import scope

log = logging.getLogger("thongquan.goods")


@app.periodic(cron="* * * * *")
@app.task(queue="clock", queueing_lock="watch_goods", pass_context=False)
def watch_goods(timestamp: int) -> None:
    """Every minute: the head hears of goods that wait too long; what waited for a document only goes; news is judged."""
    look(timezone.now())


def look(at: datetime) -> tuple[int, int]:
    """Each in a transaction of its own; how many were told of, how many looked at."""
    with scope(system(all_units())):
        fresh = again.waiting(at=at)
    for pk, news in fresh:
        try:
            with scope(system(all_units())):
                again.again(pk, news=news, at=at)
        except Exception:  # outermost loop of the job: one bad declaration must not stop the others, nor what follows
            log.exception("goods %s judged again", pk)
    with scope(system(all_units())):
        told = inspection.escalate(at)
    with scope(system(all_units())):
        return told, clearance.settle_waited(at)
