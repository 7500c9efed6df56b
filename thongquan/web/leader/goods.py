"""Goods before a leader: stage times, backlog, channels, hits, revenue, papers, permits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from thongquan.actions.report import set_target
from thongquan.core.digits import natural
from thongquan.core.profiles_batch import wilson
from thongquan.core.refused import Refused
from thongquan.exchange.formats.table import KINDS
from thongquan.models import Unit
from thongquan.queries.report import goods
from thongquan.queries.report.figures import Table
from thongquan.queries.report.goods import BY_TIME, GOODS_STATISTICS, Slice
from thongquan.web.leader import goodswords as words
from thongquan.web.leader.goodscards import cards
from thongquan.web.leader.statistics import LENGTHS, label, span_of
from thongquan.web.shared.allow import allow
from thongquan.web.shared.clock import at_gate, day, short_day
from thongquan.web.shared.files import file_answer, rows_answer
from thongquan.web.shared.navigation import AUDIT, LEADER, RISK
from thongquan.web.shared.numbers import number
from thongquan.web.shared.stepup import fresh_factor
from thongquan.web.shared.telling import note
from thongquan.web.shared.tongue import named, say

READERS = tuple(sorted({*LEADER, *RISK, *AUDIT, "team_leader"}))
HEADS = tuple(sorted(LEADER))
#: length of the span -> what its time chart is grouped by
TIME_OF = {"day": "day", "week": "day", "month": "day", "year": "month"}
LONGEST_FILTER = 8


@dataclass(frozen=True)
class Asked:
    """What the address asks for."""

    length: str
    part: Slice

    def query(self, **other: Any) -> str:
        """The same as an address, some of it changed."""
        part = self.part
        pairs = {"length": self.length, "on": part.first.isoformat(), "office": part.office, "channel": part.channel, "kind": part.kind,
                 "direction": part.direction, **other}
        return urlencode({k: v for k, v in pairs.items() if v})


def asked_for(request: HttpRequest) -> Asked:
    """Length, day and filters of the address; anything unknown falls back."""
    length = request.GET.get("length", "")
    length = length if length in LENGTHS else "week"
    today = at_gate(request.at).date()
    try:
        on = today.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        on = today
    span = span_of(length, on if 2020 <= on.year <= 2100 else today)
    kept = {name: request.GET.get(name, "")[:LONGEST_FILTER] for name in ("office", "channel", "kind", "direction")}
    kept = {name: value if value.isascii() and value.isalnum() else "" for name, value in kept.items()}
    return Asked(length, Slice(span.first, span.last, **kept))


def table(code: str, asked: Asked, request: HttpRequest) -> Table:
    """One statistic of this reader's offices."""
    return goods.goods_statistic(code, asked.part, offices=request.actor.offices, at=request.at)


