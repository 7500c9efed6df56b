"""Figures of a day, week, month or year: tiles, charts, tables, the cases behind a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from thongquan.exchange.formats.table import KINDS
from thongquan.queries.gate.lists import gates_in
from thongquan.queries.place import gate_by_code
from thongquan.queries.report import STATISTICS, Span, Table, statistic
from thongquan.queries.report import cases as behind
from thongquan.queries.report.figures import STAGE_WORDS
from thongquan.web.desk import words
from thongquan.web.desk.queue import LOOKS, plain
from thongquan.web.shared.allow import allow
from thongquan.web.shared.clock import at_gate, day, short_day
from thongquan.web.shared.files import file_answer, rows_answer
from thongquan.web.shared.navigation import AUDIT, LEADER, RISK
from thongquan.web.shared.numbers import number
from thongquan.web.shared.templatetags.tq import CHANNELS
from thongquan.web.shared.tongue import named, say, tongue

READERS = tuple(sorted({*LEADER, *RISK, *AUDIT, "team_leader", "ministry"}))
#: length -> (words, the statistic of its time chart)
LENGTHS = {
    "day": (gettext_lazy("One day"), "hour"), "week": (gettext_lazy("One week"), "day"), "month": (gettext_lazy("One month"), "day"),
    "year": (gettext_lazy("One year"), "month"),
}
BROKEN_DOWN = ("regime", "case", "nationality", "gate", "channel", "company")
SHOWN_ROWS = 8


@dataclass(frozen=True)
class Asked:
    """What the address asks for."""

    length: str
    span: Span

    def query(self, **other: Any) -> str:
        """The same as an address, some of it changed."""
        pairs = {"length": self.length, "on": self.span.first.isoformat(), "gate": self.span.gate, **other}
        return urlencode({k: v for k, v in pairs.items() if v})


def span_of(length: str, on: date, gate: str = "") -> Span:
    """The day, week (Monday to Sunday), month or year that holds a day."""
    if length == "week":
        first = on - timedelta(days=on.weekday())
        return Span(first, first + timedelta(days=6), gate)
    if length == "month":
        first = on.replace(day=1)
        return Span(first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1), gate)
    if length == "year":
        return Span(on.replace(month=1, day=1), on.replace(month=12, day=31), gate)
    return Span(on, on, gate)


def asked_for(request: HttpRequest) -> Asked:
    """Length, day and gate of the address; anything unknown falls back to today."""
    length = request.GET.get("length", "")
    length = length if length in LENGTHS else "day"
    today = at_gate(request.at).date()
    try:
        on = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        on = today
    on = on if 2020 <= on.year <= 2100 else today
    return Asked(length, span_of(length, on, plain(request.GET.get("gate", ""))))


@allow(*READERS)
@require_GET
def statistics(request: HttpRequest) -> HttpResponse:
    """The page of figures."""
    asked = asked_for(request)
    before = span_of(asked.length, asked.span.first - timedelta(days=1), asked.span.gate)
    time_code = LENGTHS[asked.length][1]
    context = {
        "asked": asked, "tiles": behind.tiles(asked.span), "before": behind.tiles(before), "title": _title(asked), "now": request.at,
        "lengths": [(code, says, code == asked.length, asked.query(length=code)) for code, (says, _code) in LENGTHS.items()],
        "earlier": asked.query(on=before.first.isoformat()), "later": _later(asked, request),
        "gates": [(gate.code, named(gate), gate.code == asked.span.gate) for gate in gates_in(request.actor.offices)],
        "time": _chart(time_code, asked), "hour": _chart("hour", asked), "stages": _stages(asked), "channels": _channels(asked),
        "tables": [_chart(code, asked) for code in BROKEN_DOWN], "here": asked.query(),
        "sees_queue": request.actor.is_any(*LOOKS),
        "sees_goods": request.actor.is_any(*(set(READERS) - {"ministry"})),
    }
    return render(request, "leader/statistics.html", context)


def _title(asked: Asked) -> str:
    first, last = asked.span.first, asked.span.last
    if asked.length == "day":
        return day(first)
    return f"{first:%Y}" if asked.length == "year" else f"{short_day(first)} – {day(last)}"


def _later(asked: Asked, request: HttpRequest) -> str:
    following = asked.span.last + timedelta(days=1)
    return asked.query(on=following.isoformat()) if following <= at_gate(request.at).date() else ""


def said(code: str, value: Any) -> str:
    """One value of a first column in the reader's words."""
    if code in ("regime", "case"):
        return words.choice(code, str(value))
    if code == "nationality":
        return words.country(str(value))
    if code == "channel":
        return say(CHANNELS.get(str(value), str(value) or "–"))
    if code == "stages":
        return say(STAGE_WORDS[value])
    if code == "gate":
        return named(gate) if (gate := gate_by_code(str(value))) else str(value)
    return str(value)


def heads(table: Table) -> list[str]:
    """The names of the columns."""
    return [say(name) for _code, name in table.columns]


def label(code: str, value: str) -> str:
    """What stands under a bar: the hour, the day of the month, the month."""
    return {"hour": lambda: str(int(value)), "day": lambda: str(int(value[-2:])), "month": lambda: str(int(value[-2:]))}.get(code, lambda: value)()


