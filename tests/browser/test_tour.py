"""The README's ten minutes, walked in a real browser: one vehicle from declaration to liquidation."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.browser.people import DESK, signs_in


@pytest.fixture
def seats(browser: Any, live: str) -> Iterator[Callable[[str, str], Any]]:
    """One browser profile per person, in English as the README advises: `seats("ly", "/desk/")` is her page there."""
    taken: dict[str, Any] = {}
    errors: list[str] = []

    def seat(username: str, path: str) -> Any:
        if username not in taken:
            context = browser.new_context(base_url=live, viewport=DESK, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
            taken[username] = context.new_page()
            taken[username].on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
            signs_in(taken[username], username)
            taken[username].goto("/lang/en/?next=/me/")
        taken[username].goto(path)
        return taken[username]

    yield seat
    for page in taken.values():
        page.context.close()
    assert not errors


def ticks(seats: Any, number: str, direction: str) -> None:
    page = seats("den", f"/gate/VNMCG1/agency/?q={number}")
    card = page.locator("article, li", has_text=direction).filter(has=page.locator("button[value=tick]")).first
    card.get_by_role("button", name=re.compile("Border Guard")).click()
    page.get_by_text("0 vehicles without your tick").or_(page.get_by_text(re.compile("No vehicle|Nothing"))).first.wait_for()


def check(seats: Any, lane: int, number: str) -> Any:
    """The gate officer types the number into a lane; returns the lane's card."""
    page = seats("sang", f"/gate/VNMCG1/lanes/?lane={lane}")
    page.fill("input[placeholder='Movement number']", number)
    page.get_by_role("button", name="Check", exact=True).click()
    card = page.locator(".lane, article, section").filter(has=page.get_by_text(f"Lane {lane}", exact=False)).filter(has_text=number).last
    card.wait_for()
    return card


def test_the_ten_minutes_of_the_readme(seats: Any) -> None:
    soon = timezone.localtime() + timedelta(minutes=50)
    page = seats("huong", "/trade/")
    page.get_by_role("link", name="Declare a new vehicle").click()
    page.fill("#f-plate", "15C-456.78")
    page.get_by_text("Outward").first.click()
    page.select_option("#f-gate", label="Bac Luan II Bridge")
    page.fill("#f-planned_at-day", f"{soon:%d/%m/%Y}")
    page.fill("#f-planned_at-time", f"{soon:%H:%M}")
    page.get_by_text("Empty vehicle").first.click()
    page.get_by_role("button", name="Send and get the QR pass").click()
    page.wait_for_url(re.compile(r"/trade/trips/\d+/$"))
    trip = page.url
    number = re.sub(r"\s", " ", re.search(r"26\d\d\s\d{4}\s\d{4}", page.locator("main").inner_text())[0])

    page = seats("ly", f"/desk/?text={number.replace(' ', '')}")
    page.locator("tr", has_text=number).locator("a").first.click()
    page.get_by_role("button", name=re.compile("Accept and open the next")).click()
    page.wait_for_url(re.compile(r"/desk/(?!\d+/do/)"))

    page = seats("huong", trip)
    page.get_by_role("link", name="Open the pass").first.click()
    page.locator(".pass-q svg").wait_for()

    ticks(seats, number, "Outward")
    assert "GO" in check(seats, 1, number).inner_text().upper()
    ticks(seats, number, "Inward")
    assert "GO" in check(seats, 4, number).inner_text().upper()

    page = seats("huong", trip)
    assert "Liquidated" in page.locator("main").inner_text()
    page = seats("an", "/")
    page.fill("#q", number)
    page.press("#q", "Enter")
    page.wait_for_url("**/timeline/")
    assert "Crossed the border" in page.locator("main").inner_text()
