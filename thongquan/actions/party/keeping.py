"""A company's own particulars, the mandates it gives, and orders that stop it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import TextField
from django.db.models.expressions import RawSQL

from thongquan.actions.notice import tell
from thongquan.actions.party.joining import judged
from thongquan.actions.trail import record
from thongquan.core.actor import Actor
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused
from thongquan.core.rule import local_day
from thongquan.models import Mandate, Party
from thongquan.queries.access import kept_parties, own_parties

HEADS = ("office_leader", "region_leader", "nation_leader")
MANDATE_DIGEST = RawSQL("tq_digest(to_jsonb(mandate))", [], output_field=TextField())


def edit_party(
    party_id: int, *, name: str, phone: str, email: str, address: str, contact_name: str, by: Actor, at: datetime,
) -> Party:
    """The company keeps its own particulars right; the identifier never changes."""
    party = owned(party_id, by, at)
    party.name, party.email, party.address, party.contact_name = name.strip(), email.strip(), address.strip(), contact_name.strip()
    party.phone = phone
    judged(party, at)
    party.version += 1
    party.save()
    record("party.edit", party, by=by, at=at, private={"name": party.name, "phone": party.phone, "email": party.email})
    return party


def owned(party_id: int, by: Actor, at: datetime) -> Party:
    """A party of which the person himself is a member; a client's mandate is not enough (ACC-02), nor is driving (ACC-17)."""
    party = Party.objects.select_for_update().filter(pk=party_id).first()
    if party is None:
        raise NotFound("GEN-404")
    if by.id is None or party_id not in own_parties(by.id, local_day(at)):
        raise NotAllowed("ACC-02")
    if party_id not in kept_parties(by.id, local_day(at))[0]:
        raise NotAllowed("ACC-17")
    return party


def give_mandate(
    client_id: int, agent_id: int, *, scopes: Iterable[str], since: date, until: date, by: Actor, at: datetime,
) -> Mandate:
    """A client lets a broker act for it, for some acts and a time (Customs Law art. 20)."""
    client = owned(client_id, by, at)
    agent = Party.objects.filter(pk=agent_id, broker=True, active=True).first()
    if agent is None or agent.pk == client.pk:
        raise Refused("MND-01", "/agent")
    wanted = [scope for scope in Mandate.SCOPES if scope in set(scopes)]
    if not wanted:
        raise Refused("MND-02", "/scopes")
    if until < since or until < local_day(at):
        raise Refused("MND-03", "/until")
    mandate = Mandate.objects.create(client=client, agent=agent, scopes=wanted, since=since, until=until)
    record("party.mandate", mandate, by=by, at=at,
           facts={"agent": agent.pk, "scopes": wanted, "since": since.isoformat(), "until": until.isoformat()})
    tell(agent.pk, "mandate_given", {"party": client.name}, link="/trade/")
    return mandate


def revoke_mandate(mandate_id: int, *, by: Actor, at: datetime) -> Mandate:
    """The client ends it at once; the broker may lay it down too."""
    mandate = Mandate.objects.select_for_update(of=("self",)).annotate(digest=MANDATE_DIGEST).filter(pk=mandate_id).first()
    if mandate is None:
        raise NotFound("GEN-404")
    sides = {mandate.client_id, mandate.agent_id}
    if by.id is None or not sides & own_parties(by.id, local_day(at)):
        raise NotAllowed("ACC-02")
    if not sides & kept_parties(by.id, local_day(at))[0]:
        raise NotAllowed("ACC-17")
    if mandate.revoked_at is not None:
        raise Conflict("GEN-409")
    mandate.revoked_at = at
    mandate.save(update_fields=["revoked_at"])
    record("party.revoke_mandate", mandate, by=by, at=at)
    tell(mandate.agent_id, "mandate_revoked", {"party": mandate.client.name}, link="/trade/")
    return mandate


def stop_party(party_id: int, *, reason: str, by: Actor, at: datetime) -> Party:
    """An enforcement order: no customs procedure for this party until it is lifted (PTY-02)."""
    return _stopped(party_id, True, reason, by, at)


def lift_stop(party_id: int, *, reason: str, by: Actor, at: datetime) -> Party:
    """The order is at its end."""
    return _stopped(party_id, False, reason, by, at)


def _stopped(party_id: int, stopped: bool, reason: str, by: Actor, at: datetime) -> Party:
    if not by.is_any(*HEADS):
        raise NotAllowed("GEN-403")
    if not reason.strip():
        raise Refused("REQ-04", "/reason")
    party = Party.objects.select_for_update().filter(pk=party_id).first()
    if party is None:
        raise NotFound("GEN-404")
    if party.stopped == stopped:
        raise Conflict("GEN-409")
    party.stopped = stopped
    party.version += 1
    party.save(update_fields=["stopped", "version"])
    record("party.stop" if stopped else "party.lift_stop", party, by=by, at=at, reason=reason.strip())
    return party
