"""The people of a company: one more is invited by a link, one who leaves is taken off."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from thongquan.actions.access import invite_member, remove_member
from thongquan.actions.access.links import MEMBER_ROLES
from thongquan.core.refused import NotAllowed
from thongquan.core.rolewords import ROLES
from thongquan.core.rule import local_day
from thongquan.models import Party
from thongquan.queries.access import members
from thongquan.web.shared.sent import attempt
from thongquan.web.shared.sentences import whole
from thongquan.web.shared.tongue import say
from thongquan.web.trader import acting


def shown(request: HttpRequest, party: Party) -> dict[str, Any]:
    """What the company's page shows of its people; the fresh link of an invitation is shown once."""
    if not party.own:  # type: ignore[attr-defined]
        return {"members": []}
    invited = request.session.pop("trader_invited", None)
    return {
        "members": [(grant, say(ROLES[grant.role])) for grant in members(party.pk, local_day(request.at))],
        "invited": {**invited, "role": say(ROLES[invited["role"]])} if invited else None,
        "member_roles": [(role, say(ROLES[role])) for role in MEMBER_ROLES] if request.actor.roles - {"driver"} else [],
    }


@acting.managers
@require_POST
def invite(request: HttpRequest) -> HttpResponse:
    """A link for one more person, shown once, to be handed over."""
    role = request.POST.get("role", "")
    link, findings = attempt(invite_member, acting.declarant(request).pk, role=role, by=request.actor, at=request.at)
    if link is None:
        messages.error(request, whole(findings[0]))
    else:
        url = request.build_absolute_uri(link)
        request.session["trader_invited"] = {"url": url, "role": role}
    return HttpResponseRedirect(reverse("trader:company") + "#members", status=303)


@acting.managers
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """A person no longer acts for the company; the last declarant stays."""
    try:
        done, findings = attempt(remove_member, pk, by=request.actor, at=request.at)
    except NotAllowed as refused:
        done, findings = None, refused.findings
    if done is None:
        messages.error(request, whole(findings[0]))
    else:
        messages.success(request, _("Taken off"))
    return HttpResponseRedirect(reverse("trader:company") + "#members", status=303)
