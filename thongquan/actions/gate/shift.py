"""An officer takes his post at a lane."""

from __future__ import annotations

from datetime import datetime

from thongquan.actions.gate.scan import SCANNING
from thongquan.actions.trail import Receipt, record
from thongquan.core.actor import Actor
from thongquan.core.refused import NotAllowed, NotFound
from thongquan.models import Gate
from thongquan.queries.gate import lane_row


def sign_on(gate: str, lane: int, *, device: str = "", by: Actor, at: datetime) -> Receipt:
    """The shift of this officer at this lane begins; GAT-01 when it is no lane of his."""
    if not by.is_any(*SCANNING):
        raise NotAllowed("GEN-403")
    row = lane_row(gate, lane)
    if row is None or row.office_id not in by.offices:
        raise NotFound("GAT-01")
    facts = {"lane": lane, "device": device[:80]}
    return record("gate.sign_on", Gate.objects.get(pk=row.gate_id), by=by, at=at, facts=facts)
