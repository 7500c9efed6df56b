"""The tasks of one declaration, for acts that know declaration and kind of work only."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from thongquan.actions.assignment import tasks
from thongquan.actions.assignment.draws import assign, due_of, withdraw
from thongquan.core.actor import SYSTEM_ROLE, Actor, system
from thongquan.core.refused import NotAllowed
from thongquan.models import GoodsDeclaration, Task
from thongquan.queries.assignment.work import aliases
from thongquan.queries.hot import hot

__all__ = ["alias_of", "assign", "due_of", "finish", "pause", "require", "resume", "wear", "withdraw"]


def require(declaration: GoodsDeclaration, kind: str, by: Actor) -> Task:
    """The open task of this kind, when it is this officer's; otherwise refused (TSK-90)."""
    task = tasks.open_task(declaration.pk, kind)
    if task is None or by.id is None or task.officer_id != by.id:
        raise NotAllowed("TSK-90")
    return task


def wear(declaration: GoodsDeclaration, kind: str, by: Actor) -> None:
    """Whoever helps without a task of his own has this part in the case, and the database lets him have no other (ASG-06)."""
    try:
        with transaction.atomic(), hot() as cursor:
            cursor.execute("select tq_wear(%s, %s, %s)", [declaration.pk, by.id, kind])
    except IntegrityError:
        raise NotAllowed("ASG-06") from None


def alias_of(declaration: GoodsDeclaration, kind: str) -> str:
    """The officer's pseudonym in this case: all that the declarant reads of him."""
    return aliases(declaration.pk).get(kind, "")


def pause(declaration: GoodsDeclaration, kind: str, *, why: str = "answer", at: datetime) -> None:
    """The officer's clock stands while somebody else owes something."""
    task = tasks.open_task(declaration.pk, kind)
    if task is not None and task.officer_id is not None:
        tasks.pause(task.pk, by=system(tuple(declaration.office_ids)), at=at, why=why)


def resume(declaration: GoodsDeclaration, kind: str, *, at: datetime) -> None:
    """What was owed has come."""
    task = tasks.open_task(declaration.pk, kind)
    if task is not None:
        tasks.resume(task.pk, by=system(tuple(declaration.office_ids)), at=at)


def finish(declaration: GoodsDeclaration, kind: str, *, outcome: str, by: Actor, at: datetime) -> None:
    """The work of this kind is done; without an open task there is nothing to finish."""
    task = tasks.open_task(declaration.pk, kind)
    if task is not None and task.officer_id is not None:
        tasks.finish(task.pk, by=by if by.id == task.officer_id or by.is_any(SYSTEM_ROLE) else system(tuple(declaration.office_ids)),
                     at=at, outcome=outcome)
