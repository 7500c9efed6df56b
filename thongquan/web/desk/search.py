"""One search box: plate, number, driver, company, container; vehicles and goods."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from thongquan.core.flows.goods import STATES as GOODS_STATES
from thongquan.core.search import SEPARATORS, fold, squeeze
from thongquan.models import VehicleDeclaration
from thongquan.queries.crossing.search import SHORTEST, find
from thongquan.queries.declaration.search import find_goods
from thongquan.queries.inspection import last_orders
from thongquan.web.desk import words
from thongquan.web.desk.timeline import READERS
from thongquan.web.shared.allow import allow
from thongquan.web.shared.navigation import AGENCY, AUDIT, GATE, LEADER, RISK
from thongquan.web.shared.tongue import say

MOST = 60
SEARCHERS = tuple(sorted({*READERS, *GATE, *AGENCY}))
#: where the match stands, most telling first
GROUPS = {
    "number": _("By number"), "plate": _("By plate"), "container": _("By container"), "goods": _("By goods declaration"),
    "driver": _("By driver"), "company": _("By company"), "other": _("Elsewhere in the declaration"),
}


@allow(*SEARCHERS)
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """What was found; a whole number or plate with one match opens at once."""
    text = request.GET.get("q", "")[:80].replace("\x00", "").strip()
    rows = list(find(text)[:MOST + 1])
    goods = _goods(request, text)
    if not rows and len(goods) == 1 and squeeze(text) == goods[0]["row"].number and goods[0]["there"]:
        return HttpResponseRedirect(goods[0]["there"])
    if len(rows) == 1 and squeeze(text) in (rows[0].number, squeeze(rows[0].plate_key)):
        return HttpResponseRedirect(reverse("desk:timeline" if rows[0].state in ("under_way", "overdue", "liquidated") else "desk:case",
                                            args=[rows[0].pk]))
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows[:MOST]:
        group, shown = where(row, text)
        groups.setdefault(group, []).append({"row": row, "number": words.number(row), "match": shown})
    context = {"text": text, "goods": goods, "groups": [(GROUPS[g], groups[g]) for g in GROUPS if g in groups], "count": min(len(rows), MOST) + len(goods),
               "more": len(rows) > MOST, "short": bool(text) and len(squeeze(text)) < SHORTEST}
    return render(request, "desk/search.html", context)


#: who opens which page of a goods declaration, first match wins
GOODS_PAGES = (
    (frozenset({"dossier_officer", "team_leader"}) | LEADER | RISK | AUDIT, "/central/goods/{}/"), (frozenset({"reviewer"}), "/review/of/{}/"),
)


def goods_page(request: HttpRequest, pk: int) -> str:
    """The page of a goods declaration for this person; empty when he reads its state here only."""
    return next((there.format(pk) for roles, there in GOODS_PAGES if request.actor.is_any(*roles)), "")


def orders_on(request: HttpRequest, pks: list[int]) -> dict[int, str]:
    """For inspectors: the page of the last order upon each of these declarations, as far as they may see it."""
    if not request.actor.is_any("inspector"):
        return {}
    return {declaration: reverse("inspection:order", args=[pk]) for declaration, pk in last_orders(pks).items()}


def _goods(request: HttpRequest, text: str) -> list[dict[str, Any]]:
    """The goods declarations found, with what officers at any desk may know of them."""
    rows = list(find_goods(text)[:MOST])
    orders = orders_on(request, [row.pk for row in rows])
    return [{"row": row, "there": goods_page(request, row.pk) or orders.get(row.pk, ""), "state": say(GOODS_STATES[row.state]),
             "match": marked(row.number or "", text), "company": marked(row.declarant.name, text)} for row in rows]


def where(row: VehicleDeclaration, text: str) -> tuple[str, SafeString]:
    """The group of a match and its text with the match marked."""
    code = squeeze(text)
    places = [("number", [row.number or ""]), ("plate", [row.plate, *row.trailers]), ("container", row.containers), ("goods", row.goods),
              ("driver", [row.driver_name]), ("company", [row.declarant.name])]
    for group, values in places:
        for value in values:
            if value and code in squeeze(value):
                return group, marked(value, text)
    name = fold(text).split()
    for group, values in places[4:]:
        if any(all(part in fold(value) for part in name) for value in values):
            return group, marked(values[0], text)
    return "other", SafeString("")


def marked(value: str, text: str) -> SafeString:
    """The value with what was typed marked, whatever its separators and accents."""
    letters = [re.escape(sign) for sign in SEPARATORS.sub("", fold(text))]
    found = re.search(SEPARATORS.pattern.replace("+", "*").join(letters), fold(value)) if letters else None
    if found is None or len(fold(value)) != len(value):
        return format_html("{}", value)
    return format_html("{}<mark>{}</mark>{}", value[:found.start()], value[found.start():found.end()], value[found.end():])
