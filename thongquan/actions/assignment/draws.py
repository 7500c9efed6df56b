"""Giving a case to an officer: freeze the facts, throw the dice, keep what they fell on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from psycopg.types.json import Jsonb

from thongquan.actions.assignment import epochs
from thongquan.actions.goods import locked, not_before
from thongquan.actions.hot import encode, insert, update
from thongquan.actions.notice import tell
from thongquan.actions.trail import record
from thongquan.core.actor import Actor, system
from thongquan.core.assignment import Case, Eligible, Roster, eligible, throw, widest
from thongquan.core.assignment_case import Request, request_from
from thongquan.core.assignment_rule import INSPECTION, REVIEW, AssignmentRule
from thongquan.core.draw import sticky_key, token
from thongquan.core.draw_verify import REASSIGNED, WAITED
from thongquan.core.refused import NotFound, Refused
from thongquan.core.rule import local_day
from thongquan.models import Draw, DrawEpoch, GoodsDeclaration, Task
from thongquan.queries.access import to_be_told
from thongquan.queries.assignment.calendar import clock_of
from thongquan.queries.assignment.roster import Found, parts, roster
from thongquan.queries.hot import asked, hot, some
from thongquan.queries.scope import platform

WITHDRAWN = "withdrawn"
#: where each kind of work is done
LINKS = {"review": "/review/of/{}/", "inspection": "/inspect/"}

OPEN_ONE = "where t.declaration_id = %s and t.kind = %s and t.state = any(%s) limit 1"
LAST = "select at, seq from draw where epoch_id = %s order by seq desc limit 1"
#: a roster as it is or as it was kept before
KEEP_ROSTER = """
with made as (insert into draw_roster (digest, body) values (%(digest)s, %(body)s) on conflict (digest) do nothing returning id)
select id from made union all select id from draw_roster where digest = %(digest)s limit 1
"""


@dataclass(frozen=True)
class Again:
    """Why a case is drawn again: the draw before, a reason, and two people where people decided."""

    before: Draw
    reason: str
    proposed_by: int | None = None
    approved_by: int | None = None


def assign(declaration: GoodsDeclaration, kind: str, *, at: datetime, by: Actor | None = None) -> Task:
    """An officer for a registered declaration, in the caller's transaction: `dossier`, `inspection` or `review`.

    An open task of this kind is returned as it is. With nobody eligible the task waits and is drawn as soon as
    somebody is. An inspection's clock stands until `resume` says that the goods are presented.
    """
    with platform():
        for open_one in some(Task, OPEN_ONE, [declaration.pk, kind, list(Task.OPEN)]):
            return open_one
        wanted = request_of(declaration, kind)
        secret = epochs.lasting_secret()
        task = Task(
            declaration=declaration, kind=kind, unit_id=wanted.unit_id, office_id=wanted.unit_id, trader_id=wanted.trader_id,
            request=wanted.body(), opened_at=at, started_at=at,
            sticky=sticky_key(secret, wanted.trader_id, wanted.vehicle, wanted.goods) if wanted.vehicle else "")
        if kind == INSPECTION:
            task.paused_at, task.paused_why = at, "goods"
        task.due_at = clock_of(task).due()
        if declaration.team is not None and declaration.team_id == task.unit_id:
            task.unit = declaration.team
        draw_task(task, at=at, declaration=declaration)
    return task


def request_of(declaration: GoodsDeclaration, kind: str) -> Request:
    """What a declaration as registered asks for; the inspecting office for goods, else its central team."""
    unit, office = unit_for(declaration, kind), declaration.office
    return request_from(
        declaration.body, declaration_id=declaration.pk, number=declaration.number or "", revision=declaration.revision, kind=kind,
        unit_id=unit, trader_id=declaration.declarant_id, type_code=declaration.kind, territory=office.code if office else "",
        own_act=[declaration.created_by] if declaration.created_by else [])


def unit_for(declaration: GoodsDeclaration, kind: str) -> int:
    """The unit that does work of this kind for a declaration."""
    unit = (declaration.inspection_office_id if kind == INSPECTION else declaration.team_id) or declaration.office_id
    if unit is None:
        raise Refused("PLC-01", "/office")
    return unit


def due_of(declaration: GoodsDeclaration, kind: str, at: datetime) -> datetime | None:
    """Until when work of this kind is due that begins now, whoever is drawn for it."""
    return clock_of(Task(kind=kind, unit_id=unit_for(declaration, kind), started_at=at)).due()


def draw_task(task: Task, *, at: datetime, again: Again | None = None, declaration: GoodsDeclaration | None = None) -> Draw:
    """One draw for a task, the first or another; the caller's reach is the platform's."""
    wanted = Request.of(task.request)
    epoch, seed = epochs.current(task.unit, task.kind, at=at)
    rule = AssignmentRule.of(epoch.rule)
    key = epochs.key_of(epoch.name)
    last = asked(LAST, [epoch.pk])  # numbers have no gap, and no later one bears an earlier time
    at, seq = (not_before(at, last[0]), last[1] + 1) if last else (at, 0)
    found, frozen, case, chosen = _search(task, wanted, epoch, rule, key, again, at)
    name = throw(seed, epoch.name, seq, case, rule, frozen, chosen)
    draw = Draw(
        epoch=epoch, seq=seq, office_id=epoch.office_id, at=at, case=case.body(), roster_id=_kept(frozen.digest, found.body),
        load=dict(found.loads), tier=chosen.tier, weights=dict(chosen.weights), excluded=dict(chosen.excluded), sticky=chosen.sticky,
        alert=chosen.alert, token=name, officer_id=found.people.get(name))
    if again is not None:
        _note_again(draw, again, key)
    _give(task, draw, wanted, rule, at)
    draw.task = task
    insert(draw)
    touched: list[Any] = [draw, task]
    case_row = declaration or GoodsDeclaration.objects.get(pk=task.declaration_id)
    if name and _open_case(case_row, found.units[name]):
        touched.append(case_row)
    record("assignment.draw", *touched, by=system((epoch.office_id,)), at=at, reason=draw.reason, facts={
        "epoch": epoch.name, "seq": seq, "case": case.digest, "kind": task.kind, "token": name, "officer": draw.officer_id,
        "eligible": len(chosen.weights), "tier": chosen.tier, "sticky": chosen.sticky, "people": [p for p in (draw.proposed_by, draw.approved_by) if p]})
    _say(task, draw, at)
    return draw


def _kept(digest: str, body: dict[str, Any]) -> int:
    """The roster's row; most draws find theirs."""
    with hot() as cursor:
        row = cursor.execute(KEEP_ROSTER, {"digest": digest, "body": Jsonb(body)}, prepare=True).fetchone()
    assert row is not None
    return int(row[0])


