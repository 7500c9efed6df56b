"""A broker's day in a real browser: two clients, forty declarations checked, signed and paid together."""

import random
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.browser import gatekit
from tests.browser.people import DESK, PHONE, once, sideways, signs_in
from tests.goods import lodged, officer_of
from thongquan.actions.declaration.ask import ask
from thongquan.actions.declaration.draft import draft
from thongquan.actions.training.goods_cast import gather_goods
from thongquan.catalog.demo_goods import PORTS, TRADERS, consignment
from thongquan.config.roles import Addresses
from thongquan.core.actor import system
from thongquan.models import Payment
from thongquan.queries.access import all_units
from thongquan.queries.scope import scope

TODAY = timezone.localdate()
MANY, FIRST, LACKING = 40, 960_000, 7
REFERENCE, ASKED = "LO40", "HOI-GIA"
YELLOW_DIE = 60


@pytest.fixture(scope="module")
@once
def asked(live: str, live_database: Addresses, django_db_blocker: Any) -> int:
    """Forty drafts for two clients, one without its gate; one declaration that Customs asks about."""
    with gatekit.behind(live_database.app, django_db_blocker):
        cast, at = gather_goods(timezone.now()), timezone.now()
        for n in range(MANY):
            who = cast.traders[n % 2]
            values = consignment(random.Random(n), FIRST + n * len(TRADERS) + n % 2, PORTS[0], "import", TODAY - timedelta(days=1))
            values |= {"own_reference": f"{REFERENCE}-{n:02d}"} | ({"gate": ""} if n == LACKING else {})
            with scope(cast.broker):
                draft(values, declarant_id=who.parties[0], by=cast.broker, at=at, direction="import")
        values = consignment(random.Random(99), FIRST + 99 * len(TRADERS) + 1, PORTS[0], "import", TODAY - timedelta(days=1))
        pk = lodged(cast.traders[1], {**values, "own_reference": ASKED}, die=YELLOW_DIE, at=at - timedelta(hours=1))[0].declaration.pk
        with scope(system(all_units())):
            clerk = officer_of(pk, "dossier")
        with scope(clerk):
            ask(pk, [{"field": "/conveyance", "rule": "TRA-02", "need": "Biển số xe đúng như trên giấy"}], by=clerk, at=at)
        return pk


@pytest.fixture
def bao(page: Any, asked: int) -> Iterator[Any]:
    page.set_viewport_size(DESK)
    yield signs_in(page, "bao")


def listed(bao: Any, tab: str, text: str = REFERENCE) -> int:
    """A tab of the declarations, found by their reference; how many rows the page shows."""
    bao.goto(f"/trade/goods/?tab={tab}&q={text}")
    return int(bao.locator("table.tbl tbody tr").count())


def all_together(bao: Any) -> Any:
    """Every row of the page ticked and taken to the page of results."""
    bao.check("input[data-all=pk]")
    bao.get_by_role("button", name="Kiểm tra, ký hoặc nộp thuế").click()
    bao.wait_for_url("**/together/")
    return bao.locator("tr[data-pk]")


def test_what_all_clients_need_stands_on_one_page_and_one_client_is_chosen(bao: Any, asked: int) -> None:
    bao.goto("/trade/clients/")
    row = bao.locator(f".links a[href='/trade/goods/{asked}/']")
    assert "Hải quan hỏi về lô hàng" in row.inner_text() and TRADERS[1].name in row.inner_text()
    client = bao.get_by_role("button", name=re.compile(TRADERS[0].name))
    assert re.search(r"Tờ khai: \d+ đang làm · \d+ cần bạn · [1-9]\d* nháp", client.inner_text())
    client.click()
    bao.wait_for_url("**/trade/")
    assert 0 < listed(bao, "drafts") == MANY // 2 and TRADERS[1].name not in bao.inner_text("table.tbl")
    bao.goto(f"/trade/goods/?tab=needs&q={ASKED}")
    assert bao.locator("table.tbl").count() == 0, "the other client's question is not in this client's list"
    bao.select_option("#client", "")
    bao.get_by_role("button", name="Chọn", exact=True).click()
    bao.wait_for_load_state()
    assert listed(bao, "needs", ASKED) == 1
    bao.set_viewport_size(PHONE)
    bao.goto("/trade/clients/")
    assert sideways(bao) <= 0


def test_forty_are_checked_signed_and_paid_together_and_each_has_its_own_result(
        bao: Any, live_database: Addresses, django_db_blocker: Any) -> None:
    assert listed(bao, "drafts") == MANY, "one page holds as many as go together"
    rows = all_together(bao)
    assert rows.count() == MANY and rows.filter(has_text="Sẵn sàng ký").count() == MANY - 1, rows.all_inner_texts()[:3]
    [lacking] = rows.filter(has_text="Chưa chọn cửa khẩu").all()
    assert f"{REFERENCE}-{LACKING:02d}" in lacking.inner_text()
    bao.check("#f-proof")
    bao.locator("button[value=sign]").click()
    bao.locator("[role=status]", has_text=f"{MANY - 1} xong, 0 chưa").wait_for()
    numbers = bao.locator("tr[data-pk] th a").all_inner_texts()
    assert len(set(numbers)) == MANY - 1 and all(re.fullmatch(r"10\d\d\s\d{4}\s\d{4}", number) for number in numbers)
    assert listed(bao, "drafts") == 1
    owing = listed(bao, "needs")
    assert owing > 20
    rows = all_together(bao)
    assert rows.filter(has_text="Sẵn sàng nộp").count() == owing
    bao.get_by_label("Ngân hàng").select_option(label="Ngân hàng Biên Dịch (BDV)")
    bao.locator("button[value=pay]").click()
    bao.locator("[role=status]", has_text=f"{owing} xong, 0 chưa").wait_for()
    assert bao.locator("tr[data-pk]", has_text="Đã gửi ngân hàng").count() == owing
    with gatekit.behind(live_database.app, django_db_blocker), scope(system(all_units())):
        sent = Payment.objects.filter(order__declaration__own_reference__startswith=REFERENCE)
        assert sent.count() == owing and set(sent.values_list("bank", flat=True)) == {"BDV"}
