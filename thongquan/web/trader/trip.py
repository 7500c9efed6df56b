"""One trip as its declarant sees it: state, what comes next, requests, changes, history."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from thongquan.catalog.law import LAW
from thongquan.catalog.reasons import CANCEL_REASONS, EXTENSION_REASONS
from thongquan.core import papers as required
from thongquan.core.changes import REFUSED, judge_change
from thongquan.core.flows.vehicle import STATES, VEHICLE
from thongquan.core.forms import FORMS
from thongquan.core.forms.asked import carries_people
from thongquan.core.forms.choices import PARTS
from thongquan.core.numbers import pretty
from thongquan.core.refused import Finding
from thongquan.core.rule import local_day
from thongquan.exchange.formats.declaration_pdf import DeclarationSheet, declaration_pdf
from thongquan.models import DeclarationRequest, PublicLink, VehicleDeclaration
from thongquan.queries.crossing import trips
from thongquan.queries.crossing.facts import read_body, vehicle_facts
from thongquan.queries.place import closing, ended, gates
from thongquan.web.shared.boxes import Sheet
from thongquan.web.shared.clock import moment_text
from thongquan.web.shared.sentences import sentence
from thongquan.web.shared.tongue import named, say, tongue
from thongquan.web.trader import acting, answers, onboard, telling
from thongquan.web.trader.answers import DRAWN, countries
from thongquan.web.trader.papers import offered

#: what each page of changes offers: before acceptance nearly all, later what the law lets follow
CHANGED_LATER = ("drivers", "contact_phone", "trailers", "laden", "goods", "containers", "planned_at", "return_gate", "plate", "country")
#: states that others may change while the declarant looks on
LIVE = ("submitted", "received", "asked", "checking", "accepted", "under_way", "overdue")
STEPS = ("correct", "amend", "cancel", "request_cancel", "request_extension", "answer")


@acting.traders
@require_GET
def trip(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of a trip; the page that is already open asks for what changed, and is told when nothing did."""
    row = trips.trip_of(pk, request.actor)
    if request.headers.get("HX-Request") and request.headers.get("If-None-Match") == _seen(row, request):
        return HttpResponseNotModified()
    return page(request, row)


def _seen(row: VehicleDeclaration, request: HttpRequest) -> str:
    """What the page shows, as a mark: the last act, who is ahead, the time to join the line, the language."""
    last = trips.last_act(row)
    ahead = [trips.ahead(leg) for _n, leg in sorted(trips.legs_of(row).items())]
    line_up = trips.line_up_by(row, request.at)
    text = f"{last}/{row.state}/{ahead}/{line_up}/{tongue()}/{onboard.mark(request, row)}"
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:16]}"'


def page(request: HttpRequest, row: VehicleDeclaration, *, findings: Sequence[Finding] = (), at_form: str = "",
         raw: Mapping[str, Any] | None = None, status: int = 200) -> HttpResponse:
    """Everything of one trip; `at_form` names the form whose faults `findings` are."""
    requests = list(row.requests.order_by("-id"))
    legs, checks = trips.legs_of(row), list(row.checks.order_by("-id"))
    bay = next((check.bay for check in checks if check.done_at is None), "")
    open_steps = {step.name for step in VEHICLE.open_to(row.state, request.actor.roles)} & set(STEPS)
    ground, head, says = telling.next_step(row, bay)
    if line_up := trips.line_up_by(row, request.at):
        says = f"{says} {telling.in_line_by(row, line_up)}"
    link = PublicLink.objects.filter(declaration=row).first()
    sheet = change_sheet(row, request, raw=raw if at_form == "change" else None, findings=findings if at_form == "change" else ())
    facts = vehicle_facts(row, request.at)
    context = {
        "trip": row, "warnings": acting.warnings_of(request, row.pk), "now": request.at, "number": pretty(row.number or ""), "stages": telling.stages(row),
        "ground": ground, "head": head,
        "says": says, "legs": [_leg(row, legs[leg]) for leg in sorted(legs)], "passes": trips.passes_of(row), "steps": open_steps,
        "history": telling.history(trips.events_of(row, request.actor), row), "requests": [_request(row, one) for one in requests],
        "question": next((one for one in requests if one.kind == "question" and one.state in ("open", "returned")), None),
        "points": _points(next((one for one in requests if one.kind == "question" and one.state in ("open", "returned")), None)),
        "violations": list(row.violations.order_by("-id")), "share": reverse("public:state", args=[link.token]) if link else "",
        "sheet": sheet, "change_parts": answers.change_parts(sheet, changeable(row)), "picks": answers.picks(read_body(row), row.declarant),
        "asked": {one.kind for one in requests if one.state == "open"},
        "findings": [f for f in findings if f.blocks], "at_form": at_form, "raw": raw or {},
        "wrong": {f.pointer.strip("/"): sentence(f) for f in findings}, "lines": [sentence(f) for f in findings],
        "cancel_reasons": _choices(CANCEL_REASONS), "extension_reasons": _choices(EXTENSION_REASONS),
        "most_hours": int(LAW.value("border_delivery.extension_hours", local_day(request.at))), "papers": offered(row, row.declarant, local_day(request.at)),
        "answers": _all_answers(row), "live": row.state in LIVE, "seen": _seen(row, request),
        "closing": closing(row) if row.state in trips.PLANNED else (), "people": len(row.body.get("passenger_list") or ()), "carries": carries_people(row.body),
        "may_change": bool(open_steps & {"correct", "amend"}), "to_present": required.to_present(facts),
        "missing": required.missing(facts) if row.state in ("submitted", "received", "asked") else (), **onboard.told(request, row),
    }
    part = request.headers.get("HX-Request") and request.method == "GET"
    answer = render(request, "trader/trip_now.html" if part else "trader/trip.html", context, status=status)
    answer["ETag"] = context["seen"]
    return answer


