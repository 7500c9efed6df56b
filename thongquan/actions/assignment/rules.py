"""The rule of assignment changes by two people, and only for epochs that open afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Max

from thongquan.actions.trail import record
from thongquan.core.actor import Actor
from thongquan.core.assignment_rule import DEFAULT, AssignmentRule, check_rule
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused, RulesBroken
from thongquan.models import AssignmentRuleVersion

WRITES = ("risk_analyst", "region_leader", "nation_leader")


def propose_rule(body: Mapping[str, Any], *, reason: str, by: Actor, at: datetime) -> AssignmentRuleVersion:
    """The next version of the rule; it decides nothing until somebody else approves it. See the simulator first."""
    if not by.is_any(*WRITES):
        raise NotAllowed("GEN-403")
    if not reason.strip():
        raise Refused("REQ-04", "/reason")
    if AssignmentRuleVersion.objects.filter(state="proposed").exists():
        raise Conflict("REQ-01")
    newest = AssignmentRuleVersion.objects.aggregate(newest=Max("version"))["newest"] or DEFAULT.version
    numbered = {**body, "version": newest + 1}
    if wrong := check_rule(numbered):
        raise RulesBroken(wrong)
    rule = AssignmentRule.of(numbered)
    row = AssignmentRuleVersion.objects.create(
        version=rule.version, body=rule.body(), digest=rule.digest(), since=at, reason=reason.strip(), proposed_by=by.id, proposed_at=at)
    record("assignment.propose_rule", row, by=by, at=at, reason=row.reason, facts={"version": row.version, "digest": row.digest})
    return row


def _decidable(pk: int, by: Actor) -> AssignmentRuleVersion:
    row = AssignmentRuleVersion.objects.select_for_update().filter(pk=pk).first()
    if row is None:
        raise NotFound("GEN-404")
    if not by.is_any(*WRITES):
        raise NotAllowed("GEN-403")
    if row.state != "proposed":
        raise Conflict("CHR-01")
    if by.id is None or row.proposed_by == by.id:
        raise NotAllowed("CHR-02")
    return row


def approve_rule(pk: int, *, by: Actor, at: datetime) -> AssignmentRuleVersion:
    """The second person agrees: epochs that open from now on follow it."""
    row = _decidable(pk, by)
    row.state, row.since, row.approved_by, row.approved_at = "active", at, by.id, at
    row.save()
    record("assignment.approve_rule", row, by=by, at=at, facts={"version": row.version, "digest": row.digest})
    return row


def refuse_rule(pk: int, *, reason: str, by: Actor, at: datetime) -> AssignmentRuleVersion:
    """The second person says no, and why."""
    if not reason.strip():
        raise Refused("REQ-04", "/reason")
    row = _decidable(pk, by)
    row.state = "refused"
    row.save()
    record("assignment.refuse_rule", row, by=by, at=at, reason=reason.strip(), facts={"version": row.version})
    return row
