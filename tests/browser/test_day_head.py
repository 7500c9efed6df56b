"""A head of office's day in a real browser: decisions about goods and vehicles, figures, equity, a deputy."""

import csv
import io
import random
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests import goods as kit
from tests.browser.gatekit import behind
from tests.browser.people import DESK, PHONE, axe_faults, once, sideways, signs_in
from thongquan.actions import assignment
from thongquan.actions.declaration.decide import agree
from thongquan.catalog.demo_goods import PORTS, TRADERS, consignment
from thongquan.core.actor import system
from thongquan.core.rule import local_day
from thongquan.models import GoodsDecision, GoodsDeclaration, Reassignment, Task, Unit
from thongquan.queries.access import all_units
from thongquan.queries.scope import scope

YELLOW, TRADER, FIRST = 60, 1, 970_000
LARGE = 30_000_000_000
#: more ways than one line of the header holds stand aside
IN_LINE, HEADER = 9, 110


@pytest.fixture(scope="module")
@once
def cases(live: str, live_database: Any, django_db_blocker: Any) -> dict[str, Any]:
    """Yellow dossiers: one agreed to that is large enough for a second signature, one to be drawn again, one in work."""
    with behind(live_database.app, django_db_blocker):
        usual, kit.NOW = kit.NOW, timezone.now() - timedelta(hours=2)
        try:
            _cast, goods = kit.open_house()
        finally:
            kit.NOW = usual
        made: dict[str, Any] = {}
        for n, name in enumerate(("large", "stalled", "working")):
            at = timezone.now() - timedelta(minutes=90 - n)
            values = consignment(random.Random(n), FIRST + n * len(TRADERS) + TRADER, PORTS[0], "import", local_day(at))
            (one,) = kit.lodged(goods.traders[TRADER], {**values, "own_reference": f"SEP-{name}"}, die=YELLOW, at=at)
            made[name] = one.declaration.pk
            with scope(system(all_units())):
                made[f"{name}_number"] = one.declaration.number
                made[f"{name}_clerk"] = kit.officer_of(one.declaration.pk, "dossier")
        with scope(system(all_units())):
            GoodsDeclaration.objects.filter(pk=made["large"]).update(customs_value=LARGE)
        with scope(made["large_clerk"]):
            assert agree(made["large"], reason_code="DOS-01", by=made["large_clerk"], at=timezone.now()).countersign
        with scope(system(all_units())):
            task = Task.objects.get(declaration_id=made["stalled"], kind="dossier")
        with scope(made["stalled_clerk"]):
            assignment.propose_reassign(task.pk, reason_code="overload", words="Con ốm, xin nghỉ hai ngày", by=made["stalled_clerk"], at=timezone.now())
        with scope(system(all_units())):
            office = Unit.objects.get(code="20BB").pk
            Task.objects.filter(pk=task.pk).update(office_id=office)
            Reassignment.objects.filter(task_id=task.pk).update(office_id=office)
        return made


@pytest.fixture
def nhu(page: Any, cases: dict[str, Any]) -> Iterator[Any]:
    page.set_viewport_size(DESK)
    yield signs_in(page, "nhu")


def card(nhu: Any, kind: str, number: str) -> Any:
    """The decision of a kind about a declaration."""
    return nhu.locator(f"article[id^='i-{kind}-']", has_text=re.compile(r"\s".join((number[:4], number[4:8], number[8:]))))


def decided(nhu: Any, cases: dict[str, Any]) -> None:
    """One list: a second signature, a case drawn again, a vehicle's extension."""
    assert nhu.url.endswith("/leader/inbox/")
    large = card(nhu, "countersign", cases["large_number"])
    large.get_by_role("link", name="Xem hồ sơ").click()
    nhu.wait_for_url(f"**/central/goods/{cases['large']}/**")
    nhu.go_back()
    large.get_by_role("button", name="Ký lần hai").click()
    nhu.get_by_text("Quyết định đã ký lần hai").wait_for()
    stalled = card(nhu, "again", cases["stalled_number"])
    assert "Con ốm" in stalled.inner_text()
    stalled.get_by_role("button", name="Gieo lại").click()
    nhu.get_by_text("Hồ sơ được gieo lại").wait_for()
    assert not large.count() and not stalled.count()
    extension = nhu.locator("article[id^='i-extend-']").first
    which = extension.get_attribute("id")
    extension.get_by_role("button", name="Duyệt", exact=True).click()
    nhu.wait_for_load_state()
    assert not nhu.locator(f"#{which}").count()


