"""Cases of the queue taken, or asked to be drawn again, together: a result for each."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from thongquan.actions import assignment
from thongquan.core.digits import natural
from thongquan.core.refused import Refused
from thongquan.models import GoodsDeclaration, Task
from thongquan.web.central import words
from thongquan.web.central.queue import DECIDES, address, columns_of, queues_of, wish_of
from thongquan.web.shared.allow import allow
from thongquan.web.shared.sentences import advice, sentence
from thongquan.web.shared.telling import note

MOST = 100
ACTS = ("take", "again")


@allow(*DECIDES)
@require_POST
def together(request: HttpRequest, act: str) -> HttpResponse:
    """One act on every chosen case; what is refused stays as it is and says why."""
    if act not in ACTS:
        raise Http404(act)
    wish = wish_of(request.POST, queues_of(request))
    back = f"{reverse('central:queue')}?{address(wish, columns_of(request.POST))}"
    picked = [pk for text in request.POST.getlist("pick") if (pk := natural(text)) is not None][:MOST]
    if not picked:
        note(request, _("Nothing was chosen"))
        return redirect(back)
    rows = {row.pk: row for row in GoodsDeclaration.objects.filter(pk__in=picked).select_related("declarant")}
    lines = [_line(request, act, rows[pk]) for pk in picked if pk in rows]
    done = sum(line["done"] for line in lines)
    if act == "take" and done == len(lines):
        note(request, _("%(n)s cases are with you now") % {"n": done}, "success")
        return redirect(back)
    return render(request, "central/together.html", {"lines": lines, "done": done, "back": back, "queue": wish.queue, "act": act})


def _line(request: HttpRequest, act: str, row: GoodsDeclaration) -> dict[str, Any]:
    """What came of one case."""
    try:
        with transaction.atomic():
            _one(request, act, row)
    except Refused as refused:
        return {"row": row, "number": words.number(row), "done": False, "says": sentence(refused.findings[0]), "do": advice(refused.findings[0])}
    return {"row": row, "number": words.number(row), "done": True, "says": "", "do": ""}


def _one(request: Any, act: str, row: GoodsDeclaration) -> None:
    task = Task.objects.filter(declaration=row, kind="dossier", state__in=Task.HELD).order_by("-pk").first()
    pk = task.pk if task else 0
    if act == "take":
        assignment.take(pk, by=request.actor, at=request.at)
    else:
        assignment.propose_reassign(pk, reason_code=request.POST.get("reason_code", ""), words=request.POST.get("words", "")[:1000],
                                    by=request.actor, at=request.at)
