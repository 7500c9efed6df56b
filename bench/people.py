"""Who takes part in a measurement: officers, declarants, and a machine key for each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from thongquan.actions.access.keys import create_api_key
from thongquan.actions.training.cast import SINCE, Cast, gather
from thongquan.core.actor import Actor
from thongquan.models import Gate, Grant, User
from thongquan.queries.access import actor_of
from thongquan.queries.scope import scope

DECLARANTS = 8
DECLARING = ("declarations:read", "declarations:write")


@dataclass(frozen=True)
class People:
    """The cast, the lane's key, and the keys of machines of eight companies."""

    cast: Cast
    lane_key: str
    declarant_keys: tuple[str, ...]


def assemble(at: datetime) -> People:
    """Everybody with his key, each made in the way an installation makes them; the gates are open at whatever hour this runs."""
    cast = gather(at, demo=False)
    with scope(None):
        Gate.objects.update(hours={"all": [0, 24 * 60]})
    lane = key_for(User.objects.get(username="sang"), ("gate:scan",), at)
    declarants = tuple(key_for(declarant(n, cast, at), DECLARING, at) for n in range(DECLARANTS))
    return People(cast, lane, declarants)


def declarant(n: int, cast: Cast, at: datetime) -> User:
    """The person behind the machine of company `n`."""
    user, made = User.objects.get_or_create(username=f"machine{n}", defaults={"full_name": f"Máy {n}"})
    if made:
        Grant.objects.create(user=user, role="declarant", party_id=cast.companies[n].parties[0], since=SINCE)
    return user


def key_for(user: User, scopes: tuple[str, ...], at: datetime) -> str:
    """A key its person makes for himself."""
    actor = acting(user, at)
    with scope(actor):
        return create_api_key(name="bench", scopes=scopes, by=actor, at=at)[1]


def acting(user: User, at: datetime) -> Actor:
    """The person as an actor of today."""
    with scope(None):
        return actor_of(user, timezone.localdate(at), at)
