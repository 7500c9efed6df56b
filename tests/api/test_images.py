"""A scanner sends its image, readers outside say what they see in it; the declarant hears nothing of it."""

import hashlib
import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import encode_multipart
from django.utils import timezone

from tests.api.conftest import Machine, a_key
from tests.api.test_goods import houses_now, selected
from tests.goods import officer_of
from tests.people import a_person
from thongquan.actions import inspection
from thongquan.core.actor import system
from thongquan.core.goods import RED
from thongquan.models import AuditEvent, ImageReading, InspectionEvidence, InspectionOrder, Notice, User
from thongquan.queries.access import actor_of, all_units
from thongquan.queries.scope import everywhere, scope

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 60
SHA = hashlib.sha256(PNG).hexdigest()
AREA = {"x": 0.25, "y": 0.5, "width": 0.2, "height": 0.25, "kind": "hidden", "probability": 0.87}
READ = {"reader": "NhinRo", "version": "2.4", "finds": True, "areas": [AREA]}


@pytest.fixture
def tra(db: None) -> Machine:
    """The declarant's own system."""
    houses_now()
    return Machine(a_key("tra"))


@pytest.fixture
def number(tra: Machine, monkeypatch: pytest.MonkeyPatch) -> str:
    """Goods that are ordered to be looked at."""
    return selected(tra, monkeypatch, RED)


@pytest.fixture
def scanner(tra: Machine, number: str) -> Machine:
    """The machine of the place where they lie."""
    with everywhere():
        office = InspectionOrder.objects.select_related("site__office").get(declaration__number=number).site.office.code
    return machine("may-soi", office)


def machine(name: str, office: str) -> Machine:
    a_person(name, "partner", unit=office)
    return Machine(a_key(name, "images:write"))


def sent(scanner: Machine, number: str, content: bytes = PNG, **over: str):
    raw = encode_multipart("image", {"id": str(uuid4()), "taken_at": timezone.now().isoformat(), **over,
                                     "file": SimpleUploadedFile("scan.png", content, "image/png")})
    return scanner.call("POST", f"goods/{number}/images", raw=raw, content_type="multipart/form-data; boundary=image")


def told(scanner: Machine, number: str, body: dict | None = None, sha: str = SHA, **over):
    return scanner.post(f"goods/{number}/images/{sha}/readings", {**READ, **over} if body is None else body)


def test_an_image_is_kept_once_though_sent_again_and_waits_for_an_officer(scanner: Machine, number: str) -> None:
    sent_id = str(uuid4())
    first = sent(scanner, number, id=sent_id)
    assert (first.status_code, first.json()["sha256"], first.json()["again"]) == (201, SHA, False), first.content
    for again in (sent(scanner, number, id=sent_id), sent(scanner, number)):  # under its id, and with the same bytes
        assert (again.status_code, again.json()["sha256"], again.json()["again"], again.json()["receipt"]) == (200, SHA, True, None)
    with everywhere():
        image = InspectionEvidence.objects.get(kind="scan")
        event = AuditEvent.objects.get(pk=first.json()["receipt"]["event"])
        assert (image.body, bytes(image.content), image.media_type) == ({}, PNG, "image/png")
        assert (event.action, json.loads(bytes(event.payload))["facts"]["sha256"]) == ("inspection.keep", SHA)
        assert image.order.state == "ordered"


def test_a_reading_is_kept_once_and_never_changed(scanner: Machine, number: str) -> None:
    sent(scanner, number)
    first = told(scanner, number)
    assert (first.status_code, first.json()["areas"], first.json()["again"]) == (201, 1, False), first.content
    assert (told(scanner, number).status_code, told(scanner, number).json()["again"]) == (200, True)
    other = told(scanner, number, finds=False, areas=[])
    assert (other.status_code, other.json()["code"]) == (409, "INS-78")
    assert told(scanner, number, version="2.5", finds=False, areas=[]).status_code == 201
    with everywhere():
        assert list(ImageReading.objects.order_by("id").values_list("reader", "release", "finds", "areas")) == [
            ("NhinRo", "2.4", True, [AREA]), ("NhinRo", "2.5", False, [])]
        event = AuditEvent.objects.get(pk=first.json()["receipt"]["event"])
        row = InspectionOrder.objects.get(declaration__number=number)
        assert (event.action, event.declarant_id) == ("inspection.image_reading", None)
        assert (row.state, row.declaration.channel, any(step["step"] == "open" and step["done"] for step in row.steps)) == ("ordered", RED, False)


