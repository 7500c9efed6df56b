"""Samples at the laboratory: received under their seal, sent back or answered, and the answer ends what waited for it."""

import pytest
from django.test import Client
from django.utils import timezone

from tests.web.test_inspection import JSON, client, red, state_of, text
from thongquan.actions import inspection
from thongquan.core.refused import Conflict, NotAllowed, Refused
from thongquan.core.rule import local_day
from thongquan.models import AuditEvent, CheckLabel, InspectionEvidence, InspectionFinding, Notice, User
from thongquan.queries.access import actor_of
from thongquan.queries.scope import everywhere, scope
from thongquan.web.shared.navigation import first_page_of

DATABASE = "house"
pytestmark = pytest.mark.django_db
DOOR = "/inspect/laboratory/"


def analyst():
    return actor_of(User.objects.get(username="nga"), local_day(timezone.now()))


def door(language="en"):
    """The laboratory officer's browser."""
    page = Client()
    page.cookies["tq_language"] = language
    page.force_login(User.objects.get(username="nga"), backend="allauth.account.auth_backends.AuthenticationBackend")
    return page


def sent(place, **over):
    """A red import whose only open question lies at the laboratory."""
    order, who = red(place)
    page, at = client(who.id), f"/inspect/{order.pk}/"
    page.post(f"{at}begin/")
    told = page.post(f"{at}keep/", {"kind": "sample", "slip": "PTPL-77", "seal": "NP 00.981", "line": "1", "what": "Thành phần", **over}, headers=JSON).json()
    page.post(f"{at}line/", {"line": 1, "outcome": "sample"})
    page.post(f"{at}result/", {"outcome": "sample"})
    return order, who, told["evidence"]


def answers(browser, pk, **told):
    return browser.post(f"{DOOR}{pk}/answer/", {"outcome": "agrees", "hs": "", "words": "", **told})


def body(pk):
    with everywhere():
        return InspectionEvidence.objects.get(pk=pk).body


def test_a_sample_is_received_under_its_seal_and_its_answer_clears_the_goods(place):
    order, who, pk = sent(place)
    lab = door()
    page = text(lab.get(DOOR))
    assert "PTPL-77" in page and "To receive 1" in page and order.declaration.declarant.name not in page, "whose goods they are is not told"
    lab.post(f"{DOOR}{pk}/receive/", {"seal": "NP00982"})
    assert "received_at" not in body(pk), "another seal is not taken"
    answers(lab, pk)
    assert "result" not in body(pk), "nothing is answered that was not received"
    lab.post(f"{DOOR}{pk}/receive/", {"seal": "np00981"})
    assert body(pk)["received_by"] == analyst().id and "To analyse 1" in text(lab.get(DOOR))
    assert client(who.id).post(f"/inspect/{order.pk}/sample/{pk}/", {"outcome": "agrees"}, headers=JSON).json()["code"] == "INS-94"
    answers(lab, pk, words="Quả vải tươi")
    assert state_of(order.declaration_id) == "cleared" and "Quả vải tươi" in text(client(who.id).get(f"/inspect/{order.pk}/"))
    told = text(client(User.objects.get(username="chau").pk).get(f"/central/goods/{order.declaration_id}/history/"))
    assert all(words in told for words in ("Sample sent to the laboratory", "The laboratory has received the sample", "The laboratory has answered"))
    with everywhere():
        label = CheckLabel.objects.get(declaration_id=order.declaration_id)
        acts = list(AuditEvent.objects.filter(object_type="inspection_evidence", object_id=pk).order_by("id").values_list("action", "actor_id"))
    assert (label.found, label.officer) == (False, who.id), "the label is the recorder's"
    assert acts == [("inspection.keep", who.id), ("inspection.sample_received", analyst().id), ("inspection.sample_result", analyst().id)]


