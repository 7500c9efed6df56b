"""The pass: on the screen without a network, as a picture, on A6 or A4."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from thongquan.catalog.agencies import AGENCIES
from thongquan.core.digits import natural
from thongquan.core.flows.vehicle import STATES
from thongquan.core.numbers import pretty
from thongquan.core.plates import country_guess
from thongquan.core.plates import pretty as pretty_plate
from thongquan.core.vehicle import direction_of
from thongquan.exchange.formats.pass_pdf import PAPERS, PassSheet, pass_pdf
from thongquan.exchange.formats.qr import png_bytes
from thongquan.models import Pass, PublicLink, VehicleDeclaration
from thongquan.queries.crossing import trips
from thongquan.web.shared.clock import both_hours, hour, moment_text, short_day, weekday
from thongquan.web.shared.tongue import first_place, named, say
from thongquan.web.trader import acting, telling


@acting.traders
@require_GET
def shown(request: HttpRequest, pk: int, leg: int = 0) -> HttpResponse:
    """The pass of the next leg, or of the leg asked for; both are one page each and open without a network."""
    trip = trips.trip_of(pk, request.actor)
    passes = trips.passes_of(trip)
    if not passes:
        return redirect("trader:trip", pk=pk)
    row = _of_leg(passes, leg or trip.leg) if leg else next((p for p in passes if p.leg == trip.leg), passes[-1])
    legs = trips.legs_of(trip)
    crossing = legs.get(row.leg)
    ahead = trips.ahead(crossing) if crossing else None
    gate = leg_gate(trip, row.leg)
    ground, head, says = judged(trip, row, request.at)
    link = PublicLink.objects.filter(declaration=trip).first()
    context = {
        "trip": trip, "row": row, "gate": gate, "ground": ground, "head": head, "says": says, "number": pretty(trip.number or ""),
        "way": telling.way(trip, row.leg), "leg_says": leg_words(row.leg), "regime": telling.regime_words(trip), "now": request.at,
        "tabs": [(p, leg_words(p.leg), reverse("trader:pass_leg", args=[pk, p.leg])) for p in passes],
        "line_up": telling.in_line_by(trip, latest) if row.leg == trip.leg and (latest := trips.line_up_by(trip, request.at)) else "",
        "where": where_first(trip, row.leg, gate, request.at), "ahead": ahead, "minutes": _minutes(ahead, gate),
        "place_says": _("Your place in the lane: %(n)s") % {"n": ahead + 1} if ahead is not None else "",
        "share": reverse("public:state", args=[link.token]) if link else "", "ticks": list(crossing.ticks.all()) if crossing else [],
    }
    return render(request, "trader/pass.html", context)


def _of_leg(passes: list[Pass], leg: int) -> Pass:
    found = next((row for row in passes if row.leg == leg), None)
    if found is None:
        raise Http404(str(leg))
    return found


def leg_gate(trip: VehicleDeclaration, leg: int) -> Any:
    """The gate a leg goes through."""
    return trip.gate if leg % 2 else (trip.return_gate or trip.gate)


def leg_words(leg: int) -> str:
    """The way out or the way back; later trips say their number."""
    if leg <= 2:
        return _("Way out") if leg == 1 else _("Way back")
    return _("Leg %(n)s") % {"n": leg}


def judged(trip: VehicleDeclaration, row: Pass, at: datetime) -> tuple[str, str, str]:
    """(ground, head, sentence) of a pass now: green only when the leg may go, amber while it must wait."""
    gate = leg_gate(trip, row.leg)
    window = f"{hour(row.not_before, gate)} {short_day(row.not_before, gate)} – {hour(row.not_after, gate)} {short_day(row.not_after, gate)}"
    if trip.held_at is not None:
        return "stop", _("Do not drive"), _("The vehicle is held. Wait for word from Customs.")
    if row.state == "used" or row.leg < trip.leg:
        return "wait", _("Already crossed"), _("This code has been used.")
    if row.state == "revoked" or trip.state in ("cancelled", "expired", "liquidated"):
        return "stop", _("No longer valid"), say(STATES[trip.state])
    if row.leg > trip.leg:
        return "check", _("Not yet"), _("Waits until the first leg has crossed")
    if trip.state == "overdue":
        return "stop", _("Past its time"), _("Bring the vehicle back at once; the gate lets it in and records the delay.")
    if at < row.not_before:
        return "check", _("Too early"), window
    if at > row.not_after:
        return "stop", _("No longer valid"), window
    if row.leg % 2 and trip.planned_at:
        return "go", _("You may come"), f"{both_hours(trip.planned_at, gate)} · {weekday(trip.planned_at, gate)} {short_day(trip.planned_at, gate)}"
    due = moment_text(trip.due_back_at, gate) if trip.due_back_at else window
    return "go", _("You may come back"), _("before %(due)s") % {"due": due}


def where_first(trip: VehicleDeclaration, leg: int, gate: Any, at: datetime) -> list[dict[str, str]]:
    """Where to go, in order: the check if one is ordered, the place the gate names, the lane."""
    rows = []
    for check in trip.checks.filter(done_at__isnull=True):
        rows.append({"icon": "xray", "head": check.bay or _("Inspection bay"), "text": _("Physical check")})
    if first := first_place(gate, direction_of(trip.regime, leg)):
        rows.append({"icon": "pin", "head": first, "text": _("Report here first")})
    agencies = ", ".join(say(AGENCIES[code]) for code in gate.agencies if code in AGENCIES)
    rows.append({"icon": "scan", "head": _("%(way)s lane, %(gate)s") % {"way": telling.way(trip, leg), "gate": named(gate)},
                 "text": _("One stop: %(agencies)s") % {"agencies": agencies} if agencies else _("Show this code")})
    return rows


def _minutes(ahead: int | None, gate: Any) -> float | None:
    """Roughly how long the vehicles ahead will take at the gate's usual pace."""
    return ahead * 60 / gate.hourly_capacity if ahead and gate.hourly_capacity else None


