"""What customs waits for from an agency, what differed, what came, and how its link stands."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from thongquan.actions import licence as acts
from thongquan.catalog.ministries import WINDOW, WINDOW_WORDS
from thongquan.core.licence import FIELD_WORDS, stands
from thongquan.models import InboxMessage, LicenceCheck
from thongquan.queries import licence as asked
from thongquan.web.ministry.frame import agencies, kind_words, page
from thongquan.web.office.frame import done
from thongquan.web.office.table import Column, Listed
from thongquan.web.shared.allow import allow
from thongquan.web.shared.tongue import say

OUTCOMES: dict[str, tuple[Any, str, str]] = {
    "applied": (_("Taken over"), "go", "tick"), "repeated": (_("Repeated"), "wait", "repeat"), "old": (_("Older than what stands"), "wait", "wait"),
    "refused": (_("Refused"), "stop", "x"),
}


@allow("ministry")
@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """Goods that wait for a document, documents to be checked afterwards, answers that differed."""
    units = request.actor.offices  # type: ignore[attr-defined]
    checks = [shown(check) for check in asked.open_checks(units=units)]
    differing = [{**shown(check), "differences": [told(row) for row in check.differences]} for check in asked.differing_checks(units=units)]
    known = {row.agency: row for row in asked.links()}
    links = [{"agency": a.code, "words": say(a.words), "row": known.get(a.code)} for a in agencies(request)]
    window = {"words": say(WINDOW_WORDS), "row": known.get(WINDOW)}
    return page(request, "waiting", {"checks": checks, "differing": differing, "links": links, "window": window})


def shown(check: LicenceCheck) -> dict[str, Any]:
    """A check as the page shows it."""
    lines = check.claim.get("lines", [])
    goods = ", ".join(f"{line['hs']}: {line['measures'][0][0]} {line['measures'][0][1]}" if line["measures"] else line["hs"] for line in lines)
    return {"row": check, "kind": kind_words(check.kind), "goods": goods, "holder": check.claim.get("holder_tax_id", "")}


def told(difference: dict[str, Any]) -> dict[str, Any]:
    """One difference in words: the field, what is declared, what the document says."""
    return {**difference, "words": say(FIELD_WORDS[difference["field"]]), "permitted": say(stands(difference["field"], difference["permitted"]))}


@allow("ministry")
@require_GET
def messages_in(request: HttpRequest) -> HttpResponse:
    """What came through the single window about the person's agencies."""
    def outcome(row: InboxMessage) -> tuple[Any, str, str]:
        return OUTCOMES.get(row.outcome, (row.outcome, "wait", "wait"))

    columns = (
        Column("at", _("Received"), lambda r: r.received_at, "moment"),
        Column("object", _("About"), lambda r: r.object_key),
        Column("version", _("Version"), lambda r: r.object_version, "number"),
        Column("id", _("Message"), lambda r: r.message_id),
        Column("outcome", _("Outcome"), lambda r: outcome(r)[0], "tag", ground=lambda r: outcome(r)[1:]),
    )
    table = Listed("messages", columns, asked.messages(units=request.actor.offices), request)  # type: ignore[attr-defined]
    return table.file() or page(request, "messages", {"list": table})


@allow("ministry")
@require_POST
def link(request: HttpRequest) -> HttpResponse:
    """The agency says itself that its system is down, or up again."""
    code, by, at = request.POST.get("agency", ""), request.actor, request.at  # type: ignore[attr-defined]
    if code not in {agency.code for agency in agencies(request)}:
        raise Http404(code)
    if request.POST.get("turn") == "up":
        done(request, _("Customs awaits your answers again"), acts.mark_agency_up, code, by=by, at=at)
    else:
        done(request, _("Customs knows; goods of low risk go on"), acts.mark_agency_down, code, reason=request.POST.get("reason", ""), by=by, at=at)
    return redirect("ministry:waiting")
