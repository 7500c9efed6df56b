"""The judgement at the gate: every reason, the cases offline, clocks that go wrong."""

import json
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from thongquan.core import bundle as lists
from thongquan.core import gatecheck, gatewords, passes
from thongquan.core.bundle import BadBundle, Bundle, Release
from thongquan.core.canonical import canonical
from thongquan.core.forms.asked import is_alone
from thongquan.core.gatecheck import Crossed, Lane, MovementFacts, judge, judge_offline
from thongquan.core.numbers import movement_number
from thongquan.core.passes import BadPass, PassFields, PublicKeyInfo
from thongquan.core.vehicle import ROAD, WATERWAY, trailer_alone

NOON = datetime(2026, 1, 25, 5, tzinfo=UTC)  # noon at the gate
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
ROOT, KEY, OTHER, SCHOOL = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2, 3, 4))
ROOT_PUBLIC = ROOT.public_key().public_bytes_raw()
VECTORS = Path(__file__).parent / "vectors" / "pass_v1.json"
NUMBER, CARRIER = movement_number(2026, 197), movement_number(2026, 198)
LANE = Lane(1401, "MC-BL2", "out")
YARD = Lane(1401, "MC-BL2", "", "yard_in")


def info(kid, key, training=False):
    return PublicKeyInfo(kid, key.public_key().public_bytes_raw(), NOON - 30 * DAY, NOON + 60 * DAY, training)


KEYS = {1: info(1, KEY), 9: info(9, SCHOOL, training=True)}


def a_pass(**over):
    fields = PassFields(
        key_id=1, movement=int(NUMBER), leg=1, plate="14C12345", trailer="14R01234", gate=1401, direction="out",
        not_before=NOON - HOUR, lifetime=24 * 60, laden=True,
    )
    return replace(fields, **over)


READY = MovementFacts(state="accepted", plate="14C12345", trailer="14R01234")


def ask(fields=None, lane=LANE, at=NOON, **facts):
    return judge(fields or a_pass(), lane=lane, at=at, facts=replace(READY, **facts))


# --- online: one row of the table after the other -----------------------------------------------

