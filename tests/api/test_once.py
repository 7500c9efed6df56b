"""Sent twice, done once: keys of calls, own references, and many at the same time."""

import json
import os
import threading
from collections import Counter

import pytest
from django.db import close_old_connections, connections

from tests import border
from tests.api.conftest import Machine, a_key, a_second_factor, accepted, answers, declared
from thongquan.actions.access import answers as kept_answers
from thongquan.core.actor import system
from thongquan.core.refused import TryLater
from thongquan.models import AuditEvent, IdempotentAnswer, VehicleDeclaration
from thongquan.queries.scope import scope

DATABASE = "border"
LONG = os.environ.get("THONGQUAN_LONG") == "1"
TOGETHER = 1000 if LONG else 50


@pytest.mark.django_db
def test_the_same_key_and_body_get_the_same_answer_letter_by_letter(machine, cast):
    huong = machine("huong")
    body = answers()
    first = huong.post("declarations", body, key="trip-1")
    second = huong.post("declarations", dict(reversed(body.items())), key="trip-1")
    assert first.status_code == second.status_code == 201 and first.content == second.content
    assert second["Idempotency-Replayed"] == "true" and not first.has_header("Idempotency-Replayed")
    with scope(cast.companies[0]):
        assert VehicleDeclaration.objects.filter(plate=VehicleDeclaration.objects.get(number=first.json()["number"]).plate).count() == 1


@pytest.mark.django_db
def test_the_same_key_with_another_content_is_refused(machine):
    huong = machine("huong")
    huong.post("declarations", answers(), key="trip-1")
    other = huong.post("declarations", answers(1), key="trip-1")
    assert other.status_code == 422 and other.json()["code"] == "IDM-01"
    elsewhere = machine("bao").post("declarations", answers(2), key="trip-1")
    assert elsewhere.status_code == 201, "another person, another key"


@pytest.mark.django_db
def test_a_refusal_is_kept_too_and_leaves_nothing_behind(machine, cast):
    huong = machine("huong")
    number = declared(huong)
    before = AuditEvent.objects.count()
    body = {"reason_code": "other", "hours": 4}
    first = huong.post(f"declarations/{number}/request-extension", body, key="ext")
    again = huong.post(f"declarations/{number}/request-extension", body, key="ext")
    assert first.status_code in (409, 422) and again.content == first.content and again.status_code == first.status_code
    assert AuditEvent.objects.count() == before


@pytest.mark.django_db
def test_a_passing_trouble_is_not_kept(machine, monkeypatch):
    huong = machine("huong")
    from thongquan.api import crossing

    real = crossing.declarant_named
    monkeypatch.setattr(crossing, "declarant_named", lambda *_: (_ for _ in ()).throw(TryLater("GEN-503")))
    assert huong.post("declarations", answers(), key="later").status_code == 503
    monkeypatch.setattr(crossing, "declarant_named", real)
    assert huong.post("declarations", answers(), key="later").status_code == 201


@pytest.mark.django_db
def test_a_grave_act_waits_for_its_code_and_is_answered_again_without_one(machine):
    huong, ly, nhu = machine("huong"), machine("ly"), machine("nhu")
    number, code = accepted(huong, ly), a_second_factor("nhu")
    ly.post(f"declarations/{number}/hold", {"reason_code": next(iter(ly.get("reasons").json()["lists"]["hold"]))})
    address, body = f"declarations/{number}/release", {"reason": "Seen"}
    assert nhu.post(address, body, key="release-1").json()["code"] == "ACC-01"
    done = nhu.post(address, body, key="release-1", one_time_code=code())  # what lacked its code was not kept
    assert done.status_code == 200 and done.json()["held"] is False, done.content
    again = nhu.post(address, body, key="release-1")
    assert again.content == done.content and again["Idempotency-Replayed"] == "true"


