"""The single window pushes, and is polled by the night shift: faults pass, forgeries stay outside, nothing is lost."""

import base64
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.ministry import CLOCK, a_declaration, facts, message, open_ministries
from tests.people import NOW, a_person
from thongquan.actions import licence
from thongquan.actions.access.keys import create_api_key
from thongquan.core.licence_message import WindowMessage
from thongquan.exchange.links.single_window import Window
from thongquan.exchange.links.stand_in_window import Faults, StandIn
from thongquan.jobs import licences as jobs
from thongquan.models import InboxMessage, Licence, OutboxMessage
from thongquan.queries import licence as asked
from thongquan.queries.scope import scope

DATABASE = "border"


def patient(there):
    return Window(there.url, there.secret, (there.public,), seconds=2.0, sleep=lambda _: None)


@pytest.fixture
def clerk(db):
    return open_ministries()[2]


def test_messages_are_fetched_once_page_by_page(clerk):
    with StandIn() as there:
        for n in range(250):
            there.publish(message(n, n + 1, number=f"KD-{n % 40}"), "xml" if n % 3 else "json")
        assert jobs.fetch_all(patient(there), at=NOW) == 250
        assert jobs.fetch_all(patient(there), at=NOW) == 0
    with scope(CLOCK):
        assert Licence.objects.count() == 40 and InboxMessage.objects.count() == 250 and asked.cursor_of("NSW") == "250"


@pytest.mark.parametrize("seed", range(3))
def test_with_every_fault_at_once_nothing_is_lost_and_nothing_is_taken_twice(clerk, seed):
    bad = Faults(errors=0.2, drops=0.1, cut=0.1, garbled=0.1, forged=0.15, twice=0.3, shuffled=0.5, lost=0.2)
    with StandIn(seed=seed, faults=bad) as there:
        for n in range(30):
            there.publish(message(n, n // 10 + 1, number=f"KD-{n % 10}", quantity=100 + n))
        at = NOW
        for _ in range(300):
            jobs.fetch_all(patient(there), at=at)
            at += timedelta(minutes=11)
            with scope(CLOCK):
                if asked.cursor_of("NSW") == "30":
                    break
    with scope(CLOCK):
        assert InboxMessage.objects.filter(signature_ok=True).count() == 30
        rows = asked.licences()
        assert sorted((r.number, r.object_version, r.lines.get().quantity) for r in rows) == [(f"KD-{n}", 3, 120 + n) for n in range(10)]


def test_a_silent_window_opens_the_circuit_and_its_agencies_count_as_silent(clerk):
    with StandIn(faults=Faults(down=True)) as there:
        for second in range(3):
            jobs.fetch_all(patient(there), at=NOW + timedelta(seconds=second))
        calls = there.calls
        assert jobs.fetch_all(patient(there), at=NOW + timedelta(seconds=10)) == 0
        assert there.calls == calls  # left alone
        with scope(CLOCK):
            assert asked.silent("BVTV") and asked.silent("TY")
        declaration = a_declaration(clerk)
        with scope(clerk):
            assert licence.write_off(declaration, facts(8000), by=clerk, at=NOW).later == ("KD882026",)
        there.faults = Faults()
        there.publish(message())
        assert jobs.fetch_all(patient(there), at=NOW + timedelta(seconds=40)) == 1
    with scope(CLOCK):
        assert not asked.silent("BVTV")
        assert [c.outcome for c in asked.checks_of(declaration.pk)] == ["matched"]


def test_what_was_used_is_confirmed_signed_and_once(clerk):
    key = Ed25519PrivateKey.generate()
    with StandIn(seed=3, faults=Faults(errors=0.3)) as there:
        there.publish(message())
        while not jobs.fetch_all(patient(there), at=NOW):
            pass
        declaration = a_declaration(clerk)
        with scope(clerk):
            licence.write_off(declaration, facts(8000), by=clerk, at=NOW)
            licence.restore(declaration, reason="cancelled", by=clerk, at=NOW)
        assert jobs.send_uses(patient(there), key, at=NOW) == 2
        assert jobs.send_uses(patient(there), key, at=NOW) == 0
    told = sorted((use["restored"], use["quantity"], use["left"], use["number"]) for use in there.uses.values())
    assert told == [(False, "8000", "12000", "KD-88/2026"), (True, "8000", "20000", "KD-88/2026")]


def test_a_confirmation_that_finds_nobody_is_sent_later(clerk):
    with scope(CLOCK):
        licence.receive_message(message(), b"x", by=CLOCK, at=NOW)
    with scope(clerk):
        licence.write_off(a_declaration(clerk), facts(8000), by=clerk, at=NOW)
    with StandIn(faults=Faults(down=True)) as there:
        assert jobs.send_uses(patient(there), Ed25519PrivateKey.generate(), at=NOW) == 0
    with scope(CLOCK):
        row = OutboxMessage.objects.get()
        assert (row.state, row.tries) == ("queued", 1) and row.due_at > NOW and row.error


# ---- pushed -----------------------------------------------------------------------------------------------


@pytest.fixture
def pushed(clerk, client, monkeypatch):
    """A machine of the window with its key, pushing to the platform's own address."""
    there = StandIn()
    monkeypatch.setenv("THONGQUAN_WINDOW_KEYS", there.public.hex())
    partner = a_person("window", "partner", unit="CHQ")
    with scope(partner):
        secret = create_api_key(name="window", scopes=["licences:write"], by=partner, at=NOW)[1]

    def push(what: WindowMessage | bytes, **over):
        if not isinstance(what, bytes):
            there.publish(what)
            body = there.envelope(*there.messages[-1])
        else:
            body = {**there.envelope("raw", what)}
        return client.post("/api/v1/window/messages", {**body, **over}, content_type="application/json", headers={"Authorization": f"Bearer {secret}"})

    yield push
    there.server.server_close()


def test_a_pushed_message_is_taken_once(pushed):
    assert pushed(message()).json() == {"id": "m-1", "outcome": "applied"}
    assert pushed(message()).json()["outcome"] == "repeated"


def test_a_forged_or_broken_push_is_refused_with_its_code(pushed):
    answer = pushed(message(), signature=base64.b64encode(b"0" * 64).decode())
    assert (answer.status_code, answer.json()["code"]) == (422, "LIC-10")
    answer = pushed(b"{}")
    assert (answer.status_code, answer.json()["code"]) == (422, "LIC-11")
    assert pushed(message(), body="no base64 ").status_code == 422
    assert pushed(replace(message(), partner="OTHER")).json()["code"] == "LIC-11"
    with scope(CLOCK):
        assert Licence.objects.count() == 0 and InboxMessage.objects.filter(signature_ok=False).count() == 3