def stricter(nhu: Any, cases: dict[str, Any]) -> None:
    """The head changes the level of checking of a case in work, with a coded reason and his own words, never without."""
    nhu.goto(f"/central/goods/{cases['working']}/?act=override")
    nhu.select_option("#channel", "red")
    nhu.select_option("[name=reason_code]", "OVR-02")
    nhu.fill("[name=reason]", "Máy soi thấy vùng đặc bất thường")
    nhu.locator(".send button, .act-in button.btn-1").first.click()
    nhu.wait_for_url(re.compile(rf"/central/(?!goods/{cases['working']}/\?act)"))


def figures(nhu: Any, cases: dict[str, Any]) -> None:
    """From a figure to its declarations, their file and one case; the way there stands in one line."""
    nhu.goto(f"/leader/goods/?length=week&on={local_day(timezone.now() - timedelta(minutes=90))}")  # the week its cases came in
    assert nhu.locator("header.top").bounding_box()["height"] <= HEADER and nhu.locator("nav.nav > ul > li").count() <= IN_LINE + 1
    nhu.locator(".ways summary").click()
    assert nhu.locator(".ways a:visible").count() >= 3
    nhu.keyboard.press("Escape")
    equity = nhu.locator("section[aria-labelledby=c-eq]")
    assert equity.locator("tbody tr th").count() and equity.locator("a[href='/central/team/']").count()
    nhu.get_by_role("link", name="Luồng đỏ").first.click()
    nhu.wait_for_url("**/leader/goods/cases/**")
    number = re.compile(r"\s".join((cases["working_number"][:4], cases["working_number"][4:8], cases["working_number"][8:])))
    assert nhu.locator("tbody tr", has_text=number).count() == 1
    sheet = nhu.request.get(f"{nhu.url}&file=csv")
    lines = list(csv.reader(io.StringIO(sheet.body().decode("utf-8-sig"))))
    assert len(lines) == 1 + nhu.locator("tbody tr").count()
    nhu.get_by_role("link", name=number).click()
    nhu.wait_for_url(f"**/central/goods/{cases['working']}/**")


def away(nhu: Any, live: str) -> None:
    """A deputy for today finds the head's list on his own page, until the head is back."""
    nhu.goto("/leader/inbox/")
    nhu.select_option("#deputy", label="Trần Khánh Ly")
    nhu.get_by_role("button", name="Ủy quyền").click()
    nhu.locator("aside", has_text="Trần Khánh Ly").wait_for()
    context = nhu.context.browser.new_context(base_url=live, viewport=DESK, locale="vi-VN")
    ly = signs_in(context.new_page(), "ly")
    ly.goto("/leader/inbox/")
    assert "Phạm Quỳnh Như" in ly.locator("main .note").inner_text()
    nhu.get_by_role("button", name=re.compile("Trần Khánh Ly")).click()
    nhu.wait_for_load_state()
    assert ly.goto("/leader/inbox/").status == 403
    context.close()


def test_decisions_figures_and_a_deputy(nhu: Any, cases: dict[str, Any], live: str, live_database: Any, django_db_blocker: Any) -> None:
    decided(nhu, cases)
    stricter(nhu, cases)
    figures(nhu, cases)
    away(nhu, live)
    nhu.set_viewport_size(PHONE)
    for address in ("/leader/inbox/", "/leader/goods/"):
        nhu.goto(address)
        assert sideways(nhu) <= 0 and axe_faults(nhu) == []
    nhu.locator(".ways summary").scroll_into_view_if_needed()
    nhu.locator(".ways summary").click()
    box = nhu.locator(".ways .menu-p").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"] and box["height"] > 100
    with behind(live_database.app, django_db_blocker), scope(system(all_units())):
        head = GoodsDecision.objects.get(declaration_id=cases["large"], kind="agree").countersigned_by
        assert head and Task.objects.get(declaration_id=cases["stalled"], kind="dossier", state__in=Task.HELD).officer_id != cases["stalled_clerk"].id
        red = GoodsDeclaration.objects.get(pk=cases["working"])
        assert red.channel == "red" and GoodsDecision.objects.get(declaration=red, kind="override").by_id == head
