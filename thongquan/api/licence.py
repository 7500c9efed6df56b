"""The single window for machines: it pushes its signed messages here."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated

import msgspec

from thongquan.api.call import Call, Reply
from thongquan.api.endpoint import BY_ID, Body, Endpoint
from thongquan.api.problem import problem
from thongquan.catalog.ministries import WINDOW
from thongquan.core.refused import Finding, Refused, RulesBroken
from thongquan.core.words import Words
from thongquan.exchange.links.single_window import Envelope, trusted
from thongquan.exchange.links.window_intake import receive


class MessageSent(msgspec.Struct):
    """A message as the window signed it: `body` its bytes and `signature` the detached Ed25519 signature, both base64."""

    id: Annotated[str, msgspec.Meta(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f\x7f]+$")]
    body: Annotated[str, msgspec.Meta(max_length=700_000)]
    signature: Annotated[str, msgspec.Meta(max_length=200)]


class MessageTaken(msgspec.Struct):
    """What became of it: applied, repeated, old."""

    id: str
    outcome: str


def push(call: Call) -> Reply:
    """Take one message. What is refused is kept as evidence and answered with its code."""
    sent: MessageSent = call.raw
    try:
        body = base64.b64decode(sent.body, validate=True)
    except (binascii.Error, ValueError):
        raise RulesBroken([Finding("FRM-03", "/body", {"example": "base64"})]) from None
    received = receive(Envelope(sent.id, body, sent.signature), trusted(), partner=WINDOW, by=call.by, at=call.at)
    if received.code:  # answered, not raised: the evidence stays when the transaction ends
        return problem(Refused(received.code, "/body"), call)
    return Reply(MessageTaken(sent.id, received.outcome))


ENDPOINTS = (
    Endpoint("POST", "window/messages", "window_message", Words("Một cửa quốc gia gửi thông điệp", "The single window delivers a message", "单一窗口报送报文"),
             push, MessageTaken, "licence", scope="licences:write", roles=frozenset({"partner"}), body=Body(shape=MessageSent), once=BY_ID,
             unlimited=True),
)
