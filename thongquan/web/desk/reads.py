"""Exactly what the declarant will read, before it is sent."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_POST

from thongquan.catalog.reasons import HOLD_REASONS, RETURN_REASONS
from thongquan.core.forms import FORMS
from thongquan.core.notices import KINDS
from thongquan.core.rule import spoken
from thongquan.models import VehicleDeclaration
from thongquan.queries.crossing.case import declaration
from thongquan.queries.crossing.words import notice_values, three
from thongquan.web.desk.decide import points_of
from thongquan.web.desk.queue import DECIDES
from thongquan.web.shared.allow import allow
from thongquan.web.shared.tongue import tongue

NOTICES = {"ask": "asked", "return": "returned", "order_check": "check_ordered", "hold": "held"}


@allow(*DECIDES)
@require_POST
def reads(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """The notice and the list that an act would send, in the declarant's language and in the officer's."""
    if act not in NOTICES:
        raise Http404(act)
    row = declaration(pk)
    theirs = "zh" if row.declarant.country == "CN" else "vi"
    languages = list(dict.fromkeys([theirs, tongue()]))
    context = {"said": [{"lang": "zh-Hans" if lang == "zh" else lang, **told(row, act, request.POST, lang)} for lang in languages]}
    return render(request, "desk/reads.html", context)


def told(row: VehicleDeclaration, act: str, posted: QueryDict, language: str) -> dict[str, Any]:
    """The sentence of the notice and the points listed on the trip's page."""
    values = notice_values(row, **_values(act, posted))
    sentence = KINDS[NOTICES[act]].says.say(language, spoken(values, language))
    reasons = [RETURN_REASONS[code].say(language) for code in posted.getlist("reasons") if code in RETURN_REASONS] if act == "return" else []
    points = [_point(row, point, language) for point in points_of(posted)] if act in ("ask", "return") else []
    return {"sentence": sentence, "points": [*reasons, *points], "note": posted.get("note", "") if act == "return" else ""}


def _values(act: str, posted: QueryDict) -> dict[str, Any]:
    if act == "ask":
        return {"reason": "; ".join(point["need"] for point in points_of(posted))}
    if act == "return":
        first = next((code for code in posted.getlist("reasons") if code in RETURN_REASONS), "")
        return {"reason": three(RETURN_REASONS[first]) if first else "…"}
    if act == "hold":
        code = posted.get("reason_code", "")
        return {"reason": three(HOLD_REASONS[code]) if code in HOLD_REASONS else "…"}
    return {"bay": posted.get("bay", "").strip() or "…"}


def _point(row: VehicleDeclaration, point: dict[str, str], language: str) -> str:
    field = FORMS[row.mode].named.get(point["field"])
    head = f"{field.label.say(language)}: " if field else ""
    return f"{head}{point['need']}" + (f" ({point['rule']})" if point["rule"] else "")
