"""Honesty of selection: overview, what checks find, drift, quality of results."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from thongquan.catalog.override_reasons import OVERRIDE_REASONS
from thongquan.core.goods_selection import CHANNEL_WORDS
from thongquan.core.goods_selection import WORDS as SELECTED
from thongquan.core.riskwords import ABOUT, ALARMS, CHECKS, CHOSEN
from thongquan.core.words import Words
from thongquan.models import RiskReading, Unit
from thongquan.queries import access
from thongquan.queries import assessment as asked
from thongquan.queries.risk import figures, images
from thongquan.queries.risk import models as kept
from thongquan.queries.risk.figures import Rate
from thongquan.risk.labels import Quality
from thongquan.web.risk import charts
from thongquan.web.risk.charts import Span
from thongquan.web.risk.frame import DAYS, NONE, READERS, Card, between, choosing_of, days_of, page, percent, span
from thongquan.web.risk.waits import waits
from thongquan.web.shared.allow import allow
from thongquan.web.shared.clock import day, short_day
from thongquan.web.shared.numbers import number
from thongquan.web.shared.tongue import named, say, tongue

#: weeks of readings that a plot shows
WEEKS = 26
#: a stability index from which a figure has moved far
FAR = 0.25
MOST = 15


def chosen_days(days: int) -> list[dict[str, Any]]:
    """The lengths of time to choose from."""
    return [{"days": one, "on": one == days} for one in sorted(DAYS)]


def rate_rows(found: Sequence[Rate], names: dict[str, Any]) -> list[list[str]]:
    """Rates as rows of a table."""
    return [[str(names.get(one.of, one.of) or "–"), number(one.checked), number(one.found), percent(one.rate), between(one.interval),
             percent(one.promised), number(one.dollars, 0)] for one in found]


def rate_card(key: str, title: str, found: Sequence[Rate], names: dict[str, Any], note: str = "") -> Card:
    """Rates of groups with their intervals, as a chart and as a table."""
    heads = (title, _("Checked"), _("Found"), _("Hit rate"), _("95 % interval"), _("Model expected"), _("Found, US dollars"))
    drawn = charts.lying([Span(str(names.get(one.of, one.of) or "–"), one.rate, *one.interval, one.promised) for one in found if one.checked], title)
    return Card(key, title, heads, rate_rows(found, names), note, drawn, empty=_("Nothing was checked in this time"))


def words_of(table: dict[str, Words]) -> dict[str, str]:
    """A table of words in the reader's language."""
    return {code: say(words) for code, words in table.items()}


@allow(*READERS)
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """How selection stands: model, dice against targeting, alarm, what waits."""
    days = days_of(request)
    told = figures.against(**span(request, days))
    champion, rows = kept.champion(), kept.models()
    weeks = kept.readings(since=span(request, 21)["since"])
    alarms = sorted({row.of for row in weeks if row.figure == "alarm" and row.week == weeks[-1].week})
    low, high = told.wrong[1:]
    tiles = [
        (_("Dice found"), percent(told.drawn.rate), _("%(n)s of %(of)s inspections") % _counts(told.drawn)),
        (_("Targeting found"), percent(told.targeted.rate), _("%(n)s of %(of)s inspections") % _counts(told.targeted)),
        (_("Targeting finds oftener"), f"{number(told.lift, 1)} ×" if told.lift else "–", _("than the dice")),
        (_("Wrong on the whole"), number(round(told.wrong[0])),
         _("estimated lines, %(low)s–%(high)s") % {"low": number(round(low)), "high": number(round(high))}),
        (_("Lines"), number(told.lines), _("in %(n)s days, %(checked)s to be checked") % {"n": days, "checked": number(told.checked)}),
    ]
    groups = figures.rates("chosen", **span(request, days), kind="physical")
    context = {
        "tiles": tiles, "waits": waits(request.actor, request.at),  # type: ignore[attr-defined]
        "lengths": chosen_days(days), "days": days, "row": champion, "choosing": choosing_of(request),
        "alarms": [say(ALARMS[code]) for code in alarms if code in ALARMS],
        "waiting": [row for row in rows if row.state == "proposed"], "candidates": [row for row in rows if row.state == "candidate"][:1],
        "cards": [rate_card("chosen", _("Who asked for the inspection"), groups, words_of(CHOSEN) | {"override": _("Raised by the head")},
                            _("The dice alone are a fair sample: their rate tells how much is wrong on the whole. The stroke is what the model expected."))]}
    return page(request, "overview", context)


