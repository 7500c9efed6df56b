"""The laboratory's process: scan and declaration against pgbench, the trail's price, where the time goes."""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.laboratory import Laboratory, laboratory, say, told
from bench.wire import Load, post

PARTS = ("scan", "declaration", "trail", "profile")


@dataclass(frozen=True)
class Size:
    """How long and how often."""

    rounds: int
    seconds: float
    scanned: int
    replayed: int
    profiled: int


FULL = Size(rounds=7, seconds=2, scanned=36_000, replayed=150_000, profiled=500)
QUICK = Size(rounds=2, seconds=1, scanned=6_000, replayed=30_000, profiled=120)
GO = '"sign":"go"'


def scans(digits: list[str], key: str) -> list[bytes]:
    """One scan for each pass, each with an id of its own."""
    return [post("/api/v1/gate/scans", {"id": str(uuid.uuid4()), "digits": one,
                 "gate": "VNMCG1", "lane": 1, "device": "bench"}, key) for one in digits]


def duel(rounds: int, **sides: Callable[[], dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """The sides take turns, and each round another begins."""
    results: dict[str, list[dict[str, Any]]] = {name: [] for name in sides}
    for turn in range(rounds):
        order = list(sides) if turn % 2 == 0 else list(sides)[::-1]
        for name in order:
            results[name].append(sides[name]())
    return results


def median(rounds: list[dict[str, Any]], name: str) -> float:
    """The median of one figure over the rounds."""
    return round(statistics.median(one[name] for one in rounds), 2)


def compared(results: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """HTTP beside pgbench: `pgbench` does the act's writes alone, `replay` asks everything that the act asks too."""
    http, limit, replay = results["http"], results["pgbench"], results["replay"]
    wrong = {status: count for one in http for status, count in one["statuses"].items() if not status.startswith("2")}
    return {
        "rps": median(http, "rps"), "pgbench_tps": median(limit, "tps"),
        "ratio_to_pgbench": round(statistics.median(h["rps"] / p["tps"] for h, p in zip(http, limit, strict=True)), 3),
        "ratios": [round(h["rps"] / p["tps"], 3) for h, p in zip(http, limit, strict=True)],
        "replay_tps": median(replay, "tps"),
        "ratio_to_replay": round(statistics.median(h["rps"] / p["tps"] for h, p in zip(http, replay, strict=True)), 3),
        "p50_ms": median(http, "p50_ms"), "p99_ms": median(http, "p99_ms"),
        "pgbench_p50_ms": median(limit, "p50_ms"), "pgbench_p99_ms": median(limit, "p99_ms"),
        "acts": sum(one["expected"] for one in http), "pgbench_acts": sum(one["done"] for one in limit),
        "errors": sum(wrong.values()) + sum(one["answered"] - one["expected"] for one in http),
    } | ({"strange": next(one["strange"] for one in http if one["strange"])} if any(one["strange"] for one in http) else {})


def run(lab: Laboratory, parts: list[str], size: Size) -> dict[str, Any]:
    """The parts asked for, on one installation."""
    import django  # slow: only once the environment says where the database is

    os.environ |= {"THONGQUAN_APP_DSN": lab.found.app, "DJANGO_SETTINGS_MODULE": "thongquan.config.settings"}
    django.setup()
    from bench.acts import Acts  # slow: needs Django

    say("people and fleet")
    acts = Acts.prepared(lab, size)
    say(f"fleet of {size.scanned + size.replayed} at the gate")
    lab.server()
    lab.sealer()
    found: dict[str, Any] = {}
    with Load(lab.folder, lab.port) as load:
        for name in ("scan", "declaration"):
            if name in parts:
                say(name)
                found[name] = compared(acts.against_pgbench(name, load, size))
        if "trail" in parts:
            say("trail")
            found["trail"] = acts.trail(load, size)
    if "profile" in parts:
        say("profile")
        found["profile"] = acts.profile(size)
    return found


def main() -> None:
    """`python -m bench.lab [--quick] part…`: one line of JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("parts", nargs="*")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="thongquan-bench-") as name:
        os.environ["THONGQUAN_HOME"] = name
        with laboratory(Path(name)) as lab:
            told(run(lab, asked.parts or list(PARTS), QUICK if asked.quick else FULL))


if __name__ == "__main__":
    sys.exit(main())
