"""Rows of cases and people leave the house only with a fresh second factor, and the trail says who took them."""

import time

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from tests.border import declared, open_border
from tests.web.test_second_factor import SECRET, code
from thongquan.models import AuditEvent, User
from thongquan.queries.access import files_taken
from thongquan.queries.scope import everywhere

DATABASE = "house"
pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ROWS = [
    ("ly", "/desk/queue.csv"), ("thao", "/central/queue.csv"), ("nhu", "/review/?file=csv"), ("nhu", "/review/follow-ups/?file=xlsx"),
    ("sang", "/inspect/leave.csv"), ("nhu", "/leader/cases/?by=gate&value=VNMCG1&length=month&kind=csv"),
    ("nhu", "/leader/goods/cases/?length=day&by=by_channel&value=green&file=csv"), ("kien", "/office/people/?file=csv"),
    ("nhu", "/office/companies/?file=csv"), ("an", "/office/looks/?file=csv"), ("thu", "/ministry/?file=csv"), ("kien", "/office/machines/?file=csv"),
]
FREE = [("nhu", "/leader/figures/gate.csv?length=month"), ("nhu", "/office/places/?file=csv"), ("nhu", "/office/hours/?file=csv"),
        ("huong", "/trade/trips.csv")]


@pytest.fixture
def cast():
    return open_border()


def signed_in(username: str) -> Client:
    """A browser of somebody with an authenticator app, who proved it only when he signed in."""
    client, user = Client(), User.objects.get(username=username)
    if username != "huong":
        TOTP.activate(user, SECRET)
    client.force_login(user, backend=BACKEND)
    return client


def taken() -> list[AuditEvent]:
    with everywhere():
        return list(AuditEvent.objects.filter(action="access.take_file"))


def test_an_officer_proves_himself_and_is_led_to_the_file(cast):
    declared(cast)
    ly = signed_in("ly")
    asked = ly.get("/desk/queue.csv?queue=all")
    assert asked["Location"] == "/accounts/2fa/reauthenticate/?next=%2Fdesk%2Fqueue.csv%3Fqueue%3Dall" and not taken()
    proved = ly.post(asked["Location"], {"code": code(time.time())})
    assert proved["Location"] == "/desk/queue.csv?queue=all"
    answer = ly.get(proved["Location"])
    assert answer["Content-Disposition"].startswith("attachment")
    (event,) = taken()
    assert event.actor_name == "Trần Khánh Ly"
    with everywhere():
        (kept,) = files_taken()
    name, rows = kept.facts["file"], kept.facts["rows"]
    assert rows == len(answer.content.decode("utf-8-sig").splitlines()) - 1 == 1 and name.endswith(".csv")
    page = signed_in("an").get("/office/looks/").content.decode()
    assert name in page and "Trần Khánh Ly" in page


@pytest.mark.parametrize(("who", "address"), ROWS)
def test_every_list_of_cases_or_people_is_guarded(cast, who, address):
    client = signed_in(who)
    answer = client.get(address)
    assert answer.status_code == 302 and answer["Location"].startswith("/accounts/2fa/reauthenticate/?next="), address
    assert not taken()


@pytest.mark.parametrize(("who", "address"), FREE)
def test_figures_and_ones_own_rows_are_free(cast, who, address):
    answer = signed_in(who).get(address)
    assert answer.status_code == 200 and answer["Content-Disposition"].startswith("attachment") and not taken()
