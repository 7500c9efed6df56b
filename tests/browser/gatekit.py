"""What the browser tests of the gate share: a few vehicles of the demo border, and ways to show their passes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connections
from django.utils import timezone
from playwright.sync_api import expect

from tests import border
from thongquan.actions.keyring import private_key
from thongquan.cli.ready import connect_to
from thongquan.core import passes
from thongquan.models import Pass, PassKey
from thongquan.queries.scope import scope

HOUR = timedelta(hours=1)
SCANNER, YARD = "/gate/VNMCG1/1/", "/gate/VNMCG1/7/"
BAND = "#verdict .vd"


@contextmanager
def behind(dsn: str, unblock: Any) -> Iterator[None]:
    """Django of this process at the live server's database for a while."""
    before = {alias: dict(row) for alias, row in connections.settings.items()}
    with unblock.unblock():
        connect_to(dsn)
        try:
            yield
        finally:
            connections.close_all()
            for alias, row in before.items():
                connections.settings[alias].update(row)


def signed(fields: passes.PassFields, key: Any = None) -> str:
    """A pass with these fields under our own key, or another one."""
    if key is None:
        row = PassKey.objects.get(kid=fields.key_id)
        key = private_key(settings.HOME / "keys", bytes(row.public))
    return passes.issue(fields, key)


def make_vehicles() -> dict[str, Any]:
    """Ten accepted vehicles, the eight cases of a pass, and numbers for typing."""
    usual, border.NOW = border.NOW, timezone.now() - HOUR / 2
    try:
        cast = border.open_border()
        made = [border.accepted(cast, n) for n in range(40, 52)]
    finally:
        border.NOW = usual
    codes = [border.digits(cast, pk, 1) for pk in made]
    with scope(cast.desk):
        rows = [border.row(cast, pk) for pk in made]
        Pass.objects.filter(declaration=made[1]).update(state="revoked", revoked_at=timezone.now())
        rows[8].crossings.get(leg=1).ticks.all().delete()
    fields = passes.read(codes[0]).fields
    other = passes.Ed25519PrivateKey.generate()
    PassKey.objects.update_or_create(kid=240, defaults={
        "public": other.public_key().public_bytes_raw(), "since": timezone.now() - HOUR, "until": timezone.now() + 900 * HOUR, "training": True})
    now = passes.floor_minute(timezone.now())
    tampered = int(codes[0]) ^ (1 << 700)
    cases = {
        "good": (codes[2], "go", "OK"), "revoked": (codes[1], "stop", "REVOKED"),
        "expired": (signed(replace(fields, not_before=now - 9 * HOUR, lifetime=60)), "stop", "EXPIRED"),
        "early": (signed(replace(fields, not_before=now + 9 * HOUR)), "stop", "EARLY"),
        "wrong gate": (signed(replace(fields, gate=1501)), "stop", "GATE"),
        "forged": (signed(fields, other), "stop", "SIG"),
        "tampered": (str(tampered), "stop", ("BAD", "SIG")),
        "training": (signed(replace(fields, key_id=240, training=True), other), "stop", "TRAINING"),
    }
    return {"cases": cases, "codes": codes, "numbers": [row.number for row in rows], "plates": [row.plate for row in rows]}


def ready(page: Any, address: str = SCANNER) -> Any:
    """The scanner, its keys and its camera ready."""
    page.goto(address)
    expect(page.locator("#mid[data-ready][data-camera]")).to_be_attached()
    return page


def wedge(page: Any, digits: str) -> None:
    """What a hardware scanner does: a key every three milliseconds, whatever else this machine is busy with."""
    session, began = page.context.new_cdp_session(page), time.time()
    for n, sign in enumerate([*digits, "\r"]):
        key = {"key": "Enter" if sign == "\r" else sign, "text": sign, "timestamp": began + n * 0.003}
        session.send("Input.dispatchKeyEvent", {"type": "keyDown", **key})
    session.detach()
