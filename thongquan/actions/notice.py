"""Telling people: a notice in the app, and outbox rows for the channels they chose."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from thongquan.core.notices import KINDS
from thongquan.core.refused import NotFound
from thongquan.core.rule import spoken
from thongquan.models import ChannelChoice, Dispatch, Notice


def tell(party_id: int | None, kind: str, values: dict[str, Any], *, link: str = "", user_id: int | None = None) -> Notice:
    """Post a notice; urgent kinds are sent on by the night shift (`jobs`) to the chosen channels."""
    if kind not in KINDS:
        raise KeyError(f"no such notice: {kind}")
    return Notice.objects.create(party_id=party_id, user_id=user_id, kind=kind, values=values, link=link)


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
