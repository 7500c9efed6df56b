"""A task in its officer's hands: taken, paused while the trader owes, resumed, done."""

from __future__ import annotations

from datetime import datetime

from django.db.models import TextField
from django.db.models.expressions import RawSQL

from thongquan.actions.assignment.draws import end_draw
from thongquan.actions.trail import record
from thongquan.core.actor import SYSTEM_ROLE, Actor
from thongquan.core.draw_verify import DONE
from thongquan.core.refused import Conflict, NotAllowed, NotFound
from thongquan.models import Task
from thongquan.queries.assignment.calendar import clock_of
from thongquan.queries.scope import platform

DIGEST = RawSQL("tq_digest(to_jsonb(assignment_task))", [], output_field=TextField())


def held(task_id: int) -> Task:
    """The task, locked, with its digest as the act finds it."""
    task = Task.objects.select_for_update(of=("self",)).annotate(digest=DIGEST).filter(pk=task_id).first()
    if task is None:
        raise NotFound("GEN-404")
    return task


def own(task: Task, by: Actor) -> None:
    """Only its officer works on a task; the clock may pause and resume it."""
    if not by.is_any(SYSTEM_ROLE) and (by.id is None or task.officer_id != by.id):
        raise NotAllowed("ASG-01")


def open_task(declaration_id: int, kind: str) -> Task | None:
    """The open task of a declaration, for acts that know the declaration only; a trader's answer finds it too."""
    with platform():
        return Task.objects.filter(declaration_id=declaration_id, kind=kind, state__in=Task.OPEN).first()


def take(task_id: int, *, by: Actor, at: datetime) -> Task:
    """The officer begins: from now on his colleagues see that he works on it."""
    task = held(task_id)
    own(task, by)
    if task.state == "taken":
        return task
    if task.state not in ("assigned", "paused"):
        raise Conflict("ASG-02")
    task.taken_at = task.taken_at or at
    if task.state == "assigned":
        task.state = "taken"
    save(task)
    record("assignment.take", task, by=by, at=at)
    return task


def pause(task_id: int, *, by: Actor, at: datetime, why: str = "answer") -> Task:
    """The clock stands: the trader owes an answer (`answer`), the goods (`goods`), or a ministry's result (`agency`)."""
    with platform():
        task = held(task_id)
        own(task, by)
        if task.state not in Task.HELD:
            raise Conflict("ASG-02")
        if task.state != "paused":
            task.paused_at, task.paused_why, task.state = clock_of(task).pause(at).paused_at, why, "paused"
            task.due_at = None if clock_of(task).due() is None else task.due_at
            save(task)
            record("assignment.pause", task, by=by, at=at, reason=why)
    return task


def resume(task_id: int, *, by: Actor, at: datetime) -> Task:
    """What was owed is there: the clock runs on, and the time it stood is not the officer's."""
    with platform():
        task = held(task_id)
        if task.state == "waiting" and task.paused_at is not None:
            _run_on(task, at)
        elif task.state == "paused":
            _run_on(task, at)
            task.state = "taken" if task.taken_at else "assigned"
        else:
            return task
        save(task)
        record("assignment.resume", task, by=by, at=at)
    return task


def _run_on(task: Task, at: datetime) -> None:
    clock = clock_of(task).resume(at)
    task.paused_seconds, task.paused_at, task.paused_why = int(clock.paused.total_seconds()), None, ""
    task.due_at = clock.due()


def finish(task_id: int, *, by: Actor, at: datetime, outcome: str) -> Task:
    """The work is done with this outcome; its weight falls off the officer's load."""
    with platform():
        task = held(task_id)
        own(task, by)
        if task.state not in Task.HELD:
            raise Conflict("ASG-02")
        if task.paused_at is not None:
            _run_on(task, at)
        task.state, task.done_at, task.outcome = "done", at, outcome
        save(task)
        draw = end_draw(task, DONE, at=at)
        record("assignment.finish", task, *([draw] if draw else []), by=by, at=at, facts={"outcome": outcome})
    return task


def save(task: Task) -> None:
    """The task as it stands now, one version further."""
    task.version += 1
    task.save()