def _counts(one: Rate) -> dict[str, str]:
    return {"n": number(one.found), "of": number(one.checked)}


@allow(*READERS)
@require_GET
def hits(request: HttpRequest) -> HttpResponse:
    """Hit rates by lane, profile, office and kind of check; overrides."""
    days = days_of(request)
    when = span(request, days)
    offices = {unit.code: named(unit) for unit in Unit.objects.filter(level="office")}
    lanes = words_of(CHANNEL_WORDS)
    by_rule = [Rate(code, one.checked, one.found, 0.0, None, 0) for code, one in asked.hit_rates(
        since=request.at - timedelta(days=days), until=request.at).items() if one.checked]
    how = _("The bar is the 95 % interval, the stroke what the model expected.")
    cards = [
        rate_card("lane", _("Channel of checking"), figures.rates("lane", **when), lanes, how),
        rate_card("kind", _("Kind of check"), figures.rates("kind", **when), words_of(CHECKS), how),
        rate_card("office", _("Office"), figures.rates("office", **when), offices, how),
        _profiles(by_rule),
        _overrides(figures.overrides(since=when["since"]), figures.rates("chosen", **when)),
        _readers(images.judged(**when)),
    ]
    return page(request, "cards", {"title": _("What checks find"), "cards": cards, "lengths": chosen_days(days), "days": days})


def _profiles(found: Sequence[Rate]) -> Card:
    names = {row.code: f"{row.code} · {row.words.get(tongue()) or row.words.get('vi', '')}" for row in asked.profile_versions()}
    names |= {code: f"{code} · {say(words)}" for code, words in SELECTED.items()}
    card = rate_card("profile", _("Profile"), sorted(found, key=lambda one: -one.checked)[:MOST], names)
    heads = tuple(card.heads[:5])
    return Card("profile", card.title, heads, [list(row[:5]) for row in card.rows], chart=card.chart,
                empty=_("No profile's selections were checked in this time"),
                note=_("A profile below half of the usual rate after 200 checks is suspended by itself."))


def _overrides(found: Sequence[figures.Override], chosen: Sequence[Rate]) -> Card:
    """What became of changed channels, beside what others found."""
    rows = [[say(OVERRIDE_REASONS[one.reason]) if one.reason in OVERRIDE_REASONS else one.reason, _("stricter") if one.raised else _("lighter"),
             number(one.count), number(one.checked), number(one.found), between(one.interval)] for one in found]
    taken = next((one for one in chosen if one.of == "override"), None)
    if taken is not None:
        rows.append([_("History taken over"), _("stricter"), number(taken.checked), number(taken.checked), number(taken.found), between(taken.interval)])
    heads = (_("Reason of the override"), _("Direction"), _("Changed"), _("Checked"), _("Found"), _("95 % interval"))
    rest = [one for one in chosen if one.of not in ("override", "random")]
    usual = Rate("", sum(one.checked for one in rest), sum(one.found for one in rest), 0.0, None, 0)
    spans = [Span(_("Raised by the head"), taken.rate, *taken.interval, taken.promised)] if taken is not None and taken.checked else []
    spans += [Span(_("Chosen by rules and model"), usual.rate, *usual.interval)] if usual.checked else []
    return Card("override", _("Overrides"), heads, rows, _("Every override has a reason, and what it found is measured beside what others found."),
                charts.lying(spans, _("Overrides")), empty=_("Nobody changed a channel in this time"))


