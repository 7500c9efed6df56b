"""A term as people see it: a ring that fills, the time left in words, its colour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from thongquan.web.shared.clock import span

#: below this much time left a clock turns amber, then red
SOON, NOW = timedelta(hours=1), timedelta(minutes=15)


@dataclass(frozen=True)
class Clock:
    """A term as a ring: words, level ('', check, stop), how much of it has gone, what it is the term of."""

    says: str
    level: str
    gone: float
    of: str


def level_of(left: timedelta) -> str:
    """The colour of a clock."""
    return "stop" if left < NOW else "check" if left < SOON else ""


def running(left: timedelta, whole: timedelta, of: str) -> Clock:
    """A term that runs: what is left of the whole, or how long it is over."""
    gone = min(1.0, max(0.0, 1 - left / whole)) if whole else 1.0
    says = _("%(time)s over") % {"time": span(-left)} if left < timedelta() else span(left)
    return Clock(says, level_of(left), gone, of)


def until(end: datetime, whole: timedelta, at: datetime, of: str) -> Clock:
    """A term that ends at a moment."""
    return running(end - at, whole, of)
