"""The frame of the pages on risk: their ways, cards of a chart with its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from thongquan.core.rule import local_day
from thongquan.queries.assessment.profiles import monday
from thongquan.queries.risk.champion import ABSENT, JUDGES, LEARNS, STALE, WORDS, Standing, standing
from thongquan.queries.risk.choosing import choosing
from thongquan.queries.risk.learning import FIRST, learning
from thongquan.web.shared.navigation import AUDIT, LEADER, RISK
from thongquan.web.shared.numbers import number
from thongquan.web.shared.tongue import say

READERS = tuple(sorted(RISK | LEADER | AUDIT))
#: so many days of checks are told, unless the address asks for others
DAYS = (90, 30, 180)
NONE = SafeString("")
#: minutes until a demo has its first models: three quarters of one on two processors (measured), after its clock has struck
FIRST_MINUTES = 2
#: a table of more rows is shown when it is asked for
LONG = 14

#: the ways of these pages: address, icon, words
WAYS: tuple[tuple[str, str, Any], ...] = (
    ("risk:overview", "chart", _("Overview")),
    ("risk:models", "chain", _("Models")),
    ("risk:lines", "list", _("Judged lines")),
    ("risk:vehicles", "truck", _("Vehicles")),
    ("risk:stops", "stop", _("Stop orders")),
    ("risk:hits", "eye", _("What checks find")),
    ("risk:drift", "flag", _("Drift and calibration")),
    ("risk:officers", "users", _("Quality of results")),
    ("risk:forecast", "wait", _("Next days")),
    ("office:profiles", "filter", _("Goods profiles")),
)


@dataclass(frozen=True)
class Card:
    """One card: its title, a chart, the table that says the same, a sentence on how to read it."""

    key: str
    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""
    chart: SafeString = NONE
    series: Sequence[tuple[str, str]] = ()
    empty: str = ""

    @property
    def long(self) -> bool:
        """Whether the table waits behind its heading."""
        return len(self.rows) > LONG


def page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page on risk with its ways and the state of judging."""
    now = standing(request.at)  # type: ignore[attr-defined]
    here = request.path
    ways = [{"href": reverse(url), "icon": icon, "label": label} for url, icon, label in WAYS]
    near = max((way["href"] for way in ways if here.startswith(way["href"])), key=len, default="")
    context = {"risk_ways": ways, "near": near, "standing": said(now), "judges": now.state == JUDGES, "champion": now, **context,
               "now": request.at, "name": now.hash[:12]}  # type: ignore[attr-defined]
    return render(request, f"risk/{template}.html", context, status=status)


def said(now: Standing) -> str:
    """The state of judging in words; a demo that makes its first models says so, and how long that takes."""
    first = now.state in (ABSENT, STALE) and learning(FIRST).under_way
    return say(WORDS[LEARNS if first else now.state], minutes=number(FIRST_MINUTES))


def choosing_of(request: HttpRequest) -> dict[str, Any]:
    """Whether the champion chooses yet, for the reader's offices; nothing where none judges."""
    at, by = request.at, request.actor  # type: ignore[attr-defined]
    now = standing(at)
    if now.state != JUDGES:
        return {}
    told = choosing(now, by.offices, week=monday(local_day(at)))
    return {"now": told, "promoted": now.since, "hash": now.hash, "rooms": number(told.rooms), "filled": number(told.filled)}


def days_of(request: HttpRequest) -> int:
    """How many days of checks the address asks for."""
    asked = request.GET.get("days", "")
    return int(asked) if asked in {str(days) for days in DAYS} else DAYS[0]


def span(request: HttpRequest, days: int) -> dict[str, date]:
    """So many days up to today, by the gate's clock."""
    today = local_day(request.at)  # type: ignore[attr-defined]
    return {"since": today - timedelta(days=days), "until": today}


def percent(value: float | None, places: int = 1) -> str:
    """A share as people read it."""
    return "–" if value is None else f"{number(value, places)} %"


def between(interval: tuple[float, float] | None) -> str:
    """An interval as people read it."""
    return "–" if interval is None else f"{number(interval[0], 1)}–{number(interval[1], 1)} %"

