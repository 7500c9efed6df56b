"""The vehicles behind the browser tests of the gate."""

from typing import Any

import pytest

from tests.browser import gatekit
from tests.browser.people import PHONE, signs_in
from thongquan.config.roles import Addresses


@pytest.fixture(scope="session")
def vehicles(live: str, live_database: Addresses, django_db_blocker: Any) -> dict[str, Any]:
    with gatekit.behind(live_database.app, django_db_blocker):
        return gatekit.make_vehicles()


@pytest.fixture
def sang(page: Any, vehicles: dict[str, Any]) -> Any:
    page.set_viewport_size(PHONE)
    return signs_in(page, "sang")
