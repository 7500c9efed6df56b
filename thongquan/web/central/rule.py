"""The rule of assignment: tried on last month, proposed, approved by two people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from thongquan.actions import assignment
from thongquan.actions.assignment import epochs
from thongquan.actions.assignment.rules import WRITES
from thongquan.core.assignment_rule import KIND_WORDS, KINDS, LIMITS, SUPPLEMENT_WORDS, AssignmentRule, check_rule
from thongquan.core.digits import natural
from thongquan.core.refused import Finding, NotAllowed, NotFound, Refused
from thongquan.models import AssignmentRuleVersion
from thongquan.queries.assignment.roster import rule_at
from thongquan.queries.assignment.simulate import simulate
from thongquan.web.central.team import LEADS
from thongquan.web.shared.allow import allow
from thongquan.web.shared.sentences import sentence
from thongquan.web.shared.stepup import fresh_factor
from thongquan.web.shared.telling import note
from thongquan.web.shared.tongue import say

MONTH = timedelta(days=30)
SEES = tuple(sorted({*LEADS, *WRITES}))
NUMBER_WORDS = {
    "per_case": gettext_lazy("Points for a case"), "per_line": gettext_lazy("Points for a line"), "capacity": gettext_lazy("Most open points"),
    "least": gettext_lazy("Fewest eligible before looking further"), "rotation_last": gettext_lazy("Last cases looked at"),
    "rotation_most": gettext_lazy("Of them of one trader at most"), "sticky_days": gettext_lazy("Days the same goods come back"),
}


def body_of(sent: QueryDict, now: AssignmentRule) -> dict[str, Any]:
    """The rule as typed; what is not a number stays a text, which the check refuses."""
    numbers = {name: whole(sent.get(name), getattr(now, name)) for name in NUMBER_WORDS}
    extra = {name: whole(sent.get(f"extra-{name}"), now.supplements.get(name, 0)) for name in SUPPLEMENT_WORDS}
    return {**now.body(), **numbers, "supplements": extra}


def whole(text: str | None, usual: int) -> int | str:
    """A whole number as typed, the present one when nothing was."""
    if text is None or not text.strip():
        return usual
    plain = text.strip()
    number = natural(plain, 7)
    return plain if number is None else number


@allow(*SEES)
@require_GET
def rule(request: HttpRequest) -> HttpResponse:
    """The rule in force and, with `?try=1`, what another would have done on last month's draws."""
    now = rule_at(request.at)
    body, kind = body_of(request.GET, now), request.GET.get("kind", "")
    kind = kind if kind in KINDS else KINDS[0]
    wrong: list[Finding] = check_rule({**body, "version": now.version + 1})
    trial = None
    if request.GET.get("try") and not wrong:
        units = () if request.actor.is_any("nation_leader", "risk_analyst") else tuple(request.actor.offices)
        trial = simulate(AssignmentRule.of({**body, "version": now.version + 1}), request.at - MONTH, request.at, key_of=epochs.key_of, units=units, kind=kind)
    return page(request, now, body, kind, wrong, trial)


def page(request: HttpRequest, now: AssignmentRule, body: dict[str, Any], kind: str, wrong: list[Finding], trial: Any = None,
         status: int = 200) -> HttpResponse:
    """The rule as a form, its trial beside."""
    bad = {finding.pointer: sentence(finding) for finding in wrong}
    context = {
        "now": now, "kind": kind, "kinds": [(code, say(KIND_WORDS[code]), code == kind) for code in KINDS],
        "numbers": [(name, says, body[name], getattr(now, name), LIMITS[name], bad.get(f"/{name}", "")) for name, says in NUMBER_WORDS.items()],
        "extras": [(name, say(says), body["supplements"][name], now.supplements.get(name, 0), bad.get(f"/supplements/{name}", ""))
                   for name, says in SUPPLEMENT_WORDS.items()],
        "trial": trial, "findings": wrong, "wrong": [(f.pointer.strip("/").replace("supplements/", "extra-"), sentence(f)) for f in wrong],
        "writes": request.actor.is_any(*WRITES), "proposed": AssignmentRuleVersion.objects.filter(state="proposed").first(),  # type: ignore[attr-defined]
    }
    return render(request, "central/rule.html", context, status=status)


@allow(*WRITES)
@require_POST
def propose(request: HttpRequest) -> HttpResponse:
    """Propose the next version; somebody else approves it."""
    now = rule_at(request.at)
    body = body_of(request.POST, now)
    try:
        assignment.propose_rule(body, reason=request.POST.get("reason", "")[:400], by=request.actor, at=request.at)
    except (NotFound, NotAllowed):
        raise
    except Refused as refused:
        return page(request, now, body, KINDS[0], list(refused.findings), status=422)
    note(request, _("The rule is proposed; a second person approves it"), "success")
    return redirect("central:rule")


@allow(*WRITES)
@require_POST
def decide(request: HttpRequest, pk: int, verdict: str) -> HttpResponse:
    """The second person approves the rule, or refuses it with a reason."""
    if verdict not in ("approve", "refuse"):
        raise Http404(verdict)
    return (fresh_factor(_approve) if verdict == "approve" else _refuse)(request, pk)


def _approve(request: Any, pk: int) -> HttpResponse:
    assignment.approve_rule(pk, by=request.actor, at=request.at)
    note(request, _("The rule holds for every draw that begins from now on"), "success")
    return redirect("central:rule")


def _refuse(request: Any, pk: int) -> HttpResponse:
    assignment.refuse_rule(pk, reason=request.POST.get("reason", "")[:400], by=request.actor, at=request.at)
    note(request, _("The rule is not approved"), "success")
    return redirect("central:rule")
