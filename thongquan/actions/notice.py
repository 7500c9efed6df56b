"""Telling people: a notice in the app, and outbox rows for the channels they chose."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from thongquan.core.notices import KINDS
from thongquan.core.refused import NotFound
from thongquan.core.rule import spoken
from thongquan.models import ChannelChoice, Dispatch, Notice
from thongquan.queries.hot import hot


#: no RETURNING: the officer who tells may not read what the party reads
TELL = "insert into notice (party_id, user_id, kind, values, link) values (%s, %s, %s, %s, %s)"


def tell(party_id: int | None, kind: str, values: dict[str, Any], *, link: str = "", user_id: int | None = None) -> None:
    """Post a notice; urgent kinds are sent on by the night shift (`jobs`) to the chosen channels."""
    if kind not in KINDS:
        raise KeyError(f"no such notice: {kind}")
    with hot() as cursor:
        cursor.execute(TELL, [party_id, user_id, kind, Jsonb(values), link], prepare=True)


def read(notice_id: int, *, at: datetime) -> None:
    """The person has seen it."""
    if not Notice.objects.filter(pk=notice_id).update(read_at=at):
        raise NotFound("GEN-404")


def queue_dispatches(limit: int = 200) -> int:
    """Give every fresh urgent notice its outbox rows; the caller's reach is the system's."""
    urgent = [kind for kind, what in KINDS.items() if what.urgent]
    fresh = Notice.objects.filter(kind__in=urgent, dispatches__isnull=True, party_id__isnull=False).order_by("id")[:limit]
    made = 0
    for notice in fresh:
        for choice in ChannelChoice.objects.filter(party_id=notice.party_id, active=True):
            language = "zh" if choice.channel == "wechat" or choice.address.startswith("+86") else "vi"
            text = KINDS[notice.kind].says.say(language, spoken(notice.values, language))
            Dispatch.objects.create(notice=notice, channel=choice.channel, address=choice.address, language=language, text=text)
            made += 1
    return made


def settle_dispatch(dispatch_id: int, *, at: datetime, error: str = "", permanent: bool = False) -> None:
    """Note the fate of one outgoing message; a passing error is tried again."""
    row = Dispatch.objects.select_for_update().get(pk=dispatch_id)
    row.tries += 1
    row.error = error
    row.state = "sent" if not error else "failed" if permanent or row.tries >= 6 else "queued"
    row.sent_at = None if error else at
    row.save()


def choose_channel(party_id: int, channel: str, address: str, *, active: bool = True) -> ChannelChoice:
    """Where this party wants its notices."""
    choice, _ = ChannelChoice.objects.update_or_create(
        party_id=party_id, channel=channel, address=address, defaults={"active": active})
    return choice
