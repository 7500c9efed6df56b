"""Officers and grave acts ask for a second factor; a password alone never passes."""

import base64
import hmac
import struct
import time
from datetime import date

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings

from thongquan.models import Grant, User
from thongquan.web.shared.stepup import fresh_factor

SECRET = "JBSWY3DPEHPK3PXP"
PASSWORD = "ba con voi 12"

pytestmark = pytest.mark.django_db


def code(at: float) -> str:
    """The six digits of RFC 6238 for the secret above."""
    mark = hmac.new(base64.b32decode(SECRET), struct.pack(">Q", int(at // 30)), "sha1").digest()
    place = mark[-1] & 15
    return f"{(struct.unpack('>I', mark[place:place + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


def an_officer(username: str = "ly", role: str = "dossier_officer", factor: bool = False) -> User:
    """Someone with a role today, with an authenticator app when asked."""
    person = User.objects.create_user(username, password=PASSWORD)
    Grant.objects.create(user=person, role=role, since=date(2026, 1, 1))
    if factor:
        TOTP.activate(person, SECRET)
    return person


@override_settings(OFFICERS_NEED_FACTOR=True)
def test_an_officer_without_a_second_factor_gets_no_further_than_adding_one(client: Client) -> None:
    client.force_login(an_officer())
    assert client.get("/me/")["Location"] == client.get("/")["Location"] == "/accounts/2fa/"
    assert client.get("/accounts/2fa/").status_code == 200


@override_settings(OFFICERS_NEED_FACTOR=True)
def test_a_declarant_may_work_without_one(client: Client) -> None:
    client.force_login(an_officer("huong", "declarant"))
    assert client.get("/me/").status_code == 200


@override_settings(OFFICERS_NEED_FACTOR=True)
def test_the_password_alone_does_not_sign_in_who_has_a_second_factor(client: Client) -> None:
    an_officer(factor=True)
    first = client.post("/accounts/login/", {"login": "ly", "password": PASSWORD})
    assert first["Location"] == "/accounts/2fa/authenticate/" and "_auth_user_id" not in client.session
    wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert wrong.status_code == 200 and "_auth_user_id" not in client.session
    assert client.post("/accounts/2fa/authenticate/", {"code": code(time.time())}).status_code == 302
    assert "_auth_user_id" in client.session


def test_the_secret_of_the_app_is_not_stored_in_clear() -> None:
    an_officer(factor=True)
    assert SECRET not in str(Authenticator.objects.get().data)


def test_a_grave_act_asks_again_and_the_password_page_is_not_offered(client: Client) -> None:
    client.force_login(an_officer(factor=True))
    page = client.get("/accounts/2fa/reauthenticate/?next=/me/").content.decode()
    assert "/accounts/reauthenticate/" not in page
    request = RequestFactory().get("/office/rules/")
    request.user, request.session = User.objects.get(), client.session
    answer = fresh_factor(lambda request: HttpResponse("done"))(request)
    assert answer["Location"] == "/accounts/2fa/reauthenticate/?next=%2Foffice%2Frules%2F"
    assert client.post("/accounts/2fa/reauthenticate/?next=/me/", {"code": code(time.time())})["Location"] == "/me/"
    request.session = client.session
    assert fresh_factor(lambda request: HttpResponse("done"))(request).content == b"done"


def test_a_stranger_signs_in_first() -> None:
    request = RequestFactory().get("/office/rules/")
    request.user = AnonymousUser()
    assert fresh_factor(lambda request: HttpResponse("done"))(request)["Location"].startswith("/accounts/login/")
