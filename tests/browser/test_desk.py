"""The desk in a real browser: an officer's walk by keyboard alone, words kept, pages fit for everyone."""

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests import border
from tests.browser.gatekit import behind
from tests.browser.people import DESK, PHONE, SMALL, axe_faults, in_turn, once, sideways, signs_in, wears
from tests.people import clock_at
from thongquan.models import VehicleDeclaration
from thongquan.queries.scope import scope

KEYS = 12


@pytest.fixture(scope="module")
@once
def waiting(live: str, live_database: Any, django_db_blocker: Any) -> dict[str, int]:
    """Declarations that wait at the desk, made beside the demo's own."""
    with behind(live_database.app, django_db_blocker), clock_at(border, timezone.now() - timedelta(minutes=20)):
        cast = border.open_border()
        made = {f"doc{n}": border.declared(cast, 700 + n) for n in range(4)} | {f"green{n}": border.declared(cast, 720 + n) for n in range(3)}
        made["back"] = border.declared(cast, 740)
        with scope(cast.desk):
            VehicleDeclaration.objects.filter(pk__in=[pk for name, pk in made.items() if name.startswith("doc")]).update(
                channel="document", submitted_at=timezone.now() - timedelta(hours=30))
            VehicleDeclaration.objects.filter(pk__in=[pk for name, pk in made.items() if name.startswith("green")]).update(
                channel="none", submitted_at=timezone.now() - timedelta(hours=30))
    return made


@pytest.fixture
def ly(page: Any, waiting: dict[str, int]) -> Any:
    page.set_viewport_size(DESK)
    return signs_in(page, "ly")


def state(live_database: Any, blocker: Any, pk: int) -> str:
    with behind(live_database.app, blocker):
        cast = border.open_border()
        with scope(cast.desk):
            return VehicleDeclaration.objects.get(pk=pk).state


def pressed(page: Any, *keys: str) -> int:
    """Keys pressed one after the other, with the page settled in between; how many."""
    for key in keys:
        page.keyboard.press(key)
        page.wait_for_load_state()
    return len(keys)


def test_a_case_is_opened_accepted_and_the_next_one_opens_without_a_mouse(ly: Any, waiting: dict[str, int], live_database: Any,
                                                                         django_db_blocker: Any) -> None:
    ly.goto("/desk/?queue=documents")
    keys = pressed(ly, "j", "Enter")
    ly.wait_for_url("**/desk/*/?queue=documents")
    first = ly.url
    keys += pressed(ly, "t")
    ly.wait_for_url(lambda url: url != first and "/desk/" in url)
    assert keys <= KEYS and ly.url.endswith("queue=documents")
    assert ly.locator("#held [data-held-undo]").is_visible()
    pk = int(first.split("/desk/")[1].split("/")[0])
    assert state(live_database, django_db_blocker, pk) == "submitted"
    ly.locator("#held [data-held-says]", has_text=re.compile("đã chấp nhận|chấp nhận, đã cấp")).wait_for(timeout=15_000)
    assert state(live_database, django_db_blocker, pk) == "accepted"


def test_a_decision_is_undone_before_it_is_sent_or_sent_when_its_officer_leaves(ly: Any, waiting: dict[str, int], live_database: Any,
                                                                               django_db_blocker: Any) -> None:
    case = f"/desk/{waiting['back']}/?queue=all&act=return"
    ly.goto(case)
    ly.locator("input[name=reasons][value=driver_differs]").check()
    ly.locator("[data-send]").click()
    ly.wait_for_url(lambda url: f"/desk/{waiting['back']}/" not in url)
    pressed(ly, "z")
    ly.wait_for_url(f"**{case}")
    assert ly.locator("input[name=reasons][value=driver_differs]").is_checked() and ly.locator("#held").is_hidden()
    ly.wait_for_timeout(11_000)
    assert state(live_database, django_db_blocker, waiting["back"]) == "submitted"
    ly.locator("[data-send]").click()
    ly.wait_for_url(lambda url: f"/desk/{waiting['back']}/" not in url)
    ly.goto("/office/rulebook/")
    deadline = time.monotonic() + 5
    while state(live_database, django_db_blocker, waiting["back"]) != "returned" and time.monotonic() < deadline:
        ly.wait_for_timeout(200)
    assert state(live_database, django_db_blocker, waiting["back"]) == "returned"


@pytest.mark.forgives_console
def test_what_stands_against_a_decision_is_said_before_its_officer_goes_on(ly: Any, waiting: dict[str, int]) -> None:
    ly.goto(f"/desk/{waiting['doc2']}/?queue=all&act=return")
    ly.locator("[data-send]").click()
    ly.locator(".errsum").wait_for()
    assert f"/desk/{waiting['doc2']}/" in ly.url and ly.locator("#held").is_hidden()


def test_asking_by_keyboard_shows_what_the_declarant_reads_before_it_is_sent(ly: Any, waiting: dict[str, int], live_database: Any,
                                                                            django_db_blocker: Any) -> None:
    ly.goto(f"/desk/{waiting['doc3']}/?queue=documents")
    pressed(ly, "y")
    ly.wait_for_url("**act=ask*")
    ly.locator("#p0-need").focus()
    ly.keyboard.type("Gửi ảnh giấy thông hành rõ hơn")
    ly.wait_for_selector("[data-reads-here] p:has-text('Gửi ảnh giấy thông hành rõ hơn')")
    ly.keyboard.press("Control+Enter")
    ly.wait_for_url(lambda url: str(waiting["doc3"]) not in url)
    assert state(live_database, django_db_blocker, waiting["doc3"]) == "asked"


