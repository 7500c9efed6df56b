"""A reviewer's whole day in a browser, the declarant's answer, a leader's look."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tests.actions import test_review as acts
from tests.browser import gatekit
from tests.browser.people import DESK, PHONE, SMALL, axe_faults, sideways, signs_in, speaks, wears
from tests.files import a_pdf
from tests.goods import officer_of
from thongquan.actions import review
from thongquan.actions.training.goods_cast import gather_goods
from thongquan.config.roles import Addresses
from thongquan.core.actor import system
from thongquan.models import ReviewCase, Task, User
from thongquan.queries.access import all_units
from thongquan.queries.scope import everywhere, scope

#: where pictures of the pages are wanted: a folder, for looking at
PICTURES = os.environ.get("THONGQUAN_PICTURES", "")


@pytest.fixture(scope="module")
def cases(live: str, live_database: Addresses, django_db_blocker: Any) -> list[int]:
    """Three cleared declarations of tra's firm, whose reviews are ngoc's, and one in which only the blind second look found something."""
    with gatekit.behind(live_database.app, django_db_blocker):
        goods, made = gather_goods(timezone.now()), []
        twice(acts.cleared(goods, n=64, trader=0, at=timezone.now() - timedelta(days=2))[0])
        for n in (61, 62, 63):
            pk, _ = acts.cleared(goods, n=n, trader=0, at=timezone.now() - timedelta(days=2))
            with scope(system()), everywhere():
                ngoc = User.objects.get(username="ngoc").pk
                Task.objects.filter(declaration_id=pk, kind="review").update(officer_id=ngoc, state="assigned")
                made.append(ReviewCase.objects.get(declaration_id=pk).pk)
        return made


def twice(pk: int) -> None:
    """Nothing was found, then the blind second look found what is missing."""
    for outcome, found in (("clean", []), ("amend", acts.WRONG)):
        with scope(system(all_units())), everywhere():
            row, by = ReviewCase.objects.filter(declaration_id=pk).latest("id"), officer_of(pk, "review")
        with scope(by):
            review.decide(row.pk, outcome=outcome, findings=found, duty_difference=3_000_000 if found else 0, by=by, at=timezone.now())
        with scope(system(all_units())), everywhere():
            if outcome == "clean" and not ReviewCase.objects.filter(blind_of=row).exists():
                review.again(ReviewCase.objects.get(pk=row.pk), at=timezone.now())


@pytest.fixture
def ngoc(page: Any, cases: list[int]) -> Any:
    page.set_viewport_size(DESK)
    return signs_in(page, "ngoc")


def picture(page: Any, name: str) -> None:
    """The page as it stands, when pictures are wanted."""
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


def test_a_reviewers_day_from_the_queue_to_what_follows(ngoc: Any, cases: list[int], browser: Any, live: str) -> None:
    page = ngoc
    assert page.url.endswith("/review/")
    picture(page, "queue")
    page.goto(f"/review/{cases[0]}/")
    picture(page, "case")
    page.keyboard.press("y")
    page.wait_for_url("**act=ask")
    page.fill("#need", "Hợp đồng mua bán có chữ ký hai bên, đủ phụ lục")
    page.locator("[data-send]").click()
    page.wait_for_load_state()
    assert not page.url.endswith(f"/{cases[0]}/")
    theirs = browser.new_context(base_url=live, viewport=PHONE, locale="vi-VN").new_page()
    signs_in(theirs, "tra")
    theirs.goto("/notices/")
    theirs.locator("button.notice", has_text="phúc tập").first.click()
    theirs.wait_for_url("**/review/hand-in/*/")
    picture(theirs, "hand-in-390")
    assert not axe_faults(theirs) and sideways(theirs) == 0
    theirs.select_option("#kind", "sales_contract")
    theirs.set_input_files("#file", {"name": "hop-dong.pdf", "mimeType": "application/pdf", "buffer": a_pdf()})
    theirs.locator("main form .btn-1").click()
    theirs.wait_for_load_state()
    assert theirs.locator(".note.is-go").count() == 1
    theirs.context.close()
    page.goto(f"/review/{cases[0]}/?act=violation")
    assert "hop-dong.pdf" in page.content()
    page.select_option("#type-0", "value")
    page.select_option("#line-0", "1")
    page.fill("#note-0", "Giá trên hợp đồng cao hơn giá khai")
    page.fill("#difference", "12.500.000")
    picture(page, "deciding")
    page.locator("[data-send]").click()
    page.wait_for_load_state()
    assert "2.500.000" in page.content() and not axe_faults(page)
    picture(page, "decided")
    page.goto("/review/")
    page.keyboard.press("a")
    page.wait_for_url(f"**/review/{cases[1]}/")
    page.locator("[data-send]").click()
    page.wait_for_url(f"**/review/{cases[2]}/")


def test_a_leader_looks_at_what_follows_and_at_the_goods(page: Any, cases: list[int]) -> None:
    page.set_viewport_size(DESK)
    signs_in(page, "nhu")
    for address, name in (("/review/follow-ups/?tab=record", "follow"), ("/leader/goods/", "goods"), ("/leader/goods/?length=month", "goods-month"),
                          ("/leader/goods/cases/?length=month&by=by_channel&value=green", "goods-cases"), ("/leader/inbox/", "inbox")):
        page.goto(address)
        picture(page, name)
        assert not axe_faults(page), address
    page.goto("/leader/goods/?length=month")
    page.locator("tbody a[href*='by=by_channel']").first.click()
    page.wait_for_load_state()
    assert page.locator("tbody tr").count() >= 3


@pytest.mark.parametrize("who", ["ngoc", "nhu"])
def test_the_pages_fit_small_screens_both_themes_and_all_languages(page: Any, cases: list[int], who: str) -> None:
    page.set_viewport_size(PHONE)
    signs_in(page, who)
    addresses = {"ngoc": ("/review/", f"/review/{cases[2]}/?act=amend", "/review/follow-ups/"), "nhu": ("/leader/goods/?length=month", "/review/follow-ups/")}
    for language in ("zh-Hans", "en", "vi"):
        page.goto(addresses[who][0])
        page.evaluate("document.querySelector('details.menu').open = true")
        speaks(page, language)
        for n, address in enumerate(addresses[who]):
            page.goto(address)
            assert sideways(page) == 0, (address, language)
            picture(page, f"{who}-{n}-390-{language}")
    wears(page, "dark")
    for n, address in enumerate(addresses[who]):
        page.goto(address)
        assert not axe_faults(page), address
        picture(page, f"{who}-{n}-390-dark")
    page.set_viewport_size(SMALL)
    for address in addresses[who]:
        page.goto(address)
        assert sideways(page) == 0, address
