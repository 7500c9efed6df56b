"""Back, forward and reload: what was looked up stands there again, what was sent is sent once, however often a page is loaded."""

import io
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.utils import timezone

from tests.browser.officers import Centre, beside
from tests.browser.people import DESK, PHONE, signs_in
from tests.browser.test_trader import until
from thongquan.core.forms import ROAD
from thongquan.core.plates import normalise
from thongquan.exchange.formats.sheet_write import written
from thongquan.models import AuditEvent, BulkFile, RiskModel, VehicleDeclaration
from thongquan.queries.scope import everywhere


@pytest.fixture(scope="module")
def centre(live_database: Any, django_db_blocker: Any) -> Centre:
    return Centre(live_database.app, django_db_blocker)


# ---- looking up a code


def stands(page: Any) -> tuple[str, list[str], str, str]:
    """What was typed, the lines found, the line chosen, the sum of the trial."""
    sums = page.locator("tfoot .total")
    return (page.input_value("#h"), page.locator(".hs-r .hs").all_inner_texts(), page.locator(".hs-r [aria-current] .hs").inner_text(),
            sums.inner_text() if sums.count() else "")


def types(page: Any, words: str) -> tuple[str, list[str], str, str]:
    """A word typed into the box; the lines come while it is typed."""
    page.locator("#h").fill("")
    page.locator("#h").press_sequentially(words, delay=30)
    until(page, f"new URLSearchParams(location.search).get('q') === '{words}' && document.querySelectorAll('.hs-r a').length > 1")
    return stands(page)


def test_a_code_that_was_looked_up_stands_there_again(page: Any) -> None:
    page.set_viewport_size(DESK)
    page.goto("/hs/?direction=export")
    typed = types(page, "rieng")
    page.locator(".hs-r a").nth(1).click()
    page.wait_for_url("**code=**")
    chosen = stands(page)
    assert chosen[:2] == typed[:2] and chosen[2] != typed[2]
    page.fill("#val", "12.500")
    page.fill("#qty", "800")
    page.select_option("#org", index=1)
    page.get_by_role("button", name="Tính").click()
    page.wait_for_url("**val=12.500**")
    tried = stands(page)
    assert tried[:3] == chosen[:3] and tried[3] and "direction=export" in page.url
    ways = ((page.reload, tried), (page.go_back, chosen), (page.reload, chosen), (page.go_back, typed), (page.reload, typed), (page.go_forward, chosen),
            (page.go_forward, tried))
    for way, before in ways:
        way()
        assert stands(page) == before, way
    other = types(page, "ca phe")
    page.go_back()
    assert stands(page) == chosen
    page.go_forward()
    assert stands(page) == other and "direction=export" in page.url


# ---- a file of vehicles


@pytest.fixture
def huong(browser: Any, live: str) -> Iterator[Any]:
    context = browser.new_context(base_url=live, viewport=PHONE, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
    yield signs_in(context.new_page(), "huong")
    context.close()


def a_file_of(plates: list[str], bad: int) -> bytes:
    """Empty trucks of the day after tomorrow; the row of this number names no gate."""
    planned = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=2)
    rows = [ROAD.read({
        "plate": plate, "regime": "temporary_exportation", "case": "border_delivery", "gate": "NOWHERE" if n == bad else "VNMCG1", "country": "VN",
        "planned_at": planned.isoformat(), "laden": "0", "vehicle_type": "truck", "contact_phone": "0912345678",
        "drivers": [{"name": "VU DINH QUYET", "nationality": "VN", "document_kind": "A", "document_number": f"QN{460000 + n}"}]})[0]
        for n, plate in enumerate(plates)]
    return written(ROAD, rows)


def test_a_file_of_vehicles_is_taken_once_however_often_its_page_is_loaded(huong: Any, centre: Centre, tmp_path: Any) -> None:
    plates, bad = [f"15C-{46000 + n}" for n in range(45)], 7
    file = tmp_path / "xe-46.xlsx"
    file.write_bytes(a_file_of(plates, bad))
    cut: list[int] = []

    def loses_the_answer(route: Any) -> None:
        """The first portion reaches the centre; its answer never comes back."""
        if route.request.method == "POST" and not cut:
            cut.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    def declared() -> list[str]:
        return sorted(centre(lambda: list(VehicleDeclaration.objects.filter(plate_key__in=map(normalise, plates)).values_list("plate_key", flat=True))))

    huong.route(re.compile(r"/trade/bulk/\d+/$"), loses_the_answer)
    huong.goto("/trade/bulk/")
    huong.set_input_files("#file", str(file))
    huong.click("button.btn-1")
    huong.wait_for_url(re.compile(r"/trade/bulk/\d+/$"))
    address = huong.url
    until(huong, "document.querySelector('#taken') !== null")
    while not cut:
        huong.wait_for_timeout(50)
    assert cut == [200] and huong.locator("#taken progress").get_attribute("value") == "0"
    huong.reload()  # what the centre took is there, and the rest goes on by itself
    huong.wait_for_selector("a[href$='returned.xlsx']")
    good = sorted(normalise(plate) for n, plate in enumerate(plates) if n != bad)
    assert declared() == good

    def taken() -> tuple[str, str, list[str], list[Any]]:
        """What the page says, and the file that it gives back: each row with its reasons."""
        back = huong.request.get(huong.locator("a[href$='returned.xlsx']").get_attribute("href")).body()
        page = openpyxl.load_workbook(io.BytesIO(back)).active
        return (huong.url, huong.locator("#taken h2").inner_text(), huong.locator("#taken tbody th").all_inner_texts(),
                [[cell.value for cell in row] for row in page.iter_rows(min_row=3)])

    first = taken()
    assert "44" in first[1] and len(first[3]) == 1 and plates[bad] in first[3][0]
    for way in (huong.reload, huong.go_back, huong.go_forward):
        way()
        assert huong.url.endswith("/trade/bulk/") or taken() == first, way
    huong.goto("/trade/bulk/")
    huong.set_input_files("#file", str(file))
    huong.click("button.btn-1")  # sent again by hand: it is the same file
    huong.wait_for_selector("a[href$='returned.xlsx']")
    assert taken() == first and huong.url == address
    assert declared() == good and centre(lambda: BulkFile.objects.filter(file_name=file.name).count()) == 1


