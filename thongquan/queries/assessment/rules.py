"""The channel rules in force on a day."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from thongquan.core.draw import DIE
from thongquan.core.rule import local_day
from thongquan.core.selection import CHANNELS, ChannelRule
from thongquan.models import ChannelRuleVersion, VehicleDeclaration
from thongquan.queries.crossing.facts import vehicle_facts
from thongquan.queries.hot import hot

#: approved rules within their dates, in a stable order, as one text
ACTIVE = """
select coalesce(jsonb_agg(to_jsonb(r) order by code, version), '[]')::text from channel_rule_version r
where state = 'active' and since <= %(day)s and (until is null or until >= %(day)s)
"""


def active_rules(at: datetime) -> tuple[ChannelRule, ...]:
    """Approved rules within their dates, in a stable order."""
    with hot() as cursor:
        found = cursor.execute(ACTIVE, {"day": local_day(at)}, prepare=True).fetchone()
    assert found is not None
    return rules_of(found[0])


@lru_cache(maxsize=8)
def rules_of(text: str) -> tuple[ChannelRule, ...]:
    """The rules a text of rows holds; the same text gives the same rules, so it is read once."""
    return tuple(ChannelRule.of(row) for row in json.loads(text))


def versions(code: str = "") -> list[ChannelRuleVersion]:
    """Every version of every rule, or of one, the newest version first."""
    rows = ChannelRuleVersion.objects.order_by("code", "-version")
    return list(rows.filter(code=code) if code else rows)


def version(pk: int) -> ChannelRuleVersion | None:
    """One version of one rule."""
    return ChannelRuleVersion.objects.filter(pk=pk).first()


@dataclass(frozen=True)
class Trial:
    """What a rule would have done: how many of the declarations looked at it would have caught, some of them."""

    looked_at: int
    hits: int
    raised: int
    examples: tuple[VehicleDeclaration, ...]


def trial(row: Mapping[str, Any], at: datetime, *, days: int = 30, most: int = 400) -> Trial:
    """Last month's declarations of the asker's offices under this rule, the newest `most` of them.

    `raised` counts those whose channel would have become higher. Random shares count as their expectation.
    """
    rule = ChannelRule.of(row)
    since = at - timedelta(days=days)
    seen = list(VehicleDeclaration.objects.filter(submitted_at__gte=since, submitted_at__lte=at)
                .select_related("gate", "return_gate", "gate__office", "return_gate__office").order_by("-submitted_at")[:most])
    caught = [d for d in seen if d.submitted_at and rule.matches(vehicle_facts(d, d.submitted_at), d.submitted_at)]
    share = rule.random_per_10000 / DIE if rule.random_per_10000 else 1
    raised = sum(1 for d in caught if CHANNELS.index(d.channel or "none") < CHANNELS.index(rule.channel))
    return Trial(len(seen), round(len(caught) * share), round(raised * share), tuple(caught[:10]))
