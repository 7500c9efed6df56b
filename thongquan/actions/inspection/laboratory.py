"""The laboratory: samples received under their seal, sent back, or answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from thongquan.actions.inspection.order import found
from thongquan.actions.inspection.result import EVIDENCE, sample_result
from thongquan.actions.notice import tell
from thongquan.actions.trail import record
from thongquan.core.actor import Actor
from thongquan.core.inspection import at_laboratory
from thongquan.core.numbers import squeeze
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused
from thongquan.models import InspectionEvidence, InspectionOrder

LONGEST = 1000


def receive(evidence_pk: int, *, seal: str, by: Actor, at: datetime) -> InspectionEvidence:
    """The sample is here; the seal on it is the one the inspector wrote down (its slip, where it has none), or nobody takes it."""
    _row, sample = _waiting(evidence_pk, by)
    if sample.body.get("received_at"):
        return sample
    if squeeze(seal) != squeeze(str(sample.body.get("seal") or sample.body.get("slip") or "")):
        raise Refused("INS-86", "/seal")
    return _kept(sample, "inspection.sample_received", {"received_at": at.isoformat(), "received_by": by.id}, by=by, at=at)


def send_back(evidence_pk: int, *, reason: str, by: Actor, at: datetime) -> InspectionEvidence:
    """The sample cannot be analysed (broken or wrong seal, too little of it): while the goods are there its inspectors take another."""
    row, sample = _waiting(evidence_pk, by)
    if not reason.strip():
        raise Refused("REQ-04", "/reason")
    _kept(sample, "inspection.sample_back", {"sent_back_at": at.isoformat(), "sent_back": reason.strip()[:LONGEST]}, by=by, at=at, reason=reason.strip()[:80])
    for officer in row.officers if row.state != "done" else ():
        tell(None, "inspection_sample_back", {"slip": sample.body.get("slip", ""), "number": row.declaration.number, "reason": reason.strip()[:LONGEST]},
             user_id=officer, link=f"/inspect/{row.pk}/")
    return sample


def answer(evidence_pk: int, *, outcome: str, hs: str = "", words: str = "", by: Actor, at: datetime) -> InspectionEvidence:
    """What was found, coded, against the code and quality declared; it goes on to the inspection by itself."""
    _row, sample = _waiting(evidence_pk, by)
    if not sample.body.get("received_at"):
        raise Conflict("INS-85")
    return sample_result(evidence_pk, outcome=outcome, hs=hs, words=words, by=by, at=at)


def _waiting(evidence_pk: int, by: Actor) -> tuple[InspectionOrder, InspectionEvidence]:
    """A sample without an answer and its order, both locked, for an officer of the laboratory who had no part in taking it."""
    order_pk = InspectionEvidence.objects.filter(pk=evidence_pk, kind="sample").values_list("order_id", flat=True).first()
    if order_pk is None:
        raise NotFound("INS-89")
    row = found(order_pk)
    office = row.site.office_id if row.site else row.declaration.inspection_office_id
    if not at_laboratory(by, office, row.officers):
        raise NotAllowed("GEN-403")
    sample = InspectionEvidence.objects.annotate(digest=EVIDENCE).select_related("declaration").get(pk=evidence_pk)
    if sample.body.get("result") or sample.body.get("sent_back_at"):
        raise Conflict("INS-89")
    return row, sample


def _kept(sample: InspectionEvidence, action: str, told: dict[str, Any], *, by: Actor, at: datetime, reason: str = "") -> InspectionEvidence:
    sample.body = {**sample.body, **told}
    sample.save()
    record(action, sample, by=by, at=at, reason=reason, facts={"slip": sample.body.get("slip", "")})
    return sample
