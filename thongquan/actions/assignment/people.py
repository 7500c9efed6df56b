"""The people of the roster: skills, shifts, the switch, absences, interests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from thongquan.actions.assignment.draws import draw_again
from thongquan.actions.goods import locked
from thongquan.actions.trail import record
from thongquan.core.actor import SYSTEM_ROLE, Actor
from thongquan.core.assignment_rule import KINDS
from thongquan.core.assignment_words import ABSENCE_WORDS, CONFLICT_WORDS
from thongquan.core.draw_verify import ABSENT, CONFLICT
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused
from thongquan.core.rule import local_day
from thongquan.models import Absence, Availability, Grant, Interest, OfficerShift, OfficerSkill, Task
from thongquan.queries.scope import platform

LEADS = ("team_leader", "office_leader", "region_leader", "nation_leader")


def _leads(officer_id: int, by: Actor) -> int:
    """The unit of an officer whom this leader leads; refuses for everybody else and for himself."""
    rows = Grant.objects.filter(user_id=officer_id, revoked_at__isnull=True, unit_id__in=by.offices)
    unit = rows.order_by("unit_id").values_list("unit_id", flat=True).first()
    if unit is None:
        raise NotFound("GEN-404")
    if not by.is_any(*LEADS) or by.id == officer_id:
        raise NotAllowed("GEN-403")
    return unit


def _self_or_leader(officer_id: int, by: Actor) -> int:
    """The officer himself, or who leads him; returns the officer's unit."""
    if by.id != officer_id:
        return _leads(officer_id, by)
    unit = Grant.objects.filter(user_id=officer_id, revoked_at__isnull=True, unit_id__isnull=False).values_list("unit_id", flat=True).first()
    if unit is None:
        raise NotFound("GEN-404")
    return unit


def give_skill(officer_id: int, *, by: Actor, at: datetime, kinds: Sequence[str] = (), types: Sequence[str] = (), hs: Sequence[str] = (),
               territories: Sequence[str] = (), fields: Sequence[str] = (), excludes: bool = False) -> OfficerSkill:
    """One row of what an officer does from today on; HS prefixes have two or four digits."""
    _leads(officer_id, by)
    if not (kinds or types or hs or territories or fields):  # such a row would mean anything at all
        raise Refused("ASG-09", "/kinds")
    if not set(kinds) <= set(KINDS) or not all(code.isdigit() and len(code) in (2, 4) for code in hs):
        raise Refused("ASG-03", "/hs")
    row = OfficerSkill.objects.create(
        officer_id=officer_id, kinds=list(kinds), types=list(types), hs=list(hs), territories=list(territories), fields=list(fields),
        excludes=excludes, since=local_day(at), given_by=by.id)
    record("assignment.skill", row, by=by, at=at, facts={
        "officer": officer_id, "kinds": row.kinds, "types": row.types, "hs": row.hs, "territories": row.territories, "fields": row.fields,
        "excludes": excludes})
    return row


def end_skill(skill_id: int, *, by: Actor, at: datetime) -> None:
    """The officer does this no more."""
    row = OfficerSkill.objects.filter(pk=skill_id).first()
    if row is None:
        raise NotFound("GEN-404")
    _leads(row.officer_id, by)
    record("assignment.end_skill", row, by=by, at=at, facts={"officer": row.officer_id})
    row.delete()


def set_shift(officer_id: int, since: datetime, until: datetime, *, by: Actor, at: datetime) -> OfficerShift:
    """On duty between two moments; a shift already begun is not rewritten."""
    unit = _leads(officer_id, by)
    if not at <= since < until or (until - since).total_seconds() > 24 * 3600:
        raise Refused("ASG-04", "/since")
    row, _ = OfficerShift.objects.update_or_create(
        officer_id=officer_id, since=since, defaults={"until": until, "unit_id": unit, "set_by": by.id})
    record("assignment.shift", row, by=by, at=at, facts={"officer": officer_id, "since": since.isoformat(), "until": until.isoformat()})
    return row


def set_available(officer_id: int, available: bool, *, by: Actor, at: datetime, reason: str = "") -> Availability:
    """The officer's own switch, or his leader's: off means no new work; what he has stays with him."""
    _self_or_leader(officer_id, by)
    if not available and not reason.strip():
        raise Refused("REQ-04", "/reason")
    row, _ = Availability.objects.update_or_create(officer_id=officer_id, defaults={"available": available, "reason": reason.strip(), "since": at})
    record("assignment.available" if available else "assignment.unavailable", row, by=by, at=at, reason=reason.strip(), facts={"officer": officer_id})
    return row


