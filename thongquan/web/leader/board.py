"""The live board of a gate: tiles, lanes, yard, who is late, what comes; seconds fresh."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from thongquan.models import Gate
from thongquan.queries.gate.lists import gates_in
from thongquan.queries.place import is_open, today_in_words
from thongquan.queries.report import board as boards
from thongquan.web.desk import words
from thongquan.web.desk.telling import midnight
from thongquan.web.leader.boardmap import coming, gate_map
from thongquan.web.shared.allow import allow
from thongquan.web.shared.clock import span
from thongquan.web.shared.navigation import EVERY_OFFICER, OFFICE
from thongquan.web.shared.tongue import named

WATCHERS = tuple(sorted(EVERY_OFFICER - OFFICE))


@allow(*WATCHERS)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The board of the first gate in reach."""
    first = gates_in(request.actor.offices).first()
    if first is None:
        raise Http404("gate")
    return redirect("leader:gate", code=first.code)


@allow(*WATCHERS)
@require_GET
def board(request: HttpRequest, code: str) -> HttpResponse:
    """One gate; `?part=1` gives the living part alone."""
    gate = gates_in(request.actor.offices).filter(code=code).first()
    if gate is None:
        raise Http404(code)
    seen = boards.board(gate, request.at, midnight(request.at, gate))
    context = {
        "gate": gate, "board": seen, "now": request.at, "map": gate_map(seen), "coming": coming(seen), "open": _open(gate, request.at),
        "late": [_late(row, request.at) for row in seen.late], "paused": _("Paused: %(why)s") % {"why": gate.paused_reason} if gate.paused_at else "",
        "closed": [lane for lane in seen.lanes if not lane["open"] and lane["kind"] == "border"], "table": _table(seen),
        "over": [hour for hour, n in seen.hours if n > gate.hourly_capacity], "oldest": span(request.at - seen.oldest_due) if seen.oldest_due else "",
        "neighbour": f"{request.at.astimezone(ZoneInfo(gate.neighbour_zone)):%H:%M}", "hours_table": [(f"{hour}:00", n) for hour, n in seen.hours],
    }
    if request.GET.get("part"):
        return render(request, "leader/board_part.html", context)
    context["gates"] = [(one.code, named(one), one.code == gate.code) for one in gates_in(request.actor.offices)]
    return render(request, "leader/board.html", context)


def _open(gate: Gate, at: datetime) -> dict[str, Any]:
    """Whether the gate works now, and its hours today."""
    hours, inward = today_in_words(gate, at.astimezone(ZoneInfo(gate.zone)).date())
    if inward is not None:
        hours = _("out %(out)s · in %(into)s") % {"out": hours or "–", "into": inward or "–"}
    return {"now": is_open(gate, at) and gate.paused_at is None, "hours": hours}


def _late(row: dict[str, Any], at: datetime) -> dict[str, Any]:
    """One vehicle that is late or nearly."""
    left = row["due_back_at"] - at
    return {**row, "late": left.total_seconds() < 0, "span": span(abs(left)), "regime_words": words.choice("regime", row["regime"]),
            "case_words": words.choice("case", row["case"])}


def _table(seen: boards.Board) -> list[list[Any]]:
    """The drawing as rows: place, vehicles, median wait."""
    rows = []
    for way, says in (("out", _("Outward lanes")), ("in", _("Inward lanes"))):
        wait = seen.wait_out if way == "out" else seen.wait_in
        rows.append([says, sum(v["direction"] == way for v in seen.yard), span(wait) if wait is not None else "–"])
    return [*rows, [_("Yard"), seen.in_yard, "–"]]
