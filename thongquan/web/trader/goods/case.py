"""One goods declaration as its declarant sees it: clock, next step, requests, story."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from thongquan.actions.declaration.change import LAPSING
from thongquan.catalog.goods_reasons import CANCEL_GOODS_REASONS, RESCHEDULE_REASONS
from thongquan.catalog.law import LAW
from thongquan.core.assignment_words import KIND_WORDS, REDRAW_WORDS
from thongquan.core.banks import BANKS
from thongquan.core.duty import TAXES
from thongquan.core.flows.goods import FREE, GOODS, SCOPE_OF, STATES
from thongquan.core.numbers import pretty
from thongquan.core.refused import Finding
from thongquan.core.rule import local_day
from thongquan.exchange.formats.slip_pdf import Slip, Table, slip_pdf
from thongquan.models import GoodsDeclaration
from thongquan.queries.assignment.work import own_check
from thongquan.queries.clearance import left_of
from thongquan.queries.declaration import lists
from thongquan.queries.declaration.facts import read_body
from thongquan.queries.inspection import free_slots, order_of
from thongquan.queries.payment import guarantees, lent, open_order, orders_of, refunds_of
from thongquan.queries.report import follow
from thongquan.web.shared.clock import moment_text
from thongquan.web.shared.numbers import amount, figure
from thongquan.web.shared.sentences import sentence
from thongquan.web.shared.tongue import named, say, tongue
from thongquan.web.trader import acting
from thongquan.web.trader.goods import drawing, points, story
from thongquan.web.trader.goods.needs import dossier_of
from thongquan.web.trader.goods.words import CHANNEL_SIGNS, CHANNEL_WORDS, DIRECTION_WORDS, REFUND_WORDS, SIGNS

#: states that others may change while the declarant looks on
LIVE = ("registered", "checking", "asked", "ordered", "inspecting", "decided", "released", "storage")
MOST_SLOTS = 24


@acting.traders
@require_GET
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of a declaration; a page that is open asks for what changed, and is told when nothing did."""
    row = lists.of(pk, request.actor)
    if row.state == "draft":
        return redirect("goods:draft", pk=row.pk)
    if request.headers.get("HX-Request") and request.headers.get("If-None-Match") == seen_mark(row, request):
        return HttpResponseNotModified()
    return page(request, row)


def seen_mark(row: GoodsDeclaration, request: HttpRequest) -> str:
    """What the page shows, as a mark: the last act, the minute of a running clock, the language."""
    minute = int(request.at.timestamp() // 60) if row.state in LIVE else 0
    text = f"{follow.last_act(row)}/{row.version}/{minute}/{tongue()}"
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:16]}"'


def page(request: HttpRequest, row: GoodsDeclaration, *, findings: Sequence[Finding] = (), at_form: str = "",
         raw: Mapping[str, Any] | None = None, status: int = 200) -> HttpResponse:
    """Everything of one declaration; `at_form` names the form whose faults `findings` are."""
    at, order = request.at, order_of(row)
    clock = follow.promise_of(row, at)
    ground, head, says = story.next_step(row, clock, order)
    steps = {step.name for step in GOODS.open_to(row.state, request.actor.roles)
             if request.actor.acts_for(row.declarant_id, SCOPE_OF.get(step.name, "declare"))}
    context = {
        "row": row, "number": pretty(row.number or ""), "state": say(STATES[row.state]), "sign": SIGNS.get(row.state, ("wait", "wait")), "now": at,
        "lane": (say(CHANNEL_WORDS[row.channel]), *CHANNEL_SIGNS[row.channel]) if row.channel in CHANNEL_WORDS else None,
        "direction": DIRECTION_WORDS[row.direction], "stages": story.stages(row), "clock": clock, "clock_says": story.clock_line(clock),
        "left": clock.left(at), "ground": ground, "head": head, "says": says, "steps": steps, "parts": lists.parts_of(row) if row.split_of > 1 else (),
        "question": points.question_of(row, raw if at_form == "answer" else None), "requests": points.requests_of(row),
        "decisions": decided(row),
        **money(row, at), **inspected(row, order, at), "dossier": dossier_of(row, at), "slip": row.slips.filter(revoked_at__isnull=True).first(),
        "passages": list(row.passages.select_related("vehicle", "gate").order_by("id")), "left_over": left_of(row) if row.state in FREE else None,
        "history": story.history(follow.story(row, request.actor)), "answers": drawing.answered(row.direction, read_body(row), local_day(at)),
        "lines": list(row.lines.order_by("number")[:50]), "cancel_reasons": choices(CANCEL_GOODS_REASONS),
        "findings": [f for f in findings if f.blocks], "at_form": at_form, "raw": raw or {}, "faults": [sentence(f) for f in findings if f.blocks],
        "live": row.state in LIVE, "seen": seen_mark(row, request), "may_manage": acting.manages(request),
        "may_pay": acting.manages(request) and request.actor.acts_for(row.declarant_id, "pay"),
        "proofs": follow.proofs_of(row), "draws": own_draws(row, request),
        "escalate": follow.turned_to_head(row, clock, at), "lapses": row.state in LAPSING, "lapse_days": int(LAW.value("goods.lapse.days", local_day(at))),
    }
    part = request.headers.get("HX-Request") and request.method == "GET"
    answered = render(request, "trader/goods/case_now.html" if part else "trader/goods/case.html", context, status=status)
    answered["ETag"] = context["seen"]
    return answered


