"""The way to the National Single Window: fetch messages, confirm uses, by HTTP."""

from __future__ import annotations

import base64
import binascii
import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from thongquan.exchange.links.carriage import NoTurning, Permanent, Temporary, fate_of, setting

MOST_ANSWER = 8 * 1024 * 1024
#: waits between tries of one call, in seconds; the circuit breaker between calls stands in the database
PAUSES = (0.2, 0.8)


@dataclass(frozen=True)
class Envelope:
    """One message as the window hands it out: its bytes, and their detached signature."""

    id: str
    body: bytes
    signature: str


@dataclass(frozen=True)
class Post:
    """What a fetch brought: messages in the window's order, and the mark to fetch after the next time."""

    envelopes: tuple[Envelope, ...]
    cursor: str
    more: bool = False


@dataclass(frozen=True)
class Window:
    """The single window's address, our key there, its public keys, and our patience in seconds."""

    url: str
    secret: str = ""
    keys: tuple[bytes, ...] = ()
    seconds: float = 10.0
    pauses: tuple[float, ...] = PAUSES
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)

    def fetch(self, after: str, most: int = 100) -> Post:
        """Messages after a mark. Raises Temporary (no answer, faults, garbled) or Permanent (refused)."""
        answer = self._call("messages", {"after": after, "most": most})
        try:
            envelopes = tuple(Envelope(str(row["id"]), base64.b64decode(row["body"], validate=True), str(row["signature"]))
                              for row in answer["messages"])
            return Post(envelopes, str(answer["cursor"]), bool(answer.get("more")))
        except (KeyError, TypeError, ValueError, binascii.Error) as garbled:
            raise Temporary("answer cannot be read") from garbled

    def confirm(self, message_id: str, body: bytes, signature: str) -> None:
        """Tell the window that a document was used; the same id twice is one confirmation there."""
        self._call("uses", {"id": message_id, "body": base64.b64encode(body).decode(), "signature": signature})

    def _call(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """One call with its retries; a refusal is not tried again."""
        for pause in (*self.pauses, None):
            try:
                return self._once(path, body)
            except Temporary:
                if pause is None:
                    raise
                self.sleep(pause)
        raise Temporary("no answer")

    def _once(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        parts = urlsplit(self.url)
        if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost"):
            raise Permanent(f"not a safe address: {parts.scheme}://{parts.hostname}")
        request = urllib.request.Request(f"{self.url.rstrip('/')}/{path}", data=json.dumps(body).encode(), method="POST", headers={
            "Content-Type": "application/json", "Authorization": f"Bearer {self.secret}"})
        try:
            with urllib.request.build_opener(NoTurning()).open(request, timeout=self.seconds) as answer:
                raw = answer.read(MOST_ANSWER + 1)
        except urllib.error.HTTPError as no:
            with no:
                raise fate_of(no.code) from no
        except (OSError, ValueError, urllib.error.URLError) as silent:
            raise Temporary(f"no answer: {type(silent).__name__}") from silent
        except http.client.HTTPException as broken:
            raise Temporary(f"answer broken off: {type(broken).__name__}") from broken
        return _object(raw)


def _object(raw: bytes) -> dict[str, Any]:
    if len(raw) > MOST_ANSWER:
        raise Temporary("answer too long")
    try:
        found = json.loads(raw)
    except ValueError as garbled:
        raise Temporary("answer cannot be read") from garbled
    if not isinstance(found, dict):
        raise Temporary("answer cannot be read")
    return found


def trusted() -> tuple[bytes, ...]:
    """The window's public keys that this installation trusts: THONGQUAN_WINDOW_KEYS, hexadecimal, comma between."""
    try:
        return tuple(bytes.fromhex(part) for part in setting("WINDOW_KEYS").split(",") if part.strip())
    except ValueError as wrong:
        raise Permanent("THONGQUAN_WINDOW_KEYS is not hexadecimal") from wrong


def window() -> Window | None:
    """The window of this installation (THONGQUAN_WINDOW_URL, THONGQUAN_WINDOW_SECRET); None when none is set up."""
    url = setting("WINDOW_URL")
    return Window(url, setting("WINDOW_SECRET"), trusted()) if url else None
