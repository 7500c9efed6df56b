"""Accepting green declarations together: each its own act with its own line of result."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from thongquan.actions.crossing import accept_many
from thongquan.core.digits import natural
from thongquan.core.refused import Refused
from thongquan.models import VehicleDeclaration
from thongquan.web.desk import telling, words
from thongquan.web.desk.queue import DECIDES, address, wish_of
from thongquan.web.shared.allow import allow
from thongquan.web.shared.sentences import whole

MOST = 200


@allow(*DECIDES)
@require_POST
def together(request: HttpRequest) -> HttpResponse:
    """Accept what was chosen; what cannot be accepted stays as it is and says why."""
    wish = wish_of(request.POST)
    picked = [pk for text in request.POST.getlist("pick") if (pk := natural(text)) is not None][:MOST]
    back = f"{reverse('desk:queue')}?{address(wish)}"
    if not picked:
        telling.note(request, _("Nothing was chosen"))
        return redirect(back)
    results = accept_many(picked, by=request.actor, at=request.at)
    known = {row.pk: row for row in VehicleDeclaration.objects.filter(pk__in=picked).select_related("declarant")}
    lines = [_line(pk, results[pk], known.get(pk)) for pk in picked]
    done = sum(line["done"] for line in lines)
    return render(request, "desk/together.html", {"lines": lines, "done": done, "back": back, "wish": wish})


def _line(pk: int, result: Any, row: VehicleDeclaration | None) -> dict[str, Any]:
    refused = isinstance(result, Refused)
    return {"row": row, "number": words.number(row) if row else "–", "done": not refused,
            "says": whole(result.findings[0]) if refused else "", "code": result.code if refused else "",
            "event": None if refused else result.event}
