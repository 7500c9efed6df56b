"""The pages of prediction: figures with their tables, a model promoted by two people, nothing for a declarant."""

import re
import time

import pytest

pytest.importorskip("lightgbm", reason="the learning libraries are left out here")

from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from tests import pasts
from tests.goods import NOW, answers, lodged, open_house
from thongquan.actions.risk.learning import onward, past, score_past
from thongquan.actions.risk.observe import moment
from thongquan.actions.risk.readings import DRIFTS, back_to
from thongquan.core.actor import system
from thongquan.models import AuditEvent, RiskModel, RiskScore, User
from thongquan.queries.risk.judging import model_of
from thongquan.queries.risk.learning import TASK, learning
from thongquan.queries.scope import everywhere, scope

DATABASE = "house"
pytestmark = pytest.mark.django_db
PAGES = ("", "models/", "hits/", "drift/", "officers/", "forecast/")


@pytest.fixture
def house():
    return open_house()[1]


def client_of(name: str) -> Client:
    client, user = Client(), User.objects.get(username=name)
    client.force_login(user)
    session = client.session
    session["account_authentication_methods_user"] = str(user.pk)
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "reauthenticated": True, "at": time.time()}]
    session.save()
    return client


@pytest.fixture
def judged(house):
    """A champion that has judged the last twenty days, with the weeks' figures."""
    pasts.in_tables()
    row = pasts.kept()
    with scope(system()), everywhere():
        told = past(NOW)
        view = onward(model_of(row.pk, counters=True), told, features=DRIFTS)
        score_past(row, view, moment(NOW) - 20, moment(NOW))
        back_to(view, told, since=moment(NOW) - 20, until=moment(NOW))
    return row


def test_every_page_has_its_figures_in_every_language_and_says_them_in_a_table(judged):
    mai = client_of("mai")
    for language in ("vi", "en", "zh-hans"):
        mai.cookies["tq_language"] = language
        for page in PAGES:
            answer = mai.get(f"/risk/{page}?days=180")
            text = answer.content.decode()
            assert answer.status_code == 200, page
            assert "<table" in text and (page in ("models/",) or "<svg class=\"ch\"" in text), (page, language)
            assert text.count("<svg class=\"ch\"") <= text.count("<table"), page


def test_the_model_goes_through_two_people_on_the_page_and_back_in_one_step(judged):
    mai, loc, head = client_of("mai"), client_of("loc"), client_of("nhu")
    page = f"/risk/models/{judged.pk}/"
    shown = mai.get(page).content.decode()
    assert judged.training_hash in shown and "9900000001" in shown
    mai.post(page + "propose/", {"reason": "better on the trial"})
    assert "promote/" not in mai.get(page).content.decode() and "promote/" in loc.get(page).content.decode()
    mai.post(page + "promote/")
    assert state(judged) == "proposed"
    loc.post(page + "promote/")
    assert state(judged) == "champion" and "promote/" not in loc.get(page).content.decode()
    head.post("/risk/models/back/", {"reason": "too many complaints"})
    assert state(judged) == "retired"


def test_one_candidate_learns_at_a_time_and_only_an_analyst_asks(house):
    mai, head = client_of("mai"), client_of("nhu")
    assert head.post("/risk/models/ask/").status_code == 403 and learning().state == "none"
    mai.post("/risk/models/ask/")
    assert learning().under_way and "/risk/models/ask/" not in mai.get("/risk/models/").content.decode()
    mai.post("/risk/models/ask/")
    assert "Một ứng viên đang học" in mai.get("/risk/models/").content.decode()  # refused, in words
    with scope(system()), everywhere():
        assert ProcrastinateJob.objects.filter(task_name=TASK).count() == 1
        assert AuditEvent.objects.filter(action="risk.ask").count() == 1


def state(row: RiskModel) -> str:
    with scope(system()):
        return RiskModel.objects.get(pk=row.pk).state


def test_who_declares_opens_no_page_of_prediction_and_finds_none_of_its_words(house):
    """Canary: a reason with words found nowhere else; every page and every answer about the declaration is without them."""
    made = lodged(house.traders[0], answers(3))[0].declaration
    with scope(system()), everywhere():
        RiskScore.objects.create(code=f"{made.pk}-1", declaration_id=made.pk, office_id=made.office_id, day=NOW.date(), model_hash="c0ffee" * 8,
                                 physical=0.987654, document=0.5, score=7.654321, probability=0.987654,
                                 reasons={"top": [{"code": "CANARY", "weight": 1, "words": dict.fromkeys(("vi", "en", "zh"), "CANARY-9431")}], "aspects": {}})
    tra = client_of("tra")
    for page in (*PAGES, "lines/", "officers/1/"):
        assert tra.get(f"/risk/{page}").status_code == 403
    for address in ("/trade/goods/", f"/trade/goods/{made.pk}/", f"/trade/goods/{made.pk}/statement/", f"/central/goods/{made.pk}/", "/trade/"):
        text = tra.get(address).content.decode()
        assert not re.search("CANARY|c0ffee|0[.,]9876|98[.,]8 ?%", text), address


def test_the_officer_of_the_dossier_reads_the_reasons_in_his_language(house):
    made = lodged(house.traders[0], answers(4), die=60)[0].declaration
    with scope(system()), everywhere():
        RiskScore.objects.create(code=f"{made.pk}-1", declaration_id=made.pk, office_id=made.office_id, day=NOW.date(), model_hash="c0ffee" * 8,
                                 physical=0.4, document=0.5, score=1, probability=0.4,
                                 reasons={"top": [{"code": "PRICE", "weight": 1, "words": {"vi": "Đơn giá thấp", "en": "Price low", "zh": "单价低"}}],
                                          "aspects": {"value": {"score": 0.3, "why": []}}})
    chau = client_of("chau")
    for language, words in (("vi", "Đơn giá thấp"), ("en", "Price low"), ("zh-hans", "单价低")):
        chau.cookies["tq_language"] = language
        text = chau.get(f"/central/goods/{made.pk}/").content.decode()
        assert words in text and ("40 %" in text or "40,0 %" in text or "40.0 %" in text)


def test_a_forecast_reaches_leaders_of_an_office_for_their_offices_only(judged):
    head = client_of("nhu")
    text = head.get("/risk/forecast/").content.decode()
    assert "03NK" not in text and text.count("<svg class=\"ch\"") == 4
