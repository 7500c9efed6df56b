"""Goods profiles and lists as they stand on a day, compiled once; their hit rates."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import Q

from thongquan.core.goods_selection import Budget, Cuts
from thongquan.core.profiles import ORDER, Lists, Profile, ProfileSet, version_of
from thongquan.core.profiles_batch import wilson
from thongquan.core.rule import local_day
from thongquan.core.words import Words
from thongquan.models import EntityEntry, EntityList, GoodsProfile
from thongquan.queries.hot import hot

#: what a selection needs, in one statement: which profiles, which lists, the declarant's level, the room, the dollar
STANDING = """
select (select coalesce(string_agg(id::text, ',' order by id), '') from goods_profile
        where state = 'active' and since <= %(day)s and (until is null or until >= %(day)s)),
       (select coalesce(string_agg(name || ':' || revision, ',' order by name), '') from entity_list),
       (select level from trader_grade where party_id = %(party)s and day <= %(day)s order by day desc limit 1),
       (select rate from exchange_rate where currency = 'USD' and day <= %(day)s order by day desc limit 1),
       b.week, b.red, b.yellow, b.red_used, b.yellow_used, b.expected, b.cuts::text,
       coalesce(b.scanner, false) or exists (select 1 from inspection_site i where i.office_id = %(office)s and i.scanner), b.drift_alarm
from (select 1) one left join lateral (
    select * from lane_budget where office_id = %(office)s and week <= %(week)s order by week desc limit 1) b on true
"""

#: per rule: selections, those checked, those with findings
HITS = """
select code, count(distinct s.declaration_id), count(distinct l.declaration_id), count(distinct l.declaration_id) filter (where l.found)
from selection s cross join unnest(s.codes) code
left join check_label l on l.declaration_id = s.declaration_id and l.kind in ('dossier', 'inspection')
where s.kind = 'initial' and s.at >= %(since)s and s.at < %(until)s group by code
"""


@dataclass(frozen=True)
class Standing:
    """What judges a declaration at one moment."""

    profiles: ProfileSet
    level: int | None
    usd: Decimal | None
    budget: Budget


def monday(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def standing(*, office_id: int | None, office: str, party_id: int, at: datetime) -> Standing:
    """Profiles, lists, level, dollar and room as they stand; the caller's reach must be open."""
    day = local_day(at)
    with hot() as cursor:
        found = cursor.execute(STANDING, {"day": day, "week": monday(day), "party": party_id, "office": office_id}, prepare=True).fetchone()
    assert found is not None
    ids, lists, level, usd, week, *room = found
    return Standing(set_of(ids, lists, day), level, usd, budget_of(office, week == monday(day), room))


def budget_of(office: str, this_week: bool, room: list[Any]) -> Budget:
    """The room of the week; a week not yet begun has the limits of the one before, nothing used."""
    red, yellow, red_used, yellow_used, expected, cuts, scanner, drift = room
    told = cuts_of_text(cuts)
    return Budget(office, red, yellow, red_used if this_week else 0, yellow_used if this_week else 0, expected or 0, told, bool(scanner), bool(drift))


def cuts_of_text(text: Any) -> Cuts:
    """The cuts as stored; none where none are."""
    told: Mapping[str, Any] = json.loads(text) if text else {}
    return Cuts(*(told.get(name) for name in ("red", "safety", "yellow", "review")))


@lru_cache(maxsize=4)
def set_of(ids: str, lists: str, day: date) -> ProfileSet:
    """The compiled profiles; versions never change, so their numbers and the lists' revisions name them."""
    rows = GoodsProfile.objects.filter(pk__in=[int(pk) for pk in ids.split(",") if pk])
    return ProfileSet([profile_of(row) for row in rows], lists_on(day))


@lru_cache(maxsize=4)
def listed(profiles: ProfileSet) -> str:
    """Names what orders and lists alone say, whatever other profiles stand beside them."""
    return version_of((p for p in profiles.profiles if p.kind == ORDER), profiles.lists)


def profile_of(row: GoodsProfile) -> Profile:
    """A stored version as the core knows it."""
    words = row.words
    return Profile(
        row.code, row.text, row.lane, Words(words.get("vi", ""), words.get("en", ""), words.get("zh", "")), row.version, row.kind, row.purpose,
        row.owner_id, row.expected, tuple(row.offices), row.since, row.until or date.max, row.form, row.citation)


def lists_on(day: date) -> Lists:
    """Every list with its entries of that day."""
    named: dict[str, set[str]] = {row.name: set() for row in EntityList.objects.all()}
    entries = EntityEntry.objects.filter(since__lte=day).filter(Q(until=None) | Q(until__gte=day)).select_related("entity_list")
    for entry in entries:
        named[entry.entity_list.name].add(entry.value)
    return {name: frozenset(values) for name, values in named.items()}


def list_names() -> frozenset[str]:
    """The names that a profile may cite."""
    return frozenset(EntityList.objects.values_list("name", flat=True))


def entity_lists() -> list[EntityList]:
    """Every list with its entries."""
    return list(EntityList.objects.prefetch_related("entries").order_by("name"))


def profile_versions(code: str = "") -> list[GoodsProfile]:
    """Every version of every profile, or of one, the newest first."""
    rows = GoodsProfile.objects.order_by("code", "-version")
    return list(rows.filter(code=code) if code else rows)


def profile(pk: int) -> GoodsProfile | None:
    """One version of one profile."""
    return GoodsProfile.objects.filter(pk=pk).first()


@dataclass(frozen=True)
class HitRate:
    """How often a rule selected, was followed by a check, and the check found something; percent with Wilson's interval."""

    code: str
    selected: int
    checked: int
    found: int

    @property
    def rate(self) -> float | None:
        return 100 * self.found / self.checked if self.checked else None

    @property
    def interval(self) -> tuple[float, float] | None:
        return wilson(self.found, self.checked) if self.checked else None


def hit_rates(*, since: datetime, until: datetime) -> dict[str, HitRate]:
    """Per rule code, within the asker's reach."""
    with hot() as cursor:
        rows: Iterable[Any] = cursor.execute(HITS, {"since": since, "until": until}).fetchall()
    return {row[0]: HitRate(*row) for row in rows}
