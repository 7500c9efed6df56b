"""Dice nobody can steer: commitments, the seed of an epoch, picks by rejection sampling."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from thongquan.core.canonical import canonical

#: the party that always commits, so that no draw ever waits for anybody
SYSTEM = "system"
#: sides of every die: shares are told in ten-thousandths
DIE = 10_000
#: RFC 6962 §2.1: the root of a log in which nothing stands yet
EMPTY_ROOT = hashlib.sha256(b"").hexdigest()
WORD = 1 << 64
NONCE_BYTES = 32


class BadNonce(ValueError):
    """Not 32 bytes in hexadecimal, or not what was committed."""


def nonce_of(secret: bytes, epoch: str, party: str) -> bytes:
    """A party's 32 bytes for one epoch, from its one lasting secret: nothing to keep, nothing to choose again."""
    return hmac.digest(secret, b"tq-nonce-1|" + epoch.encode() + b"|" + party.encode(), "sha256")


def commitment(epoch: str, party: str, nonce: bytes) -> str:
    """What a party publishes before the epoch: SHA-256 bound to epoch and party, hexadecimal."""
    return hashlib.sha256(b"tq-commit-1|" + epoch.encode() + b"|" + party.encode() + b"|" + nonce).hexdigest()


def nonce_from(text: str) -> bytes:
    """The bytes of a revealed nonce; BadNonce when it cannot be one."""
    try:
        nonce = bytes.fromhex(text)
    except ValueError as wrong:
        raise BadNonce(text[:20]) from wrong
    if len(nonce) != NONCE_BYTES:
        raise BadNonce(text[:20])
    return nonce


def seed_of(epoch: str, beacon: str, nonces: Mapping[str, bytes]) -> bytes:
    """The seed: HMAC keyed by the log's root before the epoch, over the nonces of all parties present.

    Each commits before the root is known and the root before any nonce is, so the last to speak has no choice left.
    """
    parts = canonical({"epoch": epoch, "nonces": {party: nonce.hex() for party, nonce in nonces.items()}})
    return hmac.digest(bytes.fromhex(beacon), b"tq-seed-1|" + parts, "sha256")


def fingerprint(seed: bytes) -> str:
    """What may be told of a seed while it is secret."""
    return hashlib.sha256(b"tq-seed-print-1|" + seed).hexdigest()


def below(seed: bytes, context: bytes, limit: int) -> int:
    """A number 0 … limit - 1, each as likely as the other.

    64-bit words of HMAC-SHA256(seed, context ‖ counter); words in the uneven remainder are thrown away.
    """
    if not 0 < limit <= WORD:
        raise ValueError(f"no die has {limit} sides")
    fair, counter = WORD - WORD % limit, 0
    while True:
        block = hmac.digest(seed, context + counter.to_bytes(4, "big"), "sha256")
        for start in range(0, len(block), 8):
            word = int.from_bytes(block[start:start + 8], "big")
            if word < fair:
                return word % limit
        counter += 1


def pick(seed: bytes, context: bytes, weights: Mapping[str, int]) -> str:
    """One of the names, in proportion to its weight (whole, positive); the order of the mapping plays no part."""
    if not weights or min(weights.values()) <= 0:
        raise ValueError("weights are whole and positive, and somebody must be there")
    number = below(seed, context, sum(weights.values()))
    for name in sorted(weights):
        if number < weights[name]:
            return name
        number -= weights[name]
    raise AssertionError("a number below the sum falls to somebody")


def token(key: bytes, kind: str, value: object) -> str:
    """A name for one epoch that tells nothing without its key: 16 hexadecimal signs."""
    return hmac.digest(key, f"tq-token-1|{kind}|{value}".encode(), "sha256").hex()[:16]


def token_key(secret: bytes, epoch: str) -> bytes:
    """The key of an epoch's tokens; unlike nonces it is never revealed."""
    return hmac.digest(secret, b"tq-token-key-1|" + epoch.encode(), "sha256")


def sticky_key(secret: bytes, declarant: int, vehicle: str, goods: tuple[str, ...]) -> str:
    """The same declarant with the same vehicle and goods: what is withdrawn and lodged again is known by it."""
    said = canonical({"declarant": declarant, "goods": sorted(set(goods)), "vehicle": vehicle})
    return hmac.digest(secret, b"tq-sticky-1|" + said, "sha256").hex()


def signing_key(secret: bytes) -> Ed25519PrivateKey:
    """The key by which a party outside the house signs what it sends, from the same secret."""
    return Ed25519PrivateKey.from_private_bytes(hmac.digest(secret, b"tq-party-key-1", "sha256"))


def statement(verb: str, epoch: str, party: str, value: str) -> bytes:
    """What a party signs: that it commits to, or hands over, this value for this epoch."""
    return f"tq-draw-1|{verb}|{epoch}|{party}|{value}".encode()


def signed(public: bytes, signature: str, verb: str, epoch: str, party: str, value: str) -> bool:
    """Whether the party said so."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(bytes.fromhex(signature), statement(verb, epoch, party, value))
    except (InvalidSignature, ValueError):
        return False
    return True
