"""The central officers' pages: queues, the dossier side by side, decisions as the trader reads them, the team."""

import io
import json
import random
import re
import time
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from reportlab.pdfgen.canvas import Canvas

from tests import goods as kit
from tests.people import a_person
from thongquan.actions.document import upload
from thongquan.catalog.common_needs import COMMON_NEEDS
from thongquan.catalog.demo_goods import PORTS, consignment
from thongquan.catalog.goods_reasons import AGREE_REASONS, INSPECT_REASONS, REFUSE_REASONS
from thongquan.core.rule import local_day
from thongquan.exchange.formats.signature import Signature
from thongquan.models import (
    Absence,
    AuditEvent,
    Availability,
    GoodsDecision,
    GoodsDeclaration,
    GoodsDocument,
    GoodsFinding,
    GoodsRequest,
    InspectionOrder,
    Interest,
    LicenceCheck,
    LookUp,
    Notice,
    OfficerSkill,
    Party,
    Reassignment,
    SavedFilter,
    Selection,
    Task,
    Unit,
    User,
)
from thongquan.queries.declaration.facts import form_of
from thongquan.queries.scope import everywhere, scope
from thongquan.web.central.urls import urlpatterns

DATABASE = "house"
YELLOW, RED = 60, 0
CHECKLIST = ("parties", "goods", "value", "quantity", "origin", "licences", "papers")
HOUR = timedelta(hours=1)


def lodged(goods, n=3, *, trader=None, die=YELLOW, lines=1, **over):
    """A declaration of today, at the dossier check unless the die says otherwise."""
    day = local_day(timezone.now())
    values = {**consignment(random.Random(n), n, PORTS[0], "import", day, lines), **over}
    (made,) = kit.lodged(goods.traders[n % 20 if trader is None else trader], values, die=die, at=timezone.now() - HOUR)
    return made.declaration.pk


def client(username, language="en", fresh=True):
    """A browser of one of the invented people, the second factor proved just now."""
    made = Client()
    made.cookies["tq_language"] = language
    user = User.objects.get(username=username)
    made.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    if fresh:
        session = made.session
        session["account_authentication_methods_user"] = str(user.pk)
        session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "reauthenticated": True, "at": time.time()}]
        session.save()
    return made


def clerk_of(pk):
    """The officer whom the draw has called, and his browser."""
    with everywhere():
        task = Task.objects.get(declaration_id=pk, kind="dossier")
    user = User.objects.get(pk=task.officer_id)
    return user, client(user.username)


def seen(pk):
    with everywhere():
        return GoodsDeclaration.objects.select_related("declarant").get(pk=pk)


def owner(goods, pk):
    """The trader whose declaration it is."""
    declarant = seen(pk).declarant_id
    return next(trader for trader in goods.traders if trader.parties[0] == declarant)


def notice_of(goods, pk, kind):
    """What the trader is told."""
    with scope(owner(goods, pk)):
        return Notice.objects.get(kind=kind, values__number=seen(pk).number)


