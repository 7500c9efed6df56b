"""Letters of guarantee filed at the officer's offices: accepted, refused, released."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from thongquan.actions import payment
from thongquan.core.flows.guarantee import CUSTOMS, GUARANTEE, STATES
from thongquan.core.forms.guarantee import KINDS
from thongquan.core.refused import NotFound
from thongquan.core.rule import local_day
from thongquan.models import Document, Guarantee
from thongquan.queries.payment import ending, letters
from thongquan.queries.payment import letter as one_letter
from thongquan.queries.place import served
from thongquan.web.office.frame import done
from thongquan.web.office.table import Column, Listed
from thongquan.web.shared.allow import allow
from thongquan.web.shared.files import paper_answer
from thongquan.web.shared.tongue import say
from thongquan.web.trader.goods.words import GUARANTEE_SIGNS

#: letters that end in so many days are named beside those that wait
SOON = timedelta(days=30)
#: so many that wait stand open on the page, those that have waited longest; the list has all
CARDS = 100


@allow(*sorted(CUSTOMS))
@require_GET
def guarantees(request: HttpRequest) -> HttpResponse:
    """Every letter filed at the officer's offices with its balance, those that wait first."""
    offices = served(request.actor.offices)  # type: ignore[attr-defined]
    rows = letters(offices=offices)
    columns = (
        Column("number", _("Number"), lambda r: r.number),
        Column("bank", _("Bank"), lambda r: r.bank),
        Column("declarant", _("Declarant"), lambda r: f"{r.declarant.name} · {r.declarant.tax_id}"),
        Column("limit", _("Sum, đồng"), lambda r: r.limit, "number"),
        Column("used", _("In use, đồng"), lambda r: r.used, "number"),
        Column("left", _("Left, đồng"), lambda r: r.limit - r.used, "number"),
        Column("until", _("Valid until"), lambda r: r.valid_until, "day"),
        Column("state", _("State"), lambda r: say(STATES[r.state]), "tag", ground=lambda r: GUARANTEE_SIGNS[r.state]),
    )
    table = Listed("guarantees", columns, rows, request)
    filed = [row for row in rows if row.state == "filed"]
    waiting = [shown(row, request) for row in filed[:CARDS]]
    soon = [shown(row, request) for row in ending(offices, local_day(request.at) + SOON)]  # type: ignore[attr-defined]
    context = {"list": table, "waiting": waiting, "waits": len(filed), "ending": soon, "now": request.at}  # type: ignore[attr-defined]
    return table.file() or render(request, "central/guarantees.html", context)


def shown(row: Guarantee, request: HttpRequest) -> dict[str, Any]:
    """A letter with what this officer may do with it."""
    by = request.actor  # type: ignore[attr-defined]
    may = {step.name for step in GUARANTEE.open_to(row.state, by.roles)} if by.id != row.filed_by else set()
    return {"row": row, "kind": say(next(c.words for c in KINDS if c.code == row.kind)), "state": say(STATES[row.state]), "sign": GUARANTEE_SIGNS[row.state],
            "left": row.limit - row.used, "may": may, "own": by.id == row.filed_by}


@allow(*sorted(CUSTOMS))
@require_POST
def decide(request: HttpRequest, pk: int, verdict: str) -> HttpResponse:
    """Accept a letter, refuse it or release it."""
    if verdict not in VERDICTS:
        raise Http404(verdict)
    act, says = VERDICTS[verdict]
    told = {} if verdict == "accept" else {"reason": request.POST.get("reason", "")}
    done(request, says, act, pk, by=request.actor, at=request.at, **told)  # type: ignore[attr-defined]
    return redirect("central:guarantees")


VERDICTS: dict[str, tuple[Any, Any]] = {
    "accept": (payment.accept, _("The guarantee counts from now on; the trader is told")),
    "refuse": (payment.refuse, _("Not accepted; the trader reads why")),
    "release": (payment.release, _("Released; the trader is told")),
}


@allow(*sorted(CUSTOMS))
@require_GET
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper that was filed."""
    row = one_letter(pk, served(request.actor.offices))  # type: ignore[attr-defined]
    paper = Document.objects.filter(pk=row.document_id).first() if row is not None and row.document_id else None
    if paper is None:
        raise NotFound("GEN-404")
    return paper_answer(paper)
