"""The counter: an officer serves a walk-in, declares for him, prints for his signature."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from thongquan.actions import dice
from thongquan.actions.crossing import declare
from thongquan.actions.party import serve_walk_in
from thongquan.core.actor import Actor
from thongquan.core.forms import FORMS
from thongquan.core.forms.choices import PARTS
from thongquan.core.reading import JSON
from thongquan.core.refused import Finding, NotAllowed, NotFound, Refused
from thongquan.models import Party
from thongquan.queries.crossing import prefill
from thongquan.web.desk import telling, walkin_people, words
from thongquan.web.desk.queue import SERVES
from thongquan.web.shared.allow import allow
from thongquan.web.shared.boxes import Sheet
from thongquan.web.shared.sentences import sentence, whole
from thongquan.web.shared.tongue import say
from thongquan.web.trader import answers

SCHEMES = {
    "BORDER_PASS": gettext_lazy("Border laissez-passer"), "PASSPORT": gettext_lazy("Passport"), "VN_CCCD": gettext_lazy("Vietnamese identity card"),
    "VN_MST": gettext_lazy("Vietnamese tax code"), "CN_USCC": gettext_lazy("Chinese company code (USCC)"), "OTHER": gettext_lazy("Another number"),
}
COUNTRIES = tuple(words.COUNTRY_WORDS)
ASKED = ("tax_scheme", "number", "name", "country", "phone")


@allow(*SERVES)
@require_http_methods(["GET", "POST"])
def counter(request: HttpRequest) -> HttpResponse:
    """Who stands at the counter: found by his paper, or made as a guest."""
    typed: Mapping[str, str] = request.POST
    findings: Sequence[Finding] = ()
    if request.method == "POST":
        given = {name: typed.get(name, "").strip()[:200] for name in ASKED}
        try:
            with transaction.atomic():
                party, _serving = serve_walk_in(**given, by=request.actor, at=request.at)
            request.session["desk_walk_in"] = party.pk
            return HttpResponseRedirect(reverse("desk:walkin_declare"), status=303)
        except (NotFound, NotAllowed):
            raise
        except Refused as refused:
            findings = refused.findings
    context = {"typed": typed, "findings": [f for f in findings if f.blocks], "wrong": {f.pointer.strip("/"): whole(f) for f in findings},
               "lines": [(_box(f), sentence(f)) for f in findings if f.blocks], "schemes": SCHEMES.items(),
               "countries": [(code, words.country(code)) for code in COUNTRIES]}
    return render(request, "desk/walkin.html", context, status=422 if findings else 200)


def _box(finding: Finding) -> str:
    """The box a finding points at: the rules call the number `tax_id`."""
    return {"tax_id": "number"}.get(finding.pointer.strip("/"), finding.pointer.strip("/"))


def served(request: HttpRequest) -> Party | None:
    """The party at the counter now."""
    return Party.objects.filter(pk=request.session.get("desk_walk_in") or 0).first()


@allow(*SERVES)
@require_http_methods(["GET", "POST"])
def declare_for(request: HttpRequest) -> HttpResponse:
    """The whole form on one page, filled in by the officer for the person before him."""
    party = served(request)
    if party is None:
        return redirect("desk:walkin")
    mode = request.POST.get("_mode") or request.GET.get("mode", "road")
    mode = mode if mode in FORMS else "road"
    if request.method == "GET":
        return _page(request, party, mode, prefill.fresh(party.pk, mode, request.at))
    act = request.POST.get("_act", "send")
    people = walkin_people.brought(request, act)
    given = answers.read(FORMS[mode], walkin_people.of_form(request.POST.dict()), request.at)
    if act == "look":
        return _page(request, party, mode, prefill.complete(given.values, party.pk, mode, request.at), people=people)
    if act != "send" or people.wrong:
        return _page(request, party, mode, given.values, raw=given.raw, people=people)
    return _send(request, party, mode, given, people)


def _send(request: HttpRequest, party: Party, mode: str, given: answers.Answers, people: walkin_people.Brought) -> HttpResponse:
    """Register it on his behalf; another officer will decide it."""
    form, serving = FORMS[mode], serving_for(party, request.actor)
    listed = form.read({"passenger_list": people.rows}, language=JSON, draft=True)[0] if people.rows else {}
    values = form.write(prefill.complete({**given.values, **listed}, party.pk, mode, request.at))
    blocking = [mistake for mistake in given.mistakes if mistake.blocks]
    if blocking:
        return _page(request, party, mode, given.values, raw=given.raw, findings=blocking, people=people)
    try:
        with transaction.atomic():
            done = declare(values, declarant_id=party.pk, by=serving, at=request.at, die=dice.thrown(), mode=mode, source="counter")
    except (NotFound, NotAllowed):
        raise
    except Refused as refused:
        return _page(request, party, mode, given.values, raw=given.raw, findings=refused.findings, people=people)
    del request.session["desk_walk_in"]
    telling.note(request, _("%(number)s is registered for %(name)s; another officer decides it") % {
        "number": words.number(done.declaration), "name": party.name}, "success")
    return HttpResponseRedirect(f"{reverse('desk:case', args=[done.declaration.pk])}?queue=all", status=303)


def serving_for(party: Party, by: Actor) -> Actor:
    """The officer acting on behalf of the person he serves."""
    return replace(by, on_behalf_of=party.pk)


def _page(request: HttpRequest, party: Party, mode: str, values: Mapping[str, Any], *, raw: Mapping[str, Any] | None = None,
          findings: Sequence[Finding] = (), people: walkin_people.Brought = walkin_people.NOBODY) -> HttpResponse:
    sheet: Sheet = answers.sheet_of(request, mode, values, party, raw=raw, findings=findings)
    parts = [(say(PARTS[part]), boxes) for part, boxes in sheet.parts.items() if part in answers.PART_ICONS or part == "trailer"]
    context = {"sheet": sheet, "parts": parts, "party": party, "mode": mode, "findings": [f for f in findings if f.blocks],
               "modes": [(code, words.choice("mode", code), code == mode) for code in FORMS], "brought": walkin_people.shown(people, findings)}
    return render(request, "desk/walkin_declare.html", context, status=422 if findings or people.wrong else 200)
