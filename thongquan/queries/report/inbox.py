"""Everything that waits for a head or an administrator: one list, most pressing first."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from thongquan.core.actor import Actor
from thongquan.core.rule import local_day
from thongquan.models import ChannelRuleVersion, DeclarationRequest, Deputy, Grant, Scan, User, VehicleDeclaration, Violation
from thongquan.queries.access import administered, current
from thongquan.queries.report.goodsinbox import goods_items
from thongquan.queries.report.item import MOST, Item

#: how far back admissions by order are still asked about, and how early an acceptance that runs out is shown
HEADS = ("office_leader", "region_leader", "nation_leader")
REVIEWED, RUNS_OUT = timedelta(days=14), timedelta(hours=12)


def inbox(by: Actor, at: datetime) -> list[Item]:
    """What this person may decide now, his deputyships included; what runs out first comes first."""
    found = [*_requests(by), *_held(by), *_violations(by), *_running_out(by, at), *_overdue(by), *_admissions(by, at),
             *_emergencies(by, at), *_grants(by, at), *_rules(by), *goods_items(by, at)]
    return sorted(found, key=lambda item: (item.until is None, item.until or item.since))


def _requests(by: Actor) -> list[Item]:
    rows = DeclarationRequest.objects.filter(state="open", kind__in=("extend", "cancel", "amend"), office_id__in=by.offices).select_related(
        "declaration", "declaration__gate", "declaration__declarant").order_by("asked_at")[:MOST]
    return [Item(row.kind, row.pk, row.asked_at, row.declaration, row.declaration.due_back_at if row.kind == "extend" else None,
                 {"request": row}) for row in rows]


def _mine(by: Actor) -> Any:
    return VehicleDeclaration.objects.filter(office_id__in=by.offices).select_related("gate", "declarant")


def _held(by: Actor) -> list[Item]:
    rows = _mine(by).filter(held_at__isnull=False, state__in=("accepted", "under_way", "overdue")).order_by("held_at")[:MOST]
    return [Item("release", row.pk, row.held_at, row) for row in rows]


def _violations(by: Actor) -> list[Item]:
    rows = Violation.objects.filter(state="draft", office_id__in=by.offices).select_related(
        "declaration", "declaration__gate", "declaration__declarant").order_by("detected_at")[:MOST]
    return [Item("violation", row.pk, row.detected_at, row.declaration, None, {"violation": row}) for row in rows]


def _running_out(by: Actor, at: datetime) -> list[Item]:
    """Accepted, not yet come, and the acceptance ends soon: the border may be slow, so it may be prolonged."""
    rows = _mine(by).filter(state="accepted", leg=1, valid_until__range=(at, at + RUNS_OUT)).order_by("valid_until")[:MOST]
    return [Item("prolong", row.pk, row.accepted_at or at, row, row.valid_until) for row in rows]


def _overdue(by: Actor) -> list[Item]:
    """Overdue vehicles: closed by decision when they will not come back by themselves."""
    rows = _mine(by).filter(state="overdue").order_by("overdue_at")[:MOST]
    return [Item("liquidate", row.pk, row.overdue_at, row) for row in rows]


def _admissions(by: Actor, at: datetime) -> list[Item]:
    rows = Scan.objects.filter(code="BY_ORDER", at__gte=at - REVIEWED, office_id__in=by.offices, review__isnull=True).select_related("gate")
    rows = rows.exclude(by_id=by.id).exclude(second_officer_id=by.id).order_by("at")[:MOST]
    found = {row.pk: row for row in VehicleDeclaration.objects.filter(pk__in=[r.declaration_id for r in rows]).select_related("gate", "declarant")}
    names = {user.pk: user.full_name or user.username for user in User.objects.filter(pk__in=[r.second_officer_id or 0 for r in rows])}
    return [Item("admission", row.pk, row.at, found.get(row.declaration_id or 0), None, {
        "scan": row, "second": names.get(row.second_officer_id or 0, "")}) for row in rows]


def _emergencies(by: Actor, at: datetime) -> list[Item]:
    """Roles taken in an emergency, to be looked at by somebody else (review)."""
    rows = Grant.objects.filter(emergency=True, reviewed_at__isnull=True, unit_id__in=by.offices).exclude(user_id=by.id or 0)
    return [Item("emergency", row.pk, row.expires_at or at, None, None, {"grant": row}) for row in rows.select_related("user", "unit")[:MOST]]


def _grants(by: Actor, at: datetime) -> list[Item]:
    """Roles that one administrator proposed and another must approve."""
    units = administered(by.id, local_day(at)) if by.id and by.is_any("administrator") else ()
    rows = Grant.objects.filter(unit_id__in=units, proposed_by__isnull=False, approved_by__isnull=True, revoked_at__isnull=True)
    rows = rows.exclude(proposed_by=by.id or 0).exclude(user_id=by.id or 0).select_related("user", "unit")
    return [Item("grant", row.pk, at, None, None, {"grant": row}) for row in rows[:MOST]]


def _rules(by: Actor) -> list[Item]:
    """Channel rules that one person proposed and a head must approve."""
    if not by.is_any(*HEADS):
        return []
    rows = ChannelRuleVersion.objects.filter(state="proposed").exclude(proposed_by=by.id or 0).order_by("proposed_at")[:MOST]
    return [Item("rule", row.pk, row.proposed_at, None, None, {"rule": row}) for row in rows]


def deputising(by: Actor, at: datetime) -> list[Deputy]:
    """The leaders this person stands in for today, with the last day of it."""
    return list(Deputy.objects.filter(current(local_day(at)), deputy_id=by.id or 0).select_related("leader"))


def deputies_of(by: Actor, at: datetime) -> list[Deputy]:
    """Who stands in for this person now or later."""
    return list(Deputy.objects.filter(leader_id=by.id or 0, until__gte=local_day(at)).select_related("deputy").order_by("since"))


def colleagues(by: Actor, at: datetime) -> list[User]:
    """Officers of the same offices, who may be named as deputies."""
    grants = Grant.objects.filter(current(local_day(at)), unit_id__in=by.offices, revoked_at__isnull=True, emergency=False)
    grants = grants.exclude(proposed_by__isnull=False, approved_by__isnull=True)
    return list(User.objects.filter(pk__in=grants.values("user_id"), is_active=True).exclude(pk=by.id or 0).order_by("full_name", "username"))
