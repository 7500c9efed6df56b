"""One step of a calculation, said in three languages with its figures in the local form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from thongquan.core.words import Words

_MARKS = {"vi": (".", ","), "en": (",", "."), "zh": (",", ".")}


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence and the figures of its holes; `say` writes both in one language."""

    words: Words
    values: Mapping[str, Any] = field(default_factory=dict)

    def say(self, language: str) -> str:
        """The step as a person of `language` reads it."""
        short = language[:2]
        return self.words.say(short, {name: figure(value, short) for name, value in self.values.items()})

    def plain(self) -> dict[str, str]:
        """The step in every language, to store or send."""
        alike = {name: figure(value, "en") for name, value in self.values.items()}  # Chinese writes its figures as English does
        chinese = alike if not any(isinstance(value, Words) for value in self.values.values()) else {
            name: figure(value, "zh") for name, value in self.values.items()}
        return {"vi": self.say("vi"), "en": self.words.say("en", alike), "zh": self.words.say("zh", chinese)}


def figure(value: Any, language: str) -> str:
    """A number with the marks of the language, a day as it is written there, words in that language."""
    if isinstance(value, Words):
        return value.say(language)
    if isinstance(value, Decimal):
        return number(value, language)
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}" if language == "vi" else value.isoformat()
    return str(value)


@lru_cache(maxsize=8192)
def number(value: Decimal, language: str) -> str:
    """`1.234.567,5` in Vietnamese, `1,234,567.5` elsewhere; no zeros after the last decimal."""
    thousands, point = _MARKS.get(language, _MARKS["en"])
    whole, _, rest = format(value, ",f").partition(".")
    rest = rest.rstrip("0")
    return whole.replace(",", thousands) + (point + rest if rest else "")