ROWS = [
    ("OK", "go", {}),
    ("OK", "go", {"facts": {"plate_seen": "14C-123.45", "trailer_seen": "14R 01234"}}),
    ("ARRIVED", "go", {"lane": YARD}),
    ("YARD_OUT", "go", {"lane": replace(YARD, kind="yard_out")}),
    ("TRAINING", "stop", {"fields": a_pass(training=True)}),
    ("OK", "go", {"fields": a_pass(training=True), "lane": replace(LANE, training=True)}),
    ("NOT_TRAINING", "stop", {"lane": replace(LANE, training=True)}),
    ("CLOSED", "stop", {"lane": replace(LANE, open=False)}),
    ("HELD", "stop", {"facts": {"held": True, "held_reason": "KT 0197"}}),
    ("HELD", "stop", {"facts": {"held": True}, "lane": replace(YARD, kind="yard_out")}),
    ("ARRIVED", "go", {"facts": {"held": True}, "lane": YARD}),
    ("SUSPENDED", "stop", {"facts": {"suspended": True}}),
    ("OLD_REVISION", "stop", {"facts": {"revision": 2}}),
    ("UNKNOWN", "call", {"fields": a_pass(revision=2)}),
    ("REVOKED", "stop", {"facts": {"revoked": True, "revoked_at": NOON}}),
    ("REVOKED", "stop", {"facts": {"state": "cancelled"}}),
    ("REVOKED", "stop", {"facts": {"state": "liquidated"}}),
    ("USED", "stop", {"facts": {"state": "under_way", "next_leg": 2, "crossed": Crossed(NOON - HOUR, "MC-BL2")}}),
    ("USED", "stop", {"facts": {"state": "under_way", "next_leg": 2}}),
    ("USED", "stop", {"facts": {"state": "under_way", "next_leg": 2}, "lane": YARD}),
    ("GATE", "stop", {"fields": a_pass(gate=1402)}),
    ("OK", "go", {"fields": a_pass(gate=1402), "facts": {"gates": frozenset({"MC-BL2"})}}),
    ("DIRECTION", "stop", {"lane": replace(LANE, direction="in")}),
    ("LEG", "stop", {"fields": a_pass(leg=2, direction="in"), "lane": replace(LANE, direction="in")}),
    ("EARLY", "stop", {"at": NOON - 2 * HOUR}),
    ("EARLY", "stop", {"at": NOON - 2 * HOUR, "lane": YARD}),
    ("EXPIRED", "stop", {"at": NOON + DAY}),
    ("EXPIRED", "stop", {"facts": {"state": "expired"}}),
    ("UNKNOWN", "call", {"facts": {"state": ""}}),
    ("NOT_RELEASED", "stop", {"facts": {"state": "checking"}}),
    ("INSPECT", "check", {"facts": {"inspect_bay": "bãi 3, ô 07"}}),
    ("WAIT_AGENCY", "check", {"facts": {"missing": ("border_guard", "quarantine_plant")}}),
    ("GOODS", "stop", {"facts": {"not_free": ("305000000010",)}}),
    ("GOODS", "stop", {"facts": {"not_free": ("305000000010",)}, "lane": replace(YARD, kind="yard_out")}),
    ("GOODS", "stop", {"fields": a_pass(direction="in"), "facts": {"not_free": ("105000000010",)}, "lane": replace(YARD, kind="yard_out")}),
    ("GOODS", "stop", {"facts": {"not_free": ("505000000010",)}}),
    ("OK", "go", {"facts": {"not_free": ("105000000010",)}}),
    ("OK", "go", {"fields": a_pass(direction="in"), "facts": {"not_free": ("105000000010",)}, "lane": replace(LANE, direction="in")}),
    ("ARRIVED", "go", {"facts": {"not_free": ("305000000010",)}, "lane": YARD}),
    ("GOODS_GONE", "check", {"facts": {"gone": ("305000000010",)}}),
    ("PLATE", "check", {"facts": {"plate_seen": "14C-123.46"}}),
    ("PLATE", "check", {"facts": {"trailer_seen": "29R-446.18"}}),
    ("PLATE", "check", {"fields": a_pass(trailer=""), "facts": {"trailer": "", "trailer_seen": "29R-446.18"}}),
    ("OVERDUE", "check", {
        "fields": a_pass(leg=2, direction="in", lifetime=1), "lane": replace(LANE, direction="in"),
        "facts": {"state": "overdue", "next_leg": 2, "due_back_at": NOON - HOUR},
    }),
    ("OK", "go", {
        "fields": a_pass(leg=2, direction="in"), "lane": replace(LANE, direction="in"),
        "facts": {"state": "under_way", "next_leg": 2, "due_back_at": NOON + HOUR},
    }),
    ("ARRIVED", "go", {
        "fields": a_pass(leg=2, direction="in"), "lane": YARD,
        "facts": {"state": "liquidated", "next_leg": 3, "crossed": Crossed(NOON - HOUR, "MC-BL2")},
    }),
]


@pytest.mark.parametrize(("code", "sign", "case"), ROWS)
def test_one_reason_at_a_time(code, sign, case):
    answer = ask(case.get("fields"), case.get("lane", LANE), case.get("at", NOON), **case.get("facts", {}))
    assert (answer.code, answer.sign) == (code, sign)
    for language in ("vi", "en", "zh"):
        for audience in ("officer", "driver"):
            said = answer.say(language, ZONE, audience)
            assert said and "{" not in said and "datetime" not in said
        assert answer.word(language)


def test_every_reason_is_reached_by_a_story():
    told = {code for code, _, _ in ROWS} | {"BAD", "KEY", "SIG", "CLOCK", "STALE"}
    assert told == set(gatewords.REASONS)
    assert {row.code for row in gatecheck.ORDER} <= set(gatewords.REASONS)
    numbers = [reason.number for reason in gatewords.REASONS.values()]
    assert len(set(numbers)) == len(numbers)


def test_every_sentence_differs_by_language_and_keeps_its_holes():
    for reason in gatewords.REASONS.values():
        for words in (reason.officer, reason.driver):
            holes = [{part.split("}")[0] for part in text.split("{")[1:]} for text in (words.vi, words.en, words.zh)]
            assert holes[0] == holes[1] == holes[2]
            assert words.vi != words.en and any("一" <= sign <= "鿿" for sign in words.zh)


def test_the_worst_comes_first_and_the_rest_is_not_forgotten():
    answer = ask(at=NOON + 2 * DAY, held=True, plate_seen="99Z99999", missing=("border_guard",))
    assert answer.code == "HELD" and answer.also == ("EXPIRED", "WAIT_AGENCY", "PLATE")


