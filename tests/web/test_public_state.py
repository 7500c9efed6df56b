"""What the public link tells a driver to do next: stop, go to a bay, wait, report, come, or nothing."""

import html
import re
from collections.abc import Callable

import pytest
from django.test import Client

from tests import border
from thongquan.actions import crossing, gate
from thongquan.actions.training.cast import Cast
from thongquan.models import PublicLink
from thongquan.queries.scope import scope

DATABASE = "border"
pytestmark = pytest.mark.django_db

LINES = ("Do not drive on", "A check is needed", "The declarant must answer first", "Report to", "Come at the planned time",
         "Nothing to report anywhere now.")


def held(cast: Cast) -> int:
    pk = asked_to_a_bay(cast)
    with scope(cast.desk):
        crossing.record_check(pk, result="agrees", by=cast.desk, at=border.NOW)
        crossing.accept(pk, by=cast.desk, at=border.NOW)
        crossing.hold(pk, reason_code="court_order", by=cast.desk, at=border.NOW)
    return pk


def asked_to_a_bay(cast: Cast) -> int:
    pk = border.declared(cast)
    with scope(cast.desk):
        crossing.order_check(pk, bay="7", reason_code="channel", by=cast.desk, at=border.NOW)
    return pk


def asked(cast: Cast) -> int:
    pk = border.declared(cast)
    with scope(cast.desk):
        crossing.ask(pk, [{"field": "plate", "rule": "", "need": "Ảnh rõ hơn"}], by=cast.desk, at=border.NOW)
    return pk


def arrived_unseen(cast: Cast) -> int:
    """In the yard, the border guard's tick taken back."""
    pk = border.accepted(cast)
    assert border.shown(cast, border.digits(cast, pk, 1), lane=border.YARD, at=border.NOW + 10 * border.MINUTE).verdict.code == "ARRIVED"
    with scope(cast.guard):
        gate.untick(border.row(cast, pk).crossings.get(leg=1).pk, "border_guard", by=cast.guard, at=border.NOW + 12 * border.MINUTE)
    return pk


@pytest.mark.parametrize(("story", "line", "more"), [
    (held, "Do not drive on", "Report to the customs office at the gate."),
    (asked_to_a_bay, "A check is needed", "Go first to bay 7."),
    (asked, "The declarant must answer first", "Do not leave for the gate yet."),
    (arrived_unseen, "Report to", "Border Guard"),
    (border.accepted, "Come at the planned time", "First to: "),
    (border.home_again, "Nothing to report anywhere now.", ""),
])
def test_the_link_says_one_thing_to_do(cast: Cast, story: Callable[[Cast], int], line: str, more: str) -> None:
    pk = story(cast)
    with scope(cast.desk):
        link, place = PublicLink.objects.get(declaration=pk), border.row(cast, pk).gate.report_to
    driver, seen = Client(), {}
    for language in ("en", "vi", "zh-hans"):
        driver.get(f"/lang/{language}/")
        page = driver.get(f"/s/{link.token}/")
        assert page.status_code == 200
        seen[language] = html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode().split("<main")[1].split("</main>")[0])))
    assert [one for one in LINES if f" {one} " in seen["en"].replace(more, "")] == [line] and more in seen["en"], seen["en"]
    assert line not in seen["vi"] + seen["zh-hans"]
    if more == "First to: ":
        assert all(place[tongue] in seen[language] for tongue, language in (("en", "en"), ("vi", "vi"), ("zh", "zh-hans")))
