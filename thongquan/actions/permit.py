"""International transport permits: entered once, reused on every trip."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction

from thongquan.actions.party.registers import may_register
from thongquan.actions.trail import record
from thongquan.core.actor import Actor
from thongquan.core.numbers import squeeze
from thongquan.core.plates import normalise
from thongquan.core.refused import NotFound, Refused
from thongquan.models import TransportPermit


def keep_permit(
    party_id: int, *, number: str, issuer: str = "", issued_on: date | None = None, until: date | None = None,
    plates: Iterable[str] = (), pk: int | None = None, by: Actor, at: datetime,
) -> TransportPermit:
    """Enter a permit with the plates it covers, or correct one (`pk`)."""
    may_register(party_id, by, at)
    if not squeeze(number):
        raise Refused("REG-02", "/number")
    if issued_on and until and until < issued_on:
        raise Refused("ACC-11", "/until")
    row = TransportPermit(party_id=party_id)
    if pk is not None:
        found = TransportPermit.objects.select_for_update().filter(pk=pk, party_id=party_id).first()
        if found is None:
            raise NotFound("GEN-404")
        row = found
    row.number, row.issuer, row.issued_on, row.until = number.strip().upper(), issuer.strip(), issued_on, until
    row.plates = sorted({key for key in (normalise(plate) for plate in plates) if key})
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as twice:
        raise Refused("REG-01", "/number") from twice
    record("permit.keep", row, by=by, at=at, facts={"new": pk is None, "number": row.number, "plates": row.plates})
    return row


def retire_permit(pk: int, *, by: Actor, at: datetime) -> None:
    """Take it out of the register; declarations keep the number they were made with."""
    row = TransportPermit.objects.select_for_update().filter(pk=pk).first()
    if row is None:
        raise NotFound("GEN-404")
    may_register(row.party_id, by, at)
    record("permit.retire", row, by=by, at=at, facts={"number": row.number})
    row.delete()
