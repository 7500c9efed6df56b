"""Choosing the channel of goods: first, on new information, by the head of office."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from thongquan.actions.trail import record
from thongquan.catalog.law import LAW
from thongquan.catalog.override_reasons import OVERRIDE_REASONS, STRICTER
from thongquan.core.actor import Actor, system
from thongquan.core.goods import CHANNELS, GREEN, RED, YELLOW, GoodsFacts
from thongquan.core.goods_selection import HEAD, Because, Chosen, RiskModel, stricter, strictest, unseen
from thongquan.core.goods_selection import assess as judged
from thongquan.core.profiles import ORDER, ProfileSet
from thongquan.core.profiles_check import cites_list
from thongquan.core.profiles_fields import Around
from thongquan.core.refused import Conflict, NotAllowed, Refused
from thongquan.core.rule import local_day
from thongquan.models import GoodsDeclaration, Selection
from thongquan.queries.assessment.profiles import Standing, listed, monday, standing
from thongquan.queries.assessment.selection import die_of, selections
from thongquan.queries.gate.weights import gate_kg
from thongquan.queries.hot import hot
from thongquan.queries.scope import everywhere

FIRST, NEWS, OVERRIDE = "initial", "new_information", "override"
#: states in which the goods are still under customs and the channel may change
CHANGES_IN = ("registered", "checking", "asked", "ordered", "decided")

KEEP = """
insert into selection (declaration_id, office_id, at, kind, before, channel, reasons, codes, forms, die, drawn, review, set_version,
    model_hash, score, priority, reason_code, reason, by_id)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) returning id
"""
#: one more check of this week; limits come from the week before when nobody has set this one
USE = """
insert into lane_budget (office_id, week, red, yellow, red_used, yellow_used, expected, cuts, scanner, drift_alarm)
select %(office)s, %(week)s, b.red, b.yellow, %(red)s, %(yellow)s, coalesce(b.expected, 0), coalesce(b.cuts, '{}'::jsonb),
    coalesce(b.scanner, false), coalesce(b.drift_alarm, false)
