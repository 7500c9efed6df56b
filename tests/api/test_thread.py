"""A vehicle's whole life through the machines' door."""

from uuid import uuid4

import pytest

from tests import border
from tests.api.conftest import accepted, answers, declared
from thongquan.models import AuditEvent, VehicleDeclaration
from thongquan.queries.scope import scope

DATABASE = "border"
pytestmark = pytest.mark.django_db


def scan(lane, digits, *, at_lane=border.OUT, **over):
    return lane.post("gate/scans", {"id": str(uuid4()), "digits": digits, "gate": border.GATE, "lane": at_lane, **over}, key=None)


def test_declared_accepted_out_home_liquidated(machine):
    huong, ly, sang, den = machine("huong"), machine("ly"), machine("sang"), machine("den")
    number = accepted(huong, ly)
    shown = huong.get(f"declarations/{number}").json()
    assert shown["state"] == "accepted" and [p["leg"] for p in shown["passes"]] == [1, 2] and shown["inspection_required"] is False
    out, back = (p["digits"] for p in shown["passes"])
    assert len(out) == 253
    assert den.call("PUT", f"declarations/{number}/legs/1/ticks/border_guard", {}).status_code == 200
    yard = scan(sang, out, at_lane=border.YARD)
    assert yard.status_code == 200 and yard.json()["code"] == "ARRIVED", yard.content
    gone = scan(sang, out)
    assert gone.json()["sign"] == "go" and gone.json()["receipt"]["leaf"], gone.content
    assert huong.get(f"movements/{number}").json()["state"] == "EMBARKED"
    assert den.call("PUT", f"declarations/{number}/legs/2/ticks/border_guard", {}).status_code == 200
    assert scan(sang, back, at_lane=border.IN).json()["sign"] == "go"
    home = huong.get(f"declarations/{number}").json()
    assert home["state"] == "liquidated" and [leg["state"] for leg in home["legs"]] == ["crossed", "crossed"]


def test_every_act_gives_a_receipt_that_stands_in_the_log(machine, cast):
    huong, ly = machine("huong"), machine("ly")
    made = huong.post("declarations", answers(), X_Request_Id="port-system-17")
    assert made["X-Request-Id"] == "port-system-17" and made["Location"].endswith(made.json()["number"])
    number = made.json()["number"]
    receipts = [made.json()["receipt"]]
    for act, body in (("receive", {}), ("ask", {"points": [{"field": "/plate", "rule": "VEH-01", "need": "A clear photo"}]})):
        done = ly.post(f"declarations/{number}/{act}", body)
        assert done.status_code == 200, done.content
        receipts.append(done.json()["receipt"])
    with scope(cast.desk):
        for receipt in receipts:
            assert AuditEvent.objects.filter(pk=receipt["event"]).exists()
        assert AuditEvent.objects.get(pk=receipts[0]["event"]).request_id == "port-system-17"
    assert len({receipt["leaf"] for receipt in receipts}) == 3


def test_a_question_is_shown_as_a_rule_failure_and_answered(machine):
    huong, ly = machine("huong"), machine("ly")
    number = declared(huong)
    ly.post(f"declarations/{number}/ask", {"points": [{"field": "/drivers/0/name", "rule": "DRV-01", "need": "Spell the name as on the pass"}]})
    shown = huong.get(f"declarations/{number}").json()
    failure = shown["rule_failures"][0]
    assert failure["field"] == "$.drivers[0].name" and failure["value"] == shown["form"]["drivers"][0]["name"]
    assert failure["technical_message"] == "Spell the name as on the pass" and shown["requests"][0]["kind"] == "question"
    assert huong.get(f"movements/{number}").json()["ruleFailures"][0]["technicalMessage"] == failure["technical_message"]
    answered = huong.post(f"declarations/{number}/answer", {"answer": "Done"})
    assert answered.json()["state"] == "received"


def test_returned_mended_and_sent_again(machine):
    huong, ly = machine("huong"), machine("ly")
    number = declared(huong)
    assert ly.post(f"declarations/{number}/return", {"reasons": ["papers_missing"], "note": "No permit"}).json()["state"] == "returned"
    assert huong.get(f"declarations/{number}").json()["rule_failures"][0]["code"] == "papers_missing"
    again = huong.post(f"declarations/{number}/submit", {"changes": {"contact_phone": "0987654321"}})
    assert again.status_code == 200 and again.json()["state"] == "submitted" and again.json()["number"] == number
    assert huong.get(f"declarations/{number}").json()["form"]["contact_phone"].endswith("987654321")


