"""The reviewers' queue: due day, band, why chosen; one key opens the next."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from thongquan.core.review import BANDS, WHY
from thongquan.queries import review as looking
from thongquan.queries.review import Row
from thongquan.queries.review.queue import LEADS
from thongquan.web.review import words
from thongquan.web.shared.allow import allow
from thongquan.web.shared.clock import at_gate
from thongquan.web.shared.files import rows_answer
from thongquan.web.shared.tongue import say

REVIEWERS = ("reviewer", *LEADS)
FILES = ("csv", "xlsx")


@allow(*REVIEWERS)
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """One tab of reviews, those due first."""
    counts = looking.counts(request.actor, request.at)
    leads = request.actor.is_any(*LEADS)
    first = "mine" if request.actor.is_any("reviewer") else "team"
    tab = request.GET.get("tab", first)
    tab = tab if tab in counts else first
    why, band = request.GET.get("why", ""), request.GET.get("band", "")
    text = request.GET.get("text", "").replace("\x00", "")[:80]
    rows = looking.listed(request.actor, request.at, tab=tab, why=why if why in WHY else "", band=band if band in BANDS else "", text=text)
    shown = [line(row, request, leads=leads) for row in rows]
    if request.GET.get("file") in FILES:
        return _file(request, tab, shown)
    grounds = [(code, say(says)) for code, says in WHY.items() if leads or code != "blind"]
    context = {
        "tabs": [(code, words.TABS[code], n, code == tab) for code, n in counts.items()], "tab": tab, "title": words.TABS[tab], "lines": shown,
        "grounds": grounds, "bands": [(code, say(says)) for code, says in BANDS.items() if code], "why": why, "band": band, "text": text, "now": request.at,
        "leads": leads, "done": request.session.pop("review_done", ""),
        "here": urlencode({k: v for k, v in {"tab": tab, "why": why, "band": band, "text": text}.items() if v}),
    }
    return render(request, "review/queue.html", context)


def line(row: Row, request: HttpRequest, *, leads: bool) -> dict[str, Any]:
    """One review of the list, in words."""
    declaration = row.review.declaration
    return {
        "row": row, "pk": row.review.pk, "declaration": declaration, "clock": words.clock(row.review, request.at, paused=row.paused),
        "why": words.why(row.review, leads=leads), "band": words.band(row.review.band), "bars": words.BAND_SIGNS.get(row.review.band, 0),
        "channel": words.channel(declaration.channel), "outcome": words.outcome(row.review.outcome) if row.review.state == "done" else None,
        "mine": row.task is not None and row.task.officer_id == request.actor.id, "leads": leads,
    }


def _file(request: HttpRequest, tab: str, shown: list[dict[str, Any]]) -> HttpResponse:
    """The tab as a table to take along."""
    heads = [_("Declaration"), _("Declarant"), _("Goods"), _("Channel of checking"), _("Why chosen"), _("Band"), _("Due"), _("Outcome")]
    rows = [[one["declaration"].number, one["declaration"].declarant.name, one["declaration"].first_name, one["channel"]["says"], one["why"], one["band"],
             at_gate(one["row"].review.due_at).replace(tzinfo=None), one["outcome"]["says"] if one["outcome"] else ""] for one in shown]
    return rows_answer(request, request.GET["file"], str(words.TABS[tab]), heads, [list(row) for row in rows], f"thong-quan-review-{tab}")


@allow("reviewer")
@require_POST
def take_next(request: HttpRequest) -> HttpResponse:
    """The review that is due first opens."""
    rows = looking.listed(request.actor, request.at, tab="mine", limit=1)
    return redirect(reverse("review:case", args=[rows[0].review.pk]) if rows else reverse("review:queue"))
