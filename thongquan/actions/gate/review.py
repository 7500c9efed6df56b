"""A third person looks at what two officers let pass by order."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from thongquan.actions.trail import record
from thongquan.core.actor import Actor
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused
from thongquan.models import AdmissionReview, Scan

HEADS = ("team_leader", "office_leader", "region_leader", "nation_leader")


def review_admission(scan_id: UUID, *, right: bool, words: str = "", by: Actor, at: datetime) -> AdmissionReview:
    """The admission was right, or it was not and why; neither of its two officers may say so."""
    if not by.is_any(*HEADS):
        raise NotAllowed("GEN-403")
    scan = Scan.objects.filter(pk=scan_id, code="BY_ORDER").first()
    if scan is None:
        raise NotFound("GEN-404")
    if by.id in (scan.by_id, scan.second_officer_id):
        raise NotAllowed("ACC-03")
    if not right and not words.strip():
        raise Refused("REQ-04", "/words")
    if AdmissionReview.objects.filter(scan_id=scan.pk).exists():
        raise Conflict("GEN-409")
    review = AdmissionReview.objects.create(
        scan_id=scan.pk, by_id=by.id, at=at, right=right, words=words.strip(), office_id=scan.office_id,
        return_office_id=scan.return_office_id, declarant_id=scan.declarant_id)
    record("gate.review_admission", review, by=by, at=at, reason="right" if right else "wrong",
           facts={"scan": str(scan.pk), "declaration": scan.declaration_id}, private={"words": review.words} if review.words else None)
    return review
