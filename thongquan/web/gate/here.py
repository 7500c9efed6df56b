"""Where this person stands: the gate and lane in the address, and those remembered."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.http import HttpRequest, HttpResponse

from thongquan.core.digits import natural
from thongquan.core.refused import NotFound
from thongquan.models import Gate, Lane
from thongquan.queries.gate import lists
from thongquan.web.shared.clock import zone_of
from thongquan.web.shared.views import keep

#: the last gate and lane of this browser, and what people call the device
PLACE, DEVICE = "tq_gate", "tq_device"
SCANNING = ("gate_officer", "yard_operator", "camera_officer")
LOOKING = (*SCANNING, "seal_keeper", "border_guard", "team_leader", "office_leader", "region_leader", "nation_leader")
AGENCIES = ("border_guard", "quarantine_health", "quarantine_plant", "quarantine_animal", "transport_management")


def gate_of(request: HttpRequest, code: str) -> Gate:
    """The gate of the address, when it is one of this person's; otherwise GAT-01."""
    gate = Gate.objects.filter(code=code, active=True, office_id__in=request.actor.offices).first()
    if gate is None:
        raise NotFound("GAT-01")
    return gate


def lane_of(gate: Gate, number: int) -> Lane:
    """One lane of the gate; otherwise GAT-01."""
    lane = gate.lanes.filter(number=number).first()
    if lane is None:
        raise NotFound("GAT-01")
    return lane


def remembered(request: HttpRequest) -> tuple[str, int]:
    """The gate and lane this browser served last."""
    code, _, lane = request.COOKIES.get(PLACE, "").partition("/")
    return code, natural(lane) or 0


def first_gate(request: HttpRequest) -> Gate | None:
    """The remembered gate, else the first of this person's."""
    gates = list(lists.gates_in(request.actor.offices))
    code, _ = remembered(request)
    return next((gate for gate in gates if gate.code == code), gates[0] if gates else None)


def remember(response: HttpResponse, gate: Gate, lane: int | None, device: str | None = None) -> HttpResponse:
    """Keep the place, and the device's name, in this browser."""
    keep(response, PLACE, f"{gate.code}/{lane or ''}")
    return keep(response, DEVICE, device) if device is not None else response


def device_of(request: HttpRequest) -> str:
    """What people call this device."""
    return request.COOKIES.get(DEVICE, "")[:40]


def day_start(gate: Gate, at: datetime) -> datetime:
    """Midnight on the gate's clock."""
    here = at.astimezone(zone_of(gate))
    return datetime.combine(here.date(), time(), here.tzinfo)


#: page -> the entry of the header it belongs to
WAYS = {"console": "/gate/lanes/", "wall": "/gate/lanes/", "yard": "/gate/yard/", "agency": "/gate/ticks/", "goods": "/gate/ticks/", "lane": "/gate/ticks/"}


def frame(request: HttpRequest, gate: Gate, **more: Any) -> dict[str, Any]:
    """What the pages of one gate share: the gate, its other pages, the moment."""
    roles, request.way = request.actor.roles, WAYS.get(request.resolver_match.url_name, request.path)
    return {
        "gate": gate, "at": request.at, "may_scan": bool(roles & set(SCANNING)), "may_act": "gate_officer" in roles,
        "may_tick": bool(roles & set(AGENCIES)), "may_place": bool(roles & {"gate_officer", "yard_operator"}),
        "gates": lists.gates_in(request.actor.offices), "stream": f"/stream/gate/{gate.code}", **more,
    }
