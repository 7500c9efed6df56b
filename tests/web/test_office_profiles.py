"""Goods profiles on the page: written with errors at the column, tried, approved by somebody else; lists and room."""

import time

import pytest
from django.test import Client

from tests.border import open_border
from thongquan.models import EntityEntry, GoodsProfile, LaneBudget, User
from thongquan.queries.scope import everywhere, scope

DATABASE = "border"
pytestmark = pytest.mark.django_db
LANGUAGES = {"vi": "cột 10", "en": "column 10", "zh-hans": "第10列"}
FORM = {
    "code": "PHO-01", "kind": "profile", "lane": "red", "form": "", "text": 'hs starts "8517" and unit_value < 3.5', "purpose": "Điện thoại giá thấp",
    "expected": "15", "citation": "", "offices": "", "since": "", "until": "", "words_vi": "Điện thoại", "words_en": "Telephones", "words_zh": "电话",
}


@pytest.fixture
def cast():
    return open_border()


@pytest.fixture
def signed_in(cast):
    def sign_in(name: str) -> Client:
        client, user = Client(), User.objects.get(username=name)
        client.force_login(user)
        session = client.session
        session["account_authentication_methods_user"] = str(user.pk)
        session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "reauthenticated": True, "at": time.time()}]
        session.save()
        return client

    return sign_in


def seen(model, **by):
    with scope(None), everywhere():
        return model.objects.filter(**by).order_by("-pk").first()


def test_from_the_editor_to_the_second_person(signed_in):
    mai, loc = signed_in("mai"), signed_in("loc")
    assert mai.post("/office/profiles/new/", FORM).status_code == 302
    row = seen(GoodsProfile, code="PHO-01")
    assert row.state == "tested" and row.trial["looked_at"] == 0
    assert f"/office/profiles/{row.pk}/propose/" in mai.get("/office/profiles/PHO-01/").content.decode()
    mai.post(f"/office/profiles/{row.pk}/propose/", {"reason": "nhiều vụ"})
    own = mai.get("/office/profiles/PHO-01/").content.decode()
    assert f"/office/profiles/{row.pk}/approve/" not in own  # the writer is not offered it, and may not do it
    mai.post(f"/office/profiles/{row.pk}/approve/")
    assert seen(GoodsProfile, code="PHO-01").state == "proposed"
    assert "PHO-01" in loc.get("/office/profiles/").content.decode()
    loc.post(f"/office/profiles/{row.pk}/approve/")
    assert seen(GoodsProfile, code="PHO-01").state == "active"
    assert mai.post("/office/profiles/PHO-01/edit/", {**FORM, "lane": "yellow"}).status_code == 302
    assert seen(GoodsProfile, code="PHO-01").version == 2
    loc.post(f"/office/profiles/{row.pk}/suspend/", {"reason": "quá tải"})
    assert seen(GoodsProfile, pk=row.pk).state == "suspended"


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_error_stands_at_its_column_in_the_readers_language(signed_in, language):
    mai = signed_in("mai")
    mai.get(f"/lang/{language}/")
    answer = mai.post("/office/profiles/new/", {**FORM, "text": "hs starts"})
    page = answer.content.decode()
    assert answer.status_code == 422 and LANGUAGES[language] in page and "         ▲</pre>" in page
    assert "Telephones" in page and seen(GoodsProfile, code="PHO-01") is None  # what was typed stays, nothing is kept


@pytest.mark.parametrize("path", ["profiles/", "profiles/new/", "profiles/ORD-01/", "profiles/ORD-01/edit/", "lists/", "lists/stop_list/", "room/"])
def test_every_page_opens_in_every_language(signed_in, path):
    mai = signed_in("mai")
    for language in LANGUAGES:
        mai.get(f"/lang/{language}/")
        answer = mai.get(f"/office/{path}")
        page = answer.content.decode()
        assert answer.status_code == 200 and "<h1" in page and "{{" not in page and "{%" not in page


@pytest.mark.parametrize("name", ["huong", "bao", "sang", "ly"])
def test_declarants_and_lanes_are_turned_away(signed_in, name):
    client = signed_in(name)
    for path in ("profiles/", "profiles/ORD-01/", "lists/", "room/"):
        assert client.get(f"/office/{path}").status_code == 403


def test_leaders_and_auditors_look_and_do_not_write(signed_in):
    for name in ("nhu", "an"):
        client = signed_in(name)
        assert client.get("/office/profiles/ORD-01/").status_code == 200
        assert client.post("/office/profiles/new/", FORM).status_code == 403
        assert "/office/profiles/new/" not in client.get("/office/profiles/").content.decode()


def test_a_list_is_filled_and_emptied_with_grounds(signed_in):
    mai = signed_in("mai")
    assert mai.post("/office/lists/stop_list/", {"value": "0100000001"}).status_code == 422
    assert mai.post("/office/lists/stop_list/", {"value": "0100000001", "reason": "quyết định 7"}).status_code == 302
    entry = seen(EntityEntry, value="0100000001")
    assert "quyết định 7" in mai.get("/office/lists/stop_list/").content.decode()
    mai.post(f"/office/lists/stop_list/{entry.pk}/remove/", {"reason": "hết hiệu lực"})
    assert "0100000001" not in mai.get("/office/lists/stop_list/").content.decode()
    assert mai.get("/office/lists/nothing/").status_code == 404
    assert signed_in("nhu").post("/office/lists/stop_list/", {"value": "1", "reason": "x"}).status_code in (403, 422)


def test_the_head_sets_the_room_of_the_week(signed_in):
    nhu, mai = signed_in("nhu"), signed_in("mai")
    office = User.objects.get(username="nhu").grants.first().unit_id
    assert nhu.post("/office/room/", {"office": office, "red": "40", "yellow": "120", "reason": "biên chế"}).status_code == 302
    row = seen(LaneBudget)
    assert (row.red, row.yellow) == (40, 120)
    assert mai.post("/office/room/", {"office": office, "red": "1", "yellow": "1", "reason": "x"}).status_code == 422
    assert nhu.post("/office/room/", {"office": "999999", "red": "1", "yellow": "1", "reason": "x"}).status_code == 422
    assert "40" in mai.get("/office/room/").content.decode()


def test_a_script_in_a_text_is_only_shown(signed_in):
    page = signed_in("mai").post("/office/profiles/new/", {**FORM, "text": '"<script>alert(1)</script>'}).content.decode()
    assert "<script>alert(1)" not in page


def test_a_new_profile_never_takes_the_place_of_another_by_its_code(signed_in):
    mai = signed_in("mai")
    assert mai.post("/office/profiles/new/", FORM).status_code == 302
    again = mai.post("/office/profiles/new/", {**FORM, "lane": "yellow"})
    assert again.status_code == 422 and "Mã PHO-01 đã có tiêu chí" in again.content.decode()
    assert (seen(GoodsProfile, code="PHO-01").lane, seen(GoodsProfile, code="PHO-01").version) == ("red", 1)


def test_an_office_that_is_none_is_named(signed_in):
    page = signed_in("mai").post("/office/profiles/new/", {**FORM, "offices": "20BB, 99zz"})
    assert page.status_code == 422 and "Không có đơn vị mang mã 99ZZ" in page.content.decode()
    assert signed_in("mai").post("/office/profiles/new/", {**FORM, "offices": "20bb"}).status_code == 302
