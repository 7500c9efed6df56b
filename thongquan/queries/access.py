"""Who a signed-in person is today: roles, offices and parties from dated grants."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet

from thongquan.core.actor import DECLARING, Actor
from thongquan.core.numbers import phone
from thongquan.core.rule import local_day
from thongquan.models import ApiKey, AuditEvent, Deputy, GoodsDeclaration, Grant, LookUp, Mandate, OneTimeLink, Unit, User, VehicleDeclaration

#: what may be looked at, by its name in the log
CASES: dict[str, type[VehicleDeclaration] | type[GoodsDeclaration]] = {"vehicle": VehicleDeclaration, "goods": GoodsDeclaration}

#: roles whose unit opens no case to them
NO_BUSINESS = frozenset({"administrator"})
#: roles that look after a company's particulars, registers, members and mandates
KEEPING = DECLARING - {"driver"}


def current(day: date) -> Q:
    """Dated rows in force on this day."""
    return Q(since__lte=day) & (Q(until__isnull=True) | Q(until__gte=day))


def members(party_id: int, day: date) -> list[Grant]:
    """The people of a company with their roles in force."""
    rows = Grant.objects.filter(party_id=party_id, revoked_at__isnull=True).filter(current(day))
    return list(rows.select_related("user").order_by("user__full_name", "role"))


def grants_of(user: User, day: date, at: datetime | None = None) -> list[Grant]:
    """The person's own grants in force, and those of the leaders he deputises for.

    Emergency grants count until their minute, and only where that minute is asked for.
    """
    leaders = Deputy.objects.filter(deputy=user).filter(current(day)).values_list("leader_id", flat=True)
    lasting = Q(user_id__in=[user.pk, *leaders], emergency=False)
    brief = Q(user_id=user.pk, emergency=True, expires_at__gt=at) if at else Q(pk__in=[])
    rows = Grant.objects.filter(lasting | brief, revoked_at__isnull=True).filter(current(day))
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


def clients_of(parties: set[int], day: date) -> dict[int, frozenset[str]]:
    """Parties that have given one of these parties a mandate in force, and what it covers."""
    rows = Mandate.objects.filter(agent_id__in=parties, since__lte=day, until__gte=day, revoked_at__isnull=True)
    found: dict[int, frozenset[str]] = {}
    for client, scopes in rows.values_list("client_id", "scopes"):
        found[client] = found.get(client, frozenset()) | frozenset(scopes)
    return found


def acted_for(clients: dict[int, frozenset[str]]) -> set[int]:
    """The clients for whom a broker declares or amends, and does not only look, sign or pay."""
    return {client for client, scopes in clients.items() if {"declare", "amend"} & scopes}


def actor_of(user: User, day: date, at: datetime | None = None) -> Actor:
    """The acting person: everything actions and row-level security need to know of him.

    An administrator of a unit gets none of its business data.
    """
    grants = grants_of(user, day, at)
    parties = {g.party_id for g in grants if g.party_id}
    offices = units_under({g.unit_id for g in grants if g.unit_id and g.role not in NO_BUSINESS})
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


def actor_with_clients(user: User, day: date, at: datetime | None = None) -> Actor:
    """The same person with the reach of his clients' mandates added (mandates sit behind row-level
    security, so this runs once the person's own reach is open)."""
    actor = actor_of(user, day, at)
    own = set(actor.parties)
    clients = {client: scopes for client, scopes in clients_of(own, day).items() if client not in own}
    return replace(actor, parties=tuple(sorted(own | set(clients))), watched=tuple(sorted(set(clients) - acted_for(clients))),
                   mandates=tuple(sorted(clients.items())))


def all_units() -> tuple[int, ...]:
    """Every unit of the administration, for the clock and the auditor."""
    return tuple(Unit.objects.values_list("id", flat=True))


def demo_person(username: str) -> User | None:
    """The invented person of the demo with this user name."""
    return User.objects.filter(username=username, demo=True, is_active=True).first()


def own_parties(user_id: int, day: date) -> set[int]:
    """The parties of which this person is himself a member; clients of his mandates are not among them."""
    rows = Grant.objects.filter(current(day), user_id=user_id, party_id__isnull=False, revoked_at__isnull=True)
    return {party for party in rows.values_list("party_id", flat=True) if party}


