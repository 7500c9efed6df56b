"""What outgoing links share: the message, two ways to fail, HTTPS that trusts nobody."""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

SECONDS = 10
MOST_ANSWER = 64 * 1024


class Permanent(Exception):
    """It will never arrive this way: a wrong address, a refused sender."""


class Temporary(Exception):
    """It may arrive later: no answer, overload, a passing fault."""


@dataclass(frozen=True)
class Message:
    """One notice for one address: telephone, mail address, account, or a push subscription as JSON."""

    id: int
    channel: str
    address: str
    language: str
    text: str
    link: str = ""


class NoTurning(urllib.request.HTTPRedirectHandler):
    """A partner's answer may not send us elsewhere."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def setting(name: str) -> str:
    """One setting of this installation, from its environment; empty when it was not given."""
    return os.environ.get(f"THONGQUAN_{name}", "")


def post(url: str, body: bytes, headers: dict[str, str]) -> bytes:
    """POST to a partner: HTTPS only (or this very machine), no redirects, ten seconds, a short answer."""
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost"):
        raise Permanent(f"not a safe address: {parts.scheme}://{parts.hostname}")
    request = urllib.request.Request(url, data=body, headers=headers, method="POST")
    opener = urllib.request.build_opener(NoTurning())
    try:
        with opener.open(request, timeout=SECONDS) as answer:
            return bytes(answer.read(MOST_ANSWER))
    except urllib.error.HTTPError as no:
        with no:
            raise fate_of(no.code) from no
    except (OSError, ValueError) as silent:
        raise Temporary(f"no answer: {type(silent).__name__}") from silent


def fate_of(status: int) -> Permanent | Temporary:
    """What a partner's status means: overload and faults pass, refusals stay."""
    return Temporary(f"status {status}") if status in (408, 425, 429) or status >= 500 else Permanent(f"status {status}")


def post_json(url: str, body: dict[str, Any], headers: dict[str, str] | None = None) -> dict[str, Any]:
    """POST JSON, answer JSON; an answer that is none is a passing fault."""
    raw = post(url, json.dumps(body, ensure_ascii=False).encode(), {"Content-Type": "application/json; charset=utf-8", **(headers or {})})
    try:
        answer = json.loads(raw or b"{}")
    except ValueError as garbled:
        raise Temporary("answer cannot be read") from garbled
    return answer if isinstance(answer, dict) else {}
