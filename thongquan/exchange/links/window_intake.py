"""One message of the single window: verified, read, taken, or kept as evidence."""

from __future__ import annotations

import logging
from datetime import datetime

from thongquan.actions import licence
from thongquan.core.actor import Actor
from thongquan.exchange.formats.licence_message import BadMessage, read, verified
from thongquan.exchange.links.single_window import Envelope

log = logging.getLogger("thongquan.window")


def receive(envelope: Envelope, keys: tuple[bytes, ...], *, partner: str, by: Actor, at: datetime) -> licence.Received:
    """What became of a message; runs in the caller's transaction. A forged or unreadable one changes nothing."""
    def refused(code: str, reason: str = "") -> licence.Received:
        log.warning("message %s of %s: %s %s", envelope.id, partner, code, reason)
        return licence.refuse_message(partner, envelope.id, envelope.body, code=code, reason=reason, by=by, at=at)

    if not verified(envelope.body, envelope.signature, keys):
        return refused("LIC-10")
    try:
        message = read(envelope.body)
    except BadMessage as bad:
        return refused("LIC-11", str(bad))
    if message.partner != partner:
        return refused("LIC-11", "another partner's message")
    return licence.receive_message(message, envelope.body, by=by, at=at)
