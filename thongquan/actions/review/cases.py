"""Review after clearance (phúc tập): chosen, given to a third officer, decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import TextField
from django.db.models.expressions import RawSQL

from thongquan.actions import risk
from thongquan.actions.assignment import case, epochs, tasks
from thongquan.actions.review import follow
from thongquan.actions.trail import record
from thongquan.catalog.goods_reasons import OUTCOMES, REVIEW_OUTCOMES
from thongquan.catalog.law import LAW
from thongquan.core import review as law_of_review
from thongquan.core.actor import Actor, system
from thongquan.core.refused import Conflict, NotFound, Refused
from thongquan.core.rule import local_day
from thongquan.models import CheckLabel, GoodsDeclaration, ReviewCase, Task
from thongquan.queries.assessment.selection import known_of
from thongquan.queries.scope import everywhere, platform
from thongquan.risk.fields import POST

DIGEST = RawSQL("tq_digest(to_jsonb(review_case))", [], output_field=TextField())
REQUEST = RawSQL("tq_digest(to_jsonb(goods_request))", [], output_field=TextField())
#: states of goods whose dossier may be reviewed
REVIEWED = ("cleared", "passed")


def choose(declaration: GoodsDeclaration, *, at: datetime) -> ReviewCase | None:
    """Whether this cleared declaration is reviewed, and why; the dice of the channel decide the random share too.

    The act that clears is often the payment, so that the trader's own reach, to which reviews are closed, sets it off.
    """
    with everywhere():
        if declaration.reviews.exists():
            return None
        known = known_of(declaration.pk)
        why = law_of_review.chosen(
            known, channel=declaration.channel, wanted=declaration.review_wanted, post_check=declaration.post_check, law=LAW, on=local_day(at))
        return opened(declaration, why.kind, why.band, known.die, at=at) if why else None


def opened(declaration: GoodsDeclaration, why: str, band: str, die: int | None, *, sister_of: int | None = None, at: datetime) -> ReviewCase:
    """A review with its due day, given to an officer by the dice."""
    row = ReviewCase.objects.create(
        declaration=declaration, why=why, band=band, die=die, sister_of=sister_of, chosen_at=at,
        due_at=at + timedelta(days=int(LAW.value("review.days", on=local_day(at)))))
    record("review.choose", row, by=system(tuple(declaration.office_ids)), at=at, reason=why)
    case.assign(declaration, "review", at=at)
    return row


def take_sister(pk: int, declaration_pk: int, *, by: Actor, at: datetime) -> ReviewCase:
    """A sister of a declaration found wrong is reviewed too; the dice choose by whom."""
    row = found(pk)
    if row.done_by != by.id:
        raise Conflict("REV-93")
    with everywhere():
        other = GoodsDeclaration.objects.select_for_update(of=("self",)).filter(
            pk=declaration_pk, declarant_id=row.declaration.declarant_id, state__in=REVIEWED).exclude(pk=row.declaration_id).first()
        if other is None or other.reviews.exists():
            raise Conflict("REV-93")
        known = known_of(other.pk)
        return opened(other, "sister", law_of_review.band_of(known.chance, LAW, local_day(at)), known.die, sister_of=row.pk, at=at)


def found(pk: int) -> ReviewCase:
    """The review, locked."""
    row = ReviewCase.objects.select_for_update(of=("self",)).select_related("declaration").annotate(digest=DIGEST).filter(pk=pk).first()
    if row is None:
        raise NotFound("GEN-404")
    return row


def waiting(pk: int, by: Actor) -> ReviewCase:
    """A review that is not decided yet, of this officer."""
    row = found(pk)
    if row.state == "done":
        raise Conflict("REQ-02")
    case.require(row.declaration, "review", by)
    return row


def take(pk: int, *, by: Actor, at: datetime) -> ReviewCase:
    """The reviewer begins."""
    row = waiting(pk, by)
    task = case.require(row.declaration, "review", by)
    if task.state == "assigned":
        tasks.take(task.pk, by=by, at=at)
    return row


def decide(
    pk: int, *, outcome: str, findings: Sequence[Mapping[str, Any]] = (), duty_difference: int = 0, note: str = "", by: Actor, at: datetime,
) -> ReviewCase:
    """The outcome with its findings; anything but clean is followed up, and a sample is looked at again blindly.

    Each finding names what was found (`type`, of the closed list), its `line` if it has one, and words.
    """
    if outcome not in REVIEW_OUTCOMES:
        raise Refused("REQ-05", "/outcome")
    if outcome != "clean" and (not findings or any(f.get("type") not in OUTCOMES or f.get("type") == "agrees" for f in findings)):
        raise Refused("REV-90", "/findings")
    if duty_difference < 0:
        raise Refused("REV-94", "/duty_difference")
    row = waiting(pk, by)
    declaration, task = row.declaration, case.require(row.declaration, "review", by)
    _answered(row, by=by, at=at)
    kept = [dict(f) for f in findings] if outcome != "clean" else []
    row.state, row.outcome, row.findings, row.duty_difference = "done", outcome, kept, duty_difference if kept else 0
    row.note, row.done_at, row.done_by = note.strip(), at, by.id
    follow.begin(row, by=by, at=at)
    row.save()
    record("review.decide", row, by=by, at=at, reason=outcome)
    made = CheckLabel.objects.create(
        declaration=declaration, kind="review", selected_by=row.why, found=outcome != "clean", line=_line(kept),
        type=str(kept[0]["type"]) if kept else "", duty_difference=row.duty_difference, officer=by.id, at=at)
    record("review.label", made, by=by, at=at)
    risk.found(declaration, POST, {int(f.get("line") or 0): str(f["type"]) for f in kept}, officer=by.id, begun=row.chosen_at, at=at,
               dong=row.duty_difference)
    case.finish(declaration, "review", outcome=outcome, by=by, at=at)
    if row.outcome != "clean" and row.blind_of_id is None:  # a blind second look is the house's own business
        follow.tell_outcome(row)
    if row.blind_of_id is None and _lot(row, task, at=at):
        again(row, at=at)
    return row


def _lot(row: ReviewCase, task: Task, *, at: datetime) -> bool:
    """Whether the dice of the day want a blind second look; the lot is told, so that it can be replayed once the seed is known."""
    with platform():
        epoch, seed = epochs.current(task.unit, task.kind, at=at)
        lot = law_of_review.lot_of(seed, row.pk)
        twice = law_of_review.looked_at_twice(lot, LAW, local_day(at))
        record("review.lot", row, by=system((epoch.office_id,)), at=at, facts={"epoch": epoch.name, "case": row.pk, "lot": lot, "twice": twice})
    return twice


def _answered(row: ReviewCase, *, by: Actor, at: datetime) -> None:
    """Documents that were asked for are waited for until their day; after it the request lapses."""
    for request in row.declaration.requests.filter(kind="review", state="open").annotate(digest=REQUEST):
        if request.due_at is not None and request.due_at > at:
            raise Conflict("REV-95")
        request.state, request.decided_by, request.decided_at = "lapsed", by.id, at
        request.save()
        record("review.lapse", request, by=by, at=at)


def _line(findings: Sequence[Mapping[str, Any]]) -> int | None:
    """The line of the first finding."""
    line = findings[0].get("line") if findings else None
    return int(line) if line else None


def again(row: ReviewCase, *, at: datetime) -> ReviewCase:
    """A blind second review by somebody else, who does not see the first outcome: a task and a draw of its own."""
    second = ReviewCase.objects.create(
        declaration=row.declaration, why="blind", band=row.band, die=row.die, chosen_at=at, due_at=row.due_at, blind_of=row)
    record("review.again", second, by=system(tuple(row.declaration.office_ids)), at=at)
    case.assign(row.declaration, "review", at=at)
    return second
