"""Documents of a dossier for the eye: the page as a picture, the file, what was read."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from thongquan.actions.document.apart import page_apart
from thongquan.catalog.law import LAW
from thongquan.core.differences import Found
from thongquan.core.digits import natural
from thongquan.core.dossier import kind_words
from thongquan.core.goods_compare import STATED, Row
from thongquan.core.refused import NotFound
from thongquan.core.rule import local_day
from thongquan.core.uploads import Unfit
from thongquan.models import Document, GoodsDocument
from thongquan.queries.report.dossier import Dossier, declaration
from thongquan.web.central.compare import how_read
from thongquan.web.central.points import label_of
from thongquan.web.central.queue import LOOKS
from thongquan.web.shared.allow import allow
from thongquan.web.shared.files import paper_answer, picture_answer
from thongquan.web.shared.signed import doubtful, signatures_of
from thongquan.web.shared.tongue import say, tongue

MOST_PAPERS = 9
PDF = "application/pdf"


def listed(found: Dossier, wanted: str, leaf: str, rows: list[Row]) -> dict[str, Any]:
    """The documents of the dossier, one of them open at one of its pages, with the boxes of what was read there."""
    shown = found.papers[:MOST_PAPERS]
    current = next((paper for paper in shown if str(paper.pk) == wanted), shown[0] if shown else None)
    pages = current.document.pages if current and current.document else 0
    number = min(natural(leaf) or 1, max(pages, 1))
    list_of = [{"row": paper, "n": n, "says": _says(paper, found), "on": paper is current, "differs": _differs(paper, found, rows),
                "doubtful": doubtful(paper)}
               for n, paper in enumerate(shown, 1)]
    return {
        "list": list_of, "current": current, "says": _says(current, found) if current else "", "page": number,
        "signatures": signatures_of(current) if current else [], "pages": pages,
        "next": number + 1 if number < pages else 0, "before": number - 1 if number > 1 else 0, "boxes": _boxes(current, number, rows),
        "drawn": bool(current and current.document and (current.document.media_type == PDF or current.document.media_type.startswith("image/"))),
        "read": [(label_of(found.row, name, tongue()) or name, one.value, how_read(one.source, one.confidence)) for name, one in _read(current)],
        "unread": bool(current and current.document and not current.read and (current.checked.get("unread") or current.kind in STATED)),
    }


def _read(paper: GoodsDocument | None) -> list[tuple[str, Found]]:
    return [(name, Found.of(kept)) for name, kept in paper.read.items() if isinstance(kept, dict)] if paper else []


def _says(paper: GoodsDocument, found: Dossier) -> str:
    return say(kind_words(paper.kind, LAW, local_day(found.row.registered_at or paper.added_at)))


def _differs(paper: GoodsDocument, found: Dossier, rows: list[Row]) -> bool:
    """Whether anything read in this document contradicts the declaration."""
    name = f"{kind_words(paper.kind, LAW, local_day(found.row.registered_at or paper.added_at)).vi} {paper.number}".strip()
    return any(said.agrees is False and said.told.source.vi == name for row in rows for said in row.documents)


def _boxes(paper: GoodsDocument | None, page: int, rows: list[Row]) -> list[dict[str, Any]]:
    """Where on this page the values stand, in hundredths of its sides; those that differ are marked."""
    if paper is None:
        return []
    told = {str(said.told.value): said.agrees for row in rows for said in row.documents}
    found = [one for _name, one in _read(paper)]
    return [{"x": round(one.box[0] * 100, 2), "y": round(one.box[1] * 100, 2), "w": round((one.box[2] - one.box[0]) * 100, 2),
             "h": round((one.box[3] - one.box[1]) * 100, 2), "differs": told.get(one.value) is False} for one in found if one.box and one.page == page]


def _of_case(pk: int, paper: int) -> Document:
    """The file behind a document of this dossier, both in reach."""
    try:
        row = declaration(pk)
    except NotFound as gone:
        raise Http404(str(pk)) from gone
    found = GoodsDocument.objects.filter(declaration=row, pk=paper).select_related("document").first()
    if found is None or found.document is None:
        raise Http404(str(paper))
    return found.document


@allow(*LOOKS)
@require_GET
def content(request: HttpRequest, pk: int, paper: int) -> HttpResponse:
    """The file itself."""
    return paper_answer(_of_case(pk, paper))


@allow(*LOOKS)
@require_GET
def leaf(request: HttpRequest, pk: int, paper: int, number: int) -> HttpResponse:
    """One page as a picture: a picture as it is, a PDF drawn in a process of its own, else the small one kept."""
    document = _of_case(pk, paper)
    if document.media_type.startswith("image/"):
        return paper_answer(document)
    try:
        drawn = page_apart(bytes(document.content), number) if document.media_type == PDF else b""
    except Unfit:
        drawn = b""
    drawn = drawn or bytes(document.thumbnail or b"")
    if not drawn:
        raise Http404(str(paper))
    return picture_answer(drawn)
