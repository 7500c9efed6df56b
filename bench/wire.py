"""The load: connections kept alive that send prepared requests and take the time of each answer."""

from __future__ import annotations

import asyncio
import json
import pickle
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


def post(path: str, body: Any, key: str, **headers: str) -> bytes:
    """One POST as its bytes on the wire."""
    content = json.dumps(body, ensure_ascii=False).encode()
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    head = (f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(content)}\r\n{more}\r\n")
    return head.encode() + content


@dataclass
class Round:
    """What one round has seen."""

    requests: list[bytes]
    expects: bytes
    deadline: float
    sent: int = 0
    times: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    expected: int = 0
    strange: str = ""

    def next(self) -> bytes | None:
        """The next request, while there is time and there are requests."""
        if time.perf_counter() >= self.deadline or self.sent >= len(self.requests):
            return None
        self.sent += 1
        return self.requests[self.sent - 1]

    def take(self, seconds: float, head: bytes, body: bytes) -> None:
        """One answer."""
        self.times.append(seconds)
        status = head[9:12].decode()
        self.statuses[status] += 1
        if self.expects in body:
            self.expected += 1
        elif not self.strange:
            self.strange = f"{status} {body[:600].decode(errors='replace')}"


class Client(asyncio.Protocol):
    """One connection: a request, its answer, the next request."""

    def __init__(self, round: Round, done: asyncio.Future[None]) -> None:
        self.round, self.done = round, done
        self.buffer = b""
        self.began = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.send()

    def send(self) -> None:
        """The next request, or the end."""
        request = self.round.next()
        if request is None:
            self.transport.close()
            self.end()
            return
        self.began = time.perf_counter()
        self.transport.write(request)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, found, body = self.buffer.partition(b"\r\n\r\n")
        if not found:
            return
        at = head.lower().index(b"content-length:") + 15
        if len(body) < int(head[at:].split(b"\r\n", 1)[0]):
            return
        self.round.take(time.perf_counter() - self.began, head, body)
        self.buffer = b""
        self.send()

    def connection_lost(self, error: Exception | None) -> None:
        self.end()

    def end(self) -> None:
        if not self.done.done():
            self.done.set_result(None)


async def play(port: int, connections: int, round: Round) -> None:
    """All connections at once, until the round is over."""
    loop = asyncio.get_running_loop()
    ends = [loop.create_future() for _ in range(connections)]
    for end in ends:
        await loop.create_connection(lambda end=end: Client(round, end), "127.0.0.1", port)  # type: ignore[misc]
    await asyncio.gather(*ends)


def percentile(times: list[float], share: float) -> float:
    """The time within which this share of the answers came, in milliseconds."""
    return round(sorted(times)[min(len(times) - 1, int(len(times) * share))] * 1000, 2) if times else 0.0


def main() -> None:
    """A process of its own: one order a line, one result a line."""
    for line in sys.stdin:
        order = json.loads(line)
        requests = pickle.loads(Path(order["requests"]).read_bytes())[order["skip"]:]
        began = time.perf_counter()
        one = Round(requests, order["expects"].encode(), began + order["seconds"])
        asyncio.run(play(order["port"], order["connections"], one))
        seconds = time.perf_counter() - began
        print(json.dumps({
            "sent": one.sent, "answered": len(one.times), "expected": one.expected, "seconds": seconds, "rps": one.expected / seconds,
            "p50_ms": percentile(one.times, 0.5), "p99_ms": percentile(one.times, 0.99), "statuses": one.statuses, "strange": one.strange,
        }), flush=True)


@dataclass
class Load:
    """The load process, seen from outside; it goes on where it stopped in each pile of requests."""

    folder: Path
    port: int = 0
    connections: int = 8
    used: Counter[str] = field(default_factory=Counter)

    def __enter__(self) -> Load:
        self.process = subprocess.Popen([sys.executable, "-m", "bench.wire"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        return self

    def __exit__(self, *_: object) -> None:
        self.process.stdin.close()  # type: ignore[union-attr]
        self.process.wait(10)

    def pile(self, name: str, requests: list[bytes]) -> None:
        """Lay requests ready."""
        (self.folder / name).write_bytes(pickle.dumps(requests))

    def run(self, name: str, seconds: float, expects: str, port: int | None = None, connections: int = 0) -> dict[str, Any]:
        """Send from one pile for so long; over so many connections, where another number than usual."""
        order = {"requests": str(self.folder / name), "skip": self.used[name], "seconds": seconds, "expects": expects,
                 "port": port or self.port, "connections": connections or self.connections}
        print(json.dumps(order), file=self.process.stdin, flush=True)
        found: dict[str, Any] = json.loads(self.process.stdout.readline())  # type: ignore[union-attr]
        self.used[name] += found["sent"]
        return found


if __name__ == "__main__":
    main()
