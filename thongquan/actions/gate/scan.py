"""One scan at a lane: verify, judge, and on go the leg crosses in the same act."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings

from thongquan.actions.gate import write
from thongquan.actions.gate.answer import Answer, ScanRequest
from thongquan.actions.keyring import published
from thongquan.core import gatecheck
from thongquan.core.actor import Actor
from thongquan.core.gatewords import GO, REASONS, Verdict
from thongquan.core.numbers import is_movement_number, squeeze
from thongquan.core.passes import BadPass, PassFields, PublicKeyInfo, read, verify
from thongquan.core.refused import NotAllowed, NotFound
from thongquan.queries import gate as facts

SCANNING = ("gate_officer", "yard_operator", "camera_officer", "system")
TRAINING_REALM = "training"
#: seconds for which a lane may still honour a key that has just been withdrawn
FRESH = 5
_keys: dict[int, PublicKeyInfo] = {}
_read_at = [datetime.min.replace(tzinfo=UTC)]


def public_keys(kid: int | None = None, at: datetime | None = None) -> dict[int, PublicKeyInfo]:
    """The published keys, read again when an unknown number is met, and every few seconds: a key may be withdrawn."""
    if kid not in _keys or at is None or abs((at - _read_at[0]).total_seconds()) > FRESH:
        _keys.clear()
        _keys.update(published())
        _read_at[0] = at or _read_at[0]
    return _keys


def scan(request: ScanRequest, *, by: Actor, at: datetime) -> Answer:
    """Judge one scan and record it; go at the border line also records the crossing.

    The same event id gets the same answer for ever. Two devices racing for one leg: one crosses, the
    other is told when and where it was used.
    """
    if not by.is_any(*SCANNING):
        raise NotAllowed("GEN-403")
    lane = facts.lane_row(request.gate, request.lane)
    if lane is None or lane.office_id not in by.offices:
        raise NotFound("GAT-01")
    try:
        fields = shown(request, at)
    except BadPass as bad:
        return write.only_scan(request, lane, gatecheck.refused(bad), by=by, at=at)
    if isinstance(fields, Verdict):
        return write.only_scan(request, lane, fields, by=by, at=at)
    row = facts.movement(fields.number, fields.leg, fields.revision, at, request.seen)
    known = facts.facts_at(row, fields.leg, lane, request.seen)
    training = settings.REALM == TRAINING_REALM
    verdict = gatecheck.judge(fields, lane=lane.as_lane(training), at=at, facts=known)
    if row is None:
        return write.only_scan(request, lane, verdict, by=by, at=at, fields=fields)
    if verdict.sign != GO:
        return write.only_scan(request, lane, verdict, by=by, at=at, fields=fields, row=row)
    if lane.kind == "border":
        return write.crossed(request, lane, row, fields.leg, verdict, by=by, at=at)
    return write.yard(request, lane, row, fields.leg, verdict, by=by, at=at)


def shown(request: ScanRequest, at: datetime) -> PassFields | Verdict:
    """The pass in the digits; a typed movement number stands for the pass the centre issued for it."""
    digits = squeeze(request.digits)
    if is_movement_number(digits):
        state, digits = facts.pass_of(digits)
        if not digits:
            code = "NOT_RELEASED" if state else "UNKNOWN"
            return Verdict(REASONS[code].sign, code, {})
    found = read(digits)
    return verify(digits, public_keys(found.fields.key_id, at), at).fields
