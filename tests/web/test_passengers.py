"""Sixty tourists on a coach: listed from a spreadsheet, mended, seen by the desk, counted at the gate, used again."""

import base64
import re
from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from tests import border
from tests.people import client
from thongquan.actions import crossing, gate
from thongquan.actions.training.cast import Cast
from thongquan.core.forms.facts import people_on_board
from thongquan.core.forms.rows import PASSENGER
from thongquan.core.refused import Refused, RulesBroken
from thongquan.exchange.formats.sheet_write import written
from thongquan.models import AuditEvent, PublicLink, VehicleDeclaration
from thongquan.queries.gate.lists import due_back
from thongquan.queries.gate.people import counted
from thongquan.queries.scope import scope

DATABASE = "border"
pytestmark = pytest.mark.django_db

COACH = {"plate": "14B-001.23", "regime": "temporary_exportation", "gate": border.GATE, "case": "permit", "laden": "0",
         "permit_number": "LV-0417/2026", "permit_until": "31/12/2030", "vehicle_type": "bus", "seats": "62", "contact_phone": "0912345678",
         "drivers-0-name": "VU DINH QUYET", "drivers-0-nationality": "VN", "drivers-0-document_kind": "A", "drivers-0-document_number": "QN118204",
         "_key": "coach"}


def soon(hours: int = 2) -> dict[str, str]:
    """When the coach comes: soon, at whatever hour the tests run, for a pass opens twelve hours before."""
    there = timezone.localtime() + timedelta(hours=hours)
    return {"planned_at-day": f"{there:%d/%m/%Y}", "planned_at-time": f"{there:%H:%M}"}


def tourist(n: int, **over: object) -> dict[str, object]:
    return {"last_name": "TRAN", "middle_name": "THI", "first_name": f"HOA{n:02d}", "nationality": "VN", "born_on": date(1986, 11, 24), "sex": "F",
            "document_kind": "P", "document_number": f"C10000{n:02d}", "valid_until": date(2035, 1, 1), **over}


def a_file(rows: list[dict[str, object]]) -> BytesIO:
    file = BytesIO(written(PASSENGER, rows, "vi"))
    file.name = "doan.xlsx"
    return file


def mended(data: bytes) -> BytesIO:
    """The returned file as its owner mends it: each row with its name and its day."""
    book = openpyxl.load_workbook(BytesIO(data))
    page = book.active
    heads = [cell.value for cell in page[1]]
    reasons = [page.cell(n, 1).value for n in range(3, page.max_row + 1)]
    assert heads[:2] == ["TQ_ERROR", "TQ_ROW"] and len(reasons) == 2 and reasons[0].startswith("Họ:") and reasons[1].startswith("Ngày sinh:")
    page.cell(3, heads.index("LNM") + 1).value, page.cell(4, heads.index("BRT") + 1).value = "LE", "24/11/1990"
    out = BytesIO()
    book.save(out)
    return BytesIO(out.getvalue())


def listed(cast: Cast, pk: int) -> list[dict]:
    with scope(cast.companies[0]):
        return VehicleDeclaration.objects.get(pk=pk).body.get("passenger_list", [])


def a_listed_coach(huong) -> tuple[str, int]:
    """A draft with the sixty of the spreadsheet, two of whom came back first."""
    begun = huong.post("/trade/declare/", {**COACH, **soon(), "_act": "people"})
    address = begun["Location"]
    assert begun.status_code == 303 and address.endswith("/passengers/")
    people = [tourist(n) for n in range(60)]
    people[7].pop("last_name")
    people[31]["born_on"] = "31/02/1990"
    answer = huong.post(address, {"_act": "file", "file": a_file(people)})
    page = answer.content.decode()
    assert answer.status_code == 422 and "58" in page
    back = base64.b64decode(re.search(r"base64,([^\"]+)", page)[1])
    again = mended(back)
    again.name = "doan-returned.xlsx"
    assert huong.post(address, {"_act": "file", "how": "add", "file": again}).status_code == 303
    return address, int(re.search(r"/trips/(\d+)/", address)[1])


