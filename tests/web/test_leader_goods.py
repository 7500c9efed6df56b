"""Goods before a leader: page, files, cases, target; the inbox and the search."""

import csv
import gzip
import io
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client, override_settings
from django.utils import timezone

from tests import goods as made
from tests.actions import test_review as acts
from thongquan.actions import assignment
from thongquan.actions.declaration.decide import agree
from thongquan.core.assignment_words import REASSIGN_REASONS
from thongquan.core.rule import local_day
from thongquan.models import GoodsDecision, GoodsDeclaration, GoodsProfile, Reassignment, RevenueTarget, Task, Unit, User
from thongquan.queries.report.goods import GOODS_STATISTICS
from thongquan.queries.scope import everywhere, scope
from thongquan.web.shared.charts import twin

DATABASE = "house"
pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def house():
    cache.clear()
    User.objects.update(demo=True)
    with override_settings(REALM="demo"):
        cast, goods = made.open_house()
        for n in range(3):
            acts.cleared(goods, n=3 + n, at=timezone.now() - timedelta(hours=3))
        yield cast, goods


def client(username: str, language: str = "en") -> Client:
    page = Client()
    page.cookies["tq_language"] = language
    page.force_login(User.objects.get(username=username), backend="allauth.account.auth_backends.AuthenticationBackend")
    return page


def text(page) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


@pytest.mark.parametrize(("who", "status"), [("nhu", 200), ("chau", 200), ("huong", 403), ("ly", 403), ("kien", 403)])
def test_who_reads_the_figures_of_goods(house, who, status):
    assert client(who).get("/leader/goods/").status_code == status


@pytest.mark.parametrize("language", ["vi", "en", "zh-hans"])
def test_the_page_is_light_and_every_chart_has_its_table(house, language):
    shown = client("nhu", language).get("/leader/goods/?length=month")
    body = shown.content.decode()
    assert len(gzip.compress(shown.content)) < 120_000
    assert body.count('role="img"') >= 4 and body.count('class="twin"') >= 3


def test_figures_lead_to_their_declarations_and_to_files(house):
    page = client("nhu")
    day = f"length=day&on={local_day(timezone.now() - timedelta(hours=3))}"
    said = text(page.get(f"/leader/goods/?{day}"))
    assert "Green channel 3 100.0" in said
    answer = page.get(f"/leader/goods/cases/?{day}&by=by_channel&value=green")
    assert answer.content.decode().count("/central/goods/") == 3
    sheet = page.get(f"/leader/goods/cases/?{day}&by=by_channel&value=green&file=csv")
    assert len(list(csv.reader(io.StringIO(sheet.content.decode("utf-8-sig"))))) == 4
    assert page.get("/leader/goods/cases/?by=digital&value=upload").status_code == 404
    assert page.get("/leader/goods/cases/?by=nothing&value=1").status_code == 404


def test_every_statistic_is_a_file(house):
    page = client("nhu")
    for code, kind in ((code, kind) for code in GOODS_STATISTICS for kind in ("csv", "xlsx")):
        answer = page.get(f"/leader/goods/figures/{code}.{kind}?length=month")
        assert answer.status_code == 200 and answer["Content-Disposition"].endswith(f'.{kind}"'), code


@pytest.mark.parametrize("address", ["?length=x&on=2026-99-99&office=';--&channel=%00&kind=<b>", "?on=0001-01-01", "cases/?by=stages&value=%27"])
def test_nonsense_in_the_address_breaks_nothing(house, address):
    assert client("nhu").get(f"/leader/goods/{address}").status_code == 200


def test_a_head_sets_the_years_target_and_sees_the_share(house):
    page = client("nhu")
    shown = page.get("/leader/goods/")
    [pk] = re.findall(r"/leader/goods/target/(\d+)/", shown.content.decode())
    year = timezone.now().year
    assert page.post(f"/leader/goods/target/{pk}/", {"year": year, "billions": "abc"}).status_code == 409
    assert page.post(f"/leader/goods/target/{pk}/", {"year": year, "billions": "0,5"}).status_code == 303
    with everywhere():
        assert RevenueTarget.objects.get(unit_id=int(pk)).amount == 500_000_000
    assert "of 0.500 billion đồng" in text(page.get("/leader/goods/"))
    other = Unit.objects.exclude(pk=int(pk)).filter(code="15BB").get()
    assert page.post(f"/leader/goods/target/{other.pk}/", {"year": year, "billions": "5"}).status_code == 403


# ---- decisions about goods ---------------------------------------------------------------------------------------------------


