"""Messages of the single window: what is written is read back; bad bytes get a clear answer."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from thongquan.core.licence_message import Granted, GrantedLine, WindowMessage
from thongquan.exchange.formats.licence_message import BadMessage, read, sign, verified, write
from thongquan.exchange.links.carriage import Permanent, Temporary
from thongquan.exchange.links.single_window import Window
from thongquan.exchange.links.stand_in_window import Faults, StandIn

AT = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)


def a_message(n=1, version=1, agency="BVTV", kind="KDTV", number="KD-88/2026", **over):
    line = GrantedLine(1, "0810", "Vải tươi <loại 1> & hộp", Decimal("20000.5"), "KGM", "CN", Decimal("1.5"))
    granted = Granted(kind, number, "5700700007", "Công ty Trà Cổ", "import", date(2026, 11, 24), date(2026, 12, 31), lines=(line,))
    return WindowMessage(f"m-{n}", "NSW", agency, version, AT, granted, **over)


words = st.text(st.characters(min_codepoint=32, max_codepoint=0x9fff, exclude_categories=("Cs", "Cc")), max_size=40)
lines = st.builds(GrantedLine, st.integers(1, 9999), st.from_regex(r"[0-9]{2,8}", fullmatch=True), words,
                  st.decimals("0", "999999", places=3) | st.none(), st.sampled_from(["KGM", "TNE"]), st.sampled_from(["", "CN", "TH"]))


@given(st.lists(lines, max_size=4, unique_by=lambda line: line.number), st.booleans(), st.sampled_from(["json", "xml"]), words)
def test_what_is_written_is_read_back(rows, revoked, form, reason):
    granted = Granted("KDTV", "KD-88/2026", "5700700007", reason, "import", date(2026, 11, 24), None, revoked, reason, tuple(rows))
    message = WindowMessage("m-1", "NSW", "BVTV", 3, AT, granted)
    assert read(write(message, form)) == message


@pytest.mark.parametrize("form", ["json", "xml"])
def test_word_of_a_silent_agency_is_read_back(form):
    message = WindowMessage("a-1", "NSW", "BVTV", 2, AT, None, False)
    assert read(write(message, form)) == message


GOOD = write(a_message())


@pytest.mark.parametrize(("data", "says"), [
    (b"", "truncated"),
    (b"{}", "id"),
    (b"\xff\xfe{", "malformed"),
    (GOOD.replace(b'"KDTV"', b'"kdtv"'), "licence.kind"),
    (GOOD.replace(b'"20000.5"', b'"-1"'), "quantity"),
    (GOOD.replace(b'"20000.5"', b'"1e9"'), "quantity"),
    (GOOD.replace(b'"version":1', b'"version":0'), "version"),
    (GOOD.replace(b'"unit":"KGM"', b'"unit":""'), "no unit"),
    (GOOD.replace(b'"partner"', b'"extra":1,"partner"'), "extra"),
    (GOOD.replace(b"+00:00", b""), "offset"),
    (GOOD.replace(b'"2026-11-24"', b'"2026-13-24"'), "issued_on"),
    (b"<message/>", "root"),
    (b"<message", "well-formed"),
    (b'<!DOCTYPE m [<!ENTITY a "b">]><message xmlns="urn:thongquan:window:1"/>', "DTD"),
    (write(a_message(), "xml").replace(b"<agency>", b"<agency>X</agency><agency>"), "twice"),
    (b"[" * 200000, "."),
    (b" " * 600000, "longer"),
])
def test_bad_bytes_get_a_clear_answer(data, says):
    with pytest.raises(BadMessage, match=says):
        read(data)


def test_a_signature_holds_for_these_bytes_and_this_key_alone():
    key, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    signature = sign(GOOD, key)
    assert verified(GOOD, signature, [other.public_key().public_bytes_raw(), public])
    assert not verified(GOOD + b" ", signature, [public])
    assert not verified(GOOD, signature, [other.public_key().public_bytes_raw()])
    assert not verified(GOOD, signature, []) and not verified(GOOD, "no base64", [public]) and not verified(GOOD, "", [b"short"])


def patient(there, **over):
    return Window(there.url, there.secret, (there.public,), **{"seconds": 1.0, "sleep": lambda _: None, **over})


def test_the_window_hands_out_signed_messages_after_a_mark():
    with StandIn() as there:
        for n in range(3):
            there.publish(a_message(n), "xml" if n % 2 else "json")
        post = patient(there).fetch("1", most=1)
        assert [e.id for e in post.envelopes] == ["m-1"] and post.cursor == "2" and post.more
        assert verified(post.envelopes[0].body, post.envelopes[0].signature, [there.public])
        assert read(post.envelopes[0].body) == a_message(1)


def test_a_passing_fault_is_tried_again_and_a_lasting_one_is_temporary():
    with StandIn(seed=7, faults=Faults(errors=0.5)) as there:
        there.publish(a_message())
        assert patient(there, pauses=(0,) * 12).fetch("").envelopes
        assert there.calls >= 2
    for fault in ("errors", "drops", "garbled", "cut"):
        with StandIn(faults=Faults(**{fault: 1.0})) as there, pytest.raises(Temporary):
            there.publish(a_message())
            patient(there).fetch("")
        assert there.calls == 3


def test_a_slow_window_does_not_hold_us_longer_than_our_patience():
    with StandIn(faults=Faults(delay=1.0)) as there, pytest.raises(Temporary):
        patient(there, seconds=0.2, pauses=()).fetch("")


def test_a_wrong_key_is_refused_for_good_and_not_tried_again():
    with StandIn(secret="right") as there, pytest.raises(Permanent):
        Window(there.url, "wrong", (), sleep=lambda _: None).fetch("")
    assert there.calls == 1


def test_nothing_is_sent_in_the_clear_to_a_foreign_address():
    with pytest.raises(Permanent, match="safe"):
        Window("http://window.example/v1", sleep=lambda _: None).fetch("")
