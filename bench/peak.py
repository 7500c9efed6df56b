"""A peak hour in a minute: 400 vehicles declared, accepted, scanned, ticked and crossed while people look at pages."""

from __future__ import annotations

import asyncio
import json
import random
import time
import uuid
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bench.trips import answers
from bench.wire import percentile, post

#: moments between the steps of one vehicle, in seconds
STEP = (1.0, 4.0)
PAGES = ("/", "/desk/", "/gate/VNMCG1/lanes/", "/gate/VNMCG1/wall/", "/trade/", "/trade/trips/")
VISITORS = {"/trade": "huong", "/desk": "ly", "/gate": "sang"}
PAGES_A_SECOND = 5.0
FIRST = 600_000


@dataclass
class Border:
    """The server's address, everybody's keys and cookies, and what was seen."""

    port: int
    keys: dict[str, str]
    cookies: dict[str, str]
    now: datetime
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: Counter[str] = field(default_factory=Counter)
    idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)

    async def ask(self, kind: str, request: bytes, want: int = 200) -> dict[str, Any]:
        """One request over a connection kept alive; the JSON of its answer, empty for pages."""
        began = time.perf_counter()
        reader, writer = self.idle.pop() if self.idle else await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        fields = {name.lower(): value for name, _, value in (line.partition(": ") for line in head.split("\r\n"))}
        body = await reader.readexactly(int(fields.get("content-length", 0)))
        self.times[kind].append(time.perf_counter() - began)
        self.idle.append((reader, writer))
        status = int(head[9:12])
        if status != want:
            self.wrong[f"{kind} {status} {body[:160].decode(errors='replace') if kind != 'page' else ''}"] += 1
        return json.loads(body) if fields.get("content-type", "").startswith("application/") and body else {}

    async def vehicle(self, n: int, wait: float) -> None:
        """One vehicle from its declaration to the other side."""
        await asyncio.sleep(wait)
        told = await self.ask("declare", post("/api/v1/declarations", answers(FIRST + n, self.now + timedelta(hours=1)), self.keys["huong"],
                                              Idempotency_Key=str(uuid.uuid4())), 201)
        self.done["declared"] += 1
        if "number" not in told or told.get("lane") == "physical":
            return
        await between()
        where = f"/api/v1/declarations/{told['number']}"
        await self.ask("accept", post(f"{where}/accept", {}, self.keys["ly"]))
        digits = (await self.ask("pass", get(f"{where}/passes", f"Authorization: Bearer {self.keys['huong']}")))["passes"][0]["digits"]
        await between()
        await self.ask("yard", self.scan(digits, 7))
        await between()
        await self.ask("tick", post(f"{where}/legs/1/ticks/border_guard", {}, self.keys["den"]).replace(b"POST", b"PUT", 1))
        await between()
        answer = await self.ask("cross", self.scan(digits, 1))
        self.done["crossed" if answer.get("sign") == "go" else f"not crossed: {answer.get('code')}"] += 1

    def scan(self, digits: str, lane: int) -> bytes:
        """The pass shown at a lane."""
        return post("/api/v1/gate/scans", {"id": str(uuid.uuid4()), "digits": digits, "gate": "VNMCG1", "lane": lane, "device": "bench"},
                    self.keys["sang"])

    async def looking(self, until: float) -> None:
        """People who open pages."""
        while time.monotonic() < until:
            page = random.choice(PAGES)
            who = next((name for area, name in VISITORS.items() if page.startswith(area)), "")
            await self.ask("page", get(page, *([f"Cookie: {self.cookies[who]}"] if who else [])))
            await asyncio.sleep(random.expovariate(PAGES_A_SECOND / 2))


async def between() -> None:
    """The time a vehicle takes from one step to the next."""
    await asyncio.sleep(random.uniform(*STEP))


def get(path: str, *headers: str) -> bytes:
    """One GET as its bytes."""
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: localhost", "Accept: text/html", *headers, "", ""]).encode()


async def played(border: Border, vehicles: int, seconds: float) -> dict[str, Any]:
    """The whole minute: its figures by kind of act."""
    began = time.monotonic()
    last = seconds - 4 * STEP[1] if seconds > 30 else seconds / 2
    journeys = [border.vehicle(n, n * last / vehicles) for n in range(vehicles)]
    await asyncio.gather(*journeys, *(border.looking(began + seconds) for _ in range(2)))
    all_times = [one for times in border.times.values() for one in times]
    return {
        "vehicles": vehicles, "seconds": round(time.monotonic() - began, 1), "requests": len(all_times), **border.done,
        "p50_ms": percentile(all_times, 0.5), "p99_ms": percentile(all_times, 0.99), "errors": sum(border.wrong.values()),
        "kinds": {kind: {"requests": len(times), "p50_ms": percentile(times, 0.5), "p99_ms": percentile(times, 0.99)}
                  for kind, times in sorted(border.times.items())},
    } | ({"wrong": dict(border.wrong.most_common(5))} if border.wrong else {})


def peak(border: Border, vehicles: int, seconds: float) -> dict[str, Any]:
    """`played`, for callers without a loop."""
    return asyncio.run(played(border, vehicles, seconds))
