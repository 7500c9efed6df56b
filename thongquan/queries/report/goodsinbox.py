"""What waits for a head in the goods half: signatures, holds, silent agencies, follow-ups."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import F

from thongquan.core.actor import Actor
from thongquan.models import (
    GoodsDecision,
    GoodsDeclaration,
    GoodsProfile,
    GoodsRequest,
    InspectionOrder,
    LicenceCheck,
    Reassignment,
    ReviewCase,
    RiskModel,
)
from thongquan.queries.access import names_of
from thongquan.queries.report.follow import ESCALATION
from thongquan.queries.report.item import MOST, Item

HEADS = ("office_leader", "region_leader", "nation_leader")


def goods_items(by: Actor, at: datetime) -> Iterator[Item]:
    """Everything of the goods half that this head may decide or must know; nothing for an administrator."""
    if by.is_any(*HEADS):
        for part in (_called, _signatures, _draws, _holds, _long, _silent, _profiles, _models, _follow_ups):
            yield from part(by, at)


def _called(by: Actor, at: datetime) -> Iterator[Item]:
    """Declarants who turned to the head about a promise that has run out, while it still stands."""
    rows = GoodsRequest.objects.filter(kind=ESCALATION, due_at=F("declaration__promised_at"), declaration__office_ids__overlap=list(by.offices))
    rows = rows.select_related("declaration", "declaration__declarant").order_by("asked_at")
    yield from (Item("called", row.pk, row.asked_at, None, row.due_at, {"goods": row.declaration, "call": row}) for row in rows[:MOST])


def _signatures(by: Actor, at: datetime) -> Iterator[Item]:
    """Decisions that a second officer signs; never his own, and the office's head only."""
    rows = GoodsDecision.objects.filter(countersign=True, countersigned_at__isnull=True, at=F("declaration__decided_at")).exclude(by_id=by.id or 0)
    rows = rows.select_related("declaration", "declaration__declarant").order_by("at")
    if by.is_any("office_leader"):
        yield from (Item("countersign", row.pk, row.at, None, None, {"goods": row.declaration, "decision": row}) for row in rows[:MOST])


def _draws(by: Actor, at: datetime) -> Iterator[Item]:
    """Wishes to draw a case again, of somebody else and not about his own work."""
    rows = Reassignment.objects.filter(state="open", office_id__in=by.offices).exclude(proposed_by=by.id or 0).exclude(
        task__officer_id=by.id or 0).select_related("task__declaration", "task__declaration__declarant").order_by("id")[:MOST]
    found = list(rows)
    names = names_of([*(row.proposed_by for row in found), *(row.task.officer_id for row in found)])
    for row in found:
        yield Item("again", row.pk, row.proposed_at, None, None, {
            "goods": row.task.declaration, "wish": row, "proposer": names.get(row.proposed_by, ""), "officer": names.get(row.task.officer_id or 0, "")})


def _holds(by: Actor, at: datetime) -> Iterator[Item]:
    """Goods held longer than a hold may last."""
    rows = GoodsDeclaration.objects.filter(held_at__isnull=False, hold_until__lte=at, office_ids__overlap=list(by.offices)).select_related(
        "declarant").defer("body", "statement").order_by("hold_until")[:MOST]
    yield from (Item("goods_hold", row.pk, row.held_at or at, None, row.hold_until, {"goods": row}) for row in rows)


def _long(by: Actor, at: datetime) -> Iterator[Item]:
    """Inspections for which goods have waited too long."""
    rows = InspectionOrder.objects.filter(escalated_at__isnull=False).exclude(state__in=("done", "withdrawn")).select_related(
        "declaration", "declaration__declarant", "site").order_by("hold_until")[:MOST]
    yield from (Item("long_inspection", row.pk, row.ordered_at, None, row.hold_until, {"goods": row.declaration, "order": row}) for row in rows)


def _silent(by: Actor, at: datetime) -> Iterator[Item]:
    """Goods that wait for an agency past its time."""
    rows = list(LicenceCheck.objects.filter(settled_at__isnull=True, level__gt=0, office_id__in=by.offices).order_by("since")[:MOST])
    cases = {row.pk: row for row in GoodsDeclaration.objects.filter(pk__in=[row.declaration_id for row in rows]).select_related(
        "declarant").defer("body", "statement")}
    yield from (Item("agency_silent", row.pk, row.since, None, row.due_at, {"goods": cases[row.declaration_id], "check": row})
                for row in rows if row.declaration_id in cases)


def _profiles(by: Actor, at: datetime) -> Iterator[Item]:
    """Profiles of goods that somebody else proposed."""
    rows = GoodsProfile.objects.filter(state="proposed").exclude(proposed_by=by.id or 0).exclude(written_by=by.id or 0).order_by("proposed_at")[:MOST]
    yield from (Item("profile", row.pk, row.proposed_at or at, None, None, {"profile": row}) for row in rows)


def _models(by: Actor, at: datetime) -> Iterator[Item]:
    """Risk models that somebody else proposed."""
    rows = RiskModel.objects.filter(state="proposed").exclude(proposed_by=by.id or 0).defer("card", "dry_run").order_by("proposed_at")[:MOST]
    yield from (Item("risk_model", row.pk, row.proposed_at or at, None, None, {"model": row}) for row in rows)


def _follow_ups(by: Actor, at: datetime) -> Iterator[Item]:
    """What a head ends after a review: a case for audit, a violation to confirm, an amendment that is late."""
    rows = ReviewCase.objects.filter(follow_state="open").exclude(done_by=by.id or 0).select_related(
        "declaration", "declaration__declarant").order_by("follow_due_at", "done_at")[:MOST]
    for row in rows:
        if row.follow_up != "amendment" or row.follow_late_at is not None:
            yield Item("review_follow", row.pk, row.done_at or at, None, row.follow_due_at, {"goods": row.declaration, "review": row})
