"""A declarant follows his goods in a real browser: a question answered, tax paid, cleared, the slip printed."""

import random
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import timezone

from tests.browser import gatekit
from tests.browser.people import DESK, PHONE, SMALL, axe_faults, in_turn, once, sideways, signs_in, small_targets, speaks, wears
from tests.goods import QUIET, lodged, officer_of
from thongquan.actions.declaration.ask import ask
from thongquan.actions.declaration.decide import agree
from thongquan.actions.training.goods_cast import gather_goods
from thongquan.catalog.demo_goods import PORTS, consignment
from thongquan.config.roles import Addresses
from thongquan.core.actor import system
from thongquan.exchange.links.stand_in_bank import Faults, StandInBank
from thongquan.jobs.payments import carry_all
from thongquan.models import User
from thongquan.queries.access import actor_of, all_units
from thongquan.queries.scope import scope

Behind = Callable[[], AbstractContextManager[None]]
YELLOW_DIE, RED_DIE = 60, 0
SCANNED = 3


@pytest.fixture(scope="module")
def behind(live: str, live_database: Addresses, django_db_blocker: Any) -> Behind:
    """This process at the live server's database, for what officers and banks do."""
    return lambda: gatekit.behind(live_database.app, django_db_blocker)


@pytest.fixture(scope="module")
@once
def goods(behind: Behind) -> dict[str, int]:
    """Three declarations of Trà's company: green, yellow, red."""
    with behind():
        gather_goods(timezone.now())
        at = timezone.now() - timedelta(minutes=5)
        who = actor_of(User.objects.get(username="tra"), at.date())
        made = {}
        for n, (lane, die) in enumerate({"green": QUIET, "yellow": YELLOW_DIE, "red": RED_DIE}.items(), 9100):
            values = consignment(random.Random(n), n, PORTS[0], "import", at.date() - timedelta(days=1), 2)
            made[lane] = lodged(who, {**values, "own_reference": f"WALK-{n}", "invoice_number": f"WALK{n}"}, die=die, at=at)[0].declaration.pk
        return made


@pytest.fixture
def tra(page: Any, goods: dict[str, int]) -> Iterator[Any]:
    signs_in(page, "tra")
    speaks(page, "en")
    yield page


def by_the_clerk(behind: Behind, pk: int, act: Callable[[Any], None]) -> None:
    """What the dossier officer of the case does at his own screen."""
    with behind():
        with scope(system(all_units())):
            clerk = officer_of(pk, "dossier")
        with scope(clerk):
            act(clerk)


@pytest.mark.forgives_console
def test_a_question_answered_the_tax_paid_by_the_other_bank_and_the_slip_printed(tra: Any, goods: dict[str, int], behind: Behind) -> None:
    pk = goods["yellow"]
    by_the_clerk(behind, pk, lambda clerk: ask(pk, [
        {"field": "/conveyance", "rule": "TRA-02", "need": "Biển số xe đúng như trên giấy"},
        {"field": "/lines/0/origin", "rule": "LIN-05", "need": "Giấy chứng nhận xuất xứ bản rõ"}], by=clerk, at=timezone.now()))
    tra.set_viewport_size(PHONE)
    tra.goto(f"/trade/goods/{pk}/")
    assert "Customs waits for you" in tra.inner_text("#state")
    tra.fill("#value-0", "14C-678.90")
    tra.fill("#answer-0", "Đổi xe, biển mới như trên")
    tra.click("#question .btn-1")
    tra.fill("#answer-1", "Đã nộp bản rõ")
    tra.click("#question .btn-1")
    tra.wait_for_url(re.compile(rf"/trade/goods/{pk}/$"))
    assert "Customs checks the dossier" in tra.inner_text("#state") and "14C-678.90" in tra.inner_text("main")
    by_the_clerk(behind, pk, lambda clerk: agree(pk, reason_code="DOS-02", by=clerk, at=timezone.now()))
    tra.wait_for_selector("#tax.hero", timeout=15_000)
    assert "Pay the tax" in tra.inner_text("#state"), "the open page heard of it by itself"
    tra.click("#tax form .btn-1")
    tra.wait_for_load_state()
    with StandInBank("VTB", faults=Faults(down=True)) as first, StandInBank("BDV") as second, behind():
        assert carry_all({bank.code: bank.link(Ed25519PrivateKey.from_private_bytes(b"k" * 32)) for bank in (first, second)}, at=timezone.now()) == 1
        assert (len(first.paid), len(second.paid)) == (0, 1)
    tra.wait_for_selector("text=The goods may leave", timeout=15_000)
    assert re.search(r"Receipt BL\d", tra.inner_text("#tax"))
    slip = tra.request.get(tra.locator("#state a.btn-1").get_attribute("href"))
    document = pypdfium2.PdfDocument(slip.body())
    (code,) = zxingcpp.read_barcodes(document[0].render(scale=SCANNED).to_pil())
    document.close()
    stranger = tra.context.browser.new_context(base_url=tra.url.split("/trade")[0]).new_page()
    stranger.goto(code.text[code.text.index("/slip/"):])
    assert re.search("Hàng này được qua|These goods may pass", stranger.inner_text("main"))
    stranger.context.close()


