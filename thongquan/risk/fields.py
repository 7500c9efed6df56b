"""What is declared of one goods line and what a check found: prediction's columns."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta

#: days are counted from here, in fractions; every store weighs by this origin
ORIGIN = date(2020, 1, 1)
PHYSICAL, DOCUMENT, POST = "physical", "document", "post_clearance"
CHECKS = (PHYSICAL, DOCUMENT, POST)
#: what a finding is about
TYPES = ("value", "classification", "origin", "quantity", "prohibited")
RANDOM, RULE, MODEL = "random", "rule", "model"


@dataclass(frozen=True, slots=True)
class Line:
    """One declared goods line. Weights in kilograms, money in US dollars, rates in per cent; -1: not weighed.

    `at` is the moment of registration in days since `ORIGIN` (see `days`).
    """

    id: str
    at: float
    procedure: str
    office: str
    importer: str
    importer_since: float
    aeo: float
    broker: str
    supplier: str
    supplier_country: str
    hs: str
    goods_token: str
    origin: str
    loading_country: str
    co_form: str
    transport: str
    packages: float
    net_kg: float
    gross_kg: float
    gate_weight_kg: float
    value_usd: float
    duty_rate: float
    tax_usd: float
    licence_required: float


@dataclass(frozen=True, slots=True)
class Result:
    """What a check of a line found. `at` is when it became known, never before the end of the day of the result.

    A line without a result is unchecked, which says nothing; it is never clean.
    """

    id: str
    at: float
    check: str
    found: float
    type: str = ""
    revenue_usd: float = 0.0
    selected_by: str = RULE
    officer: str = ""


TEXTS = tuple(f.name for f in fields(Line) if f.type == "str")
FIGURES = tuple(f.name for f in fields(Line) if f.type == "float")
RESULT_TEXTS = tuple(f.name for f in fields(Result) if f.type == "str")
RESULT_FIGURES = tuple(f.name for f in fields(Result) if f.type == "float")


def days(day: date, hour: float = 0.0) -> float:
    """A moment in days since `ORIGIN`."""
    return (day - ORIGIN).days + hour / 24


def moment(at: float) -> str:
    """Days since `ORIGIN` as people write them."""
    return (datetime.combine(ORIGIN, time()) + timedelta(hours=round(at * 24))).strftime("%Y-%m-%d %H:%M")


#: figures with their units say how much, not what
MEASURED = re.compile(r"\d[\w.,]*")
WORD = re.compile(r"[a-z]{2,}|[㐀-鿿]+")


def token_of(description: str) -> str:
    """The code of a goods description: its first words without accents, figures and order."""
    plain = unicodedata.normalize("NFD", description.lower().replace("đ", "d"))
    words = WORD.findall(MEASURED.sub(" ", "".join(letter for letter in plain if not unicodedata.combining(letter))))
    return "-".join(sorted(dict.fromkeys(words[:4])))