def button(huong: Client, address: str, act: str) -> str:
    """The button of one person on the list, as it stands on the page now."""
    return re.search(rf'value="({act}-[0-9a-f]+)"', huong.get(address).content.decode())[1]


def test_a_coach_of_sixty_from_the_spreadsheet_to_the_gate_and_to_the_next_trip(cast: Cast) -> None:
    huong = client("huong", "vi")
    address, pk = a_listed_coach(huong)
    assert len(listed(cast, pk)) == 60 and listed(cast, pk)[58]["last_name"] == "LE"
    # one typed by hand repeats a document: the list says so, the declaration cannot be sent, the row is removed
    twice = {**{name: str(value) for name, value in tourist(3).items()}, "born_on": "24/11/1986", "valid_until": "01/01/2035", "first_name": "LAN"}
    assert huong.post(address, {**twice, "_act": "person"}).status_code == 303
    assert "C1000003 ghi cho hai hành khách" in huong.get(address).content.decode()
    draft, send = f"/trade/drafts/{pk}/", {**COACH, **soon(), "passengers": "61", "_act": "send"}
    assert huong.post(draft, send).status_code == 422
    assert huong.post(address, {"_act": button(huong, address, "drop-60")}).status_code == 303
    assert huong.post(draft, {**send, "passengers": "59"}).status_code == 422  # PAX-11
    assert huong.post(draft, {**send, "passengers": "60"}).status_code == 303 and len(listed(cast, pk)) == 60
    # the declarant, the desk and the print have the names; the public state and other companies have not
    for page in (f"/trade/trips/{pk}/", address):
        assert "HOA59" in huong.get(page).content.decode()
    assert huong.get(f"/trade/trips/{pk}/print/")["Content-Type"] == "application/pdf"
    ly = client("ly", "vi")
    assert "HOA59" in ly.get(f"/desk/{pk}/").content.decode()
    with scope(cast.companies[0]):
        token, trip = PublicLink.objects.get(declaration_id=pk).token, VehicleDeclaration.objects.get(pk=pk)
    with scope(cast.companies[1]):
        assert not VehicleDeclaration.objects.filter(pk=pk).exists()
    assert "HOA59" not in client("sang").get(f"/s/{token}/").content.decode()
    assert huong.get(address + "x").status_code == 404 and trip.body["passengers"] == 60
    # the border guard counts
    with scope(cast.desk):
        if trip.channel == "physical":
            crossing.order_check(pk, bay="3", reason_code="channel", by=cast.desk, at=timezone.now())
            crossing.record_check(pk, result="agrees", by=cast.desk, at=timezone.now())
        crossing.accept(pk, by=cast.desk, at=timezone.now())
        leg = trip.crossings.get(leg=1).pk
    den, lane = client("den", "vi"), f"/gate/{border.GATE}/agency/"
    assert "Khai 60 hành khách" in den.get(lane, {"q": "14B001"}).content.decode()
    tick = {"agency": "border_guard", "act": "tick", "counted": "59"}
    assert "Đếm được 59 hành khách, tờ khai ghi 60" in den.post(f"{lane}{leg}/", tick, follow=True).content.decode()
    assert den.post(f"{lane}{leg}/", {**tick, "note": "một khách ở lại viện"}).status_code == 302
    assert re.search(r"t-stop\">[^b]*đếm được 59<", den.get(lane, {"q": "14B001"}).content.decode())
    with scope(cast.guard):
        assert counted([leg]) == {leg: 59} and AuditEvent.objects.filter(action="gate.tick", object_id=leg).count() == 1
        with pytest.raises(Refused, match="GAT-14"):
            gate.tick(leg, "border_guard", counted=61, by=cast.guard, at=timezone.now())
        with pytest.raises(Refused, match="FRM-03"):
            gate.tick(leg, "border_guard", counted=-5, note="gõ nhầm", by=cast.guard, at=timezone.now())
    shown = client("sang", "vi").post("/gate/scan/", {"gate": border.GATE, "lane": border.OUT, "digits": border.digits(cast, pk, 1)},
                                      headers={"accept": "application/json"}).json()
    assert shown["code"] == "OK" and "Khai 60 hành khách" in shown["html"], shown
    assert "Đếm được 59 hành khách, khai 60" in ly.get(f"/desk/{pk}/timeline/").content.decode()
    # the same people again
    once_more = huong.get(f"/trade/declare/?from={pk}")
    assert "HOA59" not in once_more.content.decode()  # a list belongs to its trip
    made = huong.post("/trade/declare/", {**COACH, **soon(3), "_key": "next", "_act": "people"})["Location"]
    assert huong.post(made, {"_act": "copy", "from": pk}).status_code == 303
    assert listed(cast, int(re.search(r"/trips/(\d+)/", made)[1])) == listed(cast, pk)


