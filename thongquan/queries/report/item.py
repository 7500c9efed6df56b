"""One thing that waits for a decision of a head or an administrator."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from thongquan.models import VehicleDeclaration

MOST = 100


@dataclass(frozen=True)
class Item:
    """One thing to decide: its kind, the row it is about, the declaration, since when it waits, until when it is good."""

    kind: str
    pk: Any
    since: datetime
    row: VehicleDeclaration | None = None
    until: datetime | None = None
    values: dict[str, Any] = field(default_factory=dict)
