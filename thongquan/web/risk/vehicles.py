"""The score of vehicles: how well it told trips apart, whom it points at."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from thongquan.core.numbers import pretty
from thongquan.core.profiles_batch import wilson
from thongquan.core.selection import CHANNEL_WORDS
from thongquan.models import VehicleDeclaration
from thongquan.queries.risk import vehicles as asked
from thongquan.risk.vehicles import Band, Trial, VehicleRisk
from thongquan.web.risk import charts
from thongquan.web.risk.charts import Span
from thongquan.web.risk.frame import READERS, Card, between, page, percent
from thongquan.web.shared.allow import allow
from thongquan.web.shared.numbers import number
from thongquan.web.shared.states import CHANNEL_SIGNS
from thongquan.web.shared.tongue import say


@allow(*READERS)
@require_GET
def vehicles(request: HttpRequest) -> HttpResponse:
    """The score by the history of vehicle, driver and carrier."""
    told = asked.tried(request.at)  # type: ignore[attr-defined]
    rows = [_row(*one) for one in asked.coming(request.actor.offices)]  # type: ignore[attr-defined]
    usual = percent(100 * told.wrong / told.trips) if told.trips else "–"
    tiles = [
        (_("Trips looked back at"), number(told.trips), _("declared in the last 180 days and ended")),
        (_("Went wrong"), usual, _("late, a check found something, or another weight")),
        (_("Tells wrong from right"), f"{number(100 * told.auc, 0)} %" if told.auc is not None else "–", _("of pairs; a guess reaches 50 %")),
    ]
    return page(request, "vehicles", {"title": _("Vehicles"), "tiles": tiles, "rows": rows, "cards": [_tried(told)],
                                      "rules": reverse("office:rules")})


def _row(row: VehicleDeclaration, risk: VehicleRisk) -> dict[str, Any]:
    """A vehicle to come, with its chance and reasons."""
    channel = row.channel or "none"
    return {"row": row, "number": pretty(row.number or ""), "chance": f"{number(100 * risk.chance, 0)} %", "channel": say(CHANNEL_WORDS[channel]),
            "signs": CHANNEL_SIGNS[channel], "reasons": [say(words) for _code, words in risk.reasons]}


def _tried(told: Trial) -> Card:
    """The trial on the past: what went wrong in each band of chance."""
    rows = [[_name(one, told), number(one.trips), number(one.wrong), percent(100 * one.wrong / one.trips), between(wilson(one.wrong, one.trips))]
            for one in told.bands]
    spans = [Span(_name(one, told), 100 * one.wrong / one.trips, *wilson(one.wrong, one.trips)) for one in told.bands]
    heads = (_("Chance said"), _("Trips"), _("Went wrong"), _("Share of trips"), _("95 % interval"))
    return Card("trial", _("The score on trips that have ended"), heads, rows,
                _("Each trip is judged by what was known when it was declared. The chance asks what a check would find; most trips were not checked, "
                  "so less is seen to go wrong than the chance says. What counts is that each band lies above the one before."),
                charts.lying(spans, _("Trips that went wrong, by chance")), empty=_("No trip has ended yet"))


def _name(one: Band, told: Trial) -> str:
    """A band in words: from one share up to the next."""
    above = [band.low for band in told.bands if band.low > one.low]
    low = number(100 * one.low, 0)
    return _("%(low)s–%(high)s %%") % {"low": low, "high": number(100 * min(above), 0)} if above else _("%(low)s %% and more") % {"low": low}
