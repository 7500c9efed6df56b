"""Who takes part in a measurement: officers, declarants, and a machine key for each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from thongquan.actions.access.keys import create_api_key
from thongquan.actions.training.cast import SINCE, Cast, gather
from thongquan.core.actor import Actor
from thongquan.models import Grant, User
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
    """Everybody with his key, each made in the way an installation makes them."""
    cast = gather(at, demo=False)
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


def answers(n: int, planned_at: datetime) -> dict[str, Any]:
    """The form of one laden rig with a trailer and a container, as a carrier's system sends it; `n` makes it another one."""
    return {
        "regime": "temporary_exportation", "case": "border_delivery", "plate": plate(n), "country": "VN", "laden": True,
        "gate": "VNMCG1", "planned_at": planned_at.isoformat(), "contact_phone": "0912345678",
        "drivers": [{"name": "Vũ Đình Quyết", "nationality": "VN", "document_kind": "A", "document_number": f"QN{n % 900_000 + 100_000}",
                     "issued_on": "2026-01-05", "issued_at": "Quảng Ninh"}],
        "trailers": [{"plate": f"14R-{n % 90_000 + 10_000}", "country": "VN"}],
        "goods": [f"30{7_000_000_000 + n}"],
        "containers": [{"number": "MCGU4567899", "seals": [f"VN{n % 900_000 + 100_000}"], "laden": True, "size": "40", "type": "GP"}],
    }


def plate(n: int) -> str:
    """One of two million Vietnamese plates."""
    series, number = divmod(n, 90_000)
    return f"{('14', '15', '29', '30', '34', '51')[series % 6]}{'CHDK'[series // 6 % 4]}-{number + 10_000}"
