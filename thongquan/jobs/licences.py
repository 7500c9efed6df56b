"""Ministries' documents by night and day: poll the window, send confirmations, climb, lapse."""

from __future__ import annotations

import logging
from datetime import datetime
from decimal import Decimal
from functools import cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from thongquan.actions import licence
from thongquan.actions.keyring import root_key
from thongquan.catalog.ministries import WINDOW
from thongquan.core.actor import system
from thongquan.core.licence_message import Use
from thongquan.exchange.formats.licence_message import sign, write_use
from thongquan.exchange.links.carriage import Permanent, Temporary
from thongquan.exchange.links.demo_window import serving
from thongquan.exchange.links.gateway import INVENTED
from thongquan.exchange.links.single_window import Envelope, Post, Window, window
from thongquan.exchange.links.window_intake import receive
from thongquan.models import OutboxMessage
from thongquan.queries import licence as asked
from thongquan.queries.scope import scope

log = logging.getLogger("thongquan.licences")
#: pages of messages fetched by one run
MOST_PAGES = 20
#: how often a page with a spoilt message is asked for again
TRIES = 6


@cache
def rail() -> Window | None:
    """The single window that is set up; where all is invented and none is, a stand-in within this process."""
    return window() or (serving(timezone.now()) if settings.REALM in INVENTED else None)


@app.periodic(cron="* * * * * */10")
@app.task(queue="window", queueing_lock="window", lock="window")
def visit_window(timestamp: int) -> None:
    """Every ten seconds: what the ministries have said, and what customs has used."""
    there = rail()
    if there is not None:
        fetch_all(there, at=timezone.now())
        send_uses(there, root_key(settings.HOME / "keys"), at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(queue="clock", queueing_lock="licences")
def watch_checks(timestamp: int) -> None:
    """Every minute: settle what was crossed by a message, let overdue holds climb."""
    with scope(system()):
        licence.catch_up(by=system(), at=timezone.now())
        licence.escalate(by=system(), at=timezone.now())


@app.periodic(cron="3 17 * * *")
@app.task(queue="clock", queueing_lock="lapse_licences")
def lapse_licences(timestamp: int) -> None:
    """Just after midnight in Việt Nam: documents past their last day."""
    while True:
        with scope(system()):
            if not licence.lapse(by=system(), at=timezone.now()):
                return


def fetch_all(there: Window, *, at: datetime) -> int:
    """Read the window's messages until there are no more; how many were applied. A silent window opens its circuit."""
    applied = 0
    for _ in range(MOST_PAGES):
        with scope(system()):
            circuit, cursor = asked.circuit_of(WINDOW), asked.cursor_of(WINDOW)
        if not circuit.may_try(at):
            return applied
        try:
            post, fresh = fetched(there, cursor, at=at)
        except (Temporary, Permanent) as silent:
            with scope(system()):
                licence.window_failed(reason=str(silent), by=system(), at=at)
            return applied
        applied += fresh
        with scope(system()):
            licence.window_answered(cursor=post.cursor, by=system(), at=at)
        if not post.more:
            return applied
    return applied


def fetched(there: Window, cursor: str, *, at: datetime) -> tuple[Post, int]:
    """One page taken, and how many were applied. A message that came spoilt is asked for again before the mark moves on."""
    applied, spoilt, good = 0, set[str](), set[str]()
    for _ in range(TRIES):
        post = there.fetch(cursor)
        for envelope in post.envelopes:
            received = taken(there, envelope, at=at)
            applied += received.outcome == "applied"
            (spoilt if received.code in ("LIC-10", "LIC-11") else good).add(envelope.id)
        if spoilt <= good:
            return post, applied
    log.error("the window's messages %s stay unreadable or forged; they are kept in the inbox", sorted(spoilt - good))
    return post, applied


def taken(there: Window, envelope: Envelope, *, at: datetime) -> licence.Received:
    """One message in a transaction of its own; a bad one is kept as evidence and stops no other."""
    with scope(system()):
        return receive(envelope, there.keys, partner=WINDOW, by=system(), at=at)


def send_uses(there: Window, key: Ed25519PrivateKey, *, at: datetime) -> int:
    """Send every confirmation whose turn has come; how many arrived."""
    with scope(system()):
        due = asked.due_uses(at)
    return sum(send_use(there, key, pk, at=at) for pk in due)


def send_use(there: Window, key: Ed25519PrivateKey, pk: int, *, at: datetime) -> bool:
    """One confirmation: taken in one transaction, sent in none, its fate noted in another."""
    with scope(system()):
        row = licence.claim_use(pk, at=at)
    if row is None:
        return False
    body = write_use(use_of(row))
    error, permanent = "", False
    try:
        there.confirm(row.message_id, body, sign(body, key))
    except Permanent as never:
        error, permanent = str(never) or "refused", True
    except Temporary as later:
        error = str(later) or "no answer"
    with scope(system()):
        licence.settle_use(pk, at=at, error=error, permanent=permanent)
    return not error


def use_of(row: OutboxMessage) -> Use:
    """The outbox row as the message it becomes."""
    body = row.body
    return Use(row.message_id, body["agency"], body["kind"], body["number"], body["line"], body["declaration"], Decimal(body["quantity"]),
               body["unit"], None if body["left"] is None else Decimal(body["left"]), datetime.fromisoformat(body["at"]), body["restored"])
