"""Strangers at the door: an enterprise, a foreign carrier or a lone driver registers."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from thongquan.models import Party, User
from thongquan.queries.scope import everywhere
from thongquan.web.shared.pace import LOOKING_UP, OPENING, REGISTERING, REPLAYING

pytestmark = pytest.mark.django_db
ENTERPRISE = {"tax_id": "0101248141", "name": "Công ty Vận tải Hải Ngọc Biên", "phone": "0912 345 678", "full_name": "Lê Thị Mây",
              "username": "may", "password": "ba con voi 12"}
GUEST = {"tax_scheme": "PASSPORT", "tax_id": "E12345678", "name": "王 小明", "country": "CN", "phone": "+86 138 0013 8000",
         "password": "ba con voi 12"}


def test_an_enterprise_registers_and_is_signed_in(client: Client) -> None:
    assert client.get("/new/enterprise/").status_code == 200
    assert client.post("/new/enterprise/", ENTERPRISE).status_code == 302
    assert client.session["_auth_user_id"] == str(User.objects.get(username="may").pk)


def test_a_wrong_tax_code_is_told_in_every_language_and_what_was_typed_stays(client: Client) -> None:
    for language, start in (("vi", "Lỗi:"), ("en", "Error:"), ("zh-hans", "错误:")):
        client.get(f"/lang/{language}/")
        answer = client.post("/new/enterprise/", ENTERPRISE | {"tax_id": "0101248142"})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert f"<title>{start}" in page and 'href="#f-tax_id"' in page and 'value="0101248142"' in page
        assert "ba con voi 12" not in page
    assert not User.objects.filter(username="may").exists()


def test_faults_of_form_and_of_law_are_shown_together(client: Client) -> None:
    page = client.post("/new/enterprise/", ENTERPRISE | {"tax_id": "0101248142", "name": ""}).content.decode()
    assert 'href="#f-name"' in page and 'href="#f-tax_id"' in page
    guest = client.post("/new/guest/", GUEST | {"tax_scheme": "CN_USCC", "tax_id": "91450600MA5", "name": ""}).content.decode()
    assert 'href="#f-name"' in guest and 'href="#f-tax_id"' in guest


def test_a_weak_password_and_a_missing_one_lead_to_their_box(client: Client) -> None:
    for password in ("", "123"):
        page = client.post("/new/enterprise/", ENTERPRISE | {"password": password})
        assert page.status_code == 422
        assert 'href="#f-password"' in page.content.decode()


def test_a_foreign_driver_comes_as_a_guest_and_signs_in_by_telephone(client: Client) -> None:
    assert client.post("/new/guest/", GUEST).status_code == 302
    with everywhere():
        assert Party.objects.get(tax_id="E12345678").guest
    client.post("/accounts/logout/")
    assert client.post("/accounts/login/", {"login": "+86 138 0013 8000", "password": "ba con voi 12"}).status_code == 302


def test_a_state_that_nobody_has_is_not_found(client: Client) -> None:
    assert client.get("/status/").status_code == 200
    page = client.get("/status/", {"number": "108123456710", "plate": "12345"})
    assert page.status_code == 404 and "errsum" in page.content.decode()
    assert client.get("/s/nothing-at-all/").status_code == 404


@pytest.fixture
def fresh_buckets() -> Iterator[None]:
    """Strangers begin anew, before and after."""
    buckets = [bucket for pace in (REGISTERING, LOOKING_UP, OPENING, REPLAYING) for bucket in (pace.one, pace.all)]
    for bucket in buckets:
        bucket.level.clear()
    yield
    for bucket in buckets:
        bucket.level.clear()


@pytest.mark.usefixtures("fresh_buckets")
def test_registering_without_end_is_told_to_wait_in_three_languages(client: Client) -> None:
    wrong = ENTERPRISE | {"tax_id": "1"}
    assert {client.post("/new/enterprise/", wrong).status_code for _ in range(40)} == {422}
    for language, words in (("vi", r"Hãy đợi \d+ giây"), ("en", r"Wait \d+ second"), ("zh-hans", r"请等待\d+秒")):
        client.get(f"/lang/{language}/")
        answer = client.post("/new/enterprise/", wrong)
        assert answer.status_code == 429 and re.search(words, answer.content.decode()) and 1 <= int(answer["Retry-After"]) <= 60
    assert client.post("/new/guest/", GUEST).status_code == 429  # the other form is no way round
    assert client.get("/new/enterprise/").status_code == 200
    assert client.post("/new/enterprise/", ENTERPRISE, REMOTE_ADDR="203.0.113.9").status_code == 302  # another address goes on


@pytest.mark.usefixtures("fresh_buckets")
def test_guessing_plates_is_slowed_down_for_one_address_and_for_all(client: Client) -> None:
    guess = {"number": "108123456710", "plate": "12345"}
    assert {client.get("/status/", guess).status_code for _ in range(40)} == {404}
    assert client.get("/status/", guess).status_code == 429
    assert client.get("/status/").status_code == 200
    assert client.get("/status/", guess, REMOTE_ADDR="203.0.113.9").status_code == 404
    LOOKING_UP.all.level["everybody"] = (0.0, timezone.now().timestamp() + 3600)  # the rest came from elsewhere
    assert client.get("/status/", guess, REMOTE_ADDR="203.0.113.9").status_code == 429


@pytest.mark.usefixtures("fresh_buckets")
def test_strangers_who_read_days_of_draws_use_up_nobodys_look_up(client: Client) -> None:
    REPLAYING.all.level["everybody"] = (0.0, timezone.now().timestamp() + 3600)
    page, file = (f"/draws/20BB/2026-01-02/dossier{end}" for end in ("/", ".json"))
    assert [client.get(address).status_code for address in (page, file)] == [429] * 2
    REPLAYING.one.level.clear(), REPLAYING.all.level.clear()
    assert {client.get(page).status_code for _ in range(40)} == {404} and client.get(file).status_code == 429
    assert client.get("/status/", {"number": "108123456710", "plate": "12345"}).status_code == 404


@pytest.mark.usefixtures("fresh_buckets")
@override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1)
def test_behind_a_proxy_the_address_is_the_one_the_proxy_wrote(client: Client) -> None:
    guess = {"number": "108123456710", "plate": "12345"}
    for n in range(40):  # the client writes another address each time; only what the proxy appended counts
        client.get("/status/", guess, HTTP_X_FORWARDED_FOR=f"10.0.0.{n}, 198.51.100.7")
    assert client.get("/status/", guess, HTTP_X_FORWARDED_FOR="1.1.1.1, 198.51.100.7").status_code == 429
    assert client.get("/status/", guess, HTTP_X_FORWARDED_FOR="1.1.1.1, 198.51.100.8").status_code == 404


def test_the_language_of_who_is_signed_in_goes_with_him(client: Client) -> None:
    client.post("/new/enterprise/", ENTERPRISE)
    person = User.objects.get(username="may")
    assert person.language == "vi"
    client.get("/lang/zh-hans/?next=/me/")
    person.refresh_from_db()
    assert person.language == "zh"
    other = Client()
    other.get("/lang/en/")  # a stranger's switch changes nobody
    person.refresh_from_db()
    assert person.language == "zh"
    fresh = Client()  # another browser, in which nothing was chosen
    fresh.post("/accounts/login/", {"login": "may", "password": "ba con voi 12"})
    assert 'lang="zh-Hans"' in fresh.get("/me/").content.decode()
    other.post("/accounts/login/", {"login": "may", "password": "ba con voi 12"})
    assert '<html lang="en"' in other.get("/me/").content.decode()  # what this browser chose stays
