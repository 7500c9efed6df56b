"""One goods declaration followed: its clock, its story without names, who kept it waiting."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from thongquan.catalog.law import LAW
from thongquan.catalog.ministries import HOLD_HOURS
from thongquan.core.actor import Actor
from thongquan.core.clock import Hours, add_working, working_between
from thongquan.core.delay import Act, Certificate, Span, event_of, spans
from thongquan.core.promise import Promise, Standing, promise
from thongquan.core.rule import local_day
from thongquan.models import AuditEvent, GoodsDeclaration, InspectionOrder, LicenceCheck, Task
from thongquan.queries.assignment.calendar import calendar
from thongquan.queries.inspection import order_of
from thongquan.queries.payment import ON_ITS_WAY, open_order
from thongquan.queries.scope import everywhere

#: acts whose story the declarant may not read: other units' advice, the machinery of selection
HIDDEN = ("goods.consult", "goods.advise", "goods.mark", "goods.settle_finding", "goods.label", "inspection.label", "inspection.keep", "inspection.join")
DELAY_PROOF = "goods.delay_proof"


@dataclass(frozen=True)
class Event:
    """One line of the story as its declarant may read it: no officer's name; `mine` is his own act."""

    id: int
    at: datetime
    action: str
    mine: bool
    reason: str
    facts: dict[str, Any]


def standing_of(row: GoodsDeclaration, at: datetime) -> Standing:
    """What the clocks need to know of a declaration."""
    order, owed = order_of(row), open_order(row)
    asked = row.requests.filter(kind="question", state="open").first()
    sent = row.payments.filter(state__in=ON_ITS_WAY).order_by("id").first()
    waits = LicenceCheck.objects.filter(declaration_id=row.pk, mode="wait", settled_at__isnull=True).order_by("due_at").first()
    return Standing(
        row.state, row.registered_at, row.decided_at, row.paid_at, row.hold_until, row.held_at is not None,
        dossier_due=dossier_due(row), asked_due=asked.due_at if asked else None, slot_at=order.slot_at if order else None,
        presented_at=order.presented_at if order else None, inspection_due=inspection_due(row, order), tax_due=owed.due_at if owed else None,
        sent_at=sent.asked_at if sent else None, unsigned=row.decisions.filter(countersign=True, countersigned_at__isnull=True).exists(),
        waits_agency=waits is not None, agency_due=waits.due_at if waits else None)


def promise_of(row: GoodsDeclaration, at: datetime) -> Promise:
    """The clock that runs now."""
    return promise(standing_of(row, at), at)


def dossier_due(row: GoodsDeclaration) -> datetime | None:
    """Until when the dossier must be checked; None while that clock stands or nobody checks it."""
    with everywhere():
        task = Task.objects.filter(declaration_id=row.pk, kind="dossier", state__in=Task.OPEN).only("due_at", "paused_at").first()
    return task.due_at if task and task.paused_at is None else None


def inspection_due(row: GoodsDeclaration, order: InspectionOrder | None) -> datetime | None:
    """Eight working hours from the presentation of the goods (Customs Law art. 23 §2)."""
    if order is None or order.presented_at is None or order.done_at is not None:
        return None
    return add_working(order.presented_at, terms(row)["inspection"], hours_of(row.inspection_office_id or row.office_id, order.presented_at))


def terms(row: GoodsDeclaration) -> dict[str, timedelta]:
    """The law's terms on the day of registration, by clock."""
    day = local_day(row.registered_at or row.created_at)
    return {clock: timedelta(hours=int(LAW.value(key, day))) for clock, key in (
        ("dossier", "assignment.dossier.hours"), ("inspection", "assignment.inspection.hours"), ("hold", "goods.hold.hours"))} | {
        "licence": timedelta(hours=HOLD_HOURS)}


def hours_of(unit_id: int | None, since: datetime) -> Hours:
    """The working calendar of a unit from that day on."""
    return calendar(unit_id or 0, local_day(since - timedelta(days=1)))


