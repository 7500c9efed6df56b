"""What follows reviews: amendments awaited, cases for audit, violations drafted."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from thongquan.actions import review
from thongquan.queries import review as looking
from thongquan.queries.review.queue import LEADS
from thongquan.web.review import words
from thongquan.web.review.queue import REVIEWERS
from thongquan.web.shared.allow import allow
from thongquan.web.shared.clock import at_gate
from thongquan.web.shared.files import rows_answer
from thongquan.web.shared.stepup import fresh_factor
from thongquan.web.shared.telling import note


@allow(*REVIEWERS)
@require_GET
def follow_ups(request: HttpRequest) -> HttpResponse:
    """One list of what follows, those due first."""
    tab = request.GET.get("tab", "amendment")
    tab = tab if tab in looking.FOLLOW_TABS else "amendment"
    rows = looking.follow_ups(request.actor, tab=tab)
    shown = [_line(one, request) for one in rows]
    leads = request.actor.is_any(*LEADS)
    if request.GET.get("file") in ("csv", "xlsx"):
        return _file(request, tab, shown)
    context = {
        "tabs": [(code, says, code == tab) for code, says in words.FOLLOW_TABS.items()], "tab": tab, "title": words.FOLLOW_TABS[tab], "lines": shown,
        "leads": leads, "now": request.at,
        "disagreements": [{"row": row, "first": words.outcome(row.blind_of.outcome), "second": words.outcome(row.outcome),
                           "open": looking.undecided(row) and request.actor.id not in (row.done_by, row.blind_of.done_by)}
                          for row in looking.disagreements() if row.blind_of is not None] if leads else [],
    }
    return render(request, "review/follow_ups.html", context)


def _line(one: dict[str, Any], request: HttpRequest) -> dict[str, Any]:
    row = one["row"]
    return {**one, "declaration": row.declaration, "outcome": words.outcome(row.outcome),
            "found": [words.finding(str(f["type"])) + (f" ({_('line')} {f['line']})" if f.get("line") else "") for f in row.findings],
            "late": row.follow_due_at is not None and row.follow_due_at < request.at, "fines": row.follow.get("lines", []),
            "own": row.done_by == request.actor.id}


def _file(request: HttpRequest, tab: str, shown: list[dict[str, Any]]) -> HttpResponse:
    heads = [_("Declaration"), _("Declarant"), _("Outcome"), _("Finding"), _("Missing tax, đồng"), _("Decided"), _("Due")]
    rows = [[one["declaration"].number, one["declaration"].declarant.name, one["outcome"]["says"], "; ".join(one["found"]), one["row"].duty_difference,
             _local(one["row"].done_at), _local(one["row"].follow_due_at)] for one in shown]
    return rows_answer(request, request.GET["file"], str(words.FOLLOW_TABS[tab]), heads, [list(row) for row in rows], f"thong-quan-review-{tab}")


def _local(moment: Any) -> Any:
    return at_gate(moment).replace(tzinfo=None) if moment else None


@allow(*LEADS)
@require_POST
@fresh_factor
def decide(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """A head ends what was to follow: audit took it, the violation is confirmed, or it is dropped with words."""
    text, by, at = request.POST.get("text", "")[:1000], request.actor, request.at
    if act == "audit":
        review.audit_took(pk, text, by=by, at=at)
    elif act == "record":
        review.confirm_violation(pk, text, by=by, at=at)
    elif act == "drop":
        review.close_follow_up(pk, text, by=by, at=at)
    elif act == "second":
        row = review.take_second(pk, by=by, at=at)
        note(request, _("The second review is followed up"), "success")
        return HttpResponseRedirect(f"{reverse('review:follow_ups')}?tab={row.follow_up}", status=303)
    elif act == "first":
        review.leave_at_first(pk, text, by=by, at=at)
    else:
        raise Http404(act)
    note(request, _("What was to follow is done"), "success")
    return HttpResponseRedirect(f"{reverse('review:follow_ups')}?tab={request.POST.get('tab', 'amendment')[:12]}", status=303)
