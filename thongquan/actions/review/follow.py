"""What follows a review: an amendment with its payment, an audit, the record of a violation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import TextField
from django.db.models.expressions import RawSQL

from thongquan.actions.assignment import case
from thongquan.actions.notice import tell
from thongquan.actions.trail import record
from thongquan.catalog.goods_penalties import penalty_for
from thongquan.catalog.goods_reasons import OUTCOMES, REVIEW_OUTCOMES
from thongquan.catalog.law import LAW
from thongquan.core.actor import Actor, system
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused
from thongquan.core.rule import local_day
from thongquan.models import GoodsRequest, PaymentOrder, ReviewCase
from thongquan.queries.access import to_be_told
from thongquan.queries.review import undecided

DIGEST = RawSQL("tq_digest(to_jsonb(review_case))", [], output_field=TextField())
REQUEST = RawSQL("tq_digest(to_jsonb(goods_request))", [], output_field=TextField())
#: outcome -> what follows it
FOLLOWS = {"amend": "amendment", "transfer": "audit", "violation": "record"}
HEADS = ("team_leader", "office_leader", "region_leader", "nation_leader")


def begin(row: ReviewCase, *, by: Actor, at: datetime) -> None:
    """What the outcome sets going; the caller saves and tells. A blind second look sets nothing going by itself: a head does (`take_second`)."""
    row.follow_up = FOLLOWS.get(row.outcome, "")
    if row.follow_up and row.blind_of_id is None:
        _set_going(row, by=by, at=at)


def _set_going(row: ReviewCase, *, by: Actor, at: datetime) -> None:
    row.follow_state = "open"
    if row.follow_up == "amendment":
        _ask_amendment(row, by=by, at=at)
    elif row.follow_up == "record":
        row.follow = {"lines": [_fine(finding, row.duty_difference if n == 0 else 0, at) for n, finding in enumerate(row.findings)]}


def _fine(finding: Mapping[str, Any], difference: int, at: datetime) -> dict[str, Any]:
    """One finding with the range of fines of that day; nothing is written where no line is known."""
    kind = str(finding["type"])
    line = penalty_for(kind, difference, local_day(at))
    if line is None:
        return {"type": kind, "line": finding.get("line"), "code": "", "citation": "", "min": None, "max": None, "believed": True}
    least, most = line.range_for(difference)
    return {"type": kind, "line": finding.get("line"), "code": line.code, "citation": line.citation, "min": least, "max": most, "believed": line.believed,
            "percent": line.percent, "since": line.since.isoformat()}


def _ask_amendment(row: ReviewCase, *, by: Actor, at: datetime) -> None:
    """The declarant is asked to amend what was found, and to pay the difference, within the days of the setting."""
    declaration = row.declaration
    row.follow_due_at = at + timedelta(days=int(LAW.value("review.amend.days", on=local_day(at))))
    row.follow = {"tax_before": declaration.tax_total, "revision": declaration.revision}
    points = [{"field": f"/lines/{int(f['line']) - 1}" if f.get("line") else "", "rule": str(f["type"]),
               "need": str(f.get("note") or OUTCOMES[str(f["type"])].vi)} for f in row.findings]
    request = GoodsRequest.objects.create(
        declaration=declaration, kind="review_amend", points=points, asked_by=by.id, asked_at=at, alias=case.alias_of(declaration, "review"),
        due_at=row.follow_due_at, reason=row.note)
    record("review.ask_amendment", declaration, request, by=by, at=at, facts={"points": len(points), "difference": row.duty_difference})
    tell(declaration.declarant_id, "review_amend", {"number": declaration.number, "due": local_day(row.follow_due_at).isoformat()},
         link=f"/review/hand-in/{request.pk}/")


def tell_outcome(row: ReviewCase) -> None:
    """The declarant hears what came of it."""
    words, number = REVIEW_OUTCOMES[row.outcome], row.declaration.number
    tell(row.declaration.declarant_id, "review_outcome", {"number": number, "outcome": {"vi": words.vi, "en": words.en, "zh": words.zh}},
         link=f"/trade/goods/{row.declaration_id}/")


def take_second(pk: int, *, by: Actor, at: datetime) -> ReviewCase:
    """The first look found nothing, the blind second one did: a head has it followed up, and the declarant hears of it."""
    row = _second(pk, by)
    _set_going(row, by=by, at=at)
    row.save()
    record("review.take_second", row, by=by, at=at, reason=row.outcome)
    tell_outcome(row)
    return row


def leave_at_first(pk: int, reason: str, *, by: Actor, at: datetime) -> ReviewCase:
    """The head leaves it at the first look, with words; nothing follows the second."""
    row = _second(pk, by)
    if len(reason.strip()) < 10:
        raise Refused("REQ-04", "/reason")
    row.follow = {**row.follow, "reason": reason.strip()[:1000]}
    return _end(row, "dropped", by=by, at=at, action="review.leave_at_first")


def _second(pk: int, by: Actor) -> ReviewCase:
    """A second look whose finding nobody has followed up or left; neither of the two reviewers decides of it."""
    row = _of_head(pk, tuple(FOLLOWS.values()), by)
    if row.blind_of is None or not undecided(row):
        raise Conflict("REV-91")
    if by.id == row.blind_of.done_by:
        raise NotAllowed("GEN-403")
    return row


def watch(*, at: datetime) -> int:
    """Settles what is amended and paid, and calls the declarant and the head once when the time is over; how many moved."""
    moved = 0
    rows = ReviewCase.objects.select_for_update(of=("self",), skip_locked=True).select_related("declaration").annotate(digest=DIGEST)
    for row in rows.filter(follow_state="open", follow_up="amendment").order_by("pk")[:500]:
        moved += _amended(row, at) or _late(row, at)
    return moved


def _amended(row: ReviewCase, at: datetime) -> bool:
    """Amended since the review, and nothing is owed any more."""
    declaration = row.declaration
    change = declaration.requests.filter(kind="amend", state="approved", decided_at__gt=row.done_at).order_by("-id").first()
    if change is None or declaration.orders.filter(state="open").exists():
        return False
    row.follow = {**row.follow, "amended": change.pk, "tax_after": declaration.tax_total,
                  "paid": sum(PaymentOrder.objects.filter(declaration=declaration, settled_at__gt=row.done_at).values_list("paid", flat=True))}
    clock = system(tuple(declaration.office_ids))
    _end(row, "settled", by=clock, at=at, action="review.settled")
    for request in declaration.requests.filter(kind="review_amend", state="open").annotate(digest=REQUEST):
        request.state, request.answered_at = "answered", at
        request.save()
        record("review.amended", request, by=clock, at=at)
    return True


def _late(row: ReviewCase, at: datetime) -> bool:
    """Past its day for the first time."""
    if row.follow_due_at is None or row.follow_due_at > at or row.follow_late_at is not None:
        return False
    declaration = row.declaration
    row.follow_late_at = at
    row.save()
    record("review.late", row, by=system(tuple(declaration.office_ids)), at=at)
    tell(declaration.declarant_id, "review_late", {"number": declaration.number}, link=f"/trade/goods/{declaration.pk}/")
    leader = to_be_told(declaration.team_id or declaration.office_id or 0, local_day(at), but=0)
    if leader:
        tell(None, "review_follow_late", {"number": declaration.number}, user_id=leader, link="/review/follow-ups/")
    return True


def _of_head(pk: int, kinds: tuple[str, ...], by: Actor) -> ReviewCase:
    """A review of a head's office that has such an outcome; whoever reviewed does not decide what follows."""
    row = ReviewCase.objects.select_for_update(of=("self",)).select_related("declaration").annotate(digest=DIGEST).filter(pk=pk).first()
    if row is None or row.follow_up not in kinds:
        raise NotFound("GEN-404")
    units = {row.declaration.team_id, row.declaration.office_id}
    if not by.is_any(*HEADS) or units.isdisjoint(by.offices) or by.id is None or by.id == row.done_by:
        raise NotAllowed("GEN-403")
    return row


