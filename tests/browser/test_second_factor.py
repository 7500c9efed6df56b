"""An officer outside the demo: app or security key added by the page, used to sign in and before a grave act."""

import argparse
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import psycopg
import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.hashers import ScryptPasswordHasher
from playwright.sync_api import expect

from tests import border
from tests.browser import gatekit
from tests.browser.people import DESK, PHONE, axe_faults, sideways, small_targets
from tests.people import a_unit
from thongquan.cli import start
from thongquan.config.postgres import free_port
from thongquan.config.roles import Addresses
from thongquan.models import Grant, User

PASSWORD = "ba con voi 12"
KEY = "Khanh 1"
COLLECT = "import django; django.setup(); from thongquan.cli.prepare import collect_static; collect_static()"


@pytest.fixture(scope="module")
def database(fresh_database: Callable[..., Addresses], django_db_blocker: Any) -> Addresses:
    """A border without demo accounts: two administrators, and somebody whose role waits for the second of them."""
    found = fresh_database("production")
    with gatekit.behind(found.app, django_db_blocker):
        border.open_border()
        for name in ("thao", "khanh"):
            person = User.objects.create(username=name, password=ScryptPasswordHasher().encode(PASSWORD, "salt"), full_name=name.title())
            Grant.objects.create(user=person, role="administrator", unit=a_unit(), since=date(2026, 1, 1))
        for name in ("mot", "hai"):
            newcomer = User.objects.create_user(name, password="xx-not-used", full_name=f"Newcomer {name.title()}")
            Grant.objects.create(user=newcomer, role="inspector", unit=a_unit(), since=date(2026, 1, 1),
                                 proposed_by=User.objects.get(username="kien").pk)
    return found


@pytest.fixture(scope="module")
def door(database: Addresses) -> Iterator[str]:
    """The real server in the realm production."""
    port = free_port()
    child = start.web(argparse.Namespace(host="127.0.0.1", port=port, workers=1), database)
    child.env |= {"DJANGO_SETTINGS_MODULE": "thongquan.config.settings", "THONGQUAN_REALM": "production"}
    subprocess.run([sys.executable, "-c", COLLECT], env=child.env, check=True)
    child.start()
    try:
        deadline = time.monotonic() + 60
        while not start.answers(f"http://127.0.0.1:{port}"):
            assert not child.fell() and time.monotonic() < deadline, "the server of the realm production does not answer"
            time.sleep(0.05)
        yield f"http://localhost:{port}"
    finally:
        start.stop([child])


@pytest.fixture
def page(browser: Any, door: str) -> Iterator[Any]:
    context = browser.new_context(base_url=door, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", viewport=DESK)
    context.set_default_timeout(10_000)
    opened = context.new_page()
    errors: list[str] = []
    opened.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert not errors


def signs_in(page: Any, username: str) -> None:
    page.goto("/")
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", PASSWORD)
    page.locator("form[action*=login] button.btn-1").click()
    page.wait_for_load_state()


def leaves(page: Any) -> None:
    page.context.clear_cookies()
    page.goto("/")
    expect(page.locator("input[name=password]")).to_be_visible()


def proves_by_password(page: Any) -> None:
    """What the page asks of somebody who has no second factor yet, before his security changes."""
    page.wait_for_url("**/accounts/reauthenticate/**")
    page.fill("input[type=password]", PASSWORD)
    page.locator("main button.btn-1").click()


def code_of(secret: str, database: Addresses) -> str:
    """The app's six digits now; a code of this half minute that was used is forgotten, as if the next one had come."""
    with psycopg.connect(database.owner) as connection:
        connection.execute("delete from django_cache where cache_key like '%%totp.used%%'")
    if time.time() % 30 > 25:
        time.sleep(5.5)
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def fits(page: Any) -> None:
    """The page keeps what every page of the house keeps: on a phone too, and for who cannot see it."""
    assert axe_faults(page) == []
    page.set_viewport_size(PHONE)
    assert sideways(page) == 0 and small_targets(page, 24) == []
    page.set_viewport_size(DESK)


def reads_in_three_languages(page: Any, words: dict[str, str]) -> None:
    """The same page in English, Chinese and Vietnamese; no English sentence is left standing in the other two."""
    english: set[str] = set()
    for language, word in words.items():
        speaks(page, language)
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator("main")).to_contain_text(word)
        said = {line.strip() for line in page.locator("main").inner_text().splitlines() if line.strip()} - {KEY}
        assert not said & english, said & english
        english = english or said
        fits(page)


def speaks(page: Any, language: str) -> None:
    """The language switch, which comes back to this page."""
    href = page.locator(f"a[hreflang={language}][href^='/lang/']").first.get_attribute("href")
    page.goto(href)


