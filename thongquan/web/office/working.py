"""Working hours of offices and teams by their leaders: the week, holidays, make-up days."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from thongquan.actions import assignment
from thongquan.core.clock import dated, spans_of, week_on, written_spans
from thongquan.core.forms.office import OFFICE_DAY, WEEK, spans_typed, week_typed
from thongquan.core.rolewords import LEVELS
from thongquan.core.rule import local_day
from thongquan.models import OfficeDay, Unit
from thongquan.queries.assignment.calendar import days_of, hours_of, hours_of_all
from thongquan.queries.place import organisation
from thongquan.web.office.frame import LEADS, done, page
from thongquan.web.office.gates import in_words, week_filled, weeks
from thongquan.web.office.table import Column, Listed
from thongquan.web.shared.allow import allow
from thongquan.web.shared.boxes import Sheet
from thongquan.web.shared.sent import send
from thongquan.web.shared.tongue import named, say


def led(request: HttpRequest) -> list[Unit]:
    """The units whose hours this leader sets."""
    mine = set(request.actor.offices)  # type: ignore[attr-defined]
    return [branch.unit for branch in organisation() if branch.unit.pk in mine]


def found(request: HttpRequest, pk: int) -> Unit:
    """One of them; any other is not found."""
    unit = next((row for row in led(request) if row.pk == pk), None)
    if unit is None:
        raise Http404(str(pk))
    return unit


@allow(*LEADS)
@require_GET
def units(request: HttpRequest) -> HttpResponse:
    """Every office and team one leads with the hours it works by today."""
    today = local_day(request.at)  # type: ignore[attr-defined]

    worked = hours_of_all()

    def hours(unit: Unit) -> str:
        return "; ".join(f"{days}: {when}" for days, when in in_words(week_on(worked(unit.pk).week, today)))

    columns = (
        Column("unit", _("Unit"), named, href=lambda u: reverse("office:unit_hours", args=[u.pk])),
        Column("level", _("Level"), lambda u: say(LEVELS.get(u.level, u.level))),
        Column("hours", _("Working hours"), hours),
    )
    table = Listed("hours", columns, led(request), request, plain=True)
    return table.file() or page(request, "hours", {"list": table})


@allow(*LEADS)
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """The week of a unit and the days unlike it; its leader adds a day off or a working one here."""
    unit, today = found(request, pk), local_day(request.at)  # type: ignore[attr-defined]
    sent = send(request, OFFICE_DAY, partial(_set_day, unit, request))
    if sent.done:
        messages.success(request, gettext("The day is kept; times due follow it"))
        return redirect("office:unit_hours", pk)
    worked = hours_of(pk)
    sheet = Sheet(OFFICE_DAY, raw=sent.raw, findings=sent.findings)
    context = {
        "unit": unit, "weeks": [{**row, "whose": worked.whose(row["key"])} for row in weeks(worked.week, today)], "sheet": sheet,
        "days": [_shown(day, pk) for day in days_of(pk, today)],
    }
    return page(request, "unit_hours", context, status=sent.status)


def _set_day(unit: Unit, request: HttpRequest, values: dict[str, Any]) -> OfficeDay:
    [spans] = spans_typed(values, "hours")
    return assignment.set_office_day(unit.pk, values["day"], spans, name=values["name"], by=request.actor, at=request.at)  # type: ignore[attr-defined]


def _shown(row: OfficeDay, pk: int) -> dict[str, Any]:
    whose = gettext("Whole country") if row.unit is None else "" if row.unit_id == pk else named(row.unit)
    return {"row": row, "hours": written_spans(spans_of(row.spans)) or gettext("day off"), "whose": whose, "own": row.unit_id == pk}


@allow(*LEADS)
@require_http_methods(["GET", "POST"])
def week(request: HttpRequest, pk: int) -> HttpResponse:
    """The unit's own week from a day on."""
    unit, by, at = found(request, pk), request.actor, request.at  # type: ignore[attr-defined]
    sent = send(request, WEEK, lambda values: assignment.set_hours(
        pk, week_typed(values), since=values["since"], reason=values["reason"], by=by, at=at))
    if sent.done:
        messages.success(request, gettext("The working hours are kept; times due follow them"))
        return redirect("office:unit_hours", pk)
    sheet = Sheet(WEEK, week_filled(week_on(hours_of(pk).week, local_day(at))), raw=sent.raw, findings=sent.findings)
    note = _("From the day you name on. Several times in a day are parted by commas; leave a weekday empty when nobody works. "
             "Clocks of dossiers and inspections run only in these hours.")
    return page(request, "week", {"place": unit, "head": _("Working hours"), "note": note, "sheet": sheet}, status=sent.status)


@allow(*LEADS)
@require_POST
def withdraw(request: HttpRequest, pk: int, since: str) -> HttpResponse:
    """Working hours announced for later do not come."""
    unit = found(request, pk)
    if since not in dated(hours_of(pk).week):
        raise Http404(since)
    done(request, _("These working hours do not come"), assignment.withdraw_hours, unit.pk, date.fromisoformat(since),
         by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("office:unit_hours", pk)


@allow(*LEADS)
@require_POST
def clear(request: HttpRequest, pk: int, day: int) -> HttpResponse:
    """A day of the unit's own is as usual again."""
    if day not in {row.pk for row in days_of(found(request, pk).pk, local_day(request.at)) if row.unit_id == pk}:  # type: ignore[attr-defined]
        raise Http404(str(day))
    done(request, _("The usual hours apply again"), assignment.clear_office_day, day, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("office:unit_hours", pk)
