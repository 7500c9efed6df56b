"""Two-way anonymity kept: an officer's name, planted as a canary, comes through no page of the declarant."""

import random

import pytest
from django.utils import timezone

from tests import goods as kit
from tests.people import client
from thongquan.actions.declaration import question_check
from thongquan.actions.declaration.ask import ask
from thongquan.actions.gate import give_lane
from thongquan.catalog.demo_goods import PORTS, consignment
from thongquan.core.rule import local_day
from thongquan.models import QuestionCheck, User
from thongquan.queries.access import actor_of
from thongquan.queries.scope import everywhere, scope

DATABASE = "house"
pytestmark = pytest.mark.django_db
CANARY = "CANARY-5C1E"
WORDS = "CANARY-LOI-GOP-Y, trang 4"


def test_no_page_of_the_declarant_holds_the_name_of_an_officer_nor_a_supervisors_words(monkeypatch):
    """The dossier officer, the quarantine officer and the supervisor all bear the canary; each has acted on the case."""
    goods, at = kit.open_house()[1], timezone.now() - kit.HOUR
    monkeypatch.setattr(question_check, "share", lambda law, on: 10_000)
    (made,) = kit.lodged(goods.traders[0], consignment(random.Random(3), 3, PORTS[0], "import", local_day(at)), die=60, at=at)
    pk, today = made.declaration.pk, local_day(at)
    with everywhere():
        officer = User.objects.get(pk=kit.officer_of(pk, "dossier").id)
    users = {officer.username, "ngan", "chau"}
    for username in users:
        User.objects.filter(username=username).update(full_name=f"{CANARY} {username}")
    clerk, ngan, chau = (actor_of(User.objects.get(username=name), today) for name in (officer.username, "ngan", "chau"))
    assert CANARY in clerk.name
    with scope(clerk):
        asked = ask(pk, [{"field": "/invoice_total", "rule": "CUV-06", "need": "Giải thích giá thấp hơn hóa đơn gốc"}], by=clerk, at=at)
    with scope(ngan):
        give_lane(pk, "quarantine_plant", "red", note="Lấy mẫu, ba kiện", by=ngan, at=at)
    with everywhere():
        check = QuestionCheck.objects.get(question_id=asked.pk)
    with scope(chau):
        question_check.judge(check.pk, need="idle", ground="vague", note=WORDS, by=chau, at=at)
    assert CANARY in client("chau").get("/central/team/questions/").content.decode(), "the canary sings where it may"
    tra = client("tra")
    for address in ("/trade/", "/trade/goods/", f"/trade/goods/{pk}/", f"/trade/goods/{pk}/statement/", "/notices/"):
        page = tra.get(address, follow=True)
        assert page.status_code == 200 and "CANARY" not in page.content.decode(), address
    assert "Lấy mẫu, ba kiện" in tra.get("/notices/", follow=True).content.decode()
