"""One list of decisions: the head's, roles for administrators; deputies, reviews."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from thongquan.actions import access, assignment
from thongquan.actions.declaration import decide
from thongquan.actions.gate import review_admission
from thongquan.core.digits import natural
from thongquan.core.forms import FORMS
from thongquan.core.reading import Unreadable, read_day
from thongquan.core.refused import Refused
from thongquan.core.rolewords import ROLES
from thongquan.queries.report import inbox as waiting
from thongquan.web.desk import telling, words
from thongquan.web.leader.goodsitems import goods_shown
from thongquan.web.shared.allow import allow
from thongquan.web.shared.navigation import LEADER, OFFICE, address
from thongquan.web.shared.stepup import fresh_factor
from thongquan.web.shared.tongue import say, tongue
from thongquan.web.trader.telling import changes_of

HEADS, ADMINISTRATORS = tuple(sorted(LEADER)), tuple(sorted(OFFICE))
#: kind -> (words, icon, ground, the act on the case page)
KINDS = {
    "extend": (gettext_lazy("Extension asked for"), "wait", "check", "extension"),
    "cancel": (gettext_lazy("Cancellation asked for"), "x", "info", "cancellation"),
    "amend": (gettext_lazy("Change asked for"), "edit", "info", "amendment"),
    "release": (gettext_lazy("Held; release it?"), "lock", "stop", "release"),
    "violation": (gettext_lazy("Violation to confirm"), "scale", "stop", "violation"),
    "prolong": (gettext_lazy("Acceptance runs out"), "wait", "check", "prolong"),
    "liquidate": (gettext_lazy("Overdue; close it by decision?"), "stop", "stop", "liquidate"),
    "admission": (gettext_lazy("Admitted by order, to be reviewed"), "eye", "check", ""),
    "emergency": (gettext_lazy("Role taken in an emergency, to be reviewed"), "keys", "stop", ""),
    "grant": (gettext_lazy("Role waits for a second person"), "users", "info", ""),
    "rule": (gettext_lazy("Channel rule waits for a second person"), "filter", "info", ""),
    "called": (gettext_lazy("A trader turns to you: a promise has run out"), "bell", "stop", ""),
    "countersign": (gettext_lazy("Decision to be countersigned"), "edit", "check", ""),
    "again": (gettext_lazy("Case to be drawn again"), "users", "info", ""),
    "goods_hold": (gettext_lazy("Goods held past their time"), "lock", "stop", ""),
    "long_inspection": (gettext_lazy("Goods wait too long for their inspection"), "wait", "stop", ""),
    "agency_silent": (gettext_lazy("A ministry is silent; the goods wait"), "wait", "check", ""),
    "profile": (gettext_lazy("Goods profile waits for a second person"), "filter", "info", ""),
    "risk_model": (gettext_lazy("Risk model waits for a second person"), "chain", "info", ""),
    "review_follow": (gettext_lazy("To follow after a review"), "eye", "check", ""),
}


@allow(*HEADS, *ADMINISTRATORS)
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """Everything that waits, in one list."""
    found = waiting.inbox(request.actor, request.at)
    counts = {kind: sum(item.kind == kind for item in found) for kind in KINDS}
    wanted = request.GET.get("kind", "")
    wanted = wanted if wanted in KINDS else ""
    request.counts = {"inbox": len(found)}  # type: ignore[attr-defined]  # the badge of the header
    context = {
        "items": [_item(item) for item in found if not wanted or item.kind == wanted], "count": len(found), "now": request.at, "wanted": wanted,
        "kinds": [(kind, says, counts[kind], kind == wanted) for kind, (says, *_rest) in KINDS.items() if counts[kind]],
        "leads": request.actor.is_any(*HEADS),  # type: ignore[attr-defined]
        "standing_in": waiting.deputising(request.actor, request.at), "deputies": waiting.deputies_of(request.actor, request.at),
        "colleagues": waiting.colleagues(request.actor, request.at), "rules_page": address("office:rules"),
    }
    return render(request, "leader/inbox.html", context)


def _item(item: waiting.Item) -> dict[str, Any]:
    """One decision with what the leader needs to take it."""
    says, icon, ground, act = KINDS[item.kind]
    row = item.row
    shown: dict[str, Any] = {"item": item, "says": says, "icon": icon, "ground": ground, "act": act, "row": row, "why": "", "pairs": [],
                             "number": words.number(row) if row else "", "regime": words.choice("regime", row.regime) if row else ""}
    asked = item.values.get("request")
    if asked is not None:
        shown["why"] = ": ".join(part for part in (words.reason(asked.reason_code) if asked.reason_code else "", asked.reason) if part)
        shown["hours"] = asked.after.get("hours") if asked.kind == "extend" else None
        shown["pairs"] = changes_of(FORMS[asked.declaration.mode], asked.before, asked.after) if asked.kind == "amend" else []
    if item.kind == "release" and row is not None:
        shown["why"] = words.reason(row.hold_reason)
    if item.kind == "admission":
        scan = item.values["scan"]
        shown["why"] = f"{words.reason(scan.reason_code)}: {scan.reason}"
    if item.kind in ("grant", "emergency"):
        shown["role"] = say(ROLES.get(item.values["grant"].role, item.values["grant"].role))
    shown.update(goods_shown(item))
    if item.kind == "rule":
        shown["why"] = item.values["rule"].words.get(tongue(), "")
    return {**shown, **item.values}


@allow(*HEADS)
@require_POST
@fresh_factor
def countersign(request: HttpRequest, pk: int) -> HttpResponse:
    """The second signature under a decision on goods."""
    decide.countersign(pk, by=request.actor, at=request.at)
    return _back(request, _("The decision is countersigned"))


@allow(*HEADS)
@require_POST
@fresh_factor
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person's word on drawing a case again; nobody names the successor."""
    if request.POST.get("verdict") == "approve":
        assignment.agree_reassign(pk, by=request.actor, at=request.at)
        return _back(request, _("The case is drawn again"))
    assignment.refuse_reassign(pk, by=request.actor, at=request.at)
    return _back(request, _("The case stays where it is"))


