"""A stand-in bank on this machine: sets money aside, pays, signs, delays and fails as told."""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import random
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from thongquan.core.banks import HELD, PAID, REFUSED, Answer, Transfer
from thongquan.core.canonical import canonical
from thongquan.exchange.links.bank import Bank

SWITCHES = ("delay", "errors", "drops", "cut", "garbled", "forged", "mute")


@dataclass
class Faults:
    """How badly the bank behaves; each share is the chance that one call suffers it.

    `errors` answers 503, `drops` closes without a word before anything is done, `cut` breaks the answer off, `garbled`
    answers no JSON, `forged` spoils the signature, `mute` pays and then says nothing. `down` answers nobody, `broke` refuses.
    """

    delay: float = 0.0
    errors: float = 0.0
    drops: float = 0.0
    cut: float = 0.0
    garbled: float = 0.0
    forged: float = 0.0
    mute: float = 0.0
    down: bool = False
    broke: bool = False


def reference_of(code: str, transfer: str) -> str:
    """The bank's own number of a transfer: another one for each, whether or not the bank was begun anew meanwhile."""
    return f"{code}{int.from_bytes(hashlib.sha256(transfer.encode()).digest()[:8]) % 10**11:011d}"


@dataclass
class StandInBank:
    """The server, as a context: `with StandInBank("VTB") as there: there.link(our_key)`."""

    code: str = "VTB"
    seed: int = 1
    port: int = 0
    secret: str = ""
    customs: bytes = b""
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    faults: Faults = field(default_factory=Faults)
    ledger: dict[str, Answer] = field(default_factory=dict)
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
    def paid(self) -> list[Answer]:
        """What was paid, each transfer once."""
        return [row for row in self.ledger.values() if row.state == PAID]

    def link(self, key: Ed25519PrivateKey, seconds: float = 5.0) -> Bank:
        """The way to this bank for whoever signs with this key; from then on it listens to that key alone."""
        self.customs = key.public_key().public_bytes_raw()
        return Bank(self.code, self.url, self.key.public_key().public_bytes_raw(), key, self.secret, seconds)

    def answered(self, path: str, transfer: Transfer) -> Answer | None:
        """What becomes of a call; None for an address it does not have. The bank is locked."""
        known = self.ledger.get(transfer.id)
        if path not in ("/v1/hold", "/v1/pay"):
            return None
        if known is not None and (known.state == PAID or path == "/v1/hold"):
            return known
        if path == "/v1/pay" and known is None:
            return Answer(transfer.id, REFUSED, reason="nothing is held")
        if self.faults.broke:
            return Answer(transfer.id, REFUSED, reason="not enough on the account")
        reference = reference_of(self.code, transfer.id) if path == "/v1/pay" else ""
        self.ledger[transfer.id] = Answer(transfer.id, PAID if reference else HELD, reference, transfer.amount)
        return self.ledger[transfer.id]

    def start(self) -> StandInBank:
        """Serve in a thread of its own."""
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.thread.start()
        return self

    def stop(self) -> None:
        """Stop and let the port go."""
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def __enter__(self) -> StandInBank:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()


class Server(ThreadingHTTPServer):
    """The socket of one stand-in."""

    daemon_threads = True

    def __init__(self, port: int, bank: StandInBank) -> None:
        self.bank = bank
        super().__init__(("127.0.0.1", port), Handler)


class Handler(BaseHTTPRequestHandler):
    """POST /v1/hold and /v1/pay {body, signature}; POST /v1/faults {…}."""

    server: Server

    def do_POST(self) -> None:
        """One call, as well or badly as the faults say."""
        bank, raw = self.server.bank, self.rfile.read(min(int(self.headers.get("Content-Length") or 0), 1 << 20))
        if self.path == "/v1/faults":
            bank.faults = Faults(**json.loads(raw))
            return self.say(200, b"{}")
        if self.suffers(bank):
            return
        if bank.secret and self.headers.get("Authorization") != f"Bearer {bank.secret}":
            return self.say(401, b"{}")
        transfer = told(json.loads(raw), bank.customs)
        if transfer is None:
            return self.say(403, b"{}")
        with bank.lock:
            answer = bank.answered(self.path, transfer)
            mute, cut, garbled, forged = (bank.dice.random() < share for share in (bank.faults.mute, bank.faults.cut, bank.faults.garbled, bank.faults.forged))
        if answer is None:
            return self.say(404, b"{}")
        if mute and self.path == "/v1/pay":
            self.close_connection = True
            return
        self.say(200, b"<html>busy</html>" if garbled else signed(answer, bank.key, forged), cut=cut)

    def suffers(self, bank: StandInBank) -> bool:
        """Whether the call gets no answer and nothing is done."""
        with bank.lock:
            bank.calls += 1
            faults, chance = bank.faults, bank.dice.random()
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


def told(raw: dict[str, Any], customs: bytes) -> Transfer | None:
    """The transfer that customs asks for, when it is customs that asks."""
    try:
        body = base64.b64decode(raw["body"])
        Ed25519PublicKey.from_public_bytes(customs).verify(bytes.fromhex(raw["signature"]), body)
        return Transfer(**json.loads(body))
    except (InvalidSignature, KeyError, TypeError, ValueError):
        return None


def signed(answer: Answer, key: Ed25519PrivateKey, forged: bool) -> bytes:
    """The answer with the bank's signature."""
    body = canonical(answer.plain())
    signature = key.sign(body + b" " if forged else body)
    return json.dumps({"body": base64.b64encode(body).decode(), "signature": signature.hex()}).encode()


def serving(codes: Iterable[str], key: Ed25519PrivateKey) -> dict[str, Bank]:
    """A stand-in for each of these banks, serving within this process until it ends, and the ways to them."""
    return {code: StandInBank(code).start().link(key) for code in codes}


def main(argv: list[str] | None = None) -> int:
    """`python -m thongquan.exchange.links.stand_in_bank`: serve until stopped; prints address and public key."""
    parser = argparse.ArgumentParser(prog="stand_in_bank", description="A stand-in bank on this machine.")
    parser.add_argument("customs", help="the public key of the platform whose transfers it takes, hexadecimal")
    parser.add_argument("--code", default="VTB")
    parser.add_argument("--port", type=int, default=8811)
    parser.add_argument("--secret", default="")
    for name in SWITCHES:
        parser.add_argument(f"--{name}", type=float, default=0.0)
    words = parser.parse_args(argv)
    bank = StandInBank(words.code, 1, words.port, words.secret, bytes.fromhex(words.customs),
                       faults=Faults(**{name: getattr(words, name) for name in SWITCHES}))
    print(json.dumps({"code": bank.code, "url": bank.url, "key": bank.key.public_key().public_bytes_raw().hex()}), flush=True)
    try:
        bank.server.serve_forever(poll_interval=0.2)
    except KeyboardInterrupt:
        pass
    finally:
        bank.server.server_close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
