"""The language of this answer, and the words of things that carry their own three languages."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language

from thongquan.core import citing
from thongquan.core.digits import natural
from thongquan.core.vehicle import INWARD
from thongquan.core.words import Words
from thongquan.models import Gate, Unit

#: tag of the address and the html element, what the header shows, what a screen reader says
TONGUES = (("vi", "VI", "Tiếng Việt"), ("en", "EN", "English"), ("zh-hans", "中文", "简体中文"))
CODES = frozenset(code for code, _, _ in TONGUES)


def tongue() -> str:
    """The active language as the core names it: `vi`, `en` or `zh`."""
    return (get_language() or "vi")[:2]


def html_lang(code: str = "") -> str:
    """The `lang` attribute of a language: Chinese says which script it is written in."""
    code = code or get_language() or "vi"
    return "zh-Hans" if code.startswith("zh") else code[:2]


def say(words: Words | str | None, **values: Any) -> str:
    """Words in the active language, holes filled; a plain text stays as it is."""
    if words is None:
        return ""
    return words.say(tongue(), values or None) if isinstance(words, Words) else str(words)


def named(thing: Any, stem: str = "name") -> str:
    """A thing's own name in the active language (`name_vi`, `name_en`, `name_zh`), else the Vietnamese."""
    own = getattr(thing, f"{stem}_{tongue()}", "")
    return own or getattr(thing, f"{stem}_vi", "") or str(thing)


def office_named(text: str) -> str:
    """An office that the log names in Vietnamese, in the reader's language."""
    office = Unit.objects.filter(name_vi=text).first() if text and tongue() != "vi" else None
    return named(office) if office else text


def cited(text: str) -> str:
    """A citation of the law in the reader's language."""
    return citing.cited(text, tongue())


def gate_named(text: str) -> str:
    """A gate that a record names by its number or as the law names it, in the reader's language; other words stay."""
    number = natural(text, 4)
    gate = (Gate.objects.filter(name_vi=text) if number is None else Gate.objects.filter(number=number)).first()
    return named(gate) if gate else text


def first_place(gate: Any, direction: str) -> str:
    """Where the gate wants outward vehicles first, in the reader's language."""
    place = gate.report_to if gate and direction != INWARD and isinstance(gate.report_to, dict) else {}
    return str(place.get(tongue()) or place.get("vi") or "")
