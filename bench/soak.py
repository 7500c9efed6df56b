"""Hours of the demo while people look on: what memory each part takes as time goes by."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

from bench.laboratory import say
from bench.peak import Border
from bench.taken import memory

#: the first start learns and fills its caches before growth is counted
WARM_MINUTES, SAMPLE_SECONDS = 15.0, 60.0


def soak(border: Border, hours: float, supervisor: int, home: Path) -> dict[str, Any]:
    """The demo's own traffic and two people who open pages for so many hours; growth is the slope after the warm-up.

    Counted is what the processes made themselves: the share of their files moves with whatever else runs on the machine.
    """
    samples: list[tuple[float, dict[str, float]]] = []
    began = time.monotonic()

    async def watched() -> None:
        while (since := time.monotonic() - began) < hours * 3600:
            samples.append((since / 3600, memory(supervisor, home, "Pss_Anon")))
            say(f"{since / 60:.0f} min: {samples[-1][1]}")
            await asyncio.sleep(SAMPLE_SECONDS)

    async def whole() -> None:
        await asyncio.gather(watched(), *(border.looking(began + hours * 3600) for _ in range(2)))

    asyncio.run(whole())
    later = [sample for sample in samples if sample[0] * 60 >= min(WARM_MINUTES, hours * 30)] or samples[-1:]
    parts = sorted({name for _, told in later for name in told})
    return {
        "hours": hours, "pages": len(border.times["page"]), "errors": sum(border.wrong.values()),
        "first": later[0][1], "last": later[-1][1],
        "mb_per_hour": {name: slope([(at, told.get(name, 0.0)) for at, told in later]) for name in parts},
    } | ({"wrong": dict(border.wrong.most_common(5))} if border.wrong else {})


def slope(points: list[tuple[float, float]]) -> float:
    """The growth an hour by least squares."""
    middle = sum(at for at, _ in points) / len(points)
    spread = sum((at - middle) ** 2 for at, _ in points)
    return round(sum((at - middle) * value for at, value in points) / spread, 1) if spread else 0.0
