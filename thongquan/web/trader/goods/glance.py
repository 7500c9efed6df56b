"""Goods at a glance: what needs the declarant, what is under way, how much per client."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from thongquan.queries.declaration import lists
from thongquan.web.trader.goods.list import shown

MOST_NEEDS, MOST_UNDER_WAY, MOST_DRAFTS = 3, 5, 2


def glance(ids: list[int], request: HttpRequest) -> dict[str, Any]:
    """Goods on the first page: the most pressing needs, what runs with its clock, drafts; nothing for drivers."""
    if not request.actor.is_any("declarant", "broker", "transport_agent"):  # type: ignore[attr-defined]
        return {"may_goods": False}
    counts = lists.tab_counts(ids)
    return {
        "may_goods": True, "goods_counts": counts, "has_goods": any(counts.values()),
        "goods_needs": pressing(ids, request, MOST_NEEDS) if counts["needs"] else [], "goods_needs_more": max(0, counts["needs"] - MOST_NEEDS),
        "goods_going": running(ids, request) if counts["going"] else [],
        "goods_drafts": lists.unfinished(ids, MOST_DRAFTS) if counts["drafts"] else [],
    }


def pressing(ids: Iterable[int], request: HttpRequest, most: int) -> list[dict[str, Any]]:
    """Questions of Customs and taxes to pay, the nearest deadline first."""
    rows = lists.listed(ids, tab="needs", sort="due", at=request.at)[:most]  # type: ignore[attr-defined]
    return [{**shown(row, request), "href": reverse("goods:case", args=[row.pk])} for row in rows]


def running(ids: Iterable[int], request: HttpRequest) -> list[dict[str, Any]]:
    """What Customs has to do next, the nearest promise first; what waits for the declarant stands elsewhere."""
    rows = lists.listed(ids, tab="going", sort="due", at=request.at).exclude(lists.NEEDS)[:MOST_UNDER_WAY]  # type: ignore[attr-defined]
    return [shown(row, request) for row in rows]
