"""Invented officers for tests of roles, made the long way; the browser of whoever is signed in."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from types import ModuleType

from django.test import Client

from thongquan.core.actor import Actor
from thongquan.models import Grant, Unit, User
from thongquan.queries.access import actor_of

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 25)
OFFICE = "20BB"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def a_unit(code: str = OFFICE) -> Unit:
    """A unit of the reference data."""
    return Unit.objects.get(code=code)


def a_person(name: str, *roles: str, unit: str = OFFICE, at: datetime = NOW) -> Actor:
    """A person with these roles at one unit, as he would be after signing in."""
    user = User.objects.create_user(username=name, password="xx-not-used", full_name=name.title())
    for role in roles:
        Grant.objects.create(user=user, role=role, unit=a_unit(unit), since=date(2026, 1, 1))
    return actor_of(user, at.date(), at)


def again(actor: Actor, at: datetime = NOW) -> Actor:
    """The same person at another moment: what his roles are then."""
    return actor_of(User.objects.get(pk=actor.id), at.date(), at)


def client(username: str, language: str = "") -> Client:
    """The browser of somebody who has signed in."""
    made = Client()
    if language:
        made.cookies["tq_language"] = language
    made.force_login(User.objects.get(username=username), backend=BACKEND)
    return made


@contextmanager
def clock_at(kit: ModuleType, moment: datetime) -> Iterator[None]:
    """The invented border or house stands at this moment, and afterwards where it stood."""
    usual, kit.NOW = kit.NOW, moment
    try:
        yield
    finally:
        kit.NOW = usual
