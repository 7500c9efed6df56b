"""Becoming known to customs: firms and guests register themselves, walk-ins are served."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from thongquan.actions.notice import address_of
from thongquan.actions.trail import Receipt, record
from thongquan.catalog.law import LAW
from thongquan.core import rules
from thongquan.core.actor import Actor
from thongquan.core.numbers import phone as dialled
from thongquan.core.numbers import squeeze
from thongquan.core.refused import Finding, NotAllowed, Refused, RulesBroken
from thongquan.core.rule import local_day
from thongquan.core.rules.party import PartyFacts
from thongquan.models import ChannelChoice, Grant, Party, User
from thongquan.queries.scope import open_party

#: whoever fills in the form of registration
NEWCOMER = Actor(None, "newcomer", frozenset())
SERVING = ("gate_officer", "dossier_officer")


@dataclass(frozen=True)
class Account:
    """How the person who registers will sign in: user name or telephone, and password."""

    username: str
    password: str
    full_name: str
    language: str = "vi"


@dataclass(frozen=True)
class Registered:
    """The new party, its first person, and the receipt."""

    party: Party
    user: User
    receipt: Receipt


def register_enterprise(
    account: Account, *, tax_id: str, name: str, phone: str, email: str = "", address: str = "", country: str = "VN",
    broker: bool = False, by: Actor = NEWCOMER, at: datetime,
) -> Registered:
    """A Vietnamese enterprise registers itself: tax code checked, once only, its first person signs in at once."""
    party = Party(kind="enterprise", name=name.strip(), country=country, tax_scheme="VN_MST", tax_id=squeeze(tax_id),
                  phone=phone, email=email.strip(), address=address.strip(), contact_name=account.full_name, broker=broker)
    return _register(party, account, ("broker", "declarant") if broker else ("declarant",), by=by, at=at)


def register_guest(
    account: Account, *, tax_scheme: str, number: str, name: str, country: str, phone: str, by: Actor = NEWCOMER, at: datetime,
) -> Registered:
    """A foreign carrier (USCC) or a lone driver (passport, border pass) declares as a guest, foreign number welcome."""
    party = guest_of(tax_scheme=tax_scheme, number=number, name=name, country=country, phone=phone)
    roles = ("declarant",) if party.kind == "foreign_carrier" else ("declarant", "driver")
    return _register(party, account, roles, by=by, at=at)


def guest_of(*, tax_scheme: str, number: str, name: str, country: str, phone: str) -> Party:
    """A guest not yet kept: companies by their code, people by their paper."""
    kind = "foreign_carrier" if tax_scheme in ("CN_USCC", "OTHER") else "person"
    return Party(kind=kind, name=name.strip(), country=country, tax_scheme=tax_scheme, tax_id=squeeze(number),
                 phone=phone, contact_name=name.strip() if kind == "person" else "", guest=True)


@transaction.atomic
def _register(party: Party, account: Account, roles: Iterable[str], *, by: Actor, at: datetime) -> Registered:
    """Party, person, roles and first channels in one act; whoever registers is let in by it."""
    judged(party, at)
    party = kept(party)
    user = new_person(account, party.phone, party.email)
    grants = [Grant.objects.create(user=user, role=role, party=party, since=local_day(at)) for role in roles]
    first_channels(party)
    receipt = record("party.register", party, *grants, by=replace(by, on_behalf_of=party.pk), at=at,
                     facts={"kind": party.kind, "scheme": party.tax_scheme, "guest": party.guest},
                     private={"name": party.name, "number": party.tax_id, "person": account.full_name})
    return Registered(party, user, receipt)


def judged(party: Party, at: datetime) -> None:
    """The rules of registration; the telephone takes its international form."""
    facts = PartyFacts(kind=party.kind, name=party.name, country=party.country, tax_scheme=party.tax_scheme,
                       tax_id=party.tax_id, phone=party.phone, email=party.email)
    findings = rules.judge("party.register", facts, LAW, at)
    if party.email and not address_of("email", party.email):
        findings.append(Finding("NTC-02", "/email", {"address": party.email[:60]}))
    if any(f.blocks for f in findings):
        raise RulesBroken(findings)
    party.phone = dialled(party.phone, party.country)


def kept(party: Party) -> Party:
    """The party as a row this transaction may see; one identifier belongs to one party (PTY-10)."""
    with connection.cursor() as cursor:
        cursor.execute("select nextval(pg_get_serial_sequence('party', 'id'))")
        party.pk = cursor.fetchone()[0]
    open_party(party.pk)
    try:
        with transaction.atomic():
            party.save(force_insert=True)
    except IntegrityError as twice:
        raise RulesBroken([Finding("PTY-10", "/tax_id", {"number": party.tax_id})]) from twice
    return party


def new_person(account: Account, phone: str = "", email: str = "") -> User:
    """A person who can sign in: name not taken (ACC-08), password strong enough (ACC-07)."""
    username = account.username.strip()
    if not username or len(username) > 60 or User.objects.filter(username__iexact=username).exists():
        raise Refused("ACC-08", "/username")
    user = User(username=username, full_name=account.full_name.strip(), phone=phone, email=email, language=account.language)
    set_password(user, account.password)
    return user


def set_password(user: User, password: str) -> None:
    """A password that passes the house's checks, saved with the person."""
    try:
        validate_password(password, user)
    except ValidationError as weak:
        raise Refused("ACC-07", "/password") from weak
    user.set_password(password)
    user.save()


def first_channels(party: Party) -> None:
    """E-mail and SMS to what was given, until the party chooses otherwise."""
    for channel, address in (("email", party.email), ("sms", party.phone)):
        if address:
            ChannelChoice.objects.create(party_id=party.pk, channel=channel, address=address)


@transaction.atomic
def serve_walk_in(
    *, tax_scheme: str, number: str, name: str, country: str, phone: str, by: Actor, at: datetime,
) -> tuple[Party, Actor]:
    """At the counter: the officer finds or makes the party and acts on its behalf in what follows."""
    if not by.is_any(*SERVING):
        raise NotAllowed("GEN-403")
    party = Party.objects.filter(tax_scheme=tax_scheme, tax_id=squeeze(number)).first()
    found = party is not None
    if party is None:
        party = guest_of(tax_scheme=tax_scheme, number=number, name=name, country=country, phone=phone)
        judged(party, at)
        party = kept(party)
        first_channels(party)
    serving = replace(by, on_behalf_of=party.pk)
    record("party.serve", party, by=serving, at=at, facts={"known": found, "scheme": tax_scheme})
    return party, serving
