"""`thongquan rehearse day-one`: plays 25 January 2026 at any speed and counts the outcome."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from datetime import datetime

from thongquan.cli.main import load_django
from thongquan.config import place

SPEEDS = {"max": 0.0, "real": 1.0}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which day, how fast, and whether to end with one JSON line."""
    parser.add_argument("day", choices=["day-one"])
    parser.add_argument("--speed", default="max", help="max, real, or a number of times real time, such as 60")
    parser.add_argument("--json", action="store_true", help="end with one JSON line")


def run(args: argparse.Namespace) -> int:
    """Play the day, seal it, print the end state; 1 when it is not what the scenario promises."""
    factor = pace(args.speed)
    if factor is None:
        print(f"--speed {args.speed}: use max, real, or a number above 0", file=sys.stderr)
        return 2
    if os.environ.get("THONGQUAN_REALM") == "production":
        print("A rehearsal writes invented vehicles: use THONGQUAN_REALM=demo or training.", file=sys.stderr)
        return 2
    if place.realm() == "production":
        place.choose("demo")
    load_django()
    from thongquan.cli import ready  # slow: loads Django, in the realm just chosen

    with ready.ready():
        result = play(factor, quiet=args.json)
    print(json.dumps(result) if args.json else "\n".join(f"{k:>16} {v}" for k, v in result.items()))
    return 0 if result["lost"] == result["duplicated"] == 0 else 1


def pace(text: str) -> float | None:
    """Seconds of waiting per second of the day; 0 for as fast as it goes."""
    if text in SPEEDS:
        return SPEEDS[text]
    try:
        times = float(text)
    except ValueError:
        return None
    return 1 / times if times > 0 else None


def play(factor: float, *, quiet: bool) -> dict[str, int | float]:
    """The whole day through the acts the screens call; then seal everything and count."""
    from thongquan.actions.training.cast import gather  # slow: loads Django's tables
    from thongquan.actions.training.player import Player  # slow: as above
    from thongquan.catalog.day_one import DAY, SEED, ZONE, trips  # slow: as above
    from thongquan.cli.trail import seal_now  # slow: as above
    from thongquan.queries.training import end_state, rehearsed  # slow: as above

    began = time.monotonic()
    player = Player(gather(datetime(DAY.year, DAY.month, DAY.day, tzinfo=ZONE)))
    player.add(trips(SEED + rehearsed()))
    moment: datetime | None = None
    while player.queue:
        nxt = player.queue[0][0]
        if factor and moment:
            time.sleep(max(0.0, (nxt - moment).total_seconds() * factor))
        moment = player.step()
        if not quiet:
            print(f"\r{moment:%H:%M %d/%m}  " + "  ".join(f"{k} {v}" for k, v in player.tally.items()), end="", file=sys.stderr)
    seal_now()
    return {**end_state(player.tally, list(player.declared.values())), "seconds": round(time.monotonic() - began, 1)}
