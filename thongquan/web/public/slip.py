"""Papers checked without signing in: a supervision slip, a proof of delay."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from thongquan.core.delay import PARTIES
from thongquan.core.flows.goods import STATES
from thongquan.core.numbers import pretty
from thongquan.core.promise import CLOCKS
from thongquan.queries.clearance import public_slip
from thongquan.queries.report.follow import proof_by_number
from thongquan.web.shared.allow import allow
from thongquan.web.shared.clock import span
from thongquan.web.shared.numbers import amount
from thongquan.web.shared.pace import OPENING, paced
from thongquan.web.shared.tongue import say


@allow.public
@require_GET
@paced(OPENING)
def slip(request: HttpRequest, token: str) -> HttpResponse:
    """Which goods of the slip behind the code may pass now; no person, no company, no price."""
    found = public_slip(token)
    if found is None:
        raise Http404("slip")
    return unseen(render(request, "public/slip.html", {
        "found": found, "state": say(STATES[found.state]), "number": pretty(found.declaration),
        "lines": [(line["number"], line["name"], " ".join(amount(line))) for line in found.lines], "at": request.at}))


@allow.public
@require_GET
@paced(OPENING)
def proof(request: HttpRequest, number: str) -> HttpResponse:
    """What the log keeps of a certificate, to be held beside the paper."""
    found = proof_by_number(number[:60])
    if found is None:
        return unseen(render(request, "public/proof.html", {"lost": True, "number": number[:60]}, status=404))
    spans = [{"says": say(CLOCKS[one["clock"]]), "party": say(PARTIES[one["party"]]), "start": datetime.fromisoformat(one["from"]),
              "end": datetime.fromisoformat(one["to"]), "spent": span(timedelta(seconds=one["spent"])),
              "over": span(timedelta(seconds=one["over"])) if one["over"] else ""} for one in found.told["spans"]]
    return unseen(render(request, "public/proof.html", {
        "found": found, "spans": spans, "number": found.number, "declaration": pretty(found.told["declaration"]),
        "registered": datetime.fromisoformat(found.told["registered"]), "until": datetime.fromisoformat(found.told["until"])}))


def unseen(answer: HttpResponse) -> HttpResponse:
    """No search engine and no cache keeps it."""
    answer["X-Robots-Tag"], answer["Cache-Control"] = "noindex", "no-store"
    return answer
