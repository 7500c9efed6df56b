"""The dossier's page: upload, use again, take from the single window, compare, take over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from thongquan.actions.declaration import dossier
from thongquan.actions.document.keeping import upload
from thongquan.catalog.law import LAW
from thongquan.core.digits import natural
from thongquan.core.dossier import KINDS
from thongquan.core.numbers import pretty
from thongquan.core.reading import Unreadable, read_day
from thongquan.core.refused import Finding
from thongquan.core.rule import local_day
from thongquan.exchange.formats.signature import MISSING
from thongquan.models import GoodsDeclaration, GoodsDocument
from thongquan.queries.declaration import lists
from thongquan.queries.document import reusable
from thongquan.web.shared.boxes import day_example
from thongquan.web.shared.sent import attempt
from thongquan.web.shared.sentences import whole
from thongquan.web.shared.tongue import say, tongue
from thongquan.web.trader import acting
from thongquan.web.trader.goods.needs import compared as values_of
from thongquan.web.trader.goods.needs import dossier_of, licences_for, reading

MOST_AT_ONCE, MOST_OFFERED = 10, 30
#: what a finding speaks of when it names no box of this page
BOXES = ("kind", "file", "day")


@acting.managers
@require_http_methods(["GET", "POST"])
def dossier_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What the dossier needs and holds; papers come, go, and are compared."""
    row = lists.of(pk, request.actor)
    findings: Sequence[Finding] = ()
    if request.method == "POST":
        said, findings = posted(request, row)
        if said:
            messages.success(request, said)
        if not findings:
            return HttpResponseRedirect(reverse("goods:dossier", args=[pk]), status=303)
        row = lists.of(pk, request.actor)
    return page(request, row, findings)


def page(request: HttpRequest, row: GoodsDeclaration, findings: Sequence[Finding] = ()) -> HttpResponse:
    """The page, with what stands against an upload."""
    day = local_day(request.at)
    shown = dossier_of(row, request.at)
    wanted = [one["need"].kind for one in shown["needs"]]
    taken = [paper.document_id for paper in row.papers.all() if paper.document_id]
    context = {
        "row": row, "number": pretty(row.number or ""), "dossier": shown, "kinds": kinds(wanted, request), "open": row.state in dossier.OPEN,
        "licences": [{"row": one, "says": say(KINDS.get(one.kind) or LAW.value("codes.permit_kinds", day).get(one.kind) or one.kind)}
                     for one in licences_for(row, {*wanted, *LAW.value("codes.permit_kinds", day)})],
        "again": [{"row": one, "says": say(KINDS[one.kind])}
                  for one in reusable(row.declarant_id, day).filter(kind__in=KINDS).exclude(pk__in=taken)[:MOST_OFFERED]],
        "faults": [{"box": box_of(f), "text": said(f)} for f in findings], "wrong": {box_of(f): True for f in findings}, "findings": list(findings),
        "typed": request.POST, "most": int(LAW.value("upload.most_bytes", day)) // (1024 * 1024), "back": back_of(row),
        "want": request.GET.get("kind", ""), "example": day_example(tongue()),
        "removable": row.state == "draft" or row.state == "asked", "round": row.rounds if row.state == "asked" else 0,
    }
    return render(request, "trader/goods/dossier.html", context, status=422 if findings else 200)


def back_of(row: GoodsDeclaration) -> str:
    """The draft, or the declaration's own page."""
    return reverse("goods:draft" if row.state == "draft" else "goods:case", args=[row.pk])


def said(finding: Finding) -> str:
    """What is wrong and what to do next, with the name of the file where several were sent."""
    name = finding.values.get("of")
    return f"{name}: {whole(finding)}" if name else whole(finding)


def box_of(finding: Finding) -> str:
    name = finding.pointer.strip("/")
    return name if name in BOXES else "file"


def kinds(wanted: list[str], request: HttpRequest) -> list[tuple[str, str]]:
    """Every kind of document, those that this dossier needs first."""
    ministries = LAW.value("codes.permit_kinds", local_day(request.at))
    rest = [code for code in (*KINDS, *ministries) if code not in wanted]
    return [(code, say(KINDS.get(code) or ministries.get(code) or code)) for code in (*wanted, *rest)]