def _readers(found: Sequence[images.Judged]) -> Card:
    """What readers of scanner images said, against what was found when the goods were opened."""
    names = {True: _("%(reader)s: marked"), False: _("%(reader)s: not marked")}
    told = [(names[one.marks] % {"reader": one.reader}, one) for one in found]
    rows = [[name, number(one.images), number(one.opened.checked), number(one.opened.found),
             *([percent(one.opened.rate), between(one.opened.interval)] if one.opened.checked else ("–", "–"))] for name, one in told]
    heads = (_("Reader of scanner images"), _("Images read"), _("Goods opened"), _("Found"), _("Hit rate"), _("95 % interval"))
    spans = [Span(name, one.opened.rate, *one.opened.interval) for name, one in told if one.opened.checked]
    return Card("images", _("Readers of scanner images"), heads, rows,
                _("A reader is worth something when more is found behind images that it marks than behind those it does not. Goods that were never "
                  "opened tell nothing. Found counts what an image can show: quantity or kind of goods, undeclared or banned goods."),
                charts.lying(spans, _("Readers of scanner images")) if spans else NONE,
                empty=_("No reader outside has sent a result in this time. How to give one its key stands in the operator's guide."))


@allow(*READERS)
@require_GET
def drift(request: HttpRequest) -> HttpResponse:
    """Whether the world has moved since the model learned, and whether its chances hold."""
    rows = kept.readings(since=span(request, WEEKS * 7)["since"])
    weeks = sorted({row.week for row in rows})
    newest = weeks[-1] if weeks else None
    alarms = [say(ALARMS[row.of]) for row in rows if row.week == newest and row.figure == "alarm" and row.of in ALARMS]
    cards = [_calibrated(request), _scores(rows), _rates(rows), _features(rows, newest), _delays(rows), _unseen(rows)]
    return page(request, "cards", {"title": _("Drift and calibration"), "cards": cards, "alarms": alarms, "newest": newest})


def _of(rows: Sequence[RiskReading], figure: str, of: str = "") -> list[RiskReading]:
    return [row for row in rows if row.figure == figure and row.of == of]


def _calibrated(request: HttpRequest) -> Card:
    """Chances against what inspections found."""
    bins = figures.calibration(**span(request, 180), random=False)
    rows = [[percent(one.chance), number(one.count), number(one.found), percent(one.rate), f"{number(one.low, 1)}–{number(one.high, 1)} %"] for one in bins]
    return Card("calibration", _("Chance said, and what was found"), (_("Mean chance"), _("Inspected"), _("Found"), _("Hit rate"), _("95 % interval")), rows,
                _("On the dashed line the model keeps its word. Chances were learned on the random sample alone; here stand all inspections of 180 days."),
                charts.plane([Span("", one.rate, one.low, one.high, one.chance) for one in bins], _("Calibration")),
                empty=_("No scored line was inspected yet"))


def _scores(rows: Sequence[RiskReading]) -> Card:
    found = _of(rows, "score_psi")
    return Card("scores", _("Shift of the scores"), (_("Week"), _("Stability index"), _("Lines")),
                [[day(row.week), number(row.value, 3), number(row.count)] for row in reversed(found)],
                _("0 is as learned; above 0.25 (dashed) the scores have moved far, which rings."),
                charts.upright([Span(short_day(row.week), row.value, row.value, row.value) for row in found], _("Stability index by week"), mark=FAR),
                empty=_("No week was looked at yet"))


def _rates(rows: Sequence[RiskReading]) -> Card:
    promised = {row.week: row.value for row in _of(rows, "promised")}
    found = _of(rows, "hit_rate")
    spans = [Span(short_day(row.week), row.value, row.low or 0.0, row.high or 0.0, promised.get(row.week)) for row in found]
    return Card("rates", _("Hit rate of the dice against the promise"), (_("Week"), _("Inspected at random"), _("Hit rate"), _("95 % interval"), _("Promised")),
                [[day(row.week), number(row.count), percent(row.value), between((row.low or 0.0, row.high or 0.0)), percent(promised.get(row.week))]
                 for row in reversed(found)],
                _("Four weeks of random inspections up to each week; the stroke is the model's promise. Outside the interval it rings."),
                charts.upright(spans, _("Hit rate by week")), empty=_("No week was looked at yet"))


