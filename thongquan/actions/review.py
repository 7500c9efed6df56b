"""Review after clearance (phúc tập): chosen, given to a third officer, decided, followed up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import TextField
from django.db.models.expressions import RawSQL

from thongquan.actions.assignment import case
from thongquan.actions.notice import tell
from thongquan.actions.trail import record
from thongquan.catalog.goods_reasons import OUTCOMES, REVIEW_OUTCOMES
from thongquan.catalog.law import LAW
from thongquan.core import review as law_of_review
from thongquan.core.actor import Actor, system
from thongquan.core.refused import Conflict, NotFound, Refused
from thongquan.core.rule import local_day
from thongquan.models import CheckLabel, GoodsDeclaration, ReviewCase
from thongquan.queries.assessment.selection import die_of
from thongquan.queries.scope import everywhere

DIGEST = RawSQL("tq_digest(to_jsonb(review_case))", [], output_field=TextField())


def choose(declaration: GoodsDeclaration, *, at: datetime) -> ReviewCase | None:
    """Whether this cleared declaration is reviewed, and why; the dice of the channel decide the random share too."""
    if declaration.reviews.exists():
        return None
    with everywhere():
        die = die_of(declaration.pk)
    why = law_of_review.chosen(
        channel=declaration.channel, risk=declaration.risk, wanted=declaration.review_wanted, post_check=declaration.post_check, die=die,
        law=LAW, on=local_day(at))
    if why is None:
        return None
    clock = system(tuple(declaration.office_ids))
    row = ReviewCase.objects.create(
        declaration=declaration, why=why.kind, band=why.band, die=die, chosen_at=at,
        due_at=at + timedelta(days=int(LAW.value("review.days", on=local_day(at)))))
    record("review.choose", row, by=clock, at=at, reason=why.kind)
    case.assign(declaration, "review", at=at)
    return row


def found(pk: int) -> ReviewCase:
    """The review, locked."""
    row = ReviewCase.objects.select_for_update(of=("self",)).select_related("declaration").annotate(digest=DIGEST).filter(pk=pk).first()
    if row is None:
        raise NotFound("GEN-404")
    return row


def ask_documents(pk: int, need: str, *, by: Actor, at: datetime) -> ReviewCase:
    """Ask the declarant for documents; he hands them in online like any other."""
    row = found(pk)
    case.require(row.declaration, "review", by)
    if len(need.strip()) < 12:
        raise Refused("ASK-11", "/need")
    row.documents_asked_at = at
    row.save()
    record("review.ask", row, by=by, at=at)
    tell(row.declaration.declarant_id, "review_documents", {"number": row.declaration.number, "need": need.strip()},
         link=f"/trade/goods/{row.declaration_id}/")
    return row


def decide(
    pk: int, *, outcome: str, findings: Sequence[Mapping[str, Any]] = (), duty_difference: int = 0, note: str = "", by: Actor, at: datetime,
) -> ReviewCase:
    """The outcome with its findings; anything but clean is followed up, and a sample is looked at again blindly."""
    if outcome not in REVIEW_OUTCOMES:
        raise Refused("REQ-05", "/outcome")
    if outcome != "clean" and (not findings or any(f.get("type") not in OUTCOMES for f in findings)):
        raise Refused("REV-90", "/findings")
    row = found(pk)
    declaration = row.declaration
    if row.state == "done":
        raise Conflict("REQ-02")
    case.require(declaration, "review", by)
    row.state, row.outcome, row.findings, row.duty_difference = "done", outcome, [dict(f) for f in findings], duty_difference
    row.note, row.done_at, row.done_by = note.strip(), at, by.id
    row.follow_up = {"amend": "amendment", "transfer": "audit", "violation": "record"}.get(outcome, "")
    row.save()
    record("review.decide", row, by=by, at=at, reason=outcome)
    made = CheckLabel.objects.create(
        declaration=declaration, kind="review", selected_by=row.why, found=outcome != "clean",
        type=str(findings[0]["type"]) if findings else "", duty_difference=duty_difference, officer=by.id, at=at)
    record("review.label", made, by=by, at=at)
    case.finish(declaration, "review", outcome=outcome, by=by, at=at)
    if outcome != "clean":
        tell(declaration.declarant_id, "review_outcome", {"number": declaration.number, "outcome": REVIEW_OUTCOMES[outcome].vi},
             link=f"/trade/goods/{declaration.pk}/")
    if row.blind_of_id is None and law_of_review.looked_at_twice(row.die, row.pk, LAW, local_day(at)):
        again(row, at=at)
    return row


def again(row: ReviewCase, *, at: datetime) -> ReviewCase:
    """A blind second review by somebody else, who does not see the first outcome."""
    second = ReviewCase.objects.create(
        declaration=row.declaration, why="blind", band=row.band, die=row.die, chosen_at=at, due_at=row.due_at, blind_of=row)
    record("review.again", second, by=system(tuple(row.declaration.office_ids)), at=at)
    case.assign(row.declaration, "review", at=at)
    return second
