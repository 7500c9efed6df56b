"""The pages of prediction: figures with their tables, a model promoted by two people, nothing for a declarant."""

import re
import time
from datetime import timedelta

import pytest

pytest.importorskip("lightgbm", reason="the learning libraries are left out here")

from django.test import Client, override_settings
from procrastinate.contrib.django.models import ProcrastinateJob

from tests import pasts
from tests.goods import NOW, answers, lodged, open_house
from thongquan.actions.risk.learning import onward, past, score_past
from thongquan.actions.risk.observe import moment
from thongquan.actions.risk.readings import DRIFTS, back_to
from thongquan.core.actor import system
from thongquan.jobs import risk as jobs
from thongquan.models import AuditEvent, LaneBudget, RiskModel, RiskModelFile, RiskScore, Unit, User
from thongquan.queries.risk.judging import model_of
from thongquan.queries.risk.learning import FIRST, LOCK, TASK, learning
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


def test_figures_that_moved_are_told_by_what_they_are_about(judged):
    from thongquan.core.riskwords import ABOUT
    from thongquan.risk.features import FEATURES

    assert {feature.reason for feature in FEATURES} <= set(ABOUT)
    mai = client_of("mai")
    mai.cookies["tq_language"] = "vi"
    page = mai.get("/risk/drift/").content.decode()
    names = {feature.name: ABOUT[feature.reason].vi for feature in FEATURES}
    shown = re.findall(r"<t[hd][^>]*>([^<]*) · ([a-z_0-9]+)</t[hd]>", page)
    assert shown and all(says == names[name] for says, name in shown)


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
    for language, words in (("vi", "nhưng chưa chọn ai"), ("en", "but chooses nobody yet"), ("zh-hans", "但尚未选查")):
        mai.cookies["tq_language"] = language
        assert words in mai.get(page).content.decode() and words in mai.get("/risk/").content.decode()
    assert state(judged) == "champion" and "promote/" not in loc.get(page).content.decode()
    head.post("/risk/models/back/", {"reason": "too many complaints", "model": "²"})
    assert state(judged) == "champion"
    head.post("/risk/models/back/", {"reason": "too many complaints", "model": str(judged.pk)})
    assert state(judged) == "retired"


def test_one_candidate_learns_at_a_time_and_only_an_analyst_asks(house):
    mai, head = client_of("mai"), client_of("nhu")
    assert head.post("/risk/models/ask/").status_code == 403 and learning().state == "none"
    mai.post("/risk/models/ask/")
    assert learning().under_way and "/risk/models/ask/" not in mai.get("/risk/models/").content.decode()
    mai.post("/risk/models/ask/")
    assert "Một ứng viên đang học" in mai.get("/risk/models/").content.decode()  # refused, in words
    with scope(system()), everywhere():
        assert ProcrastinateJob.objects.filter(task_name=TASK, lock=LOCK).count() == 1  # it waits in the queue for what learns already
        assert AuditEvent.objects.filter(action="risk.ask").count() == 1


def test_a_demo_that_makes_its_first_models_says_so_until_they_are_there(house):
    """Meanwhile there is none, or the older of the two, which is too old to judge."""
    mai = client_of("mai")
    assert "Chưa có mô hình: chỉ dùng tiêu chí" in mai.get("/risk/").content.decode()
    with scope(system()), everywhere():
        jobs.learn_first.defer()
        pasts.kept(at=NOW - timedelta(days=200))
        RiskModel.objects.update(state="champion", champion_since=NOW - timedelta(days=185), proposed_by=1, approved_by=2)
    for language, words in (("vi", "Các mô hình đầu tiên đang học"), ("en", "The first models are learning, about"), ("zh-hans", "首批模型正在学习")):
        mai.cookies["tq_language"] = language
        for page in ("", "models/"):
            assert words in mai.get(f"/risk/{page}").content.decode(), (language, page)
    with scope(system()), everywhere():
        ProcrastinateJob.objects.filter(task_name=FIRST).update(status="succeeded")
    assert "模型过旧" in mai.get("/risk/").content.decode()


@override_settings(REALM="demo")
def test_the_first_models_of_a_demo_are_taken_up_until_they_are_whole(house):
    """One after the other they are promoted, then the room is set; a demo stopped in between goes on where it was."""
    pasts.in_tables()

    def due():
        with scope(system()), everywhere():
            return jobs.waiting()

    def made(**past):
        with scope(system()), everywhere():
            RiskModel.objects.create(trained_at=NOW, trained_until=NOW.date(), proposed_by=1, approved_by=2, champion_since=NOW, **past)

    assert due() == FIRST
    made(hash="a" * 64, state="retired")
    assert due() == FIRST  # the older one alone
    made(hash="b" * 64, state="champion")
    assert due() == FIRST  # both, and no room for what they choose
    with scope(system()), everywhere():
        LaneBudget.objects.create(office=Unit.objects.get(code="20BB"), week=NOW.date(), red=40, yellow=90)
    assert due() == ""
    with scope(system()), everywhere():
        RiskModelFile.objects.create(model_id=RiskModel.objects.get(state="champion").pk, name="counters.npz", content=b"")
    assert due() == jobs.RECOUNT
    jobs.count_risk(0)
    jobs.count_risk(60)  # a minute later it still waits: it is not asked for again
    with scope(system()), everywhere():
        assert [job.task_name for job in ProcrastinateJob.objects.filter(lock=LOCK)] == [jobs.RECOUNT]


def test_an_analyst_who_opens_the_queue_of_dossiers_is_led_to_his_own_page(house):
    mai = client_of("mai")
    assert mai.get("/central/")["Location"] == "/risk/"
    assert 'href="/central/"' not in mai.get("/risk/").content.decode() and 'href="/central/"' in client_of("chau").get("/central/").content.decode()


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
                                          "lowering": [{"code": "TRADER", "weight": -1, "words": {"vi": "Uy tín", "en": "Known well", "zh": "信誉好"}}],
                                          "aspects": {"value": {"score": 0.3, "why": []}}})
    chau = client_of("chau")
    for language, words, speaks, well in (("vi", "Đơn giá thấp", "Có lợi cho người khai", "Uy tín"), (
            "en", "Price low", "Speaks for the declarant", "Known well"), ("zh-hans", "单价低", "有利于申报人", "信誉好")):
        chau.cookies["tq_language"] = language
        text = chau.get(f"/central/goods/{made.pk}/").content.decode()
        assert words in text and ("40 %" in text or "40,0 %" in text or "40.0 %" in text)
        assert text.index(words) < text.index(speaks) < text.index(well)


def test_a_forecast_reaches_leaders_of_an_office_for_their_offices_only(judged):
    head = client_of("nhu")
    text = head.get("/risk/forecast/").content.decode()
    assert "03NK" not in text and text.count("<svg class=\"ch\"") == 4
