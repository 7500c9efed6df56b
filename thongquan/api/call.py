"""One call of a machine: who asks, in which language, with which body."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec
from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header

from thongquan.api.keys import Known
from thongquan.core.actor import Actor
from thongquan.core.refused import NotAllowed
from thongquan.core.words import LANGUAGES

REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}", re.ASCII)


@dataclass
class Call:
    """A request with what the door has found out about it."""

    request: HttpRequest
    path: Mapping[str, str]
    at: datetime
    language: str
    request_id: str
    known: Known | None = None
    raw: Any = None
    values: dict[str, Any] = field(default_factory=dict)
    query: dict[str, Any] = field(default_factory=dict)

    @property
    def by(self) -> Actor:
        """The acting person of the key; a public endpoint has none."""
        if self.known is None:
            raise NotAllowed("ACC-06")
        return self.known.actor


def call_of(request: HttpRequest, path: Mapping[str, str], at: datetime) -> Call:
    """The call as its headers tell it; a strange X-Request-Id is replaced by one of ours."""
    given = request.META.get("HTTP_X_REQUEST_ID", "")
    request_id = given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
    return Call(request, path, at, language_of(request.META.get("HTTP_ACCEPT_LANGUAGE", "")), request_id)


@lru_cache(maxsize=256)
def language_of(header: str) -> str:
    """`vi`, `en` or `zh`: the first of ours that Accept-Language names, else Vietnamese."""
    named = (tag[:2] for tag, _ in parse_accept_lang_header(header.lower()[:200]))
    return next((tag for tag in named if tag in LANGUAGES), LANGUAGES[0])


@dataclass(frozen=True)
class Reply:
    """What goes back: a value to be written as JSON, or bytes that are JSON already."""

    content: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str = "application/json"

    @property
    def body(self) -> bytes:
        return self.content if isinstance(self.content, bytes) else msgspec.json.encode(self.content)
