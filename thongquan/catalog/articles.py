"""The index of law articles we cite, each with its title in our own words."""

from __future__ import annotations

import re

from thongquan.catalog.tables import document

#: article id of the codified law (Pháp điển) -> {"law": …, "title": …}
ARTICLES: dict[str, dict[str, str]] = document("articles")

_PLACE = re.compile(r"Điều (26\.2\.\S+)")


def article_of(place: str) -> str:
    """The article id within `Điều 26.2.NĐ.3.81 khoản 2`; empty when there is none."""
    found = _PLACE.match(place)
    return found[1] if found else ""


def find(place: str) -> dict[str, str] | None:
    """The index entry a citation resolves to."""
    return ARTICLES.get(article_of(place))
