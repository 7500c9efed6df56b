"""The private keys of passes and the driver secret, kept in files outside the database."""

from __future__ import annotations

import os
import secrets
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from thongquan.core.passes import PublicKeyInfo
from thongquan.models import PassKey

LIFE = timedelta(days=400)


def raw(key: Ed25519PrivateKey) -> bytes:
    """The 32 private bytes."""
    return key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())


def public_of(key: Ed25519PrivateKey) -> bytes:
    """The 32 public bytes."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def write_secret(path: Path, content: bytes) -> None:
    """A file that only its owner reads."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)


def key_file(folder: Path, public: bytes) -> Path:
    """Where the private half of this public key is kept."""
    return folder / f"pass-{public.hex()[:16]}.key"


@lru_cache(maxsize=8)
def private_key(folder: Path, public: bytes) -> Ed25519PrivateKey:
    """The private half of one pass key."""
    return Ed25519PrivateKey.from_private_bytes(key_file(folder, public).read_bytes())


@lru_cache(maxsize=8)
def driver_secret(folder: Path) -> bytes:
    """The secret behind the driver digests on passes."""
    path = folder / "driver.secret"
    if not path.exists():
        write_secret(path, secrets.token_bytes(32))
    return path.read_bytes()


@lru_cache(maxsize=32)
def draw_secret(folder: Path, party: str) -> bytes:
    """The lasting secret of one party of the draw that keeps it here; made when it is missing."""
    path = folder / f"draw-{party}.secret"
    if not path.exists():
        try:
            write_secret(path, secrets.token_bytes(32))
        except FileExistsError:
            pass
    return path.read_bytes()


def make_pass_key(folder: Path, *, at: datetime, training: bool = False) -> PassKey:
    """A new pass key: private half to a file, public half published."""
    kid = (PassKey.objects.order_by("-kid").values_list("kid", flat=True).first() or 0) + 1
    key = Ed25519PrivateKey.generate()
    write_secret(key_file(folder, public_of(key)), raw(key))
    return PassKey.objects.create(kid=kid, public=public_of(key), since=at - timedelta(minutes=5), until=at + LIFE, training=training)


def ensure_pass_key(folder: Path, *, at: datetime, training: bool = False) -> PassKey:
    """The key in force whose private half is here; made when there is none."""
    rows = PassKey.objects.filter(since__lte=at, until__gt=at + timedelta(days=35), training=training).order_by("-kid")
    mine = next((row for row in rows if key_file(folder, bytes(row.public)).exists()), None)
    return mine or make_pass_key(folder, at=at, training=training)


def published() -> dict[int, PublicKeyInfo]:
    """Every published key by its number."""
    return {k.kid: PublicKeyInfo(k.kid, bytes(k.public), k.since, k.until, k.training) for k in PassKey.objects.all()}


@lru_cache(maxsize=8)
def root_key(folder: Path) -> Ed25519PrivateKey:
    """The root of trust: it signs the published keys and lists, never a pass. Made when it is missing."""
    path = folder / "root.key"
    if not path.exists():
        try:
            write_secret(path, raw(Ed25519PrivateKey.generate()))
        except FileExistsError:
            pass
    return Ed25519PrivateKey.from_private_bytes(path.read_bytes())
