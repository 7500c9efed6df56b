"""Goods on the trader's pages: declared, checked, signed, taken from a sheet, many together."""

import re
import time
from base64 import b64decode
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from tests import goods
from thongquan.actions.access.codes import wrong_codes
from thongquan.actions.declaration.sign import digest_of
from thongquan.actions.training.goods_cast import GoodsCast
from thongquan.catalog.demo_goods import TRADERS
from thongquan.catalog.law import LAW
from thongquan.core.forms.goods_line import IMPORT_LINE
from thongquan.exchange.formats.sheet_write import written
from thongquan.models import AuditEvent, GoodsDeclaration, Payment, User
from thongquan.queries.scope import scope

DATABASE = "house"
pytestmark = pytest.mark.django_db
PASSWORD = "bien-gioi-so-2026"
TODAY = timezone.localdate()
PAGES = ("/trade/goods/", "/trade/goods/?tab=needs", "/trade/goods/new/", "/trade/goods/new/?direction=export", "/trade/goods/new/?direction=transit")


@pytest.fixture
def cast() -> GoodsCast:
    return goods.open_house()[1]


def signed_in(username: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture(autouse=True)
def no_wrong_codes() -> None:
    """Wrong codes of an earlier test are forgotten."""
    wrong_codes.level.clear()


def with_password(username: str) -> Client:
    """A person of a working realm: he signs with his password."""
    user = User.objects.get(username=username)
    user.set_password(PASSWORD)
    user.save()
    return signed_in(username)


@pytest.fixture
def tra(cast: GoodsCast) -> Client:
    return with_password("tra")


def begun(client: Client, direction: str = "import", kind: str = "A11") -> int:
    answer = client.post("/trade/goods/new/", {"direction": direction, "kind": kind})
    assert answer.status_code == 303, answer.content
    return int(re.search(r"/drafts/(\d+)/", answer["Location"])[1])


def header(**over: str) -> dict[str, str]:
    """What a declarant types above the lines."""
    return {
        "kind": "A11", "mode": "road", "office": "20BB", "gate": "VNMCG1", "party_kind": "4", "importer": TRADERS[0].name,
        "importer_tax_id": TRADERS[0].tax_id, "importer_address": "Móng Cái, Quảng Ninh", "exporter": "GUANGXI BEILUN TRADING",
        "partner_country": "CN", "packages": "1.200", "package_unit": "CT",
        "gross_kg": "18.600", "conveyance": "14C-123.45", "arrival": f"{TODAY:%d/%m/%Y}", "loading_place": "CNDOX", "unloading_place": "VNMCG",
        "invoice_kind": "A", "price_kind": "A", "invoice_number": "INV-0817", "invoice_day": f"{TODAY - timedelta(days=2):%d/%m/%Y}",
        "payment": "TTR", "incoterm": "DAP", "currency": "CNY", "invoice_total": "30.000", "valuation_method": "1",
        "documents-0-kind": "commercial_invoice", "documents-0-number": "INV-0817", **over}


def line(n: int, hs: str = "73181510", **over: str) -> dict[str, str]:
    row = {"hs": hs, "name": f"Bu lông thép mạ kẽm cường độ 8.8, đường kính {8 + n} mm", "origin": "CN", "quantity": "1.000", "unit": "",
           "unit_price": "10", "invoice_value": "", "net_kg": "1.000", **over}
    return {f"lines-{n}-{name}": text for name, text in row.items()}


def lines(count: int) -> dict[str, str]:
    return {name: text for n in range(count) for name, text in line(n).items()}


def typed(client: Client, pk: int, act: str, **more: str) -> Any:
    return client.post(f"/trade/goods/drafts/{pk}/", {**header(), **lines(3), "_act": act, **more})


def seen(cast: GoodsCast, pk: int) -> GoodsDeclaration:
    with scope(cast.traders[0]):
        return goods.seen(pk)


@pytest.mark.parametrize("language", ["vi", "en", "zh-hans"])
def test_every_page_opens_in_every_language(tra: Client, language: str) -> None:
    tra.get(f"/lang/{language}/")
    pk = begun(tra)
    typed(tra, pk, "keep")
    for address in (*PAGES, *(f"/trade/goods/drafts/{pk}/{end}" for end in ("", "lines/1/", "duty/", "sheet/", "check/"))):
        answer = tra.get(address)
        assert answer.status_code == 200, (address, answer.content[:300])
        assert f'<html lang="{language.replace("hans", "Hans")}"' in answer.content.decode()


def test_three_lines_declared_checked_signed_registered(tra: Client, cast: GoodsCast) -> None:
    pk = begun(tra)
    answer = typed(tra, pk, "check")
    assert answer.status_code == 303, re.findall(r'<a href="#[^"]*">([^<]*)', answer.content.decode())
    checked = tra.get(answer["Location"]).content.decode()
    assert "Bu lông" in checked and "VNMCG" in checked
    signed = tra.post(f"/trade/goods/drafts/{pk}/sign/", {"proof": PASSWORD})
    row = seen(cast, pk)
    assert signed.status_code == 303 and row.number and row.state != "draft", signed.content[:500]
    page = tra.get(signed["Location"]).content.decode()
    assert row.number in page and "Luồng" in page
    assert row.signature["sha256"] == digest_of(row.body) and row.signature["method"] == "password" and row.signed_at
    with scope(cast.traders[0]):
        assert AuditEvent.objects.filter(object_type="goods", object_id=pk, action="goods.sign").count() == 1
    again = tra.post(f"/trade/goods/drafts/{pk}/sign/", {"agree": "1"})
    assert again.status_code == 303 and again["Location"].endswith(f"/{pk}/registered/")


def test_without_the_right_password_nothing_is_signed(tra: Client, cast: GoodsCast) -> None:
    pk = begun(tra)
    typed(tra, pk, "check")
    refused = tra.post(f"/trade/goods/drafts/{pk}/sign/", {"proof": "guess"})
    assert refused.status_code == 422 and 'href="#f-proof"' in refused.content.decode()
    assert tra.post(f"/trade/goods/drafts/{pk}/sign/", {}).status_code == 422
    for _n in range(5):
        tra.post(f"/trade/goods/drafts/{pk}/sign/", {"proof": "guess"})
    assert tra.post(f"/trade/goods/drafts/{pk}/sign/", {"proof": PASSWORD}).status_code != 303  # guessing is over for a while
    assert seen(cast, pk).state == "draft"


def test_an_app_is_asked_for_its_code_and_the_password_is_not_enough(tra: Client, cast: GoodsCast) -> None:
    user = User.objects.get(username="tra")
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    pk = begun(tra)
    typed(tra, pk, "check")
    assert "one-time-code" in tra.get(f"/trade/goods/drafts/{pk}/check/").content.decode()
    assert tra.post(f"/trade/goods/drafts/{pk}/sign/", {"proof": PASSWORD}).status_code == 422
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    signed = tra.post(f"/trade/goods/drafts/{pk}/sign/", {"proof": code})
    assert signed.status_code == 303 and seen(cast, pk).signature["method"] == "second_factor"


def test_what_is_wrong_is_said_at_its_box_and_nothing_typed_is_lost(tra: Client) -> None:
    pk = begun(tra)
    answer = typed(tra, pk, "check", **{"lines-1-quantity": "nhiều", "lines-2-hs": "", "invoice_day": "32/13/2026"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "<title>Lỗi:" in page
    summary = page[page.index("errsum"):page.index("</ul>", page.index("errsum"))]
    links = re.findall(r'<a href="#([^"]+)"', summary)
    assert {"f-lines-1-quantity", "f-lines-2-hs", "f-invoice_day"} <= set(links) and "Dòng 2" in summary
    assert all(f'id="{target}"' in page for target in links)
    assert 'value="nhiều"' in page and 'value="32/13/2026"' in page and "đường kính 10 mm" in page


def test_a_look_gives_unit_value_duty_and_documents_at_once(tra: Client, cast: GoodsCast) -> None:
    pk = begun(tra)
    looked = tra.post(f"/trade/goods/drafts/{pk}/", {**header(), **line(0), **line(1, "08081000", name="Táo tươi Fuji đóng thùng 10 kg"), "_act": "look"})
    page = looked.content.decode()
    assert looked.status_code == 200 and "7318.15.10" in page and 'id="lh-1"' in page
    assert "kiểm dịch thực vật" in page[page.index('id="lh-1"'):].lower()
    assert "lines" not in seen(cast, pk).body  # a look keeps nothing
    typed(tra, pk, "keep")
    row = seen(cast, pk).body["lines"][0]
    assert (row["unit"], row["invoice_value"], row["price_unit"], row["price_currency"]) == ("KGM", 10000, "KGM", "CNY")
    duty = tra.get(f"/trade/goods/drafts/{pk}/duty/").content.decode()
    assert "7318.15.10" in duty and "×" in duty


def test_lines_are_added_copied_and_taken_away_without_losing_their_tail(tra: Client, cast: GoodsCast) -> None:
    pk = begun(tra)
    typed(tra, pk, "keep")
    tra.post(f"/trade/goods/drafts/{pk}/lines/2/", {**{name.removeprefix("lines-1-"): text for name, text in line(1).items()}, "brand": "Hải Ninh"})
    page = typed(tra, pk, "copy-1").content.decode()
    assert page.count('name="lines-3-hs"') == 1 and [r.get("brand") for r in seen(cast, pk).body["lines"]] == [None, "Hải Ninh", "Hải Ninh", None]
    rows = {**line(0), **{f"lines-1-{name}": "" for name in ("hs", "name", "quantity")}, **line(2)}
    tra.post(f"/trade/goods/drafts/{pk}/", {**header(), **rows, "_act": "keep"})
    tra.post(f"/trade/goods/drafts/{pk}/", {**header(), **line(0), **line(1), "_act": "drop-0"})
    [left] = seen(cast, pk).body["lines"]
    assert left["name"].endswith("9 mm")
    added = tra.post(f"/trade/goods/drafts/{pk}/", {**header(), **line(0), "_act": "add"}).content.decode()
    assert 'name="lines-1-hs"' in added and "autofocus" in added


def test_a_draft_saves_itself_and_is_copied_and_kept(tra: Client, cast: GoodsCast) -> None:
    pk = begun(tra)
    saved = tra.post(f"/trade/goods/drafts/{pk}/", {**header(notes="Gọi trước khi kiểm"), **lines(1)}, headers={"X-Autosave": "1"})
    assert saved.status_code == 200 and saved["Content-Type"].startswith("text/plain")
    assert seen(cast, pk).body["notes"] == "Gọi trước khi kiểm"
    assert tra.post(f"/trade/goods/{pk}/keep/", {"name": "Bu lông Đông Hưng"}).status_code == 303
    new = tra.get("/trade/goods/new/").content.decode()
    assert "Bu lông Đông Hưng" in new
    template = re.search(r'name="template" value="(\d+)"', new)[1]
    made = tra.post("/trade/goods/new/", {"template": template})
    fresh = seen(cast, int(re.search(r"/drafts/(\d+)/", made["Location"])[1]))
    assert fresh.body["lines"][0]["hs"] == "73181510" and "invoice_number" not in fresh.body
    assert tra.post(f"/trade/goods/drafts/{pk}/drop/").status_code == 303
    assert tra.get(f"/trade/goods/drafts/{pk}/").status_code == 404


def test_permits_and_papers_are_chosen_by_name_and_stay_as_they_were(tra: Client, cast: GoodsCast) -> None:
    pk = begun(tra)
    typed(tra, pk, "keep", **{"documents-0-how": "upload", "permits-0-kind": "XX99", "permits-0-number": "0817/2026",
                              "permits-1-kind": "", "permits-1-number": "12"})
    page = tra.get(f"/trade/goods/drafts/{pk}/").content.decode()
    lists = {name: re.findall(r'<option value="([^"]*)"( selected)?>([^<]*)', inside)
             for name, inside in re.findall(r'<select [^>]*name="([\w-]+)"[^>]*>(.*?)</select>', page)}
    chosen = {name: [(code, words) for code, on, words in rows if on] for name, rows in lists.items()}
    assert chosen["documents-0-kind"] == [("commercial_invoice", "Hóa đơn thương mại")]
    assert chosen["permits-0-kind"] == [("XX99", "XX99")] and chosen["permits-1-kind"] == []  # what no list knows stays
    assert {code for code, _on, _words in lists["permits-1-kind"]} == {"", *LAW.value("codes.permit_kinds", TODAY)}
    assert '<input type="hidden" id="f-documents-0-how" name="documents-0-how" value="upload">' in page
    checked = tra.get(f"/trade/goods/drafts/{pk}/check/").content.decode()
    assert "Hóa đơn thương mại · INV-0817" in checked and "commercial_invoice" not in checked and "upload" not in checked


@pytest.mark.parametrize(("language", "example"), [("vi", "18.600"), ("en", "18,600"), ("zh-hans", "18,600")])
def test_an_example_typed_as_it_is_shown_means_the_same_in_every_language(tra: Client, cast: GoodsCast, language: str, example: str) -> None:
    tra.get(f"/lang/{language}/")
    pk = begun(tra)
    page = tra.get(f"/trade/goods/drafts/{pk}/").content.decode()
    assert example in re.search(r'id="f-gross_kg-h">([^<]*)', page)[1]
    typed(tra, pk, "keep", gross_kg=example)
    assert seen(cast, pk).body["gross_kg"] == 18600


def test_the_last_declaration_of_its_type_fills_the_next(tra: Client, cast: GoodsCast) -> None:
    pk = begun(tra)
    typed(tra, pk, "check")
    tra.post(f"/trade/goods/drafts/{pk}/sign/", {"proof": PASSWORD})
    body = seen(cast, begun(tra)).body
    assert (body["exporter"], body["office"], body["importer_tax_id"], body["loading_place"]) == (
        "GUANGXI BEILUN TRADING", "20BB", TRADERS[0].tax_id, "CNDOX")
    assert "invoice_number" not in body and "arrival" not in body and "lines" not in body


def a_file(count: int, *, bad: tuple[int, ...] = ()) -> bytes:
    """A filled template: so many lines, some of them wrong."""
    rows = [{"hs": "73181510", "name": f"Bu lông thép mạ kẽm, lô số {n}, hàng mới", "origin": "CN", "quantity": 100, "unit": "KGM",
             "unit_price": 10, "invoice_value": 1000, "net_kg": 100} for n in range(count)]
    book = load_workbook(BytesIO(written(IMPORT_LINE, rows, "vi")))
    page = book.worksheets[0]
    columns = {cell.value: cell.column for cell in page[1]}
    for n in bad:
        page.cell(n + 3, columns["QN1"]).value = "rất nhiều"
        page.cell(n + 3, columns["CMN"]).value = None
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def sent_file(client: Client, pk: int, content: bytes, **more: str) -> Any:
    file = BytesIO(content)
    file.name = "hang.xlsx"
    return client.post(f"/trade/goods/drafts/{pk}/sheet/", {"file": file, **more})


def test_the_template_has_vnaccs_ids_and_labels(tra: Client) -> None:
    page = load_workbook(BytesIO(tra.get("/trade/goods/lines/import.xlsx").content)).worksheets[0]
    heads = {cell.value: page.cell(2, cell.column).value for cell in page[1]}
    assert heads["CMD"].startswith("Mã HS") and heads["QN1"].startswith("Số lượng") and page.title == "Dòng hàng"


def test_five_hundred_lines_in_seconds_and_the_wrong_ones_in_the_same_file(tra: Client, cast: GoodsCast) -> None:
    pk = begun(tra)
    began = time.monotonic()
    answer = sent_file(tra, pk, a_file(500, bad=(4, 17)))
    assert time.monotonic() - began < 20
    page = answer.content.decode()
    assert answer.status_code == 422 and "2 dòng bị trả lại" in page
    returned = b64decode(re.search(r'href="data:[^"]+;base64,([^"]+)"', page)[1])
    back = load_workbook(BytesIO(returned)).worksheets[0]
    assert [back.cell(row, 2).value for row in (3, 4)] == [7, 20] and "Số lượng" in back.cell(3, 1).value and "Tên hàng" in back.cell(3, 1).value
    assert seen(cast, pk).line_count == 498
    assert "SHT" not in page and sent_file(tra, pk, a_file(3)).status_code == 422  # 501 lines are too many
    assert sent_file(tra, pk, a_file(3), how="replace").status_code == 303 and seen(cast, pk).line_count == 3


def test_a_file_as_people_keep_it_is_taken_and_what_the_rules_refuse_comes_back_in_it(tra: Client, cast: GoodsCast) -> None:
    pk = begun(tra)
    book = load_workbook(BytesIO(a_file(6)))
    page = book.worksheets[0]
    columns = {cell.value: cell.column for cell in page[1]}
    for row, key, value in ((3, "CMD", 8106000), (3, "QT1", "kg"), (3, "OR", "Trung Quốc"), (4, "QT1", "xyz"), (5, "CMD", "bu lông"), (6, "QN1", -4),
                            (7, "BPR", 900)):
        page.cell(row, columns[key]).value = value
    out = BytesIO()
    book.save(out)
    answer = sent_file(tra, pk, out.getvalue())
    text = answer.content.decode()
    assert answer.status_code == 422 and "4 dòng bị trả lại" in text
    returned = load_workbook(BytesIO(b64decode(re.search(r'href="data:[^"]+;base64,([^"]+)"', text)[1]))).worksheets[0]
    reasons = {returned.cell(n, 2).value: returned.cell(n, 1).value for n in range(3, 7)}
    assert "XYZ" in reasons[4].upper() and "mã HS" in reasons[5] and "lớn hơn 0" in reasons[6]
    assert "1.000" in reasons[7]
    assert list(reasons) == [4, 5, 6, 7] and all(f"Dòng {n}: " in reason for n, reason in reasons.items())
    kept = seen(cast, pk).body["lines"]
    assert [(one["hs"], one["unit"], one["origin"]) for one in kept] == [("08106000", "KGM", "CN"), ("73181510", "KGM", "CN")]


def test_a_sheet_of_120_lines_becomes_three_linked_declarations(tra: Client, cast: GoodsCast) -> None:
    pk = begun(tra)
    tra.post(f"/trade/goods/drafts/{pk}/", {**header(invoice_total="120.000"), "_act": "keep"})
    assert sent_file(tra, pk, a_file(120)).status_code == 303
    page = tra.get(f"/trade/goods/drafts/{pk}/").content.decode()
    assert len(re.findall(r'id="line-[0-9]', page)) == 50 and "3 tờ khai liên kết" in page
    later = tra.get(f"/trade/goods/drafts/{pk}/?rows=3").content.decode()
    assert 'name="lines-119-hs"' in later and 'name="lines-120-hs"' in later
    assert "Phần 3" in tra.get(f"/trade/goods/drafts/{pk}/check/").content.decode()
    done = tra.post(f"/trade/goods/drafts/{pk}/sign/", {"proof": PASSWORD})
    assert done.status_code == 303 and done["Location"].endswith("/registered/"), done["Location"]
    shown = tra.get(done["Location"]).content.decode()
    with scope(cast.traders[0]):
        rows = list(GoodsDeclaration.objects.order_by("split_part"))
    assert [row.line_count for row in rows] == [50, 50, 20] and all(row.number in shown and row.signature for row in rows)
    assert {row.split_first_id for row in rows[1:]} == {pk}


def test_many_are_checked_signed_and_paid_together_each_for_itself(cast: GoodsCast) -> None:
    bao = with_password("bao")
    clients = [str(actor.parties[0]) for actor in cast.traders[:2]]
    drafts = []
    for n, client in enumerate((*clients, clients[0])):
        bao.post("/trade/clients/choose/", {"client": client})
        pk = begun(bao)
        over = header(importer_tax_id=TRADERS[clients.index(client)].tax_id, importer=TRADERS[clients.index(client)].name, invoice_number=f"INV-{n}",
                      conveyance=f"14C-{12345 + n}")
        if n == 2:
            over["gate"] = ""
        bao.post(f"/trade/goods/drafts/{pk}/", {**over, **lines(1), "invoice_total": "10.000", "_act": "keep"})
        drafts.append(pk)
    bao.post("/trade/clients/choose/", {"client": ""})
    checked = bao.post("/trade/goods/together/", {"pk": drafts, "_act": "check"}).content.decode()
    assert checked.count("Sẵn sàng ký") == 2 and "Chưa chọn cửa khẩu" in checked
    assert bao.post("/trade/goods/together/", {"pk": drafts, "_act": "sign", "proof": "wrong"}).status_code == 422
    done = bao.post("/trade/goods/together/", {"pk": drafts, "_act": "sign", "proof": PASSWORD}).content.decode()
    assert "2 xong, 1 chưa" in done
    rows = [seen_by(cast, pk) for pk in drafts]
    assert [bool(row.number) for row in rows] == [True, True, False] and rows[0].agent_id == cast.broker.parties[0]
    owing = [row for row in rows if row.number and row.tax_total]
    paid = bao.post("/trade/goods/together/", {"pk": [row.pk for row in rows], "_act": "pay", "bank": "VTB"}).content.decode()
    assert f"{len(owing)} xong" in paid
    sums = [f'{row.tax_total:,}'.replace(",", ".") for row in owing]
    assert sums and all(text in done and text in paid for text in sums), "each result tells its amount"
    with scope(cast.broker):
        assert Payment.objects.count() == len(owing)


def seen_by(cast: GoodsCast, pk: int) -> GoodsDeclaration:
    with scope(cast.broker):
        return goods.seen(pk)


def test_forty_at_most_go_together(tra: Client, cast: GoodsCast) -> None:
    with scope(cast.traders[0]):
        rows = [goods.draft({"kind": "A11"}, declarant_id=cast.traders[0].parties[0], by=cast.traders[0], at=goods.NOW).pk for _n in range(41)]
    answer = tra.post("/trade/goods/together/", {"pk": rows, "_act": "sign", "proof": PASSWORD})
    assert answer.status_code == 422 and "40" in answer.content.decode()


def test_the_list_finds_filters_and_leaves_as_a_file(tra: Client, cast: GoodsCast) -> None:
    pk = begun(tra)
    typed(tra, pk, "check", own_reference="HD-118")
    tra.post(f"/trade/goods/drafts/{pk}/sign/", {"proof": PASSWORD})
    row = seen(cast, pk)
    begun(tra, "export", "B11")
    assert row.number[:4] in tra.get("/trade/goods/?q=hd-118").content.decode()
    assert "HD-118" in tra.get(f"/trade/goods/?tab=going&channel={row.channel}&q=bu+lông").content.decode() or row.state in ("cleared", "decided")
    assert "HD-118" not in tra.get("/trade/goods/?tab=drafts").content.decode()
    csv = tra.get("/trade/goods/export.csv").content.decode("utf-8-sig")
    assert row.number in csv and "Công ty TNHH Nông sản Hải Yên" in csv
    page = load_workbook(BytesIO(tra.get("/trade/goods/export.xlsx").content)).worksheets[0]
    assert row.number in {cell.value for cell in page["A"]}


def test_nobody_sees_another_companys_drafts(tra: Client, cast: GoodsCast) -> None:
    pk = begun(tra)
    huong = signed_in("huong")
    for address in (f"/trade/goods/drafts/{pk}/", f"/trade/goods/drafts/{pk}/check/", f"/trade/goods/{pk}/registered/"):
        assert huong.get(address).status_code == 404
    assert huong.post(f"/trade/goods/{pk}/copy/").status_code == 404
    assert signed_in("sang").get("/trade/goods/").status_code == 403
    assert "0 xong" not in huong.post("/trade/goods/together/", {"pk": [pk], "_act": "check"}).content.decode()
    assert seen(cast, pk).state == "draft"
