"""`thongquan rehearse`: plays a day at the gate or a week of clearance, and counts."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from datetime import date, datetime, timedelta
from typing import Any

from thongquan.cli import typed
from thongquan.cli.main import load_django
from thongquan.config import place

SPEEDS = {"max": 0.0, "real": 1.0}
DAY_ONE, WEEK = "day-one", "clearance-week"
#: what must not happen, whatever was played
NEVER = ("lost", "duplicated", "licence_overdrawn", "unassigned", "four_eyes_violations")


def arguments(parser: argparse.ArgumentParser) -> None:
    """What is played, how fast, and whether to end with one JSON line."""
    parser.add_argument("day", choices=[DAY_ONE, WEEK])
    parser.add_argument("--speed", default="max", help="max, real, or a number of times real time, such as 60")
    parser.add_argument("--json", action="store_true", help="end with one JSON line")
    parser.add_argument("--count", type=typed.count, default=0, help="clearance-week: how many consignments (2,000 unless given)")


def run(args: argparse.Namespace) -> int:
    """Play it, seal it, print the end state; 1 when it is not what the scenario promises."""
    factor = pace(args.speed)
    if factor is None:
        print(f"--speed {args.speed}: use max, real, or a number above 0", file=sys.stderr)
        return 2
    if os.environ.get("THONGQUAN_REALM") == "production":
        print("A rehearsal writes invented vehicles and goods: use THONGQUAN_REALM=demo or training.", file=sys.stderr)
        return 2
    if place.realm() == "production":
        place.choose("demo")
    load_django()
    from thongquan.cli import ready  # slow: loads Django, in the realm just chosen

    with ready.ready():
        result = play(factor, quiet=args.json) if args.day == DAY_ONE else play_week(factor, count=args.count, quiet=args.json)
    print(json.dumps(result) if args.json else "\n".join(f"{k:>20} {v}" for k, v in result.items()))
    return 0 if not any(result.get(name) for name in NEVER) else 1


def pace(text: str) -> float | None:
    """Seconds of waiting per second of the day; 0 for as fast as it goes."""
    if text in SPEEDS:
        return SPEEDS[text]
    try:
        times = float(text)
    except ValueError:
        return None
    return 1 / times if times > 0 else None


def paced(player: Any, factor: float, *, quiet: bool) -> None:
    """Everything on a player's calendar, in the order of its moments and at this pace."""
    moment: datetime | None = None
    while player.queue:
        nxt = player.queue[0][0]
        if factor and moment:
            time.sleep(max(0.0, (nxt - moment).total_seconds() * factor))
        moment = player.step()
        if not quiet:
            print(f"\r{moment:%H:%M %d/%m}  " + "  ".join(f"{k} {v}" for k, v in player.tally.items()), end="", file=sys.stderr)


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
    paced(player, factor, quiet=quiet)
    seal_now()
    return {**end_state(player.tally, list(player.declared.values())), "seconds": round(time.monotonic() - began, 1)}


def play_week(factor: float, *, count: int, quiet: bool) -> dict[str, int | float]:
    """A week of goods over three offices with what befalls it; then seal everything and count in the tables."""
    from thongquan.actions.training.week_events import begun_week  # slow: loads Django's tables
    from thongquan.catalog.week import CONSIGNMENTS, MONDAY  # slow: as above
    from thongquan.cli.trail import seal_now  # slow: as above
    from thongquan.queries.training import rehearsed_goods, selecting_since, week_end  # slow: as above

    began = time.monotonic()
    week = begun_week(monday_after(selecting_since()) or MONDAY, count=count or CONSIGNMENTS, first=rehearsed_goods())
    paced(week, factor, quiet=quiet)
    seal_now()
    return {**week_end(week.receipts), "seconds": round(time.monotonic() - began, 1)}


def monday_after(day: date | None) -> date | None:
    """The first Monday on which the installation's own profiles select."""
    return day + timedelta(days=-day.weekday() % 7) if day else None
