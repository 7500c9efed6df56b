"""Work as people see it: my queue, why me, load and equity, wishes, the trader's check."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max, Q

from thongquan.core.actor import Actor
from thongquan.core.assignment_rule import ROLE_OF, SUPPLEMENT_WORDS, AssignmentRule
from thongquan.core.assignment_words import why_me
from thongquan.core.clock import Hours
from thongquan.core.draw_verify import REASSIGNED
from thongquan.core.refused import NotAllowed
from thongquan.core.rule import local_day
from thongquan.models import Absence, Availability, Draw, DrawEpoch, GoodsRequest, Interest, OfficerShift, OfficerSkill, Reassignment, Task
from thongquan.queries.access import names_of, officers_of
from thongquan.queries.assignment.calendar import calendar, left_of
from thongquan.queries.hot import hot
from thongquan.queries.scope import everywhere


@dataclass(frozen=True)
class Work:
    """One task of a queue: its clock now, and whether it stands still."""

    task: Task
    left: timedelta
    late: bool
    paused: bool


def my_queue(officer_id: int, at: datetime, *, kind: str = "", limit: int = 200) -> list[Work]:
    """An officer's open tasks: those that run first by due time, then those that wait for the trader."""
    rows = Task.objects.filter(officer_id=officer_id, state__in=Task.HELD).select_related("declaration", "unit")
    rows = rows.filter(kind=kind) if kind else rows
    return works(rows.order_by("paused_at", "due_at", "id")[:limit], at)


def team_queue(units: tuple[int, ...], at: datetime, *, kind: str = "", state: str = "", officer_id: int = 0, limit: int = 500) -> list[Work]:
    """The open tasks of units, for who leads them; waiting ones first."""
    rows = Task.objects.filter(unit_id__in=units, state__in=[state] if state else Task.OPEN).select_related("declaration", "unit")
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(officer_id=officer_id) if officer_id else rows
    return works(rows.order_by("officer_id", "due_at", "id")[:limit], at)


def works(tasks: Iterable[Task], at: datetime) -> list[Work]:
    """Tasks with their clocks; one calendar a unit."""
    listed = list(tasks)
    since = local_day(min((task.started_at for task in listed), default=at)) - timedelta(days=1)
    calendars: dict[int, Hours] = {unit: calendar(unit, since) for unit in {task.unit_id for task in listed}}
    found = []
    for task in listed:
        left = left_of(task, at, calendars[task.unit_id])
        found.append(Work(task, left, left < timedelta(), task.paused_at is not None))
    return found


def holder(declaration_id: int, kind: str) -> int | None:
    """Who has, or last had, this part of a declaration."""
    row = Task.objects.filter(declaration_id=declaration_id, kind=kind).exclude(state="withdrawn").order_by("-id").first()
    return row.officer_id if row else None


def aliases(declaration_id: int) -> dict[str, str]:
    """Kind of work -> the pseudonym of its officer in this case; all that a declarant may see."""
    with everywhere(), hot() as cursor:
        rows = cursor.execute("select kind, alias from assignment_task where declaration_id = %s and alias <> '' order by id",
                              [declaration_id], prepare=True).fetchall()
    return dict(rows)


@dataclass(frozen=True)
class Why:
    """Why a task is with its officer: sentences, the points with what made them, the draw to check."""

    sentences: tuple[str, ...]
    points: int
    made_of: tuple[tuple[str, int], ...]
    draw: Draw


def why(task: Task, language: str) -> Why | None:
    """Why me, in words; None before the first draw."""
    draw = Draw.objects.filter(task=task).select_related("epoch").order_by("-id").first()
    if draw is None:
        return None
    rule = AssignmentRule.of(draw.epoch.rule)
    said = why_me(draw.token, draw.weights, draw.excluded, tier=draw.tier, sticky=draw.sticky, language=language, reason=draw.reason)
    extra = tuple((SUPPLEMENT_WORDS[name].say(language), rule.supplements.get(name, 0)) for name in draw.case["supplements"])
    lines = draw.case["lines"]
    return Why(tuple(said), task.weight, (("case", rule.per_case), ("lines", rule.per_line * lines), *extra), draw)


@dataclass(frozen=True)
class Row:
    """One officer of the board. `fair` is what the dice's shares promised in the days, `got` what he got (points alike)."""

    officer_id: int
    name: str
    open: int
    points: int
    paused: int
    late: int
    done: int
    got: int
    fair: float
    available: bool
    absent: bool

    @property
    def ratio(self) -> float | None:
        """1 means exactly his share."""
        return round(self.got / self.fair, 2) if self.fair else None


BOARD = """
select o.id, count(t.id) filter (where t.state in ('assigned', 'taken', 'paused')),
    coalesce(sum(t.weight) filter (where t.state in ('assigned', 'taken', 'paused')), 0)::int,
    count(t.id) filter (where t.state = 'paused'), count(t.id) filter (where t.state in ('assigned', 'taken') and t.due_at < %(at)s),
    count(t.id) filter (where t.state = 'done' and t.done_at >= %(since)s)
from unnest(%(officers)s::bigint[]) o(id) left join assignment_task t on t.officer_id = o.id and t.kind = %(kind)s group by o.id
"""
#: the share of every eligible officer in every draw; tokens change by the day, so who is who comes from his own draws
GOT = """
select d.officer_id, count(*)::int, sum((d.weights->>d.token)::numeric / (select sum(w.value::numeric) from jsonb_each_text(d.weights) w))::float
from draw d join assignment_task t on t.id = d.task_id
where d.at >= %(since)s and t.kind = %(kind)s and d.token <> '' and d.officer_id = any(%(officers)s) group by 1
"""
FAIR = """
select n.person, sum(s.share)::float from unnest(%(epochs)s::bigint[], %(tokens)s::text[], %(people)s::bigint[]) n(epoch, token, person)
join lateral (
    select (d.weights->>n.token)::numeric / (select sum(w.value::numeric) from jsonb_each_text(d.weights) w) as share
    from draw d where d.epoch_id = n.epoch and d.weights ? n.token and not d.sticky) s on true group by 1
"""


