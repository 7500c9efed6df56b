"""The state of a vehicle without signing in: by its link, or by number and plate."""

from __future__ import annotations

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from thongquan.catalog.agencies import AGENCIES
from thongquan.core.plates import pretty, printed
from thongquan.queries.crossing.public import link_of, public_state
from thongquan.queries.inspection import must_report_by
from thongquan.web.shared.allow import allow
from thongquan.web.shared.pace import LOOKING_UP, OPENING, paced
from thongquan.web.shared.tongue import first_place, say

#: signs of a plate that stay readable at its end
SHOWN_SIGNS = 2


def masked(plate: str) -> str:
    """`14C-123.45` as `14C-XXX.45`: province and last signs stay."""
    head, dash, tail = plate.partition("-")
    if not dash:
        head, tail = plate[:2], plate[2:]
    cut = max(0, len(tail) - SHOWN_SIGNS)
    return head + dash + "".join("X" if sign.isalnum() else sign for sign in tail[:cut]) + tail[cut:]


def asks(request: HttpRequest) -> bool:
    """Whether a number or a plate is looked up."""
    return bool(request.GET.get("number") or request.GET.get("plate"))


@allow.public
@require_GET
@paced(LOOKING_UP, asks)
def find(request: HttpRequest) -> HttpResponse:
    """Number and the end of the plate lead to the movement's page."""
    number, plate = request.GET.get("number", "")[:40], request.GET.get("plate", "")[:40]
    if not number and not plate:
        return render(request, "public/status.html")
    digits = "".join(sign for sign in number if sign.isdigit())
    if token := link_of(digits, plate):
        return HttpResponseRedirect(reverse("public:state", args=[token]))
    return render(request, "public/status.html", {"lost": True, "number": number, "plate": plate}, status=404)


@allow.public
@require_GET
@paced(OPENING)
def state(request: HttpRequest, token: str) -> HttpResponse:
    """Where the movement behind the link stands and where to report; no person, half a plate."""
    found = public_state(token)
    if found is None:
        raise Http404("link")
    shown = replace(found, masked=True, plate=masked(printed(found.plate, found.country, found.gate.mode if found.gate else "")),
                    trailers=tuple(masked(pretty(trailer)) for trailer in found.trailers))
    agencies = [say(AGENCIES[code]) for code in found.agencies if code in AGENCIES]
    goods = must_report_by(token)
    answer = render(request, "public/state.html", {
        "found": shown, "agencies": agencies, "at": request.at, "place": first_place(found.gate, found.direction), "goods": goods,
        "called": any(one.answer == "required" for one in goods)})
    answer["X-Robots-Tag"], answer["Cache-Control"] = "noindex", "no-store"
    return answer
