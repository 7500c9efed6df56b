"""Two officers admit by order, a violation is decided, a place in the yard is given, all by machine."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from tests import border
from tests.api.conftest import a_second_factor, accepted
from tests.api.test_thread import scan
from thongquan.actions import crossing
from thongquan.actions.access.codes import wrong_codes
from thongquan.core.actor import system
from thongquan.models import AuditEvent, Crossing, Scan, User, VehicleDeclaration
from thongquan.queries.scope import everywhere, scope

DATABASE = "border"
pytestmark = pytest.mark.django_db
PASSWORD = "Bac Luan two 2026"


def at_the_line(number: str, **over: object) -> dict:
    """An admission of this vehicle at the outward lane."""
    return {"id": str(uuid4()), "digits": number, "gate": border.GATE, "lane": border.OUT, "number": number, "reason_code": "phone_lost",
            "reason": "Lái xe mất điện thoại, đã đối chiếu giấy tờ", **over}


def test_two_officers_admit_by_order_and_each_proves_himself(machine, cast):
    huong, ly, sang = machine("huong"), machine("ly"), machine("sang")
    number = accepted(huong, ly)
    own, second = a_second_factor("sang"), a_second_factor("vinh", PASSWORD)
    vinh = {"name": "vinh", "password": PASSWORD}
    body = at_the_line(number, second={**vinh, "code": second()})

    def refused(**over):
        said = sang.post("gate/admissions", {**body, "id": str(uuid4()), **over}, key=None, one_time_code=own())
        wrong_codes.level.clear()
        return said.status_code, said.json()["code"]

    alone = sang.post("gate/admissions", body, key=None)
    assert (alone.status_code, alone.json()["code"]) == (403, "ACC-01"), "a key in a lane's computer is not an officer who is there"
    wrong_codes.level.clear()
    assert refused(second={**vinh, "code": "000000"}) == refused(second={"name": "vinh", "code": second()}) == (403, "GAT-08")
    assert refused(second={"name": "nobody"}) == (403, "GAT-08")
    assert refused(second={"name": "sang", "password": PASSWORD, "code": own()}) == (403, "GAT-08")  # his code is spent, he has no password
    assert refused(reason="x", second={**vinh, "code": second()}) == (422, "GAT-04")
    assert huong.post("gate/admissions", body, key=None).status_code == 403
    with scope(cast.lane):
        assert not Scan.objects.filter(code="BY_ORDER").exists()

    done = sang.post("gate/admissions", {**body, "second": {**vinh, "code": second()}}, key=None, one_time_code=own())
    assert done.status_code == 200 and (done.json()["sign"], done.json()["code"]) == ("go", "BY_ORDER"), done.content
    assert huong.get(f"declarations/{number}").json()["state"] == "under_way"
    again = sang.post("gate/admissions", body, key=None)  # its codes are spent, the answer was lost on the way
    assert again.status_code == 200 and again.json() == {**done.json(), "repeated": True}
    with scope(cast.lane):
        kept = Scan.objects.get(pk=body["id"])
        assert (kept.second_officer_id, kept.reason_code) == (User.objects.get(username="vinh").pk, "phone_lost")
        assert AuditEvent.objects.filter(pk=done.json()["receipt"]["event"], action="gate.cross").exists()
        assert Crossing.objects.get(declaration__number=number, leg=1).how == "order"


def test_the_demo_names_its_second_officer_and_no_other_realm_does(machine, settings):
    huong, ly, sang = machine("huong"), machine("ly"), machine("sang")
    body = at_the_line(accepted(huong, ly), second={"name": "vinh"})
    assert sang.post("gate/admissions", body, key=None).status_code == 403
    settings.REALM = "demo"
    assert sang.post("gate/admissions", {**body, "second": {"name": "sang"}}, key=None).json()["code"] == "GAT-05"
    assert sang.post("gate/admissions", {**body, "second": {"name": "huong"}}, key=None).json()["code"] == "GAT-06"
    assert sang.post("gate/admissions", body, key=None).json()["code"] == "BY_ORDER"


def test_an_officers_answer_sent_twice_is_answered_as_first(machine):
    """A line that breaks after the act: what came between, or the crossing itself, does not change what the device is told."""
    huong, ly, sang = machine("huong"), machine("ly"), machine("sang")
    number = accepted(huong, ly)
    machine("den").call("PUT", f"declarations/{number}/legs/1/ticks/border_guard", {})
    lists = sang.get("reasons").json()["lists"]
    digits = huong.get(f"declarations/{number}/passes").json()["passes"][0]["digits"]
    for act, code, more in (("checks", "INSPECT", {"bay": "5", "reason_code": next(iter(lists["check"]))}),
                            ("turn-backs", "TURNED_BACK", {"reason_code": next(iter(lists["turn_back"]))}),
                            ("confirmations", "CONFIRMED", {"reason_code": "check_done"})):
        if act == "confirmations":
            assert scan(sang, digits).json()["code"] == "INSPECT"
        body = at_the_line(number, **more)
        first, again = (sang.post(f"gate/{act}", body, key=None) for _ in range(2))
        assert first.status_code == 200 and (first.json()["code"], first.json()["repeated"]) == (code, False), first.content
        assert again.status_code == 200 and again.json() == {**first.json(), "repeated": True}, again.content
        assert huong.post(f"gate/{act}", body, key=None).status_code == 403  # an answer is given to the lane's people alone


def late(number: str) -> None:
    """The vehicle is out, and its due time has passed."""
    with everywhere():
        row = VehicleDeclaration.objects.get(number=number)
        VehicleDeclaration.objects.filter(pk=row.pk).update(due_back_at=timezone.now() - timedelta(hours=5))
        crossing.mark_overdue(row.pk, by=system(), at=timezone.now())


def out(machine) -> str:
    """A vehicle of Hường's that has crossed outward."""
    huong, sang = machine("huong"), machine("sang")
    number = accepted(huong, machine("ly"))
    machine("den").call("PUT", f"declarations/{number}/legs/1/ticks/border_guard", {})
    assert scan(sang, huong.get(f"declarations/{number}/passes").json()["passes"][0]["digits"]).json()["sign"] == "go"
    return number


