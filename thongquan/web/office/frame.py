"""What every office page shares: its side of ways, refused acts, the file of a list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from thongquan.exchange.links.gateway import INVENTED
from thongquan.web.shared.navigation import AUDIT, DESK, EVERY_OFFICER, LEADER, OFFICE, RISK, TRADER
from thongquan.web.shared.sent import attempt
from thongquan.web.shared.sentences import whole

PEOPLE = tuple(sorted(OFFICE))
DEPUTIES = tuple(sorted(OFFICE | LEADER))
EMERGENCIES = tuple(sorted(LEADER | AUDIT | OFFICE | RISK | DESK | frozenset({"gate_officer", "camera_officer"})))
PLACES = tuple(sorted(OFFICE | LEADER | frozenset({"gate_officer", "team_leader"})))
LEADS = tuple(sorted(LEADER | frozenset({"team_leader"})))
RULES = tuple(sorted(RISK | LEADER | AUDIT))
COMPANIES = tuple(sorted(LEADER | AUDIT | RISK))
LOOKS = tuple(sorted(AUDIT | LEADER))
MACHINES = tuple(sorted(OFFICE | TRADER - {"driver"}))
GATEWAY = tuple(sorted(OFFICE | AUDIT | LEADER))
EVERYONE = tuple(sorted(EVERY_OFFICER))

#: the ways of the office: page, icon, words, who sees it
WAYS: tuple[tuple[str, str, Any, tuple[str, ...]], ...] = (
    ("people", "users", _("People and roles"), PEOPLE),
    ("deputies", "swap", _("Deputies"), DEPUTIES),
    ("emergencies", "flag", _("Emergency roles"), EMERGENCIES),
    ("places", "pin", _("Gates and hours"), PLACES),
    ("hours", "wait", _("Working hours"), LEADS),
    ("rules", "filter", _("Channel rules"), RULES),
    ("profiles", "filter", _("Goods profiles"), RULES),
    ("all_lists", "list", _("Named lists"), RULES),
    ("room", "chart", _("Room for checks"), RULES),
    ("companies", "truck", _("Companies"), COMPANIES),
    ("machines", "keys", _("Machine keys"), MACHINES),
    ("gateway", "phone", _("Outgoing messages"), GATEWAY),
    ("looks", "eye", _("Who looked"), LOOKS),
    ("organisation", "map", _("Organisation"), EVERYONE),
    ("rulebook", "book", _("Rulebook"), EVERYONE),
)


def page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page of the office with its ways beside it."""
    roles = request.actor.roles  # type: ignore[attr-defined]
    ways = [
        {"href": reverse(f"office:{name}"), "icon": icon, "label": label, "current": request.path.startswith(reverse(f"office:{name}"))}
        for name, icon, label, seen_by in WAYS
        if roles & set(seen_by) and (name != "gateway" or settings.REALM in INVENTED)
    ]
    return render(request, f"office/{template}.html", {"office_ways": ways, "now": request.at, **context}, status=status)  # type: ignore[attr-defined]


def done(request: HttpRequest, says: Any, act: Callable[..., Any], *args: Any, **kwargs: Any) -> bool:
    """A button's act: the next page says that it is done, or why it is not."""
    _result, findings = attempt(act, *args, **kwargs)
    for finding in findings:
        messages.error(request, whole(finding))
    if not findings:
        messages.success(request, says)
    return not findings