def decided(row: GoodsDeclaration) -> list[dict[str, Any]]:
    """What was decided, newest first; an agreement that a new check of the dossier has overtaken stands in the history alone."""
    return [{"row": one, "why": say(story.REASONS.get(one.reason_code, one.reason_code)), "note": one.note if one.kind == "refuse" else ""}
            for one in row.decisions.filter(kind__in=story.DECISIONS).order_by("-id") if row.state != "checking" or one.kind != "agree"]


def choices(table: Mapping[str, Any]) -> list[tuple[str, str]]:
    """A list of coded reasons in the reader's language."""
    return [(code, say(words)) for code, words in table.items()]


def money(row: GoodsDeclaration, at: Any) -> dict[str, Any]:
    """What is owed, what is on its way, what was paid, and the guarantees that might stand for it."""
    owed = open_order(row)
    needed = owed.amount - owed.paid if owed else 0
    payments = [one for order in orders_of(row) for one in order.payments.all()]
    return {
        "owed": owed, "needed": needed, "sent": next((one for one in payments if one.state in ("sent", "unclear")), None),
        "paid": [one for one in payments if one.state == "paid"], "failed": next((one for one in payments if one.state == "failed"), None),
        "banks": choices(BANKS), "bank_names": {code: say(words) for code, words in BANKS.items()}, "lent": lent(row),
        "guarantees": guarantees(row.declarant_id, local_day(at), needed, row.number or "") if owed else (), "tax_parts": tax_parts(row),
        "refunds": [(one, *REFUND_WORDS[one.state]) for one in refunds_of(row)],
    }


def tax_parts(row: GoodsDeclaration) -> list[tuple[str, int]]:
    """The tax by kind, in legal order."""
    totals = row.statement.get("totals") or {}
    return [(say(words), int(totals[kind])) for kind, words in TAXES.items() if totals.get(kind)]


def inspected(row: GoodsDeclaration, order: Any, at: Any) -> dict[str, Any]:
    """The inspection with its appointment, the free times while it may be moved, what was found."""
    if order is None:
        return {"order": None}
    most = int(LAW.value("inspection.reschedules", on=local_day(at)))
    movable = order.state == "ordered" and order.site is not None and order.rescheduled < most
    return {
        "order": order, "site": order.site, "moves_left": most - order.rescheduled, "reschedule_reasons": choices(RESCHEDULE_REASONS),
        "slots": [slot for slot in free_slots(order.site, at) if slot.at != order.slot_at][:MOST_SLOTS] if movable else (),
        "outcome": say(story.REASONS.get(order.outcome, "")), "order_why": say(story.REASONS.get(order.reason_code, "")),
    }


def own_draws(row: GoodsDeclaration, request: HttpRequest) -> list[dict[str, Any]]:
    """How its officers were found: what he needs to throw the dice again himself, and no name."""
    return [{**one, "work": say(KIND_WORDS[one["kind"]]), "again": say(REDRAW_WORDS[one["reason"]]) if one["reason"] in REDRAW_WORDS else ""}
            for one in own_check(row.pk, by=request.actor)]


@acting.traders
@require_GET
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """The supervision slip on paper, with the code that opens its public page."""
    row = lists.of(pk, request.actor)
    kept = row.slips.filter(revoked_at__isnull=True).first()
    if kept is None:
        raise Http404("slip")
    url = f"{settings.PUBLIC_ADDRESS}{reverse('public:slip', args=[kept.token])}"
    facts = [(_("Declaration"), pretty(row.number or "")), (_("State"), say(STATES[row.state])), (_("Office"), named(row.office) if row.office else "–"),
             (_("Gate"), named(row.gate) if row.gate else "–"), (_("Packages"), figure(row.packages)), (_("Gross weight, kg"), figure(row.gross_kg)),
             (_("Containers"), ", ".join(row.containers) or "–"), (_("Issued"), moment_text(kept.issued_at, row.gate))]
    rows = tuple((str(line["number"]), line["name"], *amount(line)) for line in kept.lines)
    paper = Slip(
        _("Customs supervision slip"), kept.number, tuple(facts),
        (Table(_("Goods that may pass"), ((_("Line"), 1), (_("Goods"), 7), (_("Quantity"), -2), (_("Unit"), 1)), rows),),
        (_("Scan the code to see how it stands now. A slip whose page says stop is not honoured."),), f"Thông Quan · {moment_text(request.at, row.gate)}",
        url, _("Check this slip"))
    return as_pdf(slip_pdf(paper), kept.number)


def as_pdf(content: bytes, name: str) -> HttpResponse:
    """A paper that opens in the browser and is not kept by anyone on the way."""
    answered = HttpResponse(content, content_type="application/pdf")
    answered["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answered["Cache-Control"] = "private, no-store"
    return answered
