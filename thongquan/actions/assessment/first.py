"""The orders and lists every installation begins with, and the first profiles as drafts."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from thongquan.actions.trail import record
from thongquan.catalog.goods_profiles import DEFAULTS, LISTS, ORDERS
from thongquan.catalog.law import LAW
from thongquan.core.actor import system
from thongquan.core.profiles import Profile
from thongquan.core.rule import local_day
from thongquan.models import EntityList, GoodsProfile

#: the circular's own beginning; orders stand until somebody ends them
ORDERS_SINCE = date(2026, 1, 1)


def first_orders(*, at: datetime) -> None:
    """What law orders, and the lists it cites; what people changed stays. The caller's reach must be open."""
    for name, words in LISTS.items():
        kind = "code" if name.startswith("risk_goods") else "entity"
        row, made = EntityList.objects.get_or_create(name=name, defaults={
            "kind": kind, "purpose": words.vi, "words": {"vi": words.vi, "en": words.en, "zh": words.zh}})
        if made:
            record("assessment.first_list", row, by=system(), at=at)
    for order in ORDERS:
        _first(order, "active", ORDERS_SINCE, None, at)


def first_profiles(*, at: datetime, active: bool) -> int:
    """The first profiles: drafts in production, in force for their ninety days in an invented realm. How many are new."""
    since = local_day(at)
    until = since + timedelta(days=LAW.value("selection.profile.days", since))
    return sum(_first(profile, "active" if active else "draft", since, until, at) for profile in DEFAULTS)


def _first(profile: Profile, state: str, since: date, until: date | None, at: datetime) -> bool:
    words = profile.words
    row, made = GoodsProfile.objects.get_or_create(code=profile.code, version=1, defaults={
        "kind": profile.kind, "text": profile.text, "lane": profile.lane, "form": profile.form, "purpose": profile.purpose,
        "words": {"vi": words.vi, "en": words.en, "zh": words.zh}, "citation": profile.citation, "expected": profile.expected,
        "since": since, "until": until, "state": state, "written_at": at})
    if made:
        record("assessment.first_profile", row, by=system(), at=at)
    return made
