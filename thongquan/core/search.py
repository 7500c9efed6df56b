"""Words as people type them: no accents, no case, no separators."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

SEPARATORS = re.compile(r"[\s.\-·/_,;:]+")


def fold(text: str) -> str:
    """Lower case without Vietnamese accents: `Nguyễn Đức` becomes `nguyen duc`."""
    if text.isascii():
        return text.lower().strip()
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in plain if not unicodedata.combining(c)).lower().strip()


def squeeze(text: str) -> str:
    """Folded and without separators, for plates and numbers: `14C-123.45` becomes `14c12345`."""
    return SEPARATORS.sub("", fold(text))


def searchable(*, names: Iterable[str], codes: Iterable[str]) -> str:
    """One line to search in: folded names, squeezed codes."""
    return " ".join(filter(None, [*(fold(n) for n in names), *(squeeze(c) for c in codes)]))