def test_no_shortcut_fires_while_someone_types_and_all_stand_under_the_question_mark(ly: Any, waiting: dict[str, int]) -> None:
    ly.goto("/desk/")
    ly.keyboard.press("?")
    listed = ly.locator("#keys dt").all_inner_texts()
    assert {"j k", "x", "Enter", "/", "a", "b"} <= {" ".join(text.split()).lower() if len(text) < 4 else text for text in listed}
    ly.keyboard.press("Escape")
    ly.keyboard.press("/")
    before = ly.url
    ly.keyboard.type("jkxat?")
    assert ly.url == before and ly.locator("#q").input_value() == "jkxat?" and not ly.locator("#keys[open]").count()


def test_green_ones_are_chosen_with_x_and_accepted_together(ly: Any, waiting: dict[str, int], live_database: Any, django_db_blocker: Any) -> None:
    ly.goto("/desk/?queue=green")
    button = ly.locator("[data-picked]")
    assert button.is_disabled()
    for name in ("green0", "green1"):
        ly.locator(f"#pick-{waiting[name]}").check()
    assert button.is_enabled() and "2" in button.inner_text()
    time.sleep(11)
    assert ly.locator(f"#pick-{waiting['green0']}").is_checked()  # refreshing does not take the choice away
    pressed(ly, "b")
    ly.wait_for_url("**/desk/together/")
    assert ly.locator("td .tag.is-go").count() == 2
    assert state(live_database, django_db_blocker, waiting["green0"]) == "accepted"


@pytest.mark.forgives_console
def test_what_was_typed_outlives_a_session_that_ended(ly: Any, waiting: dict[str, int]) -> None:
    address = f"/desk/{waiting['green2']}/?queue=green&act=return"
    ly.goto(address)
    ly.locator("input[name=reasons][value=driver_differs]").check()
    ly.fill("#note", "Lái xe khác ảnh")
    ly.context.clear_cookies()
    with ly.expect_navigation():
        ly.locator("[data-send]").click()
    signs_in(ly, "ly")
    ly.goto(address)
    assert ly.locator("input[name=reasons][value=driver_differs]").is_checked() and ly.locator("#note").input_value() == "Lái xe khác ảnh"


def test_the_queue_refreshes_itself(ly: Any, waiting: dict[str, int]) -> None:
    ly.goto("/desk/?queue=documents")
    asked: list[str] = []
    ly.on("request", lambda request: asked.append(request.url) if "part=1" in request.url else None)
    deadline = time.monotonic() + 15
    while not asked and time.monotonic() < deadline:
        ly.wait_for_timeout(300)
    assert asked


PAGES = ("/desk/", "/desk/?queue=green&f=empty", "/desk/search/?q=14C", "/desk/search/?q=zzz", "/desk/walk-in/", "CASE", "CASE?act=return",
         "CASE?act=order_check", "TIMELINE")


@pytest.fixture(scope="module")
def looking(browser: Any, live: str, waiting: dict[str, int]) -> Iterator[Any]:
    """One signed-in page for tests that only look."""
    context = browser.new_context(base_url=live, viewport=DESK, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
    yield signs_in(context.new_page(), "ly")
    context.close()


def real(address: str, waiting: dict[str, int]) -> str:
    case = f"/desk/{waiting['doc2']}/"
    return address.replace("TIMELINE", f"{case}timeline/").replace("CASE", case)


@pytest.mark.parametrize(("address", "theme"), in_turn(PAGES, ["light", "dark"]))
def test_axe_finds_nothing(looking: Any, waiting: dict[str, int], address: str, theme: str) -> None:
    looking.set_viewport_size(DESK)
    looking.goto(real(address, waiting))
    wears(looking, theme)
    assert axe_faults(looking) == []


@pytest.mark.parametrize("address", PAGES)
def test_no_page_is_wider_than_its_window(looking: Any, waiting: dict[str, int], address: str) -> None:
    for size in (SMALL, PHONE, {"width": 720, "height": 450}, DESK):  # 720: the desk's screen at 200 %
        looking.set_viewport_size(size)
        looking.goto(real(address, waiting))
        assert sideways(looking) == 0, size


def test_the_focus_is_never_hidden_under_the_decision(looking: Any, waiting: dict[str, int]) -> None:
    looking.set_viewport_size(DESK)
    looking.goto(real("CASE", waiting))
    for _ in range(30):
        looking.keyboard.press("Tab")
        hidden = looking.evaluate(
            """() => { const el = document.activeElement, bar = document.querySelector(".decide");
            if (!el || bar.contains(el) || el === document.body) return false;
            const a = el.getBoundingClientRect(), b = bar.getBoundingClientRect();
            return a.height > 0 && a.height < 200 && a.top >= b.top; }""")
        assert not hidden, looking.evaluate("document.activeElement.outerHTML.slice(0, 120)")