def test_sentences_speak_of_names_and_of_the_gates_time():
    waits = ask(missing=("border_guard", "quarantine_plant"))
    assert waits.say("vi", ZONE) == "Còn chờ xác nhận của: Bộ đội biên phòng, Kiểm dịch thực vật"
    assert waits.say("zh", ZONE, "driver") == "还需前往：边防部队、植物检疫"
    early = ask(at=NOON - DAY)
    assert early.say("en", ZONE, "driver") == "Too early; come back after 11:00 25/01"
    plate = ask(trailer_seen="29R44618")
    assert plate.say("en", ZONE) == "The trailer plate differs: seen 29R-446.18, pass says 14R-012.34"


def test_two_minutes_are_forgiven_and_no_more():
    starts, ends = a_pass().not_before, a_pass().until
    assert ask(at=starts - 2 * MINUTE).code == "OK" and ask(at=starts - 3 * MINUTE).code == "EARLY"
    assert ask(at=ends + 2 * MINUTE).code == "OK" and ask(at=ends + 3 * MINUTE).code == "EXPIRED"


facts_drawn = st.builds(
    MovementFacts, state=st.sampled_from(["", "draft", "accepted", "under_way", "overdue", "liquidated", "cancelled", "expired"]),
    next_leg=st.integers(1, 3), revision=st.integers(1, 2), revoked=st.booleans(), held=st.booleans(), suspended=st.booleans(),
    inspect_bay=st.sampled_from(["", "3"]), missing=st.sampled_from([(), ("border_guard",)]),
    crossed=st.none() | st.just(Crossed(NOON, "MC")), due_back_at=st.none() | st.just(NOON - HOUR),
    plate_seen=st.sampled_from(["", "14C12345", "15C12345"]), not_free=st.sampled_from([(), ("305000000010",), ("105000000010",)]),
)


@given(facts_drawn, st.sampled_from([1, 2]), st.integers(-2000, 2000))
def test_green_at_the_border_means_that_nothing_stands_against_it(facts, leg, minutes):
    at = NOON + minutes * MINUTE
    answer = judge(a_pass(leg=leg), lane=LANE, at=at, facts=facts)
    if answer.sign == "go":
        assert facts.state in gatecheck.RELEASED and facts.next_leg == leg and facts.revision == 1
        assert not (facts.revoked or facts.held or facts.suspended or facts.inspect_bay or facts.missing or facts.crossed)
        assert facts.plate_seen in ("", "14C12345") and not any(number.startswith("30") for number in facts.not_free)
        assert a_pass().not_before - gatecheck.SKEW <= at <= a_pass().until + gatecheck.SKEW


# --- offline: the published lists ----------------------------------------------------------------

SALT = b"salt of the day"


def a_bundle(**over):
    held = Bundle(
        seq=12, issued_at=NOON - 5 * MINUTE, stale=15 * MINUTE, keys=KEYS, gates={"MC-BL2": 1401, "LS-HN": 2001},
        released={NUMBER: Release(leg=1), CARRIER: Release(leg=1)}, plates={NUMBER: ("14C12345", "14R01234")}, salt=SALT,
        goods={CARRIER: ("305000000010",)},
    )
    return replace(held, **over)


def offline(digits=None, at=NOON, bundle=None, gate=1401, direction="out", **more):
    bundle = bundle or a_bundle()
    digits = passes.issue(a_pass(), KEY) if digits is None else digits
    return judge_offline(digits, keys=bundle.keys, gate=gate, direction=direction, at=at, bundle=bundle, **more)


def test_a_device_alone_stops_a_second_trailer_under_an_order_and_takes_a_vehicle_without_trailers():
    rig = {NUMBER: ("14C12345", "14R01234", "14R05678")}
    assert offline(bundle=a_bundle(plates=rig)).code == "OK"
    assert offline(bundle=a_bundle(plates=rig, watch=frozenset({lists.watch_hash(SALT, "14R-056.78")}))).code == "HELD"
    alone = passes.issue(a_pass(trailer=""), KEY)
    assert offline(alone, bundle=a_bundle(plates={NUMBER: ("14C12345",)}), seen=("14C12345", "")).code == "OK"


def test_a_trailer_alone_is_known_by_its_own_plate_whoever_pulls_it():
    fields, bundle = passes.issue(a_pass(plate="14R09999", trailer=""), KEY), a_bundle(plates={})
    assert offline(fields, bundle=bundle, seen=("14C27109", "14R-099.99")).code == "OK"
    assert offline(fields, bundle=bundle, seen=("桂P68213", "15R-000.01")).code == "PLATE"