def a_key(page: Any) -> None:
    """A security key with a fingerprint reader, in the machine's port."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "usb", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True}})


def approves(page: Any, newcomer: str) -> None:
    page.goto("/office/people/")
    page.locator("tr, article, li", has_text=newcomer).get_by_role("button", name="Phê duyệt").or_(
        page.locator("tr, article, li", has_text=newcomer).locator("button.btn-go")).first.click()
    page.wait_for_load_state()


def test_an_authenticator_app_is_added_signs_in_and_is_asked_again_before_a_grave_act(page: Any, database: Addresses) -> None:
    signs_in(page, "thao")
    page.wait_for_url("**/accounts/2fa/")
    reads_in_three_languages(page, {"en": "Authenticator App", "zh-Hans": "验证器", "vi": "Ứng dụng mã"})
    page.locator("main a[href$='/totp/activate/']").click()
    proves_by_password(page)
    page.wait_for_url("**/totp/activate/")
    reads_in_three_languages(page, {"en": "Activate", "zh-Hans": "二维码", "vi": "mã QR"})
    secret = page.locator("#authenticator_secret").input_value()
    page.fill("input[name=code]", code_of(secret, database))
    page.locator("main button.btn-1").click()
    page.wait_for_url("**/2fa/recovery-codes/")
    reads_in_three_languages(page, {"en": "Recovery Codes", "zh-Hans": "恢复", "vi": "Mã khôi phục"})
    assert len(page.locator("#recovery_codes").input_value().split()) == 10

    leaves(page)
    signs_in(page, "thao")
    page.wait_for_url("**/2fa/authenticate/")
    reads_in_three_languages(page, {"en": "authenticator code", "zh-Hans": "验证", "vi": "mã"})
    page.fill("input[name=code]", "000000")
    page.locator("main button.btn-1").click()
    expect(page.locator("main .err")).to_be_visible()
    page.fill("input[name=code]", code_of(secret, database))
    page.locator("main button.btn-1").click()
    page.wait_for_url("**/office/people/")

    approves(page, "Newcomer Mot")
    page.wait_for_url("**/2fa/reauthenticate/**")
    reads_in_three_languages(page, {"en": "authenticator code", "zh-Hans": "验证", "vi": "mã"})
    page.fill("input[name=code]", code_of(secret, database))
    page.locator("main button.btn-1").click()
    page.wait_for_url("**/office/people/")
    approves(page, "Newcomer Mot")
    page.wait_for_url("**/office/people/")
    expect(page.locator("tr, article, li", has_text="Newcomer Mot").locator("button.btn-go")).to_have_count(0)


def test_a_security_key_is_added_signs_in_and_is_asked_again_before_a_grave_act(page: Any) -> None:
    page.goto("/")
    a_key(page)
    signs_in(page, "khanh")
    page.wait_for_url("**/accounts/2fa/")
    page.locator("main a[href$='/webauthn/add/']").click()
    proves_by_password(page)
    page.wait_for_url("**/webauthn/add/")
    reads_in_three_languages(page, {"en": "Security Key", "zh-Hans": "安全密钥", "vi": "khóa bảo mật"})
    page.fill("input[name=name]", KEY)
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/2fa/recovery-codes/")

    leaves(page)
    signs_in(page, "khanh")
    page.wait_for_url("**/2fa/authenticate/")
    page.locator("#mfa_webauthn_authenticate").click()
    page.wait_for_url("**/office/people/")

    approves(page, "Newcomer Hai")
    page.wait_for_url("**/webauthn/reauthenticate/**")
    reads_in_three_languages(page, {"en": "security key", "zh-Hans": "安全密钥", "vi": "khóa bảo mật"})
    page.locator("#mfa_webauthn_reauthenticate").click()
    page.wait_for_url("**/office/people/")
    approves(page, "Newcomer Hai")
    expect(page.locator("tr, article, li", has_text="Newcomer Hai").locator("button.btn-go")).to_have_count(0)
    page.goto("/accounts/2fa/webauthn/")
    reads_in_three_languages(page, {"en": "last used on", "zh-Hans": "最近使用于", "vi": "dùng lần cuối"})


def test_a_key_that_does_not_answer_is_said_on_the_page(page: Any) -> None:
    page.goto("/")
    a_key(page)
    page.locator("#passkey_login").click()
    expect(page.locator("[data-key-trouble=key]")).to_be_visible(timeout=10_000)
    page.goto(page.url.replace("localhost", "127.0.0.1"))
    page.locator("#passkey_login").click()
    expect(page.locator("[data-key-trouble=address]")).to_contain_text("localhost")
