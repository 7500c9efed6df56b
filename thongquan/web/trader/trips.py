"""The list of trips: to do, under way, done; searched, sorted, taken along as CSV."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from thongquan.core.flows.vehicle import STATES
from thongquan.core.rule import local_day
from thongquan.exchange.formats.sheet import escaped
from thongquan.queries.crossing import trips
from thongquan.web.shared.tongue import named, say
from thongquan.web.trader import acting
from thongquan.web.trader.telling import moment_or_dash

PAGE, MOST_ROWS = 25, 5000
TAB_WORDS = {"todo": gettext_lazy("To do"), "going": gettext_lazy("Under way"), "done": gettext_lazy("Finished")}
SORT_WORDS = {
    "newest": gettext_lazy("Newest first"), "planned": gettext_lazy("By arrival"), "due": gettext_lazy("By due time"),
    "plate": gettext_lazy("By plate"),
}


def asked_for(request: HttpRequest) -> dict[str, Any]:
    """Tab, words and order of the address; anything unknown falls back to the usual."""
    tab, sort = request.GET.get("tab", ""), request.GET.get("sort", "")
    return {"tab": tab if tab in TAB_WORDS else "", "text": request.GET.get("q", "")[:80],
            "sort": sort if sort in SORT_WORDS else "newest"}


@acting.traders
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """One tab of the trips, a page at a time."""
    ids, wish = acting.in_view(request), asked_for(request)
    counts = trips.tab_counts(ids, wish["text"])
    empty = not wish["tab"] or (wish["text"] and not counts[wish["tab"]])
    wish["tab"] = wish["tab"] if not empty else next((tab for tab in ("todo", "going", "done") if counts[tab]), "going")
    page = Paginator(trips.trips(ids, **wish), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "wish": wish, "sorts": SORT_WORDS, "now": request.at, "many": len(ids) > 1,
        "tabs": [(tab, words, counts[tab]) for tab, words in TAB_WORDS.items()],
        "parties": acting.parties(request), "chosen": acting.chosen(request),
    }
    return render(request, "trader/trips.html", context)


@acting.traders
@require_GET
def as_csv(request: HttpRequest) -> HttpResponse:
    """The same list as a file that a spreadsheet opens."""
    ids, out = acting.in_view(request), StringIO(newline="")
    table = csv.writer(out, delimiter=";")
    table.writerow([_("Number"), _("State"), _("Plate"), _("Trailers"), _("Gate"), _("Arrival"), _("Due back"), _("Driver"),
                    _("Declarant"), _("Own number")])
    for row in trips.trips(ids, **asked_for(request))[:MOST_ROWS]:
        table.writerow([escaped(text) for text in (
            row.number or "", say(STATES[row.state]), row.plate, ", ".join(row.trailers), named(row.gate) if row.gate else "",
            moment_or_dash(row.planned_at, row.gate), moment_or_dash(row.due_back_at, row.gate), row.driver_name,
            row.declarant.name, row.own_reference)])
    answer = HttpResponse(out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="thong-quan-{local_day(request.at):%Y%m%d}.csv"'
    return answer
