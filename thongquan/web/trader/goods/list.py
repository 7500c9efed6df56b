"""My goods declarations: what needs me, drafts, under way, free, ended."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from thongquan.actions.declaration.together import MOST
from thongquan.core.flows.goods import STATES
from thongquan.core.goods import CHANNELS, DIRECTIONS
from thongquan.core.rule import local_day
from thongquan.exchange.formats.table import KINDS, as_file
from thongquan.models import GoodsDeclaration
from thongquan.queries.declaration import lists
from thongquan.web.shared.clock import at_gate
from thongquan.web.shared.tongue import named, say
from thongquan.web.trader import acting
from thongquan.web.trader.goods.words import CHANNEL_SIGNS, CHANNEL_WORDS, DIRECTION_WORDS, SIGNS, TAB_WORDS

#: a page holds as many as go together, so that one tick chooses them all
PAGE, MOST_ROWS = MOST, 5000
SORT_WORDS = {
    "newest": gettext_lazy("Newest first"), "due": gettext_lazy("By promise or deadline"), "registered": gettext_lazy("By registration"),
    "value": gettext_lazy("By value"), "number": gettext_lazy("By number"),
}
SPAN_WORDS = {"1": gettext_lazy("Last 24 hours"), "7": gettext_lazy("Last 7 days"), "30": gettext_lazy("Last 30 days")}
SOON = 2 * 3600


def asked_for(request: HttpRequest) -> dict[str, Any]:
    """Tab, words, order and filters of the address; anything unknown falls back to the usual."""
    tab, sort = request.GET.get("tab", ""), request.GET.get("sort", "")
    known = {"direction": DIRECTIONS, "channel": CHANNELS, "days": tuple(lists.SPANS)}
    filters = {name: value for name, allowed in known.items() if (value := request.GET.get(name, "")) in allowed}
    if kind := request.GET.get("kind", "")[:3].upper():
        filters["kind"] = kind
    return {"tab": tab if tab in lists.TABS else "", "text": request.GET.get("q", "")[:80], "sort": sort if sort in lists.SORTS else "newest",
            "filters": filters}


@acting.traders
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """One tab of the declarations, a page at a time."""
    ids, wish = acting.in_view(request), asked_for(request)
    counts = lists.tab_counts(ids, wish["text"])
    if not wish["tab"] or (wish["text"] and not counts[wish["tab"]] and not wish["filters"]):
        wish["tab"] = next((tab for tab in ("needs", "drafts", "going", "free", "ended") if counts[tab]), "going")
    page = Paginator(lists.listed(ids, at=request.at, **wish), PAGE).get_page(request.GET.get("page"))
    query = {"q": wish["text"], "sort": wish["sort"], **wish["filters"]}
    context = {
        "page": page, "rows": [shown(row, request) for row in page.object_list], "wish": wish, "sorts": SORT_WORDS, "spans": SPAN_WORDS,
        "tabs": [(tab, TAB_WORDS[tab], counts[tab]) for tab in lists.TABS], "query": urlencode({name: value for name, value in query.items() if value}),
        "many": len(ids) > 1, "parties": acting.parties(request), "chosen": acting.chosen(request), "most": MOST,
        "channels": [(code, say(CHANNEL_WORDS[code])) for code in CHANNELS], "directions": [(code, DIRECTION_WORDS[code]) for code in DIRECTIONS],
        "may_declare": request.actor.is_any("declarant", "broker", "transport_agent"),
    }
    return render(request, "trader/goods/list.html", context)


def shown(row: GoodsDeclaration, request: HttpRequest) -> dict[str, Any]:
    """One line of the list: its state as a sign, its clock, what it waits for."""
    ground, sign = SIGNS.get(row.state, ("wait", "wait"))
    owes = bool(row.owes) and row.state in lists.OWING
    lane, lane_sign = CHANNEL_SIGNS.get(row.channel, ("", ""))
    left = (row.until - request.at).total_seconds() if row.until else None
    return {
        "row": row, "state": say(STATES[row.state]), "ground": ground, "sign": sign, "owes": owes,
        "lane": say(CHANNEL_WORDS[row.channel]) if row.channel in CHANNEL_WORDS else "", "lane_ground": lane, "lane_sign": lane_sign,
        "clock": None if left is None else {"until": row.until, "late": left < 0, "level": "stop" if left < 0 else "check" if left < SOON else "",
                                            "share": max(0.0, min(1.0, left / (24 * 3600)))},
        "why": "asked" if row.state == "asked" else "pay" if owes else "",
    }


@acting.traders
@require_GET
def exported(request: HttpRequest, kind: str) -> HttpResponse:
    """The same list as a file that a spreadsheet opens."""
    if kind not in KINDS:
        raise Http404(kind)
    heads = [_("Number"), _("State"), _("Customs channel"), _("Import or export"), _("Type"), _("Own reference"), _("Declarant"), _("Partner"), _("HS code"),
             _("Goods"), _("Lines of goods"), _("Customs value, đồng"), _("Tax, đồng"), _("Customs office"), _("Registered on"), _("Promised until"),
             _("Cleared")]
    rows = [_line(row) for row in lists.listed(acting.in_view(request), at=request.at, **asked_for(request))[:MOST_ROWS]]
    answer = HttpResponse(as_file(kind, _("Goods declarations"), heads, rows), content_type=KINDS[kind])
    answer["Content-Disposition"] = f'attachment; filename="thong-quan-hang-{local_day(request.at):%Y%m%d}.{kind}"'
    return answer


def _line(row: GoodsDeclaration) -> list[Any]:
    return [
        row.number or "", say(STATES[row.state]), say(CHANNEL_WORDS[row.channel]) if row.channel else "", str(DIRECTION_WORDS[row.direction]), row.kind,
        row.own_reference, row.declarant.name, row.partner_name, row.first_hs, row.first_name, row.line_count, row.customs_value, row.tax_total,
        named(row.office) if row.office else "", *(at_gate(moment) if moment else None for moment in (row.registered_at, row.until, row.cleared_at)),
    ]
