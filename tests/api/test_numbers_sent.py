"""Whatever a machine sends where a number belongs, the interface says what is wrong and does not break."""

from collections.abc import Callable
from urllib.parse import quote

import pytest

from tests.api.conftest import Machine

DATABASE = "border"
pytestmark = pytest.mark.django_db
NO_NUMBERS = ("²", "٣", "-1", "1e9", "9" * 30, "null")
ASKED = ("declarations?after={bad}", "declarations?limit={bad}", "goods?after={bad}", "goods?limit={bad}", "changes?after={bad}")
NAMED = ("goods/{bad}", "declarations/{bad}", "declarations/{bad}/passes", "movements/{bad}")


@pytest.mark.parametrize("bad", NO_NUMBERS)
def test_no_number_is_refused_and_breaks_nothing(machine: Callable[..., Machine], bad: str) -> None:
    huong = machine("huong")
    told = {path: huong.get(path.format(bad=quote(bad))) for path in (*ASKED, *NAMED)}
    assert {path: answer.status_code for path, answer in told.items()} == dict.fromkeys(ASKED, 422) | dict.fromkeys(NAMED, 404)
    assert huong.post(f"goods/drafts/{quote(bad)}/check").status_code == 404


def test_an_announced_length_that_is_no_number_is_refused(machine: Callable[..., Machine]) -> None:
    huong = machine("huong")
    for announced, status in (("²", 400), ("9" * 30, 400), ("9" * 12, 413)):
        assert huong.client.post("/api/v1/declarations", b"{}", content_type="application/json", CONTENT_LENGTH=announced, headers={
            "authorization": f"Bearer {huong.secret}", "idempotency-key": f"length-{announced[:3]}-{len(announced)}"}).status_code == status
