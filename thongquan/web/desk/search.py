"""One search box: plate or part of one, number, driver, company, container."""

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

from thongquan.core.search import SEPARATORS, fold, squeeze
from thongquan.models import VehicleDeclaration
from thongquan.queries.crossing.search import SHORTEST, find
from thongquan.web.desk import words
from thongquan.web.desk.timeline import READERS
from thongquan.web.shared.allow import allow
from thongquan.web.shared.navigation import AGENCY, GATE

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
    if len(rows) == 1 and squeeze(text) in (rows[0].number, squeeze(rows[0].plate_key)):
        return HttpResponseRedirect(reverse("desk:timeline" if rows[0].state in ("under_way", "overdue", "liquidated") else "desk:case",
                                            args=[rows[0].pk]))
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows[:MOST]:
        group, shown = where(row, text)
        groups.setdefault(group, []).append({"row": row, "number": words.number(row), "match": shown})
    context = {"text": text, "groups": [(GROUPS[g], groups[g]) for g in GROUPS if g in groups], "count": min(len(rows), MOST),
               "more": len(rows) > MOST, "short": bool(text) and len(squeeze(text)) < SHORTEST}
    return render(request, "desk/search.html", context)


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
