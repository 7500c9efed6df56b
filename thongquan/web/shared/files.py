"""Files that a page hands over: a table as a download, an uploaded paper, its small picture."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from thongquan.exchange.formats.table import KINDS, as_file
from thongquan.models import Document

#: what a browser may show in place; anything else is taken along
SHOWN = frozenset({"image/jpeg", "image/png", "application/pdf"})


def file_answer(kind: str, title: str, heads: list[str], table: list[list[Any]], name: str) -> HttpResponse:
    """A table as a download."""
    answer = HttpResponse(as_file(kind, title, heads, table), content_type=KINDS[kind])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer


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