def test_the_list_of_another_declaration_is_cited_by_its_number_and_must_agree(cast: Cast) -> None:
    who, now = cast.companies[0], timezone.now()
    values = {**border.values(1), **border.PERMIT, "plate": "14B-001.23", "planned_at": (now + timedelta(hours=2)).isoformat(),
              "return_by": (now + timedelta(days=9)).date().isoformat(), "permit_until": "2035-01-01", "goods": [], "containers": [], "trailers": [],
              "laden": False, "vehicle_type": "bus", "seats": 45}
    people = [PASSENGER.write(tourist(n)) for n in range(2)]

    def declared(**over: object):
        with scope(who):
            return crossing.declare({**values, **over}, declarant_id=who.parties[0], by=who, at=now, die=9999)

    first = declared(passenger_list=people)
    assert first.declaration.number and "PAX-02" not in {w.code for w in first.warnings}
    with scope(who):
        crossing.cancel(first.declaration.pk, by=who, at=now)
    cited = {"passengers": 2, "passenger_list_number": first.declaration.number}
    assert not {w.code for w in declared(**cited).warnings} & {"PAX-02", "PAX-10"}
    assert "PAX-10" in {w.code for w in declared(**cited | {"passenger_list_number": "260099999999"}, plate="14B-001.25").warnings}
    for over, code in (({"passengers": 3}, "PAX-03"), ({"plate": "14B-001.24"}, "PAX-04"), ({"plate": "桂B00123", "country": "CN"}, "PAX-05"),
                       ({"planned_at": (now + timedelta(days=2)).isoformat()}, "PAX-07")):
        with pytest.raises(RulesBroken) as refused:
            declared(**{**cited, **over})
        assert code in {f.code for f in refused.value.findings}, code


def test_a_fixed_route_hands_in_each_trips_list_at_once_and_others_ask_an_officer(cast: Cast) -> None:
    who, people = cast.companies[0], [PASSENGER.write(tourist(n)) for n in range(3)]
    coach = {**border.PERMIT, "plate": "14B-001.23", "vehicle_type": "bus", "seats": 45, "laden": False, "goods": [], "containers": [], "trailers": [],
             "return_by": (timezone.now() + timedelta(days=9)).date().isoformat(), "permit_until": "2035-01-01"}
    for n, (case, state, revision) in enumerate((("fixed_route", "approved", 2), ("permit", "open", 1))):
        pk = border.accepted(cast, 1, **{**coach, "case": case, "plate": f"14B-001.2{n}"})
        with scope(who):
            asked = crossing.request_amendment(pk, {"passenger_list": people, "passengers": 3}, by=who, at=timezone.now())
            row = VehicleDeclaration.objects.get(pk=pk)
            assert (asked.state, row.revision) == (state, revision), case
            assert len(row.body.get("passenger_list", [])) == (3 if state == "approved" else 0)
        if state == "approved":  # the way home has a list of its own
            assert border.shown(cast, border.digits(cast, pk, 1)).verdict.code == "OK"
            with scope(who):
                back = crossing.request_amendment(pk, {"passenger_list": people[:2], "passengers": 2}, by=who, at=timezone.now())
                assert back.state == "approved" and VehicleDeclaration.objects.get(pk=pk).revision == 3
    bodies = (({"passengers": 2, "passenger_list": people}, 2), ({"passenger_list": people}, 3), ({"passengers": None, "passenger_list": people}, 3),
              ({"passengers": 0, "passenger_list": people}, 0), ({}, 0))
    with scope(cast.desk):
        plain = VehicleDeclaration.objects.get(pk=pk).body
        for body, n in bodies:  # the lane counts them as the desk does, without reading the list
            VehicleDeclaration.objects.filter(pk=pk).update(body={**plain, **body})
            assert due_back(pk)[2] == people_on_board(body) == n, body
        assert due_back(pk + 999) == ("", None, 0)
    page = client("huong", "en").get(f"/trade/trips/{pk}/passengers/").content.decode()
    assert "Nobody is listed yet" in page and "A request of this kind is still open" in page and "From a spreadsheet" not in page


