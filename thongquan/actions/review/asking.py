"""A review asks the declarant for documents; he hands them in online."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import TextField
from django.db.models.expressions import RawSQL

from thongquan.actions.assignment import case
from thongquan.actions.goods import mandated
from thongquan.actions.notice import tell
from thongquan.actions.review.cases import waiting
from thongquan.actions.trail import record
from thongquan.catalog.law import LAW
from thongquan.core.actor import Actor
from thongquan.core.refused import Conflict, NotFound, Refused
from thongquan.core.rule import local_day
from thongquan.models import Document, GoodsDocument, GoodsRequest

REQUEST = RawSQL("tq_digest(to_jsonb(goods_request))", [], output_field=TextField())
LEAST = 12


def ask_documents(pk: int, need: str, *, field: str = "", by: Actor, at: datetime) -> GoodsRequest:
    """Ask the declarant for documents, in words that say what is needed; the reviewer's clock stands meanwhile."""
    row = waiting(pk, by)
    declaration = row.declaration
    if len(need.strip()) < LEAST:
        raise Refused("ASK-11", "/need")
    if declaration.requests.filter(kind="review", state="open").exists():
        raise Conflict("REQ-01")
    row.documents_asked_at = at
    row.save()
    request = GoodsRequest.objects.create(
        declaration=declaration, kind="review", points=[{"field": field, "rule": "", "need": need.strip()}], asked_by=by.id, asked_at=at,
        alias=case.alias_of(declaration, "review"), due_at=at + timedelta(days=int(LAW.value("review.answer.days", on=local_day(at)))))
    record("review.ask", row, request, by=by, at=at)
    case.pause(declaration, "review", at=at)
    tell(declaration.declarant_id, "review_documents", {"number": declaration.number, "need": need.strip()}, link=f"/review/hand-in/{request.pk}/")
    return request


def handed_in(request_pk: int, text: str = "", *, documents: Sequence[int] = (), by: Actor, at: datetime) -> GoodsRequest:
    """The declarant answers a review's request: documents of his own that he uploaded, words, or both."""
    row = (GoodsRequest.objects.select_for_update(of=("self",)).select_related("declaration").annotate(digest=REQUEST)
           .filter(pk=request_pk, kind="review").first())
    if row is None:
        raise NotFound("GEN-404")
    declaration = row.declaration
    mandated(declaration.declarant_id, "declare", by)
    if row.state != "open":
        raise Conflict("REQ-02")
    papers = list(Document.objects.filter(pk__in=list(documents), declarant_id=declaration.declarant_id).order_by("pk"))
    if not papers and not text.strip():
        raise Refused("REV-92", "/file")
    kept = [GoodsDocument(declaration=declaration, document=paper, kind=paper.kind, number=paper.number, day=paper.issued_on, how="upload",
                          added_at=at, added_by=by.id, round=row.round) for paper in papers]
    GoodsDocument.objects.bulk_create(kept)
    row.state, row.answers, row.answered_at = "answered", [text.strip()], at
    row.after = {"papers": [paper.pk for paper in kept]}
    row.save()
    record("review.handed_in", row, *kept, by=by, at=at, facts={"papers": len(kept)})
    case.resume(declaration, "review", at=at)
    return row