def test_corrected_amended_cancelled(machine):
    huong, ly = machine("huong"), machine("ly")
    number = declared(huong)
    assert huong.post(f"declarations/{number}/correct", {"changes": {"contact_phone": "0987654321"}}).status_code == 200
    stale = huong.post(f"declarations/{number}/correct", {"changes": {"contact_phone": "0911111111"}, "version": 1})
    assert stale.status_code == 409 and stale.json()["code"] == "GEN-409"
    second = accepted(huong, ly, 2)
    asked = huong.post(f"declarations/{second}/request-cancel", {"reason_code": "no_longer"})
    if asked.status_code != 200:
        asked = huong.post(f"declarations/{second}/request-cancel", {"reason_code": next(iter(huong.get("reasons").json()["lists"]["cancel"]))})
    assert asked.status_code == 200, asked.content
    assert ly.post(f"declarations/{second}/decide-cancel", {"approve": True}).json()["state"] == "cancelled"
    assert huong.post(f"declarations/{number}/cancel").json()["state"] == "cancelled"


def test_held_and_released_by_the_head_with_a_code(machine, settings):
    huong, ly, nhu = machine("huong"), machine("ly"), machine("nhu")
    number = accepted(huong, ly)
    code = next(iter(ly.get("reasons").json()["lists"]["hold"]))
    assert ly.post(f"declarations/{number}/hold", {"reason_code": code}).json()["held"] is True
    refused = nhu.post(f"declarations/{number}/release", {"reason": "Checked again"})
    assert refused.status_code == 403 and refused.json()["code"] == "ACC-01"
    settings.REALM = "demo"
    assert nhu.post(f"declarations/{number}/release", {"reason": "Checked again"}).json()["held"] is False


def test_warnings_come_back_with_the_declaration(machine):
    huong = machine("huong")
    made = huong.post("declarations", answers(planed_at="a field we do not have"))
    assert made.status_code == 201
    warning = next(w for w in made.json()["warnings"] if w["code"] == "FRM-07")
    assert warning["pointer"] == "/planed_at" and warning["blocks"] is False


def test_broken_rules_come_with_code_pointer_and_words(machine):
    huong = machine("huong", language="zh")
    refused = huong.post("declarations", {key: value for key, value in answers(regime="sideways").items() if key != "plate"})
    problem = refused.json()
    assert refused.status_code == 422 and refused["Content-Type"] == "application/problem+json"
    assert {(f["code"], f["pointer"]) for f in problem["findings"]} >= {("FRM-01", "/plate"), ("FRM-04", "/regime")}
    assert any("\u4e00" <= sign <= "\u9fff" for sign in problem["title"]) and problem["type"] == f"/api/v1/rulebook/{problem['code']}"
    assert problem["request_id"] == refused["X-Request-Id"] and problem["status"] == 422


def test_lists_are_filtered_and_turned_page_by_page(machine):
    huong = machine("huong")
    numbers = [declared(huong, n) for n in range(5)]
    first = huong.get("declarations?limit=2").json()
    second = huong.get(f"declarations?limit=2&after={first['next']}").json()
    third = huong.get(f"declarations?limit=2&after={second['next']}").json()
    assert [row["number"] for page in (first, second, third) for row in page["items"]] == numbers[::-1] and third["next"] is None
    plate = huong.get(f"declarations/{numbers[1]}").json()["plate"]
    assert [row["number"] for row in huong.get(f"declarations?plate={plate}").json()["items"]] == [numbers[1]]
    assert huong.get("declarations?state=accepted").json()["items"] == []
    assert len(huong.get(f"declarations?gate={border.GATE}&state=submitted").json()["items"]) == 5
    assert huong.get("declarations?limit=0").status_code == huong.get("declarations?after=x").status_code == 422


def test_a_broker_declares_for_a_client_who_gave_a_mandate(machine, cast):
    bao = machine("bao")
    with scope(cast.companies[0]):
        client = VehicleDeclaration._meta.get_field("declarant").related_model.objects.get(pk=cast.companies[0].parties[0]).tax_id
    made = bao.post(f"declarations?declarant={client}", answers())
    assert made.status_code == 201, made.content
    stranger = bao.post("declarations?declarant=0100109106", answers(1))
    assert stranger.status_code == 403 and stranger.json()["code"] == "ACC-02"


def test_public_questions_need_no_key(machine, cast):
    huong, nobody = machine("huong"), machine("")
    number = declared(huong)
    gates = nobody.get("gates").json()["items"]
    assert any(gate["code"] == border.GATE and gate["lanes"] for gate in gates)
    assert nobody.get("rulebook/FRM-01").json()["says"]["zh"] == "此项必填"
    assert len(nobody.get("rulebook").json()["items"]) > 100
    assert nobody.get("forms/road").json()["properties"]["plate"]["x-vnaccs"] == "LPN"
    assert nobody.get("procedure").json()["states"]["draft"]["en"] == "Draft"
    token = huong.get(f"declarations/{number}").json()["status_token"]
    status = nobody.get(f"status/{token}")
    assert status.json()["state"] == "submitted" and status.json()["must_report"] is False
    driver = huong.get(f"declarations/{number}").json()["form"]["drivers"][0]["name"]
    assert driver not in status.content.decode() and nobody.get("status/none").status_code == 404


