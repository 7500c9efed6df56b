"""The gate's pages: every verdict as drawn, acts of officers, lanes, agencies, yard, wall board."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from tests import border
from tests.people import client
from tests.web.passes_shown import VERDICTS, number, plate
from thongquan.actions.access.codes import wrong_codes
from thongquan.actions.training.cast import Cast
from thongquan.core.plates import pretty
from thongquan.models import AuditEvent, Crossing, Gate, PassKey, PhysicalCheck, Scan, User
from thongquan.queries.scope import scope
from thongquan.web.gate import lanes, words

DATABASE = "border"
pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
SIGNS = {"go": "v-go", "check": "v-check", "stop": "v-stop", "call": "v-cut"}


def post(who: Client, digits: str, lane: int = border.OUT, **over: str) -> dict:
    answer = who.post("/gate/scan/", {"id": str(uuid4()), "gate": border.GATE, "lane": lane, "digits": digits, **over}, headers={"accept": "application/json"})
    return answer.json() | {"status": answer.status_code}


@pytest.mark.parametrize(("code", "sign", "lane", "shown"), VERDICTS, ids=[row[0] for row in VERDICTS])
def test_every_verdict_as_drawn(cast: Cast, sang: Client, code: str, sign: str, lane: int, shown: Callable[[Cast], str]) -> None:
    digits = shown(cast)
    for tongue in ("vi", "en", "zh-hans"):
        sang.cookies["tq_language"] = tongue
        event = str(uuid4()) if code == "OK" else None
        told = post(sang, digits, lane, **({"id": event} if event else {}))
        if tongue == "vi" or sign != "go":
            assert (told["code"], told["sign"]) == (code, sign), told["say"]
        assert SIGNS[told["sign"]] in told["html"] and told["word"] in told["html"] and "{" not in told["say"]
        assert 'aria-hidden="true"' in told["html"] and told["number"] > 0
    kept = Scan.objects.filter(gate__code=border.GATE)
    with scope(cast.lane):
        assert kept.filter(code=code).exists()
        first = kept.filter(code=code).first()
        assert bool(first.raw) == (first.declaration_id is None)


def test_a_scan_sent_twice_is_one_crossing_with_one_answer(cast: Cast, sang: Client) -> None:
    pk = border.accepted(cast)
    event, code = str(uuid4()), border.digits(cast, pk, 1)
    first, again = post(sang, code, id=event), post(sang, code, id=event)
    assert (first["code"], again["code"], again["repeated"]) == ("OK", "OK", True)
    assert plate(cast, pk) in again["html"] and first["plates"] == again["plates"]
    with scope(cast.lane):
        assert Scan.objects.filter(pk=event).count() == 1
        assert Crossing.objects.filter(declaration=pk, state="crossed").count() == 1


def test_a_used_pass_names_its_gate_in_the_language_of_the_page(cast: Cast, sang: Client) -> None:
    pk = border.accepted(cast)
    code = border.digits(cast, pk, 1)
    post(sang, code)
    for language, gate in (("vi", "Cầu Bắc Luân II"), ("en", "Bac Luan II Bridge"), ("zh-hans", "北仑二桥")):
        sang.cookies["tq_language"] = language
        told = post(sang, code)
        assert told["code"] == "USED" and gate in told["say"]


def test_the_plate_that_differs_is_told_and_settled_by_one_officer(cast: Cast, sang: Client) -> None:
    pk = border.accepted(cast)
    told = post(sang, border.digits(cast, pk, 1), plate="99Z-999.99")
    assert told["code"] == "PLATE" and "99Z-999.99" in told["say"] and "#ne" in told["html"]
    page = sang.get(told["act"]).content.decode()
    assert "camera_misread" in page and 'value="confirm"' in page
    console = sang.get(f"/gate/{border.GATE}/lanes/?lane=1").content.decode()
    assert "<mark>" in console and 'data-act="pass"' in console
    act = {"act": "confirm", "reason_code": "camera_misread", "id": str(uuid4())}
    assert sang.post(told["act"], act | {"reason_code": "nonsense"}).status_code == 422
    assert sang.post(told["act"], act)["Location"] == f"/gate/{border.GATE}/1/"
    with scope(cast.lane):
        leg = Crossing.objects.get(declaration=pk, leg=1)
        assert (leg.state, leg.how) == ("crossed", "confirmed")
        assert Scan.objects.get(pk=act["id"]).reason_code == "camera_misread"


def second(name: str = "vinh") -> tuple[str, Callable[[], str]]:
    """A second officer with a password and a one-time code."""
    person = User.objects.get(username=name)
    person.set_password("Bac Luan two 2026")
    person.save()
    secret = generate_totp_secret()
    TOTP.activate(person, secret)

    def code() -> str:
        return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))

    return name, code


def test_admission_by_order_needs_a_second_officer_who_proves_himself(cast: Cast, sang: Client) -> None:
    pk = border.accepted(cast)
    name, code = second()
    act = f"/gate/{border.GATE}/1/act/{number(cast, pk)}/"
    form = {"act": "admit", "reason_code": "phone_lost", "reason": "Mất điện thoại, đã đối chiếu giấy tờ", "second_name": name,
            "second_password": "Bac Luan two 2026", "second_code": code(), "id": str(uuid4())}
    for wrong in ({"second_code": "000000"}, {"second_password": "wrong"}, {"second_name": ""}, {"second_code": ""}):
        page = sang.post(act, form | wrong)
        assert page.status_code == 422 and "GAT-08" in page.content.decode()
    for wrong, refusal in (({"reason": "ok"}, "GAT-04"), ({"reason_code": "x"}, "GAT-04")):
        with override_settings(REALM="production"):
            assert refusal in sang.post(act, form | wrong | {"second_code": code()}).content.decode()
        cache.clear()
    with scope(cast.lane):
        assert Crossing.objects.get(declaration=pk, leg=1).crossed_at is None
    done = sang.post(act, form | {"second_code": code()})
    assert done.status_code == 302, re.findall("GAT-..", done.content.decode())
    with scope(cast.lane):
        kept = Scan.objects.get(pk=form["id"])
        assert (kept.code, kept.second_officer_id) == ("BY_ORDER", User.objects.get(username=name).pk)
        assert Crossing.objects.get(declaration=pk, leg=1).how == "order"


def test_guessing_a_colleagues_code_is_stopped_after_five(cast: Cast, sang: Client) -> None:
    cache.clear()
    pk = border.accepted(cast)
    name, code = second()
    act = f"/gate/{border.GATE}/1/act/{number(cast, pk)}/"
    form = {"act": "admit", "reason_code": "phone_lost", "reason": "Mất điện thoại", "second_name": name, "second_password": "Bac Luan two 2026"}
    for guess in range(5):
        assert "GAT-08" in sang.post(act, form | {"second_code": f"00000{guess}"}).content.decode()
    page = sang.post(act, form | {"second_code": code()})
    assert page.status_code == 422 and "GEN-429" in page.content.decode()
    wrong_codes.level.clear()
    assert sang.post(act, form | {"second_code": code()}).status_code == 302  # negative control


def test_nobody_is_his_own_second(cast: Cast, sang: Client) -> None:
    pk = border.accepted(cast)
    name, code = second("sang")
    page = client("sang").post(f"/gate/{border.GATE}/1/act/{number(cast, pk)}/", {
        "act": "admit", "reason_code": "phone_lost", "reason": "Mất điện thoại", "second_name": name,
        "second_password": "Bac Luan two 2026", "second_code": code()})
    assert "GAT-05" in page.content.decode() and page.status_code == 422


def test_the_demo_chooses_its_second_officer_and_no_other_realm_does(cast: Cast, sang: Client) -> None:
    act = f"/gate/{border.GATE}/1/act/{number(cast, border.accepted(cast))}/"
    assert 'name="second_password"' in sang.get(act).content.decode()
    form = {"act": "admit", "reason_code": "phone_lost", "reason": "Mất điện thoại", "second": str(User.objects.get(username="hoa").pk)}
    assert "GAT-08" in sang.post(act, form).content.decode()
    with override_settings(REALM="demo"):
        assert "Đinh Thu Hoa" in sang.get(act).content.decode()
        assert sang.post(act, form).status_code == 302


def test_turned_back_held_and_sent_to_a_bay(cast: Cast, sang: Client) -> None:
    pk = border.accepted(cast)
    act = f"/gate/{border.GATE}/1/act/{number(cast, pk)}/"
    assert sang.post(act, {"act": "turn", "reason_code": "papers_missing"}).status_code == 302
    assert sang.post(act, {"act": "check", "reason_code": "suspicion", "bay": ""}).status_code == 422
    assert sang.post(act, {"act": "check", "reason_code": "suspicion", "bay": "Bãi 2", "from": "console"})["Location"].endswith("/lanes/?lane=1")
    assert post(sang, number(cast, pk))["code"] == "INSPECT"
    assert sang.post(act, {"act": "confirm", "reason_code": "camera_misread"}).status_code == 422
    assert sang.post(act, {"act": "confirm", "reason_code": "check_done"}).status_code == 302
    assert 'value="hold"' in sang.get(act).content.decode()
    assert sang.post(act, {"act": "hold", "reason_code": "no such"}).status_code == 422
    assert sang.post(act, {"act": "hold", "reason_code": "safety"}).status_code == 302
    with scope(cast.lane):
        codes = list(Scan.objects.filter(declaration_id=pk).order_by("at").values_list("code", flat=True))
        assert codes == ["TURNED_BACK", "INSPECT", "INSPECT", "CONFIRMED"]
        assert border.row(cast, pk).held_at and PhysicalCheck.objects.get(declaration=pk).result == "agrees"
    page = sang.get(f"/gate/{border.GATE}/lanes/").content.decode()
    assert plate(cast, pk) in page and "Công chức đã xác nhận" in page


def test_taking_post_and_the_scanner_page(cast: Cast, sang: Client) -> None:
    border.accepted(cast)
    page = sang.get("/gate/").content.decode()
    assert f'value="{border.GATE}/1"' in page and "VNHUGT" not in page
    begun = sang.post("/gate/", {"place": f"{border.GATE}/2", "device": "M07"})
    assert begun["Location"] == f"/gate/{border.GATE}/2/" and sang.cookies["tq_gate"].value == f"{border.GATE}/2"
    with scope(cast.lane):
        assert AuditEvent.objects.filter(action="gate.sign_on").count() == 1
    scanner = sang.get(begun["Location"])
    assert "'wasm-unsafe-eval'" in scanner["Content-Security-Policy"] and "M07" in scanner.content.decode()
    assert "'wasm-unsafe-eval'" not in sang.get("/gate/")["Content-Security-Policy"]
    keys = json.loads(re.search(r'<script id="keys"[^>]*>(.*?)</script>', scanner.content.decode())[1])
    assert {row["kid"] for row in keys} == set(PassKey.objects.values_list("kid", flat=True)) and len(keys[0]["public"]) == 64
    assert sang.get("/gate/lanes/")["Location"] == f"/gate/{border.GATE}/lanes/"


def test_without_javascript_a_form_posts_and_the_page_tells(cast: Cast, sang: Client) -> None:
    pk = border.accepted(cast)
    answer = sang.post("/gate/scan/", {"gate": border.GATE, "lane": "1", "digits": number(cast, pk), "source": "typed"})
    page = answer.content.decode()
    assert answer.status_code == 200 and 'data-code="OK"' in page and "Được qua" in page and plate(cast, pk) in page
    assert sang.post("/gate/scan/", {"gate": border.GATE, "lane": "99", "digits": "1"}).status_code == 404


@pytest.mark.parametrize("junk", ["", "x" * 5000, "'; drop table scan; --", "\N{FULLWIDTH DIGIT ONE}" * 253, "-1", "9" * 253, "0" * 253, "<b>", "１２"])
def test_junk_is_answered_not_broken(cast: Cast, sang: Client, junk: str) -> None:
    told = post(sang, junk, id="no uuid", seconds="many", plate=junk[:30], trailer="\x7f", source="hacker")
    assert (told["status"], told["code"]) == (200, "BAD") and "<b>" not in told["html"]


def test_a_vehicle_is_found_by_part_of_its_plate(cast: Cast, sang: Client) -> None:
    pk = border.accepted(cast)
    page = sang.get(f"/gate/{border.GATE}/1/find/", {"q": plate(cast, pk)[:6]}).content.decode()
    assert plate(cast, pk) in page and f"/act/{number(cast, pk)}/" in page
    assert "say-no" not in page and sang.get(f"/gate/{border.GATE}/1/find/", {"q": "zz"}).status_code == 200


def test_agencies_tick_and_take_back(cast: Cast) -> None:
    den, pk = client("den"), border.accepted(cast)
    with scope(cast.guard):
        leg = border.row(cast, pk).crossings.get(leg=1)
    page = den.get("/gate/ticks/", follow=True).content.decode()
    assert plate(cast, pk) in page and "untick" in page
    address = f"/gate/{border.GATE}/agency/{leg.pk}/"
    assert den.post(address, {"agency": "border_guard", "act": "untick", "note": "nhầm xe"}).status_code == 302
    assert post(client("sang"), border.digits(cast, pk, 1))["code"] == "WAIT_AGENCY"
    assert den.post(address, {"agency": "quarantine_plant", "act": "tick"}).status_code == 403
    assert den.post(address, {"agency": "border_guard", "act": "tick", "note": "đủ giấy tờ"}).status_code == 302
    assert "đủ giấy tờ" in den.get(f"/gate/{border.GATE}/agency/").content.decode()
    assert post(client("sang"), border.digits(cast, pk, 1))["code"] == "OK"
    assert den.post(address, {"agency": "border_guard", "act": "untick"}).status_code == 409


def test_the_yard_knows_who_is_in_it_and_where(cast: Cast) -> None:
    bac, pk = client("bac"), border.accepted(cast)
    page = bac.post(f"/gate/{border.GATE}/yard/", {"digits": number(cast, pk), "lane": "7", "id": str(uuid4())}).content.decode()
    assert "Đã ghi nhận xe vào bãi" in page and plate(cast, pk) in page
    with scope(cast.yard):
        leg = Crossing.objects.get(declaration=pk, leg=1)
    assert bac.post(f"/gate/{border.GATE}/yard/{leg.pk}/", {"bay": "B12"}).status_code == 302
    assert 'value="B12"' in bac.get("/gate/yard/", follow=True).content.decode()
    bac.post(f"/gate/{border.GATE}/yard/", {"digits": number(cast, pk), "lane": "8"})
    assert plate(cast, pk) not in bac.get(f"/gate/{border.GATE}/yard/?part=1").content.decode()
    assert bac.post(f"/gate/{border.GATE}/yard/", {"digits": "1", "lane": "1"}).status_code == 404


def test_the_wall_calls_four_of_each_direction(cast: Cast, sang: Client) -> None:
    pk = border.accepted(cast, 0)
    post(sang, border.digits(cast, pk, 1), 7)
    for n in range(1, 5):
        border.accepted(cast, n)
    page = sang.get(f"/gate/{border.GATE}/wall/").content.decode()
    assert page.count("<li>") == 4 and page.index(plate(cast, pk)) < page.index("</li>") and "LÀN" in page
    assert "Đông Hưng" in page and "<html" not in sang.get(f"/gate/{border.GATE}/wall/?part=1").content.decode()


PAGES = [f"/gate/{border.GATE}/lanes/", f"/gate/{border.GATE}/yard/", f"/gate/{border.GATE}/wall/"]


@pytest.mark.parametrize("address", PAGES)
def test_lists_ask_the_same_number_of_questions_for_one_row_and_for_three(cast: Cast, sang: Client, address: str) -> None:
    counts = []
    for n in range(3):
        post(sang, border.digits(cast, border.accepted(cast, n), 1), 7)
        post(sang, "123456789012", n + 1)
        with CaptureQueriesContext(connection) as asked:
            assert sang.get(address).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[2] <= 30


@pytest.mark.parametrize("address", ["/gate/", *PAGES, f"/gate/{border.GATE}/1/", f"/gate/{border.GATE}/agency/", f"/gate/{border.GATE}/1/find/"])
def test_strangers_sign_in_and_traders_are_told_no(cast: Cast, address: str) -> None:
    assert "/accounts/login/" in Client().get(address)["Location"]
    assert client("huong").get(address).status_code == 403


def test_another_offices_gate_does_not_exist_here(cast: Cast, sang: Client) -> None:
    for page in ("lanes/", "yard/", "wall/", "1/", "1/find/"):
        assert sang.get(f"/gate/VNHUGT/{page}").status_code == 404
    assert post(sang, "1", **{"gate": "VNHUGT"})["status"] == 404


def test_only_ones_own_gates_can_be_heard(cast: Cast, sang: Client) -> None:
    own = Gate.objects.get(code=border.GATE).pk
    assert sang.get(f"/may-stream/gate/{border.GATE}")["Hears"] == f"gate/{own}"
    assert f"gate/{own}" in sang.get("/may-stream/gate")["Hears"].split()
    assert sang.get("/may-stream/gate/VNHUGT").status_code == 404 == sang.get("/may-stream/secrets").status_code
    assert client("huong").get(f"/may-stream/gate/{border.GATE}").status_code == 404
    assert Client().get("/may-stream/gate").status_code == 302


def test_open_pages_hear_of_a_scan_after_it_is_kept(cast: Cast, sang: Client, django_capture_on_commit_callbacks: Callable) -> None:
    with django_capture_on_commit_callbacks(execute=False) as waiting:
        post(sang, "1")
    with CaptureQueriesContext(connection):
        assert len(waiting) == 1
        waiting[0]()


def test_plates_are_printed_as_painted(cast: Cast, sang: Client) -> None:
    pk = border.accepted(cast)
    told = post(sang, border.digits(cast, pk, 1))
    with scope(cast.desk):
        row = border.row(cast, pk)
        assert told["plates"][0] == pretty(row.plate_key, row.country)


def test_the_address_of_a_scan_opened_by_itself_leads_to_the_gate(sang: Client) -> None:
    answer = sang.get("/gate/scan/")
    assert (answer.status_code, answer["Location"]) == (302, "/gate/")
    assert sang.get("/gate/").status_code == 200


def test_a_trailer_alone_is_marked_by_its_own_plate_whoever_pulls_it() -> None:
    trailer = {"key": "3D4821", "text": "3D-4821", "country": "KH", "part": "trailer"}
    for behind, mark in (("3D-4821", "tick"), ("3D-4822", "ne"), ("", "")):
        assert [row["mark"] for row in words.with_marks([trailer], ("14C27109", behind))] == [mark]
    lorry = {name: value for name, value in trailer.items() if name != "part"}
    assert [row["mark"] for row in words.with_marks([lorry], ("14C27109", "3D4821"))] == ["ne"]
    assert lanes.seen(Scan(seen_plate="14C27109", plates=[trailer])) == {}, "the tractor stands on no pass"
    assert lanes.seen(Scan(seen_plate="14C27109", plates=[lorry]))["agrees"] is False
