"""The company's bank guarantees: what is left of each, a new letter filed, one taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from thongquan.actions import payment
from thongquan.actions.document.keeping import upload
from thongquan.core.banks import BANKS
from thongquan.core.flows.guarantee import STATES
from thongquan.core.forms.guarantee import GUARANTEE_FORM
from thongquan.core.refused import Finding
from thongquan.core.rule import local_day
from thongquan.models import Guarantee, Party
from thongquan.queries.payment import letters
from thongquan.web.shared.boxes import Sheet
from thongquan.web.shared.sent import attempt, send
from thongquan.web.shared.tongue import say
from thongquan.web.trader import acting
from thongquan.web.trader.goods.drawing import offices
from thongquan.web.trader.goods.words import GUARANTEE_SIGNS

#: from so many days on, the end of a letter is said aloud
SOON = 30


@acting.managers
@require_http_methods(["GET", "POST"])
def guarantees(request: HttpRequest) -> HttpResponse:
    """Every letter of the parties in view with its balance; a new one is filed beside them."""
    party = acting.declarant(request)
    sent = send(request, GUARANTEE_FORM, partial(_filed, request, party))
    if sent.done:
        messages.success(request, _("Filed; customs looks at it and you are told"))
        return HttpResponseRedirect(reverse("goods:guarantees"), status=303)
    return page(request, party, sent.raw, sent.findings)


def _filed(request: HttpRequest, party: Party, values: dict[str, object]) -> Guarantee:
    """The paper is checked and kept, the letter filed with it."""
    given = request.FILES.get("file")
    paper = upload(party.pk, "guarantee", given.read(), given.name or "", number=str(values["number"]), by=request.actor, at=request.at) if given else None
    return payment.file(party.pk, values, document_id=paper.pk if paper else None, by=request.actor, at=request.at)


def page(request: HttpRequest, party: Party, raw: dict[str, str] | None, findings: Sequence[Finding] = ()) -> HttpResponse:
    """The page, with what stands against a letter just filed."""
    day = local_day(request.at)  # type: ignore[attr-defined]
    sheet = Sheet(GUARANTEE_FORM, {"kind": "general", "valid_from": day}, raw=raw, findings=findings, beside={"file": "file"},
                  beside_words={"file": _("The letter")}, options={"office": offices()},
                  suggested={"bank": [(code, say(words)) for code, words in BANKS.items()]})
    rows = [{"row": row, "state": say(STATES[row.state]), "sign": GUARANTEE_SIGNS[row.state], "left": row.limit - row.used, "soon": soon(row, day)}
            for row in letters(parties=acting.in_view(request))]
    wrong = any(finding.pointer == "/file" for finding in findings)
    context = {"rows": rows, "sheet": sheet, "party": party, "parties": acting.parties(request), "chosen": acting.chosen(request), "findings": list(findings),
               "file_wrong": wrong}
    return render(request, "trader/goods/guarantees.html", context, status=422 if findings else 200)


def soon(row: Guarantee, day: date) -> int | None:
    """The days an accepted letter has left, where they are few."""
    left = (row.valid_until - day).days
    return left if row.state == "accepted" and 0 <= left <= SOON else None


@acting.managers
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a letter that customs has not decided about."""
    done, findings = attempt(payment.withdraw, pk, by=request.actor, at=request.at)
    if done is None:
        return page(request, acting.declarant(request), None, findings)
    messages.success(request, _("Withdrawn"))
    return HttpResponseRedirect(reverse("goods:guarantees"), status=303)
