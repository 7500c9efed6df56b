"""Where the time of an act goes: the profile's thousand functions under a few names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: part of "file:line:function" -> whose time it is; the first that fits
OWNERS: tuple[tuple[str, str], ...] = (
    ("PGconn", "waiting for PostgreSQL"), ("select.epoll", "waiting for PostgreSQL"), ("psycopg_binary", "psycopg"), ("select.poll", "waiting for PostgreSQL"),
    ("/psycopg", "psycopg"), ("_psycopg", "psycopg"), ("cryptography", "Ed25519"), ("verify", "Ed25519"), ("msgspec", "JSON"), ("/json/", "JSON"),
    ("canonical.py", "JSON"), ("/django/db/", "Django's ORM"), ("/django/", "Django's request"), ("/thongquan/core/rules", "rules"),
    ("/thongquan/core/form", "form"), ("/thongquan/core/read", "form"), ("/thongquan/core/", "core, the rest"), ("/thongquan/api/", "door"),
    ("/thongquan/", "acts and questions"), ("/re/", "regular expressions"), ("re.", "regular expressions"), ("logging", "logging"),
)


def owner(function: str) -> str:
    """Whose time a function spends."""
    return next((name for piece, name in OWNERS if piece in function), "Python's library")


def shares(profile: Mapping[str, float]) -> dict[str, float]:
    """Per cent of the whole, by owner, largest first."""
    own = {name: seconds for name, seconds in profile.items() if not name.startswith("cum ")}
    sums: dict[str, float] = {}
    for function, seconds in own.items():
        sums[owner(function)] = sums.get(owner(function), 0.0) + seconds
    whole = sum(sums.values()) or 1.0
    return {name: round(100 * seconds / whole, 1) for name, seconds in sorted(sums.items(), key=lambda one: -one[1])}


def heaviest(profile: Mapping[str, float], requests: int, most: int = 25) -> list[dict[str, Any]]:
    """The functions of ours that take the longest with all they call, in microseconds a request."""
    ours = {name[4:]: seconds for name, seconds in profile.items() if name.startswith("cum ") and "/thongquan/" in name}
    ranked = sorted(ours.items(), key=lambda one: -one[1])[:most]
    return [{"function": name.rpartition("/thongquan/")[2], "us": round(seconds / requests * 1e6)} for name, seconds in ranked]
