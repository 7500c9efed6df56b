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
from thongquan.core.promise import CUSTOMS, Promise, Standing, promise
from thongquan.core.rule import local_day
from thongquan.models import AuditEvent, GoodsDeclaration, GoodsRequest, LicenceCheck, Task
from thongquan.queries.assignment.calendar import calendar
from thongquan.queries.clearance import UNSIGNED
from thongquan.queries.hot import asked
from thongquan.queries.payment import ON_ITS_WAY
from thongquan.queries.scope import everywhere

#: acts whose story the declarant may not read: other units' advice, the machinery of selection
HIDDEN = ("goods.consult", "goods.advise", "goods.mark", "goods.settle_finding", "goods.label", "inspection.label", "inspection.keep", "inspection.join")
DELAY_PROOF = "goods.delay_proof"
#: a declarant turns to the head: a request that names the promise that has run out
ESCALATION = "escalation"
#: requests that are not among what he asked and answered: units' words among themselves, and what has a place of its own
APART = ("consult", "refund", ESCALATION)


@dataclass(frozen=True)
class Event:
    """One line of the story as its declarant may read it: no officer's name; `mine` is his own act."""

    id: int
    at: datetime
    action: str
    mine: bool
    reason: str
    facts: dict[str, Any]


#: all that the clocks ask of the tables, in one look; the inspection is the one that is open, else the last
STANDING = f"""
select (select t.due_at from assignment_task t where t.declaration_id = %(id)s and t.kind = 'dossier' and t.state = any(%(open)s)
        and t.paused_at is null order by t.id limit 1),
    (select r.due_at from goods_request r where r.declaration_id = %(id)s and r.kind = 'question' and r.state = 'open'),
    o.slot_at, o.presented_at, o.done_at,
    (select p.due_at from payment_order p where p.declaration_id = %(id)s and p.state = 'open'),
    (select p.asked_at from payment p where p.declaration_id = %(id)s and p.state = any(%(sent)s) order by p.id limit 1),
    {UNSIGNED}, c.id is not null, c.due_at
from (select 1) one
left join lateral (select slot_at, presented_at, done_at from inspection_order i where i.declaration_id = %(id)s
    order by i.state in ('done', 'withdrawn'), i.id desc limit 1) o on true
left join lateral (select id, due_at from licence_check l where l.declaration_id = %(id)s and l.mode = 'wait' and l.settled_at is null
    order by l.due_at limit 1) c on true
"""


def standing_of(row: GoodsDeclaration) -> Standing:
    """What the clocks need to know of a declaration, whoever asks."""
    with everywhere():
        found = asked(STANDING, {"id": row.pk, "open": list(Task.OPEN), "sent": list(ON_ITS_WAY)})
    assert found is not None
    dossier, question, slot, presented, done, tax, sent, unsigned, waits, agency = found
    return Standing(
        row.state, row.registered_at, row.decided_at, row.paid_at, row.hold_until, row.held_at is not None, dossier_due=dossier, asked_due=question,
        slot_at=slot, presented_at=presented, inspection_due=inspection_due(row, presented, done), tax_due=tax, sent_at=sent, unsigned=unsigned,
        waits_agency=waits, agency_due=agency)


def promise_of(row: GoodsDeclaration, at: datetime) -> Promise:
    """The clock that runs now."""
    return promise(standing_of(row), at)


def turned_to_head(row: GoodsDeclaration, clock: Promise, at: datetime) -> tuple[bool, GoodsRequest | None]:
    """Whether its declarant may turn to the head because a promise of Customs has run out, and when he did so for this promise."""
    if clock.turn != CUSTOMS or row.promised_at is None or row.promised_at >= at:
        return False, None
    sent = GoodsRequest.objects.filter(declaration=row, kind=ESCALATION, due_at=row.promised_at).first()
    return sent is None, sent


def inspection_due(row: GoodsDeclaration, presented: datetime | None, done: datetime | None) -> datetime | None:
    """Eight working hours from the presentation of the goods (Customs Law art. 23 §2)."""
    if presented is None or done is not None:
        return None
    return add_working(presented, terms(row)["inspection"], hours_of(row.inspection_office_id or row.office_id, presented))


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
