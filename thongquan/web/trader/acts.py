"""What a declarant may do with a trip: repeat, change, cancel, ask for time, answer, keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from thongquan.actions import crossing, dice
from thongquan.actions.crossing.saved import forget_trip, save_trip
from thongquan.core.digits import natural
from thongquan.core.flows.vehicle import VEHICLE
from thongquan.core.form import NOT_FIELDS
from thongquan.core.forms import FORMS
from thongquan.core.refused import Finding
from thongquan.models import VehicleDeclaration
from thongquan.queries.crossing import prefill, trips
from thongquan.web.shared.sent import attempt
from thongquan.web.shared.sentences import sentence
from thongquan.web.trader import acting, declare
from thongquan.web.trader.answers import with_picked
from thongquan.web.trader.trip import changeable, page


@acting.traders
@require_POST
def repeat_trip(request: HttpRequest, pk: int) -> HttpResponse:
    """The same trip again with one tap; what the law has against it opens on the form."""
    last, values = prefill.again(pk, request.actor, request.at)
    planned = _moment(request.POST.get("planned_at", "")) or values["planned_at"]
    planned = planned if planned > request.at else values["planned_at"]
    done, findings = attempt(crossing.repeat, pk, planned_at=planned, by=request.actor, at=request.at, die=dice.thrown())
    if done is None:
        return declare.page(request, last.declarant, last.mode, {**values, "planned_at": planned}, findings=findings, status=422)
    acting.keep_warnings(request, done.declaration.pk, [sentence(warning) for warning in done.warnings])
    messages.success(request, _("Sent. The pass comes as soon as Customs accepts it."))
    return _back(done.declaration.pk)


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _back(pk: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("trader:trip", args=[pk]), status=303)


def _try(request: HttpRequest, row: VehicleDeclaration, at_form: str, says: str, act: Callable[..., Any], *args: Any,
         raw: Mapping[str, Any] | None = None, **kwargs: Any) -> HttpResponse:
    """Do it and come back to the trip, or show the trip with what stands against it beside the form."""
    done, findings = attempt(act, row.pk, *args, by=request.actor, at=request.at, **kwargs)
    if findings and done is None:
        return page(request, row, findings=findings, at_form=at_form, raw=raw or request.POST.dict(), status=422)
    messages.success(request, says)
    return _back(row.pk)


@acting.traders
@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """A correction before acceptance, a request after it: the state decides, only what differs is sent."""
    row = trips.trip_of(pk, request.actor)
    steps = {step.name for step in VEHICLE.open_to(row.state, request.actor.roles)}
    typed = {k: v for k, v in request.POST.items() if not k.startswith("_") and k not in NOT_FIELDS}
    typed = with_picked(typed, request.POST.get("_driver-0", ""), row.declarant)
    raw = only_changed(row, {**dict.fromkeys(request.POST.getlist("_fields"), ""), **typed})
    if not raw:
        return page(request, row, findings=[Finding("REQ-03")], at_form="change", raw=typed, status=422)
    if "correct" in steps:
        return _try(request, row, "change", _("Corrected."), crossing.correct, raw, raw=typed)
    return _try(request, row, "change", _("Asked for. Small changes are approved at once."), crossing.request_amendment, raw,
                raw=typed, reason=request.POST.get("_reason", "")[:400])


def only_changed(row: VehicleDeclaration, typed: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that differ from what is declared, whole lists with their rows; what may not change is left out."""
    form, may = FORMS[row.mode], set(changeable(row))
    fresh, mistakes = form.read(typed, draft=True)
    now, _ignored = form.read(row.body, draft=True)
    wrong = {mistake.pointer.strip("/").split("/")[0] for mistake in mistakes if mistake.blocks}
    touched = (form.touched(typed) & may)
    differ = {name for name in touched if name in wrong or fresh.get(name) != now.get(name)}
    return {key: value for key, value in typed.items() if key.split("-")[0] in differ}


@acting.traders
@require_POST
def cancel_trip(request: HttpRequest, pk: int) -> HttpResponse:
    """Before acceptance at once, after it by request with a reason."""
    row = trips.trip_of(pk, request.actor)
    if row.state == "accepted":
        return _try(request, row, "cancel", _("Cancellation asked for."), crossing.request_cancel,
                    reason_code=request.POST.get("reason_code", ""), reason=request.POST.get("reason", "")[:400])
    return _try(request, row, "cancel", _("Cancelled."), crossing.cancel)


@acting.traders
@require_POST
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """More time, once, with a reason."""
    return _try(request, trips.trip_of(pk, request.actor), "extend", _("Asked for. The head of office decides."),
                crossing.request_extension, hours=natural(request.POST.get("hours"), 4) or 0,
                reason_code=request.POST.get("reason_code", ""), reason=request.POST.get("reason", "")[:400])


@acting.traders
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """What Customs asked for; an empty answer is no answer."""
    row, text = trips.trip_of(pk, request.actor), request.POST.get("answer", "").strip()[:4000]
    if not text:
        return page(request, row, findings=[Finding("FRM-01", "/answer")], at_form="answer", raw=request.POST.dict(), status=422)
    return _try(request, row, "answer", _("Answer sent. Your place is kept."), crossing.answer_question, answer=text)


@acting.traders
@require_POST
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the trip by name, to be declared again in two taps."""
    row = trips.trip_of(pk, request.actor)
    done, findings = attempt(save_trip, pk, request.POST.get("name", ""), by=request.actor, at=request.at)
    if done is None:
        return page(request, row, findings=findings, at_form="keep", raw=request.POST.dict(), status=422)
    messages.success(request, _("Kept. It stands on your first page."))
    return _back(pk)


@acting.traders
@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """A kept trip is no longer needed."""
    forget_trip(pk, by=request.actor, at=request.at)
    return redirect("trader:home")


@acting.traders
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft or returned declaration is given up."""
    crossing.cancel(trips.trip_of(pk, request.actor).pk, by=request.actor, at=request.at)
    messages.success(request, _("Draft dropped"))
    return redirect("trader:home")