def kept_parties(user_id: int, day: date) -> tuple[set[int], set[int]]:
    """The parties whose own affairs this person looks after, more than driving for them, and their clients he acts for."""
    rows = Grant.objects.filter(current(day), user_id=user_id, party_id__isnull=False, revoked_at__isnull=True, role__in=KEEPING)
    own = {party for party in rows.values_list("party_id", flat=True) if party}
    return own, acted_for(clients_of(own, day))


def administered(user_id: int, day: date) -> tuple[int, ...]:
    """The units whose people this person administers."""
    rows = Grant.objects.filter(current(day), user_id=user_id, role="administrator", revoked_at__isnull=True, unit_id__isnull=False)
    approved = rows.exclude(proposed_by__isnull=False, approved_by__isnull=True)
    return units_under({unit for unit in approved.values_list("unit_id", flat=True) if unit})


def username_of(login: str) -> str:
    """The user name of the one person with this telephone number; anything else stays as it is."""
    digits = "".join(sign for sign in login if sign.isdigit() or sign == "+")
    if len(digits) < 9 or not digits.strip("+").isdigit():
        return login
    written = {digits, phone(digits)} - {""}
    names = list(User.objects.filter(phone__in=written, is_active=True).values_list("username", flat=True)[:2])
    return names[0] if len(names) == 1 else login


def live_link(token: str, at: datetime) -> OneTimeLink | None:
    """The unused link of this word, while it lasts."""
    hashed = hashlib.sha256(token.encode()).hexdigest()
    return OneTimeLink.objects.filter(token_hash=hashed, used_at__isnull=True, until__gt=at).first()


def invited_user(link: OneTimeLink) -> User | None:
    """The officer whose account waits behind this link; None for other links."""
    return User.objects.filter(pk=link.body.get("user")).first() if link.purpose == "person" else None


def key_of(secret: str, at: datetime) -> ApiKey | None:
    """The machine key of this secret, while it is in force; compared by its hash alone."""
    hashed = hashlib.sha256(secret.encode()).hexdigest()
    row = ApiKey.objects.filter(secret_hash=hashed, revoked_at__isnull=True, user__is_active=True).select_related("user").first()
    return row if row is not None and (row.until is None or row.until >= local_day(at)) else None


def lines_above() -> Callable[[int], list[int]]:
    """Of any unit: it and what stands above it, the nearest first; the organisation is read once."""
    parents = dict(Unit.objects.values_list("id", "parent_id"))

    def line(unit_id: int) -> list[int]:
        found: list[int] = []
        step: int | None = unit_id
        while step is not None and step not in found:
            found.append(step)
            step = parents.get(step)
        return found

    return line


def units_above(unit_id: int) -> list[int]:
    """A unit and what stands above it, the nearest first."""
    return lines_above()(unit_id)


def to_be_told(unit_id: int, day: date, *, but: int) -> int | None:
    """Who hears of an emergency at a unit: its leader, else the next one above, else an auditor."""
    auditors = _served(day, but).filter(role="auditor", unit_id__in=units_above(unit_id)).order_by("id")
    return leader_of(unit_id, day, but=but) or auditors.values_list("user_id", flat=True).first()


def leader_of(unit_id: int, day: date, *, but: int) -> int | None:
    """The leader of a unit, else the next one above."""
    line = units_above(unit_id)
    leaders = _served(day, but).filter(role__in=("team_leader", "office_leader", "region_leader", "nation_leader"), unit_id__in=line)
    nearest = min(leaders, key=lambda row: line.index(row.unit_id or 0), default=None)
    return nearest.user_id if nearest else None


def _served(day: date, but: int) -> QuerySet[Grant]:
    """The lasting roles at units on a day, those of one person apart."""
    rows = Grant.objects.filter(current(day), revoked_at__isnull=True, emergency=False, unit_id__isnull=False, user__is_active=True)
    return rows.exclude(proposed_by__isnull=False, approved_by__isnull=True).exclude(user_id=but)


