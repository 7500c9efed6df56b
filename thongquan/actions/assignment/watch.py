"""What the clock does: waiting cases, absences, late tasks, the night of the draw."""

from __future__ import annotations

from datetime import datetime, timedelta

from thongquan.actions.assignment import epochs
from thongquan.actions.assignment.draws import draw_waiting
from thongquan.actions.assignment.people import due_returns, return_work
from thongquan.actions.notice import tell
from thongquan.actions.trail import record
from thongquan.core.actor import system
from thongquan.core.assignment_rule import KINDS, ROLE_OF
from thongquan.core.rule import local_day
from thongquan.models import DrawEpoch, Grant, Task, Unit
from thongquan.queries.access import all_units, current, to_be_told
from thongquan.queries.scope import scope

#: units with work in the last days commit for tomorrow
LOOKS_BACK = timedelta(days=14)


def watch(at: datetime) -> dict[str, int]:
    """Every minute: absences that began return their work, waiting cases are drawn, leaders hear of late tasks."""
    with scope(system(all_units())):
        back = sum(return_work(absence, at=at) for absence in due_returns(at))
        return {"returned": back, "drawn": draw_waiting(at=at), "late": tell_late(at)}


def tell_late(at: datetime, most: int = 100) -> int:
    """The head of a unit hears once of each task whose time is over."""
    late = Task.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        due_at__lt=at, late_told_at__isnull=True, state__in=Task.OPEN).select_related("declaration", "unit").order_by("due_at")[:most]
    told = 0
    for task in late:
        leader = to_be_told(task.unit_id, local_day(at), but=task.officer_id or 0)
        if leader:
            tell(None, "work_late", {"number": task.declaration.number or "", "kind": task.kind}, user_id=leader,
                 link=f"/central/goods/{task.declaration_id}/")
        task.late_told_at = at
        task.save()
        record("assignment.late", task, by=system((task.office_id,)), at=at)
        told += 1
    return told


def nightly(at: datetime) -> dict[str, int]:
    """Every night: yesterday's epochs are revealed, and the parties commit for tomorrow."""
    with scope(system(all_units())):
        done = [epochs.reveal(epoch, at=at) for epoch in DrawEpoch.objects.filter(closed_at__isnull=True, day__lt=local_day(at))]
        said = sum(len(epochs.commit_ahead(unit, kind, at=at)) for unit, kind in working(at))
        return {"revealed": len(done), "committed": said}


def working(at: datetime) -> list[tuple[Unit, str]]:
    """The units that draw: those with epochs of late, and those with officers of their own."""
    day = local_day(at)
    pairs = set(DrawEpoch.objects.filter(day__gte=day - LOOKS_BACK).values_list("unit_id", "kind"))
    for kind in KINDS:
        mine = Grant.objects.filter(current(day), role=ROLE_OF[kind], revoked_at__isnull=True, unit_id__isnull=False)
        pairs |= {(unit, kind) for unit in mine.values_list("unit_id", flat=True) if unit}
    units = Unit.objects.in_bulk([unit for unit, _ in pairs])
    return [(units[unit], kind) for unit, kind in sorted(pairs)]