@pytest.mark.parametrize(("over", "code", "pointer"), [
    ({"areas": [AREA, {**AREA, "x": 0.9}]}, "INS-80", "/areas/1"), ({"areas": [{**AREA, "y": -0.1}]}, "INS-80", "/areas/0"),
    ({"areas": [{**AREA, "width": 0}]}, "INS-80", "/areas/0"), ({"areas": [{**AREA, "x": 1e300}]}, "INS-80", "/areas/0"),
    ({"finds": False}, "INS-79", "/areas"), ({"areas": [{**AREA, "kind": "dragon"}]}, "FRM-03", "/areas/0/kind"),
    ({"areas": [{**AREA, "probability": 1.2}]}, "FRM-03", "/areas/0/probability"), ({"areas": [AREA] * 41}, "FRM-03", "/areas"),
    ({"reader": "  "}, "FRM-03", "/reader"), ({"version": "2\n4"}, "FRM-03", "/version"), ({"finds": "yes"}, "FRM-03", "/finds"),
])
def test_a_reading_that_makes_no_sense_is_refused_with_its_place(scanner: Machine, number: str, over: dict, code: str, pointer: str) -> None:
    sent(scanner, number)
    answer = told(scanner, number, **over)
    assert (answer.status_code, answer.json()["code"], answer.json()["findings"][0]["pointer"]) == (422, code, pointer), answer.content
    assert told(scanner, number, areas=[{**AREA, "x": 0.6667, "width": 0.33334}]).status_code == 201, "a hair over the edge is rounding"
    with everywhere():
        assert ImageReading.objects.get().areas[0]["x"] + ImageReading.objects.get().areas[0]["width"] <= 1


def test_an_unknown_image_is_said_to_be_unknown(scanner: Machine, number: str) -> None:
    for sha in (SHA, "f" * 64, "x"):
        answer = told(scanner, number, sha=sha)
        assert (answer.status_code, answer.json()["code"]) == (404, "INS-81")
    for content in (b"#!/bin/sh", b"....ftypmp42" + b"\x00" * 20):
        answer = sent(scanner, number, content)
        assert (answer.status_code, answer.json()["code"]) == (422, "INS-93")
    assert sent(scanner, number, id="not one").json()["findings"][0]["pointer"] == "/id"
    with everywhere():
        assert not InspectionEvidence.objects.exists() and not ImageReading.objects.exists()


def test_a_machine_serves_its_own_place_with_its_own_scope_alone(scanner: Machine, number: str, tra: Machine) -> None:
    sent(scanner, number)
    elsewhere = machine("may-soi-khac", "03NK")
    assert (sent(elsewhere, number).status_code, told(elsewhere, number).status_code) == (404, 404)
    a_person("may-ban", "partner", unit="20BB")
    others = (Machine(a_key("may-ban", "licences:write")), Machine(a_key("kiem20bb1", "images:write")), tra)
    assert [told(one, number).json()["code"] for one in others] == ["ACC-06", "GEN-403", "ACC-06"]
    with everywhere():
        assert not ImageReading.objects.exists()


def test_nobody_reads_an_image_whose_end_is_known(scanner: Machine, number: str) -> None:
    sent(scanner, number)
    with everywhere():
        InspectionOrder.objects.filter(declaration__number=number).update(state="done")
    assert [answer.json()["code"] for answer in (told(scanner, number), sent(scanner, number, PNG + b"."))] == ["INS-90", "INS-90"]


def test_the_declarant_sees_neither_image_nor_reading_nor_a_word_of_them(scanner: Machine, number: str, tra: Machine) -> None:
    before = tra.get(f"goods/{number}").content
    sent(scanner, number)
    told(scanner, number)
    assert tra.get(f"goods/{number}").content == before
    who = actor_of(User.objects.get(username="tra"), timezone.localdate())
    with scope(who):
        assert not ImageReading.objects.exists() and not InspectionEvidence.objects.exists()
        assert not AuditEvent.objects.filter(action__in=("inspection.keep", "inspection.image_reading")).exists()
    with everywhere():
        assert AuditEvent.objects.filter(action="inspection.image_reading").count() == 1, "negative control"


def test_the_officer_who_called_it_fitting_is_told_when_a_machine_marks_it(scanner: Machine, number: str) -> None:
    sent(scanner, number)
    with everywhere():
        row = InspectionOrder.objects.get(declaration__number=number)
        image = InspectionEvidence.objects.get()
        who = officer_of(row.declaration_id, "inspection")
    at = timezone.now() + timedelta(minutes=1)
    with scope(who):
        inspection.begin(row.pk, by=who, at=at)
        inspection.read_image(image.pk, reads="agrees", by=who, at=at)
    told(scanner, number, version="1", finds=False, areas=[])
    told(scanner, number)
    with scope(system(all_units())):
        [notice] = Notice.objects.filter(kind="inspection_marked")
        assert (notice.user_id, notice.values["reader"], notice.link) == (who.id, "NhinRo 2.4", f"/inspect/{row.pk}/")
