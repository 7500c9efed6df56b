"""The cards of the goods page: tables with their twins, equity of the draw, reviews."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from thongquan.actions.assignment import epochs
from thongquan.core.assignment_rule import KIND_WORDS
from thongquan.core.draw import token
from thongquan.queries import review
from thongquan.queries.assignment.work import board
from thongquan.queries.report import goods
from thongquan.queries.report.figures import Table
from thongquan.queries.report.goods import GOODS_STATISTICS
from thongquan.web.leader import goodswords as words
from thongquan.web.shared.numbers import number
from thongquan.web.shared.tongue import say

Ask = Callable[[str, Any, HttpRequest], Table]
Show = Callable[[str, Table], tuple[list[str], list[list[Any]]]]
#: in the page's order; time, stages and channels have charts of their own
TABLES = ("by_office", "by_kind", "by_direction", "lanes", "drawn", "overrides", "rules", "digital", "permits", "permits_office")
MOST_ROWS = 8
#: an officer who got less or more than this share of what the dice promised is worth a look
EVEN = (0.7, 1.3)


def cards(asked: Any, request: HttpRequest, ask: Ask, show: Show) -> dict[str, Any]:
    """Everything below the charts."""
    return {
        "tables": [_card(code, asked, request, ask, show) for code in TABLES], "backlog": _backlog(asked, request, ask),
        "money": _money(asked, request, ask), "equity": _equity(request), **_reviews(asked, request),
    }


def _card(code: str, asked: Any, request: HttpRequest, ask: Ask, show: Show) -> dict[str, Any]:
    """A statistic as a table whose rows lead to their cases, where they have any."""
    found = ask(code, asked, request)
    names, rows = show(code, found)
    leads = code.removeprefix("by_") in goods.GROUPS or code in goods.sql.BEHIND
    return {"code": code, "title": say(GOODS_STATISTICS[code].title), "heads": names, "rest": max(0, len(rows) - MOST_ROWS),
            "rows": [{"first": row[0], "cells": [_cell(cell) for cell in row[1:]], "query": asked.query(by=code, value=raw[0]) if leads and raw[0] else ""}
                     for row, raw in zip(rows[:MOST_ROWS], found.rows, strict=False)]}


def _cell(value: Any) -> str:
    """A figure as people read it."""
    return value if isinstance(value, str) else "–" if value is None else number(value)


def _backlog(asked: Any, request: HttpRequest, ask: Ask) -> dict[str, Any]:
    """What is open now, by office, with links to what is late."""
    found = ask("backlog", asked, request)
    rows = [{"says": words.said("backlog", row[0]), "cells": row[1:6], "late": row[6], "soon": row[7],
             "q_all": asked.query(by="backlog", value=f"{row[0]}:all"), "q_late": asked.query(by="backlog", value=f"{row[0]}:late"),
             "q_soon": asked.query(by="backlog", value=f"{row[0]}:soon")} for row in found.rows]
    return {"rows": rows, "heads": [say(name) for _code, name in found.columns]}


def _money(asked: Any, request: HttpRequest, ask: Ask) -> dict[str, Any]:
    """What was paid: by kind of tax, by month, by office."""
    told = {}
    for code in ("revenue", "revenue_month", "revenue_office"):
        rows = [(words.said(code, row[0]), row[1]) for row in ask(code, asked, request).rows]
        total = sum(row[1] for row in rows)
        told[code] = {"code": code, "title": say(GOODS_STATISTICS[code].title), "rows": rows[:MOST_ROWS], "total": total,
                      "heads": [say(name) for _code, name in GOODS_STATISTICS[code].heads], "rest": max(0, len(rows) - MOST_ROWS),
                      "labels": [row[0][-2:] for row in rows], "values": [round(row[1] / 1e9, 3) for row in rows],
                      "says": _("%(title)s, %(n)s đồng in all") % {"title": say(GOODS_STATISTICS[code].title), "n": number(total)}}
    return told


def _equity(request: HttpRequest) -> list[dict[str, Any]]:
    """Per kind of work: how many officers, what they have open, how evenly the dice fell in thirty days."""
    def named(epoch: str, person: int) -> str:
        return token(epochs.key_of(epoch), "officer", person)

    told = []
    for kind, says in KIND_WORDS.items():
        rows = board(request.actor.offices, kind, request.at, tokens=named)
        if not rows:
            continue
        ratios = [row.ratio for row in rows if row.ratio is not None]
        told.append({
            "says": say(says), "officers": len(rows), "points": sum(row.points for row in rows), "late": sum(row.late for row in rows),
            "away": sum(row.absent or not row.available for row in rows), "low": min(ratios, default=None), "high": max(ratios, default=None),
            "uneven": sum(not EVEN[0] <= ratio <= EVEN[1] for ratio in ratios)})
    return told


def _reviews(asked: Any, request: HttpRequest) -> dict[str, Any]:
    """What reviews found by the ground of choosing, and how far blind pairs agree."""
    since, until = asked.part.bounds
    reach = request.actor.offices
    rows = review.yields(since=since, until=until, at=request.at, offices=reach)
    return {"reviews": [{"says": words.said("reviews", row.why), "row": row} for row in rows],
            "agreement": review.agreement(since=since, until=until, offices=reach)}
