"""A broker's clients: whom he works for now, and what they all need, vehicles and goods."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from thongquan.queries.crossing import trips
from thongquan.queries.declaration import lists
from thongquan.web.shared.views import back
from thongquan.web.trader import acting
from thongquan.web.trader.goods.glance import pressing

#: goods that wait, of all clients together; the list of goods has the rest
MOST_GOODS = 100
IDLE = {"going": 0, "todo": 0, "last": None}
NO_GOODS = {"going": 0, "todo": 0, "drafts": 0}


@acting.traders
@require_GET
def needs_now(request: HttpRequest) -> HttpResponse:
    """Everything that waits for an answer, whoever the client is, the most pressing first."""
    parties = acting.parties(request)
    ids = [party.pk for party in parties]
    load, cargo = trips.client_load(ids), lists.client_load(ids)
    needs, goods = trips.needs(ids, request.at), pressing(ids, request, MOST_GOODS)
    context = {
        "needs": needs, "goods": goods, "count": len(needs) + len(goods), "now": request.at, "chosen": acting.chosen(request),
        "clients": [{"party": party, **load.get(party.pk, IDLE), "goods": cargo.get(party.pk, NO_GOODS)} for party in parties],
    }
    return render(request, "trader/needs.html", context)


@acting.traders
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Work for one client from now on, or for all."""
    wanted = request.POST.get("client", "")
    mine = {str(party.pk) for party in acting.parties(request)}
    if wanted in mine:
        request.session["trader_client"] = int(wanted)
    else:
        request.session.pop("trader_client", None)
    return HttpResponseRedirect(back(request) if request.POST.get("next") else reverse("trader:home"))
