"""Short things the desk's pages say: toasts, the shift so far, where the day began."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from thongquan.core.actor import Actor
from thongquan.queries.crossing import desk
from thongquan.web.shared.clock import at_gate
from thongquan.web.shared.telling import note
from thongquan.web.shared.templatetags.tq import CHANNELS

__all__ = ["CHANNELS", "midnight", "note", "shift"]


def midnight(at: datetime, gate: Any = None) -> datetime:
    """When the local day of this moment began."""
    return at_gate(at, gate).replace(hour=0, minute=0, second=0, microsecond=0)


def shift(by: Actor, at: datetime) -> dict[str, Any]:
    """What this officer has done today."""
    done, median = desk.shift(by, midnight(at))
    return {"done": done, "median": median}
