"""How often a caller may come: a bucket that fills again steadily."""

from __future__ import annotations

import ipaddress
import math
import threading
from dataclasses import dataclass, field
from datetime import datetime

MOST_BUCKETS = 20_000
#: what floating numbers lose
TINY = 1e-9
#: one subscriber's network in IPv6; a single address there says nothing about who comes
SUBSCRIBER = 64


@dataclass
class Buckets:
    """One bucket for each caller, in this process; `burst` calls at once, then `rate` a second."""

    rate: float
    burst: float
    level: dict[str, tuple[float, float]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, caller: str, at: datetime) -> int:
        """One call at this moment: 0 when it may go on, else the seconds to wait."""
        return self._wait(caller, at.timestamp(), spend=1)

    def spent(self, caller: str, at: datetime) -> int:
        """The seconds to wait before `take` would let the next call on; nothing is counted."""
        return self._wait(caller, at.timestamp(), spend=0)

    def _wait(self, caller: str, now: float, spend: int) -> int:
        with self.lock:
            tokens, since = self.level.get(caller, (self.burst, now))
            tokens = min(self.burst, tokens + max(0.0, now - since) * self.rate)
            if len(self.level) >= MOST_BUCKETS:
                self.level.clear()
            enough = tokens >= 1 - TINY
            self.level[caller] = (tokens - spend if enough else tokens, now)
        return 0 if enough else math.ceil(round((1 - tokens) / self.rate, 6))


def client_address(peer: str, forwarded: str, proxies: int) -> str:
    """Who calls: the peer, or behind `proxies` trusted ones what the outermost of them wrote in X-Forwarded-For.

    What stands further left in the header was sent by the client and is believed by nobody. IPv6 is cut to the
    subscriber's network.
    """
    told = [part.strip() for part in forwarded.split(",") if part.strip()]
    text = told[-proxies] if 0 < proxies <= len(told) else peer
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return text[:60]
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is None:
        return str(ipaddress.ip_network((address, SUBSCRIBER), strict=False))
    return str(getattr(address, "ipv4_mapped", None) or address)
