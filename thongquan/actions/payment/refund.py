"""Tax paid beyond what is owed: a refund asked for, proposed, approved by a head, paid."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import TextField
from django.db.models.expressions import RawSQL

from thongquan.actions.goods import leads, locked, takes_part
from thongquan.actions.notice import tell
from thongquan.actions.trail import record
from thongquan.core.actor import Actor
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused
from thongquan.core.rule import local_day
from thongquan.models import GoodsDeclaration, GoodsRequest, PaymentOrder
from thongquan.queries.access import officers_of
from thongquan.queries.payment import REFUNDED, refunds_of

DIGEST = RawSQL("tq_digest(to_jsonb(goods_request))", [], output_field=TextField())
#: the shortest reference of the treasury's transfer
SHORTEST = 3
Parts = list[dict[str, Any]]


def left_to_pay(declaration: GoodsDeclaration, earlier: Iterable[PaymentOrder]) -> tuple[int, Parts]:
    """What the statement asks beyond what was paid and not given back, in all and by kind of tax; below zero it was too much."""
    sums = {kind: int(amount) for kind, amount in (declaration.statement.get("totals") or {}).items()}
    orders = [old for old in earlier if old.paid]
    given = [row for row in refunds_of(declaration) if row.state in REFUNDED] if orders else []
    due = declaration.tax_total - sum(old.paid for old in orders) + sum(int(row.after["amount"]) for row in given)
    left = dict(sums)
    for parts, sign in (*((old.parts, -1) for old in orders), *((row.after["parts"], -1) for row in given)):
        for part in parts:
            left[part["kind"]] = left.get(part["kind"], 0) + sign * int(part["amount"])
    parts = [{"kind": kind, "amount": amount} for kind, amount in left.items() if amount]
    if sum(part["amount"] for part in parts) != due:  # an order of which only a part was paid says nothing by kind
        parts = [{"kind": kind, "amount": amount} for kind, amount in sums.items() if amount]
    return due, parts


def ask(declaration: GoodsDeclaration, amount: int, parts: Parts, *, by: Actor, at: datetime) -> GoodsRequest | None:
    """Tax was paid beyond what is owed now: the request to refund it, made anew with every change; none where nothing is too much.

    An officer whose act lowered the tax proposes it by that; otherwise an officer still has to.
    """
    for row in refunds_of(declaration, "asked"):
        if int(row.after["amount"]) == amount:
            return row
        row.state, row.decided_at = "withdrawn", at
        row.save()
        record("goods.refund_withdrawn", declaration, row, by=by, at=at)
    if amount <= 0:
        return None
    officer = by.id if by.offices and not by.acts_for(declaration.declarant_id) else None
    row = GoodsRequest.objects.create(
        declaration=declaration, kind="refund", state="asked", after={"amount": amount, "parts": parts}, asked_by=officer, asked_at=at)
    record("goods.refund", declaration, row, by=by, at=at, facts={"amount": amount})
    tell(declaration.declarant_id, "goods_refund", {"number": declaration.number, "amount": amount}, link=f"/trade/goods/{declaration.pk}/")
    for head in officers_of(tuple(u for u in (declaration.team_id, declaration.office_id) if u), local_day(at), "team_leader", "office_leader"):
        tell(None, "goods_refund_waits", {"number": declaration.number, "amount": amount}, user_id=head.pk, link=f"/central/goods/{declaration.pk}/")
    return row


def standing(pk: int, state: str) -> tuple[GoodsDeclaration, GoodsRequest]:
    """A refund in this state with its declaration, both locked."""
    of = GoodsRequest.objects.filter(pk=pk, kind="refund").values_list("declaration_id", flat=True).first()
    if of is None:
        raise NotFound("GEN-404")
    declaration = locked(of)
    row = GoodsRequest.objects.select_for_update(of=("self",)).annotate(digest=DIGEST).get(pk=pk)
    if row.state != state:
        raise Conflict("REQ-02")
    return declaration, row


def propose(pk: int, *, by: Actor, at: datetime) -> GoodsRequest:
    """A dossier officer of the case has looked at a refund that no officer proposed, and proposes it."""
    declaration, row = standing(pk, "asked")
    if not by.is_any("dossier_officer") or not takes_part(declaration, by):
        raise NotAllowed("GEN-403")
    if row.asked_by is not None:
        raise Conflict("REQ-02")
    row.asked_by = by.id
    row.save()
    record("goods.refund", declaration, row, by=by, at=at, facts={"amount": row.after["amount"]})
    return row


def approve(pk: int, *, by: Actor, at: datetime) -> GoodsRequest:
    """A head of the case approves what another officer proposed; the database wants two people too."""
    declaration, row = standing(pk, "asked")
    if not leads(declaration, by) or row.asked_by is None or row.asked_by == by.id:
        raise NotAllowed("PAY-06")
    row.state, row.decided_by, row.decided_at = "approved", by.id, at
    row.save()
    record("goods.refund_approved", declaration, row, by=by, at=at, facts={"amount": row.after["amount"]})
    tell(declaration.declarant_id, "goods_refund_approved", {"number": declaration.number, "amount": row.after["amount"]},
         link=f"/trade/goods/{declaration.pk}/")
    return row


def paid(pk: int, reference: str, *, by: Actor, at: datetime) -> GoodsRequest:
    """The treasury has paid it back: its reference is kept, and the declarant told."""
    declaration, row = standing(pk, "approved")
    if not takes_part(declaration, by) or not by.is_any("dossier_officer", "team_leader", "office_leader"):
        raise NotAllowed("GEN-403")
    if len(reference.strip()) < SHORTEST:
        raise Refused("REQ-04", "/reference")
    row.state, row.answered_at, row.decision_reason = "paid", at, reference.strip()[:60]
    row.save()
    record("goods.refund_paid", declaration, row, by=by, at=at, facts={"amount": row.after["amount"], "reference": row.decision_reason})
    tell(declaration.declarant_id, "goods_refund_paid", {"number": declaration.number, "amount": row.after["amount"]},
         link=f"/trade/goods/{declaration.pk}/")
    return row
