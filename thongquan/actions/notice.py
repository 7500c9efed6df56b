"""Telling people: a notice in the app, and outbox rows for the channels they chose."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from psycopg.types.json import Jsonb

from thongquan.core.actor import Actor
from thongquan.core.notices import KINDS
from thongquan.core.numbers import phone
from thongquan.core.refused import NotAllowed, NotFound, Refused
from thongquan.core.rule import spoken
from thongquan.models import ChannelChoice, Dispatch, Notice
from thongquan.queries.hot import hot

#: how long after its birth a message is tried for the first, second, … sixth time
PAUSES = tuple(timedelta(minutes=m) for m in (0, 1, 4, 15, 60, 240))
#: a message taken by a worker that died is taken again after this
ORPHAN = timedelta(minutes=10)
#: older notices are history and leave the app no more
FRESH = timedelta(days=1)
MAIL = re.compile(r"[^@\s<>,;:\"]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,24}")

CHANNEL = "tq"

#: no RETURNING: the officer who tells may not read what the party reads
TELL = "insert into notice (party_id, user_id, kind, values, link) values (%s, %s, %s, %s, %s)"
TELL_ALL = """
insert into notice (party_id, user_id, kind, values, link)
select %s, null, t.told ->> 0, t.told -> 1, %s from jsonb_array_elements(%s) with ordinality as t (told, n) order by t.n
"""


def tell(party_id: int | None, kind: str, values: dict[str, Any], *, link: str = "", user_id: int | None = None) -> None:
    """Post a notice; urgent kinds are sent on by the night shift (`jobs`) to the chosen channels."""
    if kind not in KINDS:
        raise KeyError(f"no such notice: {kind}")
    with hot() as cursor:
        cursor.execute(TELL, [party_id, user_id, kind, Jsonb(values), link], prepare=True)


def tell_all(party_id: int, told: Mapping[str, Mapping[str, Any]], *, link: str = "") -> None:
    """Post several notices to one party, in this order: each kind with its values."""
    for kind in told:
        if kind not in KINDS:
            raise KeyError(f"no such notice: {kind}")
    with hot() as cursor:
        cursor.execute(TELL_ALL, [party_id, link, Jsonb(list(told.items()))], prepare=True)


def stir(gate_id: int, kind: str, row: object) -> None:
    """Once the act is committed, pages that hear `gate/<id>` learn that this lane, crossing, declaration … changed.

    A notice inside the act's own transaction holds PostgreSQL's one queue lock until its commit is on disk,
    so that all gates commit one after the other (measured with 8 lanes: 218 acts a second instead of 2,600).
    A server that dies in between loses the notice only: pages ask again every ten seconds anyway.
    """
    notice = f"gate/{gate_id} {kind} {row}"

    def tell() -> None:
        with hot() as cursor:
            cursor.execute("select pg_notify(%s, %s)", [CHANNEL, notice], prepare=True)

    transaction.on_commit(tell, robust=True)


def read(notice_id: int, *, at: datetime) -> None:
    """The person has seen it; a second look changes nothing."""
    if not Notice.objects.filter(pk=notice_id).exists():
        raise NotFound("GEN-404")
    Notice.objects.filter(pk=notice_id, read_at__isnull=True).update(read_at=at)


def read_all(*, by: Actor, at: datetime) -> int:
    """Everything addressed to this person and his parties has been seen; how many were new."""
    mine = Notice.objects.filter(Q(user_id=by.id) | Q(party_id__in=by.parties), read_at__isnull=True)
    return mine.update(read_at=at)


def queue_dispatches(*, at: datetime, limit: int = 200) -> int:
    """Give every fresh urgent notice its outbox rows; the caller's reach is the system's."""
    urgent = [kind for kind, what in KINDS.items() if what.urgent]
    wanted = ChannelChoice.objects.filter(party_id=OuterRef("party_id"), active=True)
    fresh = Notice.objects.filter(
        Exists(wanted), kind__in=urgent, dispatches__isnull=True, at__gt=at - FRESH).order_by("id")[:limit]
    made = 0
    for notice in fresh:
        for choice in ChannelChoice.objects.filter(party_id=notice.party_id or 0, active=True):
            language = "zh" if choice.channel == "wechat" or choice.address.startswith("+86") else "vi"
            text = KINDS[notice.kind].says.say(language, spoken(notice.values, language))
            Dispatch.objects.create(notice=notice, channel=choice.channel, address=choice.address, language=language, text=text)
            made += 1
    return made


def due(at: datetime, limit: int = 50) -> list[int]:
    """Outgoing messages whose turn has come: new ones, passing failures after a growing pause, orphans."""
    waits = Q()
    for tries, pause in enumerate(PAUSES):
        waits |= Q(state="queued", tries=tries, queued_at__lte=at - pause)
    orphans = Q(state="sending", sent_at__lte=at - ORPHAN)
    return list(Dispatch.objects.filter(waits | orphans).order_by("id").values_list("id", flat=True)[:limit])


def claim_dispatch(dispatch_id: int, *, at: datetime) -> Dispatch | None:
    """Take one message for sending; None when another worker has it."""
    row = Dispatch.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=dispatch_id).first()
    if row is None or row.state not in ("queued", "sending"):
        return None
    if row.state == "sending" and row.sent_at is not None and row.sent_at > at - ORPHAN:
        return None
    row.state, row.sent_at = "sending", at
    row.save(update_fields=["state", "sent_at"])
    return row


def settle_dispatch(dispatch_id: int, *, at: datetime, error: str = "", permanent: bool = False) -> None:
    """Note the fate of one outgoing message; a passing error is tried again, at most six times."""
    row = Dispatch.objects.select_for_update(of=("self",)).get(pk=dispatch_id)
    row.tries += 1
    row.error = error[:300]
    row.state = "sent" if not error else "failed" if permanent or row.tries >= len(PAUSES) else "queued"
    row.sent_at = None if error else at
    row.save(update_fields=["tries", "error", "state", "sent_at"])


def choose_channel(party_id: int, channel: str, address: str, *, by: Actor, active: bool = True) -> ChannelChoice:
    """Where this party wants its notices; telephone numbers are kept in their international form."""
    if party_id not in by.parties:
        raise NotAllowed("ACC-02")
    if channel not in Dispatch.CHANNELS:
        raise Refused("NTC-01", "/channel")
    reached = address_of(channel, address)
    if not reached:
        raise Refused("NTC-02", "/address", address=address[:60])
    choice, _ = ChannelChoice.objects.update_or_create(
        party_id=party_id, channel=channel, address=reached, defaults={"active": active})
    return choice


def forget_channel(choice_id: int, *, by: Actor) -> None:
    """No more notices there."""
    if not ChannelChoice.objects.filter(pk=choice_id, party_id__in=by.parties).delete()[0]:
        raise NotFound("GEN-404")


def address_of(channel: str, text: str) -> str:
    """The address as its channel wants it, empty when it cannot be one."""
    text = text.strip()
    if channel in ("sms", "zalo"):
        return phone(text)
    if channel == "email":
        return text if MAIL.fullmatch(text) else ""
    if channel == "push":
        return text if text.startswith("{") and len(text) < 2000 else ""
    return text if re.fullmatch(r"[\w-]{4,64}", text, re.ASCII) else ""
