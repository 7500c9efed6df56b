"""The page of questions looked at: blind for the supervisor, told to the officer, closed to others."""

import random
import re

import pytest
from django.utils import timezone

from tests import goods as kit
from tests.people import client
from thongquan.actions.declaration import question_check
from thongquan.actions.declaration.ask import ask
from thongquan.catalog.demo_goods import PORTS, consignment
from thongquan.core.rule import local_day
from thongquan.models import QuestionCheck, User
from thongquan.queries.scope import everywhere, platform, scope

DATABASE = "house"
pytestmark = pytest.mark.django_db
PAGE = "/central/team/questions/"
NEED = "Giải thích giá thấp hơn hóa đơn gốc"


def text(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode().split("<main", 1)[-1]).split())


@pytest.fixture
def check(monkeypatch):
    """One question of a clerk of chau's team, in the sample."""
    goods, at = kit.open_house()[1], timezone.now()
    values = consignment(random.Random(3), 3, PORTS[0], "import", local_day(at - 2 * kit.HOUR))
    monkeypatch.setattr(question_check, "share", lambda law, on: 10_000)
    (made,) = kit.lodged(goods.traders[3], values, die=60, at=at - 2 * kit.HOUR)
    with everywhere():
        clerk = kit.officer_of(made.declaration.pk, "dossier")
    with scope(clerk):
        asked = ask(made.declaration.pk, [{"field": "/invoice_total", "rule": "CUV-06", "need": NEED}], by=clerk, at=at - kit.HOUR)
    with everywhere():
        return QuestionCheck.objects.get(question_id=asked.pk)


def test_a_supervisor_judges_without_the_name_and_the_officer_reads_the_words(check):
    officer = User.objects.get(pk=check.officer_id)
    chief = client("chau", "en")
    assert "Questions looked at 1" in text(chief.get("/central/team/"))
    page = text(chief.get(PAGE))
    waiting, _, figures = page.partition("Figures")
    assert NEED in waiting and officer.full_name not in waiting and officer.full_name in figures
    half = chief.post(PAGE, {"check": check.pk, "need": "idle", "ground": "vague", "note": "Thừa"})
    assert half.status_code == 422 and "An unfavourable view needs words" in text(half) and 'value="Thừa"' in half.content.decode()
    words = "Giá đã nằm trong hợp đồng, trang 2"
    done = chief.post(PAGE, {"check": check.pk, "need": "idle", "ground": "vague", "note": words}, follow=True)
    assert done.status_code == 200 and "No question waits for you" in text(done) and officer.full_name in text(done).rpartition("Judged")[2]
    for language, said in (("en", "It could not change the decision"), ("vi", "Không làm thay đổi quyết định"), ("zh-hans", "不影响决定")):
        assert said in text(client(officer.username, language).get("/central/me/"))
    assert words in text(client(officer.username, "en").get("/central/me/"))


def test_the_page_is_the_leaders_and_of_another_team_it_is_empty(check):
    officer = User.objects.get(pk=check.officer_id)
    assert [client(who).get(PAGE).status_code for who in ("tra", "sang", officer.username)] == [403] * 3
    chief = client("chau", "en")
    assert [chief.post(PAGE, {"check": sent, "need": "needed", "ground": "sound"}).status_code for sent in ("x", 0, check.pk + 99)] == [404] * 3
    with platform():
        QuestionCheck.objects.filter(pk=check.pk).update(office_id=9_999_999)
    assert NEED not in text(chief.get(PAGE))
    assert chief.post(PAGE, {"check": check.pk, "need": "needed", "ground": "sound"}).status_code == 404
