"""Channel rules: list, one rule's history, editor with trial, the second person's decision."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from thongquan.actions import assessment
from thongquan.core.refused import Finding
from thongquan.core.rolewords import RULE_STATES
from thongquan.core.rule import local_day
from thongquan.core.selection_check import check_rule
from thongquan.models import ChannelRuleVersion
from thongquan.queries import access
from thongquan.queries import assessment as asked
from thongquan.web.office import ruleform
from thongquan.web.office.frame import RULES, done, page
from thongquan.web.office.table import Column, Listed
from thongquan.web.shared.allow import allow
from thongquan.web.shared.boxes import Sheet
from thongquan.web.shared.clock import day
from thongquan.web.shared.sent import attempt
from thongquan.web.shared.states import CHANNEL_SIGNS
from thongquan.web.shared.stepup import fresh_factor
from thongquan.web.shared.templatetags.tq import CHANNELS
from thongquan.web.shared.tongue import say, tongue

SIGNS = {"proposed": ("check", "check"), "active": ("go", "go"), "refused": ("stop", "stop"), "withdrawn": ("wait", "x"),
         "ended": ("wait", "x"), "past": ("wait", "wait"), "future": ("info", "info")}


def state_of(rule: ChannelRuleVersion, today: date) -> str:
    """How a version stands today: an approved one may not have begun, or be over."""
    if rule.state != "active":
        return rule.state
    if rule.since > today:
        return "future"
    return "past" if rule.until and rule.until < today else "active"


def why(rule: ChannelRuleVersion) -> str:
    """The rule's reason in the reader's language."""
    return str(rule.words.get(tongue()) or rule.words.get("vi") or "")


def dates(rule: ChannelRuleVersion) -> str:
    """From when until when."""
    return f"{day(rule.since)} – {day(rule.until) if rule.until else '…'}"


@allow(*RULES)
@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """The latest version of every rule, and proposals that wait, whatever their order."""
    today = local_day(request.at)  # type: ignore[attr-defined]
    shown = asked.versions()
    current = {}
    for row in shown:
        kept = current.get(row.code)
        if kept is None or (kept.state in ("refused", "withdrawn") and row.state == "active"):
            current[row.code] = row
    columns = (
        Column("code", _("Code"), lambda r: r.code, href=lambda r: reverse("office:rule", args=[r.code])),
        Column("words", _("Reason"), why),
        Column("channel", _("Channel"), lambda r: say(CHANNELS[r.channel]), "tag", ground=lambda r: CHANNEL_SIGNS[r.channel]),
        Column("share", _("Random share, %"), lambda r: r.random_per_10000 / 100 if r.random_per_10000 else None, "number"),
        Column("dates", _("In force"), dates),
        Column("version", _("Version"), lambda r: r.version, "number"),
        Column("state", _("State"), lambda r: say(RULE_STATES[state_of(r, today)]), "tag", ground=lambda r: SIGNS[state_of(r, today)]),
    )
    table = Listed("channel-rules", columns, list(current.values()), request)
    waiting = [row for row in shown if row.state == "proposed"]
    context = {"list": table, "waiting": [_line(row, request) for row in waiting], "writes": request.actor.is_any(*assessment.WRITES)}  # type: ignore[attr-defined]
    return table.file() or page(request, "rules", context)


def _line(rule: ChannelRuleVersion, request: HttpRequest) -> dict[str, Any]:
    by, at = request.actor, request.at  # type: ignore[attr-defined]
    state = state_of(rule, local_day(at))
    ground, sign = SIGNS[state]
    return {
        "row": rule, "why": why(rule), "dates": dates(rule), "state": say(RULE_STATES[state]), "ground": ground, "sign": sign,
        "conditions": ruleform.sentences(rule.conditions), "share": rule.random_per_10000 / 100 if rule.random_per_10000 else None,
        "may_decide": rule.state == "proposed" and by.is_any(*assessment.APPROVES) and rule.proposed_by != by.id,
        "may_withdraw": rule.state == "proposed" and rule.proposed_by == by.id,
        "may_end": state in ("active", "future") and by.is_any(*assessment.WRITES),
    }


@allow(*RULES)
@require_GET
def rule(request: HttpRequest, code: str) -> HttpResponse:
    """One rule: its versions with their words, conditions, people; what the waiting one would have caught."""
    versions = asked.versions(code)
    if not versions:
        raise Http404(code)
    names = access.names_of([who for v in versions for who in (v.proposed_by, v.approved_by)])
    lines = [_line(v, request) | {"proposer": names.get(v.proposed_by or 0, ""), "approver": names.get(v.approved_by or 0, "")} for v in versions]
    waiting = next((v for v in versions if v.state == "proposed"), versions[0])
    context = {"code": code, "lines": lines, "trial": trial(ruleform.stored(waiting), request.at),  # type: ignore[attr-defined]
               "tried": waiting.version, "writes": request.actor.is_any(*assessment.WRITES)}  # type: ignore[attr-defined]
    return page(request, "rule", context)


def trial(row: dict[str, Any], at: datetime) -> asked.Trial | None:
    """What the rule would have caught last month; nothing for a rule that makes no sense yet."""
    return None if check_rule(row) else asked.trial(row, at)


@allow(*assessment.WRITES)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: str = "") -> HttpResponse:
    """Write a new rule, or the next version of one; “try” counts without proposing."""
    before = next(iter(asked.versions(code)), None) if code else None
    if code and before is None:
        raise Http404(code)
    if request.method != "POST":
        return _editor(request, before, ruleform.typed(before, request.at), (), None)  # type: ignore[attr-defined]
    raw = request.POST.dict()
    row, findings = ruleform.read(raw, code)
    findings = (*findings, *ruleform.pointed(check_rule(row))) if not findings else findings
    counted = asked.trial(row, request.at) if not findings else None  # type: ignore[attr-defined]
    if not findings and "propose" in request.POST:
        made, refused = attempt(assessment.propose_channel_rule, row, reason=raw.get("reason", ""), by=request.actor, at=request.at)  # type: ignore[attr-defined]
        if made is not None:
            messages.success(request, _("Proposed; another person must approve it"))
            return redirect("office:rule", made.code)
        findings = refused
    return _editor(request, before, raw, findings, counted)


def _editor(request: HttpRequest, before: ChannelRuleVersion | None, raw: dict[str, Any], findings: tuple[Finding, ...], counted: Any) -> HttpResponse:
    options = {"channel": [(code, say(words)) for code, words in CHANNELS.items()]}
    sheet = Sheet(ruleform.FORM, raw=raw, findings=findings, options=options, beside=ruleform.BESIDE)
    context = {"sheet": sheet, "findings": findings, "before": before, "trial": counted, **ruleform.drawn(raw)}
    return page(request, "rule_edit", context, status=422 if findings else 200)


@allow(*assessment.APPROVES)
@require_POST
@fresh_factor
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person agrees."""
    return _decided(request, pk, _("Approved; in force from its first day"), assessment.approve_channel_rule)


@allow(*assessment.APPROVES)
@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person says no."""
    return _decided(request, pk, _("The proposal is refused"), assessment.refuse_channel_rule, reason=request.POST.get("reason", ""))


@allow(*assessment.WRITES)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The proposer takes it back."""
    return _decided(request, pk, _("The proposal is withdrawn"), assessment.withdraw_channel_rule)


@allow(*assessment.WRITES)
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask that a rule end today."""
    return _decided(request, pk, _("Proposed; another person must approve it"), assessment.propose_end, last_day=local_day(request.at),  # type: ignore[attr-defined]
                    reason=request.POST.get("reason", ""))


def _decided(request: HttpRequest, pk: int, says: Any, act: Any, **said: Any) -> HttpResponse:
    found = asked.version(pk)
    if found is None:
        raise Http404(str(pk))
    done(request, says, act, pk, by=request.actor, at=request.at, **said)  # type: ignore[attr-defined]
    return redirect("office:rule", found.code)
