"""Carries notices out: the outbox empties every few seconds; passing failures try again."""

from __future__ import annotations

import logging

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from thongquan.actions import notice
from thongquan.core.actor import system
from thongquan.exchange.links import gateway
from thongquan.exchange.links.carriage import Message, Permanent, Temporary
from thongquan.models import Dispatch
from thongquan.queries.scope import scope

log = logging.getLogger("thongquan.notices")
MOST = 50


@app.periodic(cron="* * * * * */10")
@app.task(queue="notices", queueing_lock="deliver", lock="deliver")
def deliver(timestamp: int) -> None:
    """Every ten seconds: give fresh notices their outbox rows, then send what is due."""
    deliver_due()


def deliver_due() -> int:
    """Send everything due, at most fifty; how many went through. Only committed rows are ever seen here."""
    with scope(system()):
        notice.queue_dispatches(at=timezone.now())
        due = notice.due(timezone.now(), MOST)
    return sum(carry(dispatch_id) for dispatch_id in due)


def carry(dispatch_id: int) -> bool:
    """One message: taken in one transaction, sent in none, its fate noted in another."""
    with scope(system()):
        row = notice.claim_dispatch(dispatch_id, at=timezone.now())
        message = message_of(row) if row else None
    if message is None:
        return False
    error, permanent = "", False
    try:
        gateway.send(message)
    except Permanent as never:
        error, permanent = str(never) or "refused", True
    except Temporary as later:
        error = str(later) or "no answer"
    except Exception as broken:  # outermost loop of the job: one bad message must not stop the others
        log.exception("dispatch %s", dispatch_id)
        error = type(broken).__name__
    with scope(system()):
        notice.settle_dispatch(dispatch_id, at=timezone.now(), error=error, permanent=permanent)
    return not error


def message_of(row: Dispatch) -> Message:
    """The row as the links want it, with its link in full."""
    path = row.notice.link
    return Message(row.pk, row.channel, row.address, row.language, row.text, f"{settings.PUBLIC_ADDRESS}{path}" if path else "")
