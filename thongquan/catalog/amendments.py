"""An administration's own dated lines of law, as it writes them in a file: read and judged."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from thongquan.catalog.law import LAW, Law, Parameter
from thongquan.catalog.tax_law import TAX_LAW

NAMES = {"key", "value", "since", "citation", "believed"}
#: what a file can say; tables and lists of codes come with releases and imports
PLAIN = (bool, int, Decimal, str)


#: shares are parts of a whole
MOST = {"%": 100, "per cent": 100, "per 1,000": 1_000, "per 10,000": 10_000}


class BadAmendment(ValueError):
    """A line that cannot be taken; the text says which and why."""


def amendments(text: str) -> list[tuple[Law, Parameter]]:
    """The lines of a file of `[[setting]]` tables, each with the law that it belongs to. BadAmendment names the first fault."""
    try:
        whole = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as broken:
        raise BadAmendment(f"no TOML: {broken}") from broken
    rows = whole.get("setting", [])
    if set(whole) - {"setting"} or not isinstance(rows, list):
        raise BadAmendment("only [[setting]] tables are read")
    return sorted(_lines(rows), key=lambda pair: pair[1].since)


def _lines(rows: list[Any]) -> Iterator[tuple[Law, Parameter]]:
    for n, row in enumerate(rows, 1):
        if not isinstance(row, dict) or set(row) - NAMES or not NAMES - {"believed"} <= set(row):
            raise BadAmendment(f"setting {n}: key, value, since and citation are told, and believed where no text proves it")
        key, value, since, citation = row["key"], row["value"], row["since"], row["citation"]
        law = next((law for law in (LAW, TAX_LAW) if key in law.lines), None)
        if law is None:
            raise BadAmendment(f"setting {n}: no key {key!r}; without this file `thongquan law` names them all")
        last = law.lines[key][-1]
        if not isinstance(last.value, PLAIN):
            raise BadAmendment(f"setting {n}: {key} is a table and does not come from this file")
        if type(value) is not type(last.value) and not (isinstance(last.value, Decimal) and type(value) is int):
            raise BadAmendment(f"setting {n}: {key} is {type(last.value).__name__}, such as {last.value}")
        if not isinstance(value, str) and value < 0:
            raise BadAmendment(f"setting {n}: {key} is never below 0")
        if not isinstance(value, str) and value > MOST.get(last.unit, value):
            raise BadAmendment(f"setting {n}: {key} is at most {MOST[last.unit]} {last.unit}")
        if type(since) is not date or not isinstance(citation, str) or not citation.strip():
            raise BadAmendment(f"setting {n}: since is a day such as 2027-01-01, and the citation says which text orders it")
        yield law, Parameter(key, type(last.value)(value), last.unit, since, citation.strip(), believed=bool(row.get("believed", False)))


def amend(text: str) -> int:
    """Takes the lines into the law of this process; how many. Nothing is taken when one of them cannot be."""
    found = amendments(text)
    before = [(law, dict(law.lines)) for law in (LAW, TAX_LAW)]
    try:
        for law, line in found:
            law.amend(line)
    except ValueError as refused:
        for law, lines in before:
            law.lines = lines
        raise BadAmendment(str(refused)) from refused
    return len(found)
