"""Drawing a case again by two people's decision, and a trader's complaint about slowness."""

from __future__ import annotations

from datetime import datetime

from django.db.models import TextField
from django.db.models.expressions import RawSQL

from thongquan.actions.assignment.draws import reassigned
from thongquan.actions.goods import locked
from thongquan.actions.notice import tell
from thongquan.actions.trail import Receipt, record
from thongquan.core.actor import Actor
from thongquan.core.assignment_words import REASSIGN_REASONS
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused
from thongquan.core.rule import local_day
from thongquan.models import Draw, Reassignment, Task
from thongquan.queries.access import to_be_told
from thongquan.queries.scope import platform

PROPOSES = ("team_leader", "office_leader", "region_leader", "nation_leader")
DIGEST = RawSQL("tq_digest(to_jsonb(reassignment))", [], output_field=TextField())


def propose_reassign(task_id: int, *, reason_code: str, words: str, by: Actor, at: datetime) -> Reassignment:
    """A leader, or the officer himself, asks that the dice be thrown again; nobody names a successor."""
    task = Task.objects.filter(pk=task_id).first()
    if task is None:
        raise NotFound("GEN-404")
    if by.id is None or not (by.is_any(*PROPOSES) or task.officer_id == by.id):
        raise NotAllowed("GEN-403")
    if reason_code not in REASSIGN_REASONS:
        raise Refused("REQ-05", "/reason_code")
    if len(words.strip()) < 10:
        raise Refused("REQ-04", "/words")
    if task.state not in Task.HELD:
        raise Conflict("ASG-02")
    with platform():  # an officer drawn from another unit asks the unit whose case it is
        if Reassignment.objects.filter(task=task, state="open").exists():
            raise Conflict("REQ-01")
        wish = Reassignment.objects.create(
            task=task, office_id=task.office_id, reason_code=reason_code, words=words.strip(), proposed_by=by.id, proposed_at=at)
        record("assignment.propose_reassign", wish, by=by, at=at, reason=reason_code, private={"words": wish.words}, facts={"task": task.pk})
    return wish


def _decidable(wish_id: int, by: Actor) -> Reassignment:
    wish = Reassignment.objects.select_for_update(of=("self",)).annotate(digest=DIGEST).filter(pk=wish_id).first()
    if wish is None:
        raise NotFound("GEN-404")
    if by.id is None or not by.is_any(*PROPOSES):
        raise NotAllowed("GEN-403")
    if wish.proposed_by == by.id or wish.task.officer_id == by.id:
        raise NotAllowed("ASG-05")
    if wish.state != "open":
        raise Conflict("REQ-02")
    return wish


def agree_reassign(wish_id: int, *, by: Actor, at: datetime) -> Draw:
    """The second person agrees: a new draw in today's epoch, without the officer before."""
    with platform():
        of = Reassignment.objects.filter(pk=wish_id).values_list("task__declaration_id", flat=True).first()
        if of is not None:
            locked(of)  # before wish and task, as every act on goods does
    wish = _decidable(wish_id, by)
    with platform():
        task = Task.objects.select_for_update(of=("self",)).get(pk=wish.task_id)
        if task.state not in Task.HELD:
            raise Conflict("ASG-02")
        wish.state, wish.decided_by, wish.decided_at = "agreed", by.id, at
        wish.save()
        record("assignment.reassign", wish, by=by, at=at, reason=wish.reason_code, facts={"task": task.pk})
        return reassigned(task, proposed_by=wish.proposed_by, approved_by=by.id or 0, at=at)


def refuse_reassign(wish_id: int, *, by: Actor, at: datetime) -> Reassignment:
    """The second person says no; the case stays where it is."""
    wish = _decidable(wish_id, by)
    wish.state, wish.decided_by, wish.decided_at = "refused", by.id, at
    wish.save()
    record("assignment.refuse_reassign", wish, by=by, at=at, reason=wish.reason_code, facts={"task": wish.task_id})
    return wish


def escalate(declaration_id: int, words: str, *, by: Actor, at: datetime) -> Receipt:
    """A declarant turns to the head of the team without learning who works on his case."""
    if len(words.strip()) < 10:
        raise Refused("REQ-04", "/words")
    with platform():
        task = Task.objects.filter(declaration_id=declaration_id, state__in=Task.OPEN).select_related("declaration").first()
        if task is None or not by.acts_for(task.trader_id):
            raise NotFound("GEN-404")
        leader = to_be_told(task.unit_id, local_day(at), but=task.officer_id or 0)
        if leader:
            tell(None, "work_escalated", {"number": task.declaration.number or "", "words": words.strip()[:300]}, user_id=leader,
                 link=f"/central/goods/{task.declaration_id}/")
        return record("assignment.escalate", task.declaration, by=by, at=at, private={"words": words.strip()})
