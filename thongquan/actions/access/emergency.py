"""Breaking the glass: a role for thirty minutes, taken alone, told at once, reviewed."""

from __future__ import annotations

from datetime import datetime, timedelta

from thongquan.actions.access.grants import locked
from thongquan.actions.notice import tell
from thongquan.actions.trail import record
from thongquan.core.actor import Actor
from thongquan.core.refused import Conflict, NotAllowed, Refused
from thongquan.core.rule import local_day
from thongquan.models import Grant, Unit
from thongquan.queries.access import to_be_told

#: how long the glass stays broken (trust: 30 minutes), and until when it is reviewed
LENGTH = timedelta(minutes=30)
REVIEW = timedelta(hours=24)
ROLES = ("gate_officer", "dossier_officer", "office_leader")
WHO = (
    "gate_officer", "camera_officer", "dossier_officer", "inspector", "team_leader", "office_leader",
    "region_leader", "nation_leader", "risk_analyst", "administrator",
)
SHORTEST_REASON = 15


def break_glass(*, role: str, unit_id: int, reason: str, by: Actor, at: datetime) -> Grant:
    """Take a role one does not have, for 30 minutes, because waiting would do harm.

    A leader of the unit (or an auditor) is told in the same moment; without anybody to tell it is refused.
    """
    if by.id is None or not by.is_any(*WHO):
        raise NotAllowed("GEN-403")
    if role not in ROLES:
        raise Refused("ACC-10", "/role")
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refused("EMG-01", "/reason", least=SHORTEST_REASON)
    unit = Unit.objects.filter(pk=unit_id).first()
    if unit is None:
        raise Refused("ACC-10", "/unit")
    second = to_be_told(unit_id, local_day(at), but=by.id)
    if second is None:
        raise Refused("EMG-02")
    if Grant.objects.filter(user_id=by.id, emergency=True, expires_at__gt=at, role=role, unit_id=unit_id).exists():
        raise Conflict("ACC-13", "/role")
    grant = Grant.objects.create(user_id=by.id, role=role, unit=unit, since=local_day(at), reason=reason.strip(),
                                 emergency=True, expires_at=at + LENGTH, told=second)
    record("access.break_glass", grant, by=by, at=at, reason=grant.reason,
           facts={"role": role, "until": (at + LENGTH).isoformat(), "told": second})
    tell(None, "emergency_opened", {"person": by.name, "reason": grant.reason,
                                    "unit": {"vi": unit.name_vi, "en": unit.name_en or unit.name_vi, "zh": unit.name_zh or unit.name_vi}},
         link="/office/emergencies/", user_id=second)
    return grant


def review_emergency(grant_id: int, *, words: str, by: Actor, at: datetime) -> Grant:
    """Somebody else looks at what was done and writes down what he thinks of it."""
    if not by.is_any("office_leader", "region_leader", "nation_leader", "auditor"):
        raise NotAllowed("GEN-403")
    if not words.strip():
        raise Refused("REQ-04", "/review")
    grant = locked(grant_id)
    if not grant.emergency or grant.reviewed_at is not None:
        raise Conflict("GEN-409")
    if grant.user_id == by.id:
        raise NotAllowed("ACC-03")
    grant.review, grant.reviewed_by, grant.reviewed_at = words.strip(), by.id, at
    grant.save()
    record("access.review_emergency", grant, by=by, at=at, reason=grant.review)
    return grant
