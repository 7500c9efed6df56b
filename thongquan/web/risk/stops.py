"""Orders to stop a plate: those in force, a new one, lifted by a head."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from thongquan.actions.crossing import stop
from thongquan.catalog.reasons import HOLD_REASONS
from thongquan.core.forms.stop import STOP_ORDER
from thongquan.models import PlateHold, Unit
from thongquan.queries import access
from thongquan.queries.crossing.stops import standing
from thongquan.web.office.frame import done
from thongquan.web.risk.frame import READERS, page
from thongquan.web.shared.allow import allow
from thongquan.web.shared.boxes import Sheet
from thongquan.web.shared.sent import send
from thongquan.web.shared.tongue import named, say

#: so many orders are listed, the newest first
MOST = 200


@allow(*READERS)
@require_http_methods(["GET", "POST"])
def stops(request: HttpRequest) -> HttpResponse:
    """The orders in force; an analyst or a head adds one."""
    by, at = request.actor, request.at  # type: ignore[attr-defined]
    sent = send(request, STOP_ORDER, lambda values: stop.order_stop(
        values["plate"], reason_code=values["reason_code"], until=values.get("until"), by=by, at=at))
    if sent.done:
        messages.success(request, _("The plate is stopped at every gate"))
        return redirect("risk:stops")
    rows = list(standing(at)[:MOST])
    names = access.names_of(row.ordered_by for row in rows)
    offices = {unit.pk: named(unit) for unit in Unit.objects.filter(pk__in={row.office_id for row in rows})}
    heads = by.is_any(*stop.LIFT)
    context = {
        "title": _("Stop orders"), "orders": [_order(row, names, offices, heads and row.office_id in by.offices) for row in rows],
        "sheet": Sheet(STOP_ORDER, raw=sent.raw, findings=sent.findings, options={"reason_code": [(code, say(words)) for code, words in HOLD_REASONS.items()]}),
        "may_order": by.is_any(*stop.ORDER)}
    return page(request, "stops", context, status=sent.status)


def _order(row: PlateHold, names: dict[int, str], offices: dict[int, str], may_lift: bool) -> dict[str, Any]:
    """An order as the list shows it."""
    return {"row": row, "why": say(HOLD_REASONS[row.reason]) if row.reason in HOLD_REASONS else row.reason,
            "who": names.get(row.ordered_by or 0, ""), "office": offices.get(row.office_id, ""), "may_lift": may_lift}


@allow(*stop.LIFT)
@require_POST
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """The plate goes free."""
    done(request, _("The order is lifted"), stop.lift_stop, pk, reason=request.POST.get("reason", "")[:300],
         by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("risk:stops")
