"""A person's notices, how many are new, where a party wants them, and what left the house."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from thongquan.core.actor import Actor
from thongquan.models import ChannelChoice, Dispatch, Notice


def inbox(actor: Actor) -> QuerySet[Notice]:
    """Everything told to this person or his parties, newest first."""
    return Notice.objects.filter(Q(user_id=actor.id) | Q(party_id__in=actor.parties)).order_by("-at", "-id")


def unread(actor: Actor) -> int:
    """How many notices nobody has opened yet."""
    return inbox(actor).filter(read_at__isnull=True).count()


def notice(pk: int, actor: Actor) -> Notice | None:
    """One notice addressed to this person or his parties."""
    return inbox(actor).filter(pk=pk).first()


def choices(party_ids: tuple[int, ...]) -> list[ChannelChoice]:
    """Where these parties want their notices."""
    return list(ChannelChoice.objects.filter(party_id__in=party_ids).order_by("party_id", "channel", "address"))


def dispatches(channel: str = "", state: str = "") -> QuerySet[Dispatch]:
    """What was handed to the gateways, newest first; the asker's reach is the system's."""
    rows = Dispatch.objects.order_by("-id")
    if channel:
        rows = rows.filter(channel=channel)
    return rows.filter(state=state) if state else rows
