"""One order on the tablet: its steps, lines, evidence, result; begun, joined, presented."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from thongquan.actions import clearance, inspection
from thongquan.actions.access.looks import looked_at
from thongquan.catalog.goods_reasons import INSPECT_REASONS, OUTCOMES
from thongquan.catalog.override_reasons import OVERRIDE_REASONS
from thongquan.core.digits import natural
from thongquan.core.inspection import FORMS, READINGS
from thongquan.core.numbers import pretty
from thongquan.core.refused import Refused
from thongquan.core.units import UNITS
from thongquan.models import InspectionFinding, InspectionOrder
from thongquan.queries import inspection as asked
from thongquan.queries.access import names_of
from thongquan.web.inspection import frame, words
from thongquan.web.inspection.images import scans_of
from thongquan.web.shared.allow import allow
from thongquan.web.shared.numbers import number
from thongquan.web.shared.telling import note
from thongquan.web.shared.tongue import say, tongue
from thongquan.web.tariff.search import dotted


@allow(*frame.LOOKS)
@require_GET
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of an order; looking at it is kept."""
    row = frame.of_mine(pk)
    declaration = row.declaration
    looked_at("goods", declaration.pk, declarant_id=declaration.declarant_id, office_id=row.site.office_id if row.site else declaration.office_id,
              by=request.actor, at=request.at)
    return page(request, row)


def page(request: HttpRequest, row: InspectionOrder, *, wrong: str = "", status: int = 200) -> HttpResponse:
    """Everything of one order; `wrong` is what stood against the act that was tried."""
    me, declaration = request.actor.id, row.declaration
    working = me in row.officers and row.state in ("begun", "sampled")
    evidence = list(row.evidence.defer("content").order_by("taken_at", "pk"))
    names = names_of(row.officers)
    lines, card = lines_of(row), frame.cards([row], request)[0]
    context = frame.place_context(request, row.site) | {
        "row": row, "goods": declaration, "number": pretty(declaration.number or ""), "now": request.at, "card": card,
        "state": (words.STATES[row.state], *words.STATE_SIGNS[row.state]), "direction": words.DIRECTIONS[declaration.direction],
        "forms": [say(FORMS[form]) for form in row.forms if form in FORMS],
        "why": say(INSPECT_REASONS.get(row.reason_code) or OVERRIDE_REASONS.get(row.reason_code)),
        "steps": steps_of(row), "lines": lines, "unnoted": sum(line["finding"] is None for line in lines), "working": working,
        "recording": working and row.recorder == me and row.state == "begun", "recorder": names.get(row.recorder or 0, ""),
        "people": [names[pk] for pk in row.officers if pk in names], "may_begin": "inspector" in request.actor.roles and not working
        and (row.state == "begun" or row.state == "ordered" and card.mine), "waits_for": card.who if row.state == "ordered" and not card.mine else "",
        "outcomes": words.outcomes(), "sample_outcomes": words.outcomes(but=("sample",)),
        "may_sample": working and (row.state == "begun" or any(one.body.get("sent_back_at") for one in evidence)),
        "pictures": [one for one in evidence if one.kind in ("photo", "clip")],
        "scans": scans_of(row, evidence, working), "kinds": words.KINDS, "readings": words.choices(READINGS),
        "samples": [(one, say(OUTCOMES.get(one.body.get("result", "")))) for one in evidence if one.kind == "sample"],
        "sealed": [one for one in evidence if one.kind == "seal"], "next_seals": asked.next_seals(row.site), "result": say(OUTCOMES.get(row.outcome)),
        "carriers": asked.carriers_of(declaration.number or ""), "unloaded": asked.unloaded_from(declaration.number or ""),
        "owner": me, "tongue": tongue(), "wrong": wrong, "findings": [wrong] if wrong else [],
    }
    return render(request, "inspection/order.html", context, status=status)


def steps_of(row: InspectionOrder) -> list[dict[str, Any]]:
    """The written order in the language of the page."""
    found = []
    for n, step in enumerate(row.steps):
        text = step.get("words", {})
        found.append({"n": n, "says": text.get(tongue()) or text.get("vi", ""), "done": bool(step.get("done")),
                      "form": say(FORMS[step["form"]]) if step.get("form") in FORMS else "", "lines": ", ".join(map(str, step.get("lines", [])[:12]))})
    return found


def lines_of(row: InspectionOrder) -> list[dict[str, Any]]:
    """The lines the order concerns, declared beside found; every line without named ones."""
    rows = row.declaration.lines.order_by("number")
    noted = {finding.line: finding for finding in row.findings.all()}
    wanted = {*row.lines, *noted} if row.lines else set()
    return [{"row": line, "hs": dotted(line.hs), "unit": say(UNITS[line.unit].words) if line.unit in UNITS else line.unit,
             "finding": noted.get(line.number), "ground": ground(noted.get(line.number)),
             "says": say(OUTCOMES[noted[line.number].outcome]) if line.number in noted else "",
             "quantity": typed(noted, line.number, "quantity"), "net_kg": typed(noted, line.number, "net_kg")}
            for line in (rows.filter(number__in=wanted) if wanted else rows)]


def typed(noted: dict[int, InspectionFinding], line: int, name: str) -> str:
    """A noted amount as people type it in this language; empty when nothing was noted."""
    value = getattr(noted.get(line), name, None)
    return "" if value is None else number(value, max(0, -int(value.normalize().as_tuple().exponent)))


def ground(finding: InspectionFinding | None) -> str:
    """The road sign of a line: nothing noted, as declared, different."""
    if finding is None:
        return ""
    return "go" if finding.outcome == "agrees" else "info" if finding.outcome == "sample" else "stop"


@allow(*frame.INSPECTS)
@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin, or join those who began; the first records the result."""
    inspection.begin(pk, by=request.actor, at=request.at)
    note(request, _("You are at this inspection"), "success")
    return HttpResponseRedirect(reverse("inspection:order", args=[pk]))


@allow(*frame.MANAGES)
@require_POST
def present(request: HttpRequest, pk: int) -> HttpResponse:
    """The goods are here; the waiting is counted from now."""
    inspection.present(pk, by=request.actor, at=request.at)
    note(request, _("Noted: the goods are here"), "success")
    return HttpResponseRedirect(reverse("inspection:order", args=[pk]))


@allow(*frame.MANAGES)
@require_POST
def unload(request: HttpRequest, pk: int) -> HttpResponse:
    """Only this consignment stays; the vehicle goes on with the others."""
    row = frame.of_mine(pk)
    vehicle = natural(request.POST.get("vehicle"))
    if vehicle is None:
        raise Refused("CLR-01", "/vehicle")
    clearance.leave_behind(row.declaration.number or "", vehicle, by=request.actor, at=request.at)
    note(request, _("The goods stay here; the vehicle may go on with its other goods"), "success")
    return HttpResponseRedirect(reverse("inspection:order", args=[pk]))
