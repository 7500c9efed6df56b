"""The declarant's side of a review: what is asked, files and words in answer."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from thongquan.actions import review
from thongquan.actions.document.keeping import upload
from thongquan.core.digits import natural
from thongquan.core.dossier import KINDS
from thongquan.core.refused import Finding, NotAllowed, NotFound, Refused
from thongquan.core.uploads import MOST_BYTES
from thongquan.models import GoodsRequest
from thongquan.queries import review as looking
from thongquan.web.review import words
from thongquan.web.shared.allow import allow
from thongquan.web.shared.sentences import advice, sentence
from thongquan.web.shared.telling import note
from thongquan.web.shared.tongue import say

TRADERS = ("declarant", "broker", "transport_agent")
MOST_FILES = 10


@allow(*TRADERS)
@require_http_methods(["GET", "POST"])
def hand_in(request: HttpRequest, pk: int) -> HttpResponse:
    """What a review asks of this declarant; documents are handed in here, amendments are made on the declaration."""
    row = looking.request_of(pk, by=request.actor)
    findings: Sequence[Finding] = ()
    if request.method == "POST":
        try:
            with transaction.atomic():
                _take(request, row)
        except (NotAllowed, NotFound):
            raise
        except Refused as refused:
            findings = refused.findings
        else:
            note(request, _("Handed in. Customs goes on with the review."), "success")
            return HttpResponseRedirect(reverse("review:hand_in", args=[pk]), status=303)
    context = {
        "row": row, "declaration": row.declaration, "open": row.state == "open", "amends": row.kind == "review_amend",
        "points": [{"need": point["need"], "line": _line(point.get("field", "")), "what": words.finding(point["rule"]) if point.get("rule") else ""}
                   for point in row.points],
        "kinds": [(code, say(says)) for code, says in KINDS.items()], "typed": request.POST, "most": MOST_BYTES // (1024 * 1024),
        "wrong": [(sentence(f), advice(f)) for f in findings], "late": row.due_at is not None and row.due_at < request.at,
        "there": f"/trade/goods/{row.declaration_id}/",
    }
    return render(request, "review/hand_in.html", context, status=422 if findings else 200)


def _line(pointer: str) -> int | None:
    """The line that a pointer names."""
    place = natural(pointer.removeprefix("/lines/").split("/")[0]) if pointer.startswith("/lines/") else None
    return None if place is None else place + 1


def _take(request: HttpRequest, row: GoodsRequest) -> None:
    """Keep the files, then answer with them."""
    kind = request.POST.get("kind", "other")
    kept = [upload(row.declaration.declarant_id, kind, file.read(), file.name or "", by=request.actor, at=request.at).pk
            for file in request.FILES.getlist("file")[:MOST_FILES]]
    review.handed_in(row.pk, request.POST.get("text", "")[:2000], documents=kept, by=request.actor, at=request.at)
