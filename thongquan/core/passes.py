"""The pass of one leg: 41 bytes and a signature, as 253 digits any scanner can type."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from thongquan.core import plates
from thongquan.core.numbers import is_movement_number, squeeze
from thongquan.core.vehicle import INWARD, OUTWARD, ROAD, WATERWAY

VERSION = 1
PAYLOAD, SIGNATURE, DIGITS = 41, 64, 253
EPOCH = datetime(2024, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

#: numbers on the wire; append only. `contingency` is issued by hand while the centre is silent.
KINDS = {1: "leg", 2: "contingency"}
_KIND_CODES = {name: code for code, name in KINDS.items()}

OUT, WATER, LADEN, EMPTY_RUN, AEO, TRAINING = 0x80, 0x40, 0x20, 0x10, 0x08, 0x04


class BadPass(Exception):
    """Not a pass we issued. `code`: BAD (form), KEY (unknown or dated key), SIG (forged); `detail`: which part."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code, self.detail = code, detail


@dataclass(frozen=True)
class PassFields:
    """What a pass says. Bytes in brackets are its place in payload v1, big-endian.

    `kind` (0), `key_id` (1), `movement` with check digit (2-7), `leg` (8), `plate` and `trailer` keys
    (9-17, 18-26), `gate` number (27-28), six flags (29), `not_before` in whole minutes UTC (30-32),
    `lifetime` in minutes (33-35), `revision` (36), `driver_digest` (37-40). No name, phone or goods.
    """

    key_id: int
    movement: int
    leg: int
    plate: str
    gate: int
    direction: str
    not_before: datetime
    lifetime: int
    trailer: str = ""
    kind: str = "leg"
    mode: str = ROAD
    laden: bool = False
    empty_run: bool = False
    aeo: bool = False
    training: bool = False
    revision: int = 1
    driver_digest: bytes = b"\0\0\0\0"

    @property
    def number(self) -> str:
        """The movement number, twelve digits."""
        return f"{self.movement:012d}"

    @property
    def until(self) -> datetime:
        return self.not_before + self.lifetime * MINUTE

    @property
    def name(self) -> str:
        """What revocation lists call this pass: movement, leg, revision."""
        return f"{self.number}-{self.leg}-{self.revision}"


@dataclass(frozen=True)
class Pass:
    """A pass as read: its fields and the bytes they stood in."""

    fields: PassFields
    payload: bytes
    signature: bytes

    @property
    def digits(self) -> str:
        return _digits(self.payload + self.signature)


@dataclass(frozen=True)
class PublicKeyInfo:
    """A published pass key: its number, 32 bytes, the time it is honoured, and whether only for training."""

    kid: int
    public: bytes
    since: datetime
    until: datetime
    training: bool = False


def driver_digest(secret: bytes, document_number: str) -> bytes:
    """Four bytes that tie a pass to the driver's document without naming it (HMAC-SHA256, truncated)."""
    return hmac.new(secret, squeeze(document_number).encode(), hashlib.sha256).digest()[:4]


def driver_agrees(fields: PassFields, secret: bytes, document_number: str) -> bool:
    """Whether the document shown is the one the pass was issued for."""
    return hmac.compare_digest(fields.driver_digest, driver_digest(secret, document_number))


def issue(fields: PassFields, private_key: Ed25519PrivateKey) -> str:
    """The 253 digits of a signed pass. Fields that do not fit raise ValueError."""
    payload = pack(fields)
    return _digits(payload + private_key.sign(payload))


def pack(fields: PassFields) -> bytes:
    """The 41 bytes of payload v1. A field out of its range raises ValueError; nothing is cut silently."""
    if fields.not_before.tzinfo is None:
        raise ValueError("not_before needs a time zone")
    minutes, rest = divmod(fields.not_before - EPOCH, MINUTE)
    if rest:
        raise ValueError("not_before is in whole minutes")
    _refuse_nonsense(fields)
    try:
        return b"".join((
            bytes((VERSION << 4 | _KIND_CODES[fields.kind], fields.key_id)),
            fields.movement.to_bytes(6, "big"),
            bytes((fields.leg,)),
            plates.pack(fields.plate),
            plates.pack(fields.trailer),
            fields.gate.to_bytes(2, "big"),
            bytes((_flags(fields),)),
            minutes.to_bytes(3, "big"),
            fields.lifetime.to_bytes(3, "big"),
            bytes((fields.revision,)),
            fields.driver_digest,
        ))
    except (OverflowError, KeyError) as unfit:
        raise ValueError(f"a field does not fit its place: {unfit}") from unfit


