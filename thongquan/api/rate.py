"""How many calls a key or an address may make: a bucket that fills again steadily."""

from __future__ import annotations

import math
import threading
import time
from dataclasses import dataclass, field

MOST_BUCKETS = 20_000


@dataclass
class Buckets:
    """One bucket for each caller, in this process; `burst` calls at once, then `rate` a second."""

    rate: float
    burst: float
    level: dict[str, tuple[float, float]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, caller: str) -> int:
        """One call: 0 when it may go on, else the seconds to wait."""
        return self._wait(caller, spend=1)

    def spent(self, caller: str) -> int:
        """The seconds to wait before `take` would let the next call on; nothing is counted."""
        return self._wait(caller, spend=0)

    def _wait(self, caller: str, spend: int) -> int:
        now = time.monotonic()
        with self.lock:
            tokens, since = self.level.get(caller, (self.burst, now))
            tokens = min(self.burst, tokens + (now - since) * self.rate)
            if len(self.level) >= MOST_BUCKETS:
                self.level.clear()
            enough = tokens >= 1
            self.level[caller] = (tokens - spend if enough else tokens, now)
        return 0 if enough else math.ceil((1 - tokens) / self.rate)
