"""Goods in a real browser: typed, searched, checked, signed; a long sheet is split."""

import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.utils import timezone

from tests.browser import gatekit
from tests.browser.people import DESK, PHONE, SMALL, axe_faults, in_turn, sideways, signs_in, small_targets, speaks
from thongquan.actions.training.goods_cast import gather_goods
from thongquan.catalog.demo_goods import TRADERS
from thongquan.config.roles import Addresses
from thongquan.core.forms.goods_line import IMPORT_LINE
from thongquan.exchange.formats.sheet_write import written

TODAY = timezone.localdate()
#: words as people type them, the code that is expected, the description
GOODS = (
    ("bu long thep", "73181510", "Bu lông thép mạ kẽm cường độ 8.8, đường kính 8 mm"),
    ("cap dien", "85444296", "Cáp điện hạ thế bọc nhựa, lõi đồng, 0,6/1 kV"),
    ("gach lat", "69072191", "Gạch lát nền ceramic tráng men, 60 x 60 cm"),
)
HEADER = {
    "exporter": "GUANGXI BEILUN TRADING CO LTD", "partner_country": "CN", "packages": "1200", "package_unit": "CT", "gross_kg": "3200",
    "conveyance": "14C-123.45", "arrival": f"{TODAY:%d/%m/%Y}", "loading_place": "CNDOX", "unloading_place": "VNMCG",
    "invoice_day": f"{TODAY - timedelta(days=2):%d/%m/%Y}", "currency": "CNY",
}


@pytest.fixture(scope="module")
def house(live: str, live_database: Addresses, django_db_blocker: Any) -> None:
    """The people and rates of the goods half stand behind the live server."""
    with gatekit.behind(live_database.app, django_db_blocker):
        gather_goods(timezone.now())


@pytest.fixture
def bao(page: Any, house: None) -> Iterator[Any]:
    """The broker, working for one of his clients."""
    signs_in(page, "bao")
    page.goto("/trade/clients/")
    page.get_by_role("button", name=re.compile(TRADERS[0].name)).click()
    page.wait_for_load_state()
    yield page


def begun(page: Any, invoice: str, total: str) -> None:
    """A draft with everything above the lines."""
    page.goto("/trade/goods/new/")
    page.select_option("#kind", "A11")
    page.locator("main form.card .btn-1").click()
    page.wait_for_url(re.compile(r"/drafts/\d+/$"))
    page.select_option("#f-office", "20BB")
    page.select_option("#f-gate", "VNMCG1")
    for name, text in {**HEADER, "invoice_number": invoice, "invoice_total": total}.items():
        page.fill(f"[name='{name}']", text)
    with page.expect_response(lambda answer: answer.request.method == "POST" and "/drafts/" in answer.url):
        page.select_option("#f-incoterm", "DAP")
    page.wait_for_timeout(400)


def typed_line(page: Any, n: int, words: str, code: str, name: str) -> None:
    """One line, its code found by words, everything else typed."""
    box = page.locator(f"#f-lines-{n}-hs")
    box.press_sequentially(words, delay=30)
    page.locator(f"#f-lines-{n}-hs-l [data-hs='{code}']").wait_for()
    page.locator(f"#f-lines-{n}-hs-l [data-hs='{code}']").click()
    assert box.input_value() == code
    for field, text in (("name", name), ("origin", "CN"), ("quantity", "1000"), ("unit_price", "10"), ("net_kg", "1000")):
        page.fill(f"[name='lines-{n}-{field}']", text)
    with page.expect_response(lambda answer: answer.request.method == "POST" and "/drafts/" in answer.url):
        page.locator(f"#f-lines-{n}-net_kg").blur()
    page.locator(f"#lh-{n} .end b").wait_for()


@pytest.mark.parametrize(("size", "invoice"), [(DESK, "INV-D1"), (PHONE, "INV-P1")])
def test_three_lines_typed_searched_checked_signed_registered(bao: Any, size: dict[str, int], invoice: str) -> None:
    bao.set_viewport_size(size)
    begun(bao, invoice, "30000")
    for n, (words, code, name) in enumerate(GOODS):
        if n:
            bao.click("#add-line")
            bao.locator(f"#f-lines-{n}-hs").wait_for()
        typed_line(bao, n, words, code, f"{name}, {invoice}")
    assert bao.input_value("#f-lines-2-unit") == "MTK" and bao.input_value("#f-lines-2-invoice_value") == "10000"
    assert bao.locator("#beside .total").inner_text().strip() != "0 ₫" and "Thông báo" in bao.locator("#lh-1").inner_text()
    bao.click("button[value=check]")
    bao.wait_for_url(re.compile(r"/check/$"))
    assert invoice in bao.locator("main").inner_text() and sideways(bao) <= 0
    owed = bao.locator("#beside .total").inner_text()
    bao.check("#f-proof")
    bao.locator("#sign .btn-1").click()
    bao.wait_for_url(re.compile(r"/registered/$"))
    number = bao.locator("[data-number]").get_attribute("data-number")
    assert re.fullmatch(r"10\d{10}", number) and "Luồng" in bao.locator("main .tag").first.inner_text()
    assert owed.strip() in bao.locator("main").inner_text()
    bao.goto(f"/trade/goods/?q={number}")
    assert bao.locator("table.tbl tbody tr").count() == 1


