"""Changing what is registered: amended with before and after, cancelled, moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from thongquan.actions import assignment, inspection
from thongquan.actions.declaration import change
from thongquan.catalog.law import LAW
from thongquan.core import goods_changes
from thongquan.core.form import Form, blank
from thongquan.core.goods_changes import Change
from thongquan.core.numbers import pretty
from thongquan.core.reading import JSON
from thongquan.core.refused import Finding
from thongquan.core.rule import local_day
from thongquan.models import GoodsDeclaration
from thongquan.queries.declaration import lists
from thongquan.queries.declaration.facts import form_of, read_body
from thongquan.queries.inspection import order_of
from thongquan.web.shared.boxes import Sheet
from thongquan.web.shared.sent import attempt
from thongquan.web.shared.sentences import sentence
from thongquan.web.shared.tongue import cited, say, tongue
from thongquan.web.trader import acting, telling
from thongquan.web.trader.goods import drawing
from thongquan.web.trader.goods.case import page

#: the columns of a line that are changed on this page
COLUMNS = ("hs", "name", "origin", "quantity", "unit", "unit_price", "invoice_value", "net_kg", "preference")


@lru_cache(maxsize=8)
def columns(direction: str) -> Form:
    """One line of the form with the columns of this page; a blank box says nothing."""
    rows = form_of(direction).named["lines"].rows
    assert rows is not None
    return replace(rows, fields=tuple(replace(f, required=False) for f in rows.fields if f.name in COLUMNS))


@acting.managers
@require_http_methods(["GET", "POST"])
def amend(request: HttpRequest, pk: int) -> HttpResponse:
    """The registered answers, open to be changed; what would change is shown before it is sent."""
    row = lists.of(pk, request.actor)
    if request.method == "GET":
        return amending(request, row)
    raw, typed, findings = read(row, request)
    if findings:
        return amending(request, row, typed=typed, findings=findings, status=422)
    told = what_changes(row, raw, request.at)
    reason = request.POST.get("reason", "").strip()[:400]
    if request.POST.get("_act") != "send" or told.kind == goods_changes.REFUSED:
        wrong = [Finding(told.code, f"/{told.refused[0]}" if told.refused else "")] if told.kind == goods_changes.REFUSED else []
        return amending(request, row, typed=typed, told=None if wrong else told, findings=wrong, status=422 if wrong else 200)
    done, refused = attempt(change.amend, row.pk, raw, reason=reason, by=request.actor, at=request.at)
    if done is None:
        return amending(request, row, typed=typed, told=told, findings=refused, status=422)
    messages.success(request, _("Amended.") if done.state == "approved" else _("Asked for. An officer decides; you are told."))
    return HttpResponseRedirect(reverse("goods:case", args=[pk]), status=303)


def read(row: GoodsDeclaration, request: HttpRequest) -> tuple[dict[str, Any], dict[str, Any], list[Finding]]:
    """What differs, as the form takes it; everything typed, to be shown again; what cannot be read."""
    day, posted = local_day(request.at), request.POST.dict()
    typed = {name: value for name, value in posted.items() if not name.startswith("_") and name not in ("csrfmiddlewaretoken", "reason")}
    form = drawing.header(row.direction)
    head = {name: value for name, value in typed.items() if not name.startswith("lines-")}
    values, mistakes = form.read({**dict.fromkeys(request.POST.getlist("_fields"), ""), **head}, language=tongue(), on=day, draft=True)
    written = form.write(values)
    raw = {name: written.get(name, "") for name in request.POST.getlist("_fields") if name in form.named and differs(row.body.get(name), written.get(name))}
    rows, wrong = lines(row, typed, request)
    if rows != (row.body.get("lines") or []):
        raw["lines"] = rows
    return raw, typed, [*(m for m in mistakes if m.blocks), *wrong]


def differs(one: Any, other: Any) -> bool:
    """Whether two stored answers differ; a blank one is none."""
    return (one or None) != (other or None) and not (one in ("", None, [], False) and other in ("", None, [], False))


def lines(row: GoodsDeclaration, typed: Mapping[str, str], request: HttpRequest) -> tuple[list[dict[str, Any]], list[Finding]]:
    """The lines with the boxes that were typed; columns that this page does not show stay."""
    form, found, wrong = columns(row.direction), [], []
    for n, kept in enumerate(row.body.get("lines") or []):
        mine = {name: typed[f"lines-{n}-{name}"] for name in form.named if f"lines-{n}-{name}" in typed}
        values, mistakes = form.read(mine, language=tongue(), on=local_day(request.at), draft=True)
        wrong += [replace(m, pointer=f"/lines/{n}{m.pointer}") for m in mistakes if m.blocks]
        written = form.write(values)
        fresh = {name: written.get(name) for name in mine if differs(kept.get(name), written.get(name))}
        found.append({name: value for name, value in {**kept, **fresh}.items() if not blank(value)})
    return found, wrong


def what_changes(row: GoodsDeclaration, raw: Mapping[str, Any], at: datetime) -> Change:
    """How the law treats this change, judged as the act will judge it."""
    form = form_of(row.direction)
    fresh, _mistakes = form.read(raw, language=JSON, draft=True)
    before = read_body(row)
    after = {**{name: value for name, value in before.items() if name not in form.touched(raw)}, **fresh}
    return goods_changes.change_of(form.write(before), form.write(after), row, LAW, at)


def amending(request: HttpRequest, row: GoodsDeclaration, *, typed: Mapping[str, Any] | None = None, told: Change | None = None,
             findings: Sequence[Finding] = (), status: int = 200) -> HttpResponse:
    """The page: what may never change is not offered; what would change stands on top."""
    day = local_day(request.at)
    fixed = goods_changes.NEVER | goods_changes.PLATFORM | {"documents", "attachments"}
    head = None if typed is None else {name: value for name, value in typed.items() if not name.startswith("lines-")}
    whole = drawing.header(row.direction)
    form = replace(whole, fields=tuple(f for f in whole.fields if f.name not in fixed))
    known = read_body(row)
    sheet = Sheet(form, known, raw=head, findings=findings, on=day, options=drawing.options(row.direction, known, day), suggested=drawing.suggested(day))
    rows = [Sheet(columns(row.direction), raw=line_typed(typed, n, kept), findings=within(findings, n)) for n, kept in enumerate(row.body.get("lines") or [])]
    for n, line in enumerate(rows):
        for box in line.boxes:
            box.id, box.name = f"f-lines-{n}-{box.field.name}", f"lines-{n}-{box.field.name}"
    context = {
        "row": row, "number": pretty(row.number or ""), "sheet": sheet, "parts": [part for part in drawing.parts_of(sheet) if part.open or part.more],
        "lines": [{"number": n + 1, "boxes": line.boxes, "name": line.held.get("name") or ""} for n, line in enumerate(rows)],
        "told": None if told is None else {
            "kind": say(goods_changes.KINDS[told.kind]), "cites": cited(goods_changes.CITES[told.kind].text), "at_once": told.at_once, "tax": told.tax,
            "penalised": told.penalised, "pairs": telling.changes_of(form_of(row.direction), told.before, told.after)},
        "findings": list(findings), "faults": [sentence(f) for f in findings if not f.pointer or f.pointer == "/reason"], "typed": request.POST,
    }
    return render(request, "trader/goods/amend.html", context, status=status)


def line_typed(typed: Mapping[str, Any] | None, n: int, kept: Mapping[str, Any]) -> Mapping[str, Any]:
    """What stands in the boxes of a line: what was typed, else what is declared."""
    start = f"lines-{n}-"
    mine = {name.removeprefix(start): value for name, value in (typed or {}).items() if name.startswith(start)}
    return mine or kept


def within(findings: Sequence[Finding], n: int) -> list[Finding]:
    """The faults of one line, seen from inside it."""
    start = f"/lines/{n}"
    return [replace(f, pointer=f.pointer.removeprefix(start)) for f in findings if f.pointer.startswith(f"{start}/")]


@acting.managers
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask that the declaration be cancelled, with a coded reason and words."""
    row = lists.of(pk, request.actor)
    done, findings = attempt(change.request_cancel, row.pk, reason_code=request.POST.get("reason_code", ""),
                                    reason=request.POST.get("reason", "")[:400], by=request.actor, at=request.at)
    if done is None:
        return page(request, row, findings=findings, at_form="cancel", raw=request.POST.dict(), status=422)
    messages.success(request, _("Cancellation asked for. It is decided within eight working hours."))
    return HttpResponseRedirect(reverse("goods:case", args=[pk]), status=303)


