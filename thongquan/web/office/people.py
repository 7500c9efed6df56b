"""People and their roles: the list, one person, proposing and deciding."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from thongquan.actions.access import approve_grant, invite_person, propose_grant, refuse_grant, revoke_grant
from thongquan.actions.access.grants import OFFICER_ROLES
from thongquan.core.digits import natural
from thongquan.core.form import Form
from thongquan.core.forms.office import GRANT, PERSON
from thongquan.core.rolewords import ROLES
from thongquan.core.rule import local_day
from thongquan.models import Grant, User
from thongquan.queries import access
from thongquan.queries.place import organisation
from thongquan.web.office.frame import PEOPLE, done, page
from thongquan.web.office.table import Column, Listed
from thongquan.web.shared.allow import allow
from thongquan.web.shared.boxes import Sheet
from thongquan.web.shared.sent import Sent, send
from thongquan.web.shared.stepup import fresh_factor
from thongquan.web.shared.tongue import named, say


def units(request: HttpRequest) -> tuple[int, ...]:
    """The units whose people this person administers."""
    return access.administered(request.actor.id, local_day(request.at))  # type: ignore[attr-defined]


def unit_options(pks: tuple[int, ...]) -> list[tuple[str, str]]:
    """Units to choose from, the deeper ones set in."""
    return [(str(b.unit.pk), f"{'· ' * b.depth}{named(b.unit)}") for b in organisation(pks)] if pks else []


def role_options() -> list[tuple[str, str]]:
    """Roles of officers to choose from."""
    return [(code, say(ROLES[code])) for code in OFFICER_ROLES]


def roles_text(grants: list[Grant]) -> str:
    """A person's roles with their units."""
    return ", ".join(f"{say(ROLES.get(g.role, g.role))} ({named(g.unit) if g.unit else ''})" for g in grants if g.approved_by or not g.proposed_by)


def state_of(grant: Grant, at: datetime) -> tuple[Any, str, str]:
    """How a role stands: words, ground, sign."""
    day = local_day(at)
    if grant.revoked_at:
        return _("Taken back"), "wait", "x"
    if grant.proposed_by and not grant.approved_by:
        return _("Waiting for a second person"), "check", "check"
    if grant.since > day:
        return _("Not begun"), "wait", "wait"
    if grant.until and grant.until < day:
        return _("Ended"), "wait", "wait"
    return _("In force"), "go", "go"