def typed(n: int, **over: str) -> dict[str, str]:
    return {**{name: str(value) for name, value in tourist(n).items()}, "born_on": "24/11/1986", "valid_until": "01/01/2035", **over}


def test_a_button_means_its_person_whoever_moved_up_meanwhile(cast: Cast) -> None:
    huong = client("huong", "en")
    address = huong.post("/trade/declare/", {**COACH, **soon(), "_act": "people"})["Location"]
    pk = int(re.search(r"/trips/(\d+)/", address)[1])
    assert huong.post(address, {"_act": "file", "file": a_file([tourist(n) for n in range(6)])}).status_code == 303

    def names() -> str:
        return " ".join(person["first_name"] for person in listed(cast, pk))

    third = button(huong, address, "drop-3")
    opened = re.search(r'value="(person-4-[0-9a-f]+)"', huong.get(address + "?person=4").content.decode())[1]
    assert huong.post(address, {"_act": third}).status_code == 303
    twice = huong.post(address, {"_act": third})  # the same button, tapped twice
    assert twice.status_code == 409 and "Someone else has just changed this case" in twice.content.decode()
    assert names() == "HOA00 HOA01 HOA02 HOA04 HOA05"
    late = huong.post(address + "?person=4", {**typed(40), "_act": opened})  # a second tab, opened before: HOA05 stands there now
    assert late.status_code == 409 and names() == "HOA00 HOA01 HOA02 HOA04 HOA05"
    assert 'value="HOA40"' in late.content.decode() and 'value="person"' in late.content.decode(), "what was typed stays, for a new person"
    again = re.search(r'value="(person-3-[0-9a-f]+)"', huong.get(address + "?person=3").content.decode())[1]
    assert huong.post(address, {**typed(40), "_act": again}).status_code == 303 and names() == "HOA00 HOA01 HOA02 HOA40 HOA05"
    # what names nobody does nothing, and says so
    assert [huong.post(address, {"_act": act}).status_code for act in ("drop", "drop-1", "person-99", "nonsense", "")] == [409, 409, 409, 404, 404]
    assert huong.post(address, {"_act": "copy", "from": "999999"}).status_code == 404 and len(listed(cast, pk)) == 5
    with scope(cast.companies[0]):
        VehicleDeclaration.objects.filter(pk=pk).update(state="cancelled")
    closed = huong.post(address, {"_act": "file", "file": a_file([tourist(0)])})
    assert closed.status_code == 409 and "Someone else has just changed this case" in closed.content.decode() and len(listed(cast, pk)) == 5


def a_coach(n: int, **over: object) -> dict[str, object]:
    """A coach with `n` people on its list, as its fields are declared."""
    return {**border.PERMIT, "plate": "14B-001.23", "return_by": (timezone.now() + timedelta(days=9)).date().isoformat(), "permit_until": "2035-01-01",
            "goods": [], "containers": [], "trailers": [], "laden": False, "vehicle_type": "bus", "seats": 62, "passengers": n,
            "passenger_list": [PASSENGER.write(tourist(one)) for one in range(n)], **over}


