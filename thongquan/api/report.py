"""Statistics for machines: the same tables as the pages."""

from __future__ import annotations

from datetime import date, timedelta

from thongquan.api import bodies
from thongquan.api.call import Call, Reply
from thongquan.api.endpoint import Endpoint
from thongquan.api.shapes import Column, ReportShown
from thongquan.core.refused import Finding, NotFound, RulesBroken
from thongquan.core.words import Words
from thongquan.queries.report import STATISTICS, Span, statistic

LONGEST = timedelta(days=1100)
FIRST = date(2000, 1, 1)


def report(call: Call) -> Reply:
    """One statistic over a span of local days."""
    code = call.path["code"]
    if code not in STATISTICS:
        raise NotFound("GEN-404")
    first, last, gate = call.query["first"], call.query["last"], call.query.get("gate", "")
    if not (FIRST <= first <= last <= date(2100, 1, 1) and last - first <= LONGEST):
        raise RulesBroken([Finding("ACC-11", "/last")])
    table = statistic(code, Span(first, last, gate))
    shown = [Column(name, words.say(call.language)) for name, words in table.columns]
    rows = [[float(cell) if hasattr(cell, "as_tuple") else cell for cell in row] for row in table.rows]
    return Reply(ReportShown(code, STATISTICS[code].title.say(call.language), first, last, gate or None, shown, rows))


ENDPOINTS = (
    Endpoint("GET", "reports/{code}", "get_report", Words("Một bảng thống kê", "A statistic", "统计表"), report, ReportShown, "reports",
             scope="reports:read", query=bodies.REPORT_QUERY),
)
