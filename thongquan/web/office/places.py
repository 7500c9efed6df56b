"""Gates: open or not, their lanes, single days, pauses, agencies that tick."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from thongquan.actions import place
from thongquan.actions.crossing import replan
from thongquan.catalog.agencies import AGENCIES
from thongquan.core.clock import ENDS, ends_on
from thongquan.core.forms.office import GATE_DAY, LANE_USE, day_typed
from thongquan.core.rule import local_day
from thongquan.models import Gate
from thongquan.queries import place as places_asked
from thongquan.queries.place import GateNow
from thongquan.web.office.frame import PLACES, done, page
from thongquan.web.office.gates import weeks
from thongquan.web.office.people import units
from thongquan.web.office.table import Column, Listed
from thongquan.web.shared.allow import allow
from thongquan.web.shared.boxes import Sheet
from thongquan.web.shared.clock import moment_text
from thongquan.web.shared.sent import send
from thongquan.web.shared.tongue import named, say

HEADS = ("office_leader", "region_leader", "nation_leader")
CREW = ("gate_officer", "team_leader", *HEADS)


def seen(request: HttpRequest) -> tuple[int, ...]:
    """The offices whose gates this person runs or administers."""
    return tuple(sorted({*request.actor.offices, *units(request)}))  # type: ignore[attr-defined]


def found(request: HttpRequest, code: str) -> Gate:
    """One gate of these offices; any other is not found."""
    gate = places_asked.gate_by_code(code)
    if gate is None or gate.office_id not in seen(request):
        raise Http404(code)
    return gate


def standing(now: GateNow) -> tuple[Any, str, str]:
    """How a gate stands now: words, ground, sign."""
    if now.ended:
        return _("Closed for good"), "stop", "x"
    if now.gate.paused_at:
        return _("Paused"), "stop", "stop"
    return (_("Open"), "go", "go") if now.open else (_("Closed"), "wait", "wait")


def both_ways(now: GateNow) -> str:
    """The hours of today in words, each way by itself where they differ."""
    closed = gettext("closed all day")
    if now.inward is None:
        return now.hours or closed
    return f"{gettext('outward')} {now.hours or closed} · {gettext('inward')} {now.inward or closed}"


@allow(*PLACES)
@require_GET
def places(request: HttpRequest) -> HttpResponse:
    """Every gate of the offices: open now, until when, its hours today."""
    at = request.at  # type: ignore[attr-defined]
    rows = [places_asked.gate_now(gate, at) for gate in places_asked.gates_of(seen(request))]
    columns = (
        Column("gate", _("Gate"), lambda n: named(n.gate), href=lambda n: reverse("office:place", args=[n.gate.code])),
        Column("code", _("Code"), lambda n: n.gate.code),
        Column("office", _("Customs office"), lambda n: named(n.gate.office)),
        Column("now", _("Now"), lambda n: standing(n)[0], "tag", ground=lambda n: standing(n)[1:]),
        Column("hours", _("Hours today"), both_ways),
        Column("changes", _("Until or from"), lambda n: n.changes_at, "moment"),
        Column("reason", _("Reason"), lambda n: n.reason),
    )
    table = Listed("gates", columns, rows, request, plain=True)
    return table.file() or page(request, "places", {"list": table, "heads": request.actor.is_any(*HEADS)})  # type: ignore[attr-defined]


@allow(*PLACES)
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, code: str) -> HttpResponse:
    """One gate: lanes, days ahead, agencies; the head of office announces another day here."""
    gate, by, at = found(request, code), request.actor, request.at  # type: ignore[attr-defined]
    sent = send(request, GATE_DAY, partial(_announced, gate, request))
    if sent.made:
        messages.success(request, gettext("Announced to %(told)s declarants; %(prolonged)s passes prolonged") % vars(sent.made))
        return redirect("office:place", code)
    sheet = Sheet(GATE_DAY, raw=sent.raw, findings=sent.findings)
    now = places_asked.gate_now(gate, at)
    words, ground, sign = standing(now)
    ends = ends_on(gate.hours)
    context = {
        "gate": gate, "state": now, "words": words, "ground": ground, "sign": sign, "until": moment_text(now.changes_at, gate) if now.changes_at else "",
        "lanes": places_asked.lanes(gate), "days": [_day(row) for row in places_asked.days_ahead(gate, local_day(at))],
        "agencies": [(name, say(words), name in gate.agencies) for name, words in AGENCIES.items()],
        "hours": both_ways(now), "ends": ends, "ends_why": gate.hours[ends.isoformat()][ENDS] if ends else "",
        "ended": now.ended, "weeks": weeks(gate.hours, local_day(at)),
        "uses": [(choice.code, say(choice.words)) for choice in LANE_USE.choices],
        "outside": places_asked.expected_outside(gate, at, places_asked.calendars(gate, local_day(at)), "number", "plate_key", "country"),
        "sheet": sheet, "findings": sent.findings, "heads": by.is_any(*HEADS) and gate.office_id in by.offices,
        "crew": by.is_any(*CREW) and gate.office_id in by.offices,
    }
    return page(request, "place", context, status=sent.status)


def _announced(gate: Gate, request: HttpRequest, values: dict[str, Any]) -> replan.Replanned:
    opens, closes = day_typed(values)
    _row, told = replan.announce_day(gate.pk, values["day"], opens=opens, closes=closes, reason=values["reason"],
                                     by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return told


def _day(row: Any) -> dict[str, Any]:
    return {"row": row, "hours": places_asked.clock_face((row.opens, row.closes)) or gettext("closed all day")}


@allow(*CREW)
@require_POST
def lane(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """A lane is closed with a reason, or opened."""
    gate, by, at = found(request, code), request.actor, request.at  # type: ignore[attr-defined]
    if pk not in {row.pk for row in places_asked.lanes(gate)}:
        raise Http404(str(pk))
    if request.POST.get("turn") == "open":
        done(request, _("The lane is open"), place.open_lane, pk, by=by, at=at)
    else:
        done(request, _("The lane is closed"), place.close_lane, pk, reason=request.POST.get("reason", ""), by=by, at=at)
    return redirect("office:place", code)


@allow(*CREW)
@require_POST
def pause(request: HttpRequest, code: str) -> HttpResponse:
    """The gate stands still, or goes on; everyone expected is told."""
    gate, by, at = found(request, code), request.actor, request.at  # type: ignore[attr-defined]
    if gate.paused_at:
        done(request, _("The gate takes vehicles again; everyone expected is told"), replan.resume, gate.pk, by=by, at=at)
    else:
        done(request, _("The gate is paused; everyone expected is told"), replan.pause, gate.pk, reason=request.POST.get("reason", ""), by=by, at=at)
    return redirect("office:place", code)


@allow(*HEADS)
@require_POST
def clear_day(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Back to the usual hours on a day."""
    gate = found(request, code)
    if pk not in {row.pk for row in places_asked.days_ahead(gate, local_day(request.at))}:  # type: ignore[attr-defined]
        raise Http404(str(pk))
    done(request, _("The usual hours apply again"), place.clear_day, pk, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("office:place", code)


@allow(*HEADS)
@require_POST
def agencies(request: HttpRequest, code: str) -> HttpResponse:
    """Which agencies must tick at this gate."""
    gate = found(request, code)
    done(request, _("The list of agencies is kept"), place.require_ticks, gate.pk, request.POST.getlist("agency"), known=tuple(AGENCIES),
         by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("office:place", code)
