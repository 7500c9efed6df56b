"""What may leave: the list of the supervised area, as a page and as a file."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from thongquan.catalog.goods_reasons import GOODS_HOLD_REASONS
from thongquan.core.flows.goods import STATES
from thongquan.core.rule import local_day
from thongquan.exchange.formats.table import KINDS
from thongquan.queries import clearance as asked
from thongquan.queries.gate.lists import gates_in
from thongquan.web.shared.allow import allow
from thongquan.web.shared.clock import at_gate
from thongquan.web.shared.files import rows_answer
from thongquan.web.shared.tongue import named, say

LOOKS = ("dossier_officer", "gate_officer", "inspector", "nation_leader", "office_leader", "region_leader", "seal_keeper", "team_leader", "yard_operator")
PAGE, MOST_ROWS = 50, 5000


def wish(request: HttpRequest) -> asked.Wish:
    """What the address asks for."""
    tab, gate = request.GET.get("tab", ""), request.GET.get("gate", "")
    return asked.Wish(tab if tab in asked.TABS else "may", request.GET.get("text", "")[:60].replace("\x00", ""), gate[:12])


@allow(*LOOKS)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """One page of the list."""
    wanted = wish(request)
    page = Paginator(asked.may_leave(wanted, at=request.at), PAGE).get_page(request.GET.get("page"))
    gates = list(gates_in(request.actor.offices))
    tabs = {"may": _("May leave"), "held": _("Held"), "left": _("Left today")}
    return render(request, "inspection/leave.html", {
        "wish": wanted, "page": page, "rows": asked.leaving_rows(page), "gates": gates, "tabs": list(tabs.items()), "states": STATES, "now": request.at})


@allow(*LOOKS)
@require_GET
def as_table(request: HttpRequest, kind: str) -> HttpResponse:
    """The same list with the columns of the supervision list (Circular 39/2018, forms 29 and 30)."""
    if kind not in KINDS:
        raise Http404(kind)
    heads = [_("No."), _("Declaration"), _("Registered on"), _("Type"), _("Office"), _("Channel of checking"), _("Declarant"), _("Tax number"), _("Containers"),
             _("Packages"), _("Gross weight, kg"), _("Packages left"), _("Weight left, kg"), _("Gate"), _("State"), _("May leave since"), _("Slip"),
             _("Vehicles"), _("Held because")]
    table = [_line(n, one, request) for n, one in enumerate(asked.leaving_rows(asked.may_leave(wish(request), at=request.at)[:MOST_ROWS]), 1)]
    return rows_answer(request, kind, _("Goods that may pass the supervised area"), heads, table, f"thong-quan-leave-{local_day(request.at):%Y%m%d}")


def _line(n: int, one: asked.Leaving, request: HttpRequest) -> list[Any]:
    row = one.row
    since = row.released_at or row.cleared_at
    return [n, row.number, local_day(row.registered_at) if row.registered_at else "", row.kind, named(row.office) if row.office else "", row.channel,
            row.declarant.name, row.declarant.tax_id, ", ".join(row.containers), row.packages, row.gross_kg, one.packages, one.kg,
            row.gate.code if row.gate else "", say(STATES[row.state]), at_gate(since, row.gate).replace(tzinfo=None) if since else "", one.slip,
            ", ".join(one.plates), say(GOODS_HOLD_REASONS.get(row.hold_reason)) if row.held_at else ""]
