"""Planning how much of a consignment goes on a vehicle."""

from __future__ import annotations

from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from thongquan.actions import clearance
from thongquan.core.reading import Unreadable, read_decimal, read_whole
from thongquan.core.refused import Finding, RulesBroken
from thongquan.models import VehicleDeclaration
from thongquan.queries import clearance as asked
from thongquan.queries.crossing import trips
from thongquan.web.shared.sent import attempt
from thongquan.web.shared.tongue import tongue
from thongquan.web.trader import acting
from thongquan.web.trader.trip import page

MOST_PACKAGES = 10**7


@acting.traders
@require_POST
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Packages, kilograms or both of one declaration on this vehicle; both boxes empty take the plan back."""
    row = trips.trip_of(pk, request.actor)
    number = request.POST.get("number", "")[:20]
    done, findings = attempt(_plan, request, row, number)
    if findings and done is None:
        return page(request, row, findings=findings, at_form=f"load-{number}", raw=request.POST.dict(), status=422)
    messages.success(request, done or "")
    return HttpResponseRedirect(reverse("trader:trip", args=[row.pk]), status=303)


def _plan(request: HttpRequest, row: VehicleDeclaration, number: str) -> str:
    packages, kg = _whole(request), _weight(request)
    if packages is None and kg is None:
        part = next((one.part for one in asked.on_board(row, request.actor.parties) if one.number == number), None)  # type: ignore[attr-defined]
        if part is not None:
            clearance.strike_out(part.pk, by=request.actor, at=request.at)  # type: ignore[attr-defined]
        return _("The whole consignment goes on this vehicle")
    clearance.plan_passage(number, row.pk, packages=packages, gross_kg=kg, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return _("Planned. The gate lets exactly this part pass.")


def _whole(request: HttpRequest) -> int | None:
    text = request.POST.get("packages", "").strip()
    try:
        found = read_whole(text, tongue()) if text else None
    except Unreadable:
        raise RulesBroken([Finding("FRM-04", "/packages")]) from None
    if found is not None and not 0 <= found < MOST_PACKAGES:
        raise RulesBroken([Finding("FRM-04", "/packages")])
    return found


def _weight(request: HttpRequest) -> Decimal | None:
    text = request.POST.get("gross_kg", "").strip()
    try:
        found = read_decimal(text, tongue()) if text else None
    except Unreadable:
        raise RulesBroken([Finding("FRM-04", "/gross_kg")]) from None
    if found is not None and not 0 <= found < 10**9:
        raise RulesBroken([Finding("FRM-04", "/gross_kg")])
    return found.quantize(Decimal("0.001")) if found is not None else None
