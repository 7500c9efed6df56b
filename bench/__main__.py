"""`python -m bench [--json] [--quick] [part…]`: every figure of speed, memory and start, in one run."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from bench.report import table

#: part -> the process that measures it; each has an installation of its own
PARTS = {"scan": "lab", "declaration": "lab", "trail": "lab", "profile": "lab",
         "registration": "clearance", "hs": "clearance", "queue": "clearance", "duty": "clearance",
         "risk": "risk", "peak": "demo", "memory": "demo", "cold_start": "demo", "soak": "demo"}
#: takes hours, so only when asked for
LONG = ("soak",)
CHECKOUT = Path(__file__).resolve().parents[1]


def machine() -> dict[str, Any]:
    """What the figures were measured on; `load` is what else the machine was doing."""
    model = next((line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), "")
    memory = int(Path("/proc/meminfo").read_text().split()[1]) // 1024
    return {"cpu": model, "cores": len(os.sched_getaffinity(0)), "memory_mb": memory, "kernel": platform.release(),
            "python": platform.python_version(), "load": round(os.getloadavg()[0], 1)}


def measured(process: str, parts: list[str], asked: argparse.Namespace) -> dict[str, Any]:
    """What one of the processes found."""
    own = {"clearance": ["--tariff", str(asked.tariff.resolve())] if asked.tariff else [],
           "risk": ["--history", str(asked.history.resolve())] if asked.history else [], "demo": ["--hours", str(asked.hours)]}
    words = [sys.executable, "-m", f"bench.{process}", *(["--quick"] if asked.quick else []), *own.get(process, []), *parts]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("THONGQUAN_", "DATABASE_URL"))}
    said = subprocess.run(words, cwd=CHECKOUT, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    if said.returncode:
        raise SystemExit(f"bench: {process} ended with {said.returncode}")
    found: dict[str, Any] = json.loads(said.stdout.splitlines()[-1])
    return found


def main() -> int:
    """Measures the parts asked for, or all, and prints them."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Every figure of speed, memory and start, beside its limit.")
    parser.add_argument("--json", action="store_true", help="one line of JSON in place of the table")
    parser.add_argument("--quick", action="store_true", help="short rounds: less than a minute a part, rougher figures")
    parser.add_argument("--tariff", type=Path, help="a published tariff table for hs and registration (default: an invented one of 12,000 codes)")
    parser.add_argument("--history", type=Path, help="an administration's own checked lines for risk, as `thongquan risk train` reads them")
    parser.add_argument("--hours", type=float, default=8, help="how long soak looks on (default: 8)")
    parser.add_argument("parts", nargs="*", metavar="part", help=f"{', '.join(PARTS)} (default: all but soak)")
    asked = parser.parse_args()
    if strange := set(asked.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(strange))}")
    wanted = asked.parts or [part for part in PARTS if part not in LONG]
    began = time.monotonic()
    found: dict[str, Any] = {"machine": machine()}
    for process in dict.fromkeys(PARTS[part] for part in wanted):
        found |= measured(process, [part for part in wanted if PARTS[part] == process], asked)
    found["quick"], found["seconds"] = asked.quick, round(time.monotonic() - began)
    print(json.dumps(found, ensure_ascii=False) if asked.json else table(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
