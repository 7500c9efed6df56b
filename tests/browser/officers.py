"""Officers whom the front page does not offer, and what the stories of their days share."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth.hashers import ScryptPasswordHasher

from tests.browser.gatekit import behind
from tests.browser.people import DESK, signs_in
from thongquan.core.actor import system
from thongquan.models import User
from thongquan.queries.access import all_units
from thongquan.queries.scope import scope
from thongquan.web.shared.demo_people import USERNAMES

PASSWORD = "mot-ngay-o-cua-khau-2026"


class Centre:
    """What the centre holds behind the live server: `centre(question)` with every reach."""

    def __init__(self, dsn: str, unblock: Any) -> None:
        self.dsn, self.unblock = dsn, unblock

    def __call__(self, question: Any) -> Any:
        with behind(self.dsn, self.unblock), scope(system(all_units())):
            return question()

    def gives_password(self, username: str) -> None:
        """The officer has a password from now on, hashed as the server hashes."""
        kept = ScryptPasswordHasher().encode(PASSWORD, "salt")
        assert self(lambda: User.objects.filter(username=username).update(password=kept)) == 1


@contextmanager
def beside(browser: Any, live: str, who: str, centre: Centre, size: dict[str, int] | None = None) -> Iterator[Any]:
    """Another person at a machine of his own: by one click, or by password where the front page does not offer him."""
    context = browser.new_context(base_url=live, viewport=size or DESK, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
    page = context.new_page()
    if who in USERNAMES:
        signs_in(page, who)
    else:
        centre.gives_password(who)
        page.goto("/accounts/login/")
        page.fill("input[name=login]", who)
        page.fill("input[name=password]", PASSWORD)
        with page.expect_navigation():
            page.locator("form[action*=login] button.btn-1").click()
    yield page
    context.close()
