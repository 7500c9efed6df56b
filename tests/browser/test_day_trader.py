"""A goods trader's day in a real browser: a name of goods becomes a number, a question, a payment, cleared goods."""

import random
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import timezone

from tests.browser import gatekit
from tests.browser.people import DESK, PHONE, once, signs_in
from tests.goods import QUIET, lodged, officer_of
from thongquan.actions.declaration import decide
from thongquan.actions.declaration.ask import ask
from thongquan.actions.training.goods_cast import gather_goods
from thongquan.catalog.demo_goods import PORTS, TRADERS, consignment
from thongquan.config.roles import Addresses
from thongquan.core.actor import system
from thongquan.exchange.links.stand_in_bank import StandInBank
from thongquan.jobs.payments import carry_all
from thongquan.models import GoodsDeclaration, User
from thongquan.queries.access import actor_of, all_units
from thongquan.queries.scope import scope

Behind = Callable[[], AbstractContextManager[None]]
TODAY = timezone.localdate()
BOLTS = "Bu lông thép mạ kẽm cường độ 8.8, đường kính 12 mm"
REFERENCE, SELLER = "NGAY-MOI", "东兴海纳贸易有限公司"
INVOICE = f"""<?xml version="1.0" encoding="UTF-8"?>
<HDon><DLHDon Id="data"><TTChung><THDon>HÓA ĐƠN</THDon><KHHDon>K26TAA</KHHDon><SHDon>00000917</SHDon><NLap>{TODAY - timedelta(days=1)}</NLap>
<DVTTe>CNY</DVTTe></TTChung><NDHDon><NBan><Ten>{SELLER}</Ten></NBan><NMua><Ten>{TRADERS[0].name}</Ten></NMua><DSHHDVu>
<HHDVu><TChat>1</TChat><STT>1</STT><THHDVu>{BOLTS}</THHDVu><DVTinh>kg</DVTinh><SLuong>1100</SLuong><DGia>10</DGia><ThTien>11000</ThTien></HHDVu>
</DSHHDVu><TToan><TgTTTBSo>11000</TgTTTBSo></TToan></NDHDon></DLHDon></HDon>"""


@pytest.fixture(scope="module")
def behind(live: str, live_database: Addresses, django_db_blocker: Any) -> Behind:
    """This process at the live server's database, for what officers and banks do."""
    return lambda: gatekit.behind(live_database.app, django_db_blocker)


@pytest.fixture(scope="module")
@once
def earlier(behind: Behind) -> str:
    """The number of a declaration of bolts that Trà's company lodged before."""
    with behind():
        gather_goods(timezone.now())
        who = actor_of(User.objects.get(username="tra"), TODAY)
        values = consignment(random.Random(71), 9300, PORTS[0], "import", TODAY - timedelta(days=1))
        line = {"hs": "73181510", "name": BOLTS, "origin": "CN", "quantity": "1000", "unit": "KGM", "unit_price": "10", "price_unit": "KGM",
                "price_currency": "CNY", "invoice_value": "10000", "net_kg": "1000"}
        values |= {"lines": [line], "currency": "CNY", "invoice_total": "10000", "gross_kg": "1040", "exporter": SELLER, "own_reference": "NGAY-CU"}
        return lodged(who, values, die=QUIET, at=timezone.now() - timedelta(hours=2))[0].declaration.number or ""


@pytest.fixture
def tra(page: Any, earlier: str) -> Iterator[Any]:
    page.set_viewport_size(DESK)
    yield signs_in(page, "tra")


def office(behind: Behind, pk: int, act: Callable[[Any], None]) -> None:
    """What the dossier officer of the case does at his own screen."""
    with behind():
        with scope(system(all_units())):
            clerk = officer_of(pk, "dossier")
        with scope(clerk):
            act(clerk)


