"""A gate run by machine: it stands still and goes on, its hours change, its lanes open and close."""

from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone

from tests import border
from tests.api.conftest import accepted
from tests.api.test_bad_input import NAUGHTY, WRONG_TYPES
from tests.api.test_thread import scan
from tests.people import a_person
from thongquan.api import place
from thongquan.models import AuditEvent, Notice
from thongquan.queries.scope import scope

DATABASE = "border"
pytestmark = pytest.mark.django_db
GATE = f"gates/{border.GATE}"


def shown(machine) -> dict:
    """The gate as everybody may read it."""
    return next(row for row in machine("").get("gates").json()["items"] if row["code"] == border.GATE)


def lane(machine, number: int) -> dict | None:
    return next((row for row in shown(machine)["lanes"] if row["number"] == number), None)


def test_a_gate_stands_still_and_goes_on_and_whoever_is_expected_is_told(machine, cast):
    huong, ly, sang = machine("huong"), machine("ly"), machine("sang")
    number = accepted(huong, ly)
    digits = huong.get(f"declarations/{number}/passes").json()["passes"][0]["digits"]
    assert sang.post(f"{GATE}/pause", {}).json()["findings"][0]["pointer"] == "/reason"
    paused = sang.post(f"{GATE}/pause", {"reason": "Mất điện toàn cửa khẩu"}, key="dark")
    assert paused.status_code == 200 and (paused.json()["paused"], paused.json()["told"]) == (True, 1), paused.content
    assert sang.post(f"{GATE}/pause", {"reason": "Mất điện toàn cửa khẩu"}, key="dark").content == paused.content
    assert sang.post(f"{GATE}/pause", {"reason": "Again"}).json()["code"] == "GEN-409"
    assert shown(machine)["paused"] and scan(sang, digits).json()["sign"] != "go"
    going = sang.post(f"{GATE}/resume")
    assert going.status_code == 200 and not going.json()["paused"] and not shown(machine)["paused"]
    with scope(cast.lane):
        told = [AuditEvent.objects.get(pk=said.json()["receipt"]["event"]).action for said in (paused, going)]
        assert told == ["place.pause", "place.resume"]
    with scope(cast.companies[0]):
        assert {"gate_paused", "gate_resumed"} <= set(Notice.objects.filter(party_id=cast.companies[0].parties[0]).values_list("kind", flat=True))


def test_the_head_announces_a_short_day_and_takes_it_back(machine, cast):
    nhu, sang = machine("nhu"), machine("sang")
    accepted(machine("huong"), machine("ly"))
    today = timezone.localdate().isoformat()
    short = {"day": today, "opens": "00:00", "closes": "00:01", "reason": "Bên bạn báo đột xuất"}
    assert sang.post(f"{GATE}/days", short).json()["code"] == "GEN-403"
    done = nhu.post(f"{GATE}/days", short)
    assert done.status_code == 200 and (done.json()["told"], done.json()["prolonged"]) == (1, 1), done.content
    assert done.json()["exceptions"][today] == [0, 1] and done.json()["receipt"]["leaf"]
    closed = nhu.post(f"{GATE}/days", {"day": today, "reason": "Tết"}).json()
    assert closed["exceptions"][today] == [None, None]
    for wrong, code, pointer in (({"opens": "soon"}, "DAY-01", "/opens"), ({"opens": "09:00", "closes": "08:00"}, "DAY-01", "/opens"),
                                 ({"closes": "25:00"}, "DAY-01", "/closes"), ({"day": "2026-01-01"}, "DAY-02", "/day"), ({"reason": ""}, "FRM-01", "/reason")):
        said = nhu.post(f"{GATE}/days", {**short, **wrong})
        assert (said.status_code, said.json()["code"], said.json()["findings"][0]["pointer"]) == (422, code, pointer)
    back = nhu.call("DELETE", f"{GATE}/days/{today}")
    assert back.status_code == 200 and today not in back.json()["exceptions"] and back.json()["receipt"]
    assert [nhu.call("DELETE", f"{GATE}/days/{day}").status_code for day in (today, "tomorrow", "2026-02-30")] == [404] * 3


@override_settings(REALM="demo")
def test_a_gate_is_closed_for_good_with_a_fresh_factor_and_kept_after_all(machine, cast):
    nhu = machine("nhu")
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    with override_settings(REALM="training"):  # only the demo's people have no second factor
        assert nhu.post(f"{GATE}/close", {"since": day, "reason": "12/QĐ"}).json()["code"] == "ACC-01", "a grave act"
    assert machine("sang").post(f"{GATE}/close", {"since": day, "reason": "12/QĐ"}).json()["code"] == "GEN-403"
    done = nhu.post(f"{GATE}/close", {"since": day, "reason": "12/QĐ"})
    assert done.status_code == 200 and (done.json()["ends"], done.json()["changes"], done.json()["told"]) == (day, {}, 0), done.content
    assert done.json()["hours"] and done.json()["receipt"] and shown(machine)["ends"] == day
    again = nhu.post(f"{GATE}/close", {"since": day, "reason": "12/QĐ"}).json()
    assert (again["code"], again["findings"][0]["pointer"]) == ("GTE-04", "/since")
    assert nhu.call("DELETE", f"{GATE}/weeks/{day}").status_code == 404, "a closing is no week"
    kept = nhu.post(f"{GATE}/keep", {"reason": "Hoãn"})
    assert kept.status_code == 200 and kept.json()["ends"] is None and kept.json()["receipt"]


