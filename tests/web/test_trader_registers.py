"""What the registers spare a declarant: drivers chosen by name, plates changed, people invited, changes told apart."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from tests import border
from tests.web.test_trader import last, sent, signed_in, typed
from thongquan.actions.training.cast import Cast
from thongquan.core.forms import ROAD
from thongquan.models import DriverRecord, Gate, Grant, VehicleDeclaration
from thongquan.queries.crossing.trips import TO_SPARE, line_up_by
from thongquan.queries.scope import everywhere, scope
from thongquan.web.trader import telling

DATABASE = "border"
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return border.open_border()


@pytest.fixture
def huong(cast: Cast) -> Client:
    return signed_in("huong")


def other_driver(cast: Cast) -> DriverRecord:
    with scope(cast.companies[0]):
        return DriverRecord.objects.filter(party_id=cast.companies[0].parties[0]).exclude(document_number="QN118204").first() or (
            DriverRecord.objects.create(party_id=cast.companies[0].parties[0], name="Nông Minh Nam", document_number="QN572308"))


def value_of(page: str, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


def test_a_kept_driver_fills_his_row_and_another_takes_his_place(huong: Client, cast: Cast) -> None:
    nam = other_driver(cast)
    assert f'<option value="{nam.pk}">' in huong.get("/trade/declare/").content.decode()
    page = huong.post("/trade/declare/", typed(_act="look", **{"_driver-0": str(nam.pk), "_driver-0-was": ""})).content.decode()
    assert (value_of(page, "drivers-0-name"), value_of(page, "drivers-0-document_number")) == (nam.name, nam.document_number)
    pk = sent(huong, **{"_driver-0": str(nam.pk), "_driver-0-was": "", "_driver-1": "", "_driver-1-was": ""})
    with scope(cast.companies[0]):
        drivers = VehicleDeclaration.objects.get(pk=pk).body["drivers"]
    assert [row["document_number"] for row in drivers] == [nam.document_number]


def test_a_look_leaves_what_was_typed_wrongly_as_typed(huong: Client) -> None:
    page = huong.post("/trade/declare/", typed(_act="look", **{"planned_at-day": "45/13/2026"})).content.decode()
    assert value_of(page, "planned_at-day") == "45/13/2026" and value_of(page, "plate") == "14C-123.45"


def test_many_goods_numbers_stand_one_a_box(huong: Client, cast: Cast) -> None:
    many = {"goods-0": "308144022150, 308144022151", "goods-1": "", "goods-2": "308144022152"}
    page = huong.post("/trade/declare/", typed(_act="look", laden="1", **many)).content.decode()
    assert [value_of(page, f"goods-{n}") for n in range(4)] == ["308144022150", "308144022151", "308144022152", ""]
    sent(huong, laden="1", **many)
    assert last(cast).body["goods"] == ["308144022150", "308144022151", "308144022152"]


def test_a_plate_of_two_signs_is_stopped(huong: Client) -> None:
    answer = huong.post("/trade/declare/", typed(plate="99"))
    assert answer.status_code == 422 and "quá ngắn" in answer.content.decode()


def test_the_first_save_tells_the_address_of_the_draft(huong: Client, cast: Cast) -> None:
    answer = huong.post("/trade/declare/", typed(), headers={"X-Autosave": "1"})
    assert answer["Content-Location"] == f"/trade/drafts/{last(cast).pk}/"
    assert huong.get("/trade/drafts/").status_code == 200


def test_a_change_names_only_what_differs() -> None:
    before = {"drivers": [{"name": "A", "document_number": "1"}]}
    after = {"drivers": [{"name": "B", "document_number": "1"}, {"name": "C"}]}
    assert [(old, new) for _label, old, new in telling.changes_of(ROAD, before, after)] == [("A", "B"), ("–", "C")]


def test_people_are_invited_and_taken_off_by_those_who_decide(huong: Client, cast: Cast) -> None:
    assert huong.post("/trade/company/members/invite/", {"role": "driver"}).status_code == 303
    page = huong.get("/trade/company/").content.decode()
    link = re.search(r'id="invited">https?://[^/]+(/[^<]+)<', page)[1]
    assert "id=\"invited\"" not in huong.get("/trade/company/").content.decode(), "shown once"
    answer = Client().post(link, {"username": "nam.lai", "full_name": "Nông Minh Nam", "phone": "0912345679", "password": "mat khau dai 1"})
    assert answer.status_code == 302
    assert Client().post("/trade/company/members/invite/", {"role": "driver"}).status_code == 302, "a stranger signs in first"
    assert signed_in("quyet").post("/trade/company/members/invite/", {"role": "driver"}).status_code == 403
    with everywhere():
        grant = Grant.objects.get(user__username="nam.lai")
    huong.post(f"/trade/company/members/{grant.pk}/remove/")
    with everywhere():
        assert Grant.objects.get(pk=grant.pk).revoked_at is not None


def test_a_drivers_company_page_leads_only_where_he_may_go(cast: Cast) -> None:
    quyet, huong = signed_in("quyet"), signed_in("huong")
    ways = {who: set(re.findall(r'href="(/trade/[^"?]*)"', client.get("/trade/company/").content.decode())) for who, client in (("q", quyet), ("h", huong))}
    assert {"/trade/goods/licences/", "/trade/goods/guarantees/"} <= ways["h"] and len(ways["q"]) > 5
    assert {way: quyet.get(way).status_code for way in ways["q"]} == dict.fromkeys(ways["q"], 200)


def test_a_foreign_driver_alone_starts_inward_with_himself_at_the_wheel(cast: Cast) -> None:
    guest = Client()
    guest.post("/new/guest/", {"tax_scheme": "PASSPORT", "tax_id": "E12345678", "name": "韦志强", "country": "CN", "phone": "+8613800138000",
                               "password": "kache guoguan 9"})
    page = guest.get("/trade/declare/").content.decode()
    assert value_of(page, "drivers-0-name") == "韦志强" and re.search(r'value="temporary_admission"[^>]* checked', page)


def test_a_travelling_vehicle_is_told_when_to_join_the_line(cast: Cast) -> None:
    at = timezone.now()
    with everywhere():
        trip = VehicleDeclaration(state="under_way", leg=2, regime="temporary_exportation", gate=Gate.objects.get(code=border.GATE),
                                  due_back_at=at + 10 * TO_SPARE)
        assert line_up_by(trip, at) == trip.due_back_at - TO_SPARE
        trip.due_back_at = at + TO_SPARE / 2
        assert line_up_by(trip, at) is None, "too late for such advice"


def test_a_gate_says_in_three_languages_where_to_report_first(cast: Cast) -> None:
    with everywhere():
        gate = Gate.objects.get(code=border.GATE)
    assert set(gate.report_to) == {"vi", "en", "zh"} and all(gate.report_to.values())