@allow(*PEOPLE)
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with a role at the units administered, and the roles that wait for a decision."""
    mine = units(request)
    columns = (
        Column("name", _("Name"), lambda u: u.full_name or u.username, href=lambda u: reverse("office:person", args=[u.pk])),
        Column("username", _("User name"), lambda u: u.username, "code"),
        Column("roles", _("Roles"), lambda u: roles_text(u.held)),
        Column("until", _("Until"), lambda u: min((g.until for g in u.held if g.until), default=None), "day"),
        Column("seen", _("Last signed in"), lambda u: u.last_login, "moment"),
    )
    found = Listed("people", columns, access.people_of(mine), request)
    if answer := found.file():
        return answer
    waiting = access.waiting_grants(mine)
    names = access.names_of(g.proposed_by for g in waiting)
    return page(request, "people", {"list": found, "waiting": [_waiting(g, names, request) for g in waiting]})


def _waiting(grant: Grant, names: dict[int, str], request: HttpRequest) -> dict[str, Any]:
    mine = request.actor.id in (grant.proposed_by, grant.user_id)  # type: ignore[attr-defined]
    return {"row": grant, "role": say(ROLES.get(grant.role, grant.role)), "proposer": names.get(grant.proposed_by or 0, ""), "mine": mine}


@allow(*PEOPLE)
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """A new person with a first role: the link is shown once, the role waits for a second administrator."""
    sent = send(request, PERSON, partial(_invited, request))
    if sent.made:
        user, link = sent.made
        return page(request, "invited", {"person": user, "link": request.build_absolute_uri(link)})
    sheet = _sheet(PERSON, request, sent, {"unit": unit_options(units(request)), "role": role_options()})
    return page(request, "invite", {"sheet": sheet, "findings": sent.findings}, status=sent.status)


def _invited(request: HttpRequest, values: dict[str, Any]) -> tuple[User, str]:
    """The account, its link, and the proposed role: all or nothing."""
    by, at = request.actor, request.at  # type: ignore[attr-defined]
    unit = natural(values["unit"]) or 0
    user, link = invite_person(username=values["username"], full_name=values["full_name"], unit_id=unit,
                               phone=values.get("phone") or "", by=by, at=at)
    propose_grant(user.pk, role=values["role"], unit_id=unit, since=values["since"], until=values.get("until"), by=by, at=at)
    return user, link


@allow(*PEOPLE)
@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: every role he has or had, and a form to propose another."""
    mine = units(request)
    found = access.person_of(pk, mine)
    if found is None:
        raise Http404(str(pk))
    sent = send(request, GRANT, partial(_proposed, pk, request))
    if sent.done:
        return redirect("office:person", pk)
    sheet = _sheet(GRANT, request, sent, {"unit": unit_options(mine), "role": role_options()})
    rows = access.roles_held(pk)
    names = access.names_of([who for g in rows for who in (g.proposed_by, g.approved_by)])
    context = {"person": found, "sheet": sheet, "findings": sent.findings, "grants": [_held(g, names, request, mine) for g in rows]}
    return page(request, "person", context, status=sent.status)


def _sheet(form: Form, request: HttpRequest, sent: Sent[Any], options: dict[str, list[tuple[str, str]]]) -> Sheet:
    since = f"{local_day(request.at):%Y-%m-%d}"  # type: ignore[attr-defined]
    return Sheet(form, {"since": since}, raw=sent.raw, findings=sent.findings, options=options)


def _proposed(pk: int, request: HttpRequest, values: dict[str, Any]) -> Grant:
    unit = natural(values["unit"]) or 0
    return propose_grant(pk, role=values["role"], unit_id=unit, since=values["since"], until=values.get("until"),
                         reason=values.get("reason") or "", by=request.actor, at=request.at)  # type: ignore[attr-defined]


def _held(grant: Grant, names: dict[int, str], request: HttpRequest, mine: tuple[int, ...]) -> dict[str, Any]:
    words, ground, sign = state_of(grant, request.at)  # type: ignore[attr-defined]
    waits = sign == "check"
    return {
        "row": grant, "role": say(ROLES.get(grant.role, grant.role)), "where": named(grant.unit) if grant.unit else grant.party.name if grant.party else "",
        "words": words, "ground": ground, "sign": sign, "proposer": names.get(grant.proposed_by or 0, ""), "approver": names.get(grant.approved_by or 0, ""),
        "may_decide": waits and grant.unit_id in mine and request.actor.id not in (grant.proposed_by, grant.user_id),  # type: ignore[attr-defined]
        "may_revoke": not grant.revoked_at and not waits and grant.unit_id in mine,
    }


@allow(*PEOPLE)
@require_POST
@fresh_factor
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person agrees to a role."""
    done(request, _("The role is granted"), approve_grant, pk, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("office:people")


@allow(*PEOPLE)
@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person does not agree."""
    done(request, _("The proposal is refused"), refuse_grant, pk, reason=request.POST.get("reason", ""), by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("office:people")


@allow(*PEOPLE)
@require_POST
@fresh_factor
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """A role is taken back."""
    done(request, _("The role is taken back"), revoke_grant, pk, reason=request.POST.get("reason", ""), by=request.actor, at=request.at)  # type: ignore[attr-defined]
    person = natural(request.POST.get("person"))
    return redirect("office:people") if person is None else redirect("office:person", person)