def unpack(payload: bytes) -> PassFields:
    """The fields of payload v1. Strict: what `pack` would not have written byte for byte is BadPass."""
    if len(payload) != PAYLOAD:
        raise BadPass("BAD", "length")
    version, kind = divmod(payload[0], 16)
    if version != VERSION or kind not in KINDS:
        raise BadPass("BAD", "version")
    flags = payload[29]
    try:
        fields = PassFields(
            kind=KINDS[kind],
            key_id=payload[1],
            movement=int.from_bytes(payload[2:8], "big"),
            leg=payload[8],
            plate=plates.unpack(payload[9:18]),
            trailer=plates.unpack(payload[18:27]),
            gate=int.from_bytes(payload[27:29], "big"),
            direction=OUTWARD if flags & OUT else INWARD,
            mode=WATERWAY if flags & WATER else ROAD,
            laden=bool(flags & LADEN),
            empty_run=bool(flags & EMPTY_RUN),
            aeo=bool(flags & AEO),
            training=bool(flags & TRAINING),
            not_before=EPOCH + int.from_bytes(payload[30:33], "big") * MINUTE,
            lifetime=int.from_bytes(payload[33:36], "big"),
            revision=payload[36],
            driver_digest=payload[37:41],
        )
        again = pack(fields)
    except ValueError as wrong:
        raise BadPass("BAD", str(wrong)) from wrong
    if again != payload:
        raise BadPass("BAD", "not canonical")
    return fields


def read(digits: str) -> Pass:
    """The pass in 253 digits, its signature not yet checked. Anything else is BadPass with code BAD."""
    if len(digits) != DIGITS or not (digits.isascii() and digits.isdigit()):
        raise BadPass("BAD", "length")
    number = int(digits)
    whole = number.to_bytes(1 + PAYLOAD + SIGNATURE, "big")
    if whole[0] != 1:
        raise BadPass("BAD", "prefix")
    payload, signature = whole[1:1 + PAYLOAD], whole[1 + PAYLOAD:]
    return Pass(unpack(payload), payload, signature)


def verify(digits: str, keys: Mapping[int, PublicKeyInfo], at: datetime | None = None) -> Pass:
    """The pass, its signature checked against the published keys; otherwise BadPass.

    `at` also asks that the key be honoured at that moment. A training key signs training passes only,
    and no other key does. A valid signature proves identity, not release: `core.gatecheck` judges.
    """
    found = read(digits)
    key = keys.get(found.fields.key_id)
    if key is None or (at is not None and not key.since <= at < key.until):
        raise BadPass("KEY", str(found.fields.key_id))
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(found.signature, found.payload)
    except InvalidSignature:
        raise BadPass("SIG", "signature") from None
    if key.training != found.fields.training:
        raise BadPass("KEY", "realm")
    return found


def renewed(fields: PassFields, **changes: Any) -> PassFields:
    """The next revision of a pass; the one before is to be revoked."""
    return replace(fields, revision=fields.revision + 1, **changes)


def floor_minute(at: datetime) -> datetime:
    """The moment cut to a whole minute UTC, as passes count."""
    return at.astimezone(UTC).replace(second=0, microsecond=0)


def _digits(data: bytes) -> str:
    return str(int.from_bytes(b"\1" + data, "big"))


def _flags(fields: PassFields) -> int:
    table = (
        (OUT, fields.direction == OUTWARD), (WATER, fields.mode == WATERWAY), (LADEN, fields.laden),
        (EMPTY_RUN, fields.empty_run), (AEO, fields.aeo), (TRAINING, fields.training),
    )
    return sum(bit for bit, on in table if on)


def _refuse_nonsense(fields: PassFields) -> None:
    """Raise ValueError for fields no real pass has; the same list makes reading strict."""
    wrong = {
        "movement": not is_movement_number(fields.number),
        "leg": not 1 <= fields.leg <= 255,
        "plate": not fields.plate,
        "gate": not 1 <= fields.gate <= 0xFFFF,
        "direction": fields.direction not in (INWARD, OUTWARD),
        "mode": fields.mode not in (ROAD, WATERWAY),
        "load": fields.laden and fields.empty_run,
        "lifetime": fields.lifetime < 1,
        "revision": not 1 <= fields.revision <= 255,
        "driver_digest": len(fields.driver_digest) != 4,
    }
    for name, bad in wrong.items():
        if bad:
            raise ValueError(name)
