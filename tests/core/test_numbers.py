"""Numbers of the trade: made, read aloud, told from wrong ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongquan.core import numbers

serials = st.integers(0, numbers.LAST_SERIAL)


@given(st.integers(2024, 2099), serials)
def test_a_movement_number_is_twelve_digits_and_knows_itself(year, serial):
    number = numbers.movement_number(year, serial)
    assert len(number) == 12 and number[:2] == f"{year % 100:02d}" and int(number[2:11]) == serial
    assert numbers.is_movement_number(number)


@given(serials, st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(serial, place, shift):
    number = numbers.movement_number(2026, serial)
    wrong = str((int(number[place]) + shift) % 10)
    assert not numbers.is_movement_number(number[:place] + wrong + number[place + 1:])


def test_known_movement_number():
    assert numbers.movement_number(2026, 1) == "260000000010"
    assert numbers.pretty("260000000010") == "2600 0000 0010"


@pytest.mark.parametrize("text", ["", "26000000001", "2600000000100", "26000000001٠", "abcdefghijkl", " 260000000010"])
def test_what_is_no_movement_number(text):
    assert not numbers.is_movement_number(text)


@pytest.mark.parametrize("serial", [-1, 1_000_000_000])
def test_a_serial_beyond_nine_digits_is_refused(serial):
    with pytest.raises(ValueError, match="nine digits"):
        numbers.movement_number(2026, serial)


@pytest.mark.parametrize(("text", "kind"), [
    ("107123456780", "import"), ("30 7123 4567 81", "export"), ("207123456780", ""), ("10712345678", ""), ("1071234567 8A", ""),
])
def test_goods_declaration_numbers(text, kind):
    assert numbers.goods_kind(text) == kind


def test_containers():
    assert numbers.container_ok("CSQU 305438-3")
    assert not numbers.container_ok("CSQU3054384")
    assert numbers.container_form_ok("CSQU3054384") and not numbers.container_form_ok("CSQ3054383")


def test_tax_code_credit_code_and_citizen_number():
    assert numbers.mst_ok("0100233488") and numbers.mst_ok("0314409058-002") and not numbers.mst_ok("0100233480")
    assert numbers.uscc_ok("91110000600037341L") and not numbers.uscc_ok("91110000600037342L")
    assert numbers.cccd_ok("022 090 000 001") and numbers.cccd_ok("079301123456")
    assert not numbers.cccd_ok("003090000001")  # no such province
    assert not numbers.cccd_ok("022490000001")  # 22nd century
    assert not numbers.cccd_ok("02209000000")


@pytest.mark.parametrize(("text", "country", "e164"), [
    ("0912 345 678", "VN", "+84912345678"), ("84-912345678", "", ""), ("+84 (912) 345-678", "CN", "+84912345678"),
    ("13812345678", "CN", "+8613812345678"), ("0086 138 1234 5678", "VN", "+8613812345678"),
    ("020 5512 3456", "LA", "+8562055123456"), ("012 345 678", "KH", "+85512345678"),
    ("12", "VN", ""), ("", "VN", ""), ("0912x45678", "VN", ""), ("+0912345678", "VN", ""),
])
def test_phones_become_international(text, country, e164):
    assert numbers.phone(text, country) == e164


@given(st.text())
def test_no_text_breaks_a_check(text):
    for check in (
        numbers.is_movement_number, numbers.container_ok, numbers.container_form_ok,
        numbers.mst_ok, numbers.uscc_ok, numbers.cccd_ok,
    ):
        assert check(text) in (True, False)
    assert numbers.phone(text) == "" or numbers.phone(text).startswith("+")