def _chart(code: str, asked: Asked) -> dict[str, Any]:
    """One traffic statistic: figures for the chart, rows for its table, links to the cases."""
    table = statistic(code, asked.span)
    rows = [(said(code, row[0]), *row[1:]) for row in table.rows]
    total = sum(row[3] for row in table.rows)
    peak = max(table.rows, key=lambda row: row[3], default=None)
    says = _("%(title)s: %(n)s in all, most in %(peak)s") % {
        "title": say(STATISTICS[code].title), "n": number(total), "peak": said(code, peak[0]) if peak else "–"}
    return {
        "code": code, "title": say(STATISTICS[code].title), "heads": heads(table), "rows": rows, "says": says, "total": total,
        "labels": [label(code, str(row[0])) for row in table.rows], "out": [row[1] for row in table.rows],
        "into": [row[2] for row in table.rows], "both": [row[3] for row in table.rows],
        "links": [{"words": row[0], "out": row[1], "into": row[2], "both": row[3], "share": 100 * row[3] / total if total else 0,
                   "query": asked.query(by=code, value=raw[0])} for row, raw in zip(rows[:SHOWN_ROWS], table.rows, strict=False)],
        "rest": max(0, len(rows) - SHOWN_ROWS),
    }


def _stages(asked: Asked) -> dict[str, Any]:
    """Median and 90th percentile of each stage, in minutes."""
    table = statistic("stages", asked.span)
    rows = [(said("stages", row[0]), *(float(v) if v is not None else 0.0 for v in row[1:])) for row in table.rows]
    slowest = max(rows, key=lambda row: row[2], default=None)
    says = _("Time per stage; the longest median is %(stage)s") % {"stage": slowest[0] if slowest else "–"}
    return {"code": "stages", "title": say(STATISTICS["stages"].title), "heads": heads(table), "rows": rows, "says": says,
            "bars": [(row[0], row[2], row[3]) for row in rows]}


def _channels(asked: Asked) -> dict[str, Any]:
    """How declarations were spread over the channels, and how long each took."""
    rows = behind.channels(asked.span)
    total = sum(row[1] for row in rows)
    x, shares = 0.0, []
    for code, count, _minutes, _late in rows:
        wide = 100 * count / total
        shares.append({"code": code, "x": f"{x:.1f}", "wide": f"{max(0.0, wide - 0.3):.1f}", "words": said("channel", code),
                       "share": wide})
        x += wide
    says = ", ".join(f"{share['words']} {share['share']:.0f} %" for share in shares)
    return {"rows": [(said("channel", code), count, minutes, late) for code, count, minutes, late in rows], "total": total, "shares": shares,
            "says": says, "title": _("Channels of the declarations")}


@allow(*READERS)
@require_GET
def as_table(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """One statistic as a file."""
    if code not in STATISTICS or kind not in KINDS:
        raise Http404(code)
    asked = asked_for(request)
    table = statistic(code, asked.span)
    rows: Sequence[Sequence[Any]] = [[said(code, row[0]), *(float(v) if v is not None and not isinstance(v, int) else v for v in row[1:])]
                                     for row in table.rows]
    return file_answer(kind, say(STATISTICS[code].title), heads(table), [list(row) for row in rows],
                       f"thong-quan-{code}-{asked.span.first:%Y%m%d}-{asked.span.last:%Y%m%d}")


@allow(*READERS)
@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """The crossings behind one row of a statistic."""
    asked, code, value = asked_for(request), request.GET.get("by", ""), plain(request.GET.get("value", ""))
    if code not in STATISTICS or code == "stages":
        raise Http404(code)
    way = request.GET.get("way", "")
    way = way if way in ("out", "in") else ""
    rows = behind.cases(code, value, asked.span, way=way)
    if request.GET.get("kind") in KINDS:
        return _cases_file(request, asked, code, value, rows)
    context = {
        "asked": asked, "rows": [_case(row) for row in rows],
        "title": say(STATISTICS[code].title), "value": said(code, value), "period": _title(asked),
        "back": asked.query(), "here": asked.query(by=code, value=value, way=way), "way": way,
        "directions": [("", _("Both directions")), ("out", _("Outward")), ("in", _("Inward"))], "plain": asked.query(by=code, value=value),
    }
    return render(request, "leader/cases.html", context)


def _cases_file(request: HttpRequest, asked: Asked, code: str, value: str, rows: list[dict[str, Any]]) -> HttpResponse:
    names = [_("Number"), _("Plate"), _("Company"), _("Regime"), _("Case"), _("Channel of checking"), _("Gate"), _("Leg"), _("Direction"), _("Lane"),
             _("Arrived"), _("Crossed")]
    table = [[row["number"], row["plate"], row["company"], words.choice("regime", row["regime"]), words.choice("case", row["case"]),
              said("channel", row["channel"]), _gate_words(row), row["leg"], _("Outward") if row["direction"] == "out" else _("Inward"), row["lane"],
              _local(row["arrived_at"]), _local(row["crossed_at"])] for row in rows]
    return rows_answer(request, request.GET["kind"], f"{say(STATISTICS[code].of)} {said(code, value)}", names, table,
                       f"thong-quan-cases-{asked.span.first:%Y%m%d}")


def _case(row: dict[str, Any]) -> dict[str, Any]:
    """One crossing of the list, in words."""
    way = _("Outward") if row["direction"] == "out" else _("Inward")
    return {**row, "way": way, "regime_words": words.choice("regime", row["regime"]), "gate_words": _gate_words(row), "short": f"{row['number'] or ''}"}


def _gate_words(row: dict[str, Any]) -> str:
    """The gate of a case in the reader's language."""
    return str(row.get(f"name_{tongue()}") or row["name_vi"])


def _local(moment: Any) -> Any:
    return at_gate(moment).replace(tzinfo=None) if moment else None
