"""Papers of a case for the officer's eye: file, small picture, declaration on paper."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from thongquan.core.flows.vehicle import STATES
from thongquan.exchange.formats.declaration_pdf import DeclarationSheet, declaration_pdf
from thongquan.models import DeclarationDocument, Document, VehicleDeclaration
from thongquan.queries.crossing.case import case_of, declaration
from thongquan.web.desk import beside, words
from thongquan.web.desk.queue import LOOKS
from thongquan.web.shared.allow import allow
from thongquan.web.shared.clock import moment_text
from thongquan.web.shared.tongue import named, say

#: what a browser may show in place; anything else is taken along
SHOWN = frozenset({"image/jpeg", "image/png", "application/pdf"})


def _of_case(pk: int, document: int) -> Document:
    """The paper, when it stands with this declaration and both lie in reach."""
    row = DeclarationDocument.objects.filter(declaration_id=pk, document_id=document).select_related("document").first()
    if row is None:
        raise Http404(str(document))
    return row.document


@allow(*LOOKS)
@require_GET
def content(request: HttpRequest, pk: int, document: int) -> HttpResponse:
    """The file itself; it runs nothing, whatever it holds."""
    paper = _of_case(declaration(pk).pk, document)
    answer = HttpResponse(bytes(paper.content), content_type=paper.media_type if paper.media_type in SHOWN else "application/octet-stream")
    way = "inline" if paper.media_type in SHOWN else "attachment"
    answer["Content-Disposition"] = f'{way}; filename="paper-{paper.pk}"'
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer


@allow(*LOOKS)
@require_GET
def small(request: HttpRequest, pk: int, document: int) -> HttpResponse:
    """The small picture of the first page."""
    paper = _of_case(declaration(pk).pk, document)
    if not paper.thumbnail:
        raise Http404(str(document))
    data = bytes(paper.thumbnail)
    answer = HttpResponse(data, content_type="image/jpeg" if data.startswith(b"\xff\xd8") else "image/png")
    answer["Cache-Control"] = "private, max-age=3600"
    return answer


@allow(*LOOKS)
@require_GET
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """The declaration on paper, to be signed at the counter."""
    row = declaration(pk)
    answer = HttpResponse(declaration_pdf(sheet_of(row, request)), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{row.number or row.pk}.pdf"'
    return answer


def sheet_of(row: VehicleDeclaration, request: HttpRequest) -> DeclarationSheet:
    """Everything declared, by parts, with places to sign."""
    gate, found = row.gate, case_of(row, request.at)
    parts = tuple((head, tuple((line["label"], line["declared"]) for line in lines)) for head, lines in beside.parts(found))
    return DeclarationSheet(
        title=_("Vehicle declaration"),
        beside=(f"{_('Number')}: {words.number(row)} · {say(STATES[row.state])}", f"{_('Declarant')}: {row.declarant.name}",
                f"{named(gate) if gate else ''} · {moment_text(row.planned_at, gate) if row.planned_at else '–'}"),
        parts=parts, signs=(_("Declarant"), _("Officer who served")), sign_hint=_("Signature and full name"),
        foot=f"Thông Quan · {moment_text(request.at, gate)}")
