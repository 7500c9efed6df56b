"""Officers are signed out after minutes without use; pages that refresh themselves keep nobody signed in."""

from datetime import datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client, override_settings
from django.utils import timezone

from tests import border
from thongquan.models import Gate, User

DATABASE = "border"
pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
DESK, LANE, WALL = "/desk/", f"/gate/{border.GATE}/{border.OUT}/", f"/gate/{border.GATE}/wall/"
PART = {"x-part": "1"}


class Clock:
    """The moment of every request; it goes on only when told."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def go(self, minutes: float) -> None:
        self.at += minutes * MINUTE


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock(timezone.now())
    monkeypatch.setattr(border, "NOW", made.at - 30 * MINUTE)
    cache.clear()
    border.open_border()
    Gate.objects.filter(code=border.GATE).update(hours={"all": [0, 1440]})
    monkeypatch.setattr(timezone, "now", lambda: made.at)
    return made


def signed_in(username: str) -> Client:
    made = Client()
    made.force_login(User.objects.get(username=username), backend=BACKEND)
    return made


def goes_in(client: Client, path: str, **more) -> bool:
    return client.get(path, **more).status_code == 200


def test_an_idle_officer_is_told_why_and_comes_back_to_his_page(clock):
    ly = signed_in("ly")
    assert goes_in(ly, DESK)
    clock.go(15)
    assert goes_in(ly, DESK)
    clock.go(15.1)
    answer = ly.get("/desk/?queue=late")
    assert answer.status_code == 302 and answer["Location"] == "/accounts/login/?next=/desk/%3Fqueue%3Dlate"
    for tongue, says in (("vi", "15 phút"), ("en", "after 15 minutes without use"), ("zh-hans", "15 分钟未操作")):
        ly.cookies["tq_language"] = tongue
        page = ly.get(answer["Location"]).content.decode()
        assert says in page and 'value="/desk/?queue=late"' in page
    ly.force_login(User.objects.get(username="ly"), backend=BACKEND)
    assert goes_in(ly, DESK) and "left_idle" not in ly.session


def test_a_form_sent_too_late_leads_back_to_the_page_it_stood_on(clock):
    ly = signed_in("ly")
    assert goes_in(ly, DESK)
    clock.go(16)
    answer = ly.post("/desk/search/", {"q": "1"}, headers={"referer": "http://testserver/desk/?queue=late"})
    assert answer["Location"] == "/accounts/login/?next=/desk/%3Fqueue%3Dlate"
    elsewhere = signed_in("ly")
    assert goes_in(elsewhere, DESK)
    clock.go(16)
    assert elsewhere.post(DESK, headers={"referer": "https://evil.example/desk/"})["Location"] == "/accounts/login/?next=/"


def test_who_works_stays_and_his_session_is_written_once_a_minute(clock):
    ly = signed_in("ly")
    for _ in range(3):
        clock.go(10)
        assert goes_in(ly, DESK)
    before = Session.objects.get(pk=ly.session.session_key)
    clock.go(0.9)
    assert goes_in(ly, DESK)
    assert Session.objects.get(pk=before.pk).session_data == before.session_data
    clock.go(0.2)
    assert goes_in(ly, DESK)
    after = Session.objects.get(pk=before.pk)
    assert after.session_data != before.session_data
    assert abs(after.expire_date - before.expire_date) < MINUTE / 10, "twelve hours from the first use, not from the last"


@pytest.mark.parametrize(("path", "headers"), [
    ("/desk/?part=1", {}), (DESK, {"hx-request": "true"}), (DESK, {"x-part": "1"}), (DESK, {"sec-fetch-mode": "cors"}),
    (f"/may-stream/gate/{border.GATE}", {"referer": "http://testserver/desk/"}),
])
def test_what_a_page_asks_by_itself_keeps_nobody_signed_in(clock, path, headers):
    ly = signed_in("ly")
    assert goes_in(ly, DESK)
    clock.go(14)
    assert ly.get(path, headers=headers).status_code in (200, 204)
    clock.go(2)
    assert ly.get(path, headers=headers).status_code == 401
    assert ly.get(DESK).status_code == 302


def test_what_a_person_does_inside_a_page_is_use(clock):
    ly = signed_in("ly")
    assert goes_in(ly, DESK)
    clock.go(14)
    ly.get(DESK, headers={"hx-request": "true", "hx-current-url": "http://testserver/desk/"})
    clock.go(14)
    ly.post("/desk/search/", {"q": "1"})
    clock.go(14)
    assert goes_in(ly, DESK)
    ly.post(DESK, headers={"x-autosave": "1"})
    clock.go(16)
    assert ly.get(DESK).status_code == 302


def test_a_lane_is_never_signed_out_between_two_vehicles(clock):
    sang = signed_in("sang")
    assert goes_in(sang, LANE)
    clock.go(45)
    scan = {"id": "6f9619ff-8b86-4d11-b42d-00cf4fc964ff", "gate": border.GATE, "lane": border.OUT, "digits": "1"}
    answer = sang.post("/gate/scan/", scan, headers={"accept": "application/json"})
    assert answer.status_code < 300 and answer.json()["sign"]
    clock.go(45)
    assert goes_in(sang, LANE) and goes_in(sang, f"/gate/{border.GATE}/lanes/?part=1", headers=PART)


def test_a_wall_stays_on_but_opens_nothing_else(clock):
    sang = signed_in("sang")
    assert goes_in(sang, WALL)
    news = {"referer": f"http://testserver{WALL}"}
    for _ in range(3):
        clock.go(20)
        assert goes_in(sang, f"{WALL}?part=1", headers=PART) and goes_in(sang, WALL)
        assert sang.get(f"/may-stream/gate/{border.GATE}", headers=news).status_code == 204
    assert sang.get("/notices/").status_code == 302
    assert sang.get(WALL).status_code == 302


@pytest.mark.parametrize(("who", "board"), [
    ("bac", f"/gate/{border.GATE}/yard/"), ("den", f"/gate/{border.GATE}/agency/"), ("tuong", "/inspect/"),
])
def test_yard_agency_and_inspection_boards_are_lanes_too(clock, who, board):
    officer = signed_in(who)
    assert goes_in(officer, board)
    for _ in range(2):
        clock.go(45)
        assert goes_in(officer, board)
    assert officer.get("/notices/").status_code == 302


@override_settings(REALM="demo")
def test_one_touch_leads_back_to_the_page_one_was_on(clock):
    ly = signed_in("ly")
    assert goes_in(ly, DESK)
    clock.go(16)
    sign_in = ly.get(ly.get("/desk/?queue=late")["Location"]).content.decode()
    roles = sign_in[sign_in.index('class="roles"'):]
    assert 'name="next" value="/desk/?queue=late"' in roles
    assert ly.post("/demo/", {"role": "ly", "next": "/desk/?queue=late"})["Location"] == "/desk/?queue=late"
    for role, back, first in (("huong", "/desk/?queue=late", "/trade/"), ("ly", "/me/", "/me/"), ("ly", "https://evil.example/desk/", "/desk/"),
                              ("ly", "/nowhere", "/desk/")):
        assert Client().post("/demo/", {"role": role, "next": back})["Location"] == first


def test_declarants_and_readers_are_left_alone(clock):
    huong, ly = signed_in("huong"), signed_in("ly")
    assert goes_in(huong, "/trade/") and goes_in(ly, DESK)
    clock.go(120)
    assert goes_in(huong, "/trade/")
    assert goes_in(ly, "/help/") and "_auth_user_id" not in ly.session
