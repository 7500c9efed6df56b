"""A stand-in National Single Window on this machine: signs, delays and fails as told."""

from __future__ import annotations

import argparse
import base64
import json
import urllib.request
from dataclasses import dataclass, field
from typing import Any

from thongquan.core.digits import natural
from thongquan.core.licence_message import WindowMessage
from thongquan.exchange.formats.licence_message import sign, write
from thongquan.exchange.links import stand_in


@dataclass
class Faults(stand_in.Faults):
    """Those of every stand-in, and of messages.

    `twice` hands a message out again, `shuffled` turns the order, `lost` leaves a message out of an answer (it comes
    again later: the mark does not pass it).
    """

    twice: float = 0.0
    shuffled: float = 0.0
    lost: float = 0.0


@dataclass
class StandIn(stand_in.StandIn):
    """The window: `with StandIn() as there: Window(there.url, keys=(there.public,))`; POST /v1/messages {after, most}, /v1/uses {id, body, signature}."""

    faults: Faults = field(default_factory=Faults, kw_only=True)
    messages: list[tuple[str, bytes]] = field(default_factory=list)
    uses: dict[str, dict[str, Any]] = field(default_factory=dict)

    def publish(self, message: WindowMessage, form: str = "json") -> None:
        """A ministry's system has said something."""
        with self.lock:
            self.messages.append((message.id, write(message, form)))

    def envelope(self, message_id: str, body: bytes) -> dict[str, str]:
        """A message as it is handed out or pushed: with its signature, spoilt when the dice say so."""
        signature = sign(body if self.dice.random() >= self.faults.forged else body + b" ", self.key)
        return {"id": message_id, "body": base64.b64encode(body).decode(), "signature": signature}

    def push(self, url: str, secret: str, place: int = -1) -> int:
        """Send one message to the platform's own address for pushed messages; the answer's status."""
        body = json.dumps(self.envelope(*self.messages[place])).encode()
        request = urllib.request.Request(url, data=body, method="POST", headers={
            "Content-Type": "application/json", "Authorization": f"Bearer {secret}"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)

    def page(self, after: int, most: int) -> dict[str, Any]:
        """Messages after a mark. A lost one ends the page before itself as far as the mark goes."""
        waiting = self.messages[after:after + most]
        kept = [row for row in waiting if self.dice.random() >= self.faults.lost]
        lost = next((n for n, row in enumerate(waiting) if row not in kept), len(waiting))
        shown = [self.envelope(*row) for row in kept]
        shown += [self.envelope(*row) for row in kept if self.dice.random() < self.faults.twice]
        if self.dice.random() < self.faults.shuffled:
            self.dice.shuffle(shown)
        return {"messages": shown, "cursor": str(after + lost), "more": after + lost < len(self.messages)}

    def take(self, body: dict[str, Any]) -> None:
        """A confirmation of use; the same id twice is one."""
        self.uses.setdefault(str(body["id"]), json.loads(base64.b64decode(body["body"])))

    def reply(self, path: str, said: dict[str, Any]) -> tuple[int, bytes | None]:
        """A page of messages, or thanks for a confirmation."""
        if path == "/v1/messages":
            return 200, json.dumps(self.page(natural(said.get("after")) or 0, int(said.get("most") or 100))).encode()
        if path != "/v1/uses":
            return 404, b"{}"
        self.take(said)
        return 200, b"{}"


def main(argv: list[str] | None = None) -> int:
    """`python -m thongquan.exchange.links.stand_in_window`: serve until stopped; prints address and public key."""
    words, faults = stand_in.asked(argparse.ArgumentParser(prog="stand_in_window", description="A stand-in National Single Window on this machine."),
                                   Faults, 8801, argv)
    return stand_in.serve(StandIn(faults=faults, seed=words.seed, port=words.port, secret=words.secret))


if __name__ == "__main__":
    raise SystemExit(main())
