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
from thongquan.web.shared.files import paper_answer, picture_answer
from thongquan.web.shared.tongue import named, say


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
    return paper_answer(_of_case(declaration(pk).pk, document))


@allow(*LOOKS)
@require_GET
def small(request: HttpRequest, pk: int, document: int) -> HttpResponse:
    """The small picture of the first page."""
    paper = _of_case(declaration(pk).pk, document)
    if not paper.thumbnail:
        raise Http404(str(document))
    return picture_answer(bytes(paper.thumbnail))


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