def about(name: str) -> str:
    """What a figure of the model is about, before its own name; the name alone where the learning libraries are left out."""
    try:
        from thongquan.risk.features import FEATURES  # optional: needs the learning libraries
    except ImportError:
        return name
    reason = next((feature.reason for feature in FEATURES if feature.name == name), "")
    return f"{say(ABOUT[reason])} · {name}" if reason in ABOUT else name


def _features(rows: Sequence[RiskReading], newest: Any) -> Card:
    found = sorted((row for row in rows if row.figure == "psi" and row.week == newest), key=lambda row: -row.value)
    table = [[about(row.of), number(row.value, 3)] for row in found]
    return Card("features", _("Figures that moved most last week"), (_("Figure"), _("Stability index")), table,
                _("Only what is declared or compared is watched: counters grow by themselves."),
                charts.lying([Span(about(row.of), row.value, row.value, row.value) for row in found], _("Stability index"), unit=""),
                empty=_("Nothing moved"))


def _delays(rows: Sequence[RiskReading]) -> Card:
    late = {row.week: row.value for row in _of(rows, "delay", "p90")}
    found = _of(rows, "delay", "median")
    spans = [Span(short_day(row.week), row.value, row.value, late.get(row.week, row.value)) for row in found]
    return Card("delay", _("Days from registration to result"), (_("Week"), _("Median"), "90 %"),
                [[day(row.week), number(row.value, 1), number(late.get(row.week, 0.0), 1)] for row in reversed(found)],
                _("What is not known yet is never counted as clean."), charts.upright(spans, _("Days to the result by week")),
                empty=_("No week was looked at yet"))


def _unseen(rows: Sequence[RiskReading]) -> Card:
    found = _of(rows, "unseen")
    return Card("unseen", _("Lines of importers never seen before"), (_("Week"), _("Share of lines")),
                [[day(row.week), percent(row.value)] for row in reversed(found)], "",
                charts.upright([Span(short_day(row.week), row.value, row.value, row.value) for row in found], _("Share of unseen importers by week")),
                empty=_("No week was looked at yet"))


@allow(*READERS)
@require_GET
def officers(request: HttpRequest) -> HttpResponse:
    """The results of each officer against what the model expected of his cases."""
    days = int(request.GET["days"]) if request.GET.get("days") in ("90", "180") else 180
    found = [one for one in figures.officers(**span(request, days)) if one.cases >= 5]
    names = access.names_of([int(one.officer) for one in found])

    def cases(one: Quality) -> str:
        return format_html('<a href="{}">{}</a>', reverse("risk:officer", args=[one.officer]), names.get(int(one.officer), one.officer))

    rows = [[cases(one), number(one.cases), number(one.found), number(one.expected, 1), number(one.evidence, 1),
             _("Look at these results: since case %(n)s") % {"n": one.after} if one.flagged else "–"] for one in found]
    spans = [Span(names.get(int(one.officer), ""), one.evidence, 0.0, one.evidence) for one in found if one.evidence > 0][:MOST]
    drawn = charts.lying(spans, _("Evidence of turned results"), unit="")
    heads = (_("Officer"), _("Cases with a score"), _("Found"), _("Expected by the model"), _("Evidence of turned results"), _("What to do"))
    note = _("A running test: were one result in twenty turned over, the evidence would grow; honest results pull it back to 0. "
             "From 3.9 (50 to 1) somebody should look. It accuses nobody: unusual cases and a weak model look the same.")
    cards = [Card("officers", _("Quality of results by officer"), heads, rows, note, drawn, empty=_("No officer has five scored cases yet"))]
    lengths = [{"days": one, "on": one == days} for one in (90, 180)]
    flagged = [names.get(int(one.officer), one.officer) for one in found if one.flagged]
    return page(request, "cards", {"title": _("Quality of results"), "cards": cards, "lengths": lengths, "days": days, "flagged": flagged,
                                   "room": reverse("office:room")})
