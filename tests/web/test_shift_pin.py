"""A lane's device changes hands by a short PIN: each act bears the name of whoever stands there."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from tests import border
from tests.people import BACKEND, client
from thongquan.models import AuditEvent, Grant, Scan, User
from thongquan.queries.scope import everywhere

DATABASE = "border"
pytestmark = pytest.mark.django_db
OFFICER = f"/gate/{border.GATE}/{border.OUT}/officer/"
SCANNER = f"/gate/{border.GATE}/{border.OUT}/"
SANG, HOA = "Hoàng Văn Sáng", "Đinh Thu Hoa"


def does(device: Client, do: str, **more) -> object:
    return device.post(OFFICER, {"do": do, **more})


def number(name: str) -> int:
    return User.objects.get(username=name).pk


def signs_in(device: Client, name: str) -> None:
    """The full sign-in at the same device."""
    device.force_login(User.objects.get(username=name), backend=BACKEND)


def acts(*wanted: str) -> list[tuple[str, str]]:
    with everywhere():
        return list(AuditEvent.objects.filter(action__in=[f"gate.{one}" for one in wanted]).order_by("id").values_list("action", "actor_name"))


def scans(device: Client) -> str:
    event = uuid4()
    device.post("/gate/scan/", {"id": str(event), "gate": border.GATE, "lane": border.OUT, "digits": "1"}, headers={"accept": "application/json"})
    with everywhere():
        return Scan.objects.get(pk=event).by_name


@pytest.fixture
def crew(sang: Client) -> Client:
    """One device of two officers, each with a PIN; Hoa stands at it."""
    assert does(sang, "pin", pin="2580").status_code == 302
    assert does(sang, "new")["Location"] == f"/accounts/login/?next={OFFICER}"
    assert "_auth_user_id" not in sang.session
    signs_in(sang, "hoa")
    assert does(sang, "pin", pin="739104").status_code == 302
    return sang


def test_the_lane_changes_hands_in_two_touches_and_acts_bear_the_right_name(crew: Client) -> None:
    assert scans(crew) == HOA
    assert OFFICER in crew.get(SCANNER).content.decode()
    page = crew.get(OFFICER).content.decode()
    assert SANG in page and "2580" not in page
    assert does(crew, "over", officer=number("sang"), pin="2580")["Location"] == SCANNER
    assert scans(crew) == SANG and crew.get(OFFICER).content.decode().count("value=\"over\"") == 1
    assert does(crew, "over", officer=number("hoa"), pin="739104")["Location"] == SCANNER and scans(crew) == HOA
    assert acts("choose_pin", "take_over") == [("gate.choose_pin", SANG), ("gate.choose_pin", HOA), ("gate.take_over", SANG), ("gate.take_over", HOA)]


def test_five_wrong_tries_end_the_pin_and_are_told(crew: Client) -> None:
    for _ in range(5):
        answer = does(crew, "over", officer=number("sang"), pin="9999")
        assert answer.status_code == 422 and scans(crew) == HOA
    assert does(crew, "over", officer=number("sang"), pin="2580").status_code == 422 and scans(crew) == HOA
    assert acts("wrong_pin") == [("gate.wrong_pin", HOA)] * 5 and acts("take_over") == []
    signs_in(crew, "sang")  # the full sign-in is the way back


def test_a_pin_is_of_this_device_alone_and_no_easy_one(crew: Client) -> None:
    for easy in ("1111", "1234", "987654", "12", "1234567", "abcd", "１２３４"):
        assert does(crew, "pin", pin=easy).status_code == 422
    elsewhere = client("ly")
    assert elsewhere.get(OFFICER).status_code == 403
    other = client("hoa")
    assert does(other, "over", officer=number("sang"), pin="2580").status_code == 422
    stored = crew.session["crew"][str(number("sang"))]["hash"]
    assert "2580" not in stored and len(stored) > 20


def test_a_pin_ends_with_the_shift(crew: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    later = timezone.now() + timedelta(hours=11, minutes=50)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert does(crew, "over", officer=number("sang"), pin="2580")["Location"] == SCANNER
    assert crew.session.get_expiry_age() < 15 * 60, "by a PIN nobody stays longer than his full sign-in would have let him"
    assert does(crew, "off")["Location"] == f"/accounts/login/?next={OFFICER}"
    assert list(crew.session["crew"]) == [str(number("hoa"))] and acts("sign_off") == [("gate.sign_off", SANG)]
    signs_in(crew, "hoa")
    assert does(crew, "over", officer=number("sang"), pin="2580").status_code == 422
    gone = timezone.now() + timedelta(hours=1)
    monkeypatch.setattr(timezone, "now", lambda: gone)
    signs_in(crew, "sang")
    assert HOA not in crew.get(OFFICER).content.decode()


def test_who_came_by_pin_proves_himself_before_he_sets_another(crew: Client) -> None:
    assert does(crew, "over", officer=number("sang"), pin="2580").status_code == 302
    assert does(crew, "pin", pin="8241")["Location"].startswith("/accounts/2fa/")
    with override_settings(REALM="demo"):
        User.objects.filter(username="sang").update(demo=True)
        assert does(crew, "pin", pin="8241")["Location"] == OFFICER


def test_a_pin_opens_the_lane_and_nothing_else(crew: Client) -> None:
    lane_grant = User.objects.get(username="sang").grants.get(role="gate_officer")
    Grant.objects.create(user_id=lane_grant.user_id, role="office_leader", unit_id=lane_grant.unit_id, since=lane_grant.since)
    assert does(crew, "over", officer=number("sang"), pin="2580").status_code == 302
    for lane in (SCANNER, f"/gate/{border.GATE}/lanes/", "/inspect/leave/", "/notices/", "/help/"):
        assert crew.get(lane).status_code == 200, lane
    for more in ("/office/hours/", "/leader/inbox/", "/office/places/"):
        first = crew.get(more)
        assert first.status_code == 302 and first["Location"].startswith("/accounts/2fa/"), more
    assert crew.post("/office/rules/", {}).status_code == 302
    with override_settings(REALM="demo"):  # where the second factor counts as proved: the session is a full one from then on
        User.objects.filter(username="sang").update(demo=True)
        assert crew.get("/office/hours/").status_code == 200
    assert crew.get("/office/places/").status_code == 200


def test_an_officer_who_left_the_gate_takes_no_lane_over(crew: Client) -> None:
    User.objects.get(username="sang").grants.update(revoked_at=timezone.now())
    assert does(crew, "over", officer=number("sang"), pin="2580").status_code == 404 and scans(crew) == HOA
    User.objects.filter(username="sang").update(is_active=False)
    assert does(crew, "over", officer=number("sang"), pin="2580").status_code == 422 and scans(crew) == HOA
