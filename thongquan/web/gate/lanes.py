"""The lane console: every lane with its last verdict, and what was dealt with lately."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from thongquan.core import plates
from thongquan.core.digits import natural
from thongquan.core.gatecheck import seen_of
from thongquan.core.gatewords import GO, NAMES
from thongquan.models import Gate, Scan
from thongquan.queries.gate import lists
from thongquan.web.gate import words
from thongquan.web.gate.here import LOOKING, day_start, frame, gate_of, remember, remembered
from thongquan.web.shared.allow import allow
from thongquan.web.shared.clock import zone_of
from thongquan.web.shared.tongue import say

ROWS = 50


@allow(*LOOKING)
@require_GET
def console(request: HttpRequest, code: str) -> HttpResponse:
    """The whole page, or with `part` its live middle alone."""
    gate = gate_of(request, code)
    lanes = lists.lanes_now(gate, day_start(gate, request.at))
    numbers = [now.lane.number for now in lanes]
    wanted = natural(request.GET.get("lane"))
    chosen = wanted if wanted in numbers else start(request, gate, numbers)
    scans = lists.last_scans(gate, ROWS)
    colleagues = lists.names_of({scan.second_officer_id for scan in scans if scan.second_officer_id})
    totals = lists.day_totals(gate, request.at, day_start(gate, request.at))
    context = frame(
        request, gate, cards=[card(now, gate, chosen) for now in lanes], chosen=chosen, totals=totals,
        rows=[line(scan, gate, colleagues) for scan in scans], event=uuid4())
    if request.GET.get("part"):
        return render(request, "gate/lanes_now.html", context)
    return remember(render(request, "gate/lanes.html", context), gate, chosen)


def start(request: HttpRequest, gate: Gate, numbers: list[int]) -> int:
    """The lane chosen first: the remembered one, else the first."""
    code, lane = remembered(request)
    return lane if code == gate.code and lane in numbers else (numbers or [0])[0]


def card(now: lists.LaneNow, gate: Gate, chosen: int) -> dict[str, Any]:
    """One lane as drawn."""
    verdict, scan = now.verdict, now.scan
    look, icon = words.LOOKS[verdict.sign] if verdict else ("v-idle", "wait")
    return {
        "lane": now.lane, "name": words.lane_name(now.lane), "direction": words.way(now.lane.direction),
        "on": now.lane.number == chosen, "waiting": now.waiting, "scan": scan, "look": look, "icon": icon,
        "word": say(words.SHORT[verdict.sign]) if verdict else "", "says": words.sentence(verdict, gate) if verdict else "",
        "plates": scan.plates if scan else [], "seen": seen(scan), "number": now.number,
        "ticks": list(ticks(now, gate)) if scan and now.number else [],
        "open": now.open_leg is not None and verdict is not None and verdict.sign != GO,
        "crossed": verdict is not None and verdict.sign == GO,
        "usual": words.USUAL.get(verdict.code, "") if verdict and now.open_leg else "", "event": uuid4(),
    }


def seen(scan: Scan | None) -> dict[str, Any]:
    """What camera or eye read beside what the pass says; empty when nobody looked."""
    if scan is None or not scan.seen_plate or not scan.plates:
        return {}
    expected = scan.plates[0]
    here = seen_of(expected["key"], (scan.seen_plate, ""), "part" in expected)[0]
    if not here:  # the tractor before a trailer alone: it stands on no pass
        return {}
    agrees = plates.same(plates.fitting(here), plates.fitting(expected["key"]))
    return {"key": plates.normalise(scan.seen_plate), "country": expected["country"], "expected": expected["key"], "agrees": agrees}


def ticks(now: lists.LaneNow, gate: Gate) -> list[dict[str, Any]]:
    """Each agency whose tick this gate asks for."""
    passed = now.verdict is not None and now.verdict.sign == GO
    return [
        {"name": say(NAMES["agencies"].get(agency, agency)), "done": passed or agency in now.ticked or agency == "customs" and now.state != ""}
        for agency in gate.agencies
    ]


def line(scan: Scan, gate: Gate, seconds: dict[int, str]) -> dict[str, Any]:
    """One row of what was dealt with."""
    verdict = lists.verdict_of(scan)
    here = scan.at.astimezone(zone_of(gate))
    return {
        "scan": scan, "when": f"{here:%H:%M:%S}", "second": seconds.get(scan.second_officer_id or 0, ""),
        "word": say(words.SHORT[scan.sign]), "ground": words.GROUNDS[scan.sign], "icon": words.LOOKS[scan.sign][1],
        "says": words.sentence(verdict, gate) if verdict else scan.code,
    }
