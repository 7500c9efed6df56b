"""Taxes paid, guarantees filed and lent, appointments moved, by the declarant's own system."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import encode_multipart
from django.utils import timezone

from tests.api.conftest import Machine, a_key
from tests.api.test_goods import houses_now, selected
from tests.files import a_pdf
from thongquan.actions import payment
from thongquan.core.goods import GREEN, RED
from thongquan.models import AuditEvent, Guarantee, Payment, User
from thongquan.queries.access import actor_of
from thongquan.queries.scope import everywhere, scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def tra(db: None) -> Machine:
    """The declarant's own system."""
    houses_now()
    return Machine(a_key("tra"))


def told(receipt: dict) -> AuditEvent:
    with everywhere():
        return AuditEvent.objects.get(pk=receipt["event"])


def test_the_tax_is_paid_by_a_bank_once_and_its_receipt_comes_back(tra: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    number = selected(tra, monkeypatch, GREEN)
    [owed] = tra.get(f"goods/{number}").json()["orders"]
    wrong = tra.post(f"goods/{number}/pay", {"bank": "XYZ"})
    assert (wrong.status_code, wrong.json()["findings"][0]["pointer"]) == (422, "/bank")
    assert tra.post(f"goods/{number}/pay", {"bank": "VTB"}, key=None).json()["code"] == "IDM-03"
    sent = tra.post(f"goods/{number}/pay", {"bank": "VTB"}, key="tax-1")
    assert sent.status_code == 200 and (sent.json()["state"], sent.json()["amount"], sent.json()["order"]) == ("sent", owed["amount"], owed["number"])
    assert told(sent.json()["receipt"]).action == "payment.send"
    assert tra.post(f"goods/{number}/pay", {"bank": "VTB"}, key="tax-1").content == sent.content
    assert tra.post(f"goods/{number}/pay", {"bank": "BDV"}).json()["bank"] == "VTB"  # one is on its way: the same transfer
    with everywhere():
        [row] = Payment.objects.filter(declaration__number=number)
        payment.paid(row.pk, bank_reference="V-118", at=timezone.now())
    shown = tra.get(f"goods/{number}").json()
    assert shown["state"] == "cleared" and shown["payments"][0]["receipt_number"].startswith("BL"), shown["payments"]
    assert tra.post(f"goods/{number}/pay", {"bank": "VTB"}).json()["code"] == "PAY-02"


def test_paying_needs_a_key_for_it_and_a_mandate(tra: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    number = selected(tra, monkeypatch, GREEN)
    for path, body in (("pay", {"bank": "VTB"}), ("guarantee", {"guarantee": 1})):
        assert Machine(a_key("tra", "declarations:read", "declarations:write")).post(f"goods/{number}/{path}", body).json()["code"] == "ACC-06"
        assert Machine(a_key("huong")).post(f"goods/{number}/{path}", body).status_code == 404
    with everywhere():
        assert not Payment.objects.exists()


def test_a_letter_is_filed_accepted_and_stands_for_the_tax(tra: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    number = selected(tra, monkeypatch, GREEN)
    day = timezone.localdate()
    typed = {"kind": "general", "bank": "BDV", "number": "BDV-77/2026", "limit": "9000000000", "office": "20BB", "valid_from": day.isoformat(),
             "valid_until": (day + timedelta(days=90)).isoformat()}

    def filed(key: str = "", **over: str):
        paper = SimpleUploadedFile("bao-lanh.pdf", a_pdf(1), "application/pdf")
        raw = encode_multipart("letter", {**typed, **over, "file": paper})
        return tra.call("POST", "guarantees", raw=raw, key=key, content_type="multipart/form-data; boundary=letter")

    broken = filed(limit="0", office="99ZZ")
    assert (broken.status_code, {f["pointer"] for f in broken.json()["findings"]}) == (422, {"/limit", "/office"})
    made = filed("letter-1")
    assert made.status_code == 201 and (made.json()["state"], made.json()["left"]) == ("filed", 9_000_000_000), made.content
    assert told(made.json()["receipt"]).action == "payment.guarantee_filed"
    pk = made.json()["id"]
    assert pk in [row["id"] for row in tra.get("guarantees").json()["items"]]
    assert pk not in [row["id"] for row in Machine(a_key("huong")).get("guarantees").json()["items"]]
    early = tra.post(f"goods/{number}/guarantee", {"guarantee": pk})
    assert (early.status_code, early.json()["code"]) == (422, "PAY-03")  # nobody has accepted it yet
    thao = actor_of(User.objects.get(username="thao"), day)
    with scope(thao):
        payment.accept(pk, by=thao, at=timezone.now())
    lent = tra.post(f"goods/{number}/guarantee", {"guarantee": pk})
    assert lent.status_code == 200 and lent.json()["state"] == "released" and lent.json()["guarantee"]["used"] == lent.json()["amount"], lent.content
    assert told(lent.json()["receipt"]).action == "payment.lend"
    assert tra.call("DELETE", f"guarantees/{pk}").status_code == 409  # Customs has decided about it
    second = filed(number="BDV-78/2026").json()["id"]
    assert Machine(a_key("huong")).call("DELETE", f"guarantees/{second}").status_code in (403, 404)
    assert tra.call("DELETE", f"guarantees/{second}").json()["state"] == "withdrawn"
    assert [tra.call("DELETE", f"guarantees/{name}").status_code for name in ("x", 10**15)] == [404, 404]
    with everywhere():
        assert Guarantee.objects.get(pk=second).state == "withdrawn"


def test_another_time_is_asked_for_the_inspection(tra: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    number, green = selected(tra, monkeypatch, RED), selected(tra, monkeypatch, GREEN, 1)
    first = tra.get(f"goods/{number}/appointment").json()
    assert first["state"] == "ordered" and first["site"] and first["slot_at"] and first["moves_left"] > 0, first
    wanted = first["slots"][3]
    assert wanted != first["slot_at"]
    moved = tra.post(f"goods/{number}/appointment", {"slot_at": wanted, "reason_code": "RES-01"}, key="later")
    assert moved.status_code == 200 and moved.json()["slot_at"] == wanted and moved.json()["moves_left"] == first["moves_left"] - 1, moved.content
    assert told(moved.json()["receipt"]).action == "inspection.reschedule" and wanted not in moved.json()["slots"]
    assert tra.post(f"goods/{number}/appointment", {"slot_at": wanted, "reason_code": "RES-01"}, key="later").content == moved.content
    for body, code, pointer in (({"slot_at": "2026-01-05T08:00:00+07:00", "reason_code": "RES-01"}, "INS-92", "/slot_at"),
                                ({"slot_at": wanted, "reason_code": "because"}, "FRM-04", "/reason_code"), ({"reason_code": "RES-01"}, "FRM-01", "/slot_at")):
        no = tra.post(f"goods/{number}/appointment", body)
        assert no.status_code in (409, 422) and (no.json()["code"], no.json()["findings"][0]["pointer"]) == (code, pointer)
    assert tra.get(f"goods/{green}/appointment").status_code == 404  # nobody looks at those
    assert tra.post(f"goods/{green}/appointment", {"slot_at": wanted, "reason_code": "RES-01"}).json()["code"] == "INS-90"
    assert Machine(a_key("huong")).get(f"goods/{number}/appointment").status_code == 404
