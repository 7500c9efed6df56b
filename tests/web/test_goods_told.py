"""What goods pages tell: amounts as people write them, the field that is blank, a page where only sending was."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import goods
from tests.exchange.test_reading import INVOICE
from tests.web.test_trader_goods import PASSWORD, a_file, begun, header, line, no_wrong_codes, sent_file, typed, with_password
from thongquan.models import User
from thongquan.web.trader.goods import drawing

__all__ = ["no_wrong_codes"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def tra() -> Client:
    goods.open_house()
    return with_password("tra")


def page_of(client: Client, address: str, language: str = "vi") -> str:
    client.get(f"/lang/{language}/")
    return client.get(address).content.decode()


@pytest.mark.parametrize(("language", "total", "gap"), [("vi", "1.234.567,5", "1.204.567,5"), ("en", "1,234,567.5", "1,204,567.5")])
def test_a_refusal_tells_amounts_as_people_write_them(tra: Client, language: str, total: str, gap: str) -> None:
    pk = begun(tra)
    typed(tra, pk, "keep", invoice_total="1.234.567,5")
    shown = page_of(tra, f"/trade/goods/drafts/{pk}/?check=1", language)
    assert total in shown and gap in shown and "1234567" not in shown.split("errsum")[1].split("</ul>")[0]


def test_what_is_read_once_more_before_sending_has_its_marks(tra: Client) -> None:
    pk = begun(tra)
    typed(tra, pk, "keep", invoice_total="30.000,25", gross_kg="18.600,5")
    shown = page_of(tra, f"/trade/goods/drafts/{pk}/check/")
    assert "<dd>30.000,25</dd>" in shown and "<dd>18.600,5</dd>" in shown and ">1.000<" in shown
    assert 'value="30000,25"' in page_of(tra, f"/trade/goods/drafts/{pk}/"), "a box holds it as it may be typed on"


def test_several_together_name_the_field_that_is_blank(tra: Client) -> None:
    pk = begun(tra)
    tra.post(f"/trade/goods/drafts/{pk}/", {**header(packages="", arrival=""), **line(0, origin=""), "_act": "keep"})
    tra.get("/lang/vi/")
    shown = tra.post("/trade/goods/together/", {"pk": pk, "_act": "check"}).content.decode()
    assert "Số kiện: Chưa khai mục bắt buộc" in shown and "Dòng 1 · Xuất xứ: Chưa khai mục bắt buộc" in shown
    assert "Số kiện: Chưa khai mục bắt buộc" in page_of(tra, f"/trade/goods/drafts/{pk}/check/")


def test_an_export_sold_to_the_buyers_port_has_all_four_boxes_of_the_way_open() -> None:
    sheet = drawing.sheet_of("export", {"incoterm": "CIF"}, goods.NOW.date())
    [value] = [part for part in drawing.parts_of(sheet) if part.code == "valuation"]
    assert [box.field.name for box in value.open][:4] == ["freight", "freight_currency", "insurance", "insurance_currency"]


def test_a_page_that_only_takes_what_is_sent_leads_to_the_one_above(tra: Client) -> None:
    pk = begun(tra)
    assert tra.get(f"/trade/goods/drafts/{pk}/sign/")["Location"] == f"/trade/goods/drafts/{pk}/"
    assert tra.get("/trade/goods/together/")["Location"] == "/trade/goods/"
    assert tra.get("/lang/en/", {"next": "/trade/goods/together/"}, follow=True).status_code == 200
    assert Client().get("/demo/").status_code == 405


def test_earlier_declarations_offered_are_of_the_same_direction(tra: Client) -> None:
    pk = begun(tra)
    typed(tra, pk, "keep")
    assert tra.post(f"/trade/goods/drafts/{pk}/sign/", {"proof": PASSWORD}).status_code == 303
    copy = f"/trade/goods/{pk}/copy/"
    assert copy in page_of(tra, "/trade/goods/new/?direction=import") and copy not in page_of(tra, "/trade/goods/new/?direction=export")


def test_a_value_without_a_currency_says_so(tra: Client) -> None:
    pk = begun(tra)
    typed(tra, pk, "keep", currency="")
    assert "Chưa khai đồng tiền; trị giá chưa tính" in page_of(tra, f"/trade/goods/drafts/{pk}/")


def test_other_windows_keep_what_this_one_did_not_touch(tra: Client) -> None:
    pk = begun(tra)
    typed(tra, pk, "keep", exporter="HẢI NAM MỘT")
    stale = {**header(exporter="", conveyance="29H-361.71"), "_act": "keep", "_touched": "conveyance"}
    tra.post(f"/trade/goods/drafts/{pk}/", stale)
    shown = page_of(tra, f"/trade/goods/drafts/{pk}/")
    assert "HẢI NAM MỘT" in shown and "29H-361.71" in shown and 'name="lines-2-hs"' in shown
    tra.post(f"/trade/goods/drafts/{pk}/", {**header(exporter=""), "_act": "keep", "_touched": "exporter"})
    assert "HẢI NAM MỘT" not in page_of(tra, f"/trade/goods/drafts/{pk}/")


def test_a_day_of_a_paper_is_typed_as_the_reader_writes_days(tra: Client) -> None:
    pk = begun(tra)
    assert 'placeholder="2026-11-24"' in page_of(tra, f"/trade/goods/{pk}/dossier/", "zh-hans")
    assert 'placeholder="24/11/2026"' in page_of(tra, f"/trade/goods/{pk}/dossier/")


def test_the_tick_of_a_signature_is_asked_for_as_a_tick(tra: Client, settings: Any) -> None:
    pk = begun(tra)
    typed(tra, pk, "keep")
    settings.REALM = "demo"
    User.objects.filter(username="tra").update(demo=True)
    answer = tra.post(f"/trade/goods/drafts/{pk}/sign/")
    assert answer.status_code == 422 and "Chưa khai mục bắt buộc" in answer.content.decode() and "mật khẩu không đúng" not in answer.content.decode()


def test_the_gap_of_a_long_declaration_is_that_of_the_whole(tra: Client) -> None:
    pk = begun(tra)
    assert sent_file(tra, pk, a_file(60)).status_code == 303
    tra.post(f"/trade/goods/drafts/{pk}/", {**header(invoice_total="50.000"), "_act": "keep", "_touched": ",".join(header())})
    assert "Tổng các dòng là 60.000, hóa đơn khai 50.000, lệch 10.000" in page_of(tra, f"/trade/goods/drafts/{pk}/?check=1")


def test_of_several_files_the_one_that_is_not_taken_is_named_with_what_to_do(tra: Client) -> None:
    pk = begun(tra)
    tra.get("/lang/vi/")
    files = [SimpleUploadedFile("hoa-don.xml", INVOICE.encode()), SimpleUploadedFile("anh-may.heic", b"ftypheic")]
    shown = tra.post(f"/trade/goods/{pk}/dossier/", {"_act": "upload", "kind": "commercial_invoice", "file": files}).content.decode()
    assert "anh-may.heic: Loại tệp này không được nhận. " in shown and "hoa-don.xml: Loại" not in shown and "hoa-don.xml" in shown


def test_an_empty_line_shows_what_may_be_typed(tra: Client) -> None:
    pk = begun(tra)
    assert 'placeholder="18.000"' in page_of(tra, f"/trade/goods/drafts/{pk}/")
    assert 'placeholder="18,000"' in page_of(tra, f"/trade/goods/drafts/{pk}/", "zh-hans")
