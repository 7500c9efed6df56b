"""One page to declare a vehicle: five boxes to fill, the rest known; drafts keep themselves."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from thongquan.actions import dice
from thongquan.actions.access import answers as once
from thongquan.actions.crossing import draft as make_draft
from thongquan.actions.crossing import save_draft, saved, submit
from thongquan.catalog.law import LAW
from thongquan.core import rules
from thongquan.core.digits import natural
from thongquan.core.form import Form
from thongquan.core.forms import FORMS
from thongquan.core.reading import JSON
from thongquan.core.refused import Finding, Refused
from thongquan.core.rule import local_day
from thongquan.models import Party, VehicleDeclaration
from thongquan.queries.crossing import prefill, trips
from thongquan.queries.crossing.facts import read_body, vehicle_facts
from thongquan.web.shared.clock import hour
from thongquan.web.shared.sent import attempt
from thongquan.web.shared.sentences import sentence
from thongquan.web.trader import acting, answers
from thongquan.web.trader.papers import offered

MOST_KEYS = 20
EDITABLE = ("draft", "returned")


@acting.traders
@require_http_methods(["GET", "POST"])
def declare_new(request: HttpRequest) -> HttpResponse:
    """A new declaration, from nothing, from an earlier trip or from one kept by name."""
    party = acting.declarant(request)
    if request.method == "POST":
        return _posted(request, _of_key(request), party)
    mode, values, source = _start(request, party)
    if source is not None:
        party = source
    return page(request, party, mode, values, key=secrets.token_urlsafe(9))


@acting.traders
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft or a returned declaration, open for work."""
    trip = trips.trip_of(pk, request.actor)
    if trip.state not in EDITABLE:
        return redirect("trader:trip", pk=pk)
    if request.method == "POST":
        return _posted(request, trip, trip.declarant)
    return page(request, trip.declarant, trip.mode, read_body(trip), trip=trip)


def _start(request: HttpRequest, party: Party) -> tuple[str, dict[str, Any], Party | None]:
    """Mode and first answers of the address: `?from=`, `?saved=`, `?mode=`, `?plate=`."""
    source = request.GET
    before, named = natural(source.get("from")), natural(source.get("saved"))
    if before is not None:
        trip, values = prefill.again(before, request.actor, request.at)
        return trip.mode, values, trip.declarant
    if named is not None:
        kept, values = prefill.from_saved(named, request.actor, request.at)
        saved.used(kept.pk, by=request.actor, at=request.at)
        return kept.mode, values, kept.declarant
    mode = source.get("mode", "road") if source.get("mode") in FORMS else "road"
    values = prefill.fresh(party.pk, mode, request.at)
    if source.get("plate"):
        values = prefill.complete({**values, "plate": source["plate"][:35]}, party.pk, mode, request.at)
    return mode, values, None


def _of_key(request: HttpRequest) -> VehicleDeclaration | None:
    """The draft that this page has already made, so that a page sent twice makes one declaration."""
    pk = request.session.get("trader_drafts", {}).get(request.POST.get("_key", ""))
    rows = VehicleDeclaration.objects.filter(pk=pk, declarant_id__in=request.actor.parties)
    return rows.select_related("gate", "declarant").first() if pk else None


def _remember(request: HttpRequest, trip: VehicleDeclaration) -> None:
    key = request.POST.get("_key", "")[:40]
    if key:
        known = dict(list(request.session.get("trader_drafts", {}).items())[-MOST_KEYS:])
        request.session["trader_drafts"] = {**known, key: trip.pk}


def _posted(request: HttpRequest, trip: VehicleDeclaration | None, party: Party) -> HttpResponse:
    """Save a field, draw the page anew for another case, keep the draft, or send it."""
    if trip is not None and trip.state not in EDITABLE:
        return HttpResponse(_("Already sent")) if request.headers.get("X-Autosave") else (
            HttpResponseRedirect(reverse("trader:trip", args=[trip.pk]), status=303))
    mode = trip.mode if trip else request.POST.get("_mode", "road")
    mode = mode if mode in FORMS else "road"
    form, act = FORMS[mode], request.POST.get("_act", "send")
    if request.headers.get("X-Autosave"):
        act = "keep"
    given = answers.with_register(form, answers.read(form, request.POST.dict(), request.at), request.POST.dict(), party, request.at)
    if act == "look":
        found = prefill.complete(given.values, party.pk, mode, request.at)
        return page(request, party, mode, found, trip=trip, raw=answers.still_typed(form, given, found), key=request.POST.get("_key", ""))
    if act == "send":
        given = answers.Answers(given.raw, prefill.complete(given.values, party.pk, mode, request.at), given.mistakes)
    trip = _kept(request, trip, party, form, given)
    if trip.state not in EDITABLE:
        return HttpResponseRedirect(reverse("trader:trip", args=[trip.pk]), status=303)
    if request.headers.get("X-Autosave"):
        return HttpResponse(_("Draft saved %(time)s") % {"time": hour(request.at)}, content_type="text/plain; charset=utf-8",
                            headers={"Content-Location": reverse("trader:draft", args=[trip.pk])})
    if act == "people":
        return HttpResponseRedirect(reverse("trader:passengers", args=[trip.pk]), status=303)
    if act == "keep":
        messages.success(request, _("Draft saved"))
        return HttpResponseRedirect(reverse("trader:draft", args=[trip.pk]), status=303)
    return _send(request, trip, given)


