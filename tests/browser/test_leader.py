"""Leaders in a real browser: an event reaches the board within three seconds, stale figures say so."""

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests import border
from tests.browser.gatekit import behind
from tests.browser.people import DESK, PHONE, SMALL, axe_faults, in_turn, sideways, signs_in, speaks, wears
from tests.people import clock_at
from thongquan.actions import crossing
from thongquan.queries.scope import scope

BOARD = f"/leader/board/{border.GATE}/"
PAGES = ("/leader/", "/leader/?length=week", "/leader/inbox/", BOARD, "/leader/cases/?length=month&by=regime&value=temporary_exportation")


@pytest.fixture(scope="module")
def looking(browser: Any, live: str) -> Iterator[Any]:
    """One signed-in page for tests that only look."""
    context = browser.new_context(base_url=live, viewport=DESK, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
    yield signs_in(context.new_page(), "nhu")
    context.close()


@pytest.fixture
def nhu(page: Any) -> Any:
    page.set_viewport_size(DESK)
    return signs_in(page, "nhu")


def tile(page: Any, n: int) -> int:
    """The figure of a tile of the board."""
    return int("".join(sign for sign in page.locator(".kpi .v").nth(n).inner_text() if sign.isdigit()))


def test_an_event_reaches_its_tile_within_three_seconds(nhu: Any, live_database: Any, django_db_blocker: Any) -> None:
    nhu.goto(BOARD)
    nhu.wait_for_timeout(1500)
    with behind(live_database.app, django_db_blocker), clock_at(border, timezone.now() - timedelta(minutes=5)):
        cast = border.open_border()
        pk = border.declared(cast, 760, planned_at=(timezone.now() + timedelta(minutes=30)).isoformat())
        before = tile(nhu, 0)
        with scope(cast.desk):
            if crossing.accept and border.row(cast, pk).channel != "physical":
                crossing.accept(pk, by=cast.desk, at=timezone.now())
    began = time.monotonic()
    while tile(nhu, 0) == before and time.monotonic() - began < 6:
        nhu.wait_for_timeout(50)
    assert time.monotonic() - began <= 3 and tile(nhu, 0) == before + 1


@pytest.mark.forgives_console
def test_a_board_cut_off_for_half_a_minute_says_how_old_it_is(nhu: Any) -> None:
    nhu.goto(BOARD)
    nhu.evaluate("document.getElementById('cut').dataset.after = 3")
    nhu.context.set_offline(True)
    nhu.locator("#cut:not([hidden])").wait_for(timeout=25_000)
    assert any(sign.isdigit() for sign in nhu.locator("#cut b").inner_text())
    nhu.context.set_offline(False)
    nhu.locator("#cut").wait_for(state="hidden", timeout=25_000)


def test_half_a_minute_is_what_the_page_waits_for(looking: Any) -> None:
    looking.goto(BOARD)
    assert looking.locator("#cut").get_attribute("data-after") == "30"


@pytest.mark.parametrize(("address", "theme"), in_turn(PAGES, ["light", "dark"]))
def test_axe_finds_nothing(looking: Any, address: str, theme: str) -> None:
    looking.set_viewport_size(DESK)
    looking.goto(address)
    wears(looking, theme)
    assert axe_faults(looking) == []


@pytest.mark.parametrize(("address", "language"), in_turn(PAGES, ["vi", "en", "zh-Hans"]))
def test_no_page_is_wider_than_its_window(looking: Any, address: str, language: str) -> None:
    looking.set_viewport_size(DESK)
    looking.goto(address)
    looking.evaluate("document.querySelector('details.menu').open = true")
    speaks(looking, language)
    for size in (SMALL, PHONE, {"width": 1024, "height": 768}, DESK):
        looking.set_viewport_size(size)
        assert sideways(looking) == 0, size


def test_every_drawing_has_a_table_that_says_the_same(looking: Any) -> None:
    looking.set_viewport_size(DESK)
    for address in ("/leader/?length=month", BOARD):
        looking.goto(address)
        drawings = looking.locator("main svg[role=img]").count()
        tables = looking.locator("main table").count()
        assert 0 < drawings and tables >= 2
        assert looking.evaluate("[...document.querySelectorAll('main svg[role=img]')].every(s => s.getAttribute('aria-label'))")


def test_a_page_of_figures_is_light(looking: Any) -> None:
    sizes: list[int] = []
    looking.on("response", lambda answer: sizes.append(int(answer.headers.get("content-length") or 0)) if "/leader/" in answer.url else None)
    looking.goto("/leader/?length=month")
    assert looking.evaluate("performance.getEntriesByType('navigation')[0].decodedBodySize") < 400_000


def test_back_and_forward_keep_the_page(looking: Any) -> None:
    looking.goto("/leader/?length=week")
    looking.goto("/leader/?length=month")
    looking.go_back()
    assert looking.locator("main .chip[aria-current=true]").first.inner_text() and "length=week" in looking.url
    looking.go_forward()
    assert "length=month" in looking.url
