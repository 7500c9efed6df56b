"""Proof of delay: which clock ran and whose it was, from the log itself, sealed in the log."""

from __future__ import annotations

from datetime import datetime

from thongquan.actions.goods import locked
from thongquan.actions.trail import record
from thongquan.core.actor import Actor
from thongquan.core.delay import Certificate, number_of
from thongquan.core.refused import Conflict, NotAllowed
from thongquan.core.rule import local_day
from thongquan.queries.report.follow import DELAY_PROOF, certificate


def prove(pk: int, *, by: Actor, at: datetime) -> tuple[str, Certificate]:
    """Issue a certificate for demurrage or penalties: its number names the event that keeps it, and its digest."""
    declaration = locked(pk)
    if not by.acts_for(declaration.declarant_id):
        raise NotAllowed("ACC-02")
    found = certificate(declaration, at)
    if found is None:
        raise Conflict("FLW-01", step="delay_proof", state=declaration.state)
    receipt = record(DELAY_PROOF, declaration, by=by, at=at, facts={"certificate": found.plain(), "digest": found.digest})
    return number_of(receipt.event, local_day(at).year, found.digest), found
