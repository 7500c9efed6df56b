"""Goods weighed at the gate: the weight is new information for their channel."""

from __future__ import annotations

from datetime import datetime

from thongquan.actions import assessment
from thongquan.actions.assessment.channel import CHANGES_IN
from thongquan.actions.declaration.channel import rechannel
from thongquan.actions.declaration.register import Covered, book_of, priced
from thongquan.actions.goods import locked
from thongquan.actions.risk.again import kept_again, looked_again
from thongquan.core.actor import system
from thongquan.core.goods_selection import Chosen
from thongquan.core.rule import local_day
from thongquan.models import WriteOff
from thongquan.queries.declaration.facts import goods_facts, read_body


def weighed(pk: int, *, at: datetime) -> Chosen | None:
    """Profiles and model judge the declaration again with its weight at the gate; the choice where it is stricter now.

    Goods that may already go keep their channel: the officer at the gate sees the weight and may hold them.
    """
    declaration = locked(pk)
    if declaration.state not in CHANGES_IN:
        return None
    values, book = read_body(declaration), book_of(local_day(declaration.registered_at or at))
    facts = goods_facts(declaration, at, values=values, tariff=book.found(values), rates=book.rates())
    statement = priced(facts, book)
    covered = [Covered(line) for line in WriteOff.objects.filter(declaration_id=pk, restored_at=None).values_list("declaration_line", flat=True)]
    clock = system(tuple(declaration.office_ids))
    looked = looked_again(declaration, assessment.valued(facts, statement), statement, at=at)
    chosen = assessment.reassess(declaration, facts, at=at, news="weighed", by=clock, matched=covered, statement=statement,
                                 model=looked.model if looked else None)
    kept_again(declaration, looked, at=at)
    if chosen is not None:
        rechannel(declaration, chosen, reason_code="channel", by=clock, at=at)
    return chosen
