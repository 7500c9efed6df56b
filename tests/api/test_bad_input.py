"""Garbage of every kind: a clear problem each time, never a fault, nothing kept."""

import json
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import border
from tests.api.conftest import answers
from thongquan.core.form import EXAMPLES
from thongquan.models import VehicleDeclaration
from thongquan.queries.scope import scope

DATABASE = "border"
pytestmark = pytest.mark.django_db

#: what no reader of JSON may take for an object (after the kinds of RFC 8259's conformance suites)
NOT_JSON = {
    "empty array": b"[", "unclosed object": b'{"a":1', "trailing comma": b'{"a":1,}', "single quotes": b"{'a':1}", "comment": b'{"a":1/*b*/}',
    "two values": b"{}{}", "bare word": b"{a:1}", "NaN": b'{"plate":NaN}', "Infinity": b'{"plate":-Infinity}', "leading zero": b'{"seats":012}',
    "plus": b'{"seats":+1}', "dot": b'{"seats":1.}', "hex": b'{"seats":0x1F}', "huge exponent": b'{"seats":1e999}',
    "five thousand digits": b'{"seats":' + b"9" * 5000 + b"}", "byte order mark": b"\xef\xbb\xbf{}", "UTF-16": '{"plate":"a"}'.encode("utf-16"),
    "bad UTF-8": b'{"plate":"\xff\xfe"}', "overlong": b'{"plate":"\xc0\xaf"}', "lone surrogate": b'{"plate":"\\ud800"}', "raw control": b'{"plate":"a\x00b"}',
    "raw tab": b'{"plate":"a\tb"}', "bad escape": b'{"plate":"\\x41"}', "open string": b'{"plate":"', "only text": b"hello", "NUL": b"\x00",
    "deep array": b"[" * 100_000, "deep object": b'{"a":' * 100_000, "closed deep array": b'{"drivers":' + b"[" * 500 + b"]" * 500 + b"}",
    "random": bytes(range(256)),
}
NOT_AN_OBJECT = [b"null", b"true", b"1", b'"text"', b"[]", b"[{}]"]
NAUGHTY = [
    "", " ", "undefined", "null", "NaN", "1/0", "-1", "1e309", "0x0", "１２３", "Ω≈ç√∫", "田中さん", "ﷺ", "👾 🙇 💁", "\u202etest", "\u200b", "\ufeff",
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'; drop table vehicle_declaration; --", "' or '1'='1", "$(touch /tmp/x)", "{{7*7}}",
    "../../../../etc/passwd", "%00", "%s%s%n", "\\u0000", "=1+1", "@SUM(1)", "\r\nSet-Cookie: a=b", "Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè", "a" * 5000, "\u0007", "\u0000", "\x7f",
    "\ud7ff", "\U0010ffff", "if(0)", "COM1", "Ⅷ", "ẞ", "İ", "14C\u0000", "🇻🇳",
]
WRONG_TYPES = [None, True, False, 0, -1, 2**63, 1.5, "", "x", [], [[]], [None], [1, "a"], {}, {"a": {}}, [{"a": []}], 10**40, ["x"] * 300]


def is_problem(answer, *statuses):
    said = answer.json()
    assert answer.status_code in statuses, answer.content[:300]
    assert answer["Content-Type"] == "application/problem+json" and said["status"] == answer.status_code
    assert said["title"] and said["detail"] and said["findings"] and said["request_id"]
    return said


@pytest.mark.parametrize("name", NOT_JSON)
def test_what_is_no_json_is_refused(machine, name):
    assert is_problem(machine("huong").post("declarations", raw=NOT_JSON[name]), 400)["code"] == "GEN-400"
    assert is_problem(machine("sang").post("gate/scans", raw=NOT_JSON[name]), 400, 422)


@pytest.mark.parametrize("raw", NOT_AN_OBJECT)
def test_what_is_no_object_is_refused(machine, raw):
    assert is_problem(machine("huong").post("declarations", raw=raw), 422)["code"] == "FRM-03"
    assert is_problem(machine("sang").post("gate/scans", raw=raw), 422)["code"] == "FRM-03"


def test_what_is_too_large_or_of_another_kind_is_refused(machine):
    huong = machine("huong")
    assert is_problem(huong.post("declarations", raw=b'{"plate":"' + b"a" * 2_000_000 + b'"}'), 413)["code"] == "BIG-01"
    for media in ("text/plain", "application/xml", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "nonsense"):
        assert is_problem(huong.post("declarations", answers(), content_type=media), 415)["code"] == "GEN-415"
    assert huong.post("declarations", answers(), content_type="application/json; charset=utf-8").status_code == 201


@pytest.mark.parametrize("value", NAUGHTY)
def test_naughty_strings_are_kept_or_refused_and_come_back_unharmed(machine, cast, value):
    huong = machine("huong")
    driver = {**answers()["drivers"][0], "name": value}
    for body in (answers(plate=value), answers(contact_phone=value), answers(gate=value), answers(planned_at=value), answers(drivers=[driver]),
                 answers(own_reference=value), answers(**{value or "x": 1})):
        said = huong.post("declarations", body)
        assert said.status_code in (200, 201, 409, 422, 400), said.content
        if said.status_code == 201:
            json.loads(huong.get(f"declarations/{said.json()['number']}").content)
    for query in ("plate", "state", "gate", "own_reference", "since", "after", "limit"):
        assert huong.client.get("/api/v1/declarations", {query: value}, headers={"authorization": f"Bearer {huong.secret}"}).status_code in (200, 422)
    scan = {"id": str(uuid4()), "digits": value, "gate": border.GATE, "lane": 1, "seen_plate": value[:40]}
    assert machine("sang").post("gate/scans", scan).status_code in (200, 422)


