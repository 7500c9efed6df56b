"""Officers at a lane: taking post, the PIN of a shift, taking over by it, signing off."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.sessions.backends.base import SessionBase

from thongquan.actions.gate.scan import SCANNING
from thongquan.actions.trail import Receipt, record
from thongquan.core.actor import Actor
from thongquan.core.refused import NotAllowed, NotFound, Refused
from thongquan.models import Gate
from thongquan.queries.gate import lane_row

PIN = re.compile(r"[0-9]{4,6}", re.ASCII)
RUNS = ("01234567890", "09876543210")


def sign_on(gate: str, lane: int, *, device: str = "", by: Actor, at: datetime) -> Receipt:
    """The shift of this officer at this lane begins; GAT-01 when it is no lane of his."""
    return _told("gate.sign_on", gate, lane, device, by, at)


def choose_pin(gate: str, lane: int, pin: str, *, device: str = "", by: Actor, at: datetime) -> str:
    """The PIN by which this officer takes a lane of this device over; returns its hash. PIN-01 when it is easily guessed."""
    if not PIN.fullmatch(pin) or len(set(pin)) == 1 or any(pin in run for run in RUNS):
        raise Refused("PIN-01", "/pin")
    _told("gate.choose_pin", gate, lane, device, by, at)
    return make_password(pin)


def take_over(gate: str, lane: int, pin: str, hashed: str, *, device: str = "", before: Actor, by: Actor, at: datetime) -> bool:
    """Another officer takes the lane over from the one `before`: from now on acts bear his name. A wrong PIN is told too."""
    right = check_password(pin, hashed)
    if right:
        _told("gate.take_over", gate, lane, device, by, at, before=before.id)
    else:
        _told("gate.wrong_pin", gate, lane, device, before, at, person=by.id)
    return right


def count_try(session: SessionBase, name: str, value: Any) -> None:
    """Keep in the device's session how often a PIN was wrong, while its row is locked and not again afterwards: no other request's count is lost."""
    session[name] = value
    session.save()
    session.modified = False


def sign_off(gate: str, lane: int, *, device: str = "", by: Actor, at: datetime) -> Receipt:
    """The shift of this officer ends."""
    return _told("gate.sign_off", gate, lane, device, by, at)


def _told(action: str, gate: str, lane: int, device: str, by: Actor, at: datetime, **facts: Any) -> Receipt:
    if not by.is_any(*SCANNING):
        raise NotAllowed("GEN-403")
    row = lane_row(gate, lane)
    if row is None or row.office_id not in by.offices:
        raise NotFound("GAT-01")
    return record(action, Gate.objects.get(pk=row.gate_id), by=by, at=at, facts={"lane": lane, "device": device[:80], **facts})
