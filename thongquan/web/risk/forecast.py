"""What the next days bring: vehicles, lines, work, tax, with how wrong such forecasts were."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from thongquan.core.rule import local_day
from thongquan.models import Unit
from thongquan.queries.risk import days, figures
from thongquan.risk.forecast import SEASON, Forecast
from thongquan.risk.forecast import forecast as told_ahead
from thongquan.web.risk import charts
from thongquan.web.risk.charts import Span
from thongquan.web.risk.frame import READERS, Card, page, percent
from thongquan.web.shared.allow import allow
from thongquan.web.shared.clock import day, short_day, weekday
from thongquan.web.shared.navigation import LEADER
from thongquan.web.shared.numbers import number
from thongquan.web.shared.tongue import named

AHEAD = 14
#: teams that one card can hold
MOST = 24
SEES = tuple(sorted({*READERS, *LEADER, "team_leader"}))
LONGEST = 8


@allow(*SEES)
@require_GET
def forecast(request: HttpRequest) -> HttpResponse:
    """The next two weeks of the reader's offices."""
    by = request.actor  # type: ignore[attr-defined]
    office = request.GET.get("office", "")[:LONGEST]
    offices = [(unit.code, named(unit), unit.code == office) for unit in Unit.objects.filter(pk__in=by.offices, level="office").order_by("code")]
    office = office if any(code == office for code, _name, _on in offices) else ""
    until = local_day(request.at) - timedelta(days=1)  # type: ignore[attr-defined]
    known = figures.by_day(until=until, office=office)
    cards = [
        _of("vehicles", _("Vehicles through the gates"), days.vehicles(until=until, office=office), until),
        _of("lines", _("Goods lines registered"), known.lines, until),
        _of("checks", _("Checks to do"), known.checks, until),
        _of("tax", _("Tax declared, thousand US dollars"), [value / 1000 for value in known.tax], until),
        _teams(days.work(until=until), until),
    ]
    return page(request, "cards", {"title": _("Next days"), "cards": cards, "offices": offices if len(offices) > 1 else [],
                                   "lead": _("Usual shape of the week times the level of the last two weeks, from this house's own counts.")})


def _error(found: Forecast) -> str:
    """How wrong such forecasts were."""
    if found.error is None:
        return _("Too little past to say how wrong this is.")
    return _("Over the last eight weeks such forecasts were wrong by %(error)s on average.") % {"error": percent(found.error, 0)}


def _teams(found: Sequence[days.Work], until: date) -> Card:
    """The work that each team will have to finish in a week, beside what it finished in the last, and how wrong that would have been."""
    rows, spans = [], []
    for one in found[:MOST]:
        ahead = told_ahead(one.counts, until)
        name, last = named(one.unit), sum(one.counts[-SEASON:])
        value, low, high = ahead.week
        spans.append(Span(name, value, low, high, last))
        rows.append([name, number(last, 0), number(value, 0), f"{number(low, 0)}–{number(high, 0)}",
                     percent(ahead.week_error, 0) if ahead.week_error is not None else _("too little past")])
    heads = (_("Team"), _("Finished, last 7 days"), _("Expected, next 7 days"), _("Between"), _("Wrong by, on average"))
    return Card("teams", _("Work of each team"), heads, rows,
                _("Dossiers, inspections and reviews finished. The stroke is the last 7 days; the margin is the furthest that forecasts of the last "
                  "eight weeks lay off."), charts.lying(spans, _("Work of each team"), unit=""), empty=_("Nothing was counted yet"))


def _of(key: str, title: str, past: Sequence[float], until: date) -> Card:
    """The forecast of one figure counted day by day."""
    return _card(key, title, told_ahead(past, until, ahead=AHEAD), past)


def _card(key: str, title: str, found: Forecast, past: Sequence[float]) -> Card:
    """Two weeks that were and two that come, each day with its margin."""
    places = 0 if key != "tax" else 1
    first = found.days[0].day
    was = [Span(short_day(first - timedelta(days=n)), past[-n], past[-n], past[-n]) for n in range(min(AHEAD, len(past)), 0, -1)]
    spans = [*was, *(Span(short_day(one.day), one.value, one.low, one.high) for one in found.days)]
    rows = [[f"{weekday(one.day)} {day(one.day)}", number(one.value, places), f"{number(one.low, places)}–{number(one.high, places)}"] for one in found.days]
    drawn = charts.upright(spans, title, split=len(was)) if any(span.value for span in spans) else charts.NONE
    return Card(key, title, (_("Day"), _("Expected"), _("Nine days of ten")), rows if drawn else [], _error(found), drawn, empty=_("Nothing was counted yet"))