def test_another_code_found_goes_back_to_the_dossier_with_its_line(place):
    order, _who, pk = sent(place)
    lab, by, at = door(), analyst(), timezone.now()
    lab.post(f"{DOOR}{pk}/receive/", {"seal": "NP00981"})
    with scope(by), pytest.raises(Refused, match="INS-84"):
        inspection.answer(pk, outcome="agrees", hs="3901.20.00", by=by, at=at)
    answers(lab, pk, outcome="description", hs="3901.20.00", words="Polyetylen")
    assert state_of(order.declaration_id) == "checking"
    with everywhere():
        finding = InspectionFinding.objects.get(order=order, line=1)
        assert (finding.outcome, finding.hs) == ("description", "39012000")
        assert CheckLabel.objects.get(declaration_id=order.declaration_id).found
    with scope(by), pytest.raises(Conflict, match="INS-89"):
        inspection.answer(pk, outcome="agrees", by=by, at=at)


def test_a_sample_with_a_broken_seal_goes_back_and_another_one_is_taken(place):
    order, who, pk = sent(place)
    lab, tablet = door(), client(who.id)
    lab.post(f"{DOOR}{pk}/back/", {"reason": ""})
    assert "sent_back_at" not in body(pk)
    lab.post(f"{DOOR}{pk}/back/", {"reason": "Niêm phong rách"})
    with scope(who):
        assert Notice.objects.get(kind="inspection_sample_back").user_id == who.id
    shown = text(tablet.get(f"/inspect/{order.pk}/"))
    assert "Niêm phong rách" in shown and "Send to the laboratory" in shown and state_of(order.declaration_id) == "inspecting"
    again = tablet.post(f"/inspect/{order.pk}/keep/", {"kind": "sample", "slip": "PTPL-78", "line": "1"}, headers=JSON).json()["evidence"]
    lab.post(f"{DOOR}{again}/receive/", {"seal": "PTPL-78"})
    answers(lab, again)
    assert state_of(order.declaration_id) == "cleared", "the one sent back is waited for no more"


def test_no_other_sample_is_asked_for_once_the_inspection_is_over(place):
    order, who, pk = sent(place)
    client(who.id).post(f"/inspect/{order.pk}/result/", {"outcome": "origin", "outcome-1": "origin"})
    assert state_of(order.declaration_id) == "checking"
    door().post(f"{DOOR}{pk}/back/", {"reason": "Mẫu quá ít"})
    assert body(pk)["sent_back"] == "Mẫu quá ít"
    with scope(who):
        assert not Notice.objects.filter(kind="inspection_sample_back").exists()


def test_who_took_the_sample_does_not_analyse_it_and_strangers_find_no_door(place):
    _order, who, pk = sent(place)
    with scope(who), pytest.raises(NotAllowed):
        inspection.receive(pk, seal="NP00981", by=who, at=timezone.now())
    assert client(who.id).get(DOOR).status_code == 403 and Client().get(DOOR).status_code == 302
    for language, words in (("vi", "Phòng phân tích"), ("zh-hans", "化验室")):
        assert words in door(language).get(DOOR).content.decode()
    assert first_page_of(analyst()) == DOOR


def test_what_was_typed_stays_when_an_answer_is_refused(place):
    _order, _who, pk = sent(place)
    lab = door()
    wrong = lab.post(f"{DOOR}{pk}/receive/", {"seal": "NP00982"})
    assert wrong.status_code == 422 and 'value="NP00982"' in wrong.content.decode()
    lab.post(f"{DOOR}{pk}/receive/", {"seal": "np00981"})
    refused = answers(lab, pk, hs="99999999", words="Đo ba lần, sai số 0,1 %").content.decode()
    assert 'value="99999999"' in refused and 'value="Đo ba lần, sai số 0,1 %"' in refused and '<option value="agrees" selected>' in refused
    assert 'class="errsum"' in refused and "result" not in body(pk)


def test_an_inspector_who_searches_a_number_comes_to_his_order(place):
    order, who = red(place)
    browser = client(who.id)
    found = browser.get("/desk/search/", {"q": order.declaration.number})
    assert found.status_code == 302 and found["location"] == f"/inspect/{order.pk}/"
    listed = text(browser.get("/desk/search/", {"q": order.declaration.number[:-1]}))
    assert "” 0" not in listed, "goods count among what was found"