from (select 1) one left join lateral (select * from lane_budget where office_id = %(office)s and week < %(week)s order by week desc limit 1) b on true
on conflict (office_id, week) do update set red_used = lane_budget.red_used + %(red)s, yellow_used = lane_budget.yellow_used + %(yellow)s
"""


class Needs(Protocol):
    """A document that goods of some codes need (`catalog.codes.HS_NEEDS`)."""

    @property
    def blocks(self) -> bool:
        """Whether it is a licence, without which the goods may not pass."""

    def needed_for(self, hs: str, direction: str) -> bool:
        """Whether goods of this code moving this way need it."""

    def in_force(self, on: date) -> bool:
        """Whether the need holds on that day."""


def assess(
    declaration: GoodsDeclaration, facts: GoodsFacts, *, die: int, at: datetime, matched: Iterable[Any] = (), statement: Any = None,
    parked: Sequence[Because] = (), model: RiskModel | None = None, around: Around | None = None,
) -> Chosen:
    """The first channel of a registered declaration, kept with everything that judged.

    `matched` are the write-offs of its licences, `statement` its duty (for customs values), `die` the recorded draw,
    `parked` what registration itself found for an officer to judge.
    The declaration itself is not changed: the caller takes its step, and counts the check (`used`). Runs inside the declarant's own transaction and
    gives back only the choice; rules and scores stay in rows that no declarant can read.
    """
    facts = valued(facts, statement)
    with everywhere():
        now = _standing(declaration, facts, at)
        facts = _graded(facts, now)
        around = around or beside(facts, now, matched, at)
        chosen = joined(judged(facts, profiles=now.profiles, budget=now.budget, die=die, model=model, law=LAW, at=at, around=around), parked)
        _keep(declaration, chosen, FIRST, facts, around, by=system(), at=at, now=now)
    return chosen


def joined(chosen: Chosen, parked: Sequence[Because]) -> Chosen:
    """The choice with further reasons, in the strictest of their lanes; an officer looks now, so no review is booked."""
    if not parked:
        return chosen
    reasons = (*chosen.reasons, *parked)
    channel = max((chosen.channel, strictest(reasons)), key=CHANNELS.index)
    return replace(chosen, channel=channel, reasons=reasons, review=chosen.review and channel == GREEN)


def reassess(
    declaration: GoodsDeclaration, facts: GoodsFacts, *, at: datetime, news: str, by: Actor | None = None, matched: Iterable[Any] = (),
    statement: Any = None, parked: Sequence[Because] = (), model: RiskModel | None = None, around: Around | None = None,
    answers: bool = True, lists_alone: bool = False,
) -> Chosen | None:
    """New information (an amendment, a scanner image, the scale, an alert): the choice if it is now stricter, else None.

    The die of the first decision stands: nothing is drawn twice. A lighter channel never comes by itself. While the `answers` are
    the same, what the head of office overrode does not come back; where only lists or orders changed (`lists_alone`), nothing else counts.
    """
    if declaration.state not in CHANGES_IN:
        return None
    facts = valued(facts, statement)
    with everywhere():
        now = _standing(declaration, facts, at)
        facts = _graded(facts, now)
        around = around or beside(facts, now, matched, at, gate_kg(declaration.pk))
        die = die_of(declaration.pk)
        found = judged(facts, profiles=now.profiles, budget=now.budget, die=9999 if die is None else die, model=model, law=LAW, at=at, around=around)
        chosen = joined(found if answers else _of_itself(declaration, found, now.profiles if lists_alone else None), parked)
        if not stricter(declaration.channel or GREEN, chosen):
            return None
        _keep(declaration, chosen, NEWS, facts, around, by=by or system(), at=at, reason=news, now=now)
        used(declaration, chosen.channel, at=at)
    return chosen


def _of_itself(declaration: GoodsDeclaration, found: Chosen, lists: ProfileSet | None) -> Chosen:
    """What the news alone says: of `lists`, their orders and what cites a list; once a head has overridden, nothing that was held before."""
    earlier = selections(declaration.pk)
    if lists is None and not any(row.kind == OVERRIDE for row in earlier):
        return found
    told = None if lists is None else frozenset(p.code for p in lists.profiles if p.kind == ORDER or cites_list(p.tree))
    return unseen(found, (reason for row in earlier for reason in row.reasons), told)


def override(
    declaration: GoodsDeclaration, *, channel: str, reason_code: str, reason: str, by: Actor, at: datetime, forms: tuple[str, ...] = (),
) -> Chosen:
    """The head of office changes the channel, for a coded reason in words, and answers for it; the caller takes the step.

    NotAllowed for anybody else or another office's case; REQ-05 for a reason that does not fit, REQ-04 without words.
    """
    before = declaration.channel or GREEN
    if not by.is_any("office_leader") or not set(declaration.office_ids) & set(by.offices):
        raise NotAllowed("GEN-403")
    if declaration.state not in CHANGES_IN:
        raise Conflict("SLC-01")
    if channel not in CHANNELS or channel == before:
        raise Refused("SLC-02", "/channel")
    heavier = CHANNELS.index(channel) > CHANNELS.index(before)
    if reason_code not in OVERRIDE_REASONS or (reason_code in STRICTER) != heavier:
        raise Refused("REQ-05", "/reason_code")
    if not reason.strip():
        raise Refused("REQ-04", "/reason")
    because = Because(HEAD, reason_code, channel, OVERRIDE_REASONS[reason_code])
    chosen = Chosen(channel, (because,), die_of(declaration.pk) or 0, "", "", forms=forms or (("officer",) if channel == RED else ()),
                    urgent=declaration.perishable)
    _keep(declaration, chosen, OVERRIDE, None, None, by=by, at=at, reason=reason.strip(), reason_code=reason_code)
    used(declaration, channel, at=at)
    return chosen


def valued(facts: GoodsFacts, statement: Any) -> GoodsFacts:
    """The facts with the customs value of each line as the duty engine found it."""
    if statement is None:
        return facts
    values: dict[int, Decimal | None] = {line.number: line.value.value for line in statement.lines}
    return replace(facts, lines=tuple(replace(line, customs_value=values.get(line.number, line.customs_value)) for line in facts.lines))


def beside(facts: GoodsFacts, now: Standing, matched: Iterable[Any], at: datetime, weighed: Decimal | None = None) -> Around:
    """What is known beside the declaration: the dollar of the day, lines whose listed licence was not written off, the scale's word."""
    covered = {use.declaration_line for use in matched}
    return Around(usd=now.usd, permit_missing=lacking(facts, LAW.value("codes.hs_needs", local_day(at)), covered, local_day(at)), gate_kg=weighed)


