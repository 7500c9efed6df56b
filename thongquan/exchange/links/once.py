"""One JSON call to a partner: HTTPS or this machine, no redirects, a short answer."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlsplit

from thongquan.exchange.links.carriage import NoTurning, Permanent, Temporary, fate_of

MOST_ANSWER = 64 * 1024


def asked(url: str, body: dict[str, Any], secret: str = "", seconds: float = 10.0) -> dict[str, Any]:
    """POST JSON, answer JSON. Raises Temporary (no answer, faults, garbled, broken off) or Permanent (refused, unsafe address)."""
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost"):
        raise Permanent(f"not a safe address: {parts.scheme}://{parts.hostname}")
    request = urllib.request.Request(url, data=json.dumps(body).encode(), method="POST", headers={
        "Content-Type": "application/json", "Authorization": f"Bearer {secret}"})
    try:
        with urllib.request.build_opener(NoTurning()).open(request, timeout=seconds) as answer:
            raw = answer.read(MOST_ANSWER + 1)
    except urllib.error.HTTPError as no:
        with no:
            raise fate_of(no.code) from no
    except (OSError, ValueError) as silent:
        raise Temporary(f"no answer: {type(silent).__name__}") from silent
    except http.client.HTTPException as broken:
        raise Temporary(f"answer broken off: {type(broken).__name__}") from broken
    try:
        found = json.loads(raw[:MOST_ANSWER])
    except ValueError as garbled:
        raise Temporary("answer cannot be read") from garbled
    if not isinstance(found, dict):
        raise Temporary("answer cannot be read")
    return found
