"""Answering what Customs asks, line by line, with corrections of the fields that are meant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from thongquan.actions.declaration import ask
from thongquan.core.refused import Finding
from thongquan.core.rule import local_day
from thongquan.models import GoodsDeclaration
from thongquan.queries.declaration import lists
from thongquan.queries.declaration.facts import form_of
from thongquan.web.shared.sent import attempt
from thongquan.web.shared.tongue import tongue
from thongquan.web.trader import acting
from thongquan.web.trader.goods.case import page
from thongquan.web.trader.goods.points import point_of

LONGEST = 2000


@acting.managers
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Every point answered in words; a corrected value comes with its answer."""
    row = lists.of(pk, request.actor)
    asked = row.requests.filter(kind="question", state="open").first()
    points = asked.points if asked else []
    said = [request.POST.get(f"answer-{n}", "").strip()[:LONGEST] for n in range(len(points))]
    silent = [Finding("REQ-04", f"/answer-{n}") for n, text in enumerate(said) if not text]
    changes, wrong = corrections(row, points, request)
    if silent or wrong:
        return page(request, row, findings=[*silent, *wrong], at_form="answer", raw=request.POST.dict(), status=422)
    done, findings = attempt(ask.answer, row.pk, said, changes=changes or None, by=request.actor, at=request.at)
    if done is None:
        return page(request, row, findings=findings, at_form="answer", raw=request.POST.dict(), status=422)
    messages.success(request, _("Answer sent. The officer's clock runs on."))
    return HttpResponseRedirect(reverse("goods:case", args=[row.pk]), status=303)


def corrections(row: GoodsDeclaration, points: list[Mapping[str, str]], request: HttpRequest) -> tuple[dict[str, Any], list[Finding]]:
    """The fields whose value was typed anew, in the form's own shape; what cannot be read is a fault of its box."""
    changes: dict[str, Any] = {}
    wrong: list[Finding] = []
    for n, point in enumerate(points):
        told = point_of(row, n, point, request.POST)
        typed = request.POST.get(f"value-{n}", "").strip()
        if not told["plain"] or not typed or typed == told["value"]:
            continue
        parts = str(point["field"]).strip("/").split("/")
        fresh, mistakes = read_one(row, parts, typed, request)
        wrong += [Finding(mistake.code, f"/value-{n}", mistake.values) for mistake in mistakes if mistake.blocks]
        put(changes, row, parts, fresh)
    return changes, wrong


def read_one(row: GoodsDeclaration, parts: list[str], typed: str, request: HttpRequest) -> tuple[Any, tuple[Finding, ...]]:
    """One typed value as the form writes it."""
    form, day = form_of(row.direction), local_day(request.at)
    inner = form.named[parts[0]].rows if len(parts) > 2 else None
    reader, name = (inner, parts[2]) if inner is not None else (form, parts[0])
    values, mistakes = reader.read({name: typed}, language=tongue(), on=day, draft=True)
    return reader.write(values).get(name), tuple(m for m in mistakes if m.pointer == f"/{name}")


def put(changes: dict[str, Any], row: GoodsDeclaration, parts: list[str], value: Any) -> None:
    """Set one corrected value; a line takes its whole list with it, as the form replaces lists whole."""
    if value is None:
        return
    if len(parts) < 3:
        changes[parts[0]] = value
        return
    rows = changes.setdefault(parts[0], [dict(line) for line in row.body.get(parts[0]) or []])
    if int(parts[1]) < len(rows):
        rows[int(parts[1])][parts[2]] = value
