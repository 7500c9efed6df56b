"""Declaring a vehicle: draft, submit, repeat; the number and the lane come at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from thongquan.actions.crossing.row import fill, locked, refresh_search, save, step
from thongquan.actions.hot import insert
from thongquan.actions.passes import public_link
from thongquan.actions.trail import Receipt, record
from thongquan.catalog.law import LAW
from thongquan.core import rules, selection
from thongquan.core.actor import Actor
from thongquan.core.forms import FORMS
from thongquan.core.merkle import leaf_hash
from thongquan.core.numbers import movement_number
from thongquan.core.reading import JSON
from thongquan.core.refused import Conflict, Finding, NotAllowed, RulesBroken
from thongquan.core.rule import local_day
from thongquan.core.vehicle import VehicleFacts
from thongquan.models import AuditEvent, Party, VehicleDeclaration
from thongquan.queries.assessment import active_rules
from thongquan.queries.crossing.facts import read_body, vehicle_facts
from thongquan.queries.crossing.prefill import NOT_AGAIN
from thongquan.queries.crossing.serial import next_serial
from thongquan.queries.hot import hot, one

#: a trip declared again at the same hour within this time is the same tap
TAPPED_TWICE = timedelta(minutes=2)

#: a vehicle already in the register stays as it is
REMEMBER = """
insert into craft_record (party_id, mode, kind, plate, plate_key, country, body, active) values (%s, %s, %s, %s, %s, %s, '{}', true)
on conflict (party_id, plate_key) do nothing
"""


@dataclass(frozen=True)
class Submitted:
    """A registered declaration, the warnings its declarant should read, and the receipt."""

    declaration: VehicleDeclaration
    warnings: tuple[Finding, ...]
    receipt: Receipt


def draft(
    values: Mapping[str, Any], *, declarant_id: int, by: Actor, at: datetime,
    mode: str = "road", agent_id: int | None = None, source: str = "web",
) -> VehicleDeclaration:
    """A new draft from the form's raw answers; unfinished answers are welcome. Drafts leave no trail."""
    known, _ = FORMS[mode].read(values, language=JSON, draft=True)
    declaration = begun(known, declarant_id=declarant_id, by=by, at=at, mode=mode, agent_id=agent_id, source=source)
    insert(declaration)
    return declaration


def begun(
    values: Mapping[str, Any], *, declarant_id: int, by: Actor, at: datetime, mode: str, agent_id: int | None, source: str,
) -> VehicleDeclaration:
    """A new declaration with these values of its form, not yet saved."""
    may_declare_for(declarant_id, by)
    declarant = one(Party, "id", declarant_id)
    if declarant is None:
        raise NotAllowed("ACC-02")
    declaration = VehicleDeclaration(
        mode=mode, declarant=declarant, agent_id=agent_id,
        source=source, created_by=by.id, created_at=at,
    )
    fill(declaration, values)
    return declaration


def may_declare_for(declarant_id: int, by: Actor) -> None:
    """A declarant acts for his parties; an officer serves a walk-in on his behalf."""
    if not by.acts_for(declarant_id):
        raise NotAllowed("ACC-02")


def save_draft(pk: int, values: Mapping[str, Any], *, by: Actor, at: datetime, version: int | None = None) -> VehicleDeclaration:
    """Keep what was typed so far; only drafts and returned declarations are free to edit."""
    declaration = locked(pk, version)
    may_declare_for(declaration.declarant_id, by)
    if declaration.state not in ("draft", "returned"):
        raise Conflict("CHG-03")
    form = FORMS[declaration.mode]
    fresh, _ = form.read(values, language=JSON, draft=True)
    kept = {name: value for name, value in read_body(declaration).items() if name not in form.touched(values)}
    fill(declaration, {**kept, **fresh})
    save(declaration)
    if declaration.number:
        record("crossing.edit", declaration, by=by, at=at, facts={"fields": sorted(form.touched(values))})
    return declaration


def submit(pk: int, *, by: Actor, at: datetime, die: int, version: int | None = None) -> Submitted:
    """Register a draft: rules, number, lane. `die` is the random draw, 0…9999.

    Raises RulesBroken with every blocking finding; warnings come back with the declaration.
    """
    return register(locked(pk, version), by=by, at=at, die=die)


