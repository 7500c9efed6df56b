"""Plates under an order to stop."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from thongquan.models import PlateHold


def standing(at: datetime) -> QuerySet[PlateHold]:
    """The orders in force at this moment, the newest first."""
    return PlateHold.objects.filter(Q(until__isnull=True) | Q(until__gt=at), since__lte=at).order_by("-since", "-pk")
