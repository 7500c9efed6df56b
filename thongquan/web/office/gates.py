"""Gates as the head of office makes them: the week's hours from a day on, lanes, a new gate."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from thongquan.actions import place
from thongquan.actions.crossing import replan
from thongquan.core.clock import ENDS, dated, spans_of, way, week_on, written_spans
from thongquan.core.digits import natural
from thongquan.core.forms.office import GATE_END, GATE_WEEK, NEW_GATE, WEEKDAYS, spans_typed, week_typed
from thongquan.core.rule import local_day
from thongquan.core.vehicle import INWARD, OUTWARD
from thongquan.models import Gate
from thongquan.queries import place as places_asked
from thongquan.web.office.frame import done, page
from thongquan.web.shared.allow import allow
from thongquan.web.shared.boxes import Sheet
from thongquan.web.shared.sent import send
from thongquan.web.shared.stepup import fresh_factor
from thongquan.web.shared.tongue import named, say

HEADS = place.HEADS


def found(request: HttpRequest, code: str) -> Gate:
    """One gate of this head's offices; any other is not found."""
    gate = places_asked.gate_by_code(code)
    if gate is None or gate.office_id not in request.actor.offices:  # type: ignore[attr-defined]
        raise Http404(code)
    return gate


def spans_in(stored: Mapping[str, Any]) -> list[str]:
    """A stored week as it is written, Monday first."""
    return [written_spans(spans_of(stored.get(str(n), stored.get("all")))) for n in range(7)]


def week_filled(stored: Mapping[str, Any]) -> dict[str, str]:
    """A stored week as the values of its form."""
    return {f"{mark}{n}": hours for mark, week in (("w", stored), ("i", stored.get(INWARD) or {})) for n, hours in enumerate(spans_in(week))}


def in_words(stored: Mapping[str, Any]) -> list[tuple[str, str]]:
    """A stored week as a page tells it: days of the same hours together, each way by itself where they differ."""
    if INWARD in stored:
        return [(f"{head} · {days}", hours) for head, direction in ((gettext("outward"), OUTWARD), (gettext("inward"), INWARD))
                for days, hours in in_words(way(stored, direction))]
    told: list[tuple[str, str]] = []
    first = 0
    hours = spans_in(stored)
    for n in range(1, 8):
        if n == 7 or hours[n] != hours[first]:
            days = say(WEEKDAYS[first]) if n - first == 1 else f"{say(WEEKDAYS[first])} – {say(WEEKDAYS[n - 1])}"
            told.append((gettext("Every day") if n - first == 7 else days, hours[first] or gettext("closed all day")))
            first = n
    return told


def weeks(stored: Mapping[str, Any], today: date) -> list[dict[str, Any]]:
    """The week in force and those that follow, in words; `key` is the day each begins, empty for the first of all."""
    days = [since for since in dated(stored) if ENDS not in stored[since]]
    later = [since for since in days if since > today.isoformat()]
    return [{"since": None, "key": next((since for since in reversed(days) if since not in later), ""), "days": in_words(week_on(stored, today))},
            *({"since": date.fromisoformat(since), "key": since, "days": in_words(stored[since])} for since in later)]


@allow(*HEADS)
@require_http_methods(["GET", "POST"])
def week(request: HttpRequest, code: str) -> HttpResponse:
    """The hours of every weekday from a day on; whoever is expected at an hour that closes is told at once."""
    gate, by, at = found(request, code), request.actor, request.at  # type: ignore[attr-defined]
    sent = send(request, GATE_WEEK, lambda values: replan.change_week(
        gate.pk, values["since"], week_typed(values), reason=values["reason"], by=by, at=at))
    if sent.made:
        said = gettext("The hours are kept; %(told)s declarants told, %(prolonged)s passes prolonged") % vars(sent.made[1])
        messages.success(request, said)
        return redirect("office:place", code)
    sheet = Sheet(GATE_WEEK, week_filled(week_on(gate.hours, local_day(at))), raw=sent.raw, findings=sent.findings)
    inward = sheet.parts["inward"]
    note = _("From the day you name on. Leave a weekday empty when the gate is closed. "
             "Whoever is expected at an hour that closes is told at once, and his pass stays valid.")
    return page(request, "week", {"place": gate, "head": _("Hours of the week"), "note": note, "sheet": sheet, "inward": inward,
                                   "inward_open": any(box.value for box in inward)}, status=sent.status)


