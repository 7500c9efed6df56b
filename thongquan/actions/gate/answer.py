"""What a device sends, and what it gets back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from thongquan.core.gatewords import Verdict


@dataclass(frozen=True)
class ScanRequest:
    """What a device sends: its event id, the digits read or typed, where, and what a camera saw."""

    id: UUID
    digits: str
    gate: str
    lane: int
    device: str = ""
    source: str = "wedge"
    seen_plate: str = ""
    seen_trailer: str = ""
    seconds: int | None = None

    @property
    def seen(self) -> tuple[str, str]:
        """The plates of vehicle and trailer as a camera or an eye read them; empty where nobody looked."""
        return self.seen_plate, self.seen_trailer


@dataclass(frozen=True)
class Answer:
    """The verdict with what the screen shows beside it."""

    verdict: Verdict
    plates: tuple[dict[str, str], ...] = ()
    declaration_id: int | None = None
    number: str = ""
    leg: int | None = None
    event: int | None = None
    leaf: str = ""
    repeated: bool = False
    values: dict[str, Any] = field(default_factory=dict)
