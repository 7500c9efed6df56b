"""Channel rules: a risk officer writes a version, another person approves it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import TextField
from django.db.models.expressions import RawSQL

from thongquan.actions.trail import record
from thongquan.core.actor import Actor
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused, RulesBroken
from thongquan.core.rule import local_day
from thongquan.core.selection import as_day
from thongquan.core.selection_check import check_rule
from thongquan.models import ChannelRuleVersion

WRITES = ("risk_analyst",)
APPROVES = ("risk_analyst", "office_leader", "region_leader", "nation_leader")
DIGEST = RawSQL("tq_digest(to_jsonb(channel_rule_version))", [], output_field=TextField())


def propose_channel_rule(row: Mapping[str, Any], *, reason: str, by: Actor, at: datetime) -> ChannelRuleVersion:
    """A new rule or the next version of one; it selects nothing until somebody else approves it.

    `row` has code, channel, conditions, random_per_10000, mandatory, words {vi, en, zh}, since, until.
    """
    if not by.is_any(*WRITES):
        raise NotAllowed("GEN-403")
    if not reason.strip():
        raise Refused("REQ-04", "/reason")
    wrong = check_rule(row)
    if wrong:
        raise RulesBroken(wrong)
    code = row["code"]
    before = ChannelRuleVersion.objects.select_for_update().filter(code=code).order_by("-version").first()
    if before is not None and before.state == "proposed":
        raise Conflict("REQ-01")
    rule = ChannelRuleVersion.objects.create(
        code=code, version=before.version + 1 if before else 1, channel=row["channel"],
        conditions=[dict(c) for c in row.get("conditions") or ()], random_per_10000=row.get("random_per_10000") or 0,
        mandatory=bool(row.get("mandatory")), words=dict(row["words"]), since=as_day(row["since"]) or local_day(at), until=as_day(row.get("until")),
        state="proposed", proposed_by=by.id, proposed_at=at, reason=reason.strip())
    record("assessment.propose", rule, by=by, at=at, reason=rule.reason, facts={"rule": code, "version": rule.version})
    return rule


def propose_end(pk: int, *, last_day: date, reason: str, by: Actor, at: datetime) -> ChannelRuleVersion:
    """Ask that a rule end: its next version is the same with a last day."""
    rule = _found(pk)
    if rule.state != "active":
        raise Conflict("CHR-01")
    row = {
        "code": rule.code, "channel": rule.channel, "conditions": rule.conditions, "random_per_10000": rule.random_per_10000,
        "mandatory": rule.mandatory, "words": rule.words, "since": min(rule.since, last_day), "until": last_day,
    }
    return propose_channel_rule(row, reason=reason, by=by, at=at)


def _found(pk: int) -> ChannelRuleVersion:
    rule = ChannelRuleVersion.objects.select_for_update().annotate(digest=DIGEST).filter(pk=pk).first()
    if rule is None:
        raise NotFound("GEN-404")
    return rule


def _decidable(pk: int, by: Actor) -> ChannelRuleVersion:
    if not by.is_any(*APPROVES):
        raise NotAllowed("GEN-403")
    rule = _found(pk)
    if rule.state != "proposed":
        raise Conflict("CHR-01")
    if by.id is None or rule.proposed_by == by.id:
        raise NotAllowed("CHR-02")
    return rule


def approve_channel_rule(pk: int, *, by: Actor, at: datetime) -> ChannelRuleVersion:
    """The second person agrees: in force from its first day; the version before it ends where it begins."""
    rule = _decidable(pk, by)
    today = local_day(at)
    rule.since = max(rule.since, today) if rule.until is None or rule.until >= today else rule.since
    rule.state, rule.approved_by, rule.approved_at = "active", by.id, at
    rule.save()
    ended = _end_earlier(rule)
    record("assessment.approve", rule, *ended, by=by, at=at, facts={"rule": rule.code, "version": rule.version})
    return rule


def _end_earlier(rule: ChannelRuleVersion) -> list[ChannelRuleVersion]:
    """Earlier versions stop the day before the new one begins, or at once when they would never begin."""
    earlier: list[ChannelRuleVersion] = list(ChannelRuleVersion.objects.select_for_update().annotate(digest=DIGEST).filter(
        code=rule.code, state="active", version__lt=rule.version))
    for old in earlier:
        last = rule.since - timedelta(days=1)
        if old.since > last:
            old.state = "ended"
        else:
            old.until = min(old.until, last) if old.until else last
        old.save()
    return earlier


def refuse_channel_rule(pk: int, *, reason: str, by: Actor, at: datetime) -> ChannelRuleVersion:
    """The second person says no, and why."""
    if not reason.strip():
        raise Refused("REQ-04", "/reason")
    rule = _decidable(pk, by)
    rule.state = "refused"
    rule.save()
    record("assessment.refuse", rule, by=by, at=at, reason=reason.strip(), facts={"rule": rule.code, "version": rule.version})
    return rule


def withdraw_channel_rule(pk: int, *, by: Actor, at: datetime) -> ChannelRuleVersion:
    """Who proposed it takes it back."""
    rule = _found(pk)
    if rule.state != "proposed" or rule.proposed_by != by.id:
        raise Conflict("CHR-01")
    rule.state = "withdrawn"
    rule.save()
    record("assessment.withdraw", rule, by=by, at=at, facts={"rule": rule.code, "version": rule.version})
    return rule
