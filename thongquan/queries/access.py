"""Who a signed-in person is today: roles, offices and parties from dated grants."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.db.models import Q

from thongquan.core.actor import Actor
from thongquan.models import Deputy, Grant, Mandate, Unit, User


def current(day: date) -> Q:
    """Dated rows in force on this day."""
    return Q(since__lte=day) & (Q(until__isnull=True) | Q(until__gte=day))


def grants_of(user: User, day: date) -> list[Grant]:
    """The person's own grants in force, and those of the leaders he deputises for."""
    leaders = Deputy.objects.filter(deputy=user).filter(current(day)).values_list("leader_id", flat=True)
    owners = [user.pk, *leaders]
    rows = Grant.objects.filter(user_id__in=owners, revoked_at__isnull=True).filter(current(day))
    return list(rows.exclude(proposed_by__isnull=False, approved_by__isnull=True).select_related("unit"))


def units_under(roots: set[int]) -> tuple[int, ...]:
    """These units and everything below them."""
    if not roots:
        return ()
    rows = list(Unit.objects.values_list("id", "parent_id"))
    reached = set(roots)
    while True:
        more = {unit for unit, parent in rows if parent in reached} - reached
        if not more:
            return tuple(sorted(reached))
        reached |= more


def clients_of(parties: set[int], day: date) -> set[int]:
    """Parties that have given one of these parties a mandate in force."""
    rows = Mandate.objects.filter(agent_id__in=parties, since__lte=day, until__gte=day, revoked_at__isnull=True)
    return set(rows.values_list("client_id", flat=True))


def actor_of(user: User, day: date) -> Actor:
    """The acting person: everything actions and row-level security need to know of him."""
    grants = grants_of(user, day)
    parties = {g.party_id for g in grants if g.party_id}
    offices = units_under({g.unit_id for g in grants if g.unit_id})
    unit = next((g.unit.name_vi for g in grants if g.unit), "")
    return Actor(
        id=user.pk,
        name=user.full_name or user.username,
        roles=frozenset(g.role for g in grants),
        offices=offices,
        parties=tuple(sorted(parties)),
        unit=unit,
        language=user.language,
    )


def actor_with_clients(user: User, day: date) -> Actor:
    """The same person with the reach of his clients' mandates added (mandates sit behind row-level
    security, so this runs once the person's own reach is open)."""
    actor = actor_of(user, day)
    return replace(actor, parties=tuple(sorted(set(actor.parties) | clients_of(set(actor.parties), day))))


def all_units() -> tuple[int, ...]:
    """Every unit of the administration, for the clock and the auditor."""
    return tuple(Unit.objects.values_list("id", flat=True))


def demo_person(username: str) -> User | None:
    """The invented person of the demo with this user name."""
    return User.objects.filter(username=username, demo=True, is_active=True).first()


def username_of(login: str) -> str:
    """The user name of the one person with this telephone number; anything else stays as it is."""
    digits = "".join(sign for sign in login if sign.isdigit() or sign == "+")
    if len(digits) < 9 or not digits.strip("+").isdigit():
        return login
    names = list(User.objects.filter(phone=digits, is_active=True).values_list("username", flat=True)[:2])
    return names[0] if len(names) == 1 else login