@acting.traders
@require_GET
def picture(request: HttpRequest, pk: int, leg: int) -> HttpResponse:
    """The code as a picture to keep or to send on."""
    trip = trips.trip_of(pk, request.actor)
    row = _of_leg(trips.passes_of(trip), leg)
    answer = HttpResponse(png_bytes(row.digits, scale=16), content_type="image/png")
    answer["Content-Disposition"] = f'attachment; filename="{trip.plate_key}-{leg}.png"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@acting.traders
@require_GET
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """The passes as a PDF: `?paper=a6` one sheet, `?paper=a4` both legs on one; `?leg=` only that one."""
    trip = trips.trip_of(pk, request.actor)
    passes = [row for row in trips.passes_of(trip) if row.state == "issued"]
    leg = natural(request.GET.get("leg"))
    if leg is not None:
        passes = [row for row in passes if row.leg == leg]
    paper = request.GET.get("paper", "a6")
    if not passes or paper not in PAPERS:
        raise Http404(paper)
    pdf = pass_pdf([sheet_of(trip, row, request.at) for row in passes], paper, title=f"{trip.plate} {pretty(trip.number or '')}")
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{trip.plate_key}-{paper}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def sheet_of(trip: VehicleDeclaration, row: Pass, at: datetime) -> PassSheet:
    """What is printed of one pass."""
    gate = leg_gate(trip, row.leg)
    keys = [(trip.plate_key, trip.country), *((key, country_guess(key)) for key in trip.trailers)]
    due = telling.moment_or_dash(trip.due_back_at, gate)
    back = _("due back %(due)s") % {"due": due}
    lines = [f"{telling.regime_words(trip)} · {back}" if trip.due_back_at else telling.regime_words(trip)]
    lines += [f"{n}. {step['head']}" for n, step in enumerate(where_first(trip, row.leg, gate, at), 1)]
    window = _("Honoured %(since)s to %(until)s") % {
        "since": moment_text(row.not_before, gate), "until": moment_text(row.not_after, gate)}
    return PassSheet(
        title=f"{_('Border pass')} · {leg_words(row.leg)}", window=window, digits=row.digits, number=pretty(trip.number or ""),
        plates=tuple((country or "VN", pretty_plate(key, country)) for key, country in keys),
        heading=f"{telling.way(trip, row.leg)} · {named(gate)}", lines=tuple(lines),
        foot=_("%(declarant)s · printed %(at)s · revision %(n)s") % {
            "declarant": trip.declarant.name, "at": moment_text(at, gate), "n": row.revision})
