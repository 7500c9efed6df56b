"""Which link carries which channel; in demo and training a stand-in that only shows."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings

from thongquan.exchange.links import email, push, sms, wechat, zalo
from thongquan.exchange.links.carriage import Message, Permanent

Link = Callable[[Message], None]

LINKS: dict[str, Link] = {
    "email": email.send, "sms": sms.send, "zalo": zalo.send, "wechat": wechat.send, "push": push.send,
}
#: realms whose people are invented: nothing leaves the house
INVENTED = frozenset({"demo", "training"})


def send(message: Message) -> None:
    """Hand a message to its channel; raises Permanent or Temporary."""
    link_for(message.channel)(message)


def link_for(channel: str) -> Link:
    """The link of a channel in this realm."""
    if channel not in LINKS:
        raise Permanent(f"no such channel: {channel}")
    return stand_in if settings.REALM in INVENTED else LINKS[channel]


def stand_in(message: Message) -> None:
    """Checks what a real gateway would check first; the outbox itself keeps what would have been sent."""
    if message.channel in ("sms", "zalo") and not message.address.startswith("+"):
        raise Permanent("not an international number")
    if message.channel == "push":
        push.subscription(message.address)
    if message.channel == "email":
        email.send(message)