def checked_on_paper(behind: Behind, pk: int) -> None:
    """Wherever the dice sent it, the head of office has its documents checked."""
    with behind():
        head = actor_of(User.objects.get(username="nhu"), TODAY)
        with scope(head):
            lane = GoodsDeclaration.objects.values_list("channel", flat=True).get(pk=pk)
            if lane != "yellow":
                decide.override(pk, "yellow", reason_code="OVR-06" if lane == "red" else "OVR-01", reason="Xem hồ sơ gốc", by=head, at=timezone.now())


def searched(tra: Any) -> None:
    """From the first page to the code of the goods, typed as people type, with its duty beside."""
    assert tra.url.endswith("/trade/")
    tra.click("a[href='/hs/']:has-text('Tra mã HS')")
    tra.locator("#h").press_sequentially("bu long thep", delay=20)
    tra.locator("#hs-out .hs-r a", has_text="7318.15.10").click()
    tra.wait_for_url("**code=73181510**")
    assert "Thuế giá trị gia tăng" in tra.inner_text("#hs-detail") and re.search(r"\d ?%", tra.inner_text("#hs-detail table"))


def copied(tra: Any, earlier: str) -> str:
    """A draft like the earlier one; what belongs to one consignment alone is empty."""
    tra.goto("/trade/")
    tra.get_by_role("link", name="Tất cả tờ khai").click()
    tra.fill("#q", earlier)
    tra.press("#q", "Enter")
    tra.get_by_role("link", name=re.compile(rf"{earlier[:4]}\s{earlier[4:8]}\s{earlier[8:]}")).click()
    tra.get_by_role("button", name="Khai tờ giống vậy").click()
    tra.wait_for_url(re.compile(r"/drafts/\d+/$"))
    assert tra.input_value("#f-lines-0-hs") == "73181510" and tra.input_value("[name=exporter]") == SELLER
    assert tra.input_value("[name=invoice_number]") == "" and tra.input_value("[name=arrival]") == ""
    tra.fill("[name=arrival]", f"{TODAY:%d/%m/%Y}")
    tra.evaluate("document.querySelector('[name=own_reference]').closest('details')?.setAttribute('open', '')")
    tra.fill("[name=own_reference]", REFERENCE)
    tra.click("button[name=_act][value=keep].btn")
    tra.wait_for_load_state()
    return str(tra.url).split("?")[0].split("#")[0]


def read_from_the_invoice(tra: Any, draft: str) -> None:
    """The e-invoice is uploaded; each value stands beside the declared one with its source, and is taken over by hand."""
    pk = re.search(r"/drafts/(\d+)/", draft)[1]
    tra.goto(f"/trade/goods/{pk}/dossier/")
    tra.select_option("#kind", "commercial_invoice")
    tra.set_input_files("#file", {"name": "hoa-don.xml", "mimeType": "application/xml", "buffer": INVOICE.encode()})
    tra.click("main form[enctype] .btn-1")
    tra.wait_for_load_state()
    tra.click("#need-commercial_invoice a[href*='/dossier/']")
    tra.wait_for_url(re.compile(r"/dossier/\d+/$"))
    compared = tra.url
    assert "tệp hóa đơn điện tử · 100 %" in tra.inner_text("main") and tra.locator("td b.t-stop").count() >= 2
    for label in ("Số hóa đơn", "Ngày hóa đơn", "Tổng trị giá hóa đơn", "Số lượng", "Trị giá hóa đơn"):
        tra.goto(compared)
        take = tra.locator("tr", has=tra.get_by_role("rowheader", name=re.compile(f"^{label}"))).get_by_role("button").first
        take.click()
        tra.wait_for_load_state()
    tra.goto(draft)
    assert (tra.input_value("[name=invoice_number]"), tra.input_value("[name=invoice_total]")) == ("00000917", "11000")
    assert tra.input_value("#f-lines-0-quantity") == "1100"


