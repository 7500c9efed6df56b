"""What stand-ins on this machine share: a server, signatures, and faults as told."""

from __future__ import annotations

import argparse
import json
import random
import threading
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass, field, fields
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

#: the longest call that is read
MOST_BYTES = 1 << 20


@dataclass
class Faults:
    """How badly a stand-in behaves; each share is the chance that one call suffers it, `delay` is in seconds.

    `errors` answers 503, `drops` closes without a word before anything is done, `cut` breaks the answer off, `garbled`
    answers no JSON, `forged` spoils a signature. `down` answers nobody.
    """

    delay: float = 0.0
    errors: float = 0.0
    drops: float = 0.0
    cut: float = 0.0
    garbled: float = 0.0
    forged: float = 0.0
    down: bool = False

    @classmethod
    def switches(cls) -> list[str]:
        """What a command line may turn on: every share and the delay."""
        return [each.name for each in fields(cls) if isinstance(each.default, float)]


@dataclass(kw_only=True)
class StandIn(ABC):
    """A server on a port of its own, as a context; `reply` is what each kind of stand-in says."""

    seed: int = 1
    port: int = 0
    secret: str = ""
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    faults: Faults = field(default_factory=Faults)
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

    def hit(self, share: float) -> bool:
        """Whether this call suffers a fault of such a share."""
        return self.dice.random() < share

    @abstractmethod
    def reply(self, path: str, said: dict[str, Any]) -> tuple[int, bytes | None]:
        """Status and body; no body: the line goes dead. The stand-in is locked."""

    def start(self) -> Self:
        """Serve in a thread of its own."""
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.thread.start()
        return self

    def stop(self) -> None:
        """Stop and let the port go."""
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()


class Server(ThreadingHTTPServer):
    """The socket of one stand-in."""

    daemon_threads = True

    def __init__(self, port: int, stand_in: StandIn) -> None:
        self.stand_in = stand_in
        super().__init__(("127.0.0.1", port), Handler)


class Handler(BaseHTTPRequestHandler):
    """POST of JSON; `/v1/faults` changes how badly it behaves."""

    server: Server

    def do_POST(self) -> None:
        """One call, as well or badly as the faults say."""
        here, said = self.server.stand_in, json.loads(self.rfile.read(min(int(self.headers.get("Content-Length") or 0), MOST_BYTES)) or b"{}")
        if self.path == "/v1/faults":
            here.faults = type(here.faults)(**said)
            return self.say(200, b"{}")
        if self.suffers(here):
            return
        if here.secret and self.headers.get("Authorization") != f"Bearer {here.secret}":
            return self.say(401, b"{}")
        with here.lock:
            status, body = here.reply(self.path, said)
            garbled, cut = here.hit(here.faults.garbled), here.hit(here.faults.cut)
        if body is None:
            self.close_connection = True
        elif status == 200 and garbled:
            self.say(200, b"<html>busy</html>", cut=cut)
        else:
            self.say(status, body, cut=status == 200 and cut)

    def suffers(self, here: StandIn) -> bool:
        """Whether the call gets no answer and nothing is done."""
        with here.lock:
            here.calls += 1
            faults, chance = here.faults, here.dice.random()
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


def asked(parser: argparse.ArgumentParser, faults: type[Faults], port: int, argv: list[str] | None) -> tuple[argparse.Namespace, Faults]:
    """The words of a command line that every stand-in has, and the faults they turn on."""
    parser.add_argument("--port", type=int, default=port)
    parser.add_argument("--secret", default="")
    parser.add_argument("--seed", type=int, default=1)
    for name in faults.switches():
        parser.add_argument(f"--{name}", type=float, default=0.0)
    words = parser.parse_args(argv)
    return words, faults(**{name: getattr(words, name) for name in faults.switches()})


def serve(stand_in: StandIn, **told: str) -> int:
    """Prints address and public key and serves until stopped."""
    print(json.dumps({**told, "url": stand_in.url, "key": stand_in.public.hex()}), flush=True)
    try:
        stand_in.server.serve_forever(poll_interval=0.2)
    except KeyboardInterrupt:
        pass
    finally:
        stand_in.server.server_close()
    return 0
