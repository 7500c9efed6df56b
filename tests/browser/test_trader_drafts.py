"""What a declarant types survives: another language, going back, an ended session, a slow answer."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.people import PHONE, signs_in, speaks
from tests.browser.test_trader import until

SAVED = "document.querySelector('[data-saved]').textContent.includes('Đã lưu nháp')"


@pytest.fixture
def huong(browser: Any, live: str) -> Iterator[Any]:
    context = browser.new_context(base_url=live, viewport=PHONE, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
    page = context.new_page()
    signs_in(page, "huong")
    yield page
    context.close()


def test_another_language_and_the_way_back_keep_what_was_typed(huong: Any) -> None:
    huong.goto("/trade/")
    huong.goto("/trade/declare/")
    huong.fill("#f-plate", "29H-361.71")
    speaks(huong, "en")
    huong.wait_for_url(re.compile(r"/trade/drafts/\d+/$"))
    assert huong.locator("h1").inner_text() == "Declare a vehicle" and huong.input_value("#f-plate") == "29H-361.71"
    huong.go_back()
    huong.go_forward()
    assert huong.input_value("#f-plate") == "29H-361.71"
    speaks(huong, "vi")


def test_an_ended_session_keeps_the_draft_on_the_device(huong: Any) -> None:
    huong.goto("/trade/declare/")
    huong.context.clear_cookies(name="tq_session")
    huong.fill("#f-plate", "29H-361.72")
    until(huong, "document.querySelector('[data-saved]').textContent.includes('hết phiên')")
    huong.click("button[value=send]")
    huong.wait_for_url(re.compile("/accounts/login/"))
    signs_in(huong, "huong")
    huong.goto("/trade/declare/")
    until(huong, SAVED)
    assert huong.input_value("#f-plate") == "29H-361.72"


SLOW = """window.fetch = (plain => (way, said) => String(new URLSearchParams(said?.body)).includes("_act=look")
  ? new Promise(done => setTimeout(done, 1500)).then(() => plain(way, said)) : plain(way, said))(window.fetch); null"""


def test_what_is_typed_while_a_part_is_on_its_way_stands_in_the_new_part(huong: Any) -> None:
    huong.goto("/trade/declare/?mode=waterway")
    huong.evaluate("document.addEventListener('htmx:after:swap', () => { document.body.dataset.swapped = Number(document.body.dataset.swapped || 0) + 1 })")
    huong.evaluate(SLOW)
    huong.fill("#f-plate", "QN-7311")
    huong.keyboard.press("Tab")
    huong.fill("[name=vessel_name]", "Hải Ninh 09")
    huong.locator("[data-more=f-crew-rows]").click()
    huong.keyboard.type("LE THI HOA")
    huong.locator("[data-more=f-crew-rows]").click()  # a row that waits for its first letter when the part arrives
    until(huong, "document.body.dataset.swapped")
    huong.keyboard.type("LE VAN BA")
    assert huong.input_value("[name=vessel_name]") == "Hải Ninh 09"
    assert [box.input_value() for box in huong.locator("[name^=crew][name$=-name]").all()] == ["LE THI HOA", "LE VAN BA"]


def test_a_driver_is_chosen_from_the_register_without_scripts_too(browser: Any, live: str) -> None:
    context = browser.new_context(base_url=live, viewport=PHONE, locale="vi-VN", java_script_enabled=False)
    page = context.new_page()
    signs_in(page, "huong")
    page.goto("/trade/declare/")
    page.fill("#f-plate", "29H-361.73")
    page.select_option("#pick-0", index=1)
    chosen = page.locator("#pick-0 option:checked").inner_text()
    page.locator("#pick-0 ~ button").click()
    assert page.locator("[name=drivers-0-name]").get_attribute("value") in chosen
    assert page.input_value("#f-plate") == "29H-361.73" and page.locator("#f-trailers-0-plate").count() == 1
    context.close()
