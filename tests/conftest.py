"""What every test may ask for: a database of its own, the running server, a real browser."""

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import pytest
from django.db import connections
from hypothesis import settings as hypothesis_settings

from tests import databases
from thongquan.cli import ready, start
from thongquan.config.postgres import free_port
from thongquan.config.roles import Addresses

LONG = os.environ.get("THONGQUAN_LONG") == "1"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
CHROMIUM_ARGUMENTS = [
    "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-default-apps", "--disable-dev-shm-usage",
    "--disable-sync", "--no-first-run", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
]  # fmt: skip
if os.geteuid() == 0:
    CHROMIUM_ARGUMENTS.append("--no-sandbox")

hypothesis_settings.register_profile("short", max_examples=60, deadline=None)
hypothesis_settings.register_profile("long", max_examples=2000, deadline=None)
hypothesis_settings.load_profile("long" if LONG else "short")
COLLECT = "import django; django.setup(); from thongquan.cli.prepare import collect_static; collect_static()"
databases.run_name()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The administrator's address of the test server; the last test process to leave stops it."""
    with databases.server().using() as admin:
        yield admin


@pytest.fixture(scope="session")
def fresh_database(server: str, worker_id: str) -> Iterator[Callable[..., Addresses]]:
    """Makes databases: `fresh_database("name")` is an empty border, `fresh_database("name", "demo")` a lively one."""
    made: dict[str, str] = {}
    numbers = count(1)

    def make(purpose: str, kind: str = "bare") -> Addresses:
        """Under a name never used before: what a process remembers of one database it never says of another."""
        if purpose in made:
            databases.remove(server, made.pop(purpose))
        name = made[purpose] = f"run_{databases.run_name()}_{worker_id}_{purpose}_{next(numbers)}"
        return databases.copy(server, databases.template(server, kind), name)

    yield make
    for name in made.values():
        databases.remove(server, name)


@pytest.fixture(scope="session")
def django_db_setup(fresh_database: Callable[..., Addresses], django_db_blocker: Any) -> Iterator[None]:
    """Takes the place of pytest-django's own: connects as the application's role, which owns nothing."""
    with django_db_blocker.unblock():
        ready.connect_to(fresh_database("main").app)
    yield
    with django_db_blocker.unblock():
        connections.close_all()


@pytest.fixture(scope="module", autouse=True)
def database_of_module(request: pytest.FixtureRequest) -> Iterator[None]:
    """A module that says `DATABASE = "house"` (or "border") begins with what `goods.open_house` (`border.open_border`) opens."""
    kind = getattr(request.module, "DATABASE", "bare")
    if kind == "bare":
        yield
        return
    made, blocker = request.getfixturevalue("fresh_database"), request.getfixturevalue("django_db_blocker")
    request.getfixturevalue("django_db_setup")
    with connected(blocker, made(kind, kind)):
        yield


@contextmanager
def connected(blocker: Any, to: Addresses) -> Iterator[None]:
    """Tests meet this database meanwhile."""
    usual = connections.settings["default"]["NAME"], connections.settings["default"]["USER"], connections.settings["default"]["PASSWORD"]
    with blocker.unblock():
        ready.connect_to(to.app)
        yield
        connections.close_all()
        for alias in connections.settings:
            connections.settings[alias].update(zip(("NAME", "USER", "PASSWORD"), usual, strict=True))


@pytest.fixture
def real_commits(request: pytest.FixtureRequest, fresh_database: Callable[..., Addresses], django_db_setup: None,
                 django_db_blocker: Any) -> Iterator[Addresses]:  # fmt: skip
    """A database of this test's own, of its module's kind, in which commits are real; use it instead of `django_db(transaction=True)`.

    That one ends by truncating tables, which the application's role may not do.
    """
    found = fresh_database("commits", getattr(request.module, "DATABASE", "bare"))
    with connected(django_db_blocker, found):
        yield found


@pytest.fixture(scope="session")
def live_database(fresh_database: Callable[..., Addresses]) -> Addresses:
    """The database behind the live server: a copy of the demo border."""
    return fresh_database("live", "demo")


@pytest.fixture(scope="session")
def live(live_database: Addresses) -> Iterator[str]:
    """The real server, in the realm demo; its address names localhost, as WebAuthn wants."""
    port = free_port()
    arguments = argparse.Namespace(host="127.0.0.1", port=port, workers=1)
    child = start.web(arguments, live_database)
    child.env["DJANGO_SETTINGS_MODULE"] = "tests.live"
    with databases.alone("demo"):  # the demo may have been made before the pages' files changed
        subprocess.run([sys.executable, "-c", COLLECT], check=True, env=child.env)
    child.start()
    try:
        deadline = time.monotonic() + 60
        while not start.answers(f"http://127.0.0.1:{port}"):
            assert not child.fell(), "the live server ended"
            assert time.monotonic() < deadline, "the live server does not answer"
            time.sleep(0.05)
        yield f"http://localhost:{port}"
    finally:
        start.stop([child])


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium, one per test process."""
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("CI needs chromium (apt-get install chromium)")
        pytest.skip("no chromium (apt-get install chromium)")
    from playwright.sync_api import sync_playwright  # slow: a quarter second that other tests need not pay

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def page(browser: Any, live: str, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A page of the live server in a browser profile of its own; errors in its console fail the test."""
    context = browser.new_context(base_url=live, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", permissions=["camera"])
    opened = context.new_page()
    errors: list[str] = []
    opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    context.on("request", lambda asked: None if asked.url.startswith((live, "data:", "blob:")) else errors.append(f"foreign: {asked.url}"))
    yield opened
    context.close()
    if not request.node.get_closest_marker("forgives_console"):
        assert not errors


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leaves the full counts to `./test --long`."""
    for item in items:
        if not LONG and item.get_closest_marker("long"):
            item.add_marker(pytest.mark.skip(reason="full counts: ./test --long"))


def pytest_unconfigure(config: pytest.Config) -> None:
    """The last line says how many checks were skipped."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and not hasattr(config, "workerinput"):
        print(f"Skipped checks: {len(reporter.stats.get('skipped', []))}", flush=True)