def lacking(facts: GoodsFacts, needs: Iterable[Needs], covered: set[int], day: date) -> frozenset[int]:
    """The lines of goods that need a licence and have none written off."""
    licences = [need for need in needs if need.blocks and need.in_force(day)]
    return frozenset(line.number for line in facts.lines if line.number not in covered
                     and any(need.needed_for(line.hs, facts.direction) for need in licences))


def _standing(declaration: GoodsDeclaration, facts: GoodsFacts, at: datetime) -> Standing:
    return standing(office_id=declaration.office_id, office=facts.office, party_id=declaration.declarant_id, at=at)


def _graded(facts: GoodsFacts, now: Standing) -> GoodsFacts:
    return replace(facts, trader=replace(facts.trader, grade=now.level)) if now.level else facts


def _keep(
    declaration: GoodsDeclaration, chosen: Chosen, kind: str, facts: GoodsFacts | None, around: Around | None, *, by: Actor, at: datetime,
    reason: str = "", reason_code: str = "", now: Standing | None = None,
) -> None:
    """The decision in its own row and its own event, whose reach is the offices': a declarant reads neither."""
    codes = list(dict.fromkeys(r.code for r in chosen.reasons))
    priority = max(chosen.score.physical, chosen.score.document) if chosen.score else None
    before = declaration.channel if kind != FIRST else ""
    row = [declaration.pk, declaration.office_id, at, kind, before, chosen.channel, json.dumps(chosen.rows()), codes, list(chosen.forms),
           chosen.die if kind != OVERRIDE else None, chosen.drawn, chosen.review, chosen.version, chosen.model,
           json.dumps(_known(chosen, facts, around, now)), priority, reason_code, reason, by.id]
    with hot() as cursor:
        made = cursor.execute(KEEP, row, prepare=True).fetchone()
    assert made is not None
    kept = Selection(pk=made[0], office_id=declaration.office_id)
    record(f"assessment.{kind}", kept, by=by, at=at, reason=reason, facts={
        "channel": chosen.channel, "before": before, "codes": codes, "die": row[9], "drawn": chosen.drawn, "set": chosen.version,
        "model": chosen.model, "declaration": declaration.pk, "reason_code": reason_code})


def _known(chosen: Chosen, facts: GoodsFacts | None, around: Around | None, now: Standing | None) -> dict[str, Any]:
    """What was known at that moment and is told nowhere else: for trials on history, and for replays."""
    known: dict[str, Any] = {"listed": listed(now.profiles)} if now is not None else {}
    if facts is not None:
        names = ("grade", "months_known", "declarations_before", "hits_before", "checks_before", "enforced")
        known["trader"] = {name: getattr(facts.trader, name) for name in names}
    if around is not None:
        known["around"] = {"usd": str(around.usd) if around.usd else None, "gate_kg": str(around.gate_kg) if around.gate_kg else None, **{
            name: sorted(getattr(around, name)) for name in ("permit_missing", "banned", "by_law")}}
    if chosen.score is not None:
        score = chosen.score
        known["model"] = {"physical": score.physical, "document": score.document, "prohibited": score.prohibited,
                          "p_physical": score.p_physical, "p_document": score.p_document, "revenue": score.revenue}
    return known


def used(declaration: GoodsDeclaration, channel: str, *, at: datetime) -> None:
    """Count the check against the week's room. The room of an office is one row: what can be done before it is, so that few wait."""
    if channel == GREEN or declaration.office_id is None:
        return
    with everywhere(), hot() as cursor:
        cursor.execute(USE, {"office": declaration.office_id, "week": monday(local_day(at)), "red": int(channel == RED),
                             "yellow": int(channel == YELLOW)}, prepare=True)
