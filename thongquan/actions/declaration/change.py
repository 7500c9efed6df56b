"""Changing a registered declaration: amended with before and after, cancelled, lapsed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import TextField
from django.db.models.expressions import RawSQL

from thongquan.actions import assessment, clearance, licence, payment
from thongquan.actions.assignment import case
from thongquan.actions.declaration.channel import rechannel
from thongquan.actions.declaration.decide import undo
from thongquan.actions.declaration.register import as_declared, assess_duty, book_of, doubts, judged, priced, written
from thongquan.actions.goods import fill, leads, locked, promised, save, step, write_lines
from thongquan.actions.notice import tell
from thongquan.actions.risk.again import kept_again, looked_again
from thongquan.actions.trail import record
from thongquan.catalog.goods_reasons import CANCEL_GOODS_REASONS
from thongquan.catalog.law import LAW
from thongquan.core import goods_changes
from thongquan.core.actor import Actor, system
from thongquan.core.duty import Statement
from thongquan.core.flows.goods import FREE
from thongquan.core.goods import GoodsFacts
from thongquan.core.reading import JSON
from thongquan.core.refused import Conflict, Finding, NotFound, Refused, RulesBroken
from thongquan.core.rule import local_day
from thongquan.models import GoodsDeclaration, GoodsRequest
from thongquan.queries.declaration.facts import form_of, goods_facts, read_body

DIGEST = RawSQL("tq_digest(to_jsonb(goods_request))", [], output_field=TextField())


def amend(pk: int, raw: Mapping[str, Any], *, reason: str, by: Actor, at: datetime, version: int | None = None) -> GoodsRequest:
    """Ask to change a registered declaration. What the law leaves free is done at once; the rest an officer decides.

    Raises what `core.goods_changes` forbids (fields that never change, too late) with its own code.
    """
    if not reason.strip():
        raise Refused("REQ-04", "/reason")
    declaration = locked(pk, version)
    step(declaration, "amend", by)
    if declaration.requests.filter(kind="amend", state="open").exists():
        raise Conflict("REQ-01")
    form = form_of(declaration.direction)
    before = read_body(declaration)
    fresh, mistakes = form.read(raw, language=JSON, draft=True)
    if any(m.blocks for m in mistakes):
        raise RulesBroken(mistakes)
    after = {**{name: value for name, value in before.items() if name not in form.touched(raw)}, **fresh}
    change = goods_changes.require(goods_changes.change_of(form.write(before), form.write(after), declaration, LAW, at))
    row = GoodsRequest.objects.create(
        declaration=declaration, kind="amend", before=change.before, after=change.after, reason=reason.strip(), asked_by=by.id, asked_at=at)
    record("goods.amend", declaration, row, by=by, at=at, facts={"fields": sorted(change.fields)})
    if change.at_once and not doubted(declaration, after, at=at):
        apply(declaration, row, by=system(tuple(declaration.office_ids)), at=at)
    else:
        case.assign(declaration, "dossier", at=at)
    return row


def decide_amendment(request_pk: int, *, approve: bool, reason: str = "", by: Actor, at: datetime) -> GoodsRequest:
    """The dossier officer approves an amendment, or refuses it with a reason."""
    declaration, row = open_request(request_pk, "amend")
    case.require(declaration, "dossier", by)
    step(declaration, "decide_amendment", by)
    if approve:
        done(declaration, "amended", by=by, at=at)
        return apply(declaration, row, by=by, at=at)
    if not reason.strip():
        raise Refused("REQ-04", "/reason")
    row.state, row.decided_by, row.decided_at, row.decision_reason = "refused", by.id, at, reason.strip()
    row.save()
    record("goods.refuse_amend", declaration, row, by=by, at=at)
    done(declaration, "refused", by=by, at=at)
    tell(declaration.declarant_id, "goods_amend_refused", {"number": declaration.number, "reason": reason.strip()},
         link=f"/trade/goods/{declaration.pk}/")
    return row


def done(declaration: GoodsDeclaration, outcome: str, *, by: Actor, at: datetime) -> None:
    """The work a request brought is done; a dossier that is under check stays with its officer."""
    if declaration.state not in DOSSIER_OPEN:
        case.finish(declaration, "dossier", outcome=outcome, by=by, at=at)


def apply(declaration: GoodsDeclaration, row: GoodsRequest, *, by: Actor, at: datetime) -> GoodsRequest:
    """Write the amendment: rules, duty, licences and channel anew; a lane only ever becomes stricter by this."""
    declaration.revision += 1
    told = clearance.says(declaration)
    after = form_of(declaration.direction).read({**declaration.body, **row.after}, language=JSON, draft=True)[0]
    judgement = replaced(declaration, after, at=at)
    row.state, row.decided_by, row.decided_at = "approved", by.id, at
    row.save()
    record("goods.amended", declaration, row, by=by, at=at, facts={
        "tax": declaration.tax_total, "warnings": sorted({f.code for f in judgement.findings})})
    followed(declaration, judgement, news="amended", by=by, at=at)
    clearance.renew_slip(declaration, told, at=at)
    tell(declaration.declarant_id, "goods_amended", {"number": declaration.number}, link=f"/trade/goods/{declaration.pk}/")
    return row


def doubted(declaration: GoodsDeclaration, after: Mapping[str, Any], *, at: datetime) -> bool:
    """Whether other answers leave a duty without a price or disagree with a licence, so that an officer decides."""
    book = book_of(local_day(at))
    facts = goods_facts(declaration, at, values=after, tariff=book.found(after), rates=book.rates())
    return not priced(facts, book).complete or bool(licence.match_declaration(facts, at=at, of=declaration.pk).differences)


@dataclass(frozen=True)
class Judgement:
    """What rules and tariff say of other answers."""

    findings: tuple[Finding, ...]
    facts: GoodsFacts
    statement: Statement


def replaced(declaration: GoodsDeclaration, after: Mapping[str, Any], *, at: datetime) -> Judgement:
    """Other answers stand now: the rules judge them and the duty is theirs; RulesBroken when they may not stand."""
    fill(declaration, after)
    book = book_of(local_day(at))
    findings, facts = judged(declaration, "goods.amend", at, as_declared(declaration, at), book)
    statement = assess_duty(declaration, facts, book)
    declaration.corrections += 1
    save(declaration)
    write_lines(declaration, after)
    return Judgement(findings, facts, statement)


def followed(declaration: GoodsDeclaration, judgement: Judgement, *, news: str, by: Actor, at: datetime) -> None:
    """Licences, tax notice and channel after other answers; a lane only ever becomes stricter by this."""
    clock = system(tuple(declaration.office_ids))
    matched = licence.write_off(declaration, judgement.facts, by=by, at=at)
    parked = doubts(judgement.statement, matched)
    if parked and declaration.state in FREE:  # nobody is left to look at goods that may go: the change itself has to be right
        raise Refused("DOS-93")
    payment.order(declaration, by=by, at=at)
    looked = looked_again(declaration, assessment.valued(judgement.facts, judgement.statement), judgement.statement, at=at)
    chosen = assessment.reassess(
        declaration, judgement.facts, at=at, news=news, by=by, matched=written(matched), statement=judgement.statement, parked=parked,
        model=looked.model if looked else None)
    kept_again(declaration, looked, at=at)
    if chosen is not None:
        rechannel(declaration, chosen, reason_code="channel", by=clock, at=at)
    elif parked and declaration.state == "decided":
        back_to_dossier(declaration, reason="licence" if matched.differences else "", at=at)
    else:
        clearance.settle(declaration, by=clock, at=at)


def back_to_dossier(declaration: GoodsDeclaration, *, reason: str = "", at: datetime) -> None:
    """What was decided no longer holds for the answers that stand now: a dossier officer looks again before anything is cleared."""
    clock = system(tuple(declaration.office_ids))
    step(declaration, "to_dossier", clock)
    declaration.decided_at = None
    save(declaration)
    record("goods.to_dossier", declaration, by=clock, at=at, reason=reason)
    case.assign(declaration, "dossier", at=at)
    promised(declaration, at=at)


def open_request(pk: int, kind: str) -> tuple[GoodsDeclaration, GoodsRequest]:
    """An open request of this kind with its declaration, both locked, the declaration first as every act does."""
    of = GoodsRequest.objects.filter(pk=pk, kind=kind).values_list("declaration_id", flat=True).first()
    if of is None:
        raise NotFound("GEN-404")
    declaration = locked(of)
    row = GoodsRequest.objects.select_for_update(of=("self",)).annotate(digest=DIGEST).filter(pk=pk, kind=kind).first()
    if row is None:
        raise NotFound("GEN-404")
    if row.state != "open":
        raise Conflict("REQ-02")
    return declaration, row


def request_cancel(pk: int, *, reason_code: str, reason: str, by: Actor, at: datetime, version: int | None = None) -> GoodsRequest:
    """Ask that a declaration be cancelled (Circular 38/2015 art. 22); decided within eight working hours."""
    if reason_code not in CANCEL_GOODS_REASONS:
        raise Refused("REQ-05", "/reason_code")
    if not reason.strip():
        raise Refused("REQ-04", "/reason")
    declaration = locked(pk, version)
    step(declaration, "request_cancel", by)
    if declaration.requests.filter(kind="cancel", state="open").exists():
        raise Conflict("REQ-01")
    row = GoodsRequest.objects.create(declaration=declaration, kind="cancel", reason_code=reason_code, reason=reason.strip(), asked_by=by.id, asked_at=at)
    record("goods.request_cancel", declaration, row, by=by, at=at, reason=reason_code)
    case.assign(declaration, "dossier", at=at)
    return row


def decide_cancel(request_pk: int, *, approve: bool, reason: str = "", by: Actor, at: datetime) -> GoodsRequest:
    """Cancel as asked, or refuse with a reason; licences and guarantees come back."""
    declaration, row = open_request(request_pk, "cancel")
    if not leads(declaration, by):
        case.require(declaration, "dossier", by)
    if not approve and not reason.strip():
        raise Refused("REQ-04", "/reason")
    row.state = "approved" if approve else "refused"
    row.decided_by, row.decided_at, row.decision_reason = by.id, at, reason.strip()
    row.save()
    if approve:
        step(declaration, "decide_cancel", by)
        ended(declaration, "goods.cancel", by=by, at=at)
    else:
        record("goods.refuse_cancel", declaration, row, by=by, at=at)
        done(declaration, "refused", by=by, at=at)
    record("goods.decide_cancel", row, by=by, at=at)
    return row


def ended(declaration: GoodsDeclaration, action: str, *, by: Actor, at: datetime) -> None:
    """The declaration is cancelled: what it held is given back, open questions lapse."""
    declaration.cancelled_at = at
    save(declaration)
    record(action, declaration, by=by, at=at)
    for request in declaration.requests.filter(state="open").annotate(digest=DIGEST):
        request.state, request.decided_at = "lapsed", at
        request.save()
        record("goods.lapse_request", request, by=by, at=at)
    undo(declaration, by=by, at=at)
    promised(declaration, at=at)
    tell(declaration.declarant_id, "goods_cancelled", {"number": declaration.number}, link=f"/trade/goods/{declaration.pk}/")


def lapse(pk: int, *, at: datetime) -> bool:
    """Fifteen days after registration without goods presented or papers shown: cancelled by the system (art. 22 §1)."""
    declaration = locked(pk)
    days = int(LAW.value("goods.lapse.days", on=local_day(at)))
    if declaration.registered_at is None or declaration.registered_at + timedelta(days=days) > at or declaration.state not in LAPSING:
        return False
    if under_way(declaration):
        return False
    clock = system(tuple(declaration.office_ids))
    step(declaration, "lapse", clock)
    ended(declaration, "goods.lapse", by=clock, at=at)
    return True


def under_way(declaration: GoodsDeclaration) -> bool:
    """Whether something was done after all: goods held or shown, duty paid or on its way to the treasury."""
    shown = declaration.inspections.filter(presented_at__isnull=False).exists()
    paying = declaration.payments.filter(state__in=("sent", "unclear", "paid")).exists()
    return declaration.held_at is not None or shown or paying


#: states in which a dossier officer still checks the dossier itself
DOSSIER_OPEN = ("checking", "asked")
#: states in which the declarant has let the time pass; a dossier that lies with its officer never lapses
LAPSING = ("registered", "asked", "ordered", "decided", "returned")
