"""A circuit breaker: after some failures in a row wait, try once, close again on success."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

#: failures in a row that open the circuit, and how long it then stays open
FAILURES = 3
PAUSE = timedelta(seconds=30)
#: each further failure doubles the pause up to this
LONGEST = timedelta(minutes=10)


@dataclass(frozen=True)
class Circuit:
    """How a link stands: failures in a row, and until when it is left alone (None while it is closed)."""

    failures: int = 0
    open_until: datetime | None = None

    @property
    def closed(self) -> bool:
        return self.open_until is None

    def may_try(self, at: datetime) -> bool:
        """Whether a call may go out: the circuit is closed, or its pause is over and one call may probe."""
        return self.open_until is None or at >= self.open_until

    def failed(self, at: datetime) -> Circuit:
        """After a call without an answer."""
        failures = self.failures + 1
        if failures < FAILURES:
            return replace(self, failures=failures)
        pause = min(PAUSE * 2 ** min(failures - FAILURES, 10), LONGEST)
        return Circuit(failures, at + pause)

    def answered(self) -> Circuit:
        """After a call that was answered."""
        return Circuit()
