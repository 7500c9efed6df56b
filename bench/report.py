"""The figures as a table that people read, each beside what it aims at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

#: what the issue promises: path -> (aim, whether more is better)
AIMS: dict[str, tuple[float, bool]] = {
    "scan.ratio_to_pgbench": (0.20, True), "declaration.ratio_to_pgbench": (0.12, True), "trail.overhead": (0.15, False),
    "memory.total_mb": (700, False), "cold_start.seconds": (5, False), "cold_start.first_seconds": (120, False),
    "registration.rps": (60, True), "registration.p99_ms": (250, False), "hs.p99_ms": (50, False), "queue.slowest_p99_ms": (300, False),
    "duty.compute_ms": (2, False),
    "risk.split.model.auc": (0.915, True), "risk.split.model.precision": (0.50, True), "risk.split.model.recall": (0.64, True),
    "risk.split.model.calibration_error": (0.006, False), "risk.split.balanced.revenue_recall": (0.80, True), "risk.split.balanced.precision": (0.40, True),
    "risk.loop.precision": (0.53, True), "risk.loop.recall": (0.68, True),
    "risk.speed.rows_per_second": (5000, True), "risk.speed.one_line_p99_ms": (50, False), "risk.split.learning_seconds": (600, False),
}


def reached(path: str, value: float) -> str:
    """The aim of a figure, and whether it is met."""
    if path not in AIMS:
        return ""
    aim, more = AIMS[path]
    met = value >= aim if more else value <= aim
    return f"aim {'≥' if more else '≤'} {aim:g}  {'met' if met else 'MISSED'}"


def lines(found: dict[str, Any], path: str = "") -> Iterator[tuple[str, str, str]]:
    """Every plain figure with its path; lists of rounds are joined."""
    for name, value in found.items():
        where = f"{path}.{name}" if path else name
        if name in ("heaviest", "strange") and value:
            continue
        if isinstance(value, dict):
            yield from lines(value, where)
        elif isinstance(value, list):
            yield where, " ".join(map(str, value)), ""
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield where, f"{value:,}", reached(where, value)
        else:
            yield where, str(value), ""


def heaviest(found: dict[str, Any]) -> Iterator[str]:
    """Our functions that take longest, for each act that was profiled."""
    for act, profile in found.get("profile", {}).items():
        yield f"\n{act}: {profile['us']} µs a request under the profiler; with all they call"
        yield from (f"{row['us']:>8} µs  {row['function']}" for row in profile["heaviest"])


def table(found: dict[str, Any]) -> str:
    """All of it."""
    rows = list(lines(found))
    wide, long = max(len(row[0]) for row in rows), max(min(len(row[1]), 40) for row in rows)
    return "\n".join([*(f"{name:<{wide}}  {value:>{long}}  {aim}".rstrip() for name, value, aim in rows), *heaviest(found)])
