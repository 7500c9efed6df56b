"""An inspector's whole day on the tablet: the places, the bays, a joint inspection, the laboratory, the goods free."""

import random
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.gatekit import behind
from tests.browser.officers import Centre, beside
from tests.browser.people import once, signs_in
from tests.files import a_picture
from tests.goods import lodged
from tests.web.test_scans import scanned
from thongquan.actions import payment
from thongquan.actions.training.goods_cast import gather_goods
from thongquan.catalog.demo_goods import PORTS, TRADERS, consignment
from thongquan.core.actor import system
from thongquan.core.goods import PERISHABLE_CHAPTERS
from thongquan.core.rule import local_day
from thongquan.models import Availability, GoodsDeclaration, InspectionFinding, InspectionOrder, PaymentOrder, SealStock, Task
from thongquan.queries.access import all_units
from thongquan.queries.inspection import free_slots
from thongquan.queries.scope import scope

TABLET = {"width": 820, "height": 1180}
RED = 0
SEAL = "HQD880001"


@pytest.fixture(scope="module")
def centre(live_database: Any, django_db_blocker: Any) -> Centre:
    return Centre(live_database.app, django_db_blocker)


def goods_of(first: int, fresh: bool) -> dict[str, Any]:
    """A consignment of our firm that spoils by waiting, or one that does not."""
    ours = {"importer": TRADERS[0].name, "importer_tax_id": TRADERS[0].tax_id}
    for n in range(first, first + 200):
        values = consignment(random.Random(n), n, PORTS[0], "import", local_day(timezone.now()), 2) | ours
        if any(line["hs"][:2] in PERISHABLE_CHAPTERS for line in values["lines"]) == fresh:
            return values
    raise AssertionError("no such goods")


@pytest.fixture(scope="module")
@once
def orders(live: str, centre: Centre, live_database: Any, django_db_blocker: Any) -> dict[str, InspectionOrder]:
    """Ordinary goods until only the kept bay of a slot is free; then, ordered last of all, goods that spoil. All paid, all Tường's."""
    with behind(live_database.app, django_db_blocker):
        cast, now = gather_goods(timezone.now()), timezone.now()
        who, inspectors = cast.traders[0], [person.id for person in cast.officers.values() if person.is_any("inspector")]
        with scope(system(all_units())):
            Availability.objects.bulk_create(Availability(officer_id=pk, available=False, since=now) for pk in inspectors)
        made: list[InspectionOrder] = []
        while not made or made[-1].slot_at <= first_free(made[-1], now):
            made.append(_order(who, goods_of(5000 + 200 * len(made), fresh=False), now))
        made += [_order(who, goods_of(9000, fresh=True), now)]
        with scope(system(all_units())):
            Availability.objects.filter(officer_id__in=inspectors).delete()
    return {"plain": made[0], "later": made[-2], "fresh": made[-1]}


def first_free(order: InspectionOrder, now: Any) -> Any:
    """The first slot of the place in which any bay is free, the kept one among them."""
    with scope(system(all_units())):
        return free_slots(order.site, now)[0].at


def _order(who: Any, values: dict[str, Any], now: Any) -> InspectionOrder:
    (made,) = lodged(who, values, die=RED, at=now)
    with scope(who):
        for owed in PaymentOrder.objects.filter(declaration=made.declaration, state="open"):
            payment.paid(payment.pay(owed.pk, bank="VTB", by=who, at=now).pk, bank_reference=f"DAY{owed.pk}", at=now)
    with scope(system(all_units())):
        return InspectionOrder.objects.select_related("declaration", "site").get(declaration=made.declaration)


def grouped(number: str) -> str:
    return f"{number[:4]} {number[4:8]} {number[8:]}"


def shot(page: Any, kind: str, name: str) -> None:
    """One picture from the camera; it stands on the page once the centre has it."""
    stands = page.locator("#scans img" if kind == "scan" else "#shots img")
    before = stands.count()
    page.set_input_files(f"#file-{kind}", [{"name": name, "mimeType": "image/jpeg", "buffer": a_picture(size=(320, 240))}])
    expect(stands).to_have_count(before + 1)
    expect(page.locator("#queue")).to_have_attribute("data-n", "0")