@lru_cache(maxsize=64)
def _frozen(body: bytes) -> Roster:
    """A roster with its digest; it stays the same from draw to draw until somebody comes, goes or learns."""
    return Roster.of(json.loads(body))


def _search(
    task: Task, wanted: Request, epoch: DrawEpoch, rule: AssignmentRule, key: bytes, again: Again | None, at: datetime,
) -> tuple[Found, Roster, Case, Eligible]:
    """The roster grows until enough are eligible or nobody further away is looked for; those further away are asked for once."""
    case = frozen_case(task, wanted, epoch, rule, key, again, at)
    far: Found | None = None
    for reach in range(widest(rule) + 1):
        if reach:
            far = far or roster(task.unit_id, task.kind, widest(rule), key, at, trader_id=task.trader_id, rule=rule)
        found = far.within(reach) if far else roster(task.unit_id, task.kind, 0, key, at, trader_id=task.trader_id, rule=rule)
        frozen = _frozen(encode(found.body))
        chosen = eligible(rule, case, frozen, {name: (points, recent) for name, (points, recent) in found.loads.items()})
        if chosen.enough:
            break
    return found, frozen, case, chosen


def frozen_case(
    task: Task, wanted: Request, epoch: DrawEpoch, rule: AssignmentRule, key: bytes, again: Again | None, at: datetime,
) -> Case:
    """The case in this epoch's tokens, with who may not have it and to whom it goes back."""
    def named(person: int) -> str:
        return token(key, "officer", person)

    known = parts(declaration_id=task.declaration_id, task_id=task.pk, kind=task.kind, sticky=task.sticky, epoch_id=epoch.pk,
                  since=at - timedelta(days=rule.sticky_days))
    barred = {named(person): "four_eyes" for person, kind in known.hats.items() if kind != task.kind}
    barred |= {named(person): "was_his" for person in known.taken_from}
    if task.kind == REVIEW:
        barred |= {named(person): "was_his" for person, kind in known.hats.items() if kind == REVIEW}
    barred |= {named(person): "own_act" for person in wanted.own_act if named(person) not in barred}
    back = (known.earlier or known.keeper) if again is None and task.kind != REVIEW else None
    return Case(
        task.kind, wanted.digest, token(key, "party", task.trader_id), wanted.type_code, wanted.headings, wanted.territory, wanted.field,
        wanted.lines, wanted.supplements, token(key, "sticky", task.sticky) if task.sticky else "", named(back) if back else "", barred)


def _note_again(draw: Draw, again: Again, key: bytes) -> None:
    """The new draw names the old one, its officer under today's token, and who decided."""
    before = again.before
    draw.redraw_of, draw.reason = before, again.reason
    draw.previous = token(key, "officer", before.officer_id) if before.officer_id else ""
    draw.proposed_by, draw.approved_by = again.proposed_by, again.approved_by
    draw.people = [token(key, "officer", person) for person in (again.proposed_by, again.approved_by) if person]


