"""Uploaded papers: a party's own, those of a declaration, and one to look at."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from thongquan.models import DeclarationDocument, Document

#: the bytes stay in the database until somebody opens the paper
HEAVY = ("content", "thumbnail")


def documents(declarant_id: int, kind: str = "") -> QuerySet[Document]:
    """The papers a party has uploaded, newest first, without their bytes."""
    rows = Document.objects.filter(declarant_id=declarant_id).defer(*HEAVY).order_by("-id")
    return rows.filter(kind=kind) if kind else rows


def reusable(declarant_id: int, day: date, kind: str = "") -> QuerySet[Document]:
    """Papers of a party, of one kind or all, that are still valid and may be used again."""
    return documents(declarant_id, kind).filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day))


def papers_of(declaration_id: int) -> list[DeclarationDocument]:
    """The papers that support a declaration."""
    rows = DeclarationDocument.objects.filter(declaration_id=declaration_id).select_related("document")
    return list(rows.defer(*(f"document__{name}" for name in HEAVY)).order_by("code", "id"))


def document(pk: int) -> Document | None:
    """One paper with its bytes, when it lies in the asker's reach."""
    return Document.objects.filter(pk=pk).first()


def thumbnail(pk: int) -> bytes | None:
    """The small picture of a paper's first page."""
    row = Document.objects.filter(pk=pk).values_list("thumbnail", flat=True).first()
    return bytes(row) if row else None