def test_an_inspection_time_is_moved_on_the_phone(tra: Any, goods: dict[str, int]) -> None:
    tra.set_viewport_size(PHONE)
    tra.goto(f"/trade/goods/{goods['red']}/")
    before = tra.inner_text("#inspection dl dd >> nth=0")
    tra.click("#inspection summary")
    tra.select_option("#slot", index=2)
    tra.click("#inspection form .btn")
    tra.wait_for_load_state()
    assert "The appointment is moved." in tra.inner_text("body") and tra.inner_text("#inspection dl dd >> nth=0") != before


def test_what_was_typed_into_an_amendment_outlives_another_language_and_an_ended_session(tra: Any, goods: dict[str, int]) -> None:
    box = "[name=lines-0-net_kg]"
    tra.goto(f"/trade/goods/{goods['red']}/amend/")
    tra.locator("details", has=tra.locator(box)).first.locator("summary").click()
    tra.fill(box, "123")
    speaks(tra, "vi")
    assert tra.input_value(box) == "123" and tra.locator(box).is_visible()
    tra.context.clear_cookies(name="tq_session")
    tra.locator("main form .btn-1").first.click()
    tra.wait_for_url(re.compile("/accounts/login/"))
    signs_in(tra, "tra")
    tra.goto(f"/trade/goods/{goods['red']}/amend/")
    assert tra.input_value(box) == "123"
    tra.locator("main form .btn-1").first.click()
    tra.wait_for_load_state()
    assert tra.locator("[data-unsent]").count() == 1, "what would change is shown, and nothing is sent yet"
    speaks(tra, "en")
    assert tra.input_value(box) == "123"


def test_an_invoice_is_uploaded_and_its_difference_marked(tra: Any, goods: dict[str, int], tmp_path: Any) -> None:
    from tests.exchange.test_reading import INVOICE  # slow: only this walk reads an invoice

    file = tmp_path / "hoa-don.xml"
    file.write_text(INVOICE)
    tra.goto(f"/trade/goods/{goods['green']}/dossier/")
    tra.select_option("#kind", "commercial_invoice")
    tra.set_input_files("#file", file)
    tra.click("main form[enctype] .btn-1")
    tra.wait_for_load_state()
    assert "values read" in tra.inner_text("#need-commercial_invoice")
    tra.click("#need-commercial_invoice a[href*='/dossier/']")
    tra.wait_for_load_state()
    assert tra.locator("td b.t-stop").count() > 0 and "e-invoice file" in tra.inner_text("main")


@pytest.mark.parametrize("language", ["vi", "en", "zh-Hans"])
def test_every_page_is_in_order_in_each_language_size_and_theme(tra: Any, goods: dict[str, int], language: str) -> None:
    speaks(tra, language)
    ways = [(PHONE, "light"), (SMALL, "dark"), (DESK, "light"), (DESK, "dark")]
    first = ["vi", "en", "zh-Hans"].index(language)
    pages = [(lane, page) for lane in goods for page in (("", "dossier/", "statement/", "delay/", "amend/") if lane == "green" else ("",))]
    for (lane, page), (size, theme) in in_turn(pages, ways[first:] + ways[:first]):
        tra.set_viewport_size(size)
        tra.goto(f"/trade/goods/{goods[lane]}/{page}")
        wears(tra, theme)
        assert sideways(tra) <= 0, (lane, page, size)
        if size != SMALL:
            assert axe_faults(tra) == [], (lane, page, size, theme)
        if size == PHONE:
            assert small_targets(tra) == [], (lane, page)
