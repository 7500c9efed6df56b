"""A bank's guarantee: filed by a trader, accepted or refused by customs, released, expired."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import TextField
from django.db.models.expressions import RawSQL

from thongquan.actions.document.keeping import show_to
from thongquan.actions.goods import mandated
from thongquan.actions.notice import tell
from thongquan.actions.trail import record
from thongquan.core.actor import Actor
from thongquan.core.flows.guarantee import CUSTOMS, GUARANTEE
from thongquan.core.refused import Conflict, Finding, NotAllowed, NotFound, Refused, RulesBroken
from thongquan.core.rule import local_day
from thongquan.models import GoodsDeclaration, Guarantee, Unit
from thongquan.queries.access import officers_of
from thongquan.queries.payment import answering
from thongquan.queries.place import office_and_gate, served, team_of

DIGEST = RawSQL("tq_digest(to_jsonb(guarantee))", [], output_field=TextField())
#: so many letters end in one run of the clock; the next run takes the rest
MOST = 200
TRADERS_PAGE, OFFICERS_PAGE = "/trade/goods/guarantees/", "/central/guarantees/"


def file(party_id: int, values: Mapping[str, Any], *, document_id: int | None, by: Actor, at: datetime) -> Guarantee:
    """A trader files the letter of a bank (form `core/forms/guarantee.py`) with its paper; it counts for nothing yet.

    One that was refused or taken back is filed again under its number (PAY-09 for any other that is there).
    """
    mandated(party_id, "pay", by)
    office = _judged(party_id, values, document_id, at)
    bank, number = str(values["bank"]).strip(), str(values["number"]).strip()
    before = Guarantee.objects.select_for_update().annotate(digest=DIGEST).filter(declarant_id=party_id, bank=bank, number=number).first()
    if before is not None and before.state not in GUARANTEE.starts("file"):
        raise Refused("PAY-09", "/number")
    row: Guarantee = before or Guarantee(declarant_id=party_id, bank=bank, number=number)
    row.kind, row.for_number = values["kind"], values["for_number"] if values["kind"] == "single" else ""
    row.limit, row.valid_from, row.valid_until = values["limit"], values["valid_from"], values["valid_until"]
    row.office_id, row.document_id, row.filed_by, row.state = office.pk, document_id, by.id, GUARANTEE.first
    row.decided_by, row.decided_at, row.reason = None, None, ""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as twice:
        raise Refused("PAY-09", "/number") from twice
    record("payment.guarantee_filed", row, by=by, at=at, facts={"number": number, "bank": bank, "amount": row.limit, "kind": row.kind})
    team = team_of(office)
    for officer in officers_of(tuple(unit.pk for unit in (office, team) if unit), local_day(at), "team_leader", "office_leader"):
        tell(None, "guarantee_waits", _told(row), user_id=officer.pk, link=OFFICERS_PAGE)
    return row


def _judged(party_id: int, values: Mapping[str, Any], document_id: int | None, at: datetime) -> Unit:
    """The office of the form; RulesBroken with a pointer to each mistake."""
    office = office_and_gate(str(values.get("office") or ""), "")[0]
    broken = [] if office else [Finding("FRM-04", "/office")]
    if (values.get("limit") or 0) <= 0:
        broken.append(Finding("PAY-10", "/limit"))
    if values["valid_until"] < max(values["valid_from"], local_day(at)):
        broken.append(Finding("ACC-11", "/valid_until"))
    team = team_of(office)
    if not show_to(document_id, party_id, (unit.pk for unit in (office, team) if unit)):
        broken.append(Finding("PAY-11", "/file"))
    if values["kind"] == "single" and not GoodsDeclaration.objects.filter(declarant_id=party_id, number=values.get("for_number") or "-").exists():
        broken.append(Finding("PAY-12", "/for_number"))
    if broken or office is None:
        raise RulesBroken(broken)
    return office


def withdraw(pk: int, *, by: Actor, at: datetime) -> Guarantee:
    """The trader takes a letter back that customs has not decided about."""
    row = _found(pk)
    mandated(row.declarant_id, "pay", by)
    return _taken(row, "withdraw", by=by, at=at)


def accept(pk: int, *, by: Actor, at: datetime) -> Guarantee:
    """An officer of the office where it was filed, or of its central team, accepts the letter: from now on it may stand for tax."""
    row = _decided(pk, by)
    if row.valid_until < local_day(at):
        raise Refused("PAY-03", "/valid_until")
    row.decided_by, row.decided_at = by.id, at
    try:
        with transaction.atomic():
            _taken(row, "accept", by=by, at=at)
    except IntegrityError as twice:
        raise Refused("PAY-09", "/number") from twice
    tell(row.declarant_id, "guarantee_accepted", _told(row), link=TRADERS_PAGE)
    return row


def refuse(pk: int, *, reason: str, by: Actor, at: datetime) -> Guarantee:
    """An officer does not take the letter; the trader reads why and may file it again."""
    row = _decided(pk, by)
    row.reason = _reason(reason)
    row.decided_by, row.decided_at = by.id, at
    _taken(row, "refuse", by=by, at=at, reason=row.reason)
    tell(row.declarant_id, "guarantee_refused", {**_told(row), "reason": row.reason}, link=TRADERS_PAGE)
    return row


def release(pk: int, *, reason: str, by: Actor, at: datetime) -> Guarantee:
    """An officer gives the letter back to the bank: nothing of it is in use, and it stands for no tax any more."""
    row = _decided(pk, by)
    if row.used:
        raise Conflict("PAY-13", used=row.used)
    row.reason, row.ended_at = _reason(reason), at
    _taken(row, "release", by=by, at=at, reason=row.reason)
    tell(row.declarant_id, "guarantee_released", _told(row), link=TRADERS_PAGE)
    return row


def expire(*, by: Actor, at: datetime) -> int:
    """Letters past their last day stand for no further tax; where tax still hangs on one, the officers hear of it. How many."""
    rows = Guarantee.objects.select_for_update(skip_locked=True, of=("self",)).annotate(digest=DIGEST).filter(
        state="accepted", valid_until__lt=local_day(at)).order_by("id")[:MOST]
    for row in rows:
        row.ended_at = at
        _taken(row, "expire", by=by, at=at)
        tell(row.declarant_id, "guarantee_expired", {**_told(row), "used": row.used}, link=TRADERS_PAGE)
        for officer in officers_of(answering(row), local_day(at), "office_leader") if row.used else ():
            tell(None, "guarantee_expired", {**_told(row), "used": row.used}, user_id=officer.pk, link=OFFICERS_PAGE)
    return len(rows)


def _found(pk: int) -> Guarantee:
    row = Guarantee.objects.select_for_update(of=("self",)).annotate(digest=DIGEST).filter(pk=pk).first()
    if row is None:
        raise NotFound("GEN-404")
    return row


def _decided(pk: int, by: Actor) -> Guarantee:
    """The letter for an officer who answers for it, and did not file it himself at the counter."""
    row = _found(pk)
    if not by.is_any(*CUSTOMS) or not served(by.offices) & set(answering(row)):
        raise NotAllowed("GEN-403")
    if by.id is None or by.id == row.filed_by:
        raise NotAllowed("CHR-02")
    return row


def _taken(row: Guarantee, name: str, *, by: Actor, at: datetime, reason: str = "") -> Guarantee:
    """Take a step of the procedure, save, tell the log."""
    row.state = GUARANTEE.take(name, row.state, by.roles)
    row.save()
    record(f"payment.guarantee_{row.state}", row, by=by, at=at, reason=reason, facts={"number": row.number, "amount": row.limit, "used": row.used})
    return row


def _reason(text: str) -> str:
    if not text.strip():
        raise Refused("REQ-04", "/reason")
    return text.strip()[:400]


def _told(row: Guarantee) -> dict[str, Any]:
    return {"number": row.number, "bank": row.bank, "amount": row.limit, "until": row.valid_until.isoformat()}
