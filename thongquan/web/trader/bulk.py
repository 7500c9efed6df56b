"""Many vehicles from one sheet: template, upload, how far it is, the rows that came back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from thongquan.actions import dice
from thongquan.actions.crossing.bulk import PORTION, keep_file, reasons_of, take_rows
from thongquan.core.forms import FORMS
from thongquan.core.refused import Finding, Refused
from thongquan.exchange.formats.sheet import MOST_BYTES, MOST_ROWS, Sheet, read_rows
from thongquan.exchange.formats.sheet_write import template, write_back
from thongquan.models import BulkFile, VehicleDeclaration
from thongquan.web.shared.sentences import sentence
from thongquan.web.shared.tongue import tongue
from thongquan.web.trader import acting

KINDS = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}
MOST_SHOWN = 200


def says(finding: Finding, mode: str) -> str:
    """One reason with the name of its column."""
    field = FORMS[mode].at(finding.pointer)
    text = sentence(finding)
    return f"{field.label.say(tongue())}: {text}" if field else text


def said(kept: BulkFile, sheet: Sheet) -> dict[int, list[str]]:
    """The reasons by the number of the row they are about: the vehicle's, or that of one of its people."""
    found, lines = reasons_of(kept), {row.number: row for row in sheet.rows}
    told: dict[int, list[str]] = {}
    for number in sorted(found):
        for one in found[number]:
            told.setdefault(lines[number].at(one.pointer) if number in lines else number, []).append(says(one, kept.mode))
    return told


@acting.traders
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file or pasted rows; a file that cannot be read comes back with its reason."""
    party = acting.declarant(request)
    if request.method == "GET":
        return _page(request, party)
    form = FORMS[_mode(request)]
    name, data = _given(request)
    if len(data) > MOST_BYTES:
        return _page(request, party, Finding("SHT-04", "/file", {"most": MOST_BYTES // 1_000_000}))
    try:
        sheet = read_rows(data, name, form)
    except Refused as refused:
        return _page(request, party, refused.findings[0])
    kept = keep_file(data, file_name=name, total=len(sheet.rows), mode=form.name, declarant_id=party.pk, by=request.actor, at=request.at)
    if sheet.unknown:
        messages.warning(request, _("Columns that no question answers to were passed over: %(names)s") % {"names": ", ".join(sheet.unknown[:10])})
    return HttpResponseRedirect(reverse("trader:bulk_file", args=[kept.pk]), status=303)


def _mode(request: HttpRequest) -> str:
    """The means of transport that was chosen, road at first."""
    wanted = request.POST.get("mode", "")
    return wanted if wanted in FORMS else "road"


def _given(request: HttpRequest) -> tuple[str, bytes]:
    """The name and bytes of the file, or of what was pasted."""
    if uploaded := request.FILES.get("file"):
        return uploaded.name or "file", uploaded.read(MOST_BYTES + 1)
    return _("Pasted") + ".csv", request.POST.get("pasted", "").encode()


def _page(request: HttpRequest, party: Any, finding: Finding | None = None) -> HttpResponse:
    mode = _mode(request)
    context = {
        "party": party, "parties": acting.parties(request), "chosen": party, "findings": [finding] if finding else [],
        "line": says(finding, mode) if finding else "", "mode": mode, "pasted": request.POST.get("pasted", "")[:200_000], "most": MOST_ROWS,
        "earlier": list(BulkFile.objects.filter(declarant_id__in=acting.in_view(request)).defer("content", "numbers", "reasons")
                        .order_by("-id")[:10]),
    }
    return render(request, "trader/bulk.html", context, status=422 if finding else 200)


@acting.traders
@require_GET
def empty(request: HttpRequest, kind: str) -> HttpResponse:
    """The template to fill."""
    mode = request.GET.get("mode", "road")
    if kind not in KINDS or mode not in FORMS:
        raise Http404(kind)
    answer = HttpResponse(template(FORMS[mode], tongue(), kind), content_type=KINDS[kind])
    answer["Content-Disposition"] = f'attachment; filename="thong-quan-{mode}.{kind}"'
    return answer


def _file(request: HttpRequest, pk: int) -> tuple[BulkFile, Sheet]:
    kept = BulkFile.objects.filter(pk=pk, declarant_id__in=request.actor.parties).first()
    if kept is None:
        raise Http404(str(pk))
    return kept, read_rows(bytes(kept.content or b""), kept.file_name, FORMS[kept.mode])


@acting.traders
@require_http_methods(["GET", "POST"])
def shown(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the file is; each post takes the next portion, until none is left."""
    kept, sheet = _file(request, pk)
    if request.method == "POST" and kept.done < kept.total:
        rows = [(row.number, row.answers) for row in sheet.rows]
        throws = [dice.thrown() for _n in range(PORTION)]
        kept = take_rows(pk, rows, by=request.actor, at=request.at, dice=throws, agent_id=acting.agent_id(request, kept.declarant_id))
        if not request.htmx:
            return HttpResponseRedirect(reverse("trader:bulk_file", args=[pk]), status=303)
    found = said(kept, sheet)
    taken = dict(VehicleDeclaration.objects.filter(number__in=[n for _row, n in kept.numbers[-MOST_SHOWN:]]).values_list("number", "id"))
    context = {
        "file": kept, "left": kept.total - kept.done, "share": round(100 * kept.done / kept.total) if kept.total else 100,
        "bad": sorted(found.items())[:MOST_SHOWN],
        "good": [(row, number, taken.get(number)) for row, number in kept.numbers][-MOST_SHOWN:],
        "bad_more": max(0, len(found) - MOST_SHOWN),
    }
    return render(request, "trader/bulk_file.html", context)


@acting.traders
@require_GET
def returned(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows that came back, in the same file, each with its reasons."""
    kept, sheet = _file(request, pk)
    answer = HttpResponse(write_back(sheet, said(kept, sheet), FORMS[kept.mode], tongue()), content_type=KINDS["xlsx"])
    answer["Content-Disposition"] = f'attachment; filename="thong-quan-{pk}-returned.xlsx"'
    return answer
