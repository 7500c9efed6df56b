"""Links that work once: the first administrators, new officers, members of a company."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from thongquan.actions.access.grants import administers, administrators, locked
from thongquan.actions.party import Account, owned
from thongquan.actions.party.joining import new_person, set_password
from thongquan.actions.trail import record
from thongquan.core.actor import Actor, system
from thongquan.core.numbers import phone as dialled
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused
from thongquan.core.rule import local_day
from thongquan.models import Grant, OneTimeLink, Unit, User
from thongquan.queries.access import live_link
from thongquan.queries.scope import open_party, set_reach

LIFE = {"administrator": timedelta(hours=24), "person": timedelta(days=3), "member": timedelta(days=7)}
MEMBER_ROLES = ("declarant", "driver", "transport_agent")
#: an installation needs this many administrators before roles can be granted by two people
FIRST_ADMINISTRATORS = 2


def new_link(purpose: str, body: dict[str, Any], at: datetime) -> str:
    """A fresh link as its path; only the hash of its word is kept."""
    token = secrets.token_urlsafe(24)
    OneTimeLink.objects.create(token_hash=hashlib.sha256(token.encode()).hexdigest(), purpose=purpose, body=body,
                               until=at + LIFE[purpose])
    return f"/register/link/{token}/"


def used(token: str, purpose: str, at: datetime) -> OneTimeLink:
    """The link, spent now; a used, old or unknown one is refused (ACC-05)."""
    found = live_link(token, at)
    row = OneTimeLink.objects.select_for_update().filter(pk=found.pk).first() if found else None
    if row is None or row.used_at is not None or row.purpose != purpose:
        raise Refused("ACC-05")
    row.used_at = at
    row.save(update_fields=["used_at"])
    return row


def first_administrator_link(at: datetime) -> str:
    """The way in for the first two administrators, or nothing when there are two: more come by their grants."""
    if len(administrators(at)) >= FIRST_ADMINISTRATORS:
        return ""
    root = Unit.objects.filter(level="department").order_by("id").first()
    if root is None:
        return ""
    OneTimeLink.objects.filter(purpose="administrator", used_at__isnull=True).delete()
    return new_link("administrator", {"unit": root.pk}, at)


@transaction.atomic
def set_up_administrator(token: str, account: Account, *, phone: str = "", at: datetime) -> User:
    """One of the first two administrators chooses name and password; the installation itself lets him in."""
    link = used(token, "administrator", at)
    if len(administrators(at)) >= FIRST_ADMINISTRATORS:
        raise Conflict("ACC-05")
    user = new_person(account, dialled(phone))
    unit = link.body["unit"]
    set_reach(system((unit,)))
    grant = Grant.objects.create(user=user, role="administrator", unit_id=unit, since=local_day(at), reason="first administrators")
    record("access.first_administrator", grant, by=system((unit,)), at=at, facts={"person": user.pk})
    return user


def invite_person(*, username: str, full_name: str, unit_id: int, phone: str = "", language: str = "vi", by: Actor, at: datetime) -> tuple[User, str]:
    """A new officer: the account without a password, and the link by which he chooses one."""
    administers(unit_id, by, at)
    username = username.strip()
    if not username or len(username) > 60 or User.objects.filter(username__iexact=username).exists():
        raise Refused("ACC-08", "/username")
    if not full_name.strip():
        raise Refused("FRM-01", "/full_name")
    user = User(username=username, full_name=full_name.strip(), phone=dialled(phone) if phone else "", language=language)
    user.set_unusable_password()
    user.save()
    record("access.invite", user, by=by, at=at, facts={"unit": unit_id}, private={"username": username, "name": user.full_name})
    return user, new_link("person", {"user": user.pk}, at)


def invite_member(party_id: int, *, role: str, by: Actor, at: datetime) -> str:
    """A company lets in one more of its people: the link to hand over."""
    party = owned(party_id, by, at)
    if role not in MEMBER_ROLES:
        raise Refused("ACC-10", "/role")
    record("party.invite", party, by=by, at=at, facts={"role": role})
    return new_link("member", {"party": party.pk, "role": role}, at)


@transaction.atomic
def accept_invitation(token: str, account: Account, *, phone: str = "", at: datetime) -> User:
    """The invited person chooses name and password: a member of a company, or an officer whose account waits."""
    found = live_link(token, at)
    if found is not None and found.purpose == "person":
        return _officer_arrives(token, account, at)
    link = used(token, "member", at)
    party_id = link.body["party"]
    open_party(party_id)
    user = new_person(account, dialled(phone))
    grant = Grant.objects.create(user=user, role=link.body["role"], party_id=party_id, since=local_day(at))
    record("party.join", grant, by=Actor(user.pk, user.full_name, frozenset(), parties=(party_id,)), at=at,
           facts={"role": grant.role}, private={"name": user.full_name})
    return user


def _officer_arrives(token: str, account: Account, at: datetime) -> User:
    link = used(token, "person", at)
    user = User.objects.select_for_update().get(pk=link.body["user"])
    if user.has_usable_password():
        raise Conflict("ACC-05")
    user.full_name = account.full_name.strip() or user.full_name
    set_password(user, account.password)
    set_reach(Actor(user.pk, user.full_name, frozenset()))
    record("access.arrive", user, by=Actor(user.pk, user.full_name, frozenset()), at=at)
    return user


def remove_member(grant_id: int, *, by: Actor, at: datetime) -> Grant:
    """A company takes a person's role back; the last declarant stays."""
    grant = locked(grant_id)
    if grant.party_id is None:
        raise NotFound("GEN-404")
    owned(grant.party_id, by, at)
    if grant.revoked_at is not None:
        raise Conflict("GEN-409")
    others = Grant.objects.filter(party_id=grant.party_id, role=grant.role, revoked_at__isnull=True).exclude(user_id=grant.user_id)
    if grant.role in ("declarant", "broker") and not others.exists():
        raise NotAllowed("ACC-14")
    grant.revoked_at = at
    grant.save(update_fields=["revoked_at"])
    record("party.remove_member", grant, by=by, at=at, facts={"role": grant.role, "person": grant.user_id})
    return grant
