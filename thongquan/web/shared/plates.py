"""The number plate as an object: its country, its print, the signs that differ."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from thongquan.core.plates import country_guess, pretty

COUNTRIES = {"VN": "Việt Nam", "CN": "中国", "LA": "ລາວ", "KH": "កម្ពុជា"}
TONGUES = {"CN": "zh-Hans", "LA": "lo", "KH": "km"}
SIZES = {"": "", "l": " plate-l", "xl": " plate-xl"}


def signs(text: str, other: str) -> list[tuple[str, bool]]:
    """Each sign of a printed plate, and whether the other reading has a different one there."""
    if not other or len(text) != len(other):
        return [(text, False)]
    return [(sign, sign != beside) for sign, beside in zip(text, other, strict=True)]


def plate_html(key: str, country: str = "", size: str = "", other: str = "", bare: bool = False,
               as_typed: bool = False) -> SafeString:
    """A plate as it is painted; `other` is a second reading whose differing signs are marked.

    `bare` leaves out the country, as on the wall board; `as_typed` leaves the text alone, for what has no pattern.
    """
    country = country or country_guess(key)
    text = key if as_typed else pretty(key, country)
    beside = pretty(other, country) if other else ""
    marked = format_html_join("", "{}", (
        (format_html("<mark>{}</mark>", sign) if differs else sign,) for sign, differs in signs(text, beside)
    ))
    lang = format_html(' lang="{}"', TONGUES[country]) if country in TONGUES else ""
    nation = "" if bare or not country else format_html(
        '<abbr title="{}">{}</abbr>', COUNTRIES.get(country, country), country)
    return format_html('<span class="plate{}"{}>{}<span>{}</span></span>', SIZES[size], lang, nation, marked)


def rig_html(vehicle: Any, size: str = "") -> SafeString:
    """A vehicle with its trailers; trailers are keys or `{plate, country}`. Craft and masked plates have no pattern."""
    country, masked = getattr(vehicle, "country", ""), getattr(vehicle, "masked", False)
    rows = [(plate_html(vehicle.plate, country, size, as_typed=masked or getattr(vehicle, "mode", "") == "waterway"),)]
    for trailer in getattr(vehicle, "trailers", None) or ():
        if isinstance(trailer, str):
            rows.append((plate_html(trailer, "", size, as_typed=masked),))
        elif isinstance(trailer, dict):
            rows.append((plate_html(trailer.get("plate", ""), trailer.get("country", ""), size),))
        else:
            rows.append((plate_html(trailer.plate, trailer.country, size),))
    return format_html('<span class="rig">{}</span>', format_html_join("", "{}", rows))
