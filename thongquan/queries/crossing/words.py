"""The values that sentences about a declaration need."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from thongquan.core.words import LANGUAGES, Words
from thongquan.models import Gate, VehicleDeclaration


def clock(at: datetime | None, gate: Gate | None) -> str:
    """A moment on the gate's clock, short: `08:00 24/11`."""
    if at is None:
        return ""
    return at.astimezone(ZoneInfo(gate.zone if gate else "Asia/Ho_Chi_Minh")).strftime("%H:%M %d/%m")


def notice_values(declaration: VehicleDeclaration, **more: Any) -> dict[str, Any]:
    """Plate, number, gate, time and due, with what the kind of notice adds."""
    gate = declaration.gate
    return {
        "plate": declaration.plate, "number": declaration.number or "",
        "gate": {"vi": gate.name_vi, "en": gate.name_en, "zh": gate.name_zh} if gate else "",
        "time": clock(declaration.planned_at, gate), "due": clock(declaration.due_back_at, gate),
        "revision": declaration.revision, **more,
    }


def three(words: Words) -> dict[str, str]:
    """Words as notices store them."""
    return {language: words.say(language) for language in LANGUAGES}
