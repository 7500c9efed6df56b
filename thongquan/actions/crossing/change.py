"""Changing what was declared: corrections, amendments, cancellation, extension, answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import TextField
from django.db.models.expressions import RawSQL

from thongquan.actions import passes
from thongquan.actions.crossing.row import ends, fill, locked, save, step
from thongquan.actions.notice import tell
from thongquan.actions.trail import record
from thongquan.catalog.law import LAW
from thongquan.catalog.reasons import CANCEL_REASONS, EXTENSION_REASONS
from thongquan.core import changes, rules, selection
from thongquan.core.actor import Actor
from thongquan.core.flows.vehicle import DECIDED_BY, STATES, VEHICLE
from thongquan.core.forms import FORMS
from thongquan.core.reading import JSON
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused, RulesBroken
from thongquan.core.rule import local_day
from thongquan.core.vehicle import VehicleFacts
from thongquan.models import AgencyTick, Crossing, DeclarationRequest, VehicleDeclaration
from thongquan.queries.assessment import active_rules
from thongquan.queries.crossing.facts import read_body, vehicle_facts
from thongquan.queries.crossing.words import clock, notice_values, three
from thongquan.queries.place import closing, office_of
from thongquan.queries.scope import open_offices

DIGEST = RawSQL("tq_digest(to_jsonb(declaration_request))", [], output_field=TextField())


def open_request(
    declaration: VehicleDeclaration, kind: str, *, by: Actor, at: datetime, state: str = "open", **more: Any,
) -> DeclarationRequest:
    """A new request row of this declaration; only one of a kind is open at a time."""
    if state == "open" and declaration.requests.filter(kind=kind, state="open").exists():
        raise Refused("REQ-01")
    return DeclarationRequest.objects.create(
        declaration=declaration, kind=kind, state=state, asked_by=by.id, asked_at=at,
        office_id=office_of(declaration), return_office_id=declaration.return_office_id,
        declarant_id=declaration.declarant_id, **more)


def settle(row: DeclarationRequest, state: str, *, by: Actor, at: datetime, reason: str = "") -> None:
    """Close a request with its outcome."""
    row.state, row.decided_by, row.decided_at, row.decision_reason = state, by.id, at, reason
    row.save()


def the_open(declaration: VehicleDeclaration, kind: str) -> DeclarationRequest:
    """The open request of a kind, locked."""
    row = (DeclarationRequest.objects.select_for_update().annotate(digest=DIGEST)
           .filter(declaration=declaration, kind=kind, state="open").first())
    if row is None:
        raise NotFound("REQ-02")
    return row


def new_values(declaration: VehicleDeclaration, raw: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The form's answers before and after this change; mistakes of form are refused at once."""
    form = FORMS[declaration.mode]
    fresh, mistakes = form.read(raw, language=JSON, draft=True)
    if any(m.blocks for m in mistakes):
        raise RulesBroken(mistakes)
    before = read_body(declaration)
    touched = form.touched(raw)
    return before, {**{n: v for n, v in before.items() if n not in touched}, **fresh}


def change_of(declaration: VehicleDeclaration, before: dict[str, Any], after: dict[str, Any], at: datetime) -> changes.Change:
    """What the one rule of changes says about going from before to after now."""
    planned = after.get("planned_at")
    inside = planned is None or declaration.valid_until is None or at <= planned <= declaration.valid_until
    return changes.judge_change(
        declaration.state, declaration.leg - 1, changes.changed_fields(before, after),
        corrections=declaration.corrections, case=declaration.case, time_inside=inside,
        now_empty=after.get("laden") is False, held=declaration.held_at is not None,
        most=int(LAW.value("corrections.most", on=local_day(at))), closing=closing(declaration))


