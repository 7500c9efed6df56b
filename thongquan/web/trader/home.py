"""The first page of a declarant: what needs him, vehicles and goods, the last trip again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from thongquan.core.vehicle import direction_of
from thongquan.models import Gate, SavedTrip
from thongquan.queries.crossing import trips
from thongquan.queries.crossing.prefill import good_time
from thongquan.queries.place import gates, hours_on, is_open
from thongquan.web.shared.clock import at_gate
from thongquan.web.trader import acting
from thongquan.web.trader.goods.glance import glance
from thongquan.web.trader.telling import countdown, gate_hour, regime_words, whereabouts

MOST_NEEDS, MOST_SAVED, MOST_UNDER_WAY = 3, 8, 5


@acting.traders
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """One glance, then one tap."""
    ids = acting.in_view(request)
    party = acting.declarant(request) if ids else None
    last = trips.last_trip(party.pk) if party else None
    waiting = trips.needs(ids, request.at)
    going = trips.under_way(ids)
    driving = trips.driven_by(going, request.actor.id)
    gate = last.gate if last and last.gate else gates().first()
    context = {
        "party": party, "parties": acting.parties(request), "chosen": acting.chosen(request), "gate": gate, "now": request.at,
        "needs": [need for need in waiting if need.why != "draft"][:MOST_NEEDS], "needs_more": max(0, len(waiting) - MOST_NEEDS),
        "drafts": [need.trip for need in waiting if need.why == "draft"][:2],
        "last": last, "regime": regime_words(last) if last else "", "again_at": good_time(last.gate, request.at, last.regime) if last else None,
        "saved": list(SavedTrip.objects.filter(declarant_id__in=ids).order_by("-used_at", "name")[:MOST_SAVED]),
        "gate_now": gate_now(gate, request.at, last.regime if last else "") if gate else None,
        "mine": [under_way(row, request.at) for row in driving[:MOST_NEEDS]],
        "going": [under_way(row, request.at) for row in going if row not in driving][:MOST_UNDER_WAY], "going_count": len(going),
        **glance(ids, request),
    }
    return render(request, "trader/home.html", context)


def gate_now(gate: Gate, at: datetime, regime: str = "") -> dict[str, Any]:
    """Open or not to whoever starts this way, the real waits of the last day, when it closes or opens next."""
    way = direction_of(regime, 1)
    opens, closes = hours_on(gate, at_gate(at, gate).date(), way)
    wait = trips.waiting(gate, at)
    return {"open": is_open(gate, at, way), "closes": gate_hour(closes), "opens": gate_hour(opens), "wait": wait}


def under_way(row: Any, at: datetime) -> dict[str, Any]:
    """A trip of the list: where it is in one sentence, how long until its deadline, how loud to say it."""
    left = row.due_back_at - at if row.due_back_at else None
    sign = "stop" if left and left < timedelta() else "check" if left and left < trips.DUE_SOON else "info"
    return {"trip": row, "says": whereabouts(row), "left": countdown(left), "sign": sign}
