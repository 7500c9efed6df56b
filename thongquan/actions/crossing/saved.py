"""Trips kept by name, to be declared again in two taps."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from thongquan.core.actor import Actor
from thongquan.core.refused import Conflict, Finding, NotFound, RulesBroken
from thongquan.models import SavedTrip, VehicleDeclaration
from thongquan.queries.crossing.prefill import NOT_AGAIN

LONGEST_NAME = 80


def save_trip(pk: int, name: str, *, by: Actor, at: datetime) -> SavedTrip:
    """Keep a trip's answers under a name; the same name again replaces them."""
    trip = VehicleDeclaration.objects.filter(pk=pk, declarant_id__in=by.parties).first()
    if trip is None:
        raise NotFound("GEN-404")
    called = " ".join(name.split())[:LONGEST_NAME]
    if not called:
        raise RulesBroken([Finding("FRM-01", "/name")])
    body = {key: value for key, value in trip.body.items() if key not in NOT_AGAIN}
    try:
        with transaction.atomic():
            kept, _ = SavedTrip.objects.update_or_create(
                declarant_id=trip.declarant_id, name=called, defaults={"mode": trip.mode, "body": body, "used_at": at})
    except IntegrityError:
        raise Conflict("GEN-409") from None
    return kept


def used(pk: int, *, by: Actor, at: datetime) -> None:
    """The kept trip was declared again just now; it moves to the top of the list."""
    SavedTrip.objects.filter(pk=pk, declarant_id__in=by.parties).update(used_at=at)


def forget_trip(pk: int, *, by: Actor, at: datetime) -> None:
    """Keep it no longer."""
    if not SavedTrip.objects.filter(pk=pk, declarant_id__in=by.parties).delete()[0]:
        raise NotFound("GEN-404")