def roles_held(user_id: int) -> list[Grant]:
    """Every lasting role of a person and every proposal, newest first."""
    return list(Grant.objects.filter(user_id=user_id, emergency=False).select_related("unit", "party").order_by("-id"))


def people_of(units: tuple[int, ...]) -> list[User]:
    """The people with a role, or a proposed one, at these units."""
    held = Grant.objects.filter(unit_id__in=units, emergency=False, revoked_at__isnull=True)
    shown = Prefetch("grants", queryset=held.select_related("unit").order_by("role"), to_attr="held")
    return list(User.objects.filter(pk__in=held.values("user_id")).prefetch_related(shown).order_by("full_name", "id"))


def person_of(pk: int, units: tuple[int, ...]) -> User | None:
    """One person who has, had or may get a role at these units."""
    mine = Grant.objects.filter(user_id=pk, unit_id__in=units)
    return User.objects.filter(pk=pk).first() if mine.exists() else None


def waiting_grants(units: tuple[int, ...]) -> list[Grant]:
    """Roles that one person proposed at these units and nobody has decided."""
    rows = Grant.objects.filter(unit_id__in=units, proposed_by__isnull=False, approved_by__isnull=True, revoked_at__isnull=True)
    return list(rows.select_related("user", "unit").order_by("id"))


def names_of(pks: Iterable[int | None]) -> dict[int, str]:
    """Full names by person."""
    return {user.pk: user.full_name or user.username for user in User.objects.filter(pk__in={pk for pk in pks if pk})}


def officers_of(units: tuple[int, ...], day: date, *roles: str) -> list[User]:
    """People with a role in force at these units; with `roles`, one of those."""
    rows = Grant.objects.filter(current(day), unit_id__in=units, revoked_at__isnull=True, emergency=False)
    rows = rows.exclude(proposed_by__isnull=False, approved_by__isnull=True)
    rows = rows.filter(role__in=roles) if roles else rows
    return list(User.objects.filter(pk__in=rows.values("user_id"), is_active=True).order_by("full_name", "id"))


def deputies(day: date, leaders: Iterable[int]) -> list[Deputy]:
    """Present and coming deputies of these leaders."""
    rows = Deputy.objects.filter(until__gte=day, leader_id__in=list(leaders))
    return list(rows.select_related("leader", "deputy").order_by("since", "id"))


def emergencies(units: tuple[int, ...], *, limit: int = 200) -> list[Grant]:
    """Broken glass at these units, what waits for review first."""
    rows = Grant.objects.filter(emergency=True, unit_id__in=units).select_related("user", "unit")
    return list(rows.order_by(F("reviewed_at").asc(nulls_first=True), "-id")[:limit])


def keys(user_id: int | None = None) -> list[ApiKey]:
    """Machine keys of one person, or all."""
    rows = ApiKey.objects.select_related("user").order_by("revoked_at", "name", "id")
    return list(rows if user_id is None else rows.filter(user_id=user_id))


@dataclass(frozen=True)
class TakenFile:
    """That an officer took rows of cases or people away."""

    at: datetime
    who: str
    payload: bytes | memoryview

    @cached_property
    def facts(self) -> dict[str, Any]:
        """What the act told; read when it is shown, for a list shows few of many."""
        told: dict[str, Any] = json.loads(bytes(self.payload))["facts"]
        return told


def files_taken(*, limit: int = 1000) -> list[TakenFile]:
    """Files that officers took, within the asker's reach, newest first."""
    events = AuditEvent.objects.filter(action="access.take_file").order_by("-id").values_list("at", "actor_name", "payload")
    return [TakenFile(*event) for event in events[:limit]]


def looks(*, limit: int = 1000) -> list[LookUp]:
    """Who looked at whose case, within the asker's reach, newest first."""
    return list(LookUp.objects.select_related("user").order_by("-id")[:limit])


def numbers_looked_at(rows: Iterable[LookUp]) -> dict[tuple[str, int], str]:
    """The numbers of the cases that were looked at, by kind and key; those out of reach are not told."""
    keys = {kind: {row.object_id for row in rows if row.object_type == kind} for kind in CASES}
    return {(kind, pk): number or "" for kind, model in CASES.items() for pk, number in model.objects.filter(pk__in=keys[kind]).values_list("pk", "number")}
