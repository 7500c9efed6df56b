"""Statistics: one function and one entry each; page, files and API follow from the table."""

from thongquan.queries.report.figures import STATISTICS, Span, Statistic, Table, statistic

__all__ = ["STATISTICS", "Span", "Statistic", "Table", "statistic"]
