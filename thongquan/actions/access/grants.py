"""Officers' roles: one administrator proposes, another approves; deputies by dates."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import TextField
from django.db.models.expressions import RawSQL

from thongquan.actions.trail import record
from thongquan.core.actor import DECLARING, ROLES, SYSTEM_ROLE, Actor
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused
from thongquan.core.rule import local_day
from thongquan.models import Deputy, Grant, User
from thongquan.queries.access import administered

#: roles that are held at a unit of the administration
OFFICER_ROLES = tuple(role for role in ROLES if role not in DECLARING and role != SYSTEM_ROLE)
HEADS = ("office_leader", "region_leader", "nation_leader")
DIGEST = RawSQL("tq_digest(to_jsonb(role_grant))", [], output_field=TextField())


def administers(unit_id: int | None, by: Actor, at: datetime) -> None:
    """Only an administrator of this unit, or of one above it, goes on (ACC-09)."""
    if by.id is None or not by.is_any("administrator") or unit_id not in administered(by.id, local_day(at)):
        raise NotAllowed("ACC-09")


def propose_grant(
    user_id: int, *, role: str, unit_id: int, since: date, until: date | None = None, reason: str = "", by: Actor, at: datetime,
) -> Grant:
    """Ask that a person take a role at a unit; without a second person's approval it gives nothing."""
    administers(unit_id, by, at)
    if role not in OFFICER_ROLES:
        raise Refused("ACC-10", "/role")
    if until is not None and until < max(since, local_day(at)):
        raise Refused("ACC-11", "/until")
    if user_id == by.id:
        raise NotAllowed("ACC-12")
    person = User.objects.filter(pk=user_id, is_active=True).first()
    if person is None:
        raise NotFound("GEN-404")
    live = Grant.objects.filter(user=person, role=role, unit_id=unit_id, revoked_at__isnull=True, emergency=False)
    if any(row.until is None or row.until >= since for row in live):
        raise Conflict("ACC-13", "/role")
    grant = Grant.objects.create(user=person, role=role, unit_id=unit_id, since=since, until=until,
                                 proposed_by=by.id, reason=reason.strip())
    record("access.propose", grant, by=by, at=at, reason=grant.reason, facts={"role": role, "person": person.pk})
    return grant


def locked(grant_id: int) -> Grant:
    """The row, locked, with the digest it had before the act."""
    row = Grant.objects.select_for_update(of=("self",)).annotate(digest=DIGEST).filter(pk=grant_id).first()
    if row is None:
        raise NotFound("GEN-404")
    return row


def waiting(grant_id: int, by: Actor, at: datetime) -> Grant:
    """A proposal that this person may decide: not his own, not about himself (ACC-04)."""
    grant = locked(grant_id)
    administers(grant.unit_id, by, at)
    if grant.proposed_by is None or grant.approved_by is not None or grant.revoked_at is not None:
        raise Conflict("GEN-409")
    if by.id in (grant.proposed_by, grant.user_id):
        raise NotAllowed("ACC-04")
    return grant


def approve_grant(grant_id: int, *, by: Actor, at: datetime) -> Grant:
    """The second person agrees: the role is in force within its dates."""
    grant = waiting(grant_id, by, at)
    grant.approved_by, grant.approved_at = by.id, at
    grant.save()
    record("access.approve", grant, by=by, at=at, facts={"role": grant.role, "person": grant.user_id})
    return grant


def refuse_grant(grant_id: int, *, reason: str, by: Actor, at: datetime) -> Grant:
    """The second person says no."""
    if not reason.strip():
        raise Refused("REQ-04", "/reason")
    grant = waiting(grant_id, by, at)
    grant.revoked_at = at
    grant.save()
    record("access.refuse", grant, by=by, at=at, reason=reason.strip(), facts={"role": grant.role, "person": grant.user_id})
    return grant


def revoke_grant(grant_id: int, *, reason: str, by: Actor, at: datetime) -> Grant:
    """Take a role back at once; one person is enough, for taking away endangers nobody."""
    if not reason.strip():
        raise Refused("REQ-04", "/reason")
    grant = locked(grant_id)
    administers(grant.unit_id, by, at)
    if grant.revoked_at is not None:
        raise Conflict("GEN-409")
    if grant.role == "administrator" and last_administrator(grant, at):
        raise Refused("ACC-14")
    grant.revoked_at = at
    grant.save()
    record("access.revoke", grant, by=by, at=at, reason=reason.strip(), facts={"role": grant.role, "person": grant.user_id})
    return grant


def administrators(at: datetime) -> set[int]:
    """The people who administer something today."""
    rows = Grant.objects.filter(role="administrator", revoked_at__isnull=True, since__lte=local_day(at), user__is_active=True)
    return {row.user_id for row in rows.exclude(proposed_by__isnull=False, approved_by__isnull=True)
            if row.until is None or row.until >= local_day(at)}


def last_administrator(grant: Grant, at: datetime) -> bool:
    """Whether nobody could grant roles any more without this one."""
    return administrators(at) <= {grant.user_id}


def deputise(leader_id: int, deputy_id: int, *, since: date, until: date, by: Actor, at: datetime) -> Deputy:
    """A leader names who acts for him between two dates; an administrator may do it for him."""
    roles = {row.role for row in in_force(leader_id, at)}
    if not roles & set(HEADS):
        raise Refused("ACC-15", "/leader")
    if by.id != leader_id:
        administers(next((r.unit_id for r in in_force(leader_id, at) if r.role in HEADS), None), by, at)
    if deputy_id == leader_id or not any(row.role in OFFICER_ROLES for row in in_force(deputy_id, at)):
        raise Refused("ACC-16", "/deputy")
    if until < max(since, local_day(at)):
        raise Refused("ACC-11", "/until")
    deputy = Deputy.objects.create(leader_id=leader_id, deputy_id=deputy_id, since=since, until=until)
    record("access.deputise", deputy, by=by, at=at,
           facts={"leader": leader_id, "deputy": deputy_id, "since": since.isoformat(), "until": until.isoformat()})
    return deputy


def end_deputy(deputy_id: int, *, by: Actor, at: datetime) -> None:
    """The leader is back early; what the deputy did stays his."""
    row = Deputy.objects.select_for_update().filter(pk=deputy_id).first()
    if row is None:
        raise NotFound("GEN-404")
    if by.id != row.leader_id and not by.is_any("administrator"):
        raise NotAllowed("ACC-09")
    record("access.end_deputy", row, by=by, at=at, facts={"leader": row.leader_id, "deputy": row.deputy_id})
    row.delete()


def in_force(user_id: int, at: datetime) -> list[Grant]:
    """The person's own lasting roles today."""
    rows = Grant.objects.filter(user_id=user_id, revoked_at__isnull=True, emergency=False, since__lte=local_day(at))
    return [row for row in rows.exclude(proposed_by__isnull=False, approved_by__isnull=True)
            if row.until is None or row.until >= local_day(at)]
