"""What an officer does with a verdict: confirm, admit by order, bay, weigh, turn back, hold."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from thongquan.actions import gate as lane_acts
from thongquan.actions.crossing import hold
from thongquan.catalog.reasons import ADMISSION_REASONS, CHECK_REASONS, CONFIRM_REASONS, HOLD_REASONS, TURN_BACK_REASONS
from thongquan.core.refused import NotFound, Refused
from thongquan.models import Crossing, Gate, Lane, Scan, Weighing
from thongquan.queries.gate import lists
from thongquan.queries.gate.weights import tare_of, weighings
from thongquan.web.gate import scale, second, words
from thongquan.web.gate.here import device_of, frame, gate_of, lane_of
from thongquan.web.shared.allow import allow
from thongquan.web.shared.errors import STATUSES
from thongquan.web.shared.sentences import sentence

ZERO = Decimal(0)
Act = Callable[[HttpRequest, lane_acts.ScanRequest, Crossing, Gate], Any]


def confirm(request: HttpRequest, asked: lane_acts.ScanRequest, leg: Crossing, gate: Gate) -> Any:
    """One officer settles a doubt."""
    return lane_acts.confirm(asked, number_of(leg), reason_code=reason(request), by=request.actor, at=request.at)


def admit(request: HttpRequest, asked: lane_acts.ScanRequest, leg: Crossing, gate: Gate) -> Any:
    """Two officers let a vehicle pass against the machine."""
    who = second.proven(request, gate)
    return lane_acts.admit_by_order(asked, number_of(leg), reason_code=reason(request), reason=note(request), second=who,
                                    by=request.actor, at=request.at)


def check(request: HttpRequest, asked: lane_acts.ScanRequest, leg: Crossing, gate: Gate) -> Any:
    """To a bay, for a physical check."""
    return lane_acts.send_to_check(asked, number_of(leg), bay=request.POST.get("bay", "").strip()[:20], reason_code=reason(request),
                                   reason=note(request), by=request.actor, at=request.at)


def turn(request: HttpRequest, asked: lane_acts.ScanRequest, leg: Crossing, gate: Gate) -> Any:
    """Back out of the lane."""
    return lane_acts.turn_back(asked, number_of(leg), reason_code=reason(request), by=request.actor, at=request.at)


def stop(request: HttpRequest, asked: lane_acts.ScanRequest, leg: Crossing, gate: Gate) -> Any:
    """On hold at every gate until somebody above releases it."""
    if reason(request) not in HOLD_REASONS:
        raise Refused("GAT-04", "/reason_code")
    return hold(leg.declaration_id, reason_code=reason(request), reason=note(request), by=request.actor, at=request.at)


def weigh(request: HttpRequest, asked: lane_acts.ScanRequest, leg: Crossing, gate: Gate) -> Weighing:
    """What the scale says."""
    return lane_acts.weigh(leg.pk, gross_kg=scale.kg_in(request, "gross_kg") or ZERO, tare_kg=scale.kg_in(request, "tare_kg"), by=request.actor,
                           at=request.at)


ACTS: dict[str, Act] = {"confirm": confirm, "admit": admit, "check": check, "weigh": weigh, "turn": turn, "hold": stop}


def reason(request: HttpRequest) -> str:
    """The coded reason."""
    return request.POST.get("reason_code", "")


def note(request: HttpRequest) -> str:
    """The reason in words."""
    return request.POST.get("reason", "").strip()[:400]


def number_of(leg: Crossing) -> str:
    """The movement's number."""
    return leg.declaration.number or ""


@allow("gate_officer")
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, code: str, lane: int, number: str) -> HttpResponse:
    """The acts open for this vehicle at this lane; a post does one of them."""
    gate = gate_of(request, code)
    here = lane_of(gate, lane)
    leg = lists.movement_here(number, gate)
    if leg is None:
        raise NotFound("GAT-02")
    if request.method == "POST" and request.POST.get("act") in ACTS:
        return done(request, gate, here, leg)
    return drawn(request, gate, here, leg)


