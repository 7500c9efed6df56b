"""Files that a page hands over: a table as a download, an uploaded paper, its small picture."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from thongquan.actions.access.looks import take_file
from thongquan.core.actor import DECLARING
from thongquan.exchange.formats.table import KINDS, as_file
from thongquan.models import Document
from thongquan.web.shared.context import roles_of
from thongquan.web.shared.stepup import to_prove

#: what a browser may show in place; anything else is taken along
SHOWN = frozenset({"image/jpeg", "image/png", "application/pdf"})


def file_answer(kind: str, title: str, heads: list[str], table: list[list[Any]], name: str) -> HttpResponse:
    """A table as a download: figures alone, nothing of a case or a person."""
    answer = HttpResponse(as_file(kind, title, heads, table), content_type=KINDS[kind])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer


def rows_answer(request: HttpRequest, kind: str, title: str, heads: list[str], table: list[list[Any]], name: str) -> HttpResponse:
    """Rows of cases or people as a download: an officer proves himself anew, and the trail keeps that he took them."""
    return taking(request, f"{name}.{kind}", len(table)) or file_answer(kind, title, heads, table, name)


def taking(request: HttpRequest, name: str, rows: int) -> HttpResponse | None:
    """An officer takes a file: to the second factor first, else it is told in the trail. Who declares takes what is his."""
    if not roles_of(request) - DECLARING:
        return None
    if (first := to_prove(request)) is not None:
        return first
    take_file(name, rows, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return None


def paper_answer(paper: Document) -> HttpResponse:
    """The file itself; it runs nothing, whatever it holds."""
    answer = HttpResponse(bytes(paper.content), content_type=paper.media_type if paper.media_type in SHOWN else "application/octet-stream")
    way = "inline" if paper.media_type in SHOWN else "attachment"
    answer["Content-Disposition"] = f'{way}; filename="paper-{paper.pk}"'
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer


def picture_answer(data: bytes) -> HttpResponse:
    """A small picture that we drew ourselves."""
    answer = HttpResponse(data, content_type="image/jpeg" if data.startswith(b"\xff\xd8") else "image/png")
    answer["Cache-Control"] = "private, max-age=3600"
    return answer
