"""The yard: what stands where since when, vehicles in and out by number."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from thongquan.actions import gate as acts
from thongquan.core.digits import natural
from thongquan.core.refused import NotFound
from thongquan.models import Gate
from thongquan.queries.gate import lists
from thongquan.web.gate import words
from thongquan.web.gate.here import LOOKING, SCANNING, frame, gate_of
from thongquan.web.gate.scanner import asked_in
from thongquan.web.shared.allow import allow


@allow(*LOOKING)
@require_http_methods(["GET", "POST"])
def listing(request: HttpRequest, code: str) -> HttpResponse:
    """The yard now; a post brings one vehicle in or out by its number."""
    gate = gate_of(request, code)
    told = moved(request, gate) if request.method == "POST" else None
    found = lists.yard(gate)
    rows = [
        {"vehicle": one, "crossing": one.crossing, "declaration": one.crossing.declaration, "waits": one.waits(request.at),
         "way": words.way(one.crossing.direction)}
        for one in found]
    context = frame(
        request, gate, rows=rows, told=told, event=uuid4(), free=max(gate.yard_capacity - len(rows), 0),
        lanes=[{"lane": lane, "name": words.lane_name(lane)} for lane in gate.lanes.exclude(kind="border").order_by("number")])
    return render(request, "gate/part_yard.html" if request.GET.get("part") else "gate/yard.html", context)


def moved(request: HttpRequest, gate: Gate) -> words.Shown:
    """One vehicle through a yard lane."""
    lane = gate.lanes.exclude(kind="border").filter(number=natural(request.POST.get("lane"))).first()
    if lane is None or not request.actor.is_any(*SCANNING):
        raise NotFound("GAT-01")
    return words.shown(acts.scan(asked_in(request, gate, lane), by=request.actor, at=request.at), gate, lane)


@allow("gate_officer", "yard_operator")
@require_POST
def bay(request: HttpRequest, code: str, crossing_id: int) -> HttpResponse:
    """The place of one vehicle."""
    gate = gate_of(request, code)
    acts.give_bay(crossing_id, request.POST.get("bay", ""), by=request.actor, at=request.at)
    messages.success(request, _("Place noted"))
    return HttpResponseRedirect(reverse("gate:yard", args=[gate.code]))
