"""Drawing a case again by two people's decision, and a trader's complaint about slowness."""

from __future__ import annotations

from datetime import datetime

from django.db.models import TextField
from django.db.models.expressions import RawSQL

from thongquan.actions.assignment.draws import reassigned
from thongquan.actions.goods import locked, mandated
from thongquan.actions.notice import tell
from thongquan.actions.trail import record
from thongquan.core.actor import Actor
from thongquan.core.assignment_words import REASSIGN_REASONS
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused
from thongquan.core.rule import local_day, plain
from thongquan.models import Draw, GoodsRequest, Reassignment, Task
from thongquan.queries.access import to_be_told
from thongquan.queries.report.follow import ESCALATION, promise_of, turned_to_head
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


def escalate(declaration_id: int, words: str = "", *, by: Actor, at: datetime) -> GoodsRequest:
    """A declarant turns to the head where a promise of Customs has run out, once for each promise; he names and learns no name.

    `told` when a leader had a notice of it; where no leader can be found it is `kept`, among what the heads of the office see.
    Conflict ASG-07 while nothing is late or the declarant's own turn runs, ASG-08 when the head knows of this promise already.
    """
    declaration = locked(declaration_id)
    mandated(declaration.declarant_id, "declare", by)
    clock, until = promise_of(declaration, at), declaration.promised_at
    may, sent = turned_to_head(declaration, clock, at)
    if not may or until is None:
        raise Conflict("ASG-08" if sent else "ASG-07")
    with platform():
        task = Task.objects.filter(declaration=declaration, state__in=Task.OPEN).order_by("id").first()
        unit = task.unit_id if task else declaration.team_id or declaration.office_id or 0
        leader = to_be_told(unit, local_day(at), but=task.officer_id or 0 if task else 0)
    row = GoodsRequest.objects.create(
        declaration=declaration, kind=ESCALATION, state="told" if leader else "kept", before={"clock": clock.clock}, reason=words.strip()[:300],
        asked_by=by.id, asked_at=at, due_at=until)
    record("goods.escalate", declaration, row, by=by, at=at, facts={"clock": clock.clock, "until": until.isoformat()})
    if leader:
        with platform():
            told = plain({"number": declaration.number, "clock": clock.words, "words": row.reason or "–"})
            tell(None, "work_escalated", told, user_id=leader, link=f"/central/goods/{declaration.pk}/")
    return row