def test_a_sheet_of_120_lines_becomes_three_linked_declarations(bao: Any) -> None:
    bao.set_viewport_size(DESK)
    begun(bao, "INV-120", "120000")
    draft = bao.url
    rows = [{"hs": "73181510", "name": f"Bu lông thép mạ kẽm, lô số {n}, hàng mới", "origin": "CN", "quantity": 100, "unit": "KGM",
             "unit_price": 10, "invoice_value": 1000, "net_kg": 100} for n in range(120)]
    bao.click("button[name=_act][value=keep].btn")
    bao.wait_for_load_state()
    bao.goto(f"{draft}sheet/")
    bao.set_input_files("#file", {"name": "hang.xlsx", "mimeType": "application/octet-stream", "buffer": BytesIO(written(IMPORT_LINE, rows)).getvalue()})
    bao.locator("main form .btn-1").click()
    bao.wait_for_url(re.compile(r"/drafts/\d+/#lines$"))
    assert "3 tờ khai liên kết" in bao.locator("#lines").inner_text()
    bao.click("button[value=check].btn-1")
    bao.wait_for_url(re.compile(r"/check/$"))
    assert bao.locator("#split li").count() == 3
    bao.check("#f-proof")
    bao.locator("#sign .btn-1").click()
    bao.wait_for_url(re.compile(r"/registered/$"))
    numbers = bao.eval_on_selector_all("[data-number]", "all => all.map(el => el.dataset.number)")
    assert len(set(numbers)) == 3


@pytest.mark.parametrize(("language", "start"), [("vi", "Lỗi:"), ("en", "Error:"), ("zh-Hans", "错误")])
@pytest.mark.forgives_console  # the browser calls a 422 an error
def test_a_mistake_is_said_first_and_its_link_leads_to_the_box(bao: Any, language: str, start: str) -> None:
    bao.goto("/trade/goods/new/")
    bao.locator("main form.card .btn-1").click()
    bao.wait_for_url(re.compile(r"/drafts/\d+/$"))
    speaks(bao, language)
    bao.fill("#f-invoice_day", "32/13/2026")
    bao.fill("#f-lines-0-name", "x")
    bao.fill("#f-lines-0-quantity", "nhiều")
    bao.click("button[value=check].btn-1")
    bao.wait_for_selector(".errsum")
    assert bao.title().startswith(start) and bao.evaluate("document.activeElement.className") == "errsum"
    links = bao.locator(".errsum a").all()
    assert {"#f-invoice_day", "#f-lines-0-quantity", "#f-lines-0-hs"} <= {link.get_attribute("href") for link in links}
    for link in links:
        target = link.get_attribute("href")
        link.click()
        assert "#" + bao.evaluate("document.activeElement.id") == target
    assert bao.input_value("#f-invoice_day") == "32/13/2026" and bao.input_value("#f-lines-0-quantity") == "nhiều"
    speaks(bao, "vi")


def test_every_page_is_fit_for_everybody(bao: Any) -> None:
    begun(bao, "INV-A1", "10000")
    typed_line(bao, 0, *GOODS[1])
    draft = bao.url
    bao.click("button[name=_act][value=keep].btn")
    bao.wait_for_load_state()
    found = {}
    places = (draft, f"{draft}check/", f"{draft}duty/", f"{draft}lines/1/", f"{draft}sheet/", "/trade/goods/", "/trade/goods/new/")
    for address, size in in_turn(places, [DESK, PHONE]):
        bao.set_viewport_size(size)
        bao.goto(address)
        faults = axe_faults(bao)
        bao.set_viewport_size(SMALL)
        wide = sideways(bao)
        bao.set_viewport_size(PHONE)
        found[address] = faults + ([f"{wide} px too wide at 320"] if wide else []) + small_targets(bao)
    assert not {address: faults for address, faults in found.items() if faults}


def test_without_scripts_from_declaring_to_the_number(browser: Any, live: str, house: None) -> None:
    context = browser.new_context(base_url=live, viewport=PHONE, java_script_enabled=False, locale="vi-VN")
    page = context.new_page()
    signs_in(page, "bao")
    page.goto("/trade/goods/new/")
    page.locator("main form.card .btn-1").click()
    page.select_option("#f-office", "20BB")
    page.select_option("#f-incoterm", "DAP")
    page.click("button[value=look]")
    page.select_option("#f-gate", "VNMCG1")
    for name, text in {**HEADER, "invoice_number": "INV-NOJS", "invoice_total": "10000"}.items():
        page.fill(f"[name='{name}']", text)
    for field, text in (("hs", "73181510"), ("name", GOODS[0][2]), ("origin", "CN"), ("quantity", "1000"), ("unit_price", "10"), ("net_kg", "1000")):
        page.fill(f"[name='lines-0-{field}']", text)
    page.click("button[value=check].btn-1")
    page.check("#f-proof")
    page.locator("#sign .btn-1").click()
    assert re.fullmatch(r"10\d{10}", page.locator("[data-number]").get_attribute("data-number"))
    context.close()
