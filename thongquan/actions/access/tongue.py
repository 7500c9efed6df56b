"""The language a person chose: his notices come in it, and his next browser begins in it."""

from __future__ import annotations

from thongquan.core.actor import Actor
from thongquan.core.refused import Refused
from thongquan.core.words import LANGUAGES
from thongquan.models import User


def speak(language: str, *, by: Actor) -> None:
    """Keep the person's choice; a machine or a stranger has none."""
    if language not in LANGUAGES:
        raise Refused("FRM-04", "/language")
    if by.id is not None and by.language != language:
        User.objects.filter(pk=by.id).update(language=language)
