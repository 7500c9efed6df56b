"""Lines with their reasons: the likeliest of the week, and the cases of one officer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from thongquan.core.numbers import pretty
from thongquan.core.riskwords import CHOSEN, KINDS
from thongquan.models import Unit
from thongquan.queries import access
from thongquan.queries.risk import lines as kept
from thongquan.web.central.words import CHANNEL_SIGNS, CHANNEL_WORDS
from thongquan.web.risk.frame import READERS, page, percent, span
from thongquan.web.shared.allow import allow
from thongquan.web.shared.tongue import named, say, tongue

WEEKS = (7, 30, 90)
#: the cases of an officer go back as far as the page on the quality of results
BACK = 180


@allow(*READERS)
@require_GET
def lines(request: HttpRequest) -> HttpResponse:
    """The lines that the model thinks likeliest to be wrong, with its reasons and what was found."""
    asked = request.GET.get("days", "")
    days = int(asked) if asked in {str(one) for one in WEEKS} else WEEKS[0]
    offices = _offices()
    rows = [shown(one, offices) for one in kept.judged(**span(request, days))]
    lengths = [{"days": one, "on": one == days} for one in WEEKS]
    return page(request, "lines", {"title": _("Judged lines"), "rows": rows, "lengths": lengths})


@allow(*READERS)
@require_GET
def of_officer(request: HttpRequest, pk: int) -> HttpResponse:
    """The checks of one officer that lie furthest from what the model expected."""
    name = access.names_of([pk]).get(pk, "–")
    offices = _offices()
    rows = [shown(one, offices) for one in kept.of_officer(pk, **span(request, BACK))]
    return page(request, "lines", {"title": name, "rows": rows, "lengths": [], "of_officer": True, "near": reverse("risk:officers")})


def shown(one: kept.Judged, offices: dict[str, str]) -> dict[str, Any]:
    """A line as the list shows it."""
    return {
        "one": one, "number": pretty(one.number) if one.number else "", "chance": percent(100 * one.chance), "office": offices.get(one.office, one.office),
        "channel": say(CHANNEL_WORDS[one.channel]) if one.channel in CHANNEL_WORDS else "",
        "signs": CHANNEL_SIGNS.get(one.channel, ("wait", "x")), "chosen": say(CHOSEN.get(one.selected_by, _("Raised by the head"))) if one.selected_by else "",
        "reasons": _says(one.top), "lowering": _says(one.lowering),
        "type": say(KINDS[one.type]) if one.type in KINDS else ""}


def _says(reasons: list[dict[str, Any]]) -> list[str]:
    """Kept reasons in the reader's language."""
    return [why["words"].get(tongue()) or why["words"].get("vi", "") for why in reasons]


def _offices() -> dict[str, str]:
    return {unit.code: named(unit) for unit in Unit.objects.filter(level="office")}