def posted(request: HttpRequest, row: GoodsDeclaration) -> tuple[str, Sequence[Finding]]:
    """One act; the sentence of success, or what stands against it."""
    act, who = request.POST.get("_act", "upload"), {"by": request.actor, "at": request.at}
    pk = natural(request.POST.get("paper")) or 0
    if act == "remove":
        paper = mine(row, pk)
        _none, findings = attempt(dossier.remove, paper.pk, **who)
        return ("" if findings else _("Taken out")), findings
    if act in ("again", "licence"):
        doing = dossier.add if act == "again" else dossier.cite_licence
        _made, findings = attempt(doing, row.pk, pk, **who)
        return ("" if findings else _("In the dossier")), findings
    if act == "take":
        paper = mine(row, pk)
        _row, findings = attempt(dossier.take_over, paper.pk, request.POST.get("pointer", ""), **who)
        return ("" if findings else _("Taken over into the declaration")), findings
    return uploaded(request, row)


def mine(row: GoodsDeclaration, pk: int) -> GoodsDocument:
    """A paper of this dossier; another does not exist here."""
    found = row.papers.filter(pk=pk).first()
    if found is None:
        raise Http404(str(pk))
    return found


def uploaded(request: HttpRequest, row: GoodsDeclaration) -> tuple[str, Sequence[Finding]]:
    """Check, keep and read the posted files, each by itself."""
    files, kind = request.FILES.getlist("file")[:MOST_AT_ONCE], request.POST.get("kind", "")
    if not files or not kind:
        return "", [Finding("FRM-01", "/file" if not files else "/kind")]
    try:
        day = read_day(request.POST["day"]) if request.POST.get("day", "").strip() else None
    except Unreadable:
        return "", [Finding("FRM-03", "/day", {"example": day_example(tongue())})]
    done, findings = [], []
    for file in files:
        made, wrong = attempt(taken, request, row, kind, file, day)
        findings += [replace(one, values={**one.values, "of": file.name}) if len(files) > 1 else one for one in wrong]
        if made is not None:
            done.append(made)
    return "; ".join(map(told, done)), findings


def taken(request: HttpRequest, row: GoodsDeclaration, kind: str, file: Any, day: Any) -> GoodsDocument:
    """One file: checked by its structure, kept, put into the dossier, read."""
    who = {"by": request.actor, "at": request.at}
    kept = upload(row.declarant_id, kind, file.read(), file.name or "file", number=request.POST.get("number", ""), issued_on=day, **who)
    return dossier.add(row.pk, kept.pk, kind=kind, number=request.POST.get("number", ""), day=day, **who)


def told(paper: GoodsDocument) -> str:
    """What was found in a file, said right after the upload."""
    read, name = len(values_of(paper.declaration, paper)), paper.document.file_name if paper.document else paper.number
    problems = {one["problem"] for one in paper.checked.get("signatures", [])}
    if problems and MISSING not in problems:
        good = problems == {""}
        return (_("%(name)s: kept; its digital signature holds") if good else _("%(name)s: kept; its digital signature does not hold")) % {"name": name}
    if paper.checked.get("unread"):
        return _("%(name)s: kept; its values could not be read by machine, so compare them yourself") % {"name": name}
    if not read:
        return _("%(name)s: checked and kept") % {"name": name}
    return ngettext("%(name)s: kept; %(n)s value read", "%(name)s: kept; %(n)s values read", read) % {"name": name, "n": read}


@acting.traders
@require_GET
def compared(request: HttpRequest, pk: int, paper: int) -> HttpResponse:
    """What one paper says beside the declaration; nothing is taken over by itself."""
    row = lists.of(pk, request.actor)
    found = row.papers.select_related("document").defer("document__content").filter(pk=paper).first()
    if found is None:
        raise Http404(str(paper))
    return render(request, "trader/goods/compared.html", {
        "row": row, "number": pretty(row.number or ""), **reading(row, found), "draft": row.state == "draft"})
