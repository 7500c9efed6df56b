"""What the clock must look at now: reminders, overdue vehicles, acceptances nobody used."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from thongquan.catalog.law import LAW
from thongquan.core.flows.vehicle import DECIDED_BY, VEHICLE
from thongquan.core.rule import local_day
from thongquan.models import DeclarationRequest, VehicleDeclaration

MOST = 500


def to_remind(at: datetime) -> list[int]:
    """Under way, due soon, not yet reminded."""
    hours = timedelta(hours=int(LAW.value("reminder.before.hours", on=local_day(at))))
    rows = VehicleDeclaration.objects.filter(
        state="under_way", reminded_at__isnull=True, due_back_at__gt=at, due_back_at__lte=at + hours)
    return list(rows.order_by("due_back_at").values_list("id", flat=True)[:MOST])


def now_overdue(at: datetime) -> list[int]:
    """Under way and past their due time."""
    rows = VehicleDeclaration.objects.filter(state="under_way", due_back_at__lt=at)
    return list(rows.order_by("due_back_at").values_list("id", flat=True)[:MOST])


def never_came(at: datetime) -> list[int]:
    """Accepted, validity over, first leg still only expected."""
    rows = VehicleDeclaration.objects.filter(state="accepted", leg=1, valid_until__lt=at)
    return list(rows.order_by("valid_until").values_list("id", flat=True)[:MOST])


def ended_at_home(at: datetime) -> list[int]:
    """Multi-trip permissions that are over while the vehicle is at home."""
    rows = VehicleDeclaration.objects.filter(state="accepted", leg__gt=1, due_back_at__lt=at)
    return list(rows.order_by("due_back_at").values_list("id", flat=True)[:MOST])


def undecidable() -> list[int]:
    """Open requests of declarations that have left the states in which such a request is decided."""
    stale = Q(pk__in=[])
    for kind, step in DECIDED_BY.items():
        stale |= Q(kind=kind) & ~Q(declaration__state__in=VEHICLE.starts(step))
    return list(DeclarationRequest.objects.filter(stale, state="open").order_by("id").values_list("id", flat=True)[:MOST])
