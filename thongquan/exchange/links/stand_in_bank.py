"""A stand-in bank on this machine: sets money aside, pays, signs, delays and fails as told."""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from thongquan.core.banks import HELD, PAID, REFUSED, Answer, Transfer
from thongquan.core.canonical import canonical
from thongquan.exchange.links import stand_in
from thongquan.exchange.links.bank import Bank


@dataclass
class Faults(stand_in.Faults):
    """Those of every stand-in; `mute` pays and then says nothing, `broke` refuses."""

    mute: float = 0.0
    broke: bool = False


def reference_of(code: str, transfer: str) -> str:
    """The bank's own number of a transfer: another one for each, whether or not the bank was begun anew meanwhile."""
    return f"{code}{int.from_bytes(hashlib.sha256(transfer.encode()).digest()[:8]) % 10**11:011d}"


@dataclass
class StandInBank(stand_in.StandIn):
    """The bank: `with StandInBank("VTB") as there: there.link(our_key)`; POST /v1/hold and /v1/pay {body, signature}."""

    code: str = "VTB"
    customs: bytes = b""
    faults: Faults = field(default_factory=Faults, kw_only=True)
    ledger: dict[str, Answer] = field(default_factory=dict)

    @property
    def paid(self) -> list[Answer]:
        """What was paid, each transfer once."""
        return [row for row in self.ledger.values() if row.state == PAID]

    def link(self, key: Ed25519PrivateKey, seconds: float = 5.0) -> Bank:
        """The way to this bank for whoever signs with this key; from then on it listens to that key alone."""
        self.customs = key.public_key().public_bytes_raw()
        return Bank(self.code, self.url, self.public, key, self.secret, seconds)

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

    def reply(self, path: str, said: dict[str, Any]) -> tuple[int, bytes | None]:
        """The bank's answer to customs, signed; it may have paid and say nothing."""
        transfer = told(said, self.customs)
        if transfer is None:
            return 403, b"{}"
        answer = self.answered(path, transfer)
        if answer is None:
            return 404, b"{}"
        if path == "/v1/pay" and self.hit(self.faults.mute):
            return 200, None
        return 200, signed(answer, self.key, self.hit(self.faults.forged))


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
    words, faults = stand_in.asked(parser, Faults, 8811, argv)
    bank = StandInBank(words.code, bytes.fromhex(words.customs), faults=faults, seed=words.seed, port=words.port, secret=words.secret)
    return stand_in.serve(bank, code=bank.code)


if __name__ == "__main__":
    raise SystemExit(main())
