"""The demo as a visitor starts it: first start, second start, a peak minute, memory, long use."""

from __future__ import annotations

import argparse
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from bench.laboratory import say, told
from bench.peak import Border, peak
from bench.soak import soak
from bench.taken import memory
from thongquan.cli import start
from thongquan.config import place, roles
from thongquan.config.postgres import free_port

PEOPLE = {"huong": ("declarations:read", "declarations:write"), "ly": ("declarations:read", "declarations:write"),
          "sang": ("gate:scan",), "den": ("gate:scan",)}
FULL, QUICK = (400, 60.0), (60, 9.0)


@contextmanager
def started(port: int) -> Iterator[tuple[int, float]]:
    """`thongquan start` as a process: its number, and the seconds until /healthz said 200."""
    began = time.monotonic()
    with (place.base() / "start.log").open("ab") as log:
        process = subprocess.Popen([sys.executable, "-m", "thongquan.cli.main", "start", "--port", str(port)], stdout=log, stderr=log)
    try:
        while not start.answers(f"http://127.0.0.1:{port}"):
            if process.poll() is not None or time.monotonic() - began > 300:
                raise SystemExit(f"the demo does not start: {(place.base() / 'start.log').read_text()[-2000:]}")
            time.sleep(0.02)
        yield process.pid, time.monotonic() - began
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def keys() -> dict[str, str]:
    """Machine keys of the people who act, made by themselves."""
    import django  # slow: only once the database runs

    os.environ |= {"THONGQUAN_APP_DSN": roles.addresses(roles.embedded().url).app, "DJANGO_SETTINGS_MODULE": "thongquan.config.settings",
                   "THONGQUAN_SECRET_KEY": place.secret("django")}
    django.setup()
    from django.db import connections
    from django.utils import timezone

    from bench.people import key_for  # slow: needs Django
    from thongquan.models import User

    made = {name: key_for(User.objects.get(username=name), scopes, timezone.now()) for name, scopes in PEOPLE.items()}
    connections.close_all()
    return made


def cookie(port: int, username: str) -> str:
    """The session of a person of the demo, by his one click."""
    jar = urllib.request.HTTPCookieProcessor()
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), jar)
    front = opener.open(f"http://127.0.0.1:{port}/", timeout=30).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', front)
    body = urllib.parse.urlencode({"role": username, "csrfmiddlewaretoken": token[1] if token else ""}).encode()
    opener.open(urllib.request.Request(f"http://127.0.0.1:{port}/demo/", body, {"Referer": f"http://127.0.0.1:{port}/"}), timeout=30).read()
    return "; ".join(f"{one.name}={one.value}" for one in jar.cookiejar)


def server_alone(port: int) -> float:
    """Seconds from the start of the server's process to its first answer, the database running."""
    with roles.running() as found:
        child = start.web(argparse.Namespace(host="127.0.0.1", port=port, workers=1), found)
        began = time.monotonic()
        child.start()
        try:
            while not start.answers(f"http://127.0.0.1:{port}"):
                time.sleep(0.01)
            return round(time.monotonic() - began, 2)
        finally:
            start.stop([child])


def run(parts: list[str], quick: bool, hours: float) -> dict[str, Any]:
    """The parts asked for, on one demo."""
    port, (vehicles, seconds) = free_port(), QUICK if quick else FULL
    found: dict[str, Any] = {}
    say("demo: first start")
    with started(port) as (_, first):
        pass
    say("demo: second start")
    with started(port) as (pid, second):
        if "peak" in parts or "memory" in parts:
            say(f"peak: {vehicles} vehicles in {seconds:.0f} s")
            known = keys()
            border = Border(port, known, {name: cookie(port, name) for name in ("huong", "ly", "sang")}, datetime.now(UTC))
            found["peak"] = peak(border, vehicles, seconds)
            found["memory"] = memory(pid, place.home())
        if "soak" in parts:
            say(f"soak: {hours} hours")
            found["soak"] = soak(Border(port, {}, {name: cookie(port, name) for name in ("huong", "ly", "sang")}, datetime.now(UTC)), hours, pid, place.home())
    if "cold_start" in parts:
        found["cold_start"] = {"seconds": server_alone(port), "first_seconds": round(first, 1), "restart_seconds": round(second, 1)}
    return found


def main() -> None:
    """`python -m bench.demo [--quick] [--hours N] part…`: one line of JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--hours", type=float, default=8)
    parser.add_argument("parts", nargs="*")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="thongquan-bench-") as name:
        os.environ |= {"THONGQUAN_HOME": name, "THONGQUAN_REALM": "demo"}
        place.choose("demo")
        told(run(asked.parts or ["peak", "memory", "cold_start"], asked.quick, asked.hours))


if __name__ == "__main__":
    main()
