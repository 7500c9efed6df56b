"""One goods declaration in its declarant's hands: dossier, questions, tax, delay, slip."""

import random
import re
from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.exchange.test_reading import INVOICE
from tests.goods import MINUTE, QUIET, lodged, officer_of, open_house, seen
from tests.signed_invoice import SELLER, Given, by_office, e_invoice
from tests.signed_pdf import Signer, signed_pdf
from thongquan.actions import inspection, payment
from thongquan.actions.declaration.ask import ask
from thongquan.actions.declaration.decide import agree
from thongquan.actions.declaration.draft import draft
from thongquan.catalog.demo_goods import PORTS, consignment
from thongquan.core.actor import Actor, system
from thongquan.models import AuditEvent, GoodsDeclaration, GoodsDocument, Guarantee, Payment, Slip, User
from thongquan.queries.access import actor_of, all_units
from thongquan.queries.scope import everywhere, scope

DATABASE = "house"
pytestmark = pytest.mark.django_db
RED_DIE, YELLOW_DIE = 0, 60
HOUR = timedelta(hours=1)


@pytest.fixture
def house():
    return open_house()


@pytest.fixture
def at():
    """A minute ago: pages ask for the real time."""
    return timezone.now() - MINUTE


@pytest.fixture
def tra(house) -> Client:
    client = Client()
    client.force_login(User.objects.get(username="tra"), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def her(at) -> Actor:
    return actor_of(User.objects.get(username="tra"), at.date())


def answers(at, n: int = 20, *, direction: str = "import", lines: int = 1, **over: Any) -> dict[str, Any]:
    """The answers of a good declaration whose goods arrive today."""
    return {**consignment(random.Random(n), n, PORTS[0], direction, at.date() - timedelta(days=1), lines), **over}


def registered(at, die=QUIET, **over: Any) -> int:
    """A declaration of her company, lodged with this draw."""
    (made,) = lodged(her(at), answers(at, **over), die=die, at=at)
    return made.declaration.pk


def opened(client, address, status=200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def text_of(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    text = "\n".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return text


def paid(pk: int, at) -> Payment:
    with everywhere():
        sent = Payment.objects.get(declaration_id=pk)
        return payment.paid(sent.pk, bank_reference=f"VTB{pk}", at=at)


# ---- the page ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["vi", "en", "zh-hans"])
@pytest.mark.parametrize("die", [QUIET, YELLOW_DIE, RED_DIE])
def test_every_page_of_a_declaration_opens_in_every_language(tra, at, language, die):
    pk = registered(at, die)
    tra.get(f"/lang/{language}/")
    for page in ("", "dossier/", "statement/", "delay/", "amend/"):
        assert f'<html lang="{language.replace("hans", "Hans")}"' in opened(tra, f"/trade/goods/{pk}/{page}")


def test_the_page_says_whose_turn_it_is_and_until_when(tra, at):
    tra.get("/lang/en/")
    green, yellow, red = (registered(at, die, own_reference=f"IM-{die}", invoice_number=f"INV-{die}") for die in (QUIET, YELLOW_DIE, RED_DIE))
    assert "Your turn" in (page := opened(tra, f"/trade/goods/{green}/")) and "Pay the tax" in page and "Green channel" in page
    assert "Customs&#x27; turn" in (page := opened(tra, f"/trade/goods/{yellow}/")) and "Check of the dossier" in page and "promised until" in page
    page = opened(tra, f"/trade/goods/{red}/")
    assert "Bring the goods to the inspection" in page and 'name="slot"' in page


def test_no_officer_no_rule_no_score_stands_on_the_page(tra, at):
    pk = registered(at, YELLOW_DIE)
    with everywhere():
        clerk, row = officer_of(pk, "dossier"), seen(pk)
        who = User.objects.get(pk=clerk.id)
    with scope(clerk):
        ask(pk, [{"field": "/invoice_total", "rule": "INV-03", "need": "Hợp đồng có chữ ký hai bên"}], by=clerk, at=at + MINUTE)
    page = opened(tra, f"/trade/goods/{pk}/")
    assert who.full_name not in page and who.username not in re.sub(r'"[^"]*"', "", page)
    for reason in row.channel_reasons:
        assert str(reason.get("code", "")) not in page or not reason.get("code")
    with everywhere():
        alias = row.requests.get(kind="question").alias
    assert alias and alias in page


def test_a_strangers_declaration_does_not_exist(tra, house, at):
    who = house[1].traders[1]
    (made,) = lodged(who, answers(at, 21), at=at)
    for page in ("", "dossier/", "statement/", "delay/", "amend/", "slip.pdf"):
        assert tra.get(f"/trade/goods/{made.declaration.pk}/{page}").status_code == 404


def test_a_page_that_is_open_is_told_only_of_news(tra, at):
    pk = registered(at)
    first = tra.get(f"/trade/goods/{pk}/", headers={"HX-Request": "true"})
    same = tra.get(f"/trade/goods/{pk}/", headers={"HX-Request": "true", "If-None-Match": first["ETag"]})
    assert (first.status_code, same.status_code) == (200, 304) and "<html" not in first.content.decode()
    tra.post(f"/trade/goods/{pk}/pay/", {"bank": "VTB"})
    assert tra.get(f"/trade/goods/{pk}/", headers={"HX-Request": "true", "If-None-Match": first["ETag"]}).status_code == 200


# ---- questions ---------------------------------------------------------------------------------------------


@pytest.fixture
def asked(tra, at) -> int:
    """A yellow declaration with an open question of two points."""
    pk = registered(at, YELLOW_DIE, lines=2)
    with everywhere():
        clerk = officer_of(pk, "dossier")
    with scope(clerk):
        ask(pk, [{"field": "/lines/1/origin", "rule": "LIN-05", "need": "Giấy chứng nhận xuất xứ bản rõ"},
                 {"field": "/conveyance", "rule": "TRA-02", "need": "Biển số xe đúng như trên giấy"}], by=clerk, at=at)
    return pk


def test_every_point_wants_an_answer_and_a_corrected_value_comes_with_it(tra, asked):
    tra.get("/lang/en/")
    assert "round 1 of at most 3" in opened(tra, f"/trade/goods/{asked}/")
    half = tra.post(f"/trade/goods/{asked}/answer/", {"answer-0": "Xem bản rõ"})
    assert half.status_code == 422 and "Xem bản rõ" in half.content.decode()
    done = tra.post(f"/trade/goods/{asked}/answer/", {"answer-0": "Bản rõ đã nộp", "answer-1": "Sửa biển số", "value-0": "CN", "value-1": "14C-55555"})
    assert done.status_code == 303
    with everywhere():
        row = seen(asked)
        question = row.requests.get(kind="question")
    assert (row.state, row.body["conveyance"], row.corrections) == ("checking", "14C-55555", 1)
    assert question.answers == ["Bản rõ đã nộp", "Sửa biển số"] and set(question.after) == {"conveyance"}
    assert len(row.body["lines"]) == 2, "lines that nobody spoke of stay"
    page = opened(tra, f"/trade/goods/{asked}/")
    assert "Sửa biển số" in page and "<del" in page


def test_a_value_that_cannot_be_read_is_said_beside_its_answer(tra, at):
    pk = registered(at, YELLOW_DIE)
    with everywhere():
        clerk = officer_of(pk, "dossier")
    with scope(clerk):
        ask(pk, [{"field": "/packages", "rule": "TRA-05", "need": "Số kiện theo phiếu cân"}], by=clerk, at=at)
    wrong = tra.post(f"/trade/goods/{pk}/answer/", {"answer-0": "Theo phiếu cân", "value-0": "nhiều lắm"})
    assert wrong.status_code == 422 and "nhiều lắm" in wrong.content.decode()
    assert tra.post(f"/trade/goods/{pk}/answer/", {"answer-0": "Theo phiếu cân", "value-0": "1.250"}).status_code == 303
    with everywhere():
        assert (seen(pk).body["packages"], seen(pk).packages) == (1250, 1250)


def test_a_correction_that_breaks_a_rule_is_refused_with_the_rule_in_words(tra, at):
    pk = registered(at, YELLOW_DIE)
    with everywhere():
        clerk = officer_of(pk, "dossier")
    with scope(clerk):
        ask(pk, [{"field": "/lines/0/quantity", "rule": "LIN-02", "need": "Số lượng theo phiếu cân"}], by=clerk, at=at)
    wrong = tra.post(f"/trade/goods/{pk}/answer/", {"answer-0": "Theo phiếu cân", "value-0": "12.500,5"})
    assert wrong.status_code == 422 and 'class="errsum"' in wrong.content.decode(), "quantity times price is no longer the value"


def test_a_paper_added_for_the_question_may_be_taken_out_until_it_is_answered(tra, asked):
    file = SimpleUploadedFile("hoa-don.xml", INVOICE.encode(), "application/xml")
    assert tra.post(f"/trade/goods/{asked}/dossier/", {"_act": "upload", "kind": "commercial_invoice", "file": file}).status_code == 303
    with everywhere():
        paper = GoodsDocument.objects.get(declaration_id=asked)
        assert (paper.round, AuditEvent.objects.filter(action="goods.attach", object_id=asked).count()) == (1, 1)
    assert tra.post(f"/trade/goods/{asked}/dossier/", {"_act": "remove", "paper": paper.pk}).status_code == 303
    with everywhere():
        assert not GoodsDocument.objects.filter(declaration_id=asked).exists()


# ---- the dossier -------------------------------------------------------------------------------------------


@pytest.fixture
def begun(tra, at) -> int:
    """A draft of hers."""
    who = her(at)
    with scope(who):
        return draft(answers(at, direction="export", invoice_total="20000", invoice_number="182"), declarant_id=who.parties[0], by=who, at=at,
                     direction="export").pk


def put_in(client, pk, content, name, kind="commercial_invoice"):
    return client.post(f"/trade/goods/{pk}/dossier/", {"_act": "upload", "kind": kind, "file": SimpleUploadedFile(name, content)})


def test_a_paper_that_no_machine_could_read_says_so(tra, begun, monkeypatch):
    tra.get("/lang/vi/")
    put_in(tra, begun, INVOICE.encode(), "hoa-don.xml")
    assert "Máy không đọc được" not in opened(tra, f"/trade/goods/{begun}/dossier/")
    monkeypatch.setattr("thongquan.actions.declaration.dossier.read_apart", lambda *_: {"read": {}, "signatures": [], "unread": True})
    put_in(tra, begun, INVOICE.replace("00000182", "00000183").encode(), "ke-hang.xml", "packing_list")
    shown = opened(tra, f"/trade/goods/{begun}/dossier/")
    assert "ke-hang.xml: đã nhận; máy không đọc được số liệu" in shown and "Máy không đọc được: hãy tự đối chiếu" in shown


def test_an_e_invoice_is_read_shown_and_taken_over_by_a_tap_only(tra, begun):
    tra.get("/lang/en/")
    assert put_in(tra, begun, INVOICE.encode(), "hoa-don.xml").status_code == 303
    with everywhere():
        paper = GoodsDocument.objects.get(declaration_id=begun)
        assert paper.read["invoice_total"] == {"value": "21002", "source": "xml", "confidence": 1.0}
        assert seen(begun).body["invoice_total"] == 20000, "nothing is accepted by itself"
    page = opened(tra, f"/trade/goods/{begun}/dossier/{paper.pk}/")
    row = re.search(r"<tr><th scope=\"row\">Invoice total.*?</tr>", page, re.S)[0]
    assert "20,000" in row and "21,002" in row and "differs" in row and "e-invoice file · 100 %" in row
    assert tra.post(f"/trade/goods/{begun}/dossier/", {"_act": "take", "paper": paper.pk, "pointer": "invoice_total"}).status_code == 303
    with everywhere():
        assert seen(begun).body["invoice_total"] == 21002
    assert "differs" not in re.search(r"<tr><th scope=\"row\">Invoice total.*?</tr>", opened(tra, f"/trade/goods/{begun}/dossier/{paper.pk}/"), re.S)[0]


def test_a_line_of_the_invoice_that_is_not_declared_can_be_added(tra, begun):
    put_in(tra, begun, INVOICE.encode(), "hoa-don.xml")
    with everywhere():
        paper, before = GoodsDocument.objects.get(declaration_id=begun), seen(begun).line_count
    assert tra.post(f"/trade/goods/{begun}/dossier/", {"_act": "take", "paper": paper.pk, "pointer": "lines/1"}).status_code == 303
    with everywhere():
        row = seen(begun)
    assert row.line_count == before + 1
    assert (row.body["lines"][-1]["name"], row.body["lines"][-1]["quantity"]) == ("Sầu riêng Ri6 tươi", 1200.5)


def test_a_registered_declaration_takes_nothing_over(tra, at):
    pk = registered(at, YELLOW_DIE)
    put_in(tra, pk, INVOICE.encode(), "hoa-don.xml")
    with everywhere():
        paper = GoodsDocument.objects.get(declaration_id=pk)
    assert tra.post(f"/trade/goods/{pk}/dossier/", {"_act": "take", "paper": paper.pk, "pointer": "invoice_total"}).status_code == 422


def test_a_digital_signature_is_checked_and_a_touched_file_is_told(tra, begun, tmp_path, monkeypatch):
    tra.get("/lang/en/")
    signer = Signer()
    (tmp_path / "root.pem").write_bytes(signer.pem())
    monkeypatch.setenv("THONGQUAN_TRUSTED_ISSUERS", str(tmp_path))
    good = signed_pdf(signer)
    place = good.index(b"/MediaBox [ 0 0 5")
    put_in(tra, begun, good, "hop-dong.pdf", "sales_contract")
    put_in(tra, begun, good[:place + 15] + b"6" + good[place + 16:], "hop-dong-sua.pdf", "catalogue")
    with everywhere():
        held, touched = GoodsDocument.objects.filter(declaration_id=begun).order_by("id")
    assert (held.how, touched.how) == ("signed", "upload")
    page = opened(tra, f"/trade/goods/{begun}/dossier/")
    assert "NGÔ THU TRÀ" in page and "the file was changed after signing" in page and "issuer not on the list" not in page


def test_an_e_invoice_tells_whether_its_seller_signed_it_and_values_are_taken_from_what_he_signed(tra, begun, tmp_path, monkeypatch):
    tra.get("/lang/en/")
    seller, office = Signer(tax_id=SELLER), Signer("rsa", tax_id="0100231226")
    (tmp_path / "roots.pem").write_bytes(seller.pem() + office.pem())
    monkeypatch.setenv("THONGQUAN_TRUSTED_ISSUERS", str(tmp_path))
    good = e_invoice(Given(seller), by_office(office))
    for n, (content, kind) in enumerate(((good, "commercial_invoice"), (good.replace(b"16200</TgTTTBSo>", b"900</TgTTTBSo>"), "packing_list"),
                                         (e_invoice(None, by_office(office)), "sales_contract"))):
        answer = put_in(tra, begun, content, f"hoa-don-{n}.xml", kind)
        assert answer.status_code == 303
    with everywhere():
        papers = GoodsDocument.objects.filter(declaration_id=begun).order_by("id")
    assert [paper.how for paper in papers] == ["signed", "upload", "signed"] and papers[0].read["invoice_total"]["value"] == "16200"
    page = re.sub(r"<[^>]+>", "", opened(tra, f"/trade/goods/{begun}/dossier/"))
    assert f"Seller: NGÔ THU TRÀ, Công ty TNHH Nông sản Hải Yên · tax code {SELLER} · Gốc thử nghiệm · 20/11/2026 09:00" in page
    assert "Tax office: NGÔ THU TRÀ" in page and page.count("the file was changed after signing") == 2
    assert page.count("the invoice has no digital signature of its seller") == 1
    tra.get("/lang/zh-hans/")
    page = re.sub(r"<[^>]+>", "", opened(tra, f"/trade/goods/{begun}/dossier/"))
    assert "销售方: 文件签名后被更改" in page and "发票没有销售方的数字签名" in page


def test_the_share_that_is_digital_rises_with_what_is_handed_in(tra, at):
    tra.get("/lang/en/")
    who = her(at)
    with scope(who):
        pk = draft(answers(at, documents=[]), declarant_id=who.parties[0], by=who, at=at).pk

    def share():
        return int(re.search(r"(\d+) % digital", opened(tra, f"/trade/goods/{pk}/dossier/"))[1])

    assert share() == 0 and "still to hand in" in opened(tra, f"/trade/goods/{pk}/dossier/")
    put_in(tra, pk, INVOICE.encode(), "hoa-don.xml")
    assert share() > 0


def test_a_file_that_is_none_is_refused_with_its_reason(tra, begun):
    answer = put_in(tra, begun, b"MZ not a paper", "virus.pdf")
    assert answer.status_code == 422 and 'href="#file"' in answer.content.decode()
    assert tra.post(f"/trade/goods/{begun}/dossier/", {"_act": "upload", "kind": "commercial_invoice"}).status_code == 422


# ---- tax, slip ---------------------------------------------------------------------------------------------


def test_paid_cleared_receipt_and_a_slip_that_anyone_can_check(tra, at):
    tra.get("/lang/en/")
    pk = registered(at)
    assert tra.get(f"/trade/goods/{pk}/slip.pdf").status_code == 404
    for _ in range(2):
        assert tra.post(f"/trade/goods/{pk}/pay/", {"bank": "VTB"}).status_code == 303
    assert "On its way to the bank" in opened(tra, f"/trade/goods/{pk}/")
    settled = paid(pk, at + MINUTE)
    page = opened(tra, f"/trade/goods/{pk}/")
    assert "The goods may leave" in page and settled.receipt in page
    receipt = tra.get(f"/trade/goods/{pk}/receipts/{settled.pk}.pdf")
    assert receipt["Content-Type"] == "application/pdf" and settled.receipt in text_of(receipt.content)
    printed = tra.get(f"/trade/goods/{pk}/slip.pdf")
    document = pypdfium2.PdfDocument(printed.content)
    (code,) = zxingcpp.read_barcodes(document[0].render(scale=3).to_pil())
    document.close()
    stranger = opened(Client(), code.text[code.text.index("/slip/"):])
    with everywhere():
        row, slip = seen(pk), Slip.objects.get(declaration_id=pk)
        company = row.declarant
    assert slip.number in stranger and row.first_name[:20] in stranger
    assert company.name not in stranger and company.tax_id not in stranger and row.partner_name not in stranger
    assert "Thông quan" in stranger or "Cleared" in stranger


def test_a_held_or_revoked_slip_says_stop(tra, at):
    pk = registered(at)
    tra.post(f"/trade/goods/{pk}/pay/", {"bank": "VTB"})
    paid(pk, at + MINUTE)
    with everywhere():
        slip = Slip.objects.get(declaration_id=pk)
        GoodsDeclaration.objects.filter(pk=pk).update(held_at=at)
    client = Client()
    client.get("/lang/en/")
    assert "Stop: this slip is not honoured now" in opened(client, f"/slip/{slip.token}/")
    assert client.get("/slip/nothing-here/").status_code == 404


def test_a_guarantee_shows_its_balance_and_releases(tra, at):
    tra.get("/lang/en/")
    pk = registered(at)
    page = opened(tra, f"/trade/goods/{pk}/")
    assert "Use a guarantee" in page
    with everywhere():
        row = Guarantee.objects.get(declarant_id=her(at).parties[0])
    assert tra.post(f"/trade/goods/{pk}/guarantee/", {"guarantee": row.pk}).status_code == 303
    with everywhere():
        assert seen(pk).state == "released"
    assert "stands for" in opened(tra, f"/trade/goods/{pk}/")
    assert tra.post(f"/trade/goods/{pk}/guarantee/", {"guarantee": "999"}).status_code == 422


def test_the_statement_tells_every_figure_on_page_paper_and_file(tra, at):
    tra.get("/lang/en/")
    pk = registered(at, lines=3)
    with everywhere():
        row = seen(pk)
    page = opened(tra, f"/trade/goods/{pk}/statement/")
    assert page.count('<h2 id="d-') == row.line_count
    text = text_of(tra.get(f"/trade/goods/{pk}/statement.pdf").content)
    assert f"{row.tax_total:,}" in text and row.number in "".join(text.split())
    table = tra.get(f"/trade/goods/{pk}/statement.csv").content.decode("utf-8-sig").splitlines()
    taxes = sum(len(line["taxes"]) for line in row.statement["lines"])
    assert len(table) == taxes + 1
    assert tra.get(f"/trade/goods/{pk}/statement.exe").status_code == 404


# ---- changing ----------------------------------------------------------------------------------------------


def test_an_amendment_is_shown_before_and_after_and_then_sent(tra, at):
    tra.get("/lang/en/")
    pk = registered(at, YELLOW_DIE)
    form = {"_fields": ["conveyance"], "conveyance": "14C-77777", "_act": "check"}
    look = tra.post(f"/trade/goods/{pk}/amend/", form)
    page = look.content.decode()
    assert look.status_code == 200 and "14C-77777" in page and "<del" in page and "Amendment, decided by an officer" in page
    with everywhere():
        assert not seen(pk).requests.filter(kind="amend").exists(), "looking sends nothing"
    assert tra.post(f"/trade/goods/{pk}/amend/", {**form, "_act": "send"}).status_code == 422, "a reason is wanted"
    assert tra.post(f"/trade/goods/{pk}/amend/", {**form, "_act": "send", "reason": "Đổi xe"}).status_code == 303
    with everywhere():
        request = seen(pk).requests.get(kind="amend")
    assert set(request.after) == {"conveyance"}


def test_only_the_columns_that_were_typed_differ(tra, at):
    pk = registered(at, YELLOW_DIE, lines=2)
    with everywhere():
        before = seen(pk).body["lines"]
    page = opened(tra, f"/trade/goods/{pk}/amend/")
    fields = dict(re.findall(r'name="(lines-\d+-\w+)"[^>]*value="([^"]*)"', page))
    fields |= dict(re.findall(r'<textarea[^>]*name="(lines-\d+-\w+)"[^>]*>([^<]*)', page))
    assert "lines-1-quantity" in fields
    tra.post(f"/trade/goods/{pk}/amend/", {**fields, "lines-1-quantity": "123", "_act": "send", "reason": "Cân lại"})
    with everywhere():
        request = seen(pk).requests.get(kind="amend")
    after = request.after["lines"]
    assert set(request.after) == {"lines"} and after[0] == before[0]
    assert {name for name in before[1] if before[1][name] != after[1].get(name)} == {"quantity"} and after[1]["quantity"] == 123


def test_what_may_never_change_is_not_offered(tra, at):
    page = opened(tra, f"/trade/goods/{registered(at, YELLOW_DIE)}/amend/")
    assert 'name="conveyance"' in page and 'name="kind"' not in page and 'name="office"' not in page


def test_cancellation_is_asked_for_with_a_reason(tra, at):
    pk = registered(at)
    assert tra.post(f"/trade/goods/{pk}/cancel/", {"reason_code": "CAN-02", "reason": " "}).status_code == 422
    assert tra.post(f"/trade/goods/{pk}/cancel/", {"reason_code": "CAN-02", "reason": "Khai hai lần"}).status_code == 303
    with everywhere():
        assert seen(pk).requests.get(kind="cancel").state == "open"


def test_another_inspection_time_is_one_of_the_free_ones(tra, at):
    pk = registered(at, RED_DIE)
    page = opened(tra, f"/trade/goods/{pk}/")
    times = re.findall(r'<option value="(\d{4}-[^"]+)"', page[page.index('name="slot"'):])
    assert tra.post(f"/trade/goods/{pk}/slot/", {"slot": times[3], "reason_code": "RES-01"}).status_code == 303
    with everywhere():
        order = seen(pk).inspections.get()
    assert order.slot_at.isoformat() == timezone.datetime.fromisoformat(times[3]).astimezone(order.slot_at.tzinfo).isoformat() and order.rescheduled == 1
    assert tra.post(f"/trade/goods/{pk}/slot/", {"slot": "tomorrow", "reason_code": "RES-01"}).status_code == 422


def test_goods_that_wait_too_long_say_that_the_head_was_called(tra, at):
    tra.get("/lang/en/")
    pk = registered(at, RED_DIE)
    assert "after it the head of office is called by the system" in opened(tra, f"/trade/goods/{pk}/")
    with everywhere():
        until = seen(pk).inspections.get().hold_until
    with scope(system(all_units())):
        assert inspection.escalate(until) == 1
    page = opened(tra, f"/trade/goods/{pk}/")
    assert "the head of office was called on" in page and "is called by the system" not in page
    assert "Waits too long for inspection; the head was told" in page


# ---- delay -------------------------------------------------------------------------------------------------


def test_a_proof_of_delay_comes_from_the_log_and_its_number_can_be_checked(tra, at):
    tra.get("/lang/en/")
    start = at - timedelta(days=3)
    pk = registered(start, YELLOW_DIE)
    with everywhere():
        clerk = officer_of(pk, "dossier")
    with scope(clerk):
        agree(pk, reason_code="DOS-01", by=clerk, at=at)
    page = opened(tra, f"/trade/goods/{pk}/delay/")
    assert "Check of the dossier" in page
    assert tra.post(f"/trade/goods/{pk}/delay/").status_code == 303
    with everywhere():
        event = AuditEvent.objects.get(action="goods.delay_proof", object_id=pk)
    number = re.search(r"XN\d\d-\d+-[0-9A-F]{10}", opened(tra, f"/trade/goods/{pk}/delay/"))[0]
    printed = text_of(tra.get(f"/trade/goods/{pk}/delay/{event.pk}.pdf").content)
    assert number in printed and "Check of the dossier" in printed
    stranger = Client()
    stranger.get("/lang/en/")
    page = opened(stranger, f"/proof/{number}/")
    assert "This certificate was issued" in page and "Check of the dossier" in page
    assert her(at).name not in page
    wrong = number[:-1] + ("0" if number[-1] != "0" else "1")
    assert stranger.get(f"/proof/{wrong}/").status_code == 404 == stranger.get("/proof/XN26-1-0000000000/").status_code

