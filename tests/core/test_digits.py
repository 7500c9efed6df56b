"""A whole number is read from what strangers send, or it is not; nothing breaks on the way."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongquan.core.digits import MOST, natural

ANYTHING = st.one_of(
    st.text(), st.from_regex(r"\A\d{1,20}\Z"), st.none(), st.booleans(), st.integers(), st.floats(), st.binary(), st.lists(st.text(max_size=3)))


@given(st.integers(0, 10**MOST - 1))
def test_what_is_written_in_digits_is_read_back(number: int) -> None:
    assert natural(str(number)) == number


@given(ANYTHING, st.integers(1, 20))
def test_whatever_comes_is_a_number_of_so_many_digits_or_none(sent: Any, digits: int) -> None:
    found = natural(sent, digits)
    assert found is None if not isinstance(sent, str) or not set(sent) <= set("0123456789") or not 0 < len(sent) <= digits else found == int(sent)


@pytest.mark.parametrize("sent", ["²", "٣", "１", "-1", "+1", " 1", "1 ", "1\n", "1.0", "1e9", "1_0", "9" * 30, "9" * 5000, "", "null",
                                  None, 1, True, b"1", ["1"]])
def test_no_number(sent: Any) -> None:
    assert natural(sent) is None


def test_zeros_before_a_number_say_nothing_but_take_their_place() -> None:
    assert (natural("007"), natural("0007", 3)) == (7, None)