def text(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def number(pk):
    plain = seen(pk).number
    return " ".join(plain[n:n + 4] for n in range(0, 12, 4))


def act(browser, pk, does, headers=None, **sent):
    return browser.post(f"/central/goods/{pk}/do/{does}/", {"version": str(seen(pk).version), "queue": "mine", **sent}, headers=headers)


def shape(goods, pk, **columns):
    with everywhere():
        GoodsDeclaration.objects.filter(pk=pk).update(**columns)


# ---- who may come in --------------------------------------------------------------------------------------------------


def test_every_page_says_who_may_open_it():
    assert [p.pattern for p in urlpatterns if not getattr(p.callback, "allowed_roles", None)] == []


@pytest.mark.parametrize("who", ["tra", "bao", "sang"])
def test_the_dossiers_are_closed_to_those_without_a_part_in_them(house, who):
    pk = lodged(house)
    assert [client(who).get(f"/central/{path}").status_code for path in ("", f"goods/{pk}/", "team/", "me/")] == [403] * 4


def test_a_dossier_of_another_team_does_not_exist(house):
    pk = lodged(house)
    far = client("hung")
    assert [far.get(f"/central/goods/{pk}/{path}").status_code for path in ("", "history/")] == [404, 404]
    assert far.post(f"/central/goods/{pk}/do/agree/").status_code == 404


@pytest.mark.parametrize(("language", "says"), [("vi", "Tình trạng: – → Đã thu hồi"), ("en", "State: – → Revoked"), ("zh-hans", "状态: – → 已撤销")])
def test_what_differs_in_an_agencys_document_is_told_in_words(house, language, says):
    pk = lodged(house)
    with everywhere():
        row, unit = GoodsDeclaration.objects.get(pk=pk), Unit.objects.filter(kind="ministry").first()
        LicenceCheck.objects.create(
            declaration_id=pk, declaration=row.number, declarant_id=row.declarant_id, office_id=row.office_id, unit=unit, agency="BVTV", kind="KDTV",
            number="KD-1", number_key="KD1", mode="post_check", since=timezone.now(), due_at=timezone.now(), settled_at=timezone.now(), outcome="differs",
            differences=[{"field": "state", "declared": "", "permitted": "revoked", "line": None}])
    assert says in text(client(clerk_of(pk)[0].username, language).get(f"/central/goods/{pk}/"))


@pytest.mark.parametrize("language", ["vi", "en", "zh-hans"])
def test_every_page_opens_in_every_language(house, language):
    pk = lodged(house)
    user, _ = clerk_of(pk)
    for who, paths in ((user.username, ("", f"goods/{pk}/", f"goods/{pk}/history/", "me/", "team/")),
                       ("chau", ("", f"goods/{pk}/", "me/", "team/", "team/roster/", "team/rule/", "team/rule/?try=1&per_line=9"))):
        browser = client(who, language)
        for path in paths:
            assert browser.get(f"/central/{path}").status_code == 200, (who, path)


def test_a_central_officer_is_led_from_the_desk_of_vehicles_to_his_dossiers(house):
    assert client("thao").get("/desk/").url == "/central/"


# ---- the queue ----------------------------------------------------------------------------------------------------------


def test_a_queue_asks_the_database_as_often_for_three_as_for_one(house):
    lodged(house, 3)
    chief, asked = client("chau"), []
    for n in range(2):
        with CaptureQueriesContext(connection) as found:
            page = chief.get("/central/?queue=team&part=1")
        asked.append(len(found.captured_queries))
        lodged(house, 10 + n, trader=2)
        lodged(house, 20 + n, trader=4)
    assert chief.get("/central/?queue=team&part=1").content.decode().count("<tr>") >= 5 and page.status_code == 200
    assert asked[0] == asked[1] <= 25


def test_each_officer_has_his_own_queue_and_the_leader_everybodys(house):
    pk = lodged(house)
    user, browser = clerk_of(pk)
    assert number(pk) in text(browser.get("/central/")) and "Me" in text(browser.get("/central/"))
    assert "The whole team" not in text(browser.get("/central/"))
    chief = text(client("chau").get("/central/"))
    assert number(pk) in chief and "The whole team" in chief and user.full_name in chief
    other = next(u for u in ("thao", "thao082") if u != user.username)
    assert number(pk) not in text(client(other).get("/central/"))


def test_filters_search_columns_and_kept_filters(house):
    pk = lodged(house)
    _, browser = clerk_of(pk)
    shape(house, pk, perishable=True)
    assert number(pk) in text(browser.get("/central/?f=perishable")) and number(pk) not in text(browser.get("/central/?f=long"))
    assert number(pk) in text(browser.get(f"/central/?text={seen(pk).number[2:9]}")) and "Nothing fits" in text(browser.get("/central/?text=zzz"))
    assert "Lodged at" in browser.get("/central/?part=1").content.decode()
    assert "Lodged at" not in browser.get("/central/?part=1&hide=where").content.decode()
    kept = browser.post("/central/keep/", {"queue": "mine", "f": "perishable", "sort": "value", "hide": "where", "name": "Tươi sống"})
    with everywhere():
        row = SavedFilter.objects.get(page="goods")
    assert row.name == "Tươi sống" and kept.url.endswith(row.query) and "sort=value" in row.query and "hide=where" in row.query
    assert "Tươi sống" in text(browser.get("/central/"))
    assert browser.post(f"/central/keep/{row.pk}/forget/").status_code == 302 and not SavedFilter.objects.filter(pk=row.pk).exists()
    assert seen(pk).number[:4] in browser.get("/central/queue.csv").content.decode()


def test_taking_the_next_opens_it_and_the_clock_shows_working_time(house):
    pk = lodged(house)
    _, browser = clerk_of(pk)
    assert browser.post("/central/next/", {"queue": "mine"}).url == f"/central/goods/{pk}/?queue=mine"
    with everywhere():
        assert Task.objects.get(declaration_id=pk, kind="dossier").state == "taken"
    assert browser.post("/central/next/", {"queue": "advice"}).url.startswith("/central/?")


# ---- the dossier ----------------------------------------------------------------------------------------------------------


def sheet(*lines):
    """A page with these lines."""
    out = io.BytesIO()
    canvas = Canvas(out)
    for n, line in enumerate(lines):
        canvas.drawString(72, 760 - 20 * n, line)
    canvas.showPage()
    canvas.drawString(72, 760, "page two")
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def papered(goods, pk, read, kind="commercial_invoice", number="INV-1"):
    """A document of the dossier with what was read in it."""
    row = seen(pk)
    who = owner(goods, pk)
    with scope(who):
        file = upload(row.declarant_id, "other", sheet("COMMERCIAL INVOICE", number), "invoice.pdf", by=who, at=timezone.now())
        return GoodsDocument.objects.create(declaration=row, document=file, kind=kind, number=number, read=read, added_at=timezone.now())


def told(value, **more):
    return {"value": value, "source": "text", "confidence": 0.9, **more}


def test_looking_is_kept_and_the_trader_is_named_without_telephone(house):
    pk = lodged(house)
    user, browser = clerk_of(pk)
    page = browser.get(f"/central/goods/{pk}/")
    row = seen(pk)
    assert row.declarant.name in text(page) and row.declarant.phone not in text(page)
    browser.get(f"/central/goods/{pk}/history/")
    with everywhere():
        look = LookUp.objects.get(object_type="goods", object_id=pk)
    assert look.user_id == user.pk
    assert user.full_name in text(client("chau").get(f"/central/goods/{pk}/history/"))


def test_ten_planted_differences_are_all_shown_by_sign_and_word(house):
    pk = lodged(house)
    row = seen(pk)
    with everywhere():
        Party.objects.filter(pk=row.declarant_id).update(address="Số 9 đường khác, Quảng Ninh")
    planted = {
        "invoice_number": told("INV-9999"), "invoice_day": told("2026-01-02"), "invoice_total": told("999999.00"), "currency": told("EUR"),
        "lines/0/quantity": told("7"), "lines/0/invoice_value": told("12345.00"), "lines/0/origin": told("JP"),
        "gross_kg": told("1"), "exporter": told("Completely Other Trading GmbH"),
    }
    papered(house, pk, {"lines/0/name": told(row.body["lines"][0]["name"]), "lines/0/hs": told(row.body["lines"][0]["hs"]), **planted})
    _, browser = clerk_of(pk)
    page = browser.get(f"/central/goods/{pk}/").content.decode()
    marked = re.findall(r'<tr class="no" data-look tabindex="-1"><th scope="row">([^<]+)', page)
    assert set(marked) >= {"Invoice number", "Invoice date", "Invoice total", "Currency", "Quantity", "Invoice value", "Country of origin", "Exporter",
                           "Gross weight, kg"} or len(marked) >= 10, marked
    assert len(marked) >= 10, marked
    assert page.count('#ne"/></svg>Differs') == len(marked)
    assert f"{len(marked)} places differ" in text(browser.get(f"/central/goods/{pk}/"))


def test_a_clean_dossier_says_that_nothing_differs(house):
    pk = lodged(house)
    _, browser = clerk_of(pk)
    page = browser.get(f"/central/goods/{pk}/")
    assert "Nothing differs" in text(page) and "data-look" not in page.content.decode()


@pytest.mark.parametrize(("language", "unread", "absent", "source"), [
    ("en", "not read by machine", "not in the document", "text of the PDF · 90 %"),
    ("vi", "máy không đọc được", "chứng từ không ghi", "chữ trong tệp PDF · 90 %"), ("zh-hans", "系统未能识别", "单证上没有", "PDF文字层 · 90 %")])
def test_what_the_machine_could_not_read_is_told_apart_from_what_the_document_does_not_say(house, language, unread, absent, source):
    pk = lodged(house)
    body = seen(pk).body
    papered(house, pk, {"invoice_number": told(body["invoice_number"])}, number="INV-1")
    papered(house, pk, {"currency": told(body["currency"], source="xml", confidence=1.0)}, number="INV-2")
    scan = papered(house, pk, {}, kind="packing_list", number="PL-3")
    user, _ = clerk_of(pk)
    browser = client(user.username, language)
    page = browser.get(f"/central/goods/{pk}/?paper={scan.pk}")
    cells = dict(re.findall(r'<th scope="row">([^<]+)</th><td[^>]*>.*?</td><td[^>]*>(.*?)</td>', page.content.decode()))
    said = {label: re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", cell)) for label, cell in cells.items()}
    form = form_of("import").named
    label = {name: form[name].label.say({"zh-hans": "zh"}.get(language, language)) for name in ("invoice_number", "currency", "incoterm", "gross_kg")}
    assert source in said[label["invoice_number"]] and f"{absent} " in said[label["invoice_number"]]
    assert "· 100 %" in said[label["currency"]] and said[label["currency"]].count(unread) == 1
    assert said[label["incoterm"]].count(unread) == 2, "the reader of e-invoices does not look for the terms of delivery"
    assert said[label["gross_kg"]].count(unread) == 1 and "PL-3" in said[label["gross_kg"]]
    assert {"en": "compare it yourself", "vi": "hãy tự đối chiếu", "zh-hans": "请自行核对"}[language] in text(page)


def test_a_document_that_was_named_and_whose_file_comes_later_is_there_once(house):
    pk = lodged(house)
    named = next(paper for paper in seen(pk).body["documents"] if paper["kind"] == "commercial_invoice")
    papered(house, pk, {}, number=named["number"])
    _, browser = clerk_of(pk)
    assert "PAP-04" not in text(browser.get(f"/central/goods/{pk}/"))
    papered(house, pk, {}, number=named["number"])
    assert "PAP-04" in text(browser.get(f"/central/goods/{pk}/"))


def test_the_page_of_a_document_is_drawn_and_what_was_read_is_framed(house):
    pk = lodged(house)
    paper = papered(house, pk, {"invoice_total": told("1", page=1, box=[0.1, 0.2, 0.3, 0.25])})
    _, browser = clerk_of(pk)
    page = browser.get(f"/central/goods/{pk}/").content.decode()
    assert '<rect class="no" x="10.0" y="20.0" width="20.0" height="5.0"/>' in page and "page 1 of 2" in page
    for leaf in (1, 2):
        picture = browser.get(f"/central/goods/{pk}/paper/{paper.pk}/{leaf}/")
        assert picture["Content-Type"] == "image/jpeg" and len(picture.content) > 5000
    file = browser.get(f"/central/goods/{pk}/paper/{paper.pk}/")
    assert file["Content-Type"] == "application/pdf" and "sandbox" in file["Content-Security-Policy"]
    assert client("hung").get(f"/central/goods/{pk}/paper/{paper.pk}/").status_code == 404


def test_who_signed_a_document_and_what_was_changed_after_signing_stands_beside_it(house):
    pk = lodged(house)
    signed = {"signer": "NGÔ THU TRÀ", "organisation": "", "issuer": "Gốc thử nghiệm", "serial": "1", "profile": "PAdES", "chain": "trusted", "problem": "",
              "stamped": True, "signed_at": "2026-11-20T02:00:00+00:00"}
    paper = papered(house, pk, {})
    _, browser = clerk_of(pk)
    with everywhere():
        GoodsDocument.objects.filter(pk=paper.pk).update(checked={"signatures": [signed, {**signed, "signer": "LÝ MẪN", "problem": "extended"}]})
    page = text(browser.get(f"/central/goods/{pk}/?paper={paper.pk}"))
    assert "NGÔ THU TRÀ · Gốc thử nghiệm · 20/11/2026 09:00 (time proven)" in page
    assert "what it shows was changed or added to after signing · LÝ MẪN" in page


def test_the_officer_reads_whose_tax_code_the_certificate_of_an_e_invoice_bears(house):
    pk = lodged(house)
    one = Signature("LÝ MẪN", issuer="Gốc thử nghiệm", profile="XMLDSig", problem="other", place="seller", tax_id="0309478306").plain()
    paper = papered(house, pk, {})
    _, browser = clerk_of(pk)
    with everywhere():
        told = [one, {**one, "place": "tax", "problem": ""}, {**one, "problem": "", "tax_id": ""}, Signature(problem="missing", place="seller").plain()]
        GoodsDocument.objects.filter(pk=paper.pk).update(checked={"signatures": told})
    page = unescape(text(browser.get(f"/central/goods/{pk}/?paper={paper.pk}")))
    assert "Seller: the certificate's tax code is not the seller's · LÝ MẪN · tax code 0309478306" in page
    assert "Tax office: LÝ MẪN · tax code 0309478306 · Gốc thử nghiệm (issuer not on the list of this office)" in page
    assert "Seller: LÝ MẪN · Gốc thử nghiệm (issuer not on the list of this office) its certificate names no tax code" in page
    assert "the invoice has no digital signature of its seller" in page
    assert "its digital signature is not in order" in page, "told on the tab, before the document is opened"
    before = int(re.search(r"Parties and signature: (\d+) place", page)[1])
    with everywhere():
        GoodsDocument.objects.filter(pk=paper.pk).update(checked={"signatures": [{**one, "problem": ""}]})
    page = text(browser.get(f"/central/goods/{pk}/"))
    assert "not in order" not in page and f"Parties and signature: {before} place" not in page


def test_what_an_e_invoice_tells_beyond_the_form_has_its_name_too(house):
    pk = lodged(house)
    paper = papered(house, pk, {"invoice_series": told("1C26TAA"), "exporter_tax_id": told("5701200000"), "importer_tax_id": told("0101243150")})
    _, browser = clerk_of(pk)
    with everywhere():
        GoodsDocument.objects.filter(pk=paper.pk).update(document=None)
    page = unescape(text(browser.get(f"/central/goods/{pk}/?paper={paper.pk}")))
    assert "Invoice series 1C26TAA" in page and "Exporter's tax code 5701200000" in page and "exporter_tax_id" not in page


def test_several_are_taken_or_asked_to_be_drawn_again_together_each_with_its_own_result(house):
    mine, others = [lodged(house), lodged(house, 8)], lodged(house, 12)
    user, browser = clerk_of(mine[0])
    with everywhere():
        Task.objects.filter(declaration_id__in=mine, kind="dossier").update(officer_id=user.pk)
        other = User.objects.filter(username__startswith="thao08").exclude(pk=user.pk).first()
        Task.objects.filter(declaration_id=others, kind="dossier").update(officer_id=other.pk)
    assert browser.post("/central/together/take/", {"pick": mine, "queue": "mine"}).url == "/central/?queue=mine"
    with everywhere():
        assert set(Task.objects.filter(declaration_id__in=mine, kind="dossier").values_list("state", flat=True)) == {"taken"}
    again = {"pick": [*mine, others], "queue": "mine", "reason_code": "posting"}
    assert "0 of 3" in text(browser.post("/central/together/again/", {**again, "words": "ngắn"}))
    shown = text(browser.post("/central/together/again/", {**again, "words": "Điều động sang đội khác từ chiều nay"}))
    assert "2 of 3" in shown and shown.count("a second person decides") == 2 and shown.count("Left as it was") == 1
    with everywhere():
        assert set(Reassignment.objects.values_list("task__declaration_id", flat=True)) == set(mine)
    assert browser.post("/central/together/take/", {"pick": ["x", ""]}).url.startswith("/central/")
    assert browser.post("/central/together/agree/", {"pick": mine}).status_code == 404


def test_the_queue_says_why_each_case_is_checked(house):
    pk = lodged(house)
    _, browser = clerk_of(pk)
    with everywhere():
        (said,) = {reason["words"]["en"] for reason in Selection.objects.get(declaration_id=pk).reasons}
    assert said in text(browser.get("/central/")) and said not in text(browser.get("/central/?hide=why"))
    assert said in browser.get("/central/queue.csv").content.decode("utf-8-sig")


# ---- decisions ------------------------------------------------------------------------------------------------------------


def test_a_release_wants_a_reason_code_and_the_trader_reads_the_same_text(house):
    pk, following = lodged(house), lodged(house, 8)
    user, browser = clerk_of(pk)
    with everywhere():
        Task.objects.filter(declaration_id=following, kind="dossier").update(officer_id=user.pk)
    stale = client(user.username, fresh=False)
    assert act(stale, pk, "agree", reason_code="DOS-01").url.startswith("/accounts/2fa/") and seen(pk).state == "checking"
    refused = act(browser, pk, "agree")
    assert refused.status_code == 422 and "REQ-05" in text(refused) and seen(pk).state == "checking"
    reads = text(browser.post(f"/central/goods/{pk}/reads/agree/", {"reason_code": "DOS-01"}))
    assert AGREE_REASONS["DOS-01"].vi in reads and AGREE_REASONS["DOS-01"].en in reads
    done = act(browser, pk, "agree", reason_code="DOS-01", all_the_same="1", **{"check-value": "1"})
    assert done.status_code == 303 and done.url == f"/central/goods/{following}/?queue=mine"
    with everywhere():
        decision = GoodsDecision.objects.get(declaration_id=pk)
        assert (decision.kind, decision.reason_code, decision.checklist) == ("agree", "DOS-01", dict.fromkeys(CHECKLIST, "open") | {"value": "seen"})
    assert notice_of(house, pk, "goods_agreed").values["reason"]["vi"] == AGREE_REASONS["DOS-01"].vi
    assert seen(pk).state == "decided"


def test_a_release_with_points_not_ticked_is_asked_about_once_keeps_what_was_typed_and_is_in_the_trail(house):
    pk = lodged(house)
    _, browser = clerk_of(pk)
    typed = {"reason_code": "DOS-01", "note": "Đã đối chiếu hóa đơn gốc", "check-goods": "1", "check-value": "1"}
    assert act(browser, pk, "agree", headers={"X-Try": "1"}, **typed).json() == {"asks": True}
    for held, status in (({}, 200), ({"X-Held": "1"}, 422)):
        asked = act(browser, pk, "agree", headers=held, **typed)
        page = asked.content.decode()
        assert asked.status_code == status and seen(pk).state == "checking"
        left = re.search(r"Not ticked in the checklist: <b>(.*?)</b>", page).group(1)
        assert left == "Parties and signature, Quantity and weight, Origin, Licences, Documents the law wants"
        assert 'value="Đã đối chiếu hóa đơn gốc"' in page and re.findall(r'name="check-(\w+)" value="1" form="act" checked', page) == ["goods", "value"]
        assert 'value="DOS-01" selected' in page and 'name="all_the_same"' in page
    assert act(browser, pk, "agree", all_the_same="1", **typed).status_code == 303 and seen(pk).state == "decided"
    with everywhere():
        event = AuditEvent.objects.get(action="goods.agree", object_id=pk)
        assert json.loads(bytes(event.payload))["facts"]["unticked"] == ["licences", "origin", "papers", "parties", "quantity"]
    assert "Not ticked: Parties and signature, Quantity and weight" in text(browser.get(f"/central/goods/{pk}/"))


def test_a_release_with_every_point_ticked_is_not_asked_about(house):
    pk = lodged(house)
    _, browser = clerk_of(pk)
    assert "Not ticked" not in text(browser.get(f"/central/goods/{pk}/?act=agree"))
    assert act(browser, pk, "agree", reason_code="DOS-01", **{f"check-{code}": "1" for code in CHECKLIST}).status_code == 303
    with everywhere():
        assert "unticked" not in json.loads(bytes(AuditEvent.objects.get(action="goods.agree", object_id=pk).payload))["facts"]


def test_what_stands_against_a_held_decision_is_said_at_once_and_nothing_is_done(house):
    pk = lodged(house)
    _, browser = clerk_of(pk)
    asked = {"version": str(seen(pk).version), "queue": "mine", "reason_code": "DOS-01", "all_the_same": "1"}
    trial = browser.post(f"/central/goods/{pk}/do/agree/", asked, headers={"X-Try": "1"})
    assert trial.json()["next"] == "/central/?queue=mine" and seen(pk).state == "checking"
    sent = browser.post(f"/central/goods/{pk}/do/agree/", asked, headers={"X-Held": "1"})
    assert number(pk) in sent.json()["says"] and seen(pk).state == "decided"


def test_an_empty_question_is_refused_and_a_common_need_fills_field_rule_and_sentence(house):
    pk = lodged(house)
    _, browser = clerk_of(pk)
    assert act(browser, pk, "ask").status_code == 422
    half = act(browser, pk, "ask", **{"points-0-field": "/invoice_total", "points-0-need": "Giải thích giá thấp hơn"})
    assert half.status_code == 422 and "ASK-18" in text(half) and "Giải thích giá thấp hơn" in half.content.decode()
    done = act(browser, pk, "ask", **{"points-0-common": "value", "points-1-field": "/lines/0/origin", "points-1-rule": "ORI-03",
                                      "points-1-need": "Giấy chứng nhận xuất xứ bản rõ"})
    assert done.status_code == 303
    with everywhere():
        row = GoodsRequest.objects.get(declaration_id=pk, kind="question")
        assert Task.objects.get(declaration_id=pk, kind="dossier").state == "paused"
    assert row.points[0] == {"field": "/invoice_total", "rule": "CUV-06", "need": COMMON_NEEDS["value"].need.vi}
    assert row.points[1]["rule"] == "ORI-03"
    assert "1 of 3" in text(browser.get(f"/central/goods/{pk}/?queue=asked"))


def test_a_difference_that_is_marked_stops_the_release_until_it_is_settled(house):
    pk = lodged(house)
    papered(house, pk, {"invoice_total": told("1")})
    _, browser = clerk_of(pk)
    panel = browser.get(f"/central/goods/{pk}/?act=mark&about=/invoice_total").content.decode()
    assert '<option value="/invoice_total" selected>' in panel
    assert act(browser, pk, "mark", field="/invoice_total", code="nonsense").status_code == 422
    assert act(browser, pk, "mark", field="/invoice_total", code="value", declared="2", found="1").status_code == 303
    assert act(browser, pk, "agree", reason_code="DOS-01").status_code == 409
    with everywhere():
        finding = GoodsFinding.objects.get(declaration_id=pk)
    assert act(browser, pk, "settle", finding=str(finding.pk), note="Hóa đơn thứ hai").status_code == 303
    assert act(browser, pk, "agree", reason_code="VAL-02", all_the_same="1").status_code == 303 and seen(pk).state == "decided"


def test_an_order_to_inspect_is_written_by_the_system_with_forms_and_lines(house):
    pk = lodged(house, lines=3)
    _, browser = clerk_of(pk)
    assert act(browser, pk, "inspect", reason_code="channel").status_code == 422
    assert act(browser, pk, "inspect", reason_code="INS-02", forms=["weigh", "officer"], lines=["2"]).status_code == 303
    with everywhere():
        order = InspectionOrder.objects.get(declaration_id=pk)
        assert (order.forms, order.lines, seen(pk).state) == (["weigh", "officer"], [2], "ordered") and order.steps
    assert INSPECT_REASONS["INS-02"].en in text(client("chau").get(f"/central/goods/{pk}/"))


def test_a_refusal_is_read_by_the_trader_in_his_words(house):
    pk = lodged(house)
    _, browser = clerk_of(pk)
    assert act(browser, pk, "refuse", reason_code="REF-13", note="").status_code == 422
    assert act(browser, pk, "refuse", reason_code="REF-13", note="Giấy phép đã hết lượng").status_code == 303
    notice = notice_of(house, pk, "goods_refused")
    with everywhere():
        assert Task.objects.get(declaration_id=pk, kind="dossier").state == "done"
    assert REFUSE_REASONS["REF-13"].vi in str(notice.values) and REFUSE_REASONS["REF-13"].zh in str(notice.values) and seen(pk).state == "returned"


def test_another_unit_is_asked_answers_and_the_trader_sees_neither(house):
    pk = lodged(house)
    _, browser = clerk_of(pk)
    assert act(browser, pk, "consult", unit="15BB", question="ngắn").status_code == 422
    assert act(browser, pk, "consult", unit="KV06TQ", question="Lô hàng này có khớp hồ sơ trước không?").status_code == 303
    unit = client("hung")
    assert number(pk) in text(unit.get("/central/?queue=advice"))
    assert act(unit, pk, "advise", text="Khớp với hai tờ khai tháng trước", queue="advice").status_code == 303
    page = text(browser.get(f"/central/goods/{pk}/"))
    assert "Khớp với hai tờ khai tháng trước" in page


def test_a_dear_case_waits_for_the_leaders_second_signature(house):
    pk = lodged(house)
    shape(house, pk, customs_value=30_000_000_000)
    _, browser = clerk_of(pk)
    assert act(browser, pk, "agree", reason_code="DOS-01", all_the_same="1").status_code == 303
    chief = client("chau")
    assert number(pk) in text(chief.get("/central/?queue=sign"))
    assert act(browser, pk, "countersign").status_code in (403, 409)
    assert act(chief, pk, "countersign", queue="sign").url.startswith("/central/?queue=sign")
    with everywhere():
        assert GoodsDecision.objects.get(declaration_id=pk).countersigned_by == User.objects.get(username="chau").pk


def test_a_head_who_does_not_sign_sends_the_dossier_back_in_words(house):
    pk = lodged(house, 20)
    shape(house, pk, customs_value=30_000_000_000)
    user, browser = clerk_of(pk)
    assert act(browser, pk, "agree", reason_code="DOS-01", all_the_same="1").status_code == 303
    assert "To be countersigned" in text(browser.get(f"/central/goods/{pk}/")), "its officer reads what it waits for, not that tax is awaited"
    assert "Do not sign" not in text(browser.get(f"/central/goods/{pk}/"))
    chief = client("chau")
    assert act(chief, pk, "send_back", queue="sign").status_code == 422
    assert act(browser, pk, "send_back", reason="Tôi tự trả lại").status_code == 403
    assert act(chief, pk, "send_back", reason="Giá thấp, chưa có chứng từ thanh toán", queue="sign").status_code == 303
    chief.get("/central/")  # reads the note of what was done
    assert seen(pk).state == "checking" and number(pk) not in text(chief.get("/central/?queue=sign"))
    with everywhere():
        again = Task.objects.filter(declaration_id=pk, kind="dossier").latest("pk")
    assert again.state == "assigned"
    for hears in {user.username, User.objects.get(pk=again.officer_id).username}:
        assert "the second signature is not given; the dossier is checked again. Giá thấp, chưa có" in text(client(hears).get("/notices/"))
    page = text(browser.get(f"/central/goods/{pk}/"))
    assert "never signed: the dossier was checked again" in page and "waits for the second signature" not in page
    assert "Giá thấp, chưa có chứng từ thanh toán" in text(browser.get(f"/central/goods/{pk}/history/"))
    assert act(chief, pk, "countersign", queue="sign").status_code == 409
    shown = text(client("tra").get(f"/trade/goods/{pk}/"))
    assert "Customs checks the dossier" in shown and "Giá thấp" not in shown and "Decision" not in shown, "what is agreed to no more is not shown as agreed"
    next_one = client(User.objects.get(pk=again.officer_id).username)
    assert act(next_one, pk, "agree", reason_code="DOS-01", all_the_same="1").status_code == 303
    assert act(chief, pk, "countersign", queue="sign").status_code == 303


def test_only_who_may_sign_has_the_queue_of_signatures_and_no_clock_runs_there(house):
    pk = lodged(house)
    shape(house, pk, customs_value=30_000_000_000)
    _, browser = clerk_of(pk)
    act(browser, pk, "agree", reason_code="DOS-01", all_the_same="1")
    chief = client("chau").get("/central/?queue=sign")
    assert number(pk) in text(chief) and " h " not in text(chief).split(number(pk))[0][-40:] and "working time" not in text(chief)
    a_person("quang", "region_leader", unit="KV08")
    assert 'queue=sign"' not in client("quang").get("/central/").content.decode(), "the head of the region signs nothing"
    assert 'queue=sign"' in client("chau").get("/central/").content.decode()


def test_whoever_has_used_every_round_reads_it_before_he_writes_a_fourth(house):
    pk = lodged(house)
    shape(house, pk, rounds=3)
    _, browser = clerk_of(pk)
    page = browser.get(f"/central/goods/{pk}/?queue=mine&act=ask")
    assert "All 3 rounds of questions are used" in text(page) and "points-0-need" not in page.content.decode()
    late = act(browser, pk, "ask", **{"points-0-field": "/invoice_total", "points-0-rule": "CUV-06", "points-0-need": "Giải thích thêm một lần nữa"})
    assert late.status_code == 422 and "ASK-02" in text(late) and "Giải thích thêm một lần nữa" in late.content.decode()


def test_a_case_that_changed_meanwhile_is_shown_with_what_was_typed(house):
    pk = lodged(house)
    _, browser = clerk_of(pk)
    late = browser.post(f"/central/goods/{pk}/do/refuse/", {"version": "0", "queue": "mine", "reason_code": "REF-13", "note": "Câu đã gõ"})
    assert late.status_code == 409 and "Câu đã gõ" in text(late) and seen(pk).state == "checking"


def test_nobody_decides_another_officers_case(house):
    pk = lodged(house)
    user, _ = clerk_of(pk)
    other = next(u for u in ("thao", "thao082", "thao083") if u != user.username)
    page = client(other).get(f"/central/goods/{pk}/").content.decode()
    assert "do/agree/" not in page
    assert act(client(other), pk, "agree", reason_code="DOS-01").status_code == 403


# ---- the team ---------------------------------------------------------------------------------------------------------------


def test_an_officer_reads_why_the_case_is_his_and_turns_new_work_off_and_on(house):
    pk = lodged(house)
    user, browser = clerk_of(pk)
    page = text(browser.get("/central/me/"))
    assert number(pk) in page and "eligible officers" in page
    assert browser.post("/central/me/switch/", {"on": "0"}).status_code == 422
    browser.post("/central/me/switch/", {"on": "0", "reason": "Họp giao ban"})
    with everywhere():
        assert Availability.objects.get(officer_id=user.pk).available is False
    assert "Họp giao ban" in text(browser.get("/central/"))
    browser.post("/central/me/switch/", {"on": "1"})
    with everywhere():
        assert Availability.objects.get(officer_id=user.pk).available is True


def test_an_absence_brings_the_work_back_by_itself_and_leaders_enter_it_for_others(house):
    pk = lodged(house)
    user, _ = clerk_of(pk)
    chief = client("chau")
    assert chief.post("/central/absence/", {"officer": str(user.pk), "reason_code": "sick"}).url == "/central/team/"
    with everywhere():
        assert Absence.objects.get(officer_id=user.pk).returned_at and Task.objects.get(declaration_id=pk, kind="dossier").officer_id != user.pk
        row = Absence.objects.get(officer_id=user.pk)
    assert user.full_name in text(chief.get("/central/team/"))
    assert chief.post(f"/central/absence/{row.pk}/back/", {"back": "central:team"}).url == "/central/team/"
    stranger = client("hung")
    assert stranger.post("/central/absence/", {"officer": str(user.pk), "reason_code": "sick"}).status_code == 404


def test_two_people_draw_a_case_again_and_nobody_names_the_successor(house):
    pk = lodged(house)
    user, browser = clerk_of(pk)
    assert act(browser, pk, "reassign", reason_code="expertise", words="ngắn").status_code == 422
    assert act(browser, pk, "reassign", reason_code="expertise", words="Cần người biết về vải dệt kim").status_code == 303
    with everywhere():
        wish = Reassignment.objects.get()
    chief = client("chau")
    assert "Cần người biết về vải dệt kim" in text(chief.get("/central/team/"))
    assert browser.post(f"/central/team/again/{wish.pk}/agree/").status_code == 403
    User.objects.filter(username="chau").update(demo=True)
    with everywhere():
        before = Task.objects.get(declaration_id=pk, kind="dossier").officer_id
    answer = chief.post(f"/central/team/again/{wish.pk}/refuse/")
    assert answer.url == "/central/team/"
    with everywhere():
        assert Reassignment.objects.get().state == "refused" and Task.objects.get(declaration_id=pk, kind="dossier").officer_id == before == user.pk


def test_load_and_equity_are_shown_to_the_staff_themselves(house):
    for n in range(4):
        lodged(house, 30 + n, trader=n + 1)
    pk = lodged(house, 40, trader=7)
    user, browser = clerk_of(pk)
    page = text(browser.get("/central/team/"))
    assert user.full_name in page and "Promised" in page and "Roster and skills" not in page


def test_a_leader_gives_skills_shifts_and_declares_interests(house):
    pk = lodged(house)
    user, _ = clerk_of(pk)
    chief = client("chau")
    assert chief.post(f"/central/team/roster/skill/{user.pk}/", {"kinds": ["dossier"], "hs": "07 0810"}).url == "/central/team/roster/"
    assert chief.post(f"/central/team/roster/skill/{user.pk}/", {"hs": "7"}).status_code == 422
    row = seen(pk).declarant
    assert chief.post(f"/central/team/roster/interest/{user.pk}/", {"tax_id": row.tax_id, "reason_code": "family"}).status_code == 302
    with everywhere():
        skill = OfficerSkill.objects.filter(officer_id=user.pk).latest("id")
        assert skill.hs == ["07", "0810"] and Interest.objects.get(officer_id=user.pk).party_id == row.pk
        assert Task.objects.get(declaration_id=pk, kind="dossier").officer_id != user.pk
    assert row.name in text(chief.get("/central/team/roster/"))
    assert chief.post(f"/central/team/roster/skill-end/{skill.pk}/").status_code == 302
    assert client("thao").get("/central/team/roster/").status_code == 403


def test_a_rule_is_tried_on_last_month_before_anybody_proposes_it(house):
    for n in range(3):
        lodged(house, 50 + n, trader=n + 1)
    chief = client("chau")
    page = text(chief.get("/central/team/rule/?try=1&per_line=50"))
    assert "Cases drawn 3" in page and "Would have gone to somebody else" in page
    assert "Not done" in text(chief.get("/central/team/rule/?try=1&capacity=x"))
    assert chief.post("/central/team/rule/propose/", {"reason": "vì"}).status_code == 403


def test_goods_come_back_from_storage_by_their_own_team_alone(house):
    pk = lodged(house, die=0)
    shape(house, pk, state="storage")
    page = client("chau").get(f"/central/goods/{pk}/?act=back")
    assert "Take up again after storage" in text(page)
    assert act(client("chau"), pk, "back").status_code == 303
    assert seen(pk).state == "checking"
