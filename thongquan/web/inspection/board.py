"""The day of one place: bays with their appointments, goods without one, moves."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from thongquan.actions import inspection
from thongquan.catalog.goods_reasons import PAUSE_REASONS, RESCHEDULE_REASONS
from thongquan.core.refused import Refused
from thongquan.core.rule import local_day
from thongquan.queries import inspection as asked
from thongquan.web.inspection import frame, words
from thongquan.web.shared.allow import allow
from thongquan.web.shared.sentences import whole
from thongquan.web.shared.telling import note
from thongquan.web.shared.tongue import say

#: days of free slots offered
OFFERED = 3
DAY = timedelta(days=1)


@allow(*frame.LOOKS)
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """The orders of a day by bay, perishables first; `?part=1` gives the bays alone, for refreshing."""
    sites = asked.sites_of(request.actor.offices)
    site, day = frame.site_of(request, sites), frame.day_of(request)
    context: dict[str, Any] = frame.place_context(request, site) | {
        "sites": sites, "day": day, "today": local_day(request.at), "before": day - DAY, "after": day + DAY, "now": request.at,
        "bays": bays(request, site, day) if site else [], "loose": frame.cards(asked.without_slot(site), request) if site else [],
        "left": frame.cards(asked.left_over(site, day), request) if site and day == local_day(request.at) else [],
        "pause_reasons": words.choices(PAUSE_REASONS), "pause_words": say(PAUSE_REASONS.get(site.pause_reason)) if site and site.pause_reason else "",
        "states": words.STATES, "reopens": (request.at + timedelta(hours=2)),
    }
    if request.GET.get("part"):
        return render(request, "inspection/bays.html", context)
    return frame.remember(render(request, "inspection/board.html", context), site)


def bays(request: HttpRequest, site: Any, day: Any) -> list[dict[str, Any]]:
    """Every bay of the place with its cards of the day."""
    found = frame.cards([row for row in asked.orders_at(site, day) if row.state != "withdrawn"], request)
    return [{"bay": bay, "cards": [card for card in found if card.row.bay == bay]} for bay in range(1, site.bays + 1)]


@allow(*frame.MANAGES)
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Another appointment, with a reason."""
    row, wrong = frame.of_mine(pk), ""
    if request.method == "POST":
        try:
            slot = datetime.fromisoformat(request.POST.get("slot", ""))
        except ValueError:
            slot = None
        if slot is None or slot.tzinfo is None:
            wrong = _("Choose a time from the list")
        else:
            try:
                inspection.reschedule(pk, slot_at=slot, reason_code=request.POST.get("reason_code", ""), by=request.actor, at=request.at)
                note(request, _("The appointment is moved; the trader is told"), "success")
                return HttpResponseRedirect(reverse("inspection:order", args=[pk]))
            except Refused as refused:
                wrong = whole(refused.findings[0])
    free = asked.free_slots(row.site, request.at, OFFERED) if row.site else []
    days: dict[Any, list[Any]] = {}
    for slot_free in free:
        days.setdefault(local_day(slot_free.at), []).append(slot_free)
    return render(request, "inspection/move.html", {
        "row": row, "days": list(days.items()), "reasons": words.choices(RESCHEDULE_REASONS), "wrong": wrong, "findings": [wrong] if wrong else [],
        "typed": request.POST}, status=422 if wrong else 200)
