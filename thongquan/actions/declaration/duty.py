"""Duty that could not be computed at registration is computed again by an officer."""

from __future__ import annotations

from datetime import datetime

from thongquan.actions import clearance, payment
from thongquan.actions.declaration.register import assess_duty, book_of
from thongquan.actions.goods import leads, locked, save, write_lines
from thongquan.actions.notice import tell
from thongquan.actions.trail import record
from thongquan.core.actor import Actor, system
from thongquan.core.flows.goods import FREE, OPEN
from thongquan.core.refused import Conflict, NotAllowed, Refused
from thongquan.core.rule import local_day
from thongquan.models import GoodsDeclaration
from thongquan.queries.assignment.work import holder
from thongquan.queries.declaration.facts import goods_facts, read_body

#: registered and not ended
LIVING = (*OPEN, "decided", "storage", *FREE)


def compute_again(pk: int, *, by: Actor, at: datetime, version: int | None = None) -> GoodsDeclaration:
    """The missing code or rate has come: the officer of the dossier, or a head, computes the duty; notice and clearance follow.

    The book of the day of registration counts; where that never knew the goods, the book that is in force now.
    DTY-90 where nothing is missing, DTY-91 where it still is.
    """
    declaration = locked(pk, version)
    if not leads(declaration, by) and (by.id is None or holder(pk, "dossier") != by.id):
        raise NotAllowed("TSK-90")
    if declaration.state not in LIVING or declaration.statement.get("complete", True):
        raise Conflict("DTY-90")
    values = read_body(declaration)
    for day in dict.fromkeys((local_day(declaration.registered_at or at), local_day(at))):
        book = book_of(day)
        facts = goods_facts(declaration, at, values=values, tariff=book.found(values), rates=book.rates())
        statement = assess_duty(declaration, facts, book)
        if statement.complete:
            break
    else:
        raise Refused("DTY-91")
    save(declaration)
    write_lines(declaration, values)
    record("goods.duty", declaration, by=by, at=at, facts={"tax": declaration.tax_total, "on": statement.on.isoformat()})
    payment.order(declaration, by=by, at=at)
    tell(declaration.declarant_id, "goods_duty_computed", {"number": declaration.number, "amount": declaration.tax_total}, link=f"/trade/goods/{pk}/")
    clearance.settle(declaration, by=system(tuple(declaration.office_ids)), at=at)
    return declaration