def test_when_customs_has_the_list_each_person_is_a_correction_and_a_file_is_one_too(cast: Cast) -> None:
    who, now, huong = cast.companies[0], timezone.now(), client("huong", "en")
    values = {**border.values(1), **a_coach(3), "planned_at": (now + timedelta(hours=2)).isoformat()}
    with scope(who):
        pk = crossing.declare(values, declarant_id=who.parties[0], by=who, at=now, die=9999).declaration.pk
    address, one_more = f"/trade/trips/{pk}/passengers/", {**typed(9), "_act": "person"}

    def corrections() -> int:
        with scope(cast.desk):
            return VehicleDeclaration.objects.get(pk=pk).corrections

    assert huong.post(address, one_more).status_code == 303 and (len(listed(cast, pk)), corrections()) == (4, 0), "free until Customs receives it"
    with scope(cast.desk):
        crossing.receive(pk, by=cast.desk, at=timezone.now())
    assert "Each change here is one correction: 9 of 9 are left" in huong.get(address).content.decode()
    assert huong.post(address, {"_act": button(huong, address, "drop-1")}).status_code == 303
    assert huong.post(address, {**typed(10), "_act": "person"}).status_code == 303
    assert ([one["first_name"] for one in listed(cast, pk)], corrections()) == (["HOA00", "HOA02", "HOA09", "HOA10"], 2)
    assert "7 of 9 are left" in huong.get(address).content.decode()
    people = [tourist(n) for n in range(60)]
    people[7].pop("last_name")
    part = huong.post(address, {"_act": "file", "file": a_file(people)})
    assert part.status_code == 422 and "base64" not in part.content.decode() and len(listed(cast, pk)) == 4, "not taken by halves"
    people[7]["last_name"] = "LE"
    whole = huong.post(address, {"_act": "file", "how": "replace", "file": a_file(people)})
    assert whole.status_code == 303, re.findall(r'role="alert".*?</div>', whole.content.decode(), re.DOTALL)
    assert (len(listed(cast, pk)), corrections()) == (60, 3)
    with scope(cast.desk):
        VehicleDeclaration.objects.filter(pk=pk).update(corrections=9)
    used = huong.get(address).content.decode()
    assert "All 9 corrections have been used" in used and 'value="drop-' not in used and 'value="file"' not in used
    assert huong.post(address, {**typed(11), "_act": "person"}).status_code == 409 and len(listed(cast, pk)) == 60


def test_once_accepted_a_person_more_is_asked_for_and_on_the_way_home_it_is_given_at_once(cast: Cast) -> None:
    huong, pk = client("huong", "en"), border.accepted(cast, 1, **a_coach(3))
    address = f"/trade/trips/{pk}/passengers/"
    assert "a request that an officer decides" in huong.get(address).content.decode()
    struck = button(huong, address, "drop-1")
    asked = huong.post(address, {"_act": struck}, follow=True).content.decode()
    assert "Asked for. An officer decides" in asked and "A request of this kind is still open" in asked and 'value="drop-' not in asked
    assert len(listed(cast, pk)) == 3 and huong.post(address, {"_act": struck}).status_code == 409, "nothing changes before the officer decides"
    with scope(cast.desk):
        crossing.decide_amendment(pk, approve=True, by=cast.desk, at=timezone.now())
    assert [one["first_name"] for one in listed(cast, pk)] == ["HOA00", "HOA02"]
    assert border.shown(cast, border.digits(cast, pk, 1)).verdict.code == "OK"
    home = huong.get(address).content.decode()
    assert "Each change here is approved at once" in home
    done = huong.post(address, {**typed(9), "_act": "person"}, follow=True).content.decode()
    assert "3 people on the list" in done and [one["first_name"] for one in listed(cast, pk)] == ["HOA00", "HOA02", "HOA09"]
    with scope(cast.desk):
        row = VehicleDeclaration.objects.get(pk=pk)
        assert (row.state, row.revision, row.body["passengers"]) == ("under_way", 3, 3)
