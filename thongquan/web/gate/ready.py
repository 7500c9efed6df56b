"""Taking post: which gate, which lane, from when on."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from thongquan.actions.gate import sign_on
from thongquan.core.digits import natural
from thongquan.core.refused import NotFound
from thongquan.queries.gate import lists
from thongquan.web.gate.here import AGENCIES, DEVICE, LOOKING, SCANNING, device_of, first_gate, gate_of, remember, remembered
from thongquan.web.gate.words import lane_name
from thongquan.web.shared.allow import allow


@allow(*SCANNING)
@require_http_methods(["GET", "POST"])
def ready(request: HttpRequest) -> HttpResponse:
    """Choose gate and lane; signing on opens the scanner."""
    if request.method == "POST":
        return begin(request)
    code, lane = remembered(request)
    gates = list(lists.gates_in(request.actor.offices))
    wanted = request.GET.get("gate") or code
    chosen = next((gate for gate in gates if gate.code == wanted), gates[0] if gates else None)
    return render(request, "gate/ready.html", {
        "gates": gates, "chosen": chosen, "lanes": [(row, lane_name(row)) for row in chosen.lanes.all()] if chosen else [],
        "lane": lane if chosen and chosen.code == code else 0, "device": device_of(request)})


def begin(request: HttpRequest) -> HttpResponse:
    """The shift begins at the chosen lane."""
    code, _, number = request.POST.get("place", "").partition("/")
    lane = natural(number)
    if lane is None:
        return HttpResponseRedirect(reverse("gate:ready"))
    gate, device = gate_of(request, code), request.POST.get("device", "").strip()[:40]
    sign_on(gate.code, lane, device=device, by=request.actor, at=request.at)
    answer = HttpResponseRedirect(reverse("gate:scanner", args=[gate.code, lane]))
    remember(answer, gate, lane)
    answer.set_cookie(DEVICE, device.encode("ascii", "ignore").decode(), max_age=365 * 24 * 3600, samesite="Lax")
    return answer


def to(request: HttpRequest, name: str) -> HttpResponse:
    """The page of that name at the remembered gate."""
    gate = first_gate(request)
    if gate is None:
        raise NotFound("GAT-01")
    return HttpResponseRedirect(reverse(name, args=[gate.code]))


def redirecting(name: str, *roles: str) -> Any:
    """A short address that leads to a page of the remembered gate."""
    return allow(*roles)(require_GET(lambda request: to(request, name)))


to_lanes = redirecting("gate:console", *LOOKING)
to_ticks = redirecting("gate:agency", *AGENCIES)
to_yard = redirecting("gate:yard", *LOOKING)
