"""Papers kept once and used again: the company's, and those of one trip."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from thongquan.actions.document.keeping import attach, detach, upload
from thongquan.catalog.law import LAW
from thongquan.core import papers as required
from thongquan.core.digits import natural
from thongquan.core.paper_names import kind_of_file
from thongquan.core.reading import Unreadable, read_day
from thongquan.core.refused import Finding
from thongquan.core.rule import local_day
from thongquan.models import Document, Party, VehicleDeclaration
from thongquan.queries.crossing import trips
from thongquan.queries.crossing.facts import vehicle_facts
from thongquan.queries.document import reusable
from thongquan.web.shared.sent import attempt
from thongquan.web.shared.sentences import sentence
from thongquan.web.shared.tongue import say
from thongquan.web.trader import acting

MOST_SHOWN, MOST_OFFERED, MOST_AT_ONCE = 200, 30, 20
BOXES = {"file": gettext_lazy("File"), "kind": gettext_lazy("What it is"), "valid_until": gettext_lazy("Valid until")}


def named_kind(code: str) -> str:
    """The words of a kind of paper."""
    return say(required.KINDS.get(code, code))


def kinds() -> list[tuple[str, str]]:
    """Every kind of paper, for choosing."""
    return [(code, say(words)) for code, words in required.KINDS.items()]


def offered(trip: VehicleDeclaration | None, party: Party, day: date) -> dict[str, Any]:
    """The papers already with a trip, and those of the party that are valid on this day and that it may take over."""
    with_trip = list(trip.papers.select_related("document").defer("document__content").order_by("id")) if trip else []
    taken = {row.document_id for row in with_trip}
    rest = reusable(party.pk, day).exclude(pk__in=taken)[:MOST_OFFERED]
    return {"with_trip": [{"row": row, "says": named_kind(row.code)} for row in with_trip],
            "rest": [{"row": row, "says": named_kind(row.kind)} for row in rest]}


@acting.traders
@require_http_methods(["GET", "POST"])
def kept(request: HttpRequest) -> HttpResponse:
    """Every paper of the parties in view, newest first; a new one is checked before it is kept."""
    findings: Sequence[Finding] = ()
    if request.method == "POST":
        made, findings = _taken(request, acting.declarant(request))
        for row in made:
            messages.success(request, told(row))
        if not findings:
            return HttpResponseRedirect(reverse("trader:papers"), status=303)
    rows = Document.objects.filter(declarant_id__in=acting.in_view(request)).defer("content", "thumbnail")
    rows = rows.annotate(pictured=Q(thumbnail__isnull=False)).order_by("-id")[:MOST_SHOWN]
    context = {"rows": [{"row": row, "says": named_kind(row.kind)} for row in rows], **_form(request, findings),
               "target": reverse("trader:papers")}
    return render(request, "trader/papers.html", context, status=422 if findings else 200)


def told(row: Document) -> str:
    """What was found in a file, said right after the upload."""
    return _("Checked and kept: %(name)s (%(kind)s), %(pages)s pages") % {"name": row.file_name, "kind": named_kind(row.kind), "pages": row.pages}


def _form(request: HttpRequest, findings: Sequence[Finding]) -> dict[str, Any]:
    return {"findings": list(findings), "wrong": {_line(f)["box"]: True for f in findings}, "lines": [_line(f) for f in findings], "kinds": kinds(),
            "typed": request.POST,
            "most": int(LAW.value("upload.most_bytes", local_day(request.at))) // (1024 * 1024)}


def _line(finding: Finding) -> dict[str, str]:
    """A fault with the box it belongs to; a fault of the content belongs to the file."""
    box = finding.pointer.strip("/")
    box = box if box in BOXES else "file"
    name = finding.values.get("file_name")
    if name and box == "kind":
        return {"box": box, "text": _("%(name)s: choose what it is, its name does not tell") % {"name": name}}
    return {"box": box, "text": f"{name or BOXES[box]}: {sentence(finding)}"}


def _taken(request: HttpRequest, party: Party) -> tuple[list[Document], list[Finding]]:
    """Check and keep the posted files, each by itself; what is wrong with the others."""
    given, kind = request.FILES.getlist("file")[:MOST_AT_ONCE], request.POST.get("kind", "")
    if not given:
        return [], [Finding("FRM-01", "/file")]
    if kind and kind not in required.KINDS:
        return [], [Finding("FRM-04", "/kind")]
    try:
        until = read_day(text) if (text := request.POST.get("valid_until", "").strip()) else None
    except Unreadable:
        return [], [Finding("FRM-03", "/valid_until", {"example": "24/11/2026"})]
    one = len(given) == 1
    made, findings = [], []
    for file in given:
        row, wrong = _one_taken(request, party, file, kind, number=request.POST.get("number", "")[:60] if one else "",
                                until=until if one else None)
        made += [row] if row else []
        findings += [Finding(f.code, f.pointer, {**f.values, "file_name": file.name or ""}) for f in wrong]
    return made, findings


def _one_taken(request: HttpRequest, party: Party, file: UploadedFile, kind: str, *, number: str,
               until: date | None) -> tuple[Document | None, Sequence[Finding]]:
    """One file, of the chosen kind or of the one its name tells; a name that tells nothing asks for a choice."""
    kind = kind or kind_of_file(file.name or "")
    if not kind:
        return None, [Finding("FRM-01", "/kind")]
    return attempt(upload, party.pk, kind, file.read(), file.name or "file", number=number, valid_until=until,
                          by=request.actor, at=request.at)


def _mine(request: HttpRequest, pk: int) -> Document:
    row = Document.objects.filter(pk=pk, declarant_id__in=request.actor.parties).first()
    if row is None:
        raise Http404(str(pk))
    return row


@acting.traders
@require_GET
def content(request: HttpRequest, pk: int) -> HttpResponse:
    """The file itself, taken along, never run by the browser."""
    row = _mine(request, pk)
    answer = HttpResponse(bytes(row.content), content_type=row.media_type)
    answer["Content-Disposition"] = f'attachment; filename="paper-{row.pk}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@acting.traders
@require_GET
def small(request: HttpRequest, pk: int) -> HttpResponse:
    """The small picture of the first page."""
    row = _mine(request, pk)
    if not row.thumbnail:
        raise Http404(str(pk))
    data = bytes(row.thumbnail)
    answer = HttpResponse(data, content_type="image/jpeg" if data.startswith(b"\xff\xd8") else "image/png")
    answer["Cache-Control"] = "private, max-age=86400"
    return answer


@acting.traders
@require_http_methods(["GET", "POST"])
def of_trip(request: HttpRequest, pk: int) -> HttpResponse:
    """The papers of one trip: what the case asks, what is there; upload, reuse, take off."""
    trip = trips.trip_of(pk, request.actor)
    findings: Sequence[Finding] = ()
    if request.method == "POST":
        done, findings = _posted(request, trip)
        if done:
            messages.success(request, done)
            return HttpResponseRedirect(reverse("trader:trip_papers", args=[pk]), status=303)
    facts = vehicle_facts(trip, request.at)
    context = {"trip": trip, "papers": offered(trip, trip.declarant, local_day(request.at)), "missing": required.missing(facts),
               "to_present": required.to_present(facts), **_form(request, findings), "target": reverse("trader:trip_papers", args=[pk])}
    return render(request, "trader/trip_papers.html", context, status=422 if findings else 200)


def _posted(request: HttpRequest, trip: VehicleDeclaration) -> tuple[str, Sequence[Finding]]:
    """One of three acts; the sentence of success, or what stands against it."""
    who = {"by": request.actor, "at": request.at}
    paper = natural(request.POST.get("paper"))
    if paper is not None:
        act = detach if request.POST.get("_act") == "detach" else attach
        _row, findings = attempt(act, trip.pk, paper, **who)
        return ("" if findings else _("Saved")), findings
    made, findings = _taken(request, trip.declarant)
    for row in made:
        _row, wrong = attempt(attach, trip.pk, row.pk, code=row.kind, **who)
        findings += wrong
    said = "; ".join(told(row) for row in made)
    if said and findings:
        messages.success(request, said)
    return ("" if findings else said), findings