@allow(*READERS)
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The page of figures."""
    asked, by = asked_for(request), request.actor
    earlier = span_of(asked.length, asked.part.first - timedelta(days=1))
    before = Slice(earlier.first, earlier.last, asked.part.office, asked.part.channel, asked.part.kind, asked.part.direction)
    later = asked.part.last + timedelta(days=1)
    offices = words.offices(by.offices)
    unit = next((one for one in offices if one.code == asked.part.office), None) or words.top_unit(by.offices)
    year = asked.part.last.year
    context = {
        "asked": asked, "title": _title(asked), "now": request.at, "here": asked.query(),
        "tiles": goods.tiles(asked.part, offices=by.offices, at=request.at), "before": goods.tiles(before, offices=by.offices, at=request.at),
        "lengths": [(code, says, code == asked.length, asked.query(length=code)) for code, (says, _code) in LENGTHS.items()],
        "earlier": asked.query(on=before.first.isoformat()), "later": asked.query(on=later.isoformat()) if later <= at_gate(request.at).date() else "",
        "offices": [(one.code, named(one), one.code == asked.part.office) for one in offices],
        "channels": [(code, say(says), code == asked.part.channel) for code, says in words.CHANNELS.items()],
        "directions": [(code, str(says), code == asked.part.direction) for code, says in words.DIRECTIONS.items()],
        "unit": unit, "target": goods.target(year, unit.pk, office=asked.part.office, offices=by.offices, at=request.at) if unit else None,
        "may_set": unit is not None and by.is_any(*HEADS), "stages": _stages(asked, request), "time": _time(asked, request),
        "shares": _shares(asked, request), **cards(asked, request, table, shown),
    }
    return render(request, "leader/goods.html", context)


def _title(asked: Asked) -> str:
    first, last = asked.part.first, asked.part.last
    if asked.length == "day":
        return day(first)
    return f"{first:%Y}" if asked.length == "year" else f"{short_day(first)} – {day(last)}"


def _stages(asked: Asked, request: HttpRequest) -> dict[str, Any]:
    """Median and 90th percentile of every stage, in minutes."""
    found = table("stages", asked, request)
    rows = [(words.said("stages", row[0]), row[1], float(row[2] or 0), float(row[3] or 0)) for row in found.rows]
    slowest = max((row for row in rows[:-1]), key=lambda row: row[3], default=None)
    return {"rows": rows, "heads": heads(found), "bars": [(row[0], row[2], row[3]) for row in rows],
            "links": [{"words": says, "query": asked.query(by="stages", value=raw[0])} for (says, *_rest), raw in zip(rows, found.rows, strict=True)],
            "says": _("Time per stage; the slowest is %(stage)s") % {"stage": slowest[0] if slowest else "–"}}


def _time(asked: Asked, request: HttpRequest) -> dict[str, Any]:
    """Registered and cleared by day or month."""
    code = TIME_OF[asked.length]
    found = table(f"by_{code}", asked, request)
    return {"code": f"by_{code}", "title": say(GOODS_STATISTICS[f"by_{code}"].title), "heads": heads(found), "rows": plain_rows(f"by_{code}", found),
            "labels": [label(code, str(row[0])) for row in found.rows], "values": [row[1] for row in found.rows],
            "says": _("Declarations registered, %(n)s in all") % {"n": sum(row[1] for row in found.rows)}}


def _shares(asked: Asked, request: HttpRequest) -> dict[str, Any]:
    """How declarations were spread over the channels."""
    rows = [row for row in table("by_channel", asked, request).rows if row[0]]
    rows.sort(key=lambda row: list(words.CHANNELS).index(row[0]) if row[0] in words.CHANNELS else 9)
    total, x, drawn = sum(row[1] for row in rows), 0.0, []
    for row in rows:
        wide = 100 * row[1] / total
        drawn.append({"colour": words.COLOURS.get(row[0], "kt"), "x": f"{x:.1f}", "wide": f"{max(0.0, wide - .3):.1f}",
                      "words": words.said("by_channel", row[0]),
                      "share": wide, "count": row[1], "median": row[3], "p90": row[4], "query": asked.query(by="by_channel", value=row[0])})
        x += wide
    return {"rows": drawn, "total": total, "says": ", ".join(f"{one['words']} {one['share']:.0f} %" for one in drawn)}


def heads(found: Table) -> list[str]:
    """The names of the columns."""
    return [say(name) for _code, name in found.columns]


def shown(code: str, found: Table) -> tuple[list[str], list[list[Any]]]:
    """Heads and rows of a statistic as people read them; hits carry their rate with its interval."""
    names = heads(found)
    if GOODS_STATISTICS[code].columns is goods.HITS:
        return [*names, _("Hit rate"), _("95 % interval")], [[words.said(code, row[0]), *row[1:], *rate_of(row[3], row[2])] for row in found.rows]
    return names, plain_rows(code, found)


def rate_of(found: int, checked: int) -> tuple[str, str]:
    """A hit rate in per cent and between what it lies."""
    if not checked:
        return "–", "–"
    low, high = wilson(found, checked)
    return f"{number(100 * found / checked, 1)} %", f"{low:.0f}–{high:.0f} %"


def plain_rows(code: str, found: Table) -> list[list[Any]]:
    """The rows with their first column in words and numbers as numbers."""
    return [[words.said(code, row[0]), *(v if v is None or isinstance(v, int) else float(v) for v in row[1:])] for row in found.rows]


@allow(*READERS)
@require_GET
def as_table(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """One statistic as a file."""
    if code not in GOODS_STATISTICS or kind not in KINDS:
        raise Http404(code)
    asked = asked_for(request)
    names, rows = shown(code, table(code, asked, request))
    return file_answer(kind, say(GOODS_STATISTICS[code].title), names, [list(row) for row in rows],
                       f"thong-quan-goods-{code.replace('_', '-')}-{asked.part.first:%Y%m%d}-{asked.part.last:%Y%m%d}")


@allow(*READERS)
@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """The declarations behind one row."""
    asked, code, value = asked_for(request), request.GET.get("by", "")[:20], request.GET.get("value", "")[:60].replace("\x00", "")
    if code not in GOODS_STATISTICS or (code.removeprefix("by_") not in goods.GROUPS and code not in goods.sql.BEHIND):
        raise Http404(code)
    rows = goods.cases(code, value, asked.part, offices=request.actor.offices, at=request.at)
    names: Sequence[str] = (_("Number"), _("Company"), _("Goods"), _("Type of declaration"), _("Channel of checking"), _("Office"), _("State"),
                            _("Registered at"), _("Cleared"), _("Minutes"), _("Tax, đồng"), _("Promised until"))
    told = [words.case(row) for row in rows]
    if request.GET.get("file") in KINDS:
        cells = [[one["number"], one["name"], one["first_name"], one["kind"], one["channel"]["says"], one["office_says"], one["state_says"],
                  _local(one["registered_at"]), _local(one["cleared_at"]), float(one["minutes"]) if one["minutes"] is not None else None, one["tax_total"],
                  _local(one["promised_at"])]
                 for one in told]
        return rows_answer(request, request.GET["file"], f"{say(GOODS_STATISTICS[code].of)} {words.said(code, value)}", list(names), cells,
                           f"thong-quan-goods-cases-{asked.part.first:%Y%m%d}")
    context = {"asked": asked, "rows": told, "names": names, "title": say(GOODS_STATISTICS[code].title), "value": words.said(code, value.split(":")[0]),
               "period": _title(asked), "back": asked.query(), "here": asked.query(by=code, value=value), "timed": code in {f"by_{t}" for t in BY_TIME}}
    return render(request, "leader/goods_cases.html", context)


def _local(moment: Any) -> Any:
    return at_gate(moment).replace(tzinfo=None) if moment else None


@allow(*HEADS)
@require_POST
@fresh_factor
def target(request: HttpRequest, pk: int) -> HttpResponse:
    """What a unit is to collect this year, typed in billions of đồng."""
    year, text = natural(request.POST.get("year")), request.POST.get("billions", "").replace(" ", "").replace(",", ".")
    unit = Unit.objects.filter(pk=pk).first()
    try:
        amount = round(float(text) * 10**9)
    except (ValueError, OverflowError) as unread:
        raise Refused("FRM-03", "/billions", example="3500") from unread
    if unit is None or year is None:
        raise Refused("FRM-04", "/year")
    set_target(year, unit.pk, amount, by=request.actor, at=request.at)
    note(request, _("The target is set"), "success")
    return HttpResponseRedirect(reverse("leader:goods"), status=303)
