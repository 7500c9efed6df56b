"""Who hears of prediction: analysts, and the heads of offices."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from thongquan.models import Grant

ROLES = ("risk_analyst", "office_leader")


def analysts(day: date) -> list[int]:
    """The ids of risk analysts and heads of office of that day."""
    held = Grant.objects.filter(Q(until=None) | Q(until__gte=day), since__lte=day, role__in=ROLES, revoked_at__isnull=True, emergency=False,
                                user__is_active=True)
    return sorted(set(held.exclude(proposed_by__isnull=False, approved_by__isnull=True).values_list("user_id", flat=True)))
