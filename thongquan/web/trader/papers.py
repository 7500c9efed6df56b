"""Papers kept once and used again: the company's, and those of one trip."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
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
from thongquan.core.reading import Unreadable, read_day
from thongquan.core.refused import Finding
from thongquan.core.rule import local_day
from thongquan.models import Document, Party, VehicleDeclaration
from thongquan.queries.crossing import trips
from thongquan.queries.crossing.facts import vehicle_facts
from thongquan.queries.document import reusable
from thongquan.web.shared.sentences import sentence
from thongquan.web.shared.tongue import say
from thongquan.web.trader import acting

MOST_SHOWN, MOST_OFFERED = 200, 30
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
        if made is not None:
            messages.success(request, told(made))
            return HttpResponseRedirect(reverse("trader:papers"), status=303)
    rows = Document.objects.filter(declarant_id__in=acting.in_view(request)).defer("content", "thumbnail")
    rows = rows.annotate(pictured=Q(thumbnail__isnull=False)).order_by("-id")[:MOST_SHOWN]
    context = {"rows": [{"row": row, "says": named_kind(row.kind)} for row in rows], **_form(request, findings),
               "target": reverse("trader:papers")}
    return render(request, "trader/papers.html", context, status=422 if findings else 200)


def told(row: Document) -> str:
    """What was found in a file, said right after the upload."""
    return _("Checked and kept: %(name)s, %(pages)s pages") % {"name": row.file_name, "pages": row.pages}


def _form(request: HttpRequest, findings: Sequence[Finding]) -> dict[str, Any]:
    return {"findings": list(findings), "wrong": {_line(f)["box"]: True for f in findings}, "lines": [_line(f) for f in findings], "kinds": kinds(),
            "typed": request.POST,
            "most": int(LAW.value("upload.most_bytes", local_day(request.at))) // (1024 * 1024)}


def _line(finding: Finding) -> dict[str, str]:
    """A fault with the box it belongs to; a fault of the content belongs to the file."""
    box = finding.pointer.strip("/")
    box = box if box in BOXES else "file"
    return {"box": box, "text": f"{BOXES[box]}: {sentence(finding)}"}


def _taken(request: HttpRequest, party: Party) -> tuple[Document | None, Sequence[Finding]]:
    """Check and keep the posted file; what is wrong with it otherwise."""
    given, kind = request.FILES.get("file"), request.POST.get("kind", "")
    if given is None:
        return None, [Finding("FRM-01", "/file")]
    if kind not in required.KINDS:
        return None, [Finding("FRM-04", "/kind")]
    try:
        until = read_day(text) if (text := request.POST.get("valid_until", "").strip()) else None
    except Unreadable:
        return None, [Finding("FRM-03", "/valid_until", {"example": "24/11/2026"})]
    return acting.attempt(upload, party.pk, kind, given.read(), given.name or "file", number=request.POST.get("number", "")[:60],
                          valid_until=until, by=request.actor, at=request.at)


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
    paper = request.POST.get("paper", "")
    if paper.isdecimal() and len(paper) < 16:
        act = detach if request.POST.get("_act") == "detach" else attach
        _row, findings = acting.attempt(act, trip.pk, int(paper), **who)
        return ("" if findings else _("Saved")), findings
    made, findings = _taken(request, trip.declarant)
    if made is None:
        return "", findings
    _row, findings = acting.attempt(attach, trip.pk, made.pk, code=made.kind, **who)
    return ("" if findings else told(made)), findings