def correct(pk: int, raw: Mapping[str, Any], *, by: Actor, at: datetime, version: int | None = None) -> VehicleDeclaration:
    """Correct a registered, not yet accepted declaration: free until received, then counted."""
    declaration = locked(pk, version)
    step(declaration, "correct", by)
    before, after = new_values(declaration, raw)
    change = changes.require(change_of(declaration, before, after, at))
    fill(declaration, after)
    facts = vehicle_facts(declaration, at, changed=plan_as_one(change.fields))
    obey("crossing.correct", facts, at)
    look_again(declaration, facts, at)
    declaration.corrections += change.kind == changes.CORRECTION
    save(declaration)
    record("crossing.correct", declaration, by=by, at=at, facts={"fields": list(change.fields), "kind": change.kind},
           private=differences(declaration, before, after))
    return declaration


def look_again(declaration: VehicleDeclaration, facts: VehicleFacts, at: datetime) -> None:
    """What is corrected meets the rules of selection again: the lane may become a stricter one, never a lighter.

    The draw is not thrown again, or correcting would be a second ticket.
    """
    written = [rule for rule in active_rules(at) if not rule.random_per_10000]
    chosen = selection.select(facts, written, at, 0)
    if selection.CHANNELS.index(chosen.channel) > selection.CHANNELS.index(declaration.channel or "none"):
        declaration.channel = chosen.channel
    known = {(reason["rule"], reason["version"]) for reason in declaration.channel_reasons}
    declaration.channel_reasons = [*declaration.channel_reasons, *(
        {"rule": r.rule, "version": r.rule_version, "set": chosen.version} for r in chosen.reasons if (r.rule, r.rule_version) not in known)]


def obey(stage: str, facts: VehicleFacts, at: datetime) -> None:
    """Raise RulesBroken when a rule of this stage blocks."""
    broken = [f for f in rules.judge(stage, facts, LAW, at) if f.blocks]
    if broken:
        raise RulesBroken(broken)


def plan_as_one(names: Iterable[str]) -> frozenset[str]:
    """Day and time of the plan are one field of the form."""
    return frozenset("planned_at" if n in ("planned_day", "planned_time") else n for n in names)


