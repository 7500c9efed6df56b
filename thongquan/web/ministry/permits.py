"""The permits of an agency: listed, keyed in on one page, revoked, verified."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from thongquan.actions import licence as acts
from thongquan.catalog.ministries import kinds_of
from thongquan.core.forms.licence import LICENCE_FORM
from thongquan.core.rule import local_day
from thongquan.models import Document, Licence
from thongquan.queries import licence as asked
from thongquan.web.ministry.frame import agencies, goods, kind_words, lines_of, page, standing
from thongquan.web.office.frame import done
from thongquan.web.office.table import Column, Listed
from thongquan.web.shared.allow import allow
from thongquan.web.shared.boxes import Sheet
from thongquan.web.shared.files import paper_answer
from thongquan.web.shared.sent import send
from thongquan.web.shared.tongue import say

MINISTRY = "ministry"


@allow(MINISTRY)
@require_GET
def permits(request: HttpRequest) -> HttpResponse:
    """Every document of the person's agencies with what is left of it, newest first."""
    rows = asked.licences(units=request.actor.offices)  # type: ignore[attr-defined]
    columns = (
        Column("number", _("Number"), lambda r: r.number, href=lambda r: reverse("ministry:permit", args=[r.pk])),
        Column("kind", _("Kind"), lambda r: kind_words(r.kind)),
        Column("holder", _("Holder"), lambda r: f"{r.holder_name} {r.holder_tax_id}".strip()),
        Column("goods", _("Goods"), goods),
        Column("issued", _("Issued on"), lambda r: r.issued_on, "day"),
        Column("until", _("Valid until"), lambda r: r.valid_until, "day"),
        Column("state", _("State"), lambda r: standing(r)[0], "tag", ground=lambda r: standing(r)[1:]),
    )
    table = Listed("permits", columns, rows, request)
    return table.file() or page(request, "permits", {"list": table})


@allow(MINISTRY)
@require_http_methods(["GET", "POST"])
def key_in(request: HttpRequest) -> HttpResponse:
    """One page: the paper that was issued a moment ago becomes data the same day."""
    sent = send(request, LICENCE_FORM, partial(acts.key_in, by=request.actor, at=request.at))  # type: ignore[attr-defined]
    if sent.made:
        messages.success(request, gettext("%(number)s is in force at customs from now on") % {"number": sent.made.number})
        return redirect("ministry:permit", sent.made.pk)
    kinds = [(kind.code, say(kind.words)) for agency in agencies(request) for kind in kinds_of(agency.code)]
    fresh = {"issued_on": local_day(request.at), "kind": kinds[0][0] if len(kinds) == 1 else "", "lines": [{}],  # type: ignore[attr-defined]
             **{name: request.GET[name][:40] for name in ("kind", "number", "holder_tax_id") if name in request.GET}}
    sheet = Sheet(LICENCE_FORM, fresh if sent.raw is None else None, raw=sent.raw, findings=sent.findings, options={"kind": kinds})
    return page(request, "key_in", {"sheet": sheet}, status=sent.status)


def found(request: HttpRequest, pk: int) -> Licence:
    """One document of the person's agencies; any other is not found."""
    row = asked.licence(pk)
    if row is None or row.unit_id not in request.actor.offices:  # type: ignore[attr-defined]
        raise Http404(str(pk))
    return row


@allow(MINISTRY)
@require_GET
def permit(request: HttpRequest, pk: int) -> HttpResponse:
    """One document: balance of each line, every use, what the officer may do."""
    row = found(request, pk)
    words, ground, sign = standing(row)
    context = {"permit": row, "kind": kind_words(row.kind), "words": words, "ground": ground, "sign": sign, "lines": lines_of(row),
               "uses": asked.uses(pk), "may_revoke": row.state not in ("revoked", "refused", "scanned_only"), "is_scan": row.state == "scanned_only"}
    return page(request, "permit", context)


@allow(MINISTRY)
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """The agency takes its document back."""
    found(request, pk)
    done(request, _("The document is revoked; its holder is told"), acts.revoke, pk, reason=request.POST.get("reason", ""),
         by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("ministry:permit", pk)


@allow(MINISTRY)
@require_POST
def verify(request: HttpRequest, pk: int) -> HttpResponse:
    """The scan a trader brought is true, or it is refused."""
    found(request, pk)
    agrees = request.POST.get("turn") == "agree"
    says = _("The scan is verified") if agrees else _("The scan is refused")
    done(request, says, acts.verify_scan, pk, agrees=agrees, reason=request.POST.get("reason", ""),
         by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("ministry:permit", pk)


@allow(MINISTRY)
@require_GET
def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """The scan that a trader filed."""
    paper = Document.objects.filter(pk=found(request, pk).document_id or 0).first()
    if paper is None:
        raise Http404(str(pk))
    return paper_answer(paper)