@allow(*HEADS)
@require_POST
@fresh_factor
def review(request: HttpRequest, scan: UUID) -> HttpResponse:
    """What he thinks of a vehicle that two officers let pass."""
    review_admission(scan, right=request.POST.get("verdict") == "approve", words=request.POST.get("reason", "").strip()[:1000],
                     by=request.actor, at=request.at)
    return _back(request, _("The admission is reviewed"))


@allow(*HEADS)
@require_POST
@fresh_factor
def emergency(request: HttpRequest, pk: int) -> HttpResponse:
    """What he thinks of a role somebody took in an emergency."""
    access.review_emergency(pk, words=request.POST.get("reason", "")[:1000], by=request.actor, at=request.at)
    return _back(request, _("The emergency is reviewed"))


@allow(*HEADS, *ADMINISTRATORS)
@require_POST
@fresh_factor
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person's word on a proposed role."""
    if request.POST.get("verdict") == "approve":
        access.approve_grant(pk, by=request.actor, at=request.at)
        return _back(request, _("The role is granted"))
    access.refuse_grant(pk, reason=request.POST.get("reason", "")[:1000], by=request.actor, at=request.at)
    return _back(request, _("The role is not granted"))


@allow(*HEADS)
@require_POST
@fresh_factor
def deputy(request: HttpRequest) -> HttpResponse:
    """Name a deputy between two dates."""
    try:
        since, until = read_day(request.POST.get("since", "")), read_day(request.POST.get("until", ""))
    except Unreadable as unread:
        raise Refused("FRM-03", "/until", example="24/11/2026") from unread
    access.deputise(request.actor.id or 0, natural(request.POST.get("deputy")) or 0, since=since, until=until, by=request.actor, at=request.at)
    return _back(request, _("The deputy is named"))


@allow(*HEADS)
@require_POST
@fresh_factor
def end_deputy(request: HttpRequest, pk: int) -> HttpResponse:
    """The leader is back."""
    access.end_deputy(pk, by=request.actor, at=request.at)
    return _back(request, _("The deputyship has ended"))


def _back(request: HttpRequest, text: str) -> HttpResponse:
    telling.note(request, text, "success")
    return HttpResponseRedirect(reverse("leader:inbox"), status=303)
