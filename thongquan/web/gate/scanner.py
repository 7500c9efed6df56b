"""The scanner at one lane: camera, hardware scanner and typed numbers, one verdict each."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from thongquan.actions import gate as acts
from thongquan.actions.gate.scan import public_keys
from thongquan.core.digits import natural
from thongquan.core.gatewords import REASONS, Verdict
from thongquan.core.refused import NotFound, Refused
from thongquan.models import Gate, Lane
from thongquan.queries.gate import lists
from thongquan.web.gate import words
from thongquan.web.gate.here import SCANNING, device_of, frame, gate_of, lane_of, remember
from thongquan.web.shared.allow import allow
from thongquan.web.shared.errors import STATUSES, refused_page
from thongquan.web.shared.sentences import sentence

SOURCES = ("camera", "wedge", "typed")
#: answers the page may give by itself at once: what was read is no pass of ours
AT_ONCE = ("BAD", "SIG")


@allow(*SCANNING)
@require_GET
def page(request: HttpRequest, code: str, lane: int) -> HttpResponse:
    """The scanner, ready."""
    gate = gate_of(request, code)
    here = lane_of(gate, lane)
    answer = render(request, "gate/scanner.html", context(request, gate, here))
    answer.allows_wasm = True
    return remember(answer, gate, here.number)


def context(request: HttpRequest, gate: Gate, lane: Lane, **more: Any) -> dict[str, Any]:
    """What the scanner page draws from."""
    newest = next(iter(lists.last_scans(gate, 1)), None)
    last = words.lately(newest.sign, newest.plates, newest.at, gate) if newest else None
    public_keys()
    return frame(request, gate, lane=lane, lane_name=words.lane_name(lane), device=device_of(request), event=uuid4(), last=last,
                 at_once=[words.shown(refused(name), gate, lane) for name in AT_ONCE], cut=cut(), keys=keys(), **more)


def refused(code: str) -> acts.Answer:
    """The answer to something that is no pass, as the page gives it by itself."""
    return acts.Answer(Verdict(REASONS[code].sign, code, {}))


def cut() -> dict[str, str]:
    """The band while the centre does not answer."""
    look, icon = words.LOOKS["call"]
    return {"look": look, "icon": icon, "word": words.say(words.SIGNS["call"])}


def keys() -> list[dict[str, Any]]:
    """The published pass keys: number, 32 bytes, from when until when (milliseconds)."""
    return [
        {"kid": key.kid, "public": key.public.hex(), "since": int(key.since.timestamp() * 1000),
         "until": int(key.until.timestamp() * 1000), "training": key.training}
        for key in public_keys().values()
    ]


@allow(*SCANNING)
@require_http_methods(["GET", "POST"])
def scan(request: HttpRequest) -> HttpResponse:
    """One scan. A script gets the verdict as JSON with its drawing, a plain form the whole page.

    Who opens the address itself, after a verdict without scripts or from the history, begins at the gate's page.
    """
    if request.method != "POST":
        return HttpResponseRedirect(reverse("gate:ready"))
    wants_json = "application/json" in request.headers.get("Accept", "")
    try:
        gate = gate_of(request, request.POST.get("gate", ""))
        lane = lane_of(gate, number_in(request.POST.get("lane", "")))
        asked = asked_in(request, gate, lane)
        answer = acts.scan(asked, by=request.actor, at=request.at)
    except Refused as refusal:
        if not wants_json:
            return refused_page(request, refusal)
        status = next(number for kind, number in STATUSES if isinstance(refusal, kind))
        return JsonResponse({"code": refusal.code, "say": sentence(refusal.findings[0])}, status=status)
    drawn = words.shown(answer, gate, lane, asked.seen)
    if not wants_json:
        page = render(request, "gate/verdict_page.html", context(request, gate, lane, shown=drawn))
        page.allows_wasm = True
        return page
    return JsonResponse({
        "id": str(asked.id), "sign": drawn.sign, "code": drawn.code, "number": drawn.number, "word": drawn.word, "say": drawn.say,
        "movement": drawn.movement, "leg": drawn.leg, "plates": [row["text"] for row in drawn.plates], "repeated": drawn.repeated,
        "act": act_address(gate, lane, drawn), "html": render_to_string("gate/verdict.html", {"shown": drawn}, request),
        "last": render_to_string("gate/last.html", {"last": words.lately(drawn.sign, drawn.plates, request.at, gate)}, request),
    })


def number_in(text: str) -> int:
    """A lane's number; GAT-01 for anything else."""
    number = natural(text)
    if number is None:
        raise NotFound("GAT-01")
    return number


def asked_in(request: HttpRequest, gate: Gate, lane: Lane) -> acts.ScanRequest:
    """The scan a device sends; without a usable event id it gets one, so it cannot be repeated."""
    try:
        event = UUID(request.POST.get("id", ""))
    except ValueError:
        event = uuid4()
    source = request.POST.get("source", "")
    return acts.ScanRequest(
        event, request.POST.get("digits", "").strip()[:400], gate.code, lane.number, device=device_of(request),
        source=source if source in SOURCES else "typed", seen_plate=request.POST.get("plate", "").strip()[:20],
        seen_trailer=request.POST.get("trailer", "").strip()[:20],
        seconds=natural(request.POST.get("seconds"), 5))


def act_address(gate: Gate, lane: Lane, drawn: words.Shown) -> str:
    """Where an officer settles this verdict; the search when the movement is not known."""
    if drawn.movement:
        return reverse("gate:act", args=[gate.code, lane.number, drawn.movement])
    return reverse("gate:find", args=[gate.code, lane.number])


@allow(*SCANNING)
@require_GET
def find(request: HttpRequest, code: str, lane: int) -> HttpResponse:
    """A vehicle without a readable pass: by plate or number among those this gate knows."""
    gate = gate_of(request, code)
    here = lane_of(gate, lane)
    wanted = request.GET.get("q", "").strip()[:30]
    found = lists.vehicles(gate, request.at, find=wanted) if len(wanted) >= 3 else []
    rows = [{"crossing": one.crossing, "way": words.way(one.crossing.direction)} for one in found]
    return render(request, "gate/find.html", frame(
        request, gate, lane=here, lane_name=words.lane_name(here), q=wanted, rows=rows, event=uuid4()))
