"""The key of a machine becomes an acting person; kept in memory for a few seconds."""

from __future__ import annotations

import hashlib
import re
import time
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from thongquan.core.actor import Actor
from thongquan.core.refused import NotAllowed
from thongquan.queries.access import actor_of, actor_with_clients, key_of, own_parties
from thongquan.queries.scope import set_reach

#: how long a revoked key, or a role that ended, may still work in this process
KEPT_SECONDS = 10
MOST_KEPT = 2000
SHAPE = re.compile(r"Bearer (tq_[0-9a-f]{8}_[A-Za-z0-9_-]{43})", re.ASCII)


class NoKey(NotAllowed):
    """The call carries no key that is in force; the door answers 401."""


@dataclass(frozen=True)
class Known:
    """A key in force: its person as an actor, the parties he belongs to himself, and what the key may do."""

    key_id: int
    scopes: frozenset[str]
    actor: Actor
    own: frozenset[int]
    demo: bool
    until: float


_kept: dict[str, Known] = {}


def known_by(header: str, at: datetime) -> Known:
    """The key of an Authorization header. Raises NoKey (ACC-06)."""
    shaped = SHAPE.fullmatch(header)
    if shaped is None:
        raise NoKey("ACC-06")
    secret = shaped[1]
    mark = hashlib.sha256(secret.encode()).hexdigest()
    kept = _kept.get(mark)
    if kept is not None and kept.until > time.monotonic():
        return kept
    _kept.pop(mark, None)
    fresh = looked_up(secret, at)
    if len(_kept) >= MOST_KEPT:
        _kept.clear()
    _kept[mark] = fresh
    return fresh


def looked_up(secret: str, at: datetime) -> Known:
    """The key's row and its person's reach of today."""
    row = key_of(secret, at)
    if row is None:
        raise NoKey("ACC-06")
    day = timezone.localdate(at)
    set_reach(actor_of(row.user, day, at))
    actor, own = actor_with_clients(row.user, day, at), own_parties(row.user.pk, day)
    return Known(row.pk, frozenset(row.scopes), actor, frozenset(own), row.user.demo, time.monotonic() + KEPT_SECONDS)


def forget() -> None:
    """Look every key up again (tests, and after a change of rights in this process)."""
    _kept.clear()