@pytest.mark.parametrize("number", range(len(WRONG_TYPES)))
def test_wrong_types_are_named_by_their_place(machine, number):
    huong, wrong = machine("huong"), WRONG_TYPES[number]
    for name in ("plate", "regime", "gate", "planned_at", "drivers", "laden", "goods", "trailers", "containers", "seats"):
        said = huong.post("declarations", answers(**{name: wrong}))
        assert said.status_code in (201, 409, 422), (name, said.content)
        if said.status_code == 422:
            assert all(f["pointer"] or f["code"] for f in said.json()["findings"])


def test_wrong_types_at_the_lane_are_named_by_their_place(machine):
    sang = machine("sang")
    good = {"id": str(uuid4()), "digits": "1", "gate": border.GATE, "lane": 1}
    for name, wrong in (("id", "x"), ("lane", "one"), ("lane", 10**12), ("digits", 5), ("digits", "a\u0000"), ("gate", None), ("seconds", -4),
                        ("source", "magic")):
        said = is_problem(sang.post("gate/scans", {**good, name: wrong}), 422)
        assert said["findings"][0]["pointer"] == f"/{name}", said
    missing = is_problem(sang.post("gate/scans", {key: value for key, value in good.items() if key != "lane"}), 422)
    assert missing["findings"][0]["pointer"] == "/lane"


def test_acts_refuse_wrong_bodies_by_their_place(machine):
    huong, ly = machine("huong"), machine("ly")
    number = huong.post("declarations", answers()).json()["number"]
    for act, body, pointer in (("return", {}, "/reasons"), ("return", {"reasons": "x"}, None), ("ask", {"points": [{"field": "/plate"}]}, "/points/0/need"),
                               ("receive", {"version": 10**30}, "/version"), ("receive", {"version": "soon"}, "/version"),
                               ("order-check", {"bay": "3", "reason_code": "because"}, "/reason_code"), ("accept", {"note": {"a": 1}}, "/note")):
        said = is_problem(ly.post(f"declarations/{number}/{act}", body), 422)
        assert pointer is None or pointer in [f["pointer"] for f in said["findings"]], said
    for changes in (None, [], "x", 3):
        assert is_problem(huong.post(f"declarations/{number}/correct", {"changes": changes}), 422)["findings"][0]["pointer"] == "/changes"


def test_strange_addresses_and_methods(machine):
    huong = machine("huong")
    for path in ("nothing", "declarations/../../etc", "declarations/%00", "declarations//accept", "v2", "declarations/1/fly"):
        assert huong.get(path).status_code in (404, 405)
    said = is_problem(huong.call("PATCH", "declarations", {}), 405)
    assert said["code"] == "GEN-405"
    assert huong.call("PATCH", "declarations", {})["Allow"] == "POST, GET"
    assert huong.client.head("/api/v1/gates").status_code == 200
    assert huong.client.get("/api/").status_code == 404 and huong.client.get("/api/").json()["code"] == "GEN-404"


def test_two_officers_deciding_at_once(machine):
    huong, ly, sang = machine("huong"), machine("ly"), machine("sang")
    number = huong.post("declarations", answers()).json()["number"]
    seen = ly.get(f"declarations/{number}").json()["status_version"]
    assert ly.post(f"declarations/{number}/receive", {"version": seen}).status_code == 200
    late = is_problem(sang.post(f"declarations/{number}/return", {"reasons": ["papers_missing"], "version": seen}), 409)
    assert late["code"] == "GEN-409"


def test_the_language_follows_the_header(machine):
    titles = {machine("", language=tag).get("declarations/1").json()["title"] for tag in ("vi", "en-GB,en;q=0.8", "zh-Hans-CN", "fr, zh;q=0.4")}
    assert len(titles) == 3
    assert machine("", language="*;q=abc, \x7f").get("gates").status_code == 200


SIGNS = st.characters(codec="utf-8")
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(SIGNS, max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(SIGNS, max_size=12), inner, max_size=4), max_leaves=12)
FIELDS = st.sampled_from(["plate", "country", "gate", "regime", "case", "planned_at", "return_by", "drivers", "trailers", "containers", "goods", "laden"])
USUAL = st.sampled_from([*EXAMPLES.values(), datetime(9999, 12, 31, tzinfo=UTC).isoformat(), "0001-01-01T00:00:00+14:00"])
TOUCHED = st.dictionaries(FIELDS, ANYTHING | USUAL, max_size=5)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(over=TOUCHED)
def test_any_answers_at_all_get_a_clear_reply(machine, over):
    huong = machine("huong")
    said = huong.post("declarations", answers(**over))
    assert said.status_code in (201, 400, 409, 422), said.content


def test_nothing_is_kept_of_what_was_refused(machine, cast):
    huong = machine("huong")
    for body in (answers(plate=""), answers(regime="x"), answers(gate="XXXXXX")):
        huong.post("declarations", body)
    with scope(cast.companies[0]):
        assert not VehicleDeclaration.objects.exists()
