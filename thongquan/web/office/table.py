"""A list as people work with it: found by words, ordered, a page at a time, or a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse

from thongquan.core.search import fold
from thongquan.exchange.formats.table import KINDS
from thongquan.web.shared.clock import at_gate
from thongquan.web.shared.files import file_answer, rows_answer

ON_A_PAGE = 50


@dataclass(frozen=True)
class Column:
    """One column: its head, what it shows of a row, and how (text, code, moment, day, number, tag, plate)."""

    key: str
    label: Any
    of: Callable[[Any], Any]
    kind: str = "text"
    href: Callable[[Any], str] | None = None
    ground: Callable[[Any], tuple[str, str]] | None = None


@dataclass
class Cell:
    """One value with its column."""

    column: Column
    value: Any
    href: str
    ground: str = ""
    sign: str = ""


@dataclass
class Listed:
    """The table of a page: heads with their links, rows of cells, the rest of the address.

    `plain`: nothing of a person or a case stands in it, so anybody who sees it takes it as a file.
    """

    name: str
    columns: Sequence[Column]
    rows: list[Any]
    request: HttpRequest
    acts: str = ""
    kept: dict[str, str] = field(default_factory=dict)
    plain: bool = False

    def __post_init__(self) -> None:
        asked = self.request.GET
        self.text = asked.get("q", "")[:80].replace("\x00", "")
        wanted = asked.get("sort", "")
        self.down = wanted.startswith("-")
        self.sort = next((c for c in self.columns if c.key == wanted.removeprefix("-")), None)
        found = self._found()
        if self.sort is not None:
            by = self.sort.of
            found = sorted(found, key=lambda row: sortable(by(row)), reverse=self.down)
        self.found = found
        self.page = Paginator(found, ON_A_PAGE).get_page(asked.get("page"))

    def _found(self) -> list[Any]:
        words = fold(self.text).split()
        if not words:
            return list(self.rows)
        return [row for row in self.rows if all(word in self._line(row) for word in words)]

    def _line(self, row: Any) -> str:
        return fold(" ".join(str(c.of(row) or "") for c in self.columns if c.kind in ("text", "code", "tag", "plate")))

    def query(self, **other: Any) -> str:
        """The address of the same list with something changed."""
        now = {**self.kept, "q": self.text, "sort": self.request.GET.get("sort", "")}
        return urlencode({key: value for key, value in {**now, **other}.items() if value})

    @property
    def heads(self) -> list[dict[str, Any]]:
        """Each head with the link that orders by it, and how the list is ordered now."""
        heads = []
        for column in self.columns:
            current = self.sort is column
            turned = f"-{column.key}" if current and not self.down else column.key
            heads.append({"label": column.label, "kind": column.kind, "query": self.query(sort=turned),
                          "order": ("descending" if self.down else "ascending") if current else ""})
        return heads

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The rows of this page."""
        return [{"row": row, "cells": [self._cell(column, row) for column in self.columns]} for row in self.page]

    def _cell(self, column: Column, row: Any) -> Cell:
        ground, sign = column.ground(row) if column.ground else ("", "")
        return Cell(column, column.of(row), column.href(row) if column.href else "", ground, sign)

    @property
    def older(self) -> str:
        return self.query(page=self.page.next_page_number()) if self.page.has_next() else ""

    @property
    def newer(self) -> str:
        return self.query(page=self.page.previous_page_number()) if self.page.has_previous() else ""

    @property
    def file_query(self) -> str:
        return self.query(file="csv")

    def file(self) -> HttpResponse | None:
        """The whole list as CSV when the address asks for it; nothing otherwise."""
        kind = self.request.GET.get("file", "")
        if kind not in KINDS:
            return None
        heads = [str(column.label) for column in self.columns]
        table = [[plain(column.of(row)) for column in self.columns] for row in self.found]
        name = f"thong-quan-{self.name}"
        return file_answer(kind, self.name, heads, table, name) if self.plain else rows_answer(self.request, kind, self.name, heads, table, name)


def sortable(value: Any) -> tuple[int, Any]:
    """Values in an order of their own kind; what is missing comes last."""
    if value is None or value == "":
        return (3, "")
    if isinstance(value, bool | int | float):
        return (0, value)
    if isinstance(value, datetime):
        return (1, value.timestamp())
    if isinstance(value, date):
        return (1, value.toordinal())
    return (2, fold(str(value)))


def plain(value: Any) -> Any:
    """A value for a file: moments on the gate's clock, everything unusual as text."""
    if isinstance(value, datetime):
        return at_gate(value).replace(tzinfo=None)
    return value if value is None or isinstance(value, date | int | float | str) else str(value)