def test_another_week_is_announced_and_withdrawn(machine, cast):
    nhu = machine("nhu")
    since = (timezone.localdate() + timedelta(days=40)).isoformat()
    week = {"since": since, **{f"w{n}": "06:00–18:30" for n in range(6)}, "reason": "Biên bản hội đàm hai bên"}
    done = nhu.post(f"{GATE}/weeks", week)
    assert done.status_code == 200 and done.json()["changes"][since]["0"] == [360, 1110] and done.json()["changes"][since]["6"] is None, done.content
    assert shown(machine)["changes"] == done.json()["changes"]
    for wrong, code, pointer in (({"w3": "whenever"}, "DAY-01", "/w3"), ({"w3": "06:00-11:00, 13:00-18:00"}, "DAY-04", "/w3"),
                                 ({"since": "2026-01-01"}, "DAY-02", "/since")):
        said = nhu.post(f"{GATE}/weeks", {**week, **wrong})
        assert (said.status_code, said.json()["code"], said.json()["findings"][0]["pointer"]) == (422, code, pointer)
    assert nhu.call("DELETE", f"{GATE}/weeks/{since}").json()["changes"] == {}
    assert nhu.call("DELETE", f"{GATE}/weeks/{since}").status_code == 404


def test_lanes_are_opened_closed_added_turned_and_retired(machine, cast):
    nhu, sang = machine("nhu"), machine("sang")
    assert sang.post(f"{GATE}/lanes/1/close").json()["code"] == "FRM-01"
    shut = sang.post(f"{GATE}/lanes/1/close", {"reason": "Cần cân hỏng"})
    assert shut.status_code == 200 and shut.json()["receipt"]["leaf"] and lane(machine, 1)["open"] is False, shut.content
    assert sang.post(f"{GATE}/lanes/1/open").status_code == 200 and lane(machine, 1)["open"] is True
    assert sang.post(f"{GATE}/lanes/1/open").status_code == 409
    assert sang.post(f"{GATE}/lanes", {"use": "in"}).status_code == 403
    before = len(shown(machine)["lanes"])
    made = nhu.post(f"{GATE}/lanes", {"use": "in"}, key="lane-9")
    assert made.status_code == 201 and nhu.post(f"{GATE}/lanes", {"use": "in"}, key="lane-9").content == made.content
    new = made.json()["lanes"][-1]
    assert (new["kind"], new["direction"], new["open"]) == ("border", "in", False) and len(made.json()["lanes"]) == before + 1
    assert nhu.post(f"{GATE}/lanes", {"use": "in"}, key=None).json()["code"] == "IDM-03"
    turned = nhu.call("PUT", f"{GATE}/lanes/{new['number']}", {"use": "yard_out"})
    assert turned.status_code == 200 and lane(machine, new["number"])["kind"] == "yard_out"
    assert nhu.post(f"{GATE}/lanes/{new['number']}/retire", {"reason": "Trả mặt bằng"}).status_code == 200
    assert lane(machine, new["number"]) is None
    assert [nhu.post(f"{GATE}/lanes/{number}/open").status_code for number in (new["number"], "x", 10**20)] == [404] * 3


def test_nobody_runs_a_gate_of_another_office_nor_with_a_key_for_scanning(machine, cast):
    a_person("chief", "office_leader", unit="15BB")
    chief, scanner, huong = machine("chief"), machine("nhu", "gate:scan"), machine("huong")
    number = accepted(huong, machine("ly"))
    bodies = {"days": {"day": "2099-01-01", "reason": "x"}, "weeks": {"since": "2099-01-01", "w0": "07:00-19:00", "reason": "x"}, "lanes": {"use": "in"},
              "close": {"since": "2099-01-01", "reason": "x"}}
    for endpoint in place.ENDPOINTS:
        path = endpoint.path.format(gate=border.GATE, lane=1, day="2099-01-01")
        body = bodies.get(path.split("/")[2] if path.count("/") == 2 or endpoint.method == "PUT" else "", {"reason": "Not mine"})
        assert chief.call(endpoint.method, path, body).status_code in (403, 404), path
        assert scanner.call(endpoint.method, path, body).json()["code"] == "ACC-06", path
        assert huong.call(endpoint.method, path, body).status_code == 403, path
    assert shown(machine)["paused"] is False and huong.get(f"declarations/{number}").json()["state"] == "accepted"
    assert machine("nhu").post("gates/VNNONE/pause", {"reason": "x"}).status_code == 404


def test_garbage_gets_a_clear_answer(machine):
    nhu = machine("nhu")
    for value in (*NAUGHTY, *WRONG_TYPES):
        for path, body in (("days", {"day": value, "opens": value, "closes": value, "reason": value}),
                           ("weeks", {"since": value, "w0": value, "reason": "x"}), ("lanes", {"use": value}), ("lanes/1/close", {"reason": value})):
            said = nhu.post(f"{GATE}/{path}", body)
            assert said.status_code < 500 and said["Content-Type"].endswith("json"), (path, value)
