"""The company's permits of ministries: what is left of each, scans of papers not sent."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from thongquan.actions import licence
from thongquan.actions.document.keeping import upload
from thongquan.catalog.ministries import KINDS, MINISTRIES
from thongquan.core.forms.licence import SCAN_FORM
from thongquan.core.rule import local_day
from thongquan.models import Licence, Party
from thongquan.queries.licence import licences as asked
from thongquan.web.ministry.frame import kind_words, lines_of, standing
from thongquan.web.shared.boxes import Sheet
from thongquan.web.shared.sent import Sent, send
from thongquan.web.shared.tongue import say
from thongquan.web.trader import acting

MOST = 100


@acting.managers
@require_http_methods(["GET", "POST"])
def licences(request: HttpRequest) -> HttpResponse:
    """Every permit of the parties in view with its balance; a scan is filed beside them, and said to be no more than one."""
    party = acting.declarant(request)
    sent = send(request, SCAN_FORM, partial(_filed, request, party))
    if sent.done:
        messages.success(request, _("Filed as a scan; its agency is asked whether it is true"))
        return HttpResponseRedirect(reverse("goods:licences"), status=303)
    return page(request, party, sent)


def _filed(request: HttpRequest, party: Party, values: dict[str, Any]) -> Licence:
    """The scan is checked and kept, the document known by it."""
    given = request.FILES.get("file")
    who = {"by": request.actor, "at": request.at}
    paper = upload(party.pk, "approval", given.read(), given.name or "", number=str(values["number"]), issued_on=values.get("issued_on"),
                   valid_until=values.get("valid_until"), **who) if given else None
    return licence.register_scan(values, party_id=party.pk, document_id=paper.pk if paper else None, **who)


def page(request: HttpRequest, party: Party, sent: Sent[Licence]) -> HttpResponse:
    """The page, with what stands against a scan just filed."""
    kinds = [(kind.code, f"{say(kind.words)} · {say(MINISTRIES[kind.agency].words)}") for kind in KINDS.values()]
    sheet = Sheet(SCAN_FORM, {"issued_on": local_day(request.at), "lines": [{}]}, raw=sent.raw, findings=sent.findings, options={"kind": kinds},  # type: ignore[attr-defined]
                  beside={"file": "file"}, beside_words={"file": _("The scan")})
    shown = asked(parties=acting.in_view(request), limit=MOST)
    context = {"rows": [{"row": row, "kind": kind_words(row.kind), "sign": standing(row), "lines": lines_of(row)} for row in shown],
               "sheet": sheet, "party": party, "parties": acting.parties(request), "chosen": acting.chosen(request), "findings": list(sent.findings),
               "file_wrong": any(finding.pointer == "/file" for finding in sent.findings)}
    return render(request, "trader/goods/licences.html", context, status=sent.status)
