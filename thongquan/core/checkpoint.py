"""Checkpoints of the log as signed notes, and witnesses' cosignatures (C2SP)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

LOG, WITNESS = 0x01, 0x04  # signature types: Ed25519 note, timestamped cosignature v1
DASH = "\u2014"
NAME = re.compile(r"[^\s+]+")


class BadCheckpoint(Exception):
    """Not this log's word. `code`: FORM, KEY (no line by that key), SIGNATURE."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Checkpoint:
    """What the log says of itself at one moment: who, how many leaves, which root."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def key_id(name: str, public: bytes, kind: int = LOG) -> bytes:
    """The four bytes that name a key in a note."""
    return hashlib.sha256(name.encode() + b"\n" + bytes((kind,)) + public).digest()[:4]


def verifier_key(name: str, public: bytes, kind: int = LOG) -> str:
    """A public key as one line: name+id+base64, as note verifiers take it."""
    if not NAME.fullmatch(name):
        raise ValueError("a key name has no blanks and no plus sign")
    packed = base64.b64encode(bytes((kind,)) + public).decode()
    return f"{name}+{key_id(name, public, kind).hex()}+{packed}"


def read_verifier_key(line: str) -> tuple[str, bytes, int]:
    """Name, 32 bytes and signature type of a verifier key line; a wrong line raises ValueError."""
    name, hexed, packed = line.strip().split("+", 2)
    raw = base64.b64decode(packed, validate=True)
    kind, public = raw[0], raw[1:]
    if kind not in (LOG, WITNESS) or len(public) != 32 or key_id(name, public, kind).hex() != hexed:
        raise ValueError("not an Ed25519 verifier key")
    return name, public, kind


def sign_note(text: str, name: str, key: Ed25519PrivateKey) -> str:
    """`text` with one signature line under it."""
    signature = key_id(name, key.public_key().public_bytes_raw()) + key.sign(text.encode())
    return f"{text}\n{_line(name, signature)}"


def checkpoint_sign(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> str:
    """The signed note of a checkpoint; the log's key bears the name of its origin."""
    return sign_note(checkpoint.text, checkpoint.origin, key)


def checkpoint_open(note: str, origin: str, public: bytes) -> Checkpoint:
    """The checkpoint in a note this log has signed; anything else is BadCheckpoint."""
    return read_checkpoint(note_open(note, origin, public), origin)


def note_open(note: str, name: str, public: bytes) -> str:
    """The text of a note signed by this key."""
    text, signature = _signature(note, name, key_id(name, public))
    _verify(public, signature, text.encode())
    return text


def read_checkpoint(text: str, origin: str) -> Checkpoint:
    """The three lines of a checkpoint; extension lines are allowed and not read."""
    lines = text.split("\n")
    if len(lines) < 4 or lines[0] != origin or not re.fullmatch(r"0|[1-9]\d*", lines[1], re.ASCII):
        raise BadCheckpoint("FORM")
    root = _decoded(lines[2])
    if len(root) != 32:
        raise BadCheckpoint("FORM")
    return Checkpoint(origin, int(lines[1]), root)


def cosign(note: str, name: str, key: Ed25519PrivateKey, at: datetime) -> str:
    """The note with a witness's line added. He signs only after checking consistency with what he saw before."""
    text, _ = _parts(note)
    seconds = int(at.timestamp())
    signature = key.sign(_witnessed(text, seconds))
    public = key.public_key().public_bytes_raw()
    return note + _line(name, key_id(name, public, WITNESS) + seconds.to_bytes(8, "big") + signature)


def cosignature_verify(note: str, name: str, public: bytes) -> datetime:
    """When this witness cosigned the note; BadCheckpoint when he did not."""
    text, stamped = _signature(note, name, key_id(name, public, WITNESS))
    if len(stamped) != 72:
        raise BadCheckpoint("FORM")
    seconds = int.from_bytes(stamped[:8], "big")
    _verify(public, stamped[8:], _witnessed(text, seconds))
    return datetime.fromtimestamp(seconds, UTC)


def _witnessed(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def _line(name: str, signature: bytes) -> str:
    return f"{DASH} {name} {base64.b64encode(signature).decode()}\n"


def _parts(note: str) -> tuple[str, list[str]]:
    """The text and the signature lines of a note."""
    text, gap, tail = note.rpartition("\n\n")
    if not gap or not text or not tail.endswith("\n"):
        raise BadCheckpoint("FORM")
    return text + "\n", tail[:-1].split("\n")


def _signature(note: str, name: str, wanted: bytes) -> tuple[str, bytes]:
    text, lines = _parts(note)
    for line in lines:
        words = line.split(" ")
        if len(words) != 3 or words[0] != DASH:
            raise BadCheckpoint("FORM")
        raw = _decoded(words[2])
        if words[1] == name and raw[:4] == wanted:
            return text, raw[4:]
    raise BadCheckpoint("KEY")


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise BadCheckpoint("FORM") from None


def _verify(public: bytes, signature: bytes, message: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        raise BadCheckpoint("SIGNATURE") from None