def test_a_day_at_the_bays_ends_with_goods_that_clear_by_themselves(
        page: Any, orders: dict[str, InspectionOrder], centre: Centre, browser: Any, live: str) -> None:
    page.set_viewport_size(TABLET)
    signs_in(page, "tuong")
    assert page.url.endswith("/inspect/")
    order, fresh = orders["plain"], orders["fresh"]
    assert fresh.ordered_at >= orders["later"].ordered_at and fresh.slot_at < orders["later"].slot_at  # spoils: goes first, and into the kept bay
    day = f"{local_day(fresh.slot_at):%Y-%m-%d}"
    page.goto(f"/inspect/?site={fresh.site.code}&day={day}")
    bay = page.locator(f"section:has(#bay-{fresh.bay})")
    expect(bay.locator("article").first).to_contain_text("Mau hỏng")
    expect(bay).to_contain_text(grouped(fresh.declaration.number))
    page.goto(f"/inspect/?site={order.site.code}&day={local_day(order.slot_at):%Y-%m-%d}")
    page.locator("details:has(#s-f) summary").click()
    for box, text in (("#s-p", "HQD"), ("#s-f", "880001"), ("#s-c", "5")):
        page.fill(box, text)
    page.locator("form[action$='/seals/'] button").click()
    page.wait_for_load_state()
    page.goto(f"/inspect/?site={order.site.code}&day={local_day(order.slot_at):%Y-%m-%d}")
    page.get_by_role("link", name=grouped(order.declaration.number)).click()
    page.wait_for_url(f"**/inspect/{order.pk}/")
    page.locator("form[action$='/present/'] button").click()
    page.wait_for_load_state()
    page.locator("form[action$='/begin/'] button").click()
    page.wait_for_load_state()

    with beside(browser, live, "kiem20bb1", centre, TABLET) as helper:
        helper.goto(f"/inspect/{order.pk}/")
        helper.get_by_role("button", name="Tham gia kiểm tra").click()
        helper.wait_for_load_state()
        assert helper.locator("#re").count() == 0 and helper.locator("#cameras").count() == 1  # he helps; who began records
        shot(helper, "photo", "container.jpg")
    page.reload()
    expect(page.locator("#shots img")).to_have_count(1)
    assert page.input_value("#reads") == ""  # nobody's word before the officer's
    page.select_option("#reads", "agrees")
    shot(page, "scan", "soi-chieu.jpg")
    centre(lambda: scanned(order))
    page.reload()
    expect(page.locator("#scans figure")).to_have_count(2)
    assert page.locator("#scans rect").count() == 0  # nothing that a machine marks before the officer's own word
    page.locator("#scans form button", has_text="Ảnh phù hợp khai báo").click()
    expect(page.locator("#scans rect.o")).to_have_count(2)
    expect(page.locator("#scans")).to_contain_text("Đổi thành: có nghi vấn")
    page.locator("#st ~ ul input[name=done]").first.check()
    page.fill("#q-1", "118")
    page.select_option("#o-1", "quantity")
    page.locator("#n-1").fill("thiếu 2 kiện so với khai báo")
    page.locator("#n-1").press("Tab")
    expect(page.locator("#queue")).to_have_attribute("data-n", "0")
    page.fill("#old", "CN778812")
    page.fill("#new", SEAL)
    page.get_by_role("button", name="Ghi niêm phong").click()
    expect(page.locator("#seals figure")).to_contain_text(SEAL)
    page.fill("#slip", "PTPL-0912")
    page.fill("#what", "Thành phần sợi")
    page.get_by_role("button", name="Gửi phòng phân tích").click()
    expect(page.locator("#samples figure, #samples p").first).to_contain_text("PTPL-0912")
    assert centre(lambda: InspectionFinding.objects.get(order=order, line=1).quantity) == 118

    # counted again with the declarant: the two packages stood in the next bay
    page.fill("#q-1", page.locator("#line-1 .sm b").first.inner_text().split()[0])
    page.select_option("#o-1", "sample")
    page.locator("#n-1").fill("đếm lại đủ")
    page.locator("#n-1").press("Tab")
    expect(page.locator("#queue")).to_have_attribute("data-n", "0")
    page.select_option("#out", "sample")
    page.fill("#rem", "Chờ kết quả phân tích sợi")
    page.locator("form[data-send=result] .btn-go").click()
    expect(page.locator("form[data-send=result]")).to_have_count(0)
    assert centre(lambda: GoodsDeclaration.objects.get(pk=order.declaration_id).state) == "inspecting"
    page.locator("form[action*='/sample/'] select").select_option("agrees")
    page.locator("form[action*='/sample/'] button").click()
    page.wait_for_load_state()
    assert centre(lambda: GoodsDeclaration.objects.get(pk=order.declaration_id).state) == "cleared"

    page.goto("/inspect/leave/")
    assert order.declaration.number[:4] in page.locator("main").inner_text()
    with beside(browser, live, "tra", centre) as trader:
        trader.goto(f"/trade/goods/{order.declaration_id}/")
        told = trader.locator("main").inner_text()
        assert "thông quan" in told.lower() and "Tường" not in told
    hats = centre(lambda: dict(Task.objects.filter(declaration_id=order.declaration_id).values_list("kind", "officer_id")))
    assert len(set(hats.values())) == len(hats)
    assert centre(lambda: SealStock.objects.get(number=SEAL).state) == "used"