def change_sheet(row: VehicleDeclaration, request: HttpRequest, *, raw: Mapping[str, Any] | None = None,
                 findings: Sequence[Finding] = ()) -> Sheet:
    """The boxes of what may still change, judged field by field by the one rule of changes."""
    values = read_body(row)
    sheet = Sheet(DRAWN[row.mode], values, raw=raw, findings=findings, on=local_day(request.at),
                  options=dict.fromkeys(("gate", "return_gate"), _gates(row, local_day(request.at))),
                  suggested={"country": countries(), "owner_country": countries()})
    return sheet


def changeable(row: VehicleDeclaration) -> list[str]:
    """The fields that may change now; on the road only the return leg's."""
    gone = closing(row)
    named_fields = (*CHANGED_LATER, *({"gate"} & gone)) if row.state in ("accepted", "under_way", "overdue") else tuple(
        f.name for f in FORMS[row.mode].fields if f.part not in ("extension",) and f.asked_when != "by_platform")
    allowed = []
    for name in named_fields:
        probe = "planned_time" if name == "planned_at" else name
        change = judge_change(row.state, row.leg - 1, [probe], corrections=row.corrections, case=row.case, held=row.held_at is not None,
                              closing=gone)
        if change.kind != REFUSED and name in DRAWN[row.mode].named:
            allowed.append(name)
    return allowed


def _gates(row: VehicleDeclaration, on: date) -> list[tuple[str, str]]:
    """The gates that take vehicles, and the trip's own while one of them is closed for good."""
    own = {row.gate_id, row.return_gate_id}
    return [(gate.code, named(gate)) for gate in gates(row.mode) if gate.pk in own or not ended(gate, on)]


def _choices(table: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(code, say(words)) for code, words in table.items()]


def _leg(row: VehicleDeclaration, leg: Any) -> dict[str, Any]:
    return {"row": leg, "way": telling.way(row, leg.leg), "ahead": trips.ahead(leg)}


def _request(row: VehicleDeclaration, one: DeclarationRequest) -> dict[str, Any]:
    """A request with its before and after in words."""
    form = FORMS[row.mode]
    pairs = telling.changes_of(form, one.before, one.after) if one.kind == "amend" else []
    return {"row": one, "pairs": pairs, "why": telling.reason_words(one.reason_code) if one.reason_code else "", "points": _points(one),
            "hours": one.after.get("hours") if one.kind == "extend" else None}


def _points(question: DeclarationRequest | None) -> list[dict[str, str]]:
    """What Customs wants, point by point: the field, the reason, the need in the officer's words."""
    rows = []
    for point in question.points if question else []:
        field = FORMS[question.declaration.mode].named.get(point.get("field", "").strip("/").split("/")[0]) if question else None
        rows.append({"field": field.label.say(tongue()) if field else "", "why": telling.reason_words(point["reason"]) if point.get("reason") else "",
                     "need": point.get("need", ""), "rule": point.get("rule", "")})
    return rows


def _all_answers(row: VehicleDeclaration) -> list[tuple[str, list[tuple[str, str]]]]:
    """Everything declared, by parts."""
    form, parts = FORMS[row.mode], {}
    for f in form.fields:
        if row.body.get(f.name) not in (None, "", []) and f.asked_when != "by_platform":
            parts.setdefault(f.part, []).extend(telling.told(form, f.name, row.body[f.name]))
    return [(say(PARTS[part]), rows) for part, rows in parts.items()]


@acting.traders
@require_GET
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """The declaration on paper."""
    row = trips.trip_of(pk, request.actor)
    gate = row.gate
    sheet = DeclarationSheet(
        title=_("Vehicle declaration"),
        beside=(f"{_('Number')}: {pretty(row.number or '') or '–'} · {say(STATES[row.state])}", f"{_('Declarant')}: {row.declarant.name}",
                f"{named(gate) if gate else ''} · {telling.moment_or_dash(row.planned_at, gate)}"),
        parts=tuple((head, tuple(rows)) for head, rows in _all_answers(row)),
        signs=(_("Declarant"), _("Driver")), sign_hint=_("Signature and full name"),
        foot=f"Thông Quan · {moment_text(request.at, gate)}")
    answer = HttpResponse(declaration_pdf(sheet), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{row.number or row.pk}.pdf"'
    return answer
