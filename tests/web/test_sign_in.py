"""Guessing passwords is slowed down for the account and for the address."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from thongquan.models import User

pytestmark = pytest.mark.django_db
RIGHT = "ba con voi 12"


@pytest.fixture(autouse=True)
def nobody_has_tried() -> Iterator[None]:
    for name in ("may", "gio", "mua"):
        User.objects.create_user(username=name, password=RIGHT, full_name=name)
    cache.clear()
    yield
    cache.clear()


def signs_in(name: str, password: str, address: str = "203.0.113.1") -> bool:
    client = Client()
    client.post("/accounts/login/", {"login": name, "password": password}, REMOTE_ADDR=address)
    return "_auth_user_id" in client.session


def test_after_five_wrong_passwords_an_account_waits_from_wherever_one_tries() -> None:
    for n in range(4):
        assert not signs_in("may", "sai rồi", f"203.0.113.{n}")
    assert signs_in("may", RIGHT), "four are forgiven"
    for n in range(5):
        assert not signs_in("gio", "sai rồi", f"198.51.100.{n}")
    assert not signs_in("gio", RIGHT, "192.0.2.9") and signs_in("mua", RIGHT, "192.0.2.9")


def test_after_ten_wrong_ones_an_address_waits_whatever_the_account() -> None:
    for n in range(10):
        assert not signs_in(f"nobody{n}", "sai rồi")
    assert not signs_in("may", RIGHT) and signs_in("may", RIGHT, "203.0.113.2")