@allow(*HEADS)
@require_http_methods(["GET", "POST"])
@fresh_factor
def end(request: HttpRequest, code: str) -> HttpResponse:
    """The gate is closed for good from a day on; whoever is to pass it later is told and asked to choose another."""
    gate, by, at = found(request, code), request.actor, request.at  # type: ignore[attr-defined]
    sent = send(request, GATE_END, lambda values: replan.close_gate(gate.pk, values["since"], reason=values["reason"], by=by, at=at))
    if sent.made:
        messages.success(request, gettext("The gate closes for good on that day; %(told)s declarants told") % vars(sent.made[1]))
        return redirect("office:place", code)
    note = _("From the day you name on nobody can choose this gate. Whoever is to pass it later is told and may take another at once. "
             "Figures and cases of the time before stay as they are.")
    sheet = Sheet(GATE_END, raw=sent.raw, findings=sent.findings)
    return page(request, "week", {"place": gate, "head": _("Close the gate for good"), "note": note, "sheet": sheet}, status=sent.status)


@allow(*HEADS)
@require_POST
@fresh_factor
def keep(request: HttpRequest, code: str) -> HttpResponse:
    """The closing that was announced does not come."""
    done(request, _("The gate stays open; everyone who was told of the closing is told"), replan.keep_gate, found(request, code).pk,
         reason=request.POST.get("reason", ""), by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("office:place", code)


@allow(*HEADS)
@require_POST
def withdraw(request: HttpRequest, code: str, since: str) -> HttpResponse:
    """Hours announced for later do not come."""
    gate = found(request, code)
    if since not in dated(gate.hours):
        raise Http404(since)
    done(request, _("These hours do not come; everyone who planned by them is told"), replan.withdraw_week, gate.pk, date.fromisoformat(since),
         reason="withdrawn", by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("office:place", code)


def chosen_lane(request: HttpRequest, gate: Gate) -> int:
    """The lane of this gate that was chosen; any other is not found."""
    wanted = request.POST.get("lane", "")
    lane = next((row.pk for row in places_asked.lanes(gate) if str(row.pk) == wanted), None)
    if lane is None:
        raise Http404(wanted)
    return lane


@allow(*HEADS)
@require_POST
def add_lane(request: HttpRequest, code: str) -> HttpResponse:
    """A new lane."""
    done(request, _("The lane is added; open it when it takes vehicles"), place.add_lane, found(request, code).pk, request.POST.get("use", ""),
         by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("office:place", code)


@allow(*HEADS)
@require_POST
def serves(request: HttpRequest, code: str) -> HttpResponse:
    """A lane serves another way."""
    done(request, _("The lane serves another way now"), place.change_lane, chosen_lane(request, found(request, code)), request.POST.get("use", ""),
         by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("office:place", code)


@allow(*HEADS)
@require_POST
def retire(request: HttpRequest, code: str) -> HttpResponse:
    """A lane is closed for good."""
    done(request, _("The lane is closed for good"), place.retire_lane, chosen_lane(request, found(request, code)), reason=request.POST.get("reason", ""),
         by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("office:place", code)


def _opened(request: HttpRequest, values: Mapping[str, Any]) -> Gate:
    [hours] = spans_typed(values, "hours")
    return place.open_gate(natural(values["office"]) or 0, {**values, "hours": hours}, by=request.actor, at=request.at)  # type: ignore[attr-defined]


@allow(*HEADS)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new gate, which traders may choose at once."""
    sent = send(request, NEW_GATE, partial(_opened, request))
    if sent.made:
        messages.success(request, _("The gate is open; add its lanes and the agencies that tick here"))
        return redirect("office:place", sent.made.code)
    offices = [(str(unit.pk), named(unit)) for unit in places_asked.offices_in(request.actor.offices)]  # type: ignore[attr-defined]
    sheet = Sheet(NEW_GATE, raw=sent.raw, findings=sent.findings, options={"office": offices})
    return page(request, "gate_new", {"sheet": sheet}, status=sent.status)
