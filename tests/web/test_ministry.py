"""The ministry's officer: keys a paper in on one page, sees balances and what waits, revokes; nobody else gets in."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation

from tests.border import open_border
from tests.ministry import CLOCK, OWNER, a_declaration, a_trader, facts, sent
from thongquan.actions import licence
from thongquan.core.licence import Difference
from thongquan.core.rule import local_day
from thongquan.models import Licence, User
from thongquan.queries import licence as asked
from thongquan.queries.scope import scope
from thongquan.web.ministry import waiting

DATABASE = "border"
pytestmark = pytest.mark.django_db
PAGES = ("", "new/", "waiting/", "messages/")


@pytest.fixture
def browser():
    """Thu of the plant quarantine agency, signed in."""
    open_border()
    client = Client()
    client.force_login(User.objects.get(username="thu"))
    return client


def paper(**over):
    day = local_day(timezone.now())
    return {"kind": "KDTV", "number": "KD-88/2026", "holder_tax_id": OWNER, "holder_name": "Công ty Trà Cổ", "issued_on": f"{day:%d/%m/%Y}",
            "valid_until": f"{day + timedelta(days=60):%d/%m/%Y}", "lines-0-hs": "0810", "lines-0-words": "Vải tươi", "lines-0-quantity": "20.000",
            "lines-0-unit": "KGM", "lines-0-origin": "CN", **over}


@pytest.mark.parametrize("language", ["vi", "en", "zh-hans"])
def test_every_page_opens_in_every_language(browser, language):
    browser.cookies["django_language"] = language
    for page in PAGES:
        answer = browser.get(f"/ministry/{page}")
        assert answer.status_code == 200, page


def test_a_paper_is_keyed_in_on_one_page_and_shows_its_balance(browser):
    answer = browser.post("/ministry/new/", paper())
    with scope(CLOCK):
        row = asked.balance("KDTV", "KD-88/2026")
        assert answer.status_code == 302 and row.source == "inbox" and not row.late
        quantity = row.lines.get().quantity
    clerk = a_trader(OWNER)
    with scope(clerk):
        licence.write_off(a_declaration(clerk), facts(12), by=clerk, at=timezone.now())
    text = browser.get(f"/ministry/{row.pk}/").content.decode()
    assert "101234567890" in text and "KD-88/2026" in text
    assert quantity == 20000
    assert "KD-88/2026" in browser.get("/ministry/?q=vai").content.decode() or "KD-88" in browser.get("/ministry/").content.decode()


def test_a_mistake_is_shown_beside_its_field_and_what_was_typed_stays(browser):
    answer = browser.post("/ministry/new/", paper(**{"lines-0-hs": "8x", "holder_tax_id": ""}))
    text = answer.content.decode()
    assert answer.status_code == 422 and "Vải tươi" in text and 'href="#f-holder_tax_id"' in text
    answer = browser.post("/ministry/new/", paper(**{"lines-0-hs": "8x"}))
    assert answer.status_code == 422 and "2 đến 8 chữ số" in answer.content.decode()


@pytest.mark.parametrize(("language", "says"), [("vi", "Đã thu hồi"), ("en", "Revoked"), ("zh-hans", "已撤销")])
def test_the_state_of_a_paper_that_differs_is_told_in_words(language, says):
    gone, little = (Difference("state", "", "revoked"), Difference("quantity", "9 KGM", "8 KGM"))
    with translation.override(language):
        told = [waiting.told({"field": one.field, "declared": one.declared, "permitted": one.permitted, "line": None})["permitted"] for one in (gone, little)]
        assert told == [says, "8 KGM"]


def test_goods_that_wait_are_keyed_in_from_the_list(browser):
    head = User.objects.get(username="nhu")
    assert head
    browser.post("/ministry/link/", {"agency": "BVTV", "turn": "down", "reason": "Bảo trì"})
    clerk = a_trader(OWNER)
    declaration = a_declaration(clerk)
    with scope(clerk):
        assert licence.write_off(declaration, facts(8, hs="06029090"), by=clerk, at=timezone.now()).waiting
    text = browser.get("/ministry/waiting/").content.decode()
    assert "101234567890" in text and "Bảo trì" in text
    link = re.search(r'href="(/ministry/new/\?[^"]+)"', text)[1].replace("&amp;", "&")
    assert 'value="KD882026"' in browser.get(link).content.decode()
    browser.post("/ministry/new/", paper(**{"lines-0-hs": "0602"}))
    with scope(clerk):
        assert not asked.is_waiting(declaration.pk)
    browser.post("/ministry/link/", {"agency": "BVTV", "turn": "up"})
    with scope(CLOCK):
        assert not asked.silent("BVTV")


def test_another_agencys_documents_and_link_do_not_exist_here(browser):
    from tests.ministry import message  # slow: only this story needs it

    line = message().granted.lines[0]
    sent(message(kind="KDDV", number="TY-1", agency="TY", lines=(type(line)(1, "0102", "Bò", line.quantity, "KGM", "CN"),)))
    with scope(CLOCK):
        pk = Licence.objects.get().pk
    assert browser.get(f"/ministry/{pk}/").status_code == 404
    assert browser.post(f"/ministry/{pk}/revoke/", {"reason": "x"}).status_code == 404
    assert browser.post("/ministry/link/", {"agency": "TY", "turn": "down", "reason": "x"}).status_code == 404


def test_an_officer_revokes_with_a_reason(browser):
    browser.post("/ministry/new/", paper())
    with scope(CLOCK):
        pk = Licence.objects.get().pk
    browser.post(f"/ministry/{pk}/revoke/", {"reason": "Cấp nhầm lô hàng"})
    text = browser.get(f"/ministry/{pk}/").content.decode()
    assert "Cấp nhầm lô hàng" in text and "Đã thu hồi" in text


def test_customs_and_traders_do_not_get_in(browser):
    for name in ("huong", "ly", "kien"):
        client = Client()
        client.force_login(User.objects.get(username=name))
        assert client.get("/ministry/").status_code == 403
    assert Client().get("/ministry/").status_code == 302


@pytest.mark.parametrize(("language", "says"), [("vi", "20.000 kg"), ("zh-hans", "20,000 千克")])
def test_what_is_left_is_told_in_a_unit_that_people_know(browser, language, says):
    browser.post("/ministry/new/", paper())
    with scope(CLOCK):
        pk = asked.balance("KDTV", "KD-88/2026").pk
    browser.cookies["tq_language"] = language
    page = browser.get(f"/ministry/{pk}/").content.decode()
    assert says in page and "KGM" not in page
