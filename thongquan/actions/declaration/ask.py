"""Questions to the declarant, line by line, and his answers; advice from another unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import TextField
from django.db.models.expressions import RawSQL

from thongquan.actions.assignment import case
from thongquan.actions.goods import fill, locked, save, step, write_lines
from thongquan.actions.notice import tell
from thongquan.actions.trail import record
from thongquan.catalog.law import LAW
from thongquan.core.actor import Actor
from thongquan.core.clock import add_working
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused
from thongquan.core.rule import local_day
from thongquan.models import GoodsDeclaration, GoodsRequest, Unit
from thongquan.queries.assignment.calendar import calendar
from thongquan.queries.declaration.facts import form_of, read_body

#: the working hours of an office day
WORKDAY = timedelta(hours=8)
DIGEST = RawSQL("tq_digest(to_jsonb(goods_request))", [], output_field=TextField())


def ask(pk: int, points: Sequence[Mapping[str, str]], *, by: Actor, at: datetime, version: int | None = None) -> GoodsRequest:
    """Ask the declarant: each point cites a field, a rule and what is needed; empty ones are refused (ASK-01).

    At most as many rounds as the setting allows; the officer's clock stands still until the answer.
    """
    declaration = locked(pk, version)
    case.require(declaration, "dossier", by)
    step(declaration, "ask", by)
    useful = [{name: str(p.get(name, "")).strip() for name in ("field", "rule", "need")} for p in points]
    for n, point in enumerate(useful):
        missing = next((name for name in ("field", "rule", "need") if len(point[name]) < (2 if name != "need" else 12)), None)
        if missing:
            raise Refused("ASK-11", f"/points/{n}/{missing}")
    if not useful:
        raise Refused("ASK-01", "/points")
    most = int(LAW.value("request.rounds", on=local_day(at)))
    if declaration.rounds >= most:
        raise Refused("ASK-02", most=most)
    declaration.rounds += 1
    save(declaration)
    row = GoodsRequest.objects.create(
        declaration=declaration, kind="question", round=declaration.rounds, points=useful, asked_by=by.id, asked_at=at,
        alias=case.alias_of(declaration, "dossier"),
        due_at=answer_due(declaration, at))
    record("goods.ask", declaration, row, by=by, at=at, facts={"points": len(useful), "round": row.round})
    case.pause(declaration, "dossier", at=at)
    tell(declaration.declarant_id, "goods_asked", {"number": declaration.number, "points": len(useful)}, link=f"/trade/goods/{pk}/")
    return row


def answer_due(declaration: GoodsDeclaration, at: datetime) -> datetime | None:
    """When the answer is due, in the working days of the team."""
    day = local_day(at)
    hours = calendar(declaration.team_id or declaration.office_id or 0, day)
    return add_working(at, WORKDAY * int(LAW.value("goods.answer.days", on=day)), hours)


def answer(
    pk: int, answers: Sequence[str], *, changes: Mapping[str, Any] | None = None, by: Actor, at: datetime, version: int | None = None,
) -> GoodsRequest:
    """Answer every point in words (or by a document added meanwhile); corrections of fields come with it."""
    declaration = locked(pk, version)
    step(declaration, "answer", by)
    row = GoodsRequest.objects.select_for_update().annotate(digest=DIGEST).filter(declaration=declaration, kind="question", state="open").first()
    if row is None:
        raise Conflict("REQ-02")
    said = [text.strip() for text in answers]
    silent = next((n for n in range(len(row.points)) if n >= len(said) or not said[n]), None)
    if silent is not None:
        raise Refused("REQ-04", f"/answers/{silent}")
    if changes:
        correct(declaration, row, changes, at)
    row.state, row.answers, row.answered_at = "answered", said, at
    row.save()
    save(declaration)
    record("goods.answer", declaration, row, by=by, at=at, facts={"round": row.round, "changed": sorted(changes or ())})
    case.resume(declaration, "dossier", at=at)
    return row


def correct(declaration: GoodsDeclaration, row: GoodsRequest, changes: Mapping[str, Any], at: datetime) -> None:
    """Corrections that an answer brings: before and after stay on the request."""
    before = read_body(declaration)
    fresh, _ = form_of(declaration.direction).read(changes, draft=True)
    after = {**before, **fresh}
    form = form_of(declaration.direction)
    row.before = {name: form.write(before).get(name) for name in fresh}
    row.after = {name: form.write(after).get(name) for name in fresh}
    fill(declaration, after)
    declaration.corrections += 1
    write_lines(declaration, after)


def consult(pk: int, unit_code: str, question: str, *, by: Actor, at: datetime) -> GoodsRequest:
    """Ask another unit for its view; it sees the case until it has answered, the declarant never sees this."""
    if len(question.strip()) < 12:
        raise Refused("ASK-11", "/question")
    unit = Unit.objects.filter(code=unit_code).first()
    if unit is None:
        raise Refused("FRM-04", "/unit")
    declaration = locked(pk)
    case.require(declaration, "dossier", by)
    if declaration.state not in ("checking", "asked"):
        raise Conflict("FLW-01", step="consult", state=declaration.state)
    declaration.office_ids = sorted({*declaration.office_ids, unit.pk})
    save(declaration)
    row = GoodsRequest.objects.create(
        declaration=declaration, kind="consult", points=[{"need": question.strip()}], to_unit=unit, asked_by=by.id, asked_at=at)
    record("goods.consult", declaration, row, by=by, at=at, facts={"unit": unit.code})
    return row


def advise(request_pk: int, text: str, *, by: Actor, at: datetime) -> GoodsRequest:
    """The other unit answers."""
    row = GoodsRequest.objects.select_for_update(of=("self",)).annotate(digest=DIGEST).filter(pk=request_pk, kind="consult").first()
    if row is None:
        raise NotFound("GEN-404")
    if row.state != "open":
        raise Conflict("REQ-02")
    if row.to_unit_id not in by.offices or by.id == row.asked_by:
        raise NotAllowed("GEN-403")
    if not text.strip():
        raise Refused("REQ-04", "/text")
    row.state, row.answers, row.answered_at, row.decided_by = "answered", [text.strip()], at, by.id
    row.save()
    record("goods.advise", row, by=by, at=at)
    return row