@acting.managers
@require_POST
def escalate(request: HttpRequest, pk: int) -> HttpResponse:
    """Call the head, because a promise has run out; nobody is named."""
    row = lists.of(pk, request.actor)
    done, findings = attempt(assignment.escalate, row.pk, request.POST.get("words", ""), by=request.actor, at=request.at)
    if done is None:
        return page(request, row, findings=findings, at_form="escalate", raw=request.POST.dict(), status=422)
    messages.success(request, _("The head has been told. You will see here what happens next.") if done.state == "told" else
                     _("Your call is kept for the heads of the office; nobody could be told at once."))
    return HttpResponseRedirect(reverse("goods:case", args=[pk]), status=303)


@acting.managers
@require_POST
def slot(request: HttpRequest, pk: int) -> HttpResponse:
    """Another time for the inspection, one of those that are free."""
    row = lists.of(pk, request.actor)
    order = order_of(row)
    wanted = moment(request.POST.get("slot", ""))
    if order is None or wanted is None:
        return page(request, row, findings=[Finding("INS-92" if order else "INS-90", "/slot_at")], at_form="slot", raw=request.POST.dict(), status=422)
    done, findings = attempt(inspection.reschedule, order.pk, slot_at=wanted, reason_code=request.POST.get("reason_code", ""),
                                    by=request.actor, at=request.at)
    if done is None:
        return page(request, row, findings=findings, at_form="slot", raw=request.POST.dict(), status=422)
    messages.success(request, _("The appointment is moved."))
    return HttpResponseRedirect(reverse("goods:case", args=[pk]), status=303)


def moment(text: str) -> datetime | None:
    """A moment of the list of free times; nothing else is read."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