def board(units: tuple[int, ...], kind: str, at: datetime, *, tokens: Any, days: int = 30) -> list[Row]:
    """Load now and equity over the days, for officers of these units; published to the staff themselves.

    `tokens(epoch name, person)` gives the person's token of an epoch; the acts hold that key.
    """
    people = {user.pk: user.full_name or user.username for user in officers_of(units, local_day(at), ROLE_OF[kind])}
    since, ids = at - timedelta(days=days), sorted(people)
    epochs = list(DrawEpoch.objects.filter(kind=kind, day__gte=local_day(since)).values_list("id", "name"))
    named = [(pk, tokens(name, person), person) for pk, name in epochs for person in ids]
    asked = {"officers": ids, "kind": kind, "at": at, "since": since, "epochs": [n[0] for n in named], "tokens": [n[1] for n in named],
             "people": [n[2] for n in named]}
    with hot() as cursor:
        now = cursor.execute(BOARD, asked).fetchall()
        got = {person: count for person, count, _ in cursor.execute(GOT, asked).fetchall()}
        fair = dict(cursor.execute(FAIR, asked).fetchall()) if named else {}
    off = set(Availability.objects.filter(officer_id__in=ids, available=False).values_list("officer_id", flat=True))
    away = {row.officer_id for row in absences(ids, at) if row.since <= at}
    rows = [Row(person, people[person], opened, points, paused, late, done, got.get(person, 0), fair.get(person, 0.0), person not in off, person in away)
            for person, opened, points, paused, late, done in now]
    return sorted(rows, key=lambda row: (-row.points, row.name))


def absences(officers: Iterable[int], at: datetime) -> list[Absence]:
    """Present and coming absences."""
    rows = Absence.objects.filter(Q(until__isnull=True) | Q(until__gt=at), officer_id__in=list(officers))
    return list(rows.order_by("since", "id"))


def interests(officers: Iterable[int], at: datetime) -> list[Interest]:
    """Interests in force, with the party."""
    rows = Interest.objects.filter(Q(until__isnull=True) | Q(until__gt=at), officer_id__in=list(officers))
    return list(rows.select_related("party").order_by("officer_id", "id"))


def skills(officers: Iterable[int], day: date) -> list[OfficerSkill]:
    """Skill rows in force."""
    rows = OfficerSkill.objects.filter(Q(until__isnull=True) | Q(until__gte=day), officer_id__in=list(officers))
    return list(rows.order_by("officer_id", "id"))


def shifts(units: tuple[int, ...], since: datetime, until: datetime) -> list[OfficerShift]:
    """The roster of units between two moments."""
    return list(OfficerShift.objects.filter(unit_id__in=units, since__lt=until, until__gt=since).order_by("since", "officer_id"))


@dataclass(frozen=True)
class Wish:
    """A wish to draw again, with the names a leader needs."""

    row: Reassignment
    proposer: str
    officer: str


def wishes(units: tuple[int, ...]) -> list[Wish]:
    """Open wishes to draw a case again."""
    rows = list(Reassignment.objects.filter(state="open", office_id__in=units).select_related("task__declaration").order_by("id"))
    names = names_of([*(row.proposed_by for row in rows), *(row.task.officer_id for row in rows)])
    return [Wish(row, names.get(row.proposed_by, ""), names.get(row.task.officer_id or 0, "")) for row in rows]


def history(task: Task) -> list[Draw]:
    """Every draw of a task in order, for the leader: who had it, until when, why it was drawn again."""
    return list(Draw.objects.filter(task=task).select_related("epoch").order_by("id"))


def reassignments(since: datetime, units: tuple[int, ...]) -> int:
    """How many draws were made again by decision: a figure leaders watch."""
    return Draw.objects.filter(reason=REASSIGNED, at__gte=since, office_id__in=units).count()


def own_check(declaration_id: int, *, by: Actor) -> list[dict[str, Any]]:
    """What a declarant keeps to check the draws of his own case: numbers, digest, commitments; nobody's name. Empty when no officer was drawn.

    The digest is SHA-256 over canonical JSON {body, number, revision} of his own declaration; once the epoch is revealed its
    public bundle replays the draw. A review is told once it has asked him for something, or has ended.
    """
    with everywhere():
        tasks = list(Task.objects.filter(declaration_id=declaration_id).order_by("id"))
        if not tasks:
            return []
        if not (by.acts_for(tasks[0].trader_id) or tasks[0].trader_id in by.parties):
            raise NotAllowed("GEN-404")
        asked = GoodsRequest.objects.filter(declaration_id=declaration_id, kind="review").aggregate(last=Max("asked_at"))["last"]
        told = [task for task in tasks if task.kind != "review" or task.done_at is not None or (asked is not None and asked >= task.opened_at)]
        rows = list(Draw.objects.filter(task__in=told).select_related("epoch", "task").order_by("id"))
        return [{
            "kind": draw.task.kind, "epoch": draw.epoch.name, "seq": draw.seq, "at": draw.at, "digest": draw.case["digest"],
            "revision": draw.task.request["revision"], "alias": draw.task.alias, "eligible": len(draw.weights), "reason": draw.reason,
            "seed_print": draw.epoch.seed_print, "commitments": draw.epoch.commitments, "revealed": draw.epoch.closed_at is not None,
        } for draw in rows]