@pytest.mark.parametrize(("body", "state"), [
    ({"confirm": True, "record_number": "BB-118/2026"}, "confirmed"), ({"confirm": False, "reason": "Cửa khẩu dừng hai giờ"}, "dismissed")])
def test_a_violation_is_confirmed_under_a_record_or_dropped_with_a_reason(machine, cast, body, state):
    huong, ly = machine("huong"), machine("ly")
    number = out(machine)
    address = f"declarations/{number}/decide-violation"
    assert ly.post(address, body).json()["code"] == "GEN-409"  # nothing is drafted yet
    late(number)
    [drafted] = huong.get(f"declarations/{number}").json()["violations"]
    assert drafted["state"] == "draft" and drafted["fine_max"] >= drafted["fine_min"] > 0 and drafted["citation"]
    assert huong.post(address, body).status_code == 403
    bare = ly.post(address, {"confirm": body["confirm"]})
    assert (bare.status_code, bare.json()["code"]) == (422, "VIO-01" if body["confirm"] else "REQ-04")
    assert bare.json()["findings"][0]["pointer"] == ("/record_number" if body["confirm"] else "/reason")
    done = ly.post(address, body, key="late-1")
    assert done.status_code == 200 and done.json()["state"] == state and done.json()["record_number"] == body.get("record_number", ""), done.content
    assert ly.post(address, body, key="late-1").content == done.content
    assert ly.post(address, body).status_code == 409
    with scope(cast.desk):
        told = AuditEvent.objects.get(pk=done.json()["receipt"]["event"])
        assert told.action == "crossing.violation" and told.actor_name
    assert huong.get(f"declarations/{number}").json()["violations"][0]["state"] == state


def test_a_vehicle_in_the_yard_is_given_a_place_and_leaves_it(machine):
    huong, ly, sang, bac = machine("huong"), machine("ly"), machine("sang"), machine("bac")
    number = accepted(huong, ly)
    place = f"declarations/{number}/legs/1/bay"
    early = bac.call("PUT", place, {"bay": "B-07"})
    assert (early.status_code, early.json()["code"]) == (409, "FLW-01")  # it has not come in
    digits = huong.get(f"declarations/{number}/passes").json()["passes"][0]["digits"]
    assert scan(sang, digits, at_lane=border.YARD).json()["code"] == "ARRIVED"
    given = bac.call("PUT", place, {"bay": "B-07"})
    assert given.status_code == 200 and given.json()["bay"] == "B-07" and given.json()["receipt"]["leaf"], given.content
    assert huong.get(f"declarations/{number}").json()["legs"][0]["bay"] == "B-07"
    assert bac.call("DELETE", place).json()["bay"] == ""
    assert huong.get(f"declarations/{number}").json()["legs"][0]["bay"] == ""
    assert bac.call("PUT", place, {"bay": " "}).json()["code"] == "FRM-01"
    assert bac.call("PUT", place.replace("legs/1", "legs/9"), {"bay": "B-07"}).status_code == 404
    assert huong.call("PUT", place, {"bay": "B-07"}).status_code == 403
