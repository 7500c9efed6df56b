"""A sentence in the product's three languages, with holes for its values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LANGUAGES = ("vi", "en", "zh")


@dataclass(frozen=True)
class Words:
    """One sentence in Vietnamese, English and simplified Chinese."""

    vi: str
    en: str
    zh: str

    def say(self, language: str, values: Mapping[str, Any] | None = None) -> str:
        """The sentence in `language` (`vi`, `en`, `zh`, or a tag such as `zh-hans`), holes filled."""
        text: str = getattr(self, language[:2], self.vi)
        return text.format(**values) if values else text
