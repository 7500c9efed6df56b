"""Who kept the goods waiting: the stretches from the log, and a certificate of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from thongquan.actions.declaration import delay
from thongquan.core.delay import PARTIES, Span, by_party, faults, number_of
from thongquan.core.numbers import pretty
from thongquan.core.promise import CLOCKS
from thongquan.core.rule import local_day
from thongquan.exchange.formats.slip_pdf import Slip, Table, slip_pdf
from thongquan.models import GoodsDeclaration
from thongquan.queries.declaration import lists
from thongquan.queries.report import follow
from thongquan.web.shared.clock import moment_text, span
from thongquan.web.shared.tongue import say
from thongquan.web.trader import acting
from thongquan.web.trader.goods.case import as_pdf


@acting.managers
@require_http_methods(["GET", "POST"])
def delays(request: HttpRequest, pk: int) -> HttpResponse:
    """The stretches of the declaration's life; a press issues the certificate."""
    row = lists.of(pk, request.actor)
    if row.state == "draft":
        return redirect("goods:draft", pk=pk)
    if request.method == "POST":
        number, _made = delay.prove(row.pk, by=request.actor, at=request.at)
        messages.success(request, _("Issued: %(number)s") % {"number": number})
        return HttpResponseRedirect(reverse("goods:delay", args=[pk]), status=303)
    found = follow.waited(row, request.at)
    context = {
        "row": row, "number": pretty(row.number or ""), "spans": [shown(one) for one in found], "parties": totals(by_party(found)),
        "faults": totals(faults(found)), "proofs": [proof for event in follow.proofs_of(row) if (proof := issued(row, event.pk))], "now": request.at,
    }
    return render(request, "trader/goods/delay.html", context)


def shown(one: Span) -> dict[str, Any]:
    """One stretch in words."""
    return {"says": say(one.words), "party": say(PARTIES[one.party]), "start": one.start, "end": one.end, "spent": span(one.spent),
            "allowed": span(one.allowed) if one.allowed is not None else "", "over": span(one.over) if one.over else "", "own": one.party == "you"}


def totals(found: dict[str, timedelta]) -> list[tuple[str, str]]:
    """Party and time, in words."""
    return [(say(PARTIES[party]), span(time)) for party, time in found.items()]


def issued(row: GoodsDeclaration, event: int) -> dict[str, Any] | None:
    """One issued certificate as the log keeps it."""
    found = next((one for one in follow.proofs_of(row) if one.pk == event), None)
    if found is None:
        return None
    digest = follow.facts_of(found).get("digest", "")
    return {"event": event, "at": found.at, "number": number_of(event, local_day(found.at).year, digest), "told": follow.facts_of(found)["certificate"]}


@acting.traders
@require_GET
def printed(request: HttpRequest, pk: int, event: int) -> HttpResponse:
    """The certificate on paper, as the log keeps it, with the code that checks it."""
    row = lists.of(pk, request.actor)
    proof = issued(row, event)
    if proof is None:
        raise Http404(str(event))
    kept = proof["told"]
    facts = ((_("Declaration"), pretty(kept["declaration"])), (_("Registered on"), told_moment(kept["registered"])),
             (_("Reckoned until"), told_moment(kept["until"])), (_("Issued"), moment_text(proof["at"])))
    paper = Slip(
        _("Proof of delay"), proof["number"], facts,
        (Table(_("Which clock ran, and whose it was"), heads(), rows_of(kept["spans"])),
         Table(_("Beyond the term, by party"), ((_("Party"), 3), (_("Length"), -2)), party_rows(kept["spans"]))),
        (_("Taken from the system's own log, which cannot be rewritten. Customs' own clocks count working hours and stand still while the declarant owes."),
         _("Check the number or scan the code: the page shows what the log keeps.")),
        f"Thông Quan · {moment_text(request.at)}", f"{settings.PUBLIC_ADDRESS}{reverse('public:proof', args=[proof['number']])}", _("Check this certificate"))
    return as_pdf(slip_pdf(paper), proof["number"])


def heads() -> tuple[tuple[str, float], ...]:
    """The columns of the stretches, with their shares of the page."""
    return ((_("Clock"), 5), (_("Whose"), 3), (_("Began"), 3), (_("Ended"), 3), (_("Counted"), -2), (_("Beyond the term"), -2))


def told_moment(text: str) -> str:
    """A moment of the log on the country's clock."""
    return moment_text(datetime.fromisoformat(text))


def rows_of(spans: Iterable[dict[str, Any]]) -> tuple[tuple[str, ...], ...]:
    """The stretches as printed."""
    return tuple((say(CLOCKS[one["clock"]]), say(PARTIES[one["party"]]), told_moment(one["from"]), told_moment(one["to"]),
                  span(timedelta(seconds=one["spent"])), span(timedelta(seconds=one["over"])) if one["over"] else "–") for one in spans)


def party_rows(spans: Iterable[dict[str, Any]]) -> tuple[tuple[str, ...], ...]:
    """Time beyond the term by party; a line that says so when there is none."""
    found: dict[str, int] = {}
    for one in spans:
        if one["over"]:
            found[one["party"]] = found.get(one["party"], 0) + one["over"]
    return tuple((say(PARTIES[party]), span(timedelta(seconds=found[party]))) for party in PARTIES if party in found) or ((_("Nobody"), "–"),)
