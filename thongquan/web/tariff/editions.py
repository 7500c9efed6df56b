"""Editions of the tariff: uploaded, replayed, proposed by one, approved by another."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from thongquan.actions import duty
from thongquan.catalog.tariff import SUBHEADINGS
from thongquan.core.duty import TAXES
from thongquan.core.refused import Finding, Refused
from thongquan.core.rule import local_day
from thongquan.core.tariff_import import read_book
from thongquan.core.words import Words
from thongquan.exchange.formats.tariff_table import read_grid
from thongquan.models import TariffEdition
from thongquan.queries import duty as asked
from thongquan.queries.access import names_of
from thongquan.web.shared.allow import allow
from thongquan.web.shared.sentences import sentence, whole
from thongquan.web.shared.stepup import fresh_factor
from thongquan.web.shared.tongue import say
from thongquan.web.tariff.search import SEES

SHOWN = 200
STATES = {
    "staged": Words("Không dùng được", "Cannot be used", "不可用"), "validated": Words("Đã kiểm tra", "Validated", "已校验"),
    "replayed": Words("Đã tính lại tờ khai", "Replayed", "已复算"), "proposed": Words("Chờ người thứ hai", "Waits for the second person", "待第二人批准"),
    "active": Words("Hiệu lực", "In force", "生效"), "rolled_back": Words("Đã lùi", "Rolled back", "已回退"),
}
SIGNS = {"staged": ("stop", "stop"), "validated": ("info", "tick"), "replayed": ("info", "repeat"), "proposed": ("check", "check"),
         "active": ("go", "go"), "rolled_back": ("wait", "undo")}
#: where the exchange rates of a day come from, when it is not an authority's own name
RATE_SOURCES = {"demo": Words("Số liệu diễn tập", "Figures for practice", "演练数据")}


def shown(row: TariffEdition, current: int) -> dict[str, Any]:
    """One edition with the words and sign of its state."""
    ground, sign = SIGNS[row.state]
    return {"row": row, "state": STATES[row.state], "ground": ground, "sign": sign, "current": row.pk == current}


@allow(*SEES)
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Every edition, the newest first, and the exchange rates of the day."""
    today = local_day(request.at)  # type: ignore[attr-defined]
    current = asked.edition_on(today)
    rates = [{"row": rate, "source": say(RATE_SOURCES.get(rate.source, rate.source))} for rate in asked.rates_on(today)]
    context = {"lines": [shown(row, current.id) for row in asked.editions()[:SHOWN]], "imports": _may(request, duty.IMPORTS),
               "embedded": not current.imported, "rates": rates}
    return render(request, "tariff/editions.html", context)


def _may(request: HttpRequest, roles: tuple[str, ...]) -> bool:
    return bool(request.actor.is_any(*roles))  # type: ignore[attr-defined]


@allow("administrator")
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """A table is read, checked and stored; it counts for nothing until two people say so."""
    file = request.FILES.get("file")
    if file is None:
        messages.error(request, _("Choose a file first"))
        return redirect("tariff:editions")
    data = file.read()
    try:
        with transaction.atomic():
            book = read_book(read_grid(data), frozenset(SUBHEADINGS))
            row = duty.import_tariff(book, source=str(file.name)[:200], sha256=hashlib.sha256(data).hexdigest(),
                                     by=request.actor, at=request.at)  # type: ignore[attr-defined]
    except Refused as refused:
        for finding in refused.findings:
            messages.error(request, whole(finding))
        return redirect("tariff:editions")
    return redirect("tariff:edition", row.pk)


@allow(*SEES)
@require_GET
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One edition: counts, findings by row, what the replay showed, who proposed and approved."""
    row = asked.edition(pk)
    if row is None:
        raise Http404(str(pk))
    found = [{"row": f["pointer"].strip("/").partition("/")[0], "says": sentence(Finding(f["code"], f["pointer"], f["values"])), "blocks": f["blocks"]}
             for f in row.findings[:SHOWN]]
    actor = request.actor  # type: ignore[attr-defined]
    approves, now = _may(request, duty.APPROVES), asked.replaying(pk)
    newest = TariffEdition.objects.filter(state="active").order_by("-activate_on", "-id").first()
    context = {
        **shown(row, asked.edition_on(local_day(request.at)).id), "findings_shown": found, "kinds": Counter(f["code"] for f in row.findings),  # type: ignore[attr-defined]
        "more": max(0, len(row.findings) - SHOWN), "names": names_of({row.proposed_by, row.approved_by, row.imported_by} - {None}),
        "replaying": now, "may_replay": row.state in duty.READY and not now.under_way and (approves or _may(request, duty.IMPORTS)),
        "may_propose": row.state == duty.REPLAYED and approves and not now.under_way,
        "may_decide": row.state == "proposed" and approves and row.proposed_by != actor.id, "may_refuse": row.state == "proposed" and approves,
        "may_roll_back": row.state == "active" and newest is not None and newest.pk == row.pk and (approves or _may(request, duty.IMPORTS)),
        "replayed_kinds": [(say(TAXES[kind]), dong) for kind, dong in row.replay.get("kinds", {}).items()], "replayed": replayed(row),
        "today": local_day(request.at),  # type: ignore[attr-defined]
    }
    return render(request, "tariff/edition.html", context)


def replayed(row: TariffEdition) -> list[dict[str, Any]]:
    """The lines that the replay found changed, each tax in words."""
    return [{**one, "taxes": [{**tax, "words": say(TAXES[tax["kind"]])} for tax in one.get("taxes", ())]} for one in row.replay.get("rows", ())]


def _act(request: HttpRequest, pk: int, says: Any, act: Any, **said: Any) -> HttpResponse:
    """A button's act, and back to the edition with what came of it."""
    try:
        with transaction.atomic():
            act(pk, by=request.actor, at=request.at, **said)  # type: ignore[attr-defined]
        messages.success(request, says)
    except Refused as refused:
        for finding in refused.findings:
            messages.error(request, whole(finding))
    return redirect("tariff:edition", pk)


@allow("administrator", "nation_leader")
@require_POST
def replay(request: HttpRequest, pk: int) -> HttpResponse:
    """Yesterday's declarations under the new table, by the night shift."""
    return _act(request, pk, _("Asked; the differences stand below when all lines are through"), duty.ask_replay)


@allow(*duty.APPROVES)
@require_POST
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """One person asks that it be in force."""
    try:
        day = date.fromisoformat(request.POST.get("activate_on", ""))
    except ValueError:
        messages.error(request, _("Choose the first day of force"))
        return redirect("tariff:edition", pk)
    return _act(request, pk, _("Proposed; another person must approve it"), duty.propose_tariff, activate_on=day, reason=request.POST.get("reason", ""))


@allow(*duty.APPROVES)
@require_POST
@fresh_factor
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person agrees."""
    return _act(request, pk, _("Approved; in force from its first day"), duty.approve_tariff)


@allow(*duty.APPROVES)
@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person says no, or the first takes it back."""
    return _act(request, pk, _("The proposal is refused"), duty.refuse_tariff, reason=request.POST.get("reason", ""))


@allow("administrator", "nation_leader")
@require_POST
@fresh_factor
def roll_back(request: HttpRequest, pk: int) -> HttpResponse:
    """One step back."""
    return _act(request, pk, _("Rolled back; the edition before it is in force again"), duty.roll_back_tariff, reason=request.POST.get("reason", ""))