def test_a_trailer_alone_whose_plate_does_not_tell_one_is_known_by_what_was_declared():
    khmer, bundle = passes.issue(a_pass(plate="3D4821", trailer=""), KEY), a_bundle(plates={}, released={NUMBER: Release(leg=1, alone=True)})
    carried = lists.bundle_open(lists.bundle_sign(bundle, ROOT), ROOT_PUBLIC)
    for held in (bundle, carried):
        assert offline(khmer, bundle=held, seen=("14C27109", "3D-4821")).code == "OK"
        assert offline(khmer, bundle=held, seen=("14C27109", "3D-4822")).code == "PLATE"
    assert offline(khmer, bundle=a_bundle(plates={}), seen=("14C27109", "3D-4821")).code == "PLATE", "a lorry whose plate is behind another"


def test_only_on_the_road_does_a_trailer_travel_alone():
    assert trailer_alone(ROAD, "trailer", "") and trailer_alone(ROAD, "", "14R09999") and not trailer_alone(ROAD, "truck", "14C12345")
    assert not trailer_alone(WATERWAY, "trailer", "14R09999") and not trailer_alone("rail", "trailer", "14R09999")
    assert is_alone({"vehicle_type": "trailer"}) and not is_alone({"vehicle_type": "trailer", "mode": WATERWAY}), "a form asks for road first"


def tampered(digits):
    """The same pass for another truck: the plate changed, the signature kept."""
    whole = bytearray(int(digits).to_bytes(106, "big"))
    whole[1 + 9:1 + 18] = passes.plates.pack("14C99999")
    return str(int.from_bytes(whole, "big"))


def cases_told():
    """name, digits, gate, moment, sign, code."""
    good = passes.issue(a_pass(), KEY)
    return [
        ("good", good, 1401, NOON, "go", "OK"),
        ("revoked", passes.issue(a_pass(movement=int(movement_number(2026, 21))), KEY), 1401, NOON, "stop", "REVOKED"),
        ("expired", passes.issue(a_pass(not_before=NOON - 3 * HOUR, lifetime=60), KEY), 1401, NOON, "stop", "EXPIRED"),
        ("early", passes.issue(a_pass(not_before=NOON + HOUR), KEY), 1401, NOON, "stop", "EARLY"),
        ("wrong gate", good, 2001, NOON, "stop", "GATE"),
        ("forged", passes.issue(a_pass(), OTHER), 1401, NOON, "stop", "SIG"),
        ("tampered", tampered(good), 1401, NOON, "stop", "SIG"),
        ("training", passes.issue(a_pass(key_id=9, training=True), SCHOOL), 1401, NOON, "stop", "TRAINING"),
        ("goods not free", passes.issue(a_pass(movement=int(CARRIER)), KEY), 1401, NOON, "stop", "GOODS"),
    ]


def shown(fields):
    """A pass's fields as JSON values, for readers in other languages."""
    plain = {name: value for name, value in vars(fields).items() if name not in ("not_before", "driver_digest")}
    return plain | {"not_before": fields.not_before.strftime("%Y-%m-%dT%H:%MZ"), "driver_digest": fields.driver_digest.hex()}


def the_vectors():
    revoked = {f"{movement_number(2026, 21)}-1-1": NOON - 10 * MINUTE}
    file = lists.bundle_sign(a_bundle(revoked=revoked), ROOT)
    letters = ["桂P1234挂", "ກຂ1234", "ក1234", "粤Z1234港"]
    boat = a_pass(mode="waterway", aeo=True, laden=False, empty_run=True, revision=255)
    layouts = [a_pass(), *(a_pass(plate=p, trailer="") for p in letters), boat]
    return {
        "format": "thongquan-pass-vectors-1",
        "root": ROOT_PUBLIC.hex(),
        "key_file": file.decode(),
        "cases": [
            {"name": n, "digits": d, "gate": g, "direction": "out", "at": at.strftime("%Y-%m-%dT%H:%M:%SZ"), "sign": s, "code": c}
            for n, d, g, at, s, c in cases_told()
        ],
        "layouts": [{"payload": passes.pack(f).hex(), "digits": passes.issue(f, KEY), "fields": shown(f)} for f in layouts],
    }