def signed(tra: Any) -> int:
    """Checked, signed, numbered at once."""
    tra.fill("#f-lines-0-net_kg", "1040")
    tra.click("button[value=check].btn-1")
    tra.wait_for_url(re.compile(r"/check/$"))
    assert "00000917" in tra.inner_text("main")
    tra.check("#f-proof")
    tra.click("#sign .btn-1")
    tra.wait_for_url(re.compile(r"/registered/$"))
    assert re.fullmatch(r"10\d{10}", tra.locator("[data-number]").get_attribute("data-number"))
    return int(re.search(r"/goods/(\d+)/", tra.url)[1])


def answered(tra: Any, behind: Behind, pk: int) -> None:
    """The page counts Customs' time; the question stands on the first page and is answered point by point."""
    checked_on_paper(behind, pk)
    tra.goto(f"/trade/goods/{pk}/")
    assert "Đến lượt hải quan" in tra.inner_text("#clock") and re.search(r"\d", tra.inner_text("#clock"))
    office(behind, pk, lambda clerk: ask(pk, [
        {"field": "/conveyance", "rule": "TRA-02", "need": "Biển số xe đúng như trên giấy"},
        {"field": "/lines/0/origin", "rule": "LIN-05", "need": "Chứng từ xuất xứ bản rõ"}], by=clerk, at=timezone.now()))
    tra.goto("/trade/")
    need = tra.locator(".note", has_text="Hải quan hỏi về lô hàng").filter(has_text=BOLTS[:20])
    need.get_by_role("link").click()
    tra.wait_for_url(re.compile(rf"/trade/goods/{pk}/$"))
    tra.fill("#value-0", "14C-678.90")
    tra.fill("#answer-0", "Đổi xe, biển mới như trên")
    tra.fill("#answer-1", "Không xin ưu đãi, xuất xứ ghi trên hóa đơn")
    tra.click("#question .btn-1")
    tra.wait_for_load_state()
    assert tra.locator("#question").count() == 0 and "14C-678.90" in tra.inner_text("main")


def paid(tra: Any, behind: Behind, pk: int) -> None:
    """The tax is explained figure by figure, paid at a bank, and the goods are free."""
    office(behind, pk, lambda clerk: decide.agree(pk, reason_code="DOS-02", by=clerk, at=timezone.now()))
    tra.reload()
    assert tra.locator("#tax.hero").count()
    tra.click("#tax a[href$='/statement/']")
    tra.wait_for_url("**/statement/")
    lines = tra.inner_text("main")
    assert "×" in lines and "Thuế giá trị gia tăng" in lines
    tra.go_back()
    tra.set_viewport_size(PHONE)
    tra.click("#tax form .btn-1")
    tra.wait_for_load_state()
    with StandInBank("VTB") as first, StandInBank("BDV") as second, behind():
        assert carry_all({bank.code: bank.link(Ed25519PrivateKey.from_private_bytes(b"k" * 32)) for bank in (first, second)}, at=timezone.now()) >= 1
    slip = tra.locator("#state a.btn-1")
    slip.wait_for(timeout=15_000)
    assert tra.request.get(slip.get_attribute("href")).body().startswith(b"%PDF")


def waited(tra: Any) -> None:
    """Who kept the goods waiting, with a certificate that a stranger can check."""
    tra.click("a[href$='/delay/']")
    tra.click("main form .btn-1")
    link = tra.locator("a[href*='/delay/'][href$='.pdf']")
    link.wait_for()
    number = link.inner_text()
    stranger = tra.context.browser.new_context(base_url=tra.url.split("/trade")[0], locale="vi-VN").new_page()
    stranger.goto(f"/proof/{number}/")
    assert number in stranger.inner_text("main") and "Lê Phương Thảo" not in stranger.inner_text("main")
    stranger.context.close()


def test_from_a_name_of_goods_to_cleared_goods_and_the_proof_of_who_waited(tra: Any, earlier: str, behind: Behind) -> None:
    searched(tra)
    draft = copied(tra, earlier)
    read_from_the_invoice(tra, draft)
    pk = signed(tra)
    answered(tra, behind, pk)
    paid(tra, behind, pk)
    waited(tra)
