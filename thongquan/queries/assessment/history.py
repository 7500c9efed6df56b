"""Declarations of the past as profiles are tried on: facts, channel, what checks found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from thongquan.core.forms import GOODS_FORMS
from thongquan.core.goods import GREEN, GoodsFacts, Trader
from thongquan.core.goods_reading import facts_of
from thongquan.core.profiles_batch import Past
from thongquan.core.profiles_fields import Around
from thongquan.core.reading import JSON
from thongquan.models import CheckLabel, GoodsDeclaration, GoodsLine, Selection

MOST = 5000


def history(at: datetime, *, days: int = 90, most: int = MOST) -> list[Past]:
    """The newest declarations registered within `days`, of the asker's offices; traders as they were then."""
    rows = list(
        GoodsDeclaration.objects.filter(registered_at__gte=at - timedelta(days=days), registered_at__lte=at)
        .select_related("office", "declarant").order_by("-registered_at")[:most])
    keys = [row.pk for row in rows]
    first = {s.declaration_id: s for s in Selection.objects.filter(declaration_id__in=keys, kind="initial")}
    values = values_of(keys)
    found: dict[int, bool] = {}
    for pk, hit in CheckLabel.objects.filter(declaration_id__in=keys, kind__in=("dossier", "inspection")).values_list("declaration_id", "found"):
        found[pk] = found.get(pk, False) or hit
    return [past(row, first.get(row.pk), values.get(row.pk, {}), found.get(row.pk)) for row in rows]


def values_of(keys: Iterable[int]) -> dict[int, dict[int, int | None]]:
    """Customs values by declaration and line."""
    values: dict[int, dict[int, int | None]] = {}
    for pk, number, value in GoodsLine.objects.filter(declaration_id__in=keys).values_list("declaration_id", "number", "customs_value"):
        values.setdefault(pk, {})[number] = value
    return values


def past(row: GoodsDeclaration, selection: Selection | None, values: dict[int, int | None], found: bool | None) -> Past:
    """One declaration with what was known when it was selected."""
    known = selection.score if selection else {}
    trader = Trader(id=row.declarant_id, tax_id=row.declarant.tax_id, **known.get("trader", {}))
    facts = facts_of(
        GOODS_FORMS[row.direction].read(row.body, language=JSON, draft=True)[0], direction=row.direction, state=row.state, number=row.number or "",
        office=row.office.code if row.office else "",
        split_part=row.split_part, split_of=row.split_of, registered_at=row.registered_at, trader=trader)
    around = known.get("around", {})
    return Past(
        valued(facts, values), (selection.channel if selection else row.channel) or GREEN, found,
        Around(Decimal(around["usd"]) if around.get("usd") else None, frozenset(around.get("permit_missing", ())),
               frozenset(around.get("banned", ())), frozenset(around.get("by_law", ())),
               Decimal(around["gate_kg"]) if around.get("gate_kg") else None))


def valued(facts: GoodsFacts, values: dict[int, int | None]) -> GoodsFacts:
    """The facts with the customs value of each line."""
    told = {number: Decimal(value) for number, value in values.items() if value is not None}
    return replace(facts, lines=tuple(replace(line, customs_value=told.get(line.number, line.customs_value)) for line in facts.lines))
