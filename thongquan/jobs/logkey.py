"""The log's own key and the last word it gave, in files outside the database."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from thongquan.core.checkpoint import LOG, verifier_key


@dataclass(frozen=True)
class LogFolder:
    """The home folder of an installation, as far as the log is concerned.

    `keys/log.key` is secret (0600); `keys/log.vkey` is published; `witness/last.txt` is the newest
    checkpoint this machine has signed, so that a database put back is noticed.
    """

    home: Path

    @property
    def key_file(self) -> Path:
        return self.home / "keys" / "log.key"

    @property
    def published(self) -> Path:
        return self.home / "keys" / "log.vkey"

    @property
    def witnesses(self) -> Path:
        return self.home / "witness"

    @property
    def last(self) -> Path:
        return self.witnesses / "last.txt"

    def key(self) -> Ed25519PrivateKey:
        """The log's private key, made at the first start."""
        if not self.key_file.exists():
            self.key_file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_once(self.key_file, Ed25519PrivateKey.generate().private_bytes_raw())
        key = Ed25519PrivateKey.from_private_bytes(self.key_file.read_bytes())
        if not self.published.exists():
            replace(self.published, verifier_key(origin_of(key), key.public_key().public_bytes_raw(), LOG) + "\n")
        return key

    def verifier(self) -> str:
        """The published verifier key, one line; empty before the first start."""
        return self.published.read_text().strip() if self.published.exists() else ""

    def kept(self) -> str:
        """The newest checkpoint signed here, or nothing."""
        return self.last.read_text() if self.last.exists() else ""

    def keep(self, note: str) -> None:
        """Remember the newest checkpoint."""
        self.witnesses.mkdir(parents=True, exist_ok=True)
        replace(self.last, note)

    def notes(self) -> list[str]:
        """Every checkpoint kept here: our own last one, and those of witnesses."""
        return [path.read_text() for path in sorted(self.witnesses.rglob("*.txt"))]


def origin_of(key: Ed25519PrivateKey) -> str:
    """The log's name: one log, one key, one name."""
    return f"thongquan/log/{hashlib.sha256(key.public_key().public_bytes_raw()).hexdigest()[:16]}"


def write_once(path: Path, content: bytes) -> None:
    """A secret file that appears whole or not at all, and never replaces another."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    fresh.unlink()


def replace(path: Path, text: str) -> None:
    """The file has either its old content or the new one, whatever happens meanwhile."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.write_text(text)
    fresh.replace(path)
