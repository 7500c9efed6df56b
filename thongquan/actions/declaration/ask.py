"""Questions to the declarant, line by line, and his answers; advice from another unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import TextField
from django.db.models.expressions import RawSQL

from thongquan.actions.assignment import case
from thongquan.actions.declaration import question_check
from thongquan.actions.declaration.change import Judgement, followed, open_request, replaced
from thongquan.actions.goods import locked, promised, save, sent_home, step
from thongquan.actions.notice import tell
from thongquan.actions.trail import record
from thongquan.catalog.law import LAW
from thongquan.core import goods_changes
from thongquan.core.actor import Actor
from thongquan.core.clock import add_working
from thongquan.core.reading import JSON
from thongquan.core.refused import Conflict, NotAllowed, Refused, RulesBroken
from thongquan.core.rule import local_day
from thongquan.models import GoodsDeclaration, GoodsRequest, Unit
from thongquan.queries.assignment.calendar import calendar
from thongquan.queries.declaration.facts import form_of, read_body
from thongquan.queries.scope import platform

#: the working hours of an office day
WORKDAY = timedelta(hours=8)
#: the parts of a point: letters each needs at least, what is said when it has fewer
PARTS = {"field": (2, "ASK-17"), "rule": (2, "ASK-18"), "need": (12, "ASK-11")}
DIGEST = RawSQL("tq_digest(to_jsonb(goods_request))", [], output_field=TextField())


def ask(pk: int, points: Sequence[Mapping[str, str]], *, by: Actor, at: datetime, version: int | None = None) -> GoodsRequest:
    """Ask the declarant: each point cites a field, a rule and what is needed; empty ones are refused (ASK-01).

    At most as many rounds as the setting allows; the officer's clock stands still until the answer.
    """
    declaration = locked(pk, version)
    task = case.require(declaration, "dossier", by)
    step(declaration, "ask", by)
    useful = [{name: str(p.get(name, "")).strip() for name in PARTS} for p in points]
    for n, point in enumerate(useful):
        missing = next((name for name, (least, _code) in PARTS.items() if len(point[name]) < least), None)
        if missing:
            raise Refused(PARTS[missing][1], f"/points/{n}/{missing}", n=n + 1)
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
    question_check.drawn(row, task, by=by, at=at)
    case.pause(declaration, "dossier", at=at)
    promised(declaration, at=at)
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
    judgement = correct(declaration, row, changes, at) if changes else None
    row.state, row.answers, row.answered_at = "answered", said, at
    row.save()
    if judgement is None:
        save(declaration)
    record("goods.answer", declaration, row, by=by, at=at, facts={"round": row.round, "changed": sorted(changes or ())})
    case.resume(declaration, "dossier", at=at)
    if judgement is not None:
        followed(declaration, judgement, news="answered", by=by, at=at)
    promised(declaration, at=at)
    return row


def correct(declaration: GoodsDeclaration, row: GoodsRequest, changes: Mapping[str, Any], at: datetime) -> Judgement | None:
    """Corrections that an answer brings are judged and taxed like an amendment; before and after stay on the request."""
    form = form_of(declaration.direction)
    before = read_body(declaration)
    fresh, mistakes = form.read(changes, language=JSON, draft=True)
    if any(m.blocks for m in mistakes):
        raise RulesBroken(mistakes)
    after = {**before, **fresh}
    if form.write(before) == form.write(after):
        return None
    change = goods_changes.require(goods_changes.change_of(form.write(before), form.write(after), declaration, LAW, at))
    row.before, row.after = change.before, change.after
    return replaced(declaration, after, at=at)


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
    if declaration.requests.filter(kind="consult", state="open").exists():
        raise Conflict("REQ-01")
    row = GoodsRequest.objects.create(
        declaration=declaration, kind="consult", points=[{"need": question.strip()}], to_unit=unit, asked_by=by.id, asked_at=at)
    declaration.office_ids = sorted({*declaration.office_ids, unit.pk})
    save(declaration)
    record("goods.consult", row, declaration, by=by, at=at, facts={"unit": unit.code})
    return row


def advise(request_pk: int, text: str, *, by: Actor, at: datetime) -> GoodsRequest:
    """The other unit answers; from then on it sees the case no more."""
    declaration, row = open_request(request_pk, "consult")
    if row.to_unit_id not in by.offices or by.id == row.asked_by:
        raise NotAllowed("GEN-403")
    if not text.strip():
        raise Refused("REQ-04", "/text")
    row.state, row.answers, row.answered_at, row.decided_by = "answered", [text.strip()], at, by.id
    row.save()
    sent_home(declaration, row.to_unit_id)
    with platform():  # the unit's own reach ends with its answer
        save(declaration)
        record("goods.advise", row, declaration, by=by, at=at)
    return row
