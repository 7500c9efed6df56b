"""Deputies of leaders, and the broken glass: emergency roles and their review."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from thongquan.actions.access import break_glass, deputise, end_deputy, review_emergency
from thongquan.actions.access.emergency import LENGTH, REVIEW
from thongquan.actions.access.emergency import ROLES as EMERGENCY_ROLES
from thongquan.core.digits import natural
from thongquan.core.forms.office import DEPUTY, EMERGENCY
from thongquan.core.rolewords import ROLES
from thongquan.core.rule import local_day
from thongquan.models import Grant
from thongquan.queries import access
from thongquan.web.office.frame import DEPUTIES, EMERGENCIES, done, page
from thongquan.web.office.people import unit_options, units
from thongquan.web.shared.allow import allow
from thongquan.web.shared.boxes import Sheet
from thongquan.web.shared.navigation import AUDIT, LEADER
from thongquan.web.shared.sent import send
from thongquan.web.shared.stepup import fresh_factor
from thongquan.web.shared.tongue import named, say

HEADS = ("office_leader", "region_leader", "nation_leader")
REVIEWS = tuple(sorted(LEADER | AUDIT))


def reach(request: HttpRequest) -> tuple[int, ...]:
    """The units this person leads or administers."""
    return tuple(sorted({*request.actor.offices, *units(request)}))  # type: ignore[attr-defined]


@allow(*DEPUTIES)
@require_http_methods(["GET", "POST"])
def deputies(request: HttpRequest) -> HttpResponse:
    """Who acts for whom, until when; a leader names his own, an administrator for all."""
    by, day = request.actor, local_day(request.at)  # type: ignore[attr-defined]
    mine = reach(request)
    leaders = access.officers_of(mine, day, *HEADS)
    if not by.is_any("administrator"):
        leaders = [user for user in leaders if user.pk == by.id]
    options = {"leader": [(str(u.pk), u.full_name) for u in leaders],
               "deputy": [(str(u.pk), u.full_name) for u in access.officers_of(mine, day)]}
    sent = send(request, DEPUTY, partial(_named, request))
    if sent.done:
        return redirect("office:deputies")
    sheet = Sheet(DEPUTY, {"since": f"{day:%Y-%m-%d}", "leader": str(by.id)}, raw=sent.raw, findings=sent.findings, options=options)
    rows = access.deputies(day, [u.pk for u in access.officers_of(mine, day, *HEADS)])
    context = {"sheet": sheet, "findings": sent.findings, "may_name": bool(leaders), "rows": rows}
    return page(request, "deputies", context, status=sent.status)


def _named(request: HttpRequest, values: dict[str, Any]) -> Any:
    leader, deputy = natural(values["leader"]) or 0, natural(values["deputy"]) or 0
    return deputise(leader, deputy, since=values["since"], until=values["until"], by=request.actor, at=request.at)  # type: ignore[attr-defined]


@allow(*DEPUTIES)
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """The leader is back."""
    done(request, _("The deputy's time has ended"), end_deputy, pk, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("office:deputies")


@allow(*EMERGENCIES)
@require_http_methods(["GET", "POST"])
@fresh_factor
def emergencies(request: HttpRequest) -> HttpResponse:
    """Take a role for thirty minutes; and, for leaders and auditors, what was taken and waits for review."""
    by, at = request.actor, request.at  # type: ignore[attr-defined]
    options = {"unit": unit_options(reach(request)), "role": [(code, say(ROLES[code])) for code in EMERGENCY_ROLES]}
    sent = send(request, EMERGENCY, lambda values: break_glass(
        role=values["role"], unit_id=natural(values["unit"]) or 0, reason=values["reason"], by=by, at=at))
    if sent.done:
        return redirect("office:emergencies")
    sheet = Sheet(EMERGENCY, raw=sent.raw, findings=sent.findings, options=options)
    rows = access.emergencies(reach(request)) if by.is_any(*REVIEWS, "administrator") else []
    names = access.names_of([who for g in rows for who in (g.told, g.reviewed_by)])
    context = {"sheet": sheet, "findings": sent.findings, "rows": [_told(g, names, request) for g in rows],
               "reviews": by.is_any(*REVIEWS), "may_break": not by.is_any("auditor")}
    return page(request, "emergencies", context, status=sent.status)


def _told(grant: Grant, names: dict[int, str], request: HttpRequest) -> dict[str, Any]:
    opened = (grant.expires_at or request.at) - LENGTH  # type: ignore[attr-defined]
    late = grant.reviewed_at is None and opened + REVIEW < request.at  # type: ignore[attr-defined]
    return {"row": grant, "role": say(ROLES.get(grant.role, grant.role)), "where": named(grant.unit) if grant.unit else "", "opened": opened,
            "due": opened + REVIEW, "late": late, "told": names.get(grant.told or 0, ""), "reviewer": names.get(grant.reviewed_by or 0, ""),
            "mine": grant.user_id == request.actor.id}  # type: ignore[attr-defined]


@allow(*REVIEWS)
@require_POST
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody else writes down what he thinks of an emergency."""
    done(request, _("The review is written down"), review_emergency, pk, words=request.POST.get("words", ""), by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("office:emergencies")