def _give(task: Task, draw: Draw, wanted: Request, rule: AssignmentRule, at: datetime) -> None:
    """The task follows its draw; the database refuses a person who has another part in the declaration."""
    task.officer_id = draw.officer_id
    task.weight = rule.points(wanted.lines, wanted.supplements)
    task.assigned_at, task.taken_at = (at, None) if draw.officer_id else (None, None)
    waits = "paused" if task.paused_at else "assigned"
    task.state = waits if draw.officer_id else "waiting"
    task.alias = alias_of(task, draw.officer_id) if draw.officer_id else ""
    task.version += 1
    if task.pk is None:
        insert(task)
    else:
        update(task)


def alias_of(task: Task, officer_id: int) -> str:
    """The officer's name towards this declarant in this case, and in no other."""
    return "CB-" + token(epochs.lasting_secret(), f"alias-{task.declaration_id}-{task.kind}", officer_id)[:6].upper()


def _open_case(declaration: GoodsDeclaration, unit_id: int) -> bool:
    """Whoever was drawn from further away may see the case; whether its row changed."""
    if unit_id in declaration.office_ids:
        return False
    declaration.office_ids = [*declaration.office_ids, unit_id]
    with hot() as cursor:
        cursor.execute("update goods_declaration set office_ids = %s::bigint[] where id = %s", [declaration.office_ids, declaration.pk], prepare=True)
    return True


def _say(task: Task, draw: Draw, at: datetime) -> None:
    """The officer hears of his task; the team's leader hears when too few were eligible, once a day and epoch."""
    if draw.officer_id:
        tell(None, "work_assigned", {"number": task.declaration.number or "", "kind": task.kind}, user_id=draw.officer_id,
             link=LINKS.get(task.kind, "/central/goods/{}/").format(task.declaration_id))
    if draw.alert and not Draw.objects.filter(epoch_id=draw.epoch_id, alert=True, seq__lt=draw.seq).exists():
        leader = to_be_told(task.unit_id, local_day(at), but=0)
        if leader:
            tell(None, "work_few", {"unit": task.unit.name_vi, "kind": task.kind, "count": len(draw.weights)}, user_id=leader, link="/central/team/")


def end_draw(task: Task, end: str, *, at: datetime) -> Draw | None:
    """The present draw of a task has run its course."""
    draw = Draw.objects.filter(task=task, ended_at__isnull=True).first()
    if draw is not None:
        draw.ended_at, draw.end = at, end
        draw.save(update_fields=["ended_at", "end"])
    return draw


def draw_again(task: Task, reason: str, *, at: datetime, proposed_by: int | None = None, approved_by: int | None = None) -> Draw:
    """A new draw without whoever had the task before; the caller's reach is the platform's."""
    before = end_draw(task, reason, at=at)
    if before is None:
        raise NotFound("GEN-404")
    draw = draw_task(task, at=at, again=Again(before, reason, proposed_by, approved_by))
    record("assignment.end", before, by=system((task.office_id,)), at=at, reason=reason, facts={"officer": before.officer_id, "seq": before.seq})
    return draw


def reassigned(task: Task, *, proposed_by: int, approved_by: int, at: datetime) -> Draw:
    """Two people decided: the dice again."""
    return draw_again(task, REASSIGNED, at=at, proposed_by=proposed_by, approved_by=approved_by)


def draw_waiting(*, at: datetime, most: int = 200) -> int:
    """Cases for which nobody was eligible, drawn once somebody is; how many found an officer."""
    given = 0
    with platform():
        for pk, declaration_id in list(Task.objects.filter(state="waiting").order_by("id").values_list("pk", "declaration_id")[:most]):
            locked(declaration_id)  # before its task, as every act on goods does
            task = Task.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk, state="waiting").first()
            if task is not None and _somebody(task, at):
                given += draw_again(task, WAITED, at=at).officer_id is not None
    return given


def _somebody(task: Task, at: datetime) -> bool:
    """Whether a draw would find anybody: looked at first, so that waiting leaves no trail of empty draws."""
    wanted, before = Request.of(task.request), Draw.objects.get(task=task, ended_at__isnull=True)
    epoch, _ = epochs.current(task.unit, task.kind, at=at)
    rule = AssignmentRule.of(epoch.rule)
    return bool(_search(task, wanted, epoch, rule, epochs.key_of(epoch.name), Again(before, WAITED), at)[3].weights)


def withdraw(declaration: GoodsDeclaration, *, at: datetime, by: Actor | None = None) -> int:
    """The declaration is cancelled or refused: its open tasks fall away. Lodged again, it goes to the same officer."""
    fallen = 0
    with platform():
        for task in Task.objects.select_for_update(of=("self",)).filter(declaration=declaration, state__in=Task.OPEN):
            draw = end_draw(task, WITHDRAWN, at=at)
            task.state, task.done_at, task.version = WITHDRAWN, at, task.version + 1
            task.save()
            record("assignment.withdraw", task, *([draw] if draw else []), by=by or system((task.office_id,)), at=at)
            fallen += 1
    return fallen