def test_the_committed_vectors_are_what_we_issue():
    """Other readers (the scanner page) are held to this file. THONGQUAN_WRITE_VECTORS=1 writes it anew."""
    if os.environ.get("THONGQUAN_WRITE_VECTORS"):
        VECTORS.write_text(json.dumps(the_vectors(), ensure_ascii=False, indent=1) + "\n", "utf-8")
    assert json.loads(VECTORS.read_text("utf-8")) == the_vectors()


@pytest.mark.parametrize("case", json.loads(VECTORS.read_text("utf-8"))["cases"] if VECTORS.exists() else [], ids=lambda c: c["name"])
def test_the_cases_from_the_committed_file(case):
    told = json.loads(VECTORS.read_text("utf-8"))
    bundle = lists.bundle_open(told["key_file"].encode(), bytes.fromhex(told["root"]))
    answer = offline(case["digits"], datetime.fromisoformat(case["at"]), bundle, case["gate"], case["direction"])
    assert (answer.sign, answer.code) == (case["sign"], case["code"])
    device = offline(case["digits"], datetime.fromisoformat(case["at"]), bundle, case["gate"], last_seen=bundle.issued_at)
    assert (device.sign, device.code) == (case["sign"], case["code"])


def test_a_checker_that_trusts_every_signature_is_found_out(monkeypatch):
    """Negative control: without the signature check the forged and the tampered pass must turn green or amber."""
    monkeypatch.setattr(gatecheck, "verify", lambda digits, keys, at: passes.read(digits))
    wrong = [name for name, digits, gate, at, _, code in cases_told() if offline(digits, at, gate=gate).code != code]
    assert {"forged", "tampered"} <= set(wrong)


def test_green_needs_the_release_list_of_a_fresh_bundle():
    assert offline().sign == "go"
    assert offline(bundle=a_bundle(released={})).code == "UNKNOWN"
    stale = offline(bundle=a_bundle(issued_at=NOON - 26 * MINUTE))
    assert (stale.sign, stale.code, stale.values) == ("call", "STALE", {"age": 26, "over": 11})
    assert stale.say("vi", ZONE) == "Danh sách cũ 26 phút, quá hạn 11 phút: gọi trực ban"
    newer = passes.issue(a_pass(revision=2), KEY)
    assert offline(newer).code == "UNKNOWN"
    assert offline(bundle=a_bundle(released={NUMBER: Release(1, revision=2)})).code == "OLD_REVISION"


def test_the_return_leg_is_amber_until_the_first_is_known():
    home = passes.issue(a_pass(leg=2, direction="in"), KEY)
    waiting = offline(home, direction="in")
    assert (waiting.sign, waiting.code) == ("call", "LEG")
    known = a_bundle(released={NUMBER: Release(2, due_back_at=NOON + DAY)})
    assert offline(home, direction="in", bundle=known).sign == "go"
    assert offline(bundle=known).code == "USED"
    late = a_bundle(released={NUMBER: Release(2, due_back_at=NOON - HOUR)})
    assert (offline(home, direction="in", bundle=late).sign, offline(home, direction="in", bundle=late).code) == ("check", "OVERDUE")


def test_what_else_a_device_knows():
    assert offline(crossed={(int(NUMBER), 1): Crossed(NOON - MINUTE, "MC-BL2")}).code == "USED"
    assert offline(bundle=a_bundle(inspect={NUMBER: "3"})).code == "INSPECT"
    assert offline(bundle=a_bundle(goods={NUMBER: ("305000000010",)})).code == "GOODS"
    assert offline(bundle=a_bundle(goods={NUMBER: ("105000000010",)})).sign == "go"
    assert offline(bundle=a_bundle(revoked={NUMBER: None})).code == "REVOKED"
    assert offline(seen=("14C12346", "")).code == "PLATE"
    assert offline(bundle=a_bundle(watch=frozenset({lists.watch_hash(SALT, "14R-012.34")}))).code == "HELD"
    assert offline(direction="in").code == "DIRECTION"
    assert offline(lane=YARD).code == "ARRIVED"
    other = a_pass(gate=2001)
    allowed = a_bundle(released={NUMBER: Release(1, gates=frozenset({"MC-BL2"}))})
    assert offline(passes.issue(other, KEY), bundle=allowed, lane=LANE).sign == "go"
    assert offline("12345").code == "BAD" and offline(passes.issue(a_pass(key_id=3), KEY)).code == "KEY"
    assert "LS-HN" in offline(passes.issue(other, KEY)).say("en", ZONE)


# --- clocks --------------------------------------------------------------------------------------

