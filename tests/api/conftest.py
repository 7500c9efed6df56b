"""Machines for the tests: keys of the invented people, and a client that speaks JSON."""

import json
import random
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from tests import border
from thongquan.actions.access import keys as issuing
from thongquan.actions.access.codes import wrong_codes
from thongquan.actions.access.keys import create_api_key
from thongquan.actions.training.cast import Cast
from thongquan.api import door, keys
from thongquan.catalog import demo
from thongquan.core.vehicle import EXPORTATION
from thongquan.models import ApiKey, Party, User
from thongquan.queries.access import actor_of
from thongquan.queries.scope import scope

ALL_SCOPES = ApiKey.SCOPES


class Machine:
    """One key's view of the interface."""

    def __init__(self, secret: str, language: str = "en") -> None:
        self.client = Client(raise_request_exception=False)
        self.secret = secret
        self.language = language

    def call(self, method: str, path: str, body: Any = None, *, raw: bytes | None = None, key: str | None = "", **headers: str) -> Any:
        """One call; `key` None sends no Idempotency-Key, empty a fresh one."""
        more = {"accept-language": self.language, **{name.replace("_", "-"): value for name, value in headers.items()}}
        if self.secret:
            more.setdefault("authorization", f"Bearer {self.secret}")
        if method != "GET" and key is not None:
            more["idempotency-key"] = key or secrets.token_hex(8)
        content = raw if raw is not None else (json.dumps(body).encode() if body is not None else b"")
        media = more.pop("content-type", "application/json")
        return self.client.generic(method, f"/api/v1/{path}", content, content_type=media if content else "application/json", headers=more)

    def get(self, path: str, **headers: str) -> Any:
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any = None, **more: Any) -> Any:
        return self.call("POST", path, body if body is not None or "raw" in more else {}, **more)


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """No key and no pace of an earlier test."""
    keys.forget()
    for buckets in (door.calls, door.strangers, wrong_codes):
        buckets.level.clear()


@pytest.fixture
def cast(db: None) -> Cast:
    people = border.open_border()
    border.day_and_night()
    return people


def a_key(username: str, *scopes: str, at: datetime | None = None) -> str:
    """A fresh secret of an invented person."""
    at = at or timezone.now()
    user = User.objects.get(username=username)
    actor = actor_of(user, timezone.localdate(at))
    with scope(actor):
        allowed = [s for s in scopes or ALL_SCOPES if not actor.declares or s in issuing.DECLARING_SCOPES]
        return create_api_key(name=f"Máy của {username}", scopes=allowed, by=actor, at=at)[1]


@pytest.fixture
def machine(cast: Cast) -> Callable[..., Machine]:
    """`machine("huong")` is her company's own system."""
    return lambda username, *scopes, language="en": Machine(a_key(username, *scopes) if username else "", language)


def a_second_factor(username: str, password: str = "") -> Callable[[], str]:
    """His authenticator app, and his password where one is named; each call tells a code that was not used yet."""
    person = User.objects.get(username=username)
    if password:
        person.set_password(password)
        person.save()
    secret = generate_totp_secret()
    TOTP.activate(person, secret)

    def code() -> str:
        cache.clear()  # the next half minute, when this code counts as fresh
        return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))

    return code


def answers(n: int = 0, **over: Any) -> dict[str, Any]:
    """The answers of a good declaration for an hour from now."""
    load = demo.load(random.Random(900 + n), EXPORTATION, "border_delivery")
    planned = (timezone.localtime() + timedelta(hours=1)).replace(second=0, microsecond=0)
    return {**load.values, "gate": border.GATE, "planned_at": planned.isoformat(), "laden": True, "goods": [f"30{8_000_000_000 + n}"], **over}


def declared(machine: Machine, n: int = 0, **over: Any) -> str:
    """The number of a declaration made through the interface."""
    made = machine.post("declarations", answers(n, **over))
    assert made.status_code == 201, made.content
    return made.json()["number"]


def accepted(trader: Machine, desk: Machine, n: int = 0) -> str:
    """Declared, checked where the lane says so, accepted."""
    number = declared(trader, n)
    if desk.get(f"declarations/{number}").json()["lane"] == "physical":
        assert desk.post(f"declarations/{number}/order-check", {"bay": "3", "reason_code": "channel"}).status_code == 200
        assert desk.post(f"declarations/{number}/record-check", {"result": "agrees"}).status_code == 200
    done = desk.post(f"declarations/{number}/accept")
    assert done.status_code == 200, done.content
    return number


def tax_id_of(name_part: str) -> str:
    with scope(None):
        return Party.objects.get(name__contains=name_part).tax_id
