"""The laboratory's page: samples to receive under their seal, to analyse, answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from thongquan.actions import inspection
from thongquan.catalog.goods_reasons import OUTCOMES
from thongquan.models import GoodsLine, InspectionEvidence
from thongquan.queries import inspection as asked
from thongquan.web.inspection import words
from thongquan.web.shared.allow import allow
from thongquan.web.shared.sent import attempt
from thongquan.web.shared.sentences import whole
from thongquan.web.shared.telling import note
from thongquan.web.shared.tongue import say
from thongquan.web.tariff.search import dotted

ANALYST = "laboratory"
#: so many answered samples stay in sight
SHOWN = 50
#: verdict -> (act, what the next page says, what the form sends)
VERDICTS: dict[str, tuple[Callable[..., Any], Any, tuple[str, ...]]] = {
    "receive": (inspection.receive, _("Received; its seal is the one on the slip"), ("seal",)),
    "back": (inspection.send_back, _("Sent back; the inspectors are told to take another"), ("reason",)),
    "answer": (inspection.answer, _("The answer goes on to the inspection by itself"), ("outcome", "hs", "words")),
}


@allow(ANALYST)
@require_GET
def samples(request: HttpRequest) -> HttpResponse:
    """What was sent by the inspections of the laboratory's offices; whose goods they are is not told."""
    return page(request)


def page(request: HttpRequest, *, pk: int = 0, typed: Mapping[str, str] | None = None, wrong: str = "") -> HttpResponse:
    """All samples; what was typed for the sample `pk` stays where `wrong` is what stood against it."""
    rows = asked.samples_at(request.actor.offices)  # type: ignore[attr-defined]
    lines = {(line.declaration_id, line.number): line for line in GoodsLine.objects.filter(declaration_id__in={row.declaration_id for row in rows})}
    shown = [sample_of(row, lines.get((row.declaration_id, row.line or 0))) for row in rows]
    context = {
        "coming": [one for one in shown if one["stage"] == "coming"], "here": [one for one in shown if one["stage"] == "here"],
        "ended": [one for one in reversed(shown) if one["stage"] == "ended"][:SHOWN], "outcomes": words.outcomes(but=("sample",)),
        "now": request.at, "wrong": wrong, "findings": [wrong] if wrong else [],  # type: ignore[attr-defined]
        "typed": typed or {}, "typed_for": pk,
    }
    return render(request, "inspection/laboratory.html", context, status=422 if wrong else 200)


def sample_of(row: InspectionEvidence, line: GoodsLine | None) -> dict[str, Any]:
    """A sample with what was declared of its line, and how it stands."""
    body = row.body
    stage = "ended" if body.get("result") or body.get("sent_back_at") else "here" if body.get("received_at") else "coming"
    return {"row": row, "body": body, "stage": stage, "line": line, "hs": dotted(line.hs) if line else "", "says": say(OUTCOMES.get(body.get("result", "")))}


@allow(ANALYST)
@require_POST
def act(request: HttpRequest, pk: int, verdict: str) -> HttpResponse:
    """Receive a sample, send it back, answer it."""
    if verdict not in VERDICTS:
        raise Http404(verdict)
    does, says, names = VERDICTS[verdict]
    sent = {name: request.POST.get(name, "").strip()[:1000] for name in names}
    _made, findings = attempt(does, pk, by=request.actor, at=request.at, **sent)  # type: ignore[attr-defined]
    if findings:
        return page(request, pk=pk, typed=sent, wrong=whole(findings[0]))
    note(request, says, "success")
    return redirect("inspection:laboratory")
