"""The pass: what goes in comes out, and nothing we did not sign gets in."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from thongquan.core import passes, plates
from thongquan.core.numbers import movement_number
from thongquan.core.passes import BadPass, PassFields, PublicKeyInfo

LONG = bool(os.environ.get("THONGQUAN_LONG"))
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
NOON = datetime(2026, 1, 25, 5, tzinfo=UTC)


def info(key, kid=1, training=False):
    return PublicKeyInfo(kid, key.public_key().public_bytes_raw(), passes.EPOCH, passes.EPOCH.replace(year=2036), training)


KEYS = {1: info(KEY)}
signs = plates.LATIN + plates.HAN + plates.LAO + plates.KHMER
keys_of_plates = st.text(signs, max_size=12).map(plates.fitting)


@st.composite
def any_fields(draw):
    load = draw(st.sampled_from([(False, False), (True, False), (False, True)]))
    return PassFields(
        key_id=1,
        movement=int(movement_number(2024 + draw(st.integers(0, 75)), draw(st.integers(0, 999_999_999)))),
        leg=draw(st.integers(1, 255)),
        plate=draw(keys_of_plates.filter(bool)),
        trailer=draw(keys_of_plates),
        gate=draw(st.integers(1, 0xFFFF)),
        direction=draw(st.sampled_from(["in", "out"])),
        mode=draw(st.sampled_from(["road", "waterway"])),
        laden=load[0], empty_run=load[1], aeo=draw(st.booleans()),
        not_before=passes.EPOCH + timedelta(minutes=draw(st.integers(0, 2**24 - 1))),
        lifetime=draw(st.integers(1, 2**24 - 1)),
        kind=draw(st.sampled_from(sorted(passes.KINDS.values()))),
        revision=draw(st.integers(1, 255)),
        driver_digest=draw(st.binary(min_size=4, max_size=4)),
    )


def a_pass(**over):
    fields = PassFields(
        key_id=1, movement=int(movement_number(2026, 197)), leg=1, plate="14C12345", trailer="14R01234", gate=1401,
        direction="out", not_before=NOON, lifetime=24 * 60, laden=True,
        driver_digest=passes.driver_digest(b"secret", "B1234567"),
    )
    return replace(fields, **over)


@given(any_fields())
def test_what_is_issued_is_read_again(fields):
    digits = passes.issue(fields, KEY)
    assert len(digits) == passes.DIGITS == 253 and digits.isdigit()
    found = passes.verify(digits, KEYS, NOON)
    assert found.fields == fields and found.digits == digits
    assert len(found.payload) == passes.PAYLOAD == 41 and passes.pack(fields) == found.payload


def test_the_payload_is_laid_out_as_published():
    payload = passes.pack(a_pass(revision=2, training=True, aeo=True))
    assert payload[0] == 0x11 and payload[1] == 1 and payload[8] == 1
    assert int.from_bytes(payload[2:8], "big") == int(movement_number(2026, 197))
    assert payload[9:18] == plates.pack("14C12345") and payload[18:27] == plates.pack("14R01234")
    assert payload[27:29] == (1401).to_bytes(2, "big")
    assert payload[29] == 0x80 | 0x20 | 0x08 | 0x04
    assert int.from_bytes(payload[30:33], "big") == (NOON - passes.EPOCH) // timedelta(minutes=1)
    assert payload[33:36] == (1440).to_bytes(3, "big") and payload[36] == 2
    assert payload[37:] == passes.driver_digest(b"secret", "B1234567")


def accepted(digits, verify=passes.verify):
    try:
        verify(digits, KEYS)
    except BadPass:
        return False
    return True


def bit_flips(count):
    """Every single-bit change of 105 bytes of `count` passes, as digits."""
    for serial in range(count):
        digits = passes.issue(a_pass(movement=int(movement_number(2026, serial))), KEY)
        number = int(digits)
        for bit in range(105 * 8):
            yield str(number ^ (1 << bit))


def test_no_flipped_bit_is_accepted():
    """1,000 passes with THONGQUAN_LONG=1, else 40; the forms that would not even parse count as refused."""
    tried = taken = 0
    for digits in bit_flips(1000 if LONG else 40):
        tried, taken = tried + 1, taken + accepted(digits)
    assert (tried, taken) == ((1000 if LONG else 40) * 840, 0)


def test_a_checker_that_skips_the_signature_is_found_out():
    """Negative control: the test above must go red for it."""
    assert any(accepted(digits, lambda d, keys: passes.read(d)) for digits in bit_flips(1))


def test_a_checker_that_ignores_the_form_is_found_out():
    """Negative control: unused bits would make two passes of one; the strict reading refuses them."""
    payload = bytearray(passes.pack(a_pass()))
    payload[29] |= 0x01
    forged = passes._digits(bytes(payload) + KEY.sign(bytes(payload)))
    assert not accepted(forged)
    with pytest.raises(BadPass) as bad:
        passes.read(forged)
    assert (bad.value.code, bad.value.detail) == ("BAD", "not canonical")


@pytest.mark.parametrize(("place", "value", "detail"), [
    (0, 0x21, "version"), (0, 0x10, "version"), (0, 0x1F, "version"), (7, 0x00, "movement"), (8, 0, "leg"),
    (28, 0, None), (29, 0xB0, "load"), (36, 0, "revision"), (9, 0xFF, None), (18, 0x9F, None),
])
def test_signed_nonsense_is_no_pass(place, value, detail):
    payload = bytearray(passes.pack(a_pass(gate=7)))
    payload[place] = value
    forged = passes._digits(bytes(payload) + KEY.sign(bytes(payload)))
    with pytest.raises(BadPass) as bad:
        passes.verify(forged, KEYS)
    assert bad.value.code == "BAD" and detail in (None, bad.value.detail)


@pytest.mark.parametrize("spoil", [
    lambda d: d[:-1], lambda d: d[1:], lambda d: d + "0", lambda d: "0" + d, lambda d: "0" + d[1:], lambda d: " " + d[1:],
    lambda d: "", lambda d: "9" * 253, lambda d: "1" + "0" * 252, lambda d: d[:-1] + "٣", lambda d: "-" + d[1:],
    lambda d: d.replace("1", "x"), lambda d: d[:100] + "_" + d[101:],
])
def test_other_texts_are_no_pass(spoil):
    with pytest.raises(BadPass) as bad:
        passes.verify(spoil(passes.issue(a_pass(), KEY)), KEYS)
    assert bad.value.code == "BAD"


@given(st.text(max_size=300) | st.text("0123456789", min_size=253, max_size=253))
def test_no_text_breaks_the_reader(text):
    assert not accepted(text)


def test_another_key_another_number_another_time():
    def code_of(digits, keys, at=None):
        with pytest.raises(BadPass) as bad:
            passes.verify(digits, keys, at)
        return bad.value.code

    assert code_of(passes.issue(a_pass(), OTHER), KEYS) == "SIG"
    assert code_of(passes.issue(a_pass(key_id=9), KEY), KEYS) == "KEY"
    assert code_of(passes.issue(a_pass(), KEY), KEYS, datetime(2037, 1, 1, tzinfo=UTC)) == "KEY"
    assert code_of(passes.issue(a_pass(training=True), KEY), KEYS) == "KEY"
    assert code_of(passes.issue(a_pass(), KEY), {1: info(KEY, training=True)}) == "KEY"
    assert passes.verify(passes.issue(a_pass(training=True), KEY), {1: info(KEY, training=True)})


@pytest.mark.parametrize("over", [
    {"movement": 260000000011}, {"movement": 10**12}, {"leg": 0}, {"leg": 256}, {"plate": ""}, {"plate": "14-C"}, {"gate": 0},
    {"gate": 65536}, {"direction": "up"}, {"mode": "air"}, {"empty_run": True}, {"lifetime": 0}, {"lifetime": 2**24},
    {"revision": 0}, {"revision": 256}, {"driver_digest": b"123"}, {"kind": "other"}, {"key_id": 256},
    {"not_before": NOON.replace(second=1)}, {"not_before": NOON.replace(tzinfo=None)},
    {"not_before": datetime(2023, 12, 31, tzinfo=UTC)}, {"trailer": "1234567890ABC"},
])
def test_fields_that_do_not_fit_are_never_cut_silently(over):
    with pytest.raises(ValueError):
        passes.issue(a_pass(**over), KEY)


def test_the_driver_is_known_by_his_document_only():
    assert passes.driver_agrees(a_pass(), b"secret", "b 123-4567")
    assert not passes.driver_agrees(a_pass(), b"secret", "B1234568")
    assert not passes.driver_agrees(a_pass(), b"other secret", "B1234567")


def test_renewal_names_and_times():
    fields = a_pass()
    again = passes.renewed(fields, trailer="")
    assert (again.revision, again.trailer) == (2, "") and fields.revision == 1
    assert fields.name == f"{movement_number(2026, 197)}-1-1" and again.name.endswith("-1-2")
    assert fields.until == NOON + timedelta(days=1)
    assert passes.floor_minute(NOON.replace(second=59, microsecond=5)) == NOON


@settings(max_examples=20)
@given(any_fields())
def test_every_pass_of_version_one_has_253_digits_whatever_is_in_it(fields):
    low, high = passes.pack(fields) + bytes(64), passes.pack(fields) + b"\xff" * 64
    assert len(passes._digits(low)) == len(passes._digits(high)) == 253
