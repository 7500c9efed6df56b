"""The channel rules in force on a day."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from thongquan.core.selection import ChannelRule
from thongquan.models import ChannelRuleVersion


def active_rules(at: datetime) -> tuple[ChannelRule, ...]:
    """Approved rules within their dates, in a stable order."""
    rows = ChannelRuleVersion.objects.filter(state="active", since__lte=at.date()).filter(
        Q(until__isnull=True) | Q(until__gte=at.date())).order_by("code", "version")
    return tuple(ChannelRule.of(row) for row in rows.values())
