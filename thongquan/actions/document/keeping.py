"""Uploading a paper, reusing it, attaching it to a declaration and taking it off again."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction

from thongquan.actions.document import scanner
from thongquan.actions.document.apart import examine_apart
from thongquan.actions.party.registers import may_keep
from thongquan.actions.trail import record
from thongquan.core import dossier
from thongquan.core.actor import Actor
from thongquan.core.papers import KINDS
from thongquan.core.refused import Conflict, NotFound, Refused
from thongquan.core.uploads import MOST_BYTES, Unfit
from thongquan.models import DeclarationDocument, Document, VehicleDeclaration

#: states in which a declarant may still add papers; answers to questions come in `asked`
OPEN = ("draft", "submitted", "received", "asked", "checking", "returned", "accepted", "under_way", "overdue")
FREE = ("draft", "returned", "asked")
LONGEST_NAME = 120


def upload(
    declarant_id: int, kind: str, content: bytes, name: str, *, number: str = "", issued_on: date | None = None,
    valid_until: date | None = None, by: Actor, at: datetime,
) -> Document:
    """Check a file by its structure and keep it; the same bytes of the same kind are kept once.

    Refuses with UPL-01 … UPL-11 when the file is not one we take, ACC-02 for a party that is not one's own.
    """
    may_keep(declarant_id, by)
    if kind not in KINDS and kind not in dossier.KINDS:
        raise Refused("FRM-04", "/kind")
    if len(content) > MOST_BYTES:
        raise Refused("UPL-02", "/file")
    digest = hashlib.sha256(content).hexdigest()
    known = Document.objects.filter(declarant_id=declarant_id, kind=kind, sha256=digest).first()
    if known is not None:
        return known
    try:
        good = examine_apart(content, name)
        scanner.scan(content)
    except Unfit as unfit:
        raise Refused(unfit.code, "/file") from unfit
    row = Document.objects.create(
        declarant_id=declarant_id, kind=kind, number=number.strip()[:60], issued_on=issued_on, valid_until=valid_until,
        file_name=clean_name(name), media_type=good.media_type, size=len(content), sha256=digest, pages=good.pages,
        thumbnail=good.thumbnail or None, content=content, uploaded_by=by.id, uploaded_at=at)
    record("document.upload", row, by=by, at=at, facts={"kind": kind, "sha256": digest, "pages": good.pages, "size": len(content)})
    return row


def show_to(document_id: int | None, declarant_id: int, units: Iterable[int]) -> bool:
    """Let these units look at a paper of this declarant; False when he has no such paper."""
    row = Document.objects.filter(pk=document_id or 0, declarant_id=declarant_id).only("office_ids").first()
    if row is None:
        return False
    row.office_ids = sorted({*row.office_ids, *units})
    row.save(update_fields=["office_ids"])
    return True


def clean_name(name: str) -> str:
    """The file's own name without folders, control characters or tricks of direction."""
    last = re.split(r"[\\/]", name)[-1]
    plain = "".join(c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c)[0] != "C")
    stem, dot, end = plain.strip(" .").rpartition(".")
    return (f"{stem[:LONGEST_NAME]}.{end[:8]}" if dot else plain[:LONGEST_NAME]) or "file"


def attach(declaration_id: int, document_id: int, *, code: str = "", by: Actor, at: datetime) -> DeclarationDocument:
    """Let a paper support a declaration of the same declarant; `code` defaults to the paper's own kind."""
    declaration = VehicleDeclaration.objects.filter(pk=declaration_id).first()
    document = Document.objects.filter(pk=document_id).defer("content", "thumbnail").first()
    if declaration is None or document is None or document.declarant_id != declaration.declarant_id:
        raise NotFound("GEN-404")
    may_keep(declaration.declarant_id, by)
    if declaration.state not in OPEN:
        raise Conflict("FLW-01", step="attach", state=declaration.state)
    code = code or document.kind
    if code not in KINDS:
        raise Refused("FRM-04", "/code")
    try:
        with transaction.atomic():
            row = DeclarationDocument.objects.create(
                declaration=declaration, document=document, code=code, office_id=declaration.office_id,
                return_office_id=declaration.return_office_id, declarant_id=declaration.declarant_id)
    except IntegrityError as twice:
        raise Conflict("GEN-409") from twice
    record("document.attach", declaration, by=by, at=at, facts={"code": code, "document": document.pk, "sha256": document.sha256})
    return row


def detach(declaration_id: int, document_id: int, *, by: Actor, at: datetime) -> None:
    """Take a paper off again, while the declaration is still free to change."""
    declaration = VehicleDeclaration.objects.filter(pk=declaration_id).first()
    if declaration is None:
        raise NotFound("GEN-404")
    may_keep(declaration.declarant_id, by)
    if declaration.state not in FREE:
        raise Conflict("FLW-01", step="detach", state=declaration.state)
    row = DeclarationDocument.objects.filter(declaration=declaration, document_id=document_id).first()
    if row is None:
        raise NotFound("GEN-404")
    row.delete()
    record("document.detach", declaration, by=by, at=at, facts={"code": row.code, "document": document_id})