@pytest.mark.django_db
@pytest.mark.parametrize("key", [None, "x" * 101, "ngày mai", "tab\tinside"])
def test_creating_needs_a_good_key(machine, key):
    refused = machine("huong").post("declarations", answers(), key=key)
    assert refused.status_code == 400 and refused.json()["code"] == "IDM-03"


@pytest.mark.django_db
def test_the_same_own_reference_is_the_same_declaration(machine):
    huong = machine("huong")
    body = answers(own_reference="HD-2026/17")
    first, again = huong.post("declarations", body), huong.post("declarations", body)
    assert first.status_code == 201 and again.status_code == 200
    assert again.json()["number"] == first.json()["number"] and again.json()["again"] is True
    other = huong.post("declarations", answers(3, own_reference="HD-2026/17"))
    assert other.status_code == 409 and other.json()["code"] == "REF-01" and first.json()["number"] in other.json()["title"]


@pytest.mark.django_db
def test_a_returned_declaration_is_sent_again_under_its_own_reference(machine):
    huong, ly = machine("huong"), machine("ly")
    number = huong.post("declarations", answers(own_reference="HD-18")).json()["number"]
    ly.post(f"declarations/{number}/return", {"reasons": ["papers_missing"]})
    again = huong.post("declarations", answers(own_reference="HD-18", contact_phone="0987654321"))
    assert again.status_code == 200 and again.json()["number"] == number and again.json()["state"] == "submitted"


@pytest.mark.django_db
def test_a_scan_is_once_by_its_own_id(machine):
    sang = machine("sang")
    body = {"id": "6f0c7d1e-65cd-4d5a-8f3c-0d6a4a5f2b11", "digits": "1234", "gate": border.GATE, "lane": border.OUT}
    first, again = (sang.post("gate/scans", body, key=None).json() for _ in range(2))
    assert first["sign"] == "stop" and again["repeated"] and again["receipt"] == first["receipt"] and again["code"] == first["code"]


@pytest.mark.django_db
def test_answers_are_forgotten_after_thirty_days(machine):
    machine("huong").post("declarations", answers(), key="old")
    with scope(system()):
        row = IdempotentAnswer.objects.get(key="old")
        assert kept_answers.forget_answers(row.at + kept_answers.KEPT) == 0
        assert kept_answers.forget_answers(row.at + kept_answers.KEPT * 2) == 1


def together(count, act):
    """`count` calls from eight threads at once."""
    results, lock, waiting = [], threading.Lock(), iter(range(count))

    def work():
        while True:
            with lock:
                if next(waiting, None) is None:
                    break
            result = act()
            with lock:
                results.append(result)
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    close_old_connections()
    return results


def test_many_calls_with_one_key_have_one_effect(real_commits):
    cast = border.open_border()
    border.day_and_night()
    huong = Machine(a_key("huong"))
    body = answers(own_reference="")
    replies = together(TOGETHER, lambda: huong.post("declarations", body, key="rush"))
    assert Counter(reply.status_code for reply in replies) == {201: TOGETHER}
    assert len({reply.content for reply in replies}) == 1
    assert sum(reply.has_header("Idempotency-Replayed") for reply in replies) == TOGETHER - 1
    with scope(cast.companies[0]):
        assert VehicleDeclaration.objects.count() == 1
        assert AuditEvent.objects.filter(action="crossing.submit").count() == 1


def test_many_calls_with_one_own_reference_have_one_effect(real_commits):
    cast = border.open_border()
    border.day_and_night()
    huong = Machine(a_key("huong"))
    body = answers(own_reference="RUSH-1")
    replies = together(TOGETHER, lambda: huong.post("declarations", body))
    assert Counter(reply.status_code for reply in replies) == {201: 1, 200: TOGETHER - 1}
    assert len({json.loads(reply.content)["number"] for reply in replies}) == 1
    with scope(cast.companies[0]):
        assert VehicleDeclaration.objects.count() == 1
