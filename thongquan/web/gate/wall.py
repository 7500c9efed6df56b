"""The board on the wall: which vehicle goes where next; nothing to press."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from thongquan.core.words import Words
from thongquan.models import Gate
from thongquan.queries.gate import lists
from thongquan.web.gate import words
from thongquan.web.gate.here import LOOKING, day_start, frame, gate_of
from thongquan.web.shared.allow import allow
from thongquan.web.shared.clock import zone_of
from thongquan.web.shared.tongue import named, say

#: agencies as the board names them: short enough beside a plate
DESKS = {
    "border_guard": Words("BĐBP", "GUARD", "边防"), "quarantine_health": Words("KIỂM DỊCH", "MEDIC", "卫检"),
    "quarantine_plant": Words("KIỂM DỊCH", "PLANT", "植检"), "quarantine_animal": Words("KIỂM DỊCH", "VET", "动检"),
    "transport_management": Words("VẬN TẢI", "ROADS", "运管"),
}


@allow(*LOOKING)
@require_GET
def board(request: HttpRequest, code: str) -> HttpResponse:
    """The whole board, or with `part` its live middle alone."""
    gate = gate_of(request, code)
    totals = lists.day_totals(gate, request.at, day_start(gate, request.at))
    context = frame(request, gate, totals=totals, sides=[side(gate, request, way) for way in ("out", "in")],
                    neighbour=named(gate, "neighbour"), zone=str(zone_of(gate)), neighbour_zone=gate.neighbour_zone)
    return render(request, "gate/wall_now.html" if request.GET.get("part") else "gate/wall.html", context)


def side(gate: Gate, request: HttpRequest, direction: str) -> dict[str, Any]:
    """One direction: its next four vehicles and where each goes."""
    lanes = [lane.number for lane in gate.lanes.filter(kind="border", direction=direction, open=True).order_by("number")]
    rows = [{"crossing": one.crossing, **where_to(one, gate, lanes)} for one in lists.called(gate, request.at, direction)]
    return {"name": say(words.DIRECTIONS[direction]), "icon": "right" if direction == "out" else "left", "direction": direction, "rows": rows}


def where_to(vehicle: lists.Vehicle, gate: Gate, lanes: list[int]) -> dict[str, str]:
    """Sign, icon and words: on hold, to a bay, to an agency, to a lane."""
    leg = vehicle.crossing
    missing = [a for a in gate.agencies if a != "customs" and a not in vehicle.ticks]
    if leg.declaration.held_at is not None:
        return {"look": "st-k", "icon": "stop", "text": _("WAIT HERE")}
    if vehicle.bay:
        return {"look": "ch-k", "icon": "check", "text": vehicle.bay.upper()[:12]}
    if missing and leg.state != "expected":
        return {"look": "ch-k", "icon": "check", "text": say(DESKS.get(missing[0], missing[0]))}
    if not lanes:
        return {"look": "st-k", "icon": "stop", "text": _("SHUT")}
    return {"look": "", "icon": "go", "text": _("LANE %(number)s") % {"number": lanes[leg.pk % len(lanes)]}}