def test_reports_equal_the_pages(machine):
    nhu = machine("nhu")
    shown = nhu.get("reports/day?first=2026-11-01&last=2026-11-30")
    assert shown.status_code == 200 and shown.json()["columns"][0]["code"] == "day"
    assert nhu.get("reports/nothing?first=2026-11-01&last=2026-11-30").status_code == 404
    assert nhu.get("reports/day?first=2026-11-30&last=2026-11-01").status_code == 422


def test_devices_carry_signed_lists(machine):
    sang = machine("sang")
    carried = sang.get(f"gate/bundle?gate={border.GATE}")
    assert carried.status_code == 200 and set(carried.json()) == {"body", "signature"}
    assert sang.get("gate/bundle?gate=NOWHERE").status_code == 404
    assert machine("huong").get(f"gate/bundle?gate={border.GATE}").status_code == 403


def test_officers_answers_at_the_lane(machine):
    """A doubt is settled, a vehicle is sent to a bay, another turned back; each with a receipt."""
    huong, ly, sang, den = machine("huong"), machine("ly"), machine("sang"), machine("den")
    number = accepted(huong, ly)
    digits = huong.get(f"declarations/{number}/passes").json()["passes"][0]["digits"]
    ticks = f"declarations/{number}/legs/1/ticks/border_guard"
    assert scan(sang, digits).json()["code"] == "WAIT_AGENCY"
    assert den.call("PUT", ticks, {"note": "Seen"}).json()["ticked"] is True
    assert den.call("DELETE", ticks).json()["ticked"] is False
    assert den.call("PUT", ticks, {"counted": 2}).json()["code"] == "GAT-14"  # nobody was declared
    assert den.call("PUT", ticks, {"counted": 0}).json()["receipt"]["leaf"]
    assert den.call("PUT", ticks.replace("border_guard", "quarantine_plant"), {}).status_code == 403
    assert den.call("PUT", ticks.replace("legs/1", "legs/9"), {}).status_code == 404
    scale = sang.post(f"declarations/{number}/legs/1/weighings", {"gross_kg": 24500, "tare_kg": 9000})
    assert scale.status_code == 200 and (scale.json()["net_kg"], scale.json()["off"]) == (15500, False), scale.content
    assert sang.post(f"declarations/{number}/legs/1/weighings", {"gross_kg": 4000}).json()["code"] == "GAT-13"
    assert huong.post(f"declarations/{number}/legs/1/weighings", {"gross_kg": 24500}).status_code == 403
    at_lane = {"digits": digits, "gate": border.GATE, "lane": border.OUT, "number": number}
    lists = sang.get("reasons").json()["lists"]
    sent = sang.post("gate/checks", {**at_lane, "id": str(uuid4()), "bay": "5", "reason_code": next(iter(lists["check"]))})
    assert sent.status_code == 200 and sent.json()["code"] == "INSPECT", sent.content
    shown = huong.get(f"declarations/{number}").json()
    assert shown["inspection_required"] is True and shown["report_to"] == [{"inspection": "physical_check", "where": "5"}]
    assert machine("").get(f"status/{shown['status_token']}").json()["must_report"] is True
    assert scan(sang, digits).json()["sign"] == "check"
    back = sang.post("gate/turn-backs", {**at_lane, "id": str(uuid4()), "reason_code": next(iter(lists["turn_back"]))})
    assert back.status_code == 200 and back.json()["code"] == "TURNED_BACK"
    scan(sang, digits)
    done = sang.post("gate/confirmations", {**at_lane, "id": str(uuid4()), "reason_code": "check_done"})
    assert done.status_code == 200 and done.json()["code"] == "CONFIRMED", done.content
    assert huong.get(f"declarations/{number}").json()["state"] == "under_way"


def test_an_extension_is_asked_for_and_given(machine, settings):
    huong, ly, sang, den, nhu = machine("huong"), machine("ly"), machine("sang"), machine("den"), machine("nhu")
    number = accepted(huong, ly)
    first = huong.get(f"declarations/{number}/passes").json()["passes"][0]["digits"]
    den.call("PUT", f"declarations/{number}/legs/1/ticks/border_guard", {})
    assert scan(sang, first).json()["sign"] == "go"
    reason = next(iter(huong.get("reasons").json()["lists"]["extension"]))
    assert huong.post(f"declarations/{number}/request-extension", {"hours": 500, "reason_code": reason}).status_code == 422
    assert huong.post(f"declarations/{number}/request-extension", {"hours": 24, "reason_code": reason}).status_code == 200
    due = huong.get(f"declarations/{number}").json()["due_back_at"]
    settings.REALM = "demo"
    given = nhu.post(f"declarations/{number}/extend", {"approve": True})
    assert given.status_code == 200 and given.json()["due_back_at"] > due, given.content