SKEWS = [10 * MINUTE, -10 * MINUTE, DAY, -DAY]


@pytest.mark.parametrize("skew", SKEWS)
@pytest.mark.parametrize("case", range(9))
def test_a_wrong_clock_whose_error_is_known_changes_no_verdict(skew, case):
    _, digits, gate, at, sign, code = cases_told()[case]
    bundle = a_bundle(revoked={f"{movement_number(2026, 21)}-1-1": NOON})
    answer = offline(digits, at + skew, bundle, gate, offset=-skew, last_seen=bundle.issued_at)
    assert (answer.sign, answer.code) == (sign, code)
    assert code in ("SIG",) or "CLOCK" in answer.also  # a device more than two minutes off is flagged


@pytest.mark.parametrize("skew", SKEWS)
def test_a_wrong_clock_whose_error_is_unknown_never_gives_green_on_old_lists(skew):
    """The lists are as old as may be; the vehicle stands at the edges of its time."""
    bundle = a_bundle(issued_at=NOON - 14 * MINUTE)
    answer = offline(at=NOON + skew, bundle=bundle, last_seen=NOON - 5 * MINUTE)
    assert (answer.sign, answer.code) == ("call", "CLOCK" if skew < timedelta(0) else "STALE")


def test_a_clock_that_goes_backwards_is_noticed():
    assert offline(at=NOON - 5 * MINUTE, last_seen=NOON).code == "CLOCK"
    assert offline(at=NOON - MINUTE, last_seen=NOON).code == "OK"
    assert offline(at=NOON - 30 * MINUTE).code == "CLOCK"  # asserted moment before the lists were made: no green


@given(st.integers(-10**6, 10**6))
def test_no_clock_gives_a_negative_age(minutes):
    at = NOON + minutes * MINUTE
    assert a_bundle().age(at) >= timedelta(0)
    answer = offline(at=at, last_seen=NOON)
    assert answer.values.get("age", 0) >= 0 and answer.values.get("over", 0) >= 0
    if answer.sign == "go":
        assert -2 * MINUTE <= at - NOON <= 10 * MINUTE


# --- the published file --------------------------------------------------------------------------

def test_the_lists_travel_signed_and_come_back_the_same():
    whole = a_bundle(
        revoked={NUMBER: NOON, "x-1-1": None}, inspect={NUMBER: "bãi 3"}, watch=frozenset({"aa"}),
        released={NUMBER: Release(2, 3, NOON + DAY, frozenset({"MC-BL2", "LS-HN"}))},
    )
    assert lists.bundle_open(lists.bundle_sign(whole, ROOT), ROOT_PUBLIC, last_seq=12) == whole


def signed_anyhow(body):
    """A file the root did sign, whatever stands in it."""
    return canonical({"body": body, "signature": ROOT.sign(b"thongquan-bundle-1\n" + canonical(body)).hex()})


@pytest.mark.parametrize(("data", "code"), [
    (lambda d: d.replace(b'"seq":12', b'"seq":13'), "SIGNATURE"), (lambda d: d[:-1], "FORM"), (lambda d: b"", "FORM"),
    (lambda d: b"[]", "FORM"), (lambda d: b"\xff", "FORM"), (lambda d: b"[" * 100_000, "FORM"),
    (lambda d: lists.bundle_sign(a_bundle(), OTHER), "SIGNATURE"),
    (lambda d: lists.bundle_sign(a_bundle(seq=11), ROOT), "ROLLBACK"),
    (lambda d: signed_anyhow({"format": "other"}), "FORM"), (lambda d: signed_anyhow([]), "FORM"),
    (lambda d: signed_anyhow(lists.bundle_body(a_bundle()) | {"issued_at": "2026-01-25T05:00:00"}), "FORM"),
    (lambda d: d.replace(b'"seq":12', b'"seq":1.5'), "FORM"),
])
def test_spoilt_or_older_lists_are_refused(data, code):
    with pytest.raises(BadBundle) as bad:
        lists.bundle_open(data(lists.bundle_sign(a_bundle(), ROOT)), ROOT_PUBLIC, last_seq=12)
    assert bad.value.code == code


def test_what_is_no_pass_has_an_answer_too():
    for code in ("BAD", "KEY", "SIG"):
        answer = gatecheck.refused(BadPass(code, "x"))
        assert (answer.sign, answer.code) == ("stop", code) and answer.say("zh", ZONE, "driver")
