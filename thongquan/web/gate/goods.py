"""Consignments bound for a gate: customs' channel and each agency's own lane in one row."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from thongquan.actions.gate import give_lane
from thongquan.core.agency_lane import GREEN, LANES
from thongquan.core.gatewords import NAMES
from thongquan.core.numbers import pretty
from thongquan.models import AgencyLane, Gate, GoodsDeclaration
from thongquan.queries.clearance import at_gate, lanes_of
from thongquan.web.gate.agency import mine
from thongquan.web.gate.here import AGENCIES, frame, gate_of
from thongquan.web.shared.allow import allow
from thongquan.web.shared.lanes import row_of
from thongquan.web.shared.sent import attempt
from thongquan.web.shared.sentences import whole
from thongquan.web.shared.telling import note as say_next
from thongquan.web.shared.tongue import say


@allow(*AGENCIES)
@require_GET
def listing(request: HttpRequest, code: str) -> HttpResponse:
    """What is on its way to this gate or waits there; first what my own lane keeps."""
    return page(request, gate_of(request, code))


def page(request: HttpRequest, gate: Gate, *, wrong: str = "", of: int = 0, typed: str = "") -> HttpResponse:
    """The list, with what stands against a lane just given."""
    wanted, agencies = request.GET.get("q", "").strip()[:40], mine(request)
    found = at_gate(gate, request.at, find=wanted)  # type: ignore[attr-defined]
    given = lanes_of(row.pk for row in found)
    rows = [one_row(row, given.get(row.pk, {}), gate, agencies) | ({"wrong": wrong, "typed": typed} if row.pk == of else {}) for row in found]
    rows.sort(key=lambda one: not one["kept"])
    return render(request, "gate/goods.html", frame(
        request, gate, rows=rows, q=wanted, lanes=[(lane, say(words)) for lane, words in LANES.items()],
        agencies=[say(NAMES["agencies"][agency]) for agency in agencies]), status=422 if wrong else 200)


def one_row(row: GoodsDeclaration, given: dict[str, AgencyLane], gate: Gate, agencies: list[str]) -> dict[str, Any]:
    """One consignment: everybody's lane, the strictest of them, and the forms that are mine."""
    return {
        "row": row, "number": pretty(row.number or ""), "says": row_of(row, given, (*gate.agencies, *agencies)),
        "kept": any(agency in given and given[agency].lane != GREEN for agency in agencies),
        "own": [{"code": agency, "name": say(NAMES["agencies"][agency]), "lane": given.get(agency)} for agency in agencies]}


@allow(*AGENCIES)
@require_POST
def lane(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """My agency's lane for one consignment."""
    gate, sent = gate_of(request, code), request.POST
    _made, findings = attempt(give_lane, pk, sent.get("agency", ""), sent.get("lane", ""), note=sent.get("note", "")[:300],
                              by=request.actor, at=request.at)  # type: ignore[attr-defined]
    if findings:
        return page(request, gate, wrong=whole(findings[0]), of=pk, typed=sent.get("note", "")[:300])
    say_next(request, _("The lane is given; the declarant is told"), "success")
    return redirect("gate:goods", gate.code)
