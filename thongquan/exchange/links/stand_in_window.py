"""A stand-in National Single Window on this machine: signs, delays and fails as told."""

from __future__ import annotations

import argparse
import base64
import json
import random
import threading
import time
import urllib.request
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from thongquan.core.licence_message import WindowMessage
from thongquan.exchange.formats.licence_message import sign, write

#: what may be switched on: shares between 0 and 1, seconds of delay
SWITCHES = ("delay", "errors", "drops", "cut", "garbled", "forged", "twice", "shuffled", "lost")


@dataclass
class Faults:
    """How badly the window behaves. Each share is the chance that one call or message suffers it.

    `errors` answers 503, `drops` closes without a word, `cut` breaks the answer off, `garbled` answers no JSON, `forged`
    spoils a signature, `twice` hands a message out again, `shuffled` turns the order, `lost` leaves a message out of an
    answer (it comes again later: the mark does not pass it). `down` answers nobody.
    """

    delay: float = 0.0
    errors: float = 0.0
    drops: float = 0.0
    cut: float = 0.0
    garbled: float = 0.0
    forged: float = 0.0
    twice: float = 0.0
    shuffled: float = 0.0
    lost: float = 0.0
    down: bool = False


@dataclass
class StandIn:
    """The server, as a context: `with StandIn() as window: Window(window.url, keys=(window.public,))`."""

    seed: int = 1
    port: int = 0
    secret: str = ""
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    faults: Faults = field(default_factory=Faults)
    messages: list[tuple[str, bytes]] = field(default_factory=list)
    uses: dict[str, dict[str, Any]] = field(default_factory=dict)
    calls: int = 0

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.lock = threading.Lock()
        self.server = Server(self.port, self)
        self.port = self.server.server_port

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def public(self) -> bytes:
        """The key whose signatures are true."""
        return self.key.public_key().public_bytes_raw()

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

    def start(self) -> StandIn:
        """Serve in a thread of its own."""
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.thread.start()
        return self

    def stop(self) -> None:
        """Stop and let the port go."""
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def __enter__(self) -> StandIn:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()


class Server(ThreadingHTTPServer):
    """The socket of one stand-in."""

    daemon_threads = True

    def __init__(self, port: int, window: StandIn) -> None:
        self.window = window
        super().__init__(("127.0.0.1", port), Handler)


class Handler(BaseHTTPRequestHandler):
    """POST /v1/messages {after, most}, POST /v1/uses {id, body, signature}, POST /v1/faults {…}."""

    server: Server

    def do_POST(self) -> None:
        """One call, as well or badly as the faults say."""
        window, raw = self.server.window, self.rfile.read(min(int(self.headers.get("Content-Length") or 0), 1 << 20))
        if self.path != "/v1/faults" and self.suffers(window):
            return
        if window.secret and self.headers.get("Authorization") != f"Bearer {window.secret}":
            return self.say(401, b"{}")
        with window.lock:
            answer = answered(window, self.path, json.loads(raw))
            garbled, cut = window.dice.random() < window.faults.garbled, window.dice.random() < window.faults.cut
        if answer is None:
            return self.say(404, b"{}")
        self.say(200, b"<html>busy</html>" if garbled else json.dumps(answer).encode(), cut=cut)

    def suffers(self, window: StandIn) -> bool:
        """Whether the call gets no answer worth having."""
        with window.lock:
            window.calls += 1
            faults, chance = window.faults, window.dice.random()
        time.sleep(faults.delay)
        if faults.down or chance < faults.drops:
            self.close_connection = True
            return True
        if chance < faults.drops + faults.errors:
            self.say(503, b"{}")
            return True
        return False

    def say(self, status: int, body: bytes, cut: bool = False) -> None:
        """Send an answer; a cut one promises more than it sends."""
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:len(body) // 2] if cut else body)

    def log_message(self, format: str, *args: Any) -> None:
        """Silent: the platform's own log tells what came."""


def answered(window: StandIn, path: str, body: dict[str, Any]) -> dict[str, Any] | None:
    """What the window answers; None for an address it does not have. The window is locked."""
    if path == "/v1/messages":
        after = str(body.get("after") or "0")
        return window.page(int(after) if after.isdigit() else 0, int(body.get("most") or 100))
    if path == "/v1/uses":
        window.take(body)
    elif path == "/v1/faults":
        window.faults = Faults(**body)
    else:
        return None
    return {}


def main(argv: list[str] | None = None) -> int:
    """`python -m thongquan.exchange.links.stand_in_window`: serve until stopped; prints address and public key."""
    parser = argparse.ArgumentParser(prog="stand_in_window", description="A stand-in National Single Window on this machine.")
    parser.add_argument("--port", type=int, default=8801)
    parser.add_argument("--secret", default="")
    parser.add_argument("--seed", type=int, default=1)
    for name in SWITCHES:
        parser.add_argument(f"--{name}", type=float, default=0.0)
    words = parser.parse_args(argv)
    window = StandIn(words.seed, words.port, words.secret, faults=Faults(**{name: getattr(words, name) for name in SWITCHES}))
    print(json.dumps({"url": window.url, "key": window.public.hex()}), flush=True)
    try:
        window.server.serve_forever(poll_interval=0.2)
    except KeyboardInterrupt:
        pass
    finally:
        window.server.server_close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