def test_a_file_that_cannot_be_read_leaves_the_form_as_it_was(huong: Any) -> None:
    huong.goto("/trade/bulk/")
    huong.check("input[name=mode][value=waterway]", force=True)
    huong.fill("#pasted", "không có tiêu đề")
    huong.click("button.btn-1")
    for way in (lambda: None, huong.reload):
        way()
        huong.locator(".errsum").wait_for()
        assert huong.input_value("#pasted") == "không có tiêu đề" and huong.is_checked("input[name=mode][value=waterway]")


# ---- a risk model's way


ACTS = ("risk.propose", "risk.promote", "risk.step_back")


@pytest.fixture
def model(live: str, centre: Centre) -> Iterator[int]:
    """A candidate with its trial, and the champion that it would replace; those of the demo stand as before afterwards."""
    pytest.importorskip("lightgbm", reason="the learning libraries are left out here")
    from tests import pasts  # slow: the learning libraries
    from thongquan.actions.risk.models import keep_candidate  # slow: the learning libraries
    from thongquan.core.actor import system  # slow: as above

    def kept() -> tuple[list[int], list[int]]:
        with everywhere():
            standing = RiskModel.objects.filter(state="champion")
            before = list(standing.values_list("pk", flat=True))
            standing.update(state="retired")
            made = [keep_candidate({"model.json": b"{}"}, digest=digest * 32, card={"objective": "detection"}, trained_until=timezone.localdate(),
                                   dry_run=pasts.TRIAL, by=system(), at=timezone.now()).pk for digest in ("45", "46")]
            RiskModel.objects.filter(pk=made[0]).update(state="champion", champion_since=timezone.now(), proposed_by=1, approved_by=2)
            return before, made

    def put_back() -> None:
        with everywhere():
            RiskModel.objects.filter(pk__in=made).update(state="retired")
            RiskModel.objects.filter(pk__in=before).update(state="champion")

    before, made = centre(kept)
    yield made[1]
    centre(put_back)


def written_down(centre: Centre) -> list[int]:
    """How often each act on a model stands in the trail."""
    def counted() -> list[int]:
        with everywhere():
            return [AuditEvent.objects.filter(action=act).count() for act in ACTS]

    return list(centre(counted))


def back_and_forth(page: Any) -> None:
    for way in (page.reload, page.go_back, page.reload, page.go_forward):
        way()


def test_a_model_is_proposed_promoted_and_taken_back_once(browser: Any, live: str, model: int, centre: Centre) -> None:
    address, before = f"/risk/models/{model}/", written_down(centre)
    with beside(browser, live, "mai", centre) as mai, beside(browser, live, "nhu", centre) as nhu:
        mai.goto("/risk/models/")
        mai.goto(address)
        mai.fill("#pr", "Tìm nhiều hơn")
        mai.get_by_role("link", name="Mô hình", exact=True).first.click()
        mai.go_back()
        assert mai.input_value("#pr") == "Tìm nhiều hơn"  # typed and not sent yet: it is still there
        mai.get_by_role("button", name="Đề nghị").click()
        mai.get_by_text("Người khác quyết định mục này").wait_for()
        back_and_forth(mai)
        nhu.goto(address)
        nhu.locator("form[action$='promote/'] button").click()
        nhu.locator("main .tag.is-go").first.wait_for()
        nhu.reload()
        assert nhu.locator("main .tag.is-go").count() and not nhu.locator("form[action$='promote/']").count()
        nhu.goto("/risk/models/")
        mai.goto("/risk/models/")  # both see the champion, both take it back: it is one step
        for who in (nhu, mai):
            who.fill("#why", "Chọn sai nhiều")
            who.locator("form[action$='back/'] button").click()
            who.wait_for_load_state()
        assert nhu.get_by_text("Đã rút lại").count() and mai.get_by_text("không làm được ở trạng thái hiện tại").count()
        back_and_forth(nhu)
    assert written_down(centre) == [n + 1 for n in before] and centre(lambda: RiskModel.objects.get(pk=model).state) == "retired"
    assert centre(lambda: RiskModel.objects.filter(state="champion").count()) == 1
