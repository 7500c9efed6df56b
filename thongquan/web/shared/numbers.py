"""Figures as people of each language read them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from thongquan.core.units import UNITS
from thongquan.web.shared.tongue import say, tongue

#: where the marks of thousands stand in a run of digits
THOUSANDS = re.compile(r"(?<=\d)(?=(?:\d{3})+$)", re.ASCII)


def number(value: float, places: int | None = None) -> str:
    """`1.234.567,5` in Vietnamese, `1,234,567.5` elsewhere; without `places`, as many as it has, at most two."""
    if places is None:
        places = 0 if float(value).is_integer() else len(f"{value:.2f}".rstrip("0").partition(".")[2])
    text = f"{value:,.{places}f}"
    return text.translate(str.maketrans(",.", ".,")) if tongue() == "vi" else text


def dong(value: float) -> str:
    """An amount of money: `1.234.567 ₫`."""
    return f"{number(value, 0)}\u00a0₫"


def billions(value: float) -> str:
    """An amount of money in billions of đồng: three figures where it is small, one where it is large."""
    return number(value / 1e9, 3 if abs(value) < 1e10 else 1)


def figure(value: Any) -> str:
    """A figure that was kept as text or number, a dash for none: `14.456`."""
    return "–" if value in (None, "") else number(float(value))


def amount(line: Mapping[str, Any]) -> tuple[str, str]:
    """The quantity of a kept line and its unit in words."""
    unit = UNITS.get(str(line.get("unit") or ""))
    return figure(line.get("quantity")), say(unit.words) if unit else str(line.get("unit") or "")


def parted(text: str) -> str:
    """A figure as it stands in its box, as it is read: `272540,01` is `272.540,01`; any other text stays."""
    point, mark = (",", ".") if tongue() == "vi" else (".", ",")
    whole, sign, rest = text.partition(point)
    plain = text.isascii() and whole.isdecimal() and (rest.isdecimal() or not sign) and not whole.startswith("00")
    return THOUSANDS.sub(mark, whole) + sign + rest if plain else text


def grouped(value: object, pattern: str = "4-4-4") -> str:
    """Digits in groups with thin gaps, as `1081 2345 671`; `pattern` gives the lengths, the rest follows."""
    text, out = str(value), []
    for length in (int(part) for part in pattern.split("-")):
        out.append(text[:length])
        text = text[length:]
    return "\u00a0".join(part for part in [*out, text] if part)
