"""An inspection on a tablet in a real browser: begun, counted, photographed while the network is cut, sent exactly once."""

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests import border
from tests.browser import gatekit
from tests.browser.people import DESK, PHONE, axe_faults, in_turn, once, sideways, signs_in, small_targets, speaks, wears
from tests.goods import lodged
from thongquan.actions import payment
from thongquan.actions.training.goods_cast import gather_goods
from thongquan.catalog.demo_goods import PORTS, consignment
from thongquan.config.roles import Addresses
from thongquan.core.actor import system
from thongquan.core.rule import local_day
from thongquan.models import Availability, GoodsDeclaration, InspectionEvidence, InspectionFinding, InspectionOrder, PaymentOrder, Task, User
from thongquan.queries.access import all_units
from thongquan.queries.scope import scope

TABLET = {"width": 1024, "height": 768}
RED_DIE = 0
PICTURE = Path(__file__).parents[2] / "thongquan" / "web" / "static" / "favicon.svg"


@pytest.fixture(scope="module")
@once
def orders(live: str, live_database: Addresses, django_db_blocker: Any) -> list[dict[str, Any]]:
    """Red declarations with paid tax: number, order, the session of the officer who was drawn."""
    with gatekit.behind(live_database.app, django_db_blocker):
        goods, now = gather_goods(timezone.now()), timezone.now()
        inspectors = [person.id for person in goods.officers.values() if person.is_any("inspector")]
        with scope(system(all_units())):  # the front page offers one inspector: the draw has him alone
            Availability.objects.bulk_create(Availability(officer_id=pk, available=False, since=now) for pk in inspectors)
        made = [_order(goods.traders[n], n, now) for n in (1, 3, 5, 6)]
        with scope(system(all_units())):
            Availability.objects.filter(officer_id__in=inspectors).delete()
        return made


def _order(who: Any, n: int, now: Any) -> dict[str, Any]:
    (made,) = lodged(who, consignment(random.Random(900 + n), 2900 + n, PORTS[0], "import", local_day(now), 3), die=RED_DIE, at=now)
    with scope(who):
        for owed in PaymentOrder.objects.filter(declaration=made.declaration, state="open"):
            payment.paid(payment.pay(owed.pk, bank="VTB", by=who, at=now).pk, bank_reference=f"BR{n}", at=now)
    with scope(system(all_units())):
        order = InspectionOrder.objects.get(declaration=made.declaration)
        officer = User.objects.get(pk=Task.objects.get(declaration_id=made.declaration.pk, kind="inspection").officer_id)
    return {"pk": order.pk, "number": made.declaration.number, "goods": made.declaration.pk, "officer": officer.username}


@pytest.fixture
def look(live_database: Addresses, django_db_blocker: Any) -> Iterator[Any]:
    """What the centre holds now."""
    def asked(question: Any) -> Any:
        with gatekit.behind(live_database.app, django_db_blocker), scope(system(all_units())):
            return question()

    yield asked


def at_work(page: Any, order: dict[str, Any], size: dict[str, int] = TABLET) -> Any:
    page.set_viewport_size(size)
    assert order["officer"] == "tuong"
    signs_in(page, "tuong")
    page.goto(f"/inspect/{order['pk']}/")
    return page


def begin(page: Any) -> None:
    page.locator("form[action$='/begin/'] button").click()
    page.wait_for_load_state()
    expect(page.locator("#re")).to_be_visible()


def keeper_ready(page: Any) -> None:
    """The keeper controls the page and holds it."""
    page.wait_for_function("navigator.serviceWorker.getRegistration().then(r => Boolean(r && r.active))")
    page.reload()
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.wait_for_function("caches.open('tq-inspect-1').then(c => c.match(location.pathname)).then(Boolean)")


def picture(page: Any, name: str) -> dict[str, Any]:
    """A photo as a camera gives it."""
    made = page.evaluate("""async () => {
        const c = Object.assign(document.createElement("canvas"), {width: 320, height: 240}); const g = c.getContext("2d");
        g.fillStyle = `hsl(${Math.random() * 360} 60% 50%)`; g.fillRect(0, 0, 320, 240);
        const b = await new Promise(done => c.toBlob(done, "image/jpeg", .9)); return [...new Uint8Array(await b.arrayBuffer())]; }""")
    return {"name": name, "mimeType": "image/jpeg", "buffer": bytes(made)}


@pytest.mark.forgives_console
def test_nothing_is_lost_and_nothing_is_sent_twice_when_the_network_is_cut(page: Any, orders: list[dict[str, Any]], look: Any) -> None:
    order = orders[0]
    at_work(page, order)
    begin(page)
    keeper_ready(page)
    page.context.set_offline(True)
    page.locator("#st ~ ul input[name=done]").nth(0).check()
    page.fill("#q-1", "118")
    page.fill("#w-1", "1.180,5")
    page.locator("#n-1").fill("thiếu 2 thùng")
    page.wait_for_timeout(600)  # typed, the box not left
    for n in range(3):
        page.set_input_files("#file-photo", [picture(page, f"{n}.jpg")])
        expect(page.locator("#shots .waits")).to_have_count(n + 1)
    sign = page.locator("#queue")
    expect(sign).to_have_attribute("data-n", "5")
    expect(sign).to_contain_text("5 chờ gửi")
    page.reload()
    expect(sign).to_contain_text("5 chờ gửi")
    expect(page.locator("#shots .waits")).to_have_count(3)
    expect(page.locator("#q-1")).to_have_value("118")
    expect(page.locator("#st ~ ul input[name=done]").nth(0)).to_be_checked()
    assert look(lambda: InspectionEvidence.objects.filter(order=order["pk"]).count()) == 0

    # the first answers never come back: the centre has kept them, the tablet does not know it and sends again
    cut = {"left": 3}

    def lose(route: Any) -> None:
        answer = route.fetch()
        if cut["left"]:
            cut["left"] -= 1
            route.abort()
        else:
            route.fulfill(response=answer)

    page.route(re.compile(r"/inspect/\d+/(keep|line|step)/"), lose)
    page.context.set_offline(False)
    expect(sign).to_have_attribute("data-n", "0", timeout=60_000)
    expect(page.locator("#shots img")).to_have_count(3)
    assert cut["left"] == 0
    kept = look(lambda: list(InspectionEvidence.objects.filter(order=order["pk"]).values_list("kind", "media_type")))
    assert kept == [("photo", "image/jpeg")] * 3
    finding = look(lambda: InspectionFinding.objects.get(order=order["pk"]))
    assert (finding.quantity, finding.net_kg, finding.note) == (118, look(lambda: type(finding.net_kg)("1180.5")), "thiếu 2 thùng")
    assert look(lambda: InspectionOrder.objects.get(pk=order["pk"]).steps[0]["done"]) is True


