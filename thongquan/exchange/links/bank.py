"""The way to a bank: money is set aside, then moved; every word signed on both sides."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from thongquan.core.banks import HELD, PAID, REFUSED, Answer, Transfer
from thongquan.core.canonical import canonical
from thongquan.exchange.links.carriage import Permanent, Temporary, setting
from thongquan.exchange.links.once import asked


class Unclear(Exception):
    """The bank was told to pay and its answer did not come: it may have paid, so no other bank is asked."""


@dataclass(frozen=True)
class Bank:
    """One bank's address, our bearer there, its public key, our key, our patience in seconds."""

    code: str
    url: str
    public: bytes
    key: Ed25519PrivateKey
    secret: str = ""
    seconds: float = 5.0

    def pay(self, transfer: Transfer) -> Answer:
        """Pay, or learn that it is paid already. Raises Temporary while nothing can have moved, Permanent when the bank
        refuses, Unclear when it was told to pay and did not answer.

        Asked again with the same id the bank does nothing twice.
        """
        held = self.said("hold", transfer)
        if held.state == PAID:
            return held
        if held.state != HELD:
            raise Permanent(held.reason or held.state)
        try:
            done = self.said("pay", transfer)
        except Temporary as silent:
            raise Unclear(str(silent)) from silent
        if done.state == REFUSED:
            raise Permanent(done.reason or done.state)
        if done.state != PAID or not done.reference:
            raise Unclear(done.state)
        return done

    def said(self, what: str, transfer: Transfer) -> Answer:
        """The bank's signed answer to one call; an answer that is forged or about something else is none."""
        body = canonical(transfer.plain())
        told = {"body": base64.b64encode(body).decode(), "signature": self.key.sign(body).hex()}
        return self.believed(asked(f"{self.url.rstrip('/')}/{what}", told, self.secret, self.seconds), transfer)

    def believed(self, raw: dict[str, Any], transfer: Transfer) -> Answer:
        """The answer, when this bank signed it and it speaks of this transfer and amount."""
        try:
            body = base64.b64decode(raw["body"], validate=True)
            Ed25519PublicKey.from_public_bytes(self.public).verify(bytes.fromhex(raw["signature"]), body)
            answer = Answer(**json.loads(body))
        except (InvalidSignature, KeyError, TypeError, ValueError, binascii.Error) as forged:
            raise Temporary("answer is not the bank's") from forged
        if answer.id != transfer.id or answer.state in (HELD, PAID) and answer.amount != transfer.amount:
            raise Temporary("answer speaks of another transfer")
        return answer


def banks(key: Ed25519PrivateKey) -> dict[str, Bank]:
    """The banks of this installation: THONGQUAN_BANKS, a JSON list of {code, url, key, secret}; none when it is not set."""
    try:
        rows = json.loads(setting("BANKS") or "[]")
        return {row["code"]: Bank(row["code"], row["url"], bytes.fromhex(row["key"]), key, row.get("secret", "")) for row in rows}
    except (ValueError, KeyError, TypeError) as wrong:
        raise Permanent("THONGQUAN_BANKS is not a list of banks") from wrong