def events_about(row: GoodsDeclaration) -> QuerySet[AuditEvent]:
    """Every event of the log about a declaration, its notices, payments, inspections and holds, oldest first."""
    return AuditEvent.objects.filter(
        Q(object_type="goods", object_id=row.pk)
        | Q(object_type="payment", object_id__in=row.payments.values("id"))
        | Q(object_type="guarantee_use", object_id__in=row.guarantee_uses.values("id"))
        | Q(object_type="inspection", object_id__in=row.inspections.values("id"))
        | Q(object_type="passage", object_id__in=row.passages.values("id"))
        | Q(object_type="licence_check", object_id__in=LicenceCheck.objects.filter(declaration_id=row.pk).values("id"))).order_by("at", "id")


def story(row: GoodsDeclaration, by: Actor) -> list[Event]:
    """The declaration's history from the trail, oldest first, without names."""
    return [_event(event, by) for event in events_about(row).exclude(action__in=HIDDEN)]


def last_act(row: GoodsDeclaration) -> int:
    """The newest event's number, 0 when there is none: what a page that is open compares."""
    return events_about(row).order_by("-id").values_list("id", flat=True).first() or 0


def _event(event: AuditEvent, by: Actor) -> Event:
    payload = json.loads(bytes(event.payload))
    return Event(event.pk, event.at, event.action, event.actor_id is not None and event.actor_id == by.id,
                 payload.get("reason", ""), payload.get("facts", {}))


# ---- who kept it waiting -----------------------------------------------------------------------------------


def waited(row: GoodsDeclaration, until: datetime) -> tuple[Span, ...]:
    """The stretches of a declaration's life, from the log alone."""
    acts = [_act(event) for event in events_about(row)]
    acts += [Act(order.slot_at, "inspection.slot") for order in row.inspections.all() if order.slot_at is not None]
    calendars: dict[int, Hours] = {}

    def measure(clock: str, start: datetime, end: datetime) -> timedelta:
        """Customs' own clocks run in the working hours of the unit, all others by the wall."""
        unit = {"dossier": row.team_id or row.office_id, "inspection": row.inspection_office_id or row.office_id}.get(clock)
        if unit is None:
            return end - start
        if unit not in calendars:
            calendars[unit] = hours_of(unit, row.registered_at or start)
        return working_between(start, end, calendars[unit])

    return spans(acts, until=until, measure=measure, terms=terms(row))


def _act(event: AuditEvent) -> Act:
    payload = json.loads(bytes(event.payload))
    facts = dict(payload.get("facts", {}))
    if event.action == "inspection.record":
        facts["outcome"] = payload.get("reason", "")
    return Act(event.at, event.action, facts)


def certificate(row: GoodsDeclaration, at: datetime) -> Certificate | None:
    """What a proof of delay would say now; None before registration."""
    if row.registered_at is None:
        return None
    return Certificate(row.number or "", row.registered_at, at, waited(row, at))


@dataclass(frozen=True)
class Proof:
    """A certificate that was issued, as the sealed log keeps it."""

    number: str
    at: datetime
    told: dict[str, Any]
    digest: str


def proofs_of(row: GoodsDeclaration) -> list[AuditEvent]:
    """The certificates issued for a declaration, the newest first."""
    return list(AuditEvent.objects.filter(object_type="goods", object_id=row.pk, action=DELAY_PROOF).order_by("-id"))


def facts_of(event: AuditEvent) -> dict[str, Any]:
    """What an event tells besides its rows."""
    facts: dict[str, Any] = json.loads(bytes(event.payload)).get("facts", {})
    return facts


def proof_by_number(number: str) -> Proof | None:
    """The certificate behind a number, for anyone who holds it; None when the log knows no such certificate."""
    parts = event_of(number)
    if parts is None:
        return None
    with everywhere():
        event = AuditEvent.objects.filter(pk=parts[0], action=DELAY_PROOF).first()
    facts = facts_of(event) if event else {}
    digest = str(facts.get("digest", ""))
    if event is None or not digest.startswith(parts[1]):
        return None
    return Proof(number.strip().upper(), event.at, facts.get("certificate", {}), digest)