def differences(declaration: VehicleDeclaration, before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Only what changed, before and after, as JSON: it may name people, so it stays in the private part."""
    form = FORMS[declaration.mode]
    old, new = form.write(before), form.write(after)
    names = {n for n in {*old, *new} if old.get(n) != new.get(n)}
    return {"before": {n: _text(old.get(n)) for n in names}, "after": {n: _text(new.get(n)) for n in names}}


def _text(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _text(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_text(v) for v in value]
    return value if value is None or isinstance(value, str | int | bool) else str(value)


def request_amendment(
    pk: int, raw: Mapping[str, Any], *, reason: str = "", by: Actor, at: datetime, version: int | None = None,
) -> DeclarationRequest:
    """Ask to change an accepted declaration; small changes are approved at once by rule."""
    declaration = locked(pk, version)
    step(declaration, "amend", by)
    before, after = new_values(declaration, raw)
    change = changes.require(change_of(declaration, before, after, at))
    if not change.fields:
        raise Refused("REQ-03")
    diff = differences(declaration, before, after)
    row = open_request(declaration, "amend", by=by, at=at, before=diff["before"], after=diff["after"], reason=reason)
    record("crossing.request_amendment", declaration, row, by=by, at=at, facts={"fields": list(change.fields), "kind": change.kind})
    if change.kind == changes.BY_RULE:
        apply_amendment(declaration, row, by=by, at=at, how="rule")
    return row


def decide_amendment(pk: int, *, approve: bool, reason: str = "", by: Actor, at: datetime) -> VehicleDeclaration:
    """An officer approves (new pass revision, same place in the queue) or refuses with a reason."""
    declaration = locked(pk)
    step(declaration, "decide_amendment", by)
    row = the_open(declaration, "amend")
    others_decide(row, by)
    if approve:
        changes.require(change_of(declaration, *new_values(declaration, row.after), at))
        apply_amendment(declaration, row, by=by, at=at, how="officer")
    else:
        refuse_request(declaration, row, reason, by=by, at=at)
    return declaration


def others_decide(row: DeclarationRequest, by: Actor) -> None:
    """Who asked does not decide."""
    if row.asked_by is not None and row.asked_by == by.id:
        raise NotAllowed("ACC-03")


def apply_amendment(declaration: VehicleDeclaration, row: DeclarationRequest, *, by: Actor, at: datetime, how: str) -> None:
    """Write the approved change, revoke revision n, issue n+1. Another office's gate hands the case to that office."""
    before, after = new_values(declaration, row.after)
    changed = changes.changed_fields(before, after)
    fill(declaration, after)
    if declaration.leg == 1 and declaration.planned_at and declaration.valid_until and declaration.planned_at > declaration.valid_until:
        declaration.valid_until = valid_until(declaration, at)
    if by.offices:
        open_offices(office for office in (declaration.office_id, declaration.return_office_id) if office)
    obey("crossing.amend", vehicle_facts(declaration, at, changed=plan_as_one(changed)), at)
    settle(row, "approved", by=by, at=at, reason=how)
    renewed = passes.renew(declaration, "amended", at=at)
    save(declaration)
    legs = follow(declaration)
    record("crossing.amend", declaration, row, *legs, *renewed, by=by, at=at, reason=how, facts={"revision": declaration.revision})
    tell(declaration.declarant_id, "amended", notice_values(declaration), link=f"/trade/trips/{declaration.pk}/pass/")


def valid_until(declaration: VehicleDeclaration, at: datetime) -> datetime:
    """Accepted but never arrived: until when the acceptance holds."""
    hours = int(LAW.value("accepted.validity.hours", on=local_day(at)))
    return max(declaration.planned_at or at, at) + timedelta(hours=hours)


def follow(declaration: VehicleDeclaration) -> list[Crossing | AgencyTick]:
    """The legs that have not crossed follow the new gate and time; at another gate the vehicle has yet to arrive and to be seen."""
    touched: list[Crossing | AgencyTick] = []
    for row in declaration.crossings.exclude(state="crossed"):
        gate, row.return_office_id = ends(declaration, row.leg)
        if gate.pk != row.gate_id:
            row.gate, row.state, row.arrived_at, row.yard_in_at, row.yard_out_at, row.bay = gate, "expected", None, None, None, ""
            touched += row.ticks.all()
            row.ticks.all().delete()
        row.office_id = gate.office_id
        row.planned_at = declaration.planned_at if row.leg == 1 else declaration.due_back_at
        row.save()
        touched.append(row)
    return touched


def refuse_request(declaration: VehicleDeclaration, row: DeclarationRequest, reason: str, *, by: Actor, at: datetime) -> None:
    """Say no, with the reason the declarant will read."""
    if not reason.strip():
        raise Refused("REQ-04", "/reason")
    settle(row, "refused", by=by, at=at, reason=reason)
    save(declaration)
    record(f"crossing.refuse_{row.kind}", declaration, row, by=by, at=at, reason=reason)
    tell(declaration.declarant_id, "request_refused", notice_values(declaration, reason=reason), link=f"/trade/trips/{declaration.pk}/")


def withdraw(pk: int, *, by: Actor, at: datetime) -> bool:
    """Lay a request down that nobody can decide any more, because the declaration has moved on; the declarant is told."""
    row = DeclarationRequest.objects.select_for_update().annotate(digest=DIGEST).filter(pk=pk, state="open").first()
    if row is None or row.declaration.state in VEHICLE.starts(DECIDED_BY[row.kind]):
        return False
    settle(row, "withdrawn", by=by, at=at)
    declaration = row.declaration
    record("crossing.withdraw_request", declaration, row, by=by, at=at, reason=declaration.state, facts={"kind": row.kind})
    tell(declaration.declarant_id, "request_closed", notice_values(declaration, state=three(STATES[declaration.state])),
         link=f"/trade/trips/{declaration.pk}/")
    return True


def cancel(pk: int, *, by: Actor, at: datetime) -> VehicleDeclaration:
    """Withdraw before acceptance: free and at once."""
    declaration = locked(pk)
    step(declaration, "cancel", by)
    save(declaration)
    record("crossing.cancel", declaration, by=by, at=at)
    return declaration


def request_cancel(pk: int, *, reason_code: str, reason: str = "", by: Actor, at: datetime) -> DeclarationRequest:
    """Ask to cancel an accepted declaration whose vehicle has not come."""
    declaration = locked(pk)
    step(declaration, "request_cancel", by)
    if reason_code not in CANCEL_REASONS:
        raise Refused("REQ-05", "/reason_code")
    row = open_request(declaration, "cancel", by=by, at=at, reason_code=reason_code, reason=reason)
    record("crossing.request_cancel", declaration, row, by=by, at=at, reason=reason_code)
    return row


def decide_cancel(pk: int, *, approve: bool, reason: str = "", by: Actor, at: datetime) -> VehicleDeclaration:
    """An officer cancels the accepted declaration and its passes, or refuses."""
    declaration = locked(pk)
    VEHICLE.take("decide_cancel", "accepted", by.roles)
    row = the_open(declaration, "cancel")
    others_decide(row, by)
    if not approve:
        refuse_request(declaration, row, reason, by=by, at=at)
        return declaration
    step(declaration, "decide_cancel", by)
    if declaration.held_at is not None:
        raise Conflict("CHG-07")
    settle(row, "approved", by=by, at=at, reason=reason)
    gone = passes.revoke(declaration, "cancelled", at=at)
    save(declaration)
    record("crossing.cancel", declaration, row, *gone, by=by, at=at, reason=row.reason_code)
    tell(declaration.declarant_id, "cancelled", notice_values(declaration), link=f"/trade/trips/{declaration.pk}/")
    return declaration


def request_extension(pk: int, *, hours: int, reason_code: str, reason: str = "", by: Actor, at: datetime) -> DeclarationRequest:
    """Ask for more time: once, at most 48 hours, with a reason (Decree 08/2015 art. 81 §4)."""
    declaration = locked(pk)
    step(declaration, "request_extension", by)
    if reason_code not in EXTENSION_REASONS:
        raise Refused("REQ-05", "/reason_code")
    due = declaration.due_back_at or at
    obey("crossing.extend", replace(
        vehicle_facts(declaration, at), return_by=due, extension_until=due + timedelta(hours=hours), extension_reason=reason_code), at)
    row = open_request(declaration, "extend", by=by, at=at, after={"hours": hours}, reason_code=reason_code, reason=reason,
                       before={"due_back_at": declaration.due_back_at.isoformat() if declaration.due_back_at else ""})
    record("crossing.request_extension", declaration, row, by=by, at=at, reason=reason_code, facts={"hours": hours})
    return row


def decide_extension(pk: int, *, approve: bool, reason: str = "", by: Actor, at: datetime) -> VehicleDeclaration:
    """The head of office extends once, or refuses; the passes follow the new limit."""
    declaration = locked(pk)
    step(declaration, "extend", by)
    row = the_open(declaration, "extend")
    others_decide(row, by)
    if not approve:
        refuse_request(declaration, row, reason, by=by, at=at)
        return declaration
    declaration.due_back_at = (declaration.due_back_at or at) + timedelta(hours=row.after["hours"])
    declaration.extended, declaration.reminded_at = True, None
    settle(row, "approved", by=by, at=at, reason=reason)
    renewed = passes.renew(declaration, "extended", at=at)
    save(declaration)
    legs = follow(declaration)
    record("crossing.extend", declaration, row, *legs, *renewed, by=by, at=at, reason=row.reason_code, facts={"hours": row.after["hours"]})
    tell(declaration.declarant_id, "extended", notice_values(declaration, due=clock(declaration.due_back_at, declaration.gate)),
         link=f"/trade/trips/{declaration.pk}/pass/")
    return declaration


def answer_question(pk: int, *, answer: str, by: Actor, at: datetime) -> VehicleDeclaration:
    """The declarant answers; the declaration goes back to the desk with its place kept."""
    declaration = locked(pk)
    step(declaration, "answer", by)
    row = the_open(declaration, "question")
    row.answer = answer
    settle(row, "answered", by=by, at=at)
    save(declaration)
    record("crossing.answer", declaration, row, by=by, at=at, private={"answer": answer} if answer else None)
    return declaration
