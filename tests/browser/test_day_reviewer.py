"""A reviewer's whole day in a browser: why chosen, what differs, a sister found, a second look that knows nothing of the first."""

import random
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.browser.gatekit import behind
from tests.browser.officers import Centre, beside
from tests.browser.people import DESK, once, signs_in
from tests.files import a_pdf
from tests.goods import QUIET, lodged
from thongquan.actions import payment, review
from thongquan.actions.document import upload
from thongquan.actions.training.goods_cast import gather_goods
from thongquan.catalog.demo_goods import PORTS, TRADERS, consignment
from thongquan.core.actor import system
from thongquan.core.rule import local_day
from thongquan.models import CheckLabel, GoodsDeclaration, GoodsDocument, PaymentOrder, ReviewCase, Task, User
from thongquan.queries.scope import everywhere, scope

#: the upper end of the die is the random share of reviews
CHOSEN = 9_990
OURS = TRADERS[0]


@pytest.fixture(scope="module")
def centre(live_database: Any, django_db_blocker: Any) -> Centre:
    return Centre(live_database.app, django_db_blocker)


@pytest.fixture(scope="module")
@once
def cleared(live: str, centre: Centre, live_database: Any, django_db_blocker: Any) -> dict[str, int]:
    """A cleared import the dice chose, with an invoice that says another sum; its twin of last week nobody chose. Both our firm's."""
    with behind(live_database.app, django_db_blocker):
        goods, now = gather_goods(timezone.now()), timezone.now()
        who, at = goods.traders[0], now - timedelta(days=2)
        values = consignment(random.Random(7700), 7700, PORTS[0], "import", local_day(at)) | {"importer": OURS.name, "importer_tax_id": OURS.tax_id}
        twin = _cleared(who, {**values, "own_reference": "DAY-S", "invoice_number": "INV-DAY-S"}, at - timedelta(hours=9), QUIET)
        pk = _cleared(who, values, at, CHOSEN)
        with scope(who):
            file = upload(who.parties[0], "other", a_pdf(), "hoa-don-goc.pdf", by=who, at=at)
            GoodsDocument.objects.create(declaration_id=pk, document=file, kind="commercial_invoice", number="INV-DAY", added_at=at, read={
                "invoice_total": {"value": "99999.00", "source": "text", "confidence": 0.9}})
        with scope(system()), everywhere():
            ngoc = User.objects.get(username="ngoc").pk
            Task.objects.filter(declaration_id=pk, kind="review").update(officer_id=ngoc, state="assigned")
            return {"pk": pk, "twin": twin, "case": ReviewCase.objects.get(declaration_id=pk).pk}


def _cleared(who: Any, values: dict[str, Any], at: Any, die: int) -> int:
    (made,) = lodged(who, values, die=die, at=at)
    with scope(who):
        for owed in PaymentOrder.objects.filter(declaration=made.declaration, state="open"):
            payment.paid(payment.pay(owed.pk, bank="VTB", by=who, at=at).pk, bank_reference=f"DAY{made.declaration.pk}", at=at)
        assert GoodsDeclaration.objects.get(pk=made.declaration.pk).state == "cleared"
    return made.declaration.pk


def grouped(number: str) -> str:
    return f"{number[:4]} {number[4:8]} {number[8:]}"


@pytest.mark.forgives_console  # the browser calls a 422 an error
def test_a_day_from_the_chosen_case_to_the_blind_second_look(
        page: Any, cleared: dict[str, int], centre: Centre, browser: Any, live: str) -> None:
    page.set_viewport_size(DESK)
    signs_in(page, "ngoc")
    number = centre(lambda: GoodsDeclaration.objects.get(pk=cleared["pk"]).number)
    row = page.locator("tbody tr", has_text=grouped(number))
    assert "Ngẫu nhiên" in row.inner_text()
    row.locator("a").click()
    page.wait_for_url(f"**/review/{cleared['case']}/")
    assert "Vì sao" in page.locator("main").inner_text() and page.locator("tr[data-look]").count() >= 1
    page.keyboard.press("n")
    assert "99" in page.locator("tr.cur[data-look]").inner_text()
    shown = page.locator(".page-img img")
    assert shown.evaluate("img => img.decode().then(() => img.naturalWidth)") > 600  # the page to read, not a thumbnail
    page.keyboard.press("]")
    page.wait_for_url("**leaf=2**")
    assert "trang 2 trên 2" in page.locator("main").inner_text()

    page.keyboard.press("y")
    page.wait_for_url("**act=ask")
    page.fill("#need", "hợp đồng")  # too little to be answered
    page.locator("#need").press("Control+Enter")
    page.locator(".errsum").wait_for(timeout=5000)
    assert centre(lambda: Task.objects.get(declaration_id=cleared["pk"], kind="review").state) != "paused"

    page.goto(f"/review/{cleared['case']}/?act=transfer")
    page.select_option("#type-0", "value")
    page.select_option("#line-0", "1")
    page.fill("#note-0", "Hóa đơn gốc ghi trị giá cao hơn")
    page.fill("#difference", "8.000.000")
    page.locator("#note").press("Control+Enter")
    page.locator("#sisters").wait_for()
    twin = centre(lambda: GoodsDeclaration.objects.get(pk=cleared["twin"]).number)
    sister = page.locator("#sisters .row", has_text=grouped(twin))
    assert "cùng bên bán" in sister.inner_text().lower() or "cùng mã" in sister.inner_text().lower()
    sister.locator("button").click()
    page.wait_for_url("**#sisters")
    assert centre(lambda: ReviewCase.objects.get(declaration_id=cleared["twin"]).why) == "sister"
    assert centre(lambda: CheckLabel.objects.get(declaration_id=cleared["pk"], kind="review").found) is True

    def second() -> tuple[int, str]:
        first = ReviewCase.objects.get(pk=cleared["case"])
        with everywhere():
            again = ReviewCase.objects.filter(blind_of=first).first() or review.again(first, at=timezone.now())
        task = Task.objects.filter(declaration_id=cleared["pk"], kind="review").order_by("-pk").first()
        return again.pk, User.objects.get(pk=task.officer_id).username

    pk, other = centre(second)
    assert other != "ngoc"
    with beside(browser, live, other, centre) as blind:
        blind.goto(f"/review/{pk}/")
        told = blind.locator("main").inner_text()
        assert "Ngẫu nhiên" in told and "Hóa đơn gốc ghi trị giá cao hơn" not in told and "lần hai" not in told
        assert blind.goto(f"/review/{cleared['case']}/").status == 404
        blind.goto(f"/review/{pk}/")
        blind.keyboard.press("t")
        blind.locator("[data-send]").click()
        blind.wait_for_url(lambda url: f"/review/{pk}/" not in url)
    assert page.goto(f"/review/{cleared['case']}/").status == 200
    with beside(browser, live, "chau", centre) as chief:
        chief.goto("/review/follow-ups/?tab=audit")
        pair = chief.locator("section:has(#dis) tbody tr", has_text=grouped(number))
        assert pair.count() == 1 and len(set(pair.locator("a").all_inner_texts())) == 2
        mine = chief.locator("article", has_text=grouped(number))
        mine.locator("input[name=text]").first.fill("KTSTQ-2026-18")
        mine.locator(".btn-1").click()
        chief.wait_for_load_state()
    assert centre(lambda: ReviewCase.objects.get(pk=cleared["case"]).follow_state) == "settled"