@pytest.mark.forgives_console
def test_the_result_goes_after_everything_else_and_the_goods_clear(page: Any, orders: list[dict[str, Any]], look: Any) -> None:
    order = orders[1]
    at_work(page, order)
    begin(page)
    keeper_ready(page)
    page.context.set_offline(True)
    page.set_input_files("#file-photo", [picture(page, "a.jpg")])
    page.fill("#old", "CN778812")
    page.locator("#seals ~ form button").click()
    page.select_option("#out", "agrees")
    page.locator("form[data-send=result] .btn-go").click()
    expect(page.locator("#queue")).to_have_attribute("data-n", "3")
    page.context.set_offline(False)
    expect(page.locator("form[data-send=result]")).to_have_count(0, timeout=60_000)
    assert look(lambda: GoodsDeclaration.objects.get(pk=order["goods"]).state) == "cleared"
    assert sorted(look(lambda: list(InspectionEvidence.objects.filter(order=order["pk"]).values_list("kind", flat=True)))) == ["photo", "seal"]


@pytest.mark.forgives_console
def test_what_the_centre_does_not_take_is_shown_and_put_away_by_hand(page: Any, orders: list[dict[str, Any]], look: Any) -> None:
    order = orders[2]
    at_work(page, order)
    begin(page)
    page.set_input_files("#file-scan", [{"name": "x.svg", "mimeType": "image/svg+xml", "buffer": PICTURE.read_bytes()}])
    expect(page.locator("#refused")).to_contain_text("Không được nhận")
    expect(page.locator("#queue")).to_have_attribute("data-n", "0")
    page.locator("#refused button").click()
    expect(page.locator("#refused .note")).to_have_count(0)
    assert look(lambda: InspectionEvidence.objects.filter(order=order["pk"]).count()) == 0


def test_what_another_person_left_on_the_tablet_is_not_sent_as_mine(page: Any, orders: list[dict[str, Any]]) -> None:
    at_work(page, orders[2])
    page.evaluate("""() => new Promise(done => { const r = indexedDB.open("tq-inspect", 1); r.onsuccess = () => {
        const t = r.result.transaction("queue", "readwrite"); t.objectStore("queue").add({owner: "999999", url: location.pathname + "step/", key: "step-0",
        sent_id: crypto.randomUUID(), taken_at: new Date().toISOString(), fields: [["n", "0"], ["done", "1"]]}); t.oncomplete = done; }; })""")
    page.reload()
    expect(page.locator("#queue")).to_contain_text("1 của người khác")


def test_every_page_fits_thumbs_and_readers(page: Any, orders: list[dict[str, Any]], look: Any) -> None:
    order = orders[3]
    at_work(page, order, TABLET)
    if page.locator("form[action$='/begin/'] button").count():
        begin(page)
    paths = (f"/inspect/{order['pk']}/", "/inspect/", f"/inspect/{orders[2]['pk']}/move/", "/inspect/leave/")
    for path, size in in_turn(paths, [TABLET, PHONE, DESK]):
        page.set_viewport_size(size)
        page.goto(path)
        for language in ("vi", "en", "zh-Hans"):
            if page.locator(f".lang a[hreflang={language}]").first.is_visible():
                speaks(page, language)
            assert sideways(page) <= 0, (path, language)
        assert not axe_faults(page), path
        if size is not DESK:
            assert not small_targets(page), path
        wears(page, "dark")
        assert not [fault for fault in axe_faults(page) if "contrast" in fault], path
        wears(page, "light")


def test_a_driver_without_an_account_reads_where_to_go(page: Any, orders: list[dict[str, Any]], look: Any) -> None:
    """Number and plate lead to the vehicle's page; it says inspection first, and where."""
    def vehicle() -> tuple[str, str]:
        usual, border.NOW = border.NOW, timezone.now()
        try:
            cast = border.open_border()
            pk = border.accepted(cast, 77, goods=[orders[2]["number"]], gate=border.GATE)
        finally:
            border.NOW = usual
        with scope(cast.desk):
            row = border.row(cast, pk)
            return row.number or "", row.plate

    number, plate = look(vehicle)
    page.set_viewport_size(PHONE)
    page.goto("/status/")
    page.fill("#number", number)
    page.fill("#plate", plate)
    page.locator("form button.btn-1").click()
    expect(page.locator("main")).to_contain_text("Đến nơi kiểm tra hàng trước")
    assert sideways(page) <= 0 and not axe_faults(page)