def test_a_trader_calls_the_head_from_his_page_when_the_promise_has_run_out_and_reads_no_name(house):
    _, goods = house
    (row,) = made.lodged(goods.traders[0], acts.consigned(9, timezone.now(), 0), die=60, at=timezone.now() - timedelta(minutes=5))
    pk, trader = row.declaration.pk, client("tra")
    assert "Call the head" not in text(trader.get(f"/trade/goods/{pk}/"))
    early = trader.post(f"/trade/goods/{pk}/escalate/")
    assert early.status_code == 422 and "No promise of Customs has run out" in text(early)
    with everywhere():
        ended = timezone.now() - timedelta(hours=1)
        Task.objects.filter(declaration_id=pk, kind="dossier").update(due_at=ended)
        GoodsDeclaration.objects.filter(pk=pk).update(promised_at=ended)
        clerk = made.officer_of(pk, "dossier")
    assert "Call the head" in text(trader.get(f"/trade/goods/{pk}/"))
    assert trader.post(f"/trade/goods/{pk}/escalate/", {"words": "Durians, two days on the road"}).status_code == 303
    after = text(trader.get(f"/trade/goods/{pk}/"))
    assert "The head was called on" in after and "Call the head" not in after and clerk.name not in after and "Turned to the head of office" in after
    listed = text(client("nhu").get("/leader/inbox/?kind=called"))
    assert "A trader turns to you: a promise has run out" in listed and "Check of the dossier: Durians, two days on the road" in listed
    assert "Turns to the head" in text(client("chau").get(f"/central/goods/{pk}/"))
    story = [text(client(who).get(f"/central/goods/{pk}/history/")) for who in ("chau", User.objects.get(pk=clerk.id).username)]
    assert ["The trader turned to the head" in one for one in story] == [True, False], "whom it is about does not read it"


def test_decisions_about_goods_stand_in_the_heads_list(house):
    _, goods = house
    head = client("nhu")
    who = goods.traders[1]
    (row,) = made.lodged(who, acts.consigned(9, timezone.now()), die=60, at=timezone.now() - timedelta(hours=2))
    pk = row.declaration.pk
    with everywhere():
        clerk = made.officer_of(pk, "dossier")
        GoodsDeclaration.objects.filter(pk=pk).update(customs_value=30_000_000_000)
    with scope(clerk):
        decided = agree(pk, reason_code="DOS-01", by=clerk, at=timezone.now() - timedelta(hours=1))
        assert decided.countersign
    (other,) = made.lodged(who, acts.consigned(10, timezone.now()), die=60, at=timezone.now() - timedelta(hours=2))
    with everywhere():
        task = Task.objects.get(declaration_id=other.declaration.pk, kind="dossier")
        second = made.officer_of(other.declaration.pk, "dossier")
        GoodsDeclaration.objects.filter(pk=other.declaration.pk).update(
            held_at=timezone.now() - 2 * DAY, hold_until=timezone.now() - DAY, hold_reason="HLD-01")
        GoodsProfile.objects.create(code="P-77", text="direction = import", lane="yellow", since=timezone.now().date(), state="proposed",
                                    proposed_by=1, written_at=timezone.now(), words={"en": "Fruit in a hurry"})
    with scope(second):
        assignment.propose_reassign(task.pk, reason_code=next(iter(REASSIGN_REASONS)), words="Con ốm, xin nghỉ hai ngày", by=second, at=timezone.now())
    with everywhere():
        Task.objects.filter(pk=task.pk).update(office_id=Unit.objects.get(code="20BB").pk)
        Reassignment.objects.update(office_id=Unit.objects.get(code="20BB").pk)
    shown = head.get("/leader/inbox/")
    said = text(shown)
    for words in ("Decision to be countersigned", "Case to be drawn again", "Goods held past their time", "Goods profile waits"):
        assert words in said
    assert "Con ốm" in said and f"/central/goods/{pk}/" in shown.content.decode() and "Fruit in a hurry" in said
    assert head.post(f"/leader/inbox/countersign/{decided.pk}/").status_code == 303
    with everywhere():
        assert GoodsDecision.objects.get(pk=decided.pk).countersigned_by == User.objects.get(username="nhu").pk
        wish = Reassignment.objects.get()
    assert head.post(f"/leader/inbox/again/{wish.pk}/", {"verdict": "approve"}).status_code == 303
    with everywhere():
        assert Task.objects.get(pk=task.pk).officer_id != second.id
    assert "Decision to be countersigned" not in text(head.get("/leader/inbox/"))


def test_the_one_search_box_finds_goods_too(house):
    with everywhere():
        row = GoodsDeclaration.objects.filter(number__isnull=False).select_related("declarant").first()
    head = client("nhu")
    assert head.get(f"/desk/search/?q={row.number}").headers["Location"] == f"/central/goods/{row.pk}/"
    shown = head.get("/desk/search/", {"q": row.declarant.name.split()[-1]})
    assert "Goods declarations" in text(shown) and f"/central/goods/{row.pk}/" in shown.content.decode()
    guard = client("sang").get("/desk/search/", {"q": row.number})
    assert guard.status_code == 200 and f"/central/goods/{row.pk}/" not in guard.content.decode()


def test_a_figure_of_nothing_is_a_dash_in_the_table_of_its_chart():
    assert '<td class="num">–</td><td class="num">3</td>' in twin(("Channel", "Median", "Cases"), [("green", None, 3)])
