"""Buckets fill steadily and never beyond the brim; an address is believed as far as our own proxies wrote it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongquan.core.pace import Buckets, client_address

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
SECONDS = st.lists(st.floats(0, 500), min_size=1, max_size=40)


def test_who_is_too_fast_learns_how_long_to_wait_and_then_goes_on() -> None:
    bucket = Buckets(rate=1 / 60, burst=2)
    assert [bucket.take("a", NOW) for _ in range(4)] == [0, 0, 60, 60]
    assert bucket.take("b", NOW) == 0
    assert bucket.take("a", NOW + timedelta(seconds=59)) == 1
    assert bucket.take("a", NOW + timedelta(seconds=61)) == 0


def test_asking_does_not_spend() -> None:
    bucket = Buckets(rate=1, burst=1)
    assert [bucket.spent("a", NOW) for _ in range(3)] == [0, 0, 0]
    assert bucket.take("a", NOW) == 0 and bucket.spent("a", NOW) == 1


@given(SECONDS)
def test_never_more_than_the_burst_and_what_has_flowed_in(gaps: list[float]) -> None:
    bucket, at, let = Buckets(rate=0.1, burst=5), NOW, 0
    for gap in gaps:
        at += timedelta(seconds=gap)
        let += bucket.take("a", at) == 0
    assert let <= 5 + (at - NOW).total_seconds() * 0.1 + 1e-6


@given(SECONDS)
def test_whoever_waits_as_long_as_told_gets_in(gaps: list[float]) -> None:
    bucket, at = Buckets(rate=0.1, burst=1), NOW
    for gap in gaps:
        at += timedelta(seconds=gap / 10)
        if wait := bucket.take("a", at):
            at += timedelta(seconds=wait)
            assert bucket.take("a", at) == 0


@pytest.mark.parametrize(("peer", "forwarded", "proxies", "seen"), [
    ("203.0.113.9", "", 0, "203.0.113.9"),
    ("203.0.113.9", "198.51.100.1", 0, "203.0.113.9"),  # nobody of ours wrote it
    ("127.0.0.1", "198.51.100.1", 1, "198.51.100.1"),
    ("127.0.0.1", "1.2.3.4, 198.51.100.1", 1, "198.51.100.1"),  # the client wrote the first
    ("127.0.0.1", "1.2.3.4, 198.51.100.1, 10.0.0.2", 2, "198.51.100.1"),
    ("127.0.0.1", "", 1, "127.0.0.1"),
    ("127.0.0.1", "198.51.100.1", 2, "127.0.0.1"),
    ("2001:db8:1:2:3:4:5:6", "", 0, "2001:db8:1:2::/64"),
    ("::ffff:203.0.113.9", "", 0, "203.0.113.9"),
    ("", "", 0, ""), ("127.0.0.1", "nonsense" * 20, 1, ("nonsense" * 20)[:60]),
])
def test_the_clients_address(peer: str, forwarded: str, proxies: int, seen: str) -> None:
    assert client_address(peer, forwarded, proxies) == seen


@given(st.text(max_size=50), st.text(max_size=80), st.integers(0, 4))
def test_any_header_gives_some_short_address(peer: str, forwarded: str, proxies: int) -> None:
    assert len(client_address(peer, forwarded, proxies)) <= 60
