"""A reviewer's decisions: outcome, documents asked for, a sister reviewed too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from thongquan.actions import review
from thongquan.core.digits import natural
from thongquan.core.numbers import pretty
from thongquan.core.refused import Finding, NotAllowed, NotFound, Refused
from thongquan.queries import review as looking
from thongquan.web.review.case import ACTS, FINDINGS, page
from thongquan.web.shared.allow import allow
from thongquan.web.shared.telling import note

#: longest words of a note or finding
LONGEST = 1000


def findings_of(posted: Mapping[str, str]) -> list[dict[str, Any]]:
    """The rows that name what was found."""
    rows = []
    for n in range(FINDINGS):
        kind, line = posted.get(f"type-{n}", ""), natural(posted.get(f"line-{n}"), 3)
        if kind:
            rows.append({"type": kind, **({} if line is None else {"line": line}),
                         "note": posted.get(f"note-{n}", "").strip()[:LONGEST]})
    return rows


def difference_of(posted: Mapping[str, str]) -> int:
    """The tax found missing, in đồng; points and spaces between the digits do not matter."""
    text = "".join(sign for sign in posted.get("difference", "") if sign not in " .,\u00a0\u202f")
    if not text:
        return 0
    amount = natural(text)
    if amount is None:
        raise Refused("REV-94", "/difference")
    return amount


@allow("reviewer")
@require_POST
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """One act; refused, the page comes back with what was typed; done, the next review opens."""
    if act not in ACTS:
        raise Http404(act)
    found = looking.case_of(pk, by=request.actor, at=request.at)
    try:
        with transaction.atomic():
            said = _done(request, pk, act)
    except (NotAllowed, NotFound):
        raise
    except Refused as refused:
        wrong: list[Finding] = list(refused.findings)
        return page(request, found, findings=wrong, typed=request.POST, act=act, status=422)
    note(request, said % {"number": pretty(found.declaration.number or "")}, "success")
    request.session["review_done"] = f"{pk}/{act}"
    if act != "clean" and act != "ask":
        return HttpResponseRedirect(reverse("review:case", args=[pk]), status=303)
    rows = looking.listed(request.actor, request.at, tab="mine", limit=1)
    return HttpResponseRedirect(reverse("review:case", args=[rows[0].review.pk]) if rows else reverse("review:queue"), status=303)


def _done(request: HttpRequest, pk: int, act: str) -> str:
    posted, by, at = request.POST, request.actor, request.at
    if act == "ask":
        review.ask_documents(pk, posted.get("need", "")[:LONGEST], by=by, at=at)
        return _("%(number)s: the declarant is asked")
    review.decide(pk, outcome=act, findings=findings_of(posted) if act != "clean" else (), duty_difference=difference_of(posted) if act != "clean" else 0,
                  note=posted.get("note", "")[:LONGEST], by=by, at=at)
    return _("%(number)s: the review is decided")


@allow("reviewer")
@require_POST
def sister(request: HttpRequest, pk: int, declaration: int) -> HttpResponse:
    """A sister declaration is reviewed too; the dice choose by whom."""
    review.take_sister(pk, declaration, by=request.actor, at=request.at)
    note(request, _("It will be reviewed too"), "success")
    return HttpResponseRedirect(reverse("review:case", args=[pk]) + "#sisters", status=303)