def _open(pk: int, kinds: tuple[str, ...], by: Actor) -> ReviewCase:
    """A follow-up that a head may end."""
    row = _of_head(pk, kinds, by)
    if row.follow_state != "open":
        raise Conflict("REV-91")
    return row


def _end(row: ReviewCase, state: str, *, by: Actor, at: datetime, action: str, reason: str = "") -> ReviewCase:
    row.follow_state, row.follow_done_at, row.follow_by = state, at, by.id
    row.save()
    record(action, row, by=by, at=at, reason=reason)
    return row


def audit_took(pk: int, reference: str, *, by: Actor, at: datetime) -> ReviewCase:
    """Post-clearance audit has taken the case over under this number of its own."""
    row = _open(pk, ("audit",), by)
    if len(reference.strip()) < 3:
        raise Refused("REQ-04", "/reference")
    row.follow = {**row.follow, "reference": reference.strip()[:60]}
    return _end(row, "settled", by=by, at=at, action="review.audit_took")


def confirm_violation(pk: int, record_number: str, *, by: Actor, at: datetime) -> ReviewCase:
    """A head confirms the record of a violation under its number; the drafted range of fines stays beside it."""
    row = _open(pk, ("record",), by)
    if len(record_number.strip()) < 3:
        raise Refused("REQ-04", "/record_number")
    row.follow = {**row.follow, "record_number": record_number.strip()[:60]}
    return _end(row, "settled", by=by, at=at, action="review.confirm_violation")


def close_follow_up(pk: int, reason: str, *, by: Actor, at: datetime) -> ReviewCase:
    """A head drops what was to follow, with words."""
    row = _open(pk, tuple(FOLLOWS.values()), by)
    if len(reason.strip()) < 10:
        raise Refused("REQ-04", "/reason")
    row.follow = {**row.follow, "reason": reason.strip()[:1000]}
    for request in row.declaration.requests.filter(kind="review_amend", state="open").annotate(digest=REQUEST):
        request.state, request.decided_by, request.decided_at = "lapsed", by.id, at
        request.save()
        record("review.lapse", request, by=by, at=at)
    return _end(row, "dropped", by=by, at=at, action="review.close_follow_up")