def begin_absence(officer_id: int, *, since: datetime, reason_code: str, by: Actor, at: datetime, until: datetime | None = None) -> Absence:
    """An officer is away; once it begins his unfinished work is drawn again without anybody asking."""
    unit = _self_or_leader(officer_id, by)
    if reason_code not in ABSENCE_WORDS:
        raise Refused("REQ-05", "/reason_code")
    if until is not None and until <= max(since, at):
        raise Refused("ASG-04", "/until")
    begins = max(since, at)
    others = Absence.objects.filter(Q(until__isnull=True) | Q(until__gt=begins), officer_id=officer_id)
    if (others.filter(since__lt=until) if until else others).exists():
        raise Refused("ASG-10", "/since")
    row = Absence.objects.create(officer_id=officer_id, office_id=unit, since=begins, until=until, reason_code=reason_code, entered_by=by.id)
    record("assignment.absence", row, by=by, at=at, reason=reason_code, facts={"officer": officer_id})
    if row.since <= at:
        return_work(row, at=at)
    return row


def end_absence(absence_id: int, *, by: Actor, at: datetime) -> Absence:
    """Back earlier than planned."""
    row = Absence.objects.select_for_update().filter(pk=absence_id).first()
    if row is None:
        raise NotFound("GEN-404")
    _self_or_leader(row.officer_id, by)
    if row.until is not None and row.until <= at:
        raise Conflict("ASG-02")
    row.until = max(at, row.since)
    row.save()
    record("assignment.back", row, by=by, at=at, facts={"officer": row.officer_id})
    return row


def return_work(absence: Absence, *, at: datetime) -> int:
    """Everything the absent officer has open is drawn again; how many tasks."""
    with platform():
        back = 0
        for task in _open_work(Q(officer_id=absence.officer_id)):
            draw_again(task, ABSENT, at=at)
            back += 1
        absence.returned_at = at
        absence.save()
        record("assignment.return_work", absence, by=_clock(absence.office_id), at=at, facts={"officer": absence.officer_id, "tasks": back})
    return back


def due_returns(at: datetime) -> list[Absence]:
    """Absences that have begun and whose work has not come back yet."""
    begun = Absence.objects.select_for_update(skip_locked=True).filter(since__lte=at, returned_at__isnull=True)
    return list(begun.filter(Q(until__isnull=True) | Q(until__gt=at)))


def declare_interest(officer_id: int, party_id: int, *, reason_code: str, by: Actor, at: datetime) -> Interest:
    """The officer (or his leader) declares an interest in a trader: he gets none of its cases, and gives back what he has."""
    unit = _self_or_leader(officer_id, by)
    if reason_code not in CONFLICT_WORDS:
        raise Refused("REQ-05", "/reason_code")
    row = Interest.objects.create(
        officer_id=officer_id, office_id=unit, party_id=party_id, reason_code=reason_code, since=at, entered_by=by.id)
    record("assignment.interest", row, by=by, at=at, reason=reason_code, facts={"officer": officer_id})
    with platform():
        for task in _open_work(Q(officer_id=officer_id, trader_id=party_id)):
            draw_again(task, CONFLICT, at=at)
    return row


def end_interest(interest_id: int, *, by: Actor, at: datetime) -> Interest:
    """A leader ends it; nobody frees himself."""
    row = Interest.objects.select_for_update().filter(pk=interest_id).first()
    if row is None:
        raise NotFound("GEN-404")
    _leads(row.officer_id, by)
    row.until = at
    row.save()
    record("assignment.end_interest", row, by=by, at=at, facts={"officer": row.officer_id})
    return row


def _open_work(whose: Q) -> list[Task]:
    """The open tasks, locked after their declarations, as every act on goods locks."""
    held = Task.objects.filter(whose, state__in=Task.HELD)
    for pk in list(held.order_by("declaration_id").values_list("declaration_id", flat=True).distinct()):
        locked(pk)
    return list(Task.objects.select_for_update(of=("self",)).filter(whose, state__in=Task.HELD).order_by("id"))


def _clock(office_id: int) -> Actor:
    return Actor(None, "system", frozenset({SYSTEM_ROLE}), (office_id,))
