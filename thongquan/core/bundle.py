"""What a gate device carries while the centre is silent, signed by the root key."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from thongquan.core.canonical import NotCanonical, canonical
from thongquan.core.passes import PublicKeyInfo
from thongquan.core.plates import normalise

FORMAT = "thongquan-bundle-1"
#: signed before the body, so that this signature can never serve as another kind of document
_CONTEXT = b"thongquan-bundle-1\n"


class BadBundle(Exception):
    """Not to be used. `code`: FORM, SIGNATURE, or ROLLBACK (an older list than the one held)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Release:
    """A movement that may cross: its next leg, the good revision, the return limit, further gates by code, a trailer alone."""

    leg: int
    revision: int = 1
    due_back_at: datetime | None = None
    gates: frozenset[str] = frozenset()
    alone: bool = False


@dataclass(frozen=True)
class Bundle:
    """Keys and lists as of `issued_at`; `stale` is how long green may be given on them.

    `released`, `inspect` (bay), `plates` (vehicle, trailers) and `goods` (consignments that may not leave) go by
    movement number; `revoked` by pass name (movement-leg-revision) or movement number; `watch` holds salted
    hashes of plate keys.
    """

    seq: int
    issued_at: datetime
    stale: timedelta
    keys: Mapping[int, PublicKeyInfo] = field(default_factory=dict)
    gates: Mapping[str, int] = field(default_factory=dict)
    revoked: Mapping[str, datetime | None] = field(default_factory=dict)
    released: Mapping[str, Release] = field(default_factory=dict)
    inspect: Mapping[str, str] = field(default_factory=dict)
    plates: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    goods: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    salt: bytes = b""
    watch: frozenset[str] = frozenset()

    def age(self, at: datetime) -> timedelta:
        """How old the lists are; never negative, whatever the clock says."""
        return max(at - self.issued_at, timedelta(0))

    def gate_name(self, number: int) -> str:
        return next((code for code, n in self.gates.items() if n == number), "")


def watch_hash(salt: bytes, plate: str) -> str:
    """A watched plate as the bundle carries it: useless to whoever steals the device without knowing the plate."""
    return hashlib.sha256(salt + normalise(plate).encode()).hexdigest()[:16]


def bundle_body(bundle: Bundle) -> dict[str, Any]:
    """The bundle as plain JSON values; times are ISO 8601 in UTC to the second."""
    return {
        "format": FORMAT,
        "seq": bundle.seq,
        "issued_at": _iso(bundle.issued_at),
        "stale_minutes": bundle.stale // timedelta(minutes=1),
        "keys": [
            {"kid": k.kid, "public": k.public.hex(), "from": _iso(k.since), "until": _iso(k.until), "training": k.training}
            for _, k in sorted(bundle.keys.items())
        ],
        "gates": dict(bundle.gates),
        "revoked": {name: _iso(at) if at else None for name, at in bundle.revoked.items()},
        "released": {
            number: {"leg": r.leg, "revision": r.revision, "gates": sorted(r.gates),
                     "due_back_at": _iso(r.due_back_at) if r.due_back_at else None, **({"alone": True} if r.alone else {})}
            for number, r in bundle.released.items()
        },
        "inspect": dict(bundle.inspect),
        "plates": {number: list(keys) for number, keys in bundle.plates.items()},
        "goods": {number: list(held) for number, held in bundle.goods.items()},
        "watch": {"salt": bundle.salt.hex(), "hashes": sorted(bundle.watch)},
    }


def bundle_sign(bundle: Bundle, root: Ed25519PrivateKey) -> bytes:
    """The published key file: canonical JSON {body, signature} under the root key."""
    body = bundle_body(bundle)
    signature = root.sign(_CONTEXT + canonical(body))
    return canonical({"body": body, "signature": signature.hex()})


def bundle_open(data: bytes, root_public: bytes, last_seq: int = 0) -> Bundle:
    """The bundle in a published key file; BadBundle when it is malformed, not the root's, or older than `last_seq`."""
    try:
        whole = json.loads(data)
        body, signature = whole["body"], bytes.fromhex(whole["signature"])
        signed = _CONTEXT + canonical(body)
    except (ValueError, KeyError, TypeError, NotCanonical, RecursionError):
        raise BadBundle("FORM") from None
    try:
        Ed25519PublicKey.from_public_bytes(root_public).verify(signature, signed)
    except InvalidSignature:
        raise BadBundle("SIGNATURE") from None
    try:
        bundle = _bundle(body)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BadBundle("FORM") from None
    if bundle.seq < last_seq:
        raise BadBundle("ROLLBACK")
    return bundle


def _bundle(body: dict[str, Any]) -> Bundle:
    if body["format"] != FORMAT:
        raise ValueError(body["format"])
    return Bundle(
        seq=int(body["seq"]),
        issued_at=_when(body["issued_at"]),
        stale=timedelta(minutes=body["stale_minutes"]),
        keys={k["kid"]: _key(k) for k in body["keys"]},
        gates=body["gates"],
        revoked={name: _when(at) if at else None for name, at in body["revoked"].items()},
        released={number: _release(r) for number, r in body["released"].items()},
        inspect=body["inspect"],
        plates={number: tuple(keys) for number, keys in body["plates"].items()},
        goods={number: tuple(held) for number, held in body.get("goods", {}).items()},
        salt=bytes.fromhex(body["watch"]["salt"]),
        watch=frozenset(body["watch"]["hashes"]),
    )


def _key(row: dict[str, Any]) -> PublicKeyInfo:
    return PublicKeyInfo(
        row["kid"], bytes.fromhex(row["public"]), _when(row["from"]), _when(row["until"]), row["training"],
    )


def _release(row: dict[str, Any]) -> Release:
    due = row["due_back_at"]
    return Release(row["leg"], row["revision"], _when(due) if due else None, frozenset(row["gates"]), bool(row.get("alone", False)))


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _when(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(f"{text} names no zone")
    return at