def register(
    declaration: VehicleDeclaration, *, by: Actor, at: datetime, die: int, values: Mapping[str, Any] | None = None,
) -> Submitted:
    """Judge, number, choose the lane, save and tell. `values` are the form's, where they have just been read."""
    step(declaration, "submit", by)
    findings, facts = judged(declaration, "crossing.submit", at, values)
    declaration.number = declaration.number or movement_number(local_day(at).year, next_serial())
    declaration.submitted_at = at
    select_lane(declaration, facts, at, die)
    refresh_search(declaration)
    save(declaration)
    public_link(declaration)
    remember(declaration)
    receipt = record("crossing.submit", declaration, by=by, at=at, facts={
        "channel": declaration.channel, "warnings": [f.code for f in findings], "source": declaration.source,
    })
    return Submitted(declaration, findings, receipt)


def judged(
    declaration: VehicleDeclaration, stage: str, at: datetime, values: Mapping[str, Any] | None = None,
) -> tuple[tuple[Finding, ...], VehicleFacts]:
    """Form and rules together: raises RulesBroken when anything blocks, returns the warnings.

    `values` are the form's, where they have just been read without a mistake.
    """
    mistakes = FORMS[declaration.mode].read(declaration.body, language=JSON, on=local_day(at))[1] if values is None else ()
    facts = vehicle_facts(declaration, at, values=values)
    findings = [*mistakes, *rules.judge(stage, facts, LAW, at)]
    if any(f.blocks for f in findings):
        raise RulesBroken(findings)
    return tuple(findings), facts


def select_lane(declaration: VehicleDeclaration, facts: VehicleFacts, at: datetime, die: int) -> None:
    """None, document or physical: the transparent rule set decides, its reasons are kept."""
    chosen = selection.select(facts, active_rules(at), at, die)
    declaration.channel = chosen.channel
    declaration.channel_reasons = [
        {"rule": r.rule, "version": r.rule_version, "set": chosen.version, "die": die} for r in chosen.reasons
    ]


def declare(
    values: Mapping[str, Any], *, declarant_id: int, by: Actor, at: datetime, die: int,
    mode: str = "road", agent_id: int | None = None, source: str = "web",
) -> Submitted:
    """Declare in one act, without a draft (API, bulk, repeat, counter)."""
    return declare_read(FORMS[mode].read(values, language=JSON, on=local_day(at)), declarant_id=declarant_id, by=by, at=at, die=die, mode=mode,
                        agent_id=agent_id, source=source)


def declare_read(
    read: tuple[Mapping[str, Any], tuple[Finding, ...]], *, declarant_id: int, by: Actor, at: datetime, die: int, mode: str,
    agent_id: int | None, source: str,
) -> Submitted:
    """Declare what the form has just been read to: its values, and its mistakes."""
    known, mistakes = read
    if any(m.blocks for m in mistakes):
        raise RulesBroken(mistakes)
    made = begun(known, declarant_id=declarant_id, by=by, at=at, mode=mode, agent_id=agent_id, source=source)
    return register(made, by=by, at=at, die=die, values=known)


def repeat(pk: int, *, planned_at: datetime, by: Actor, at: datetime, die: int) -> Submitted:
    """The same trip again at another time: one tap, everything else as it was; tapped twice, it is declared once."""
    last = VehicleDeclaration.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if last is None or not by.acts_for(last.declarant_id):
        raise NotAllowed("ACC-02")
    just_now = VehicleDeclaration.objects.filter(
        declarant_id=last.declarant_id, plate_key=last.plate_key, gate=last.gate, planned_at=planned_at, state="submitted",
        created_by=by.id, created_at__gt=at - TAPPED_TWICE).exclude(pk=pk).first()
    if just_now is not None:
        return Submitted(just_now, (), receipt_of(just_now))
    body = {name: value for name, value in last.body.items() if name not in NOT_AGAIN}
    return declare({**body, "planned_at": planned_at.isoformat()}, declarant_id=last.declarant_id, by=by, at=at,
                   die=die, mode=last.mode, agent_id=last.agent_id)


def receipt_of(declaration: VehicleDeclaration) -> Receipt:
    """The receipt its sending was given."""
    event = AuditEvent.objects.filter(object_type="vehicle", object_id=declaration.pk, action="crossing.submit").latest("id")
    return Receipt(event.pk, leaf_hash(bytes(event.payload)).hex())


def remember(declaration: VehicleDeclaration) -> None:
    """Keep the vehicle in the declarant's register, so that it is never typed again."""
    kind = "vessel" if declaration.mode == "waterway" else "tractor"
    with hot() as cursor:
        cursor.execute(
            REMEMBER, [declaration.declarant_id, declaration.mode, kind, declaration.plate, declaration.plate_key, declaration.country],
            prepare=True)
