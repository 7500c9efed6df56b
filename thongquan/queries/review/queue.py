"""The reviewers' queues: mine, waiting for the declarant, done; a leader's; follow-ups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from thongquan.core.actor import Actor
from thongquan.core.search import fold, squeeze
from thongquan.models import ReviewCase, Task
from thongquan.queries.access import names_of

LEADS = ("team_leader", "office_leader", "region_leader", "nation_leader")
#: tab -> whether it is a leader's
TABS: dict[str, bool] = {"mine": False, "asked": False, "done": False, "team": True, "nobody": True, "late": True}
FOLLOW_TABS = ("amendment", "audit", "record", "ended")
DONE_DAYS = timedelta(days=90)
MOST = 500


@dataclass(frozen=True)
class Row:
    """One review of a queue: its case, its task (None before the first draw), its officer's name for leaders, days left."""

    review: ReviewCase
    task: Task | None
    officer: str
    left: timedelta
    paused: bool

    @property
    def late(self) -> bool:
        return self.review.state != "done" and self.left < timedelta()


def _cases() -> QuerySet[ReviewCase]:
    return ReviewCase.objects.select_related("declaration", "declaration__declarant", "declaration__office").defer(
        "declaration__body", "declaration__statement")


def _tasks(by: Actor, tab: str) -> QuerySet[Task]:
    rows = Task.objects.filter(kind="review", state__in=Task.OPEN)
    if tab in ("mine", "asked"):
        rows = rows.filter(officer_id=by.id or 0)
        return rows.filter(state="paused") if tab == "asked" else rows.exclude(state="paused")
    rows = rows.filter(unit_id__in=by.offices)
    return rows.filter(state="waiting") if tab == "nobody" else rows


def _of(by: Actor, tab: str, at: datetime) -> QuerySet[ReviewCase]:
    """The reviews of a tab; whoever looks at a blind second one never finds the first here."""
    if tab == "done":
        return _cases().filter(state="done", done_by=by.id or 0, done_at__gte=at - DONE_DAYS)
    rows = _cases().filter(state="waiting", declaration_id__in=_tasks(by, tab).values("declaration_id"))
    return rows.filter(due_at__lt=at) if tab == "late" else rows


def listed(by: Actor, at: datetime, *, tab: str = "mine", why: str = "", band: str = "", text: str = "", limit: int = MOST) -> list[Row]:
    """The reviews of a tab, those due first; filtered by why they were chosen, band, words."""
    rows = _of(by, tab, at).order_by(*(("-done_at",) if tab == "done" else ("due_at", "id")))
    rows = rows.filter(why=why) if why else rows
    rows = rows.filter(band=band) if band else rows
    if text.strip():
        code = squeeze(text)
        rows = rows.filter(declaration__search__contains=code if any(sign.isdigit() for sign in code) else fold(text))
    found = list(rows[:limit])
    tasks = {task.declaration_id: task for task in Task.objects.filter(
        kind="review", declaration_id__in=[row.declaration_id for row in found]).exclude(state="withdrawn").order_by("id")}
    names = names_of(task.officer_id for task in tasks.values())
    return [Row(row, task := tasks.get(row.declaration_id), names.get(task.officer_id or 0, "") if task else "", row.due_at - at,
                bool(task and task.paused_at)) for row in found]


def counts(by: Actor, at: datetime) -> dict[str, int]:
    """How many reviews stand in each of this person's tabs."""
    return {tab: _of(by, tab, at).count() for tab, leads in TABS.items() if not leads or by.is_any(*LEADS)}


def follow_ups(by: Actor, *, tab: str = "amendment", limit: int = MOST) -> list[dict[str, Any]]:
    """What follows reviews within this person's reach: amendments awaited, transfers to audit, violations drafted, what ended."""
    rows = _cases().exclude(follow_state="")
    rows = rows.exclude(follow_state="open").order_by("-follow_done_at") if tab == "ended" else rows.filter(
        follow_state="open", follow_up=tab).order_by("follow_due_at", "done_at")
    if not by.is_any(*LEADS):
        rows = rows.filter(done_by=by.id or 0)
    found = list(rows[:limit])
    names = names_of([*(row.done_by for row in found), *(row.follow_by for row in found)])
    return [{"row": row, "reviewer": names.get(row.done_by or 0, ""), "ended_by": names.get(row.follow_by or 0, "")} for row in found]