def _kept(request: HttpRequest, trip: VehicleDeclaration | None, party: Party, form: Form,
          given: answers.Answers) -> VehicleDeclaration:
    """The answers in a draft, made now when there is none; of two sendings of one page at once the second finds the first's."""
    key = request.POST.get("_key", "")[:40]
    sending = once.claim(f"person:{request.actor.id}", f"page:{key}", hashlib.sha256(key.encode()).hexdigest(), at=request.at) if key and trip is None else None
    if isinstance(sending, once.Kept):
        trip = trips.trip_of(int(sending.body), request.actor)
    if trip is not None:
        return save_draft(trip.pk, answers.kept(form, given), by=request.actor, at=request.at) if trip.state in EDITABLE else trip
    made = make_draft(form.write(given.values), declarant_id=party.pk, by=request.actor, at=request.at, mode=form.name,
                      agent_id=acting.agent_id(request, party.pk))
    if isinstance(sending, int):
        once.keep(sending, 200, "", str(made.pk))
    _remember(request, made)
    return made


def _send(request: HttpRequest, trip: VehicleDeclaration, given: answers.Answers) -> HttpResponse:
    """Register it; what stands against it comes back with everything typed."""
    blocking = [mistake for mistake in given.mistakes if mistake.blocks]
    if blocking:
        return page(request, trip.declarant, trip.mode, given.values, trip=trip, raw=given.raw,
                    findings=[*given.mistakes, *_rules_beside(trip, request, blocking)], status=422)
    done, findings = attempt(submit, trip.pk, by=request.actor, at=request.at, die=dice.thrown())
    if done is None:
        return page(request, trip.declarant, trip.mode, given.values, trip=trip, raw=given.raw, findings=findings, status=422)
    acting.keep_warnings(request, trip.pk, [sentence(warning) for warning in done.warnings])
    messages.success(request, _("Sent. The pass comes as soon as Customs accepts it."))
    return HttpResponseRedirect(reverse("trader:trip", args=[trip.pk]), status=303)


def _rules_beside(trip: VehicleDeclaration, request: HttpRequest, mistakes: Sequence[Finding]) -> list[Finding]:
    """What the law would say too, at fields whose form is right, so that one look shows everything."""
    seen = {mistake.pointer for mistake in mistakes}
    try:
        found = rules.judge("crossing.submit", vehicle_facts(trip, request.at), LAW, request.at)
    except Refused:
        return []
    return [finding for finding in found if finding.pointer and finding.pointer not in seen]


def page(request: HttpRequest, party: Party, mode: str, values: Mapping[str, Any], *, trip: VehicleDeclaration | None = None,
         raw: Mapping[str, Any] | None = None, findings: Sequence[Finding] = (), key: str = "", status: int = 200) -> HttpResponse:
    """The whole page, whatever led to it."""
    listed = trip.body.get("passenger_list") if trip else None
    if listed:  # kept on a page of its own
        values = {**values, "passenger_list": FORMS[mode].read({"passenger_list": listed}, language=JSON, draft=True)[0].get("passenger_list") or []}
    sheet = answers.sheet_of(request, mode, values, party, raw=raw, findings=findings)
    blocking = [finding for finding in findings if finding.blocks]
    needed = answers.needed_of(sheet)
    context = {
        "sheet": sheet, "parts": answers.parts_of(sheet, needed), "few": not needed, "picks": answers.picks(values, party) if "drivers" in sheet else [],
        "mode": mode, "modes": tuple(FORMS), "party": party, "trip": trip, "key": key, "people": len(listed or ()),
        "findings": blocking, "empty": values.get("laden") is False, "action": reverse("trader:draft", args=[trip.pk]) if trip else reverse("trader:declare"),
        "autosave": reverse("trader:draft", args=[trip.pk]) if trip else request.get_full_path() if request.method == "GET" else
        reverse("trader:declare"),
        "unfinished": trips.unfinished(party.pk) if trip is None and request.method == "GET" else None,
        "returned": trip.requests.filter(kind="question", state="returned").order_by("-id").first() if trip and trip.state == "returned" else None,
        "parties": acting.parties(request), "chosen": party, "papers": offered(trip, party, local_day(request.at)),
        **answers.beside(values, party, mode, request.at, _papers_of(trip)),
    }
    return render(request, "trader/declare.html", context, status=status)


def _papers_of(trip: VehicleDeclaration | None) -> list[str]:
    return list(trip.papers.values_list("code", flat=True)) if trip else []
