"""Border guard, quarantine and transport: the vehicles of a gate, each with their tick."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from thongquan.actions.gate import tick, untick
from thongquan.core.digits import natural
from thongquan.core.gatewords import NAMES
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused
from thongquan.models import Gate
from thongquan.queries.gate import lists, people
from thongquan.web.gate.here import AGENCIES, frame, gate_of
from thongquan.web.gate.words import way
from thongquan.web.shared.allow import allow
from thongquan.web.shared.sentences import whole
from thongquan.web.shared.tongue import say


def mine(request: HttpRequest) -> list[str]:
    """The agencies this person ticks for."""
    return [agency for agency in AGENCIES if agency in request.actor.roles]


@allow(*AGENCIES)
@require_GET
def listing(request: HttpRequest, code: str) -> HttpResponse:
    """Vehicles expected, arrived and in the yard; those still without my tick first."""
    gate = gate_of(request, code)
    wanted = request.GET.get("q", "").strip()[:30]
    agencies = mine(request)
    found = lists.vehicles(gate, request.at, find=wanted)
    counts = people.counted(vehicle.crossing.pk for vehicle in found)
    rows = [row(vehicle, gate, agencies) | {"people": people.expected(vehicle.crossing.declaration), "counted": counts.get(vehicle.crossing.pk)}
            for vehicle in found]
    rows.sort(key=lambda one: one["done"])
    return render(request, "gate/part_agency.html" if request.GET.get("part") else "gate/agency.html", frame(
        request, gate, rows=rows, q=wanted, left=sum(not one["done"] for one in rows),
        agencies=[say(NAMES["agencies"][agency]) for agency in agencies]))


def row(vehicle: lists.Vehicle, gate: Gate, agencies: list[str]) -> dict[str, Any]:
    """One vehicle with all agencies of the gate and the tick that is mine to give."""
    asked = list(dict.fromkeys([*(a for a in gate.agencies if a != "customs"), *vehicle.ticks, *agencies]))
    own = [agency for agency in agencies if agency in asked]
    return {
        "vehicle": vehicle, "crossing": vehicle.crossing, "declaration": vehicle.crossing.declaration,
        "way": way(vehicle.crossing.direction),
        "done": all(agency in vehicle.ticks for agency in own),
        "others": [{"name": say(NAMES["agencies"].get(a, a)), "tick": vehicle.ticks.get(a)} for a in asked if a not in own],
        "own": [{"code": a, "name": say(NAMES["agencies"][a]), "tick": vehicle.ticks.get(a)} for a in own],
    }


def counted_in(text: str) -> int | None:
    """The passengers counted, when somebody has counted; what is no number is asked again, never taken for nothing."""
    counted = natural(text.strip(), 4)
    if counted is None and text.strip():
        raise Refused("FRM-03", "/counted", example="45")
    return counted


@allow(*AGENCIES)
@require_POST
def mark(request: HttpRequest, code: str, crossing_id: int) -> HttpResponse:
    """Tick, or take the tick back, with a note."""
    gate = gate_of(request, code)
    agency, note = request.POST.get("agency", ""), request.POST.get("note", "").strip()[:300]
    act = {"tick": tick, "untick": untick}.get(request.POST.get("act", ""))
    if act is None:
        raise NotFound("GEN-404")
    try:
        people = {} if act is untick else {"counted": counted_in(request.POST.get("counted", ""))}
        act(crossing_id, agency, note=note, **people, by=request.actor, at=request.at)
    except (Conflict, NotAllowed, NotFound):
        raise
    except Refused as refused:  # the count differs or is no number: said here, where it is counted again
        messages.error(request, whole(refused.findings[0]))
    else:
        messages.success(request, _("Ticked") if act is tick else _("Tick taken back"))
    kept = request.POST.get("q", "").strip()[:30]
    return HttpResponseRedirect(reverse("gate:agency", args=[gate.code]) + (f"?{urlencode({'q': kept})}" if kept else ""))