def done(request: HttpRequest, gate: Gate, lane: Lane, leg: Crossing) -> HttpResponse:
    """Carry the act out and go back to where it was asked for; a refusal is told beside its form."""
    asked = lane_acts.ScanRequest(event_in(request), number_of(leg), gate.code, lane.number, device=device_of(request), source="typed")
    try:
        answer = ACTS[request.POST["act"]](request, asked, leg, gate)
    except Refused as refusal:
        status = next(found for kind, found in STATUSES if isinstance(refusal, kind))
        return drawn(request, gate, lane, leg, refusal, 422 if status in (403, 409) else status)
    if isinstance(answer, Weighing):
        (messages.warning if answer.off else messages.success)(request, scale.told(answer))
    elif isinstance(answer, lane_acts.Answer):
        told = words.shown(answer, gate, lane)
        messages.success(request, f"{told.word}: {told.say}")
    else:
        messages.success(request, _("The vehicle is on hold"))
    if isinstance(answer, Weighing) and answer.off:  # what now? the officer stays with the vehicle
        return HttpResponseRedirect(f"{request.path}?do=check")
    to_console = request.POST.get("from") == "console"
    address = reverse("gate:console", args=[gate.code]) if to_console else reverse("gate:scanner", args=[gate.code, lane.number])
    return HttpResponseRedirect(f"{address}?lane={lane.number}" if to_console else address)


def event_in(request: HttpRequest) -> UUID:
    """The event id of the form, so that a repeated post is the same act."""
    try:
        return UUID(request.POST.get("id", ""))
    except ValueError:
        return uuid4()


def drawn(
    request: HttpRequest, gate: Gate, lane: Lane, leg: Crossing, refusal: Refused | None = None, status: int = 200,
) -> HttpResponse:
    """The page with the forms that fit: a leg that has crossed can only be held."""
    last = lists.last_answer(number_of(leg), gate)
    verdict = lists.verdict_of(last) if last else None
    wanted = request.POST.get("act") or request.GET.get("do", "")
    return render(request, "gate/act.html", frame(
        request, gate, lane=lane, lane_name=words.lane_name(lane), leg=leg, declaration=leg.declaration, way=words.way(leg.direction), last=last,
        verdict=verdict, says=words.sentence(verdict, gate) if verdict else "", look=words.LOOKS[last.sign] if last and verdict else None,
        word=words.say(words.SHORT[last.sign]) if last else "", options=options(leg, last), wanted=wanted, event=uuid4(),
        seconds=second.candidates(request, gate), refused=[(f.code, sentence(f)) for f in refusal.findings] if refusal else [],
        back=request.GET.get("from") or request.POST.get("from", ""), findings=refusal.findings if refusal else (),
    ), status=status)


def options(leg: Crossing, last: Scan | None) -> list[dict[str, Any]]:
    """The forms: name, heading, hint, icon, reasons, what else is asked."""
    weighing = form("weigh", _("Weigh"), _("What the scale says; goods on board are judged again with their weight."), "scale", {}, scale=True,
                    tare=tare_of(leg.declaration.plate_key), last=[scale.told(row) for row in weighings(leg.declaration_id)[:1]])
    if leg.state == "crossed":
        return [weighing, form("hold", _("Put on hold"), _("The leg has crossed. A hold stops the vehicle at every gate."), "lock", HOLD_REASONS, note=True)]
    code = last.code if last else ""
    forms = [
        form("admit", _("Admit by order"), _("Against the machine: two officers, a reason in words."), "users", ADMISSION_REASONS,
             note=True, second=True, must=True),
        form("check", _("Send to a check"), _("To a bay, for a physical check."), "check", CHECK_REASONS, note=True, bay=True),
        weighing,
        form("turn", _("Turn back"), _("Nothing crosses; the reason is kept."), "undo", TURN_BACK_REASONS),
        form("hold", _("Put on hold"), _("Stops the vehicle at every gate until it is released."), "lock", HOLD_REASONS, note=True),
    ]
    if code in words.CONFIRMABLE:
        reasons = {"check_done": CONFIRM_REASONS["check_done"]} if code == "INSPECT" else CONFIRM_REASONS
        forms.insert(0, form("confirm", _("Confirm, let pass"), _("You have looked at the vehicle yourself."), "go", reasons, usual=words.USUAL[code]))
    return forms


def form(name: str, heading: str, hint: str, icon: str, reasons: dict[str, Any], **more: Any) -> dict[str, Any]:
    """One act's form."""
    return {"name": name, "heading": heading, "hint": hint, "icon": icon, "reasons": reasons.items(), **more}
