"""`thongquan law`: every dated setting in force, where it comes from, what is only believed."""

import argparse
import json
import sys

from django.utils import timezone

from thongquan.catalog.amendments import PLAIN
from thongquan.catalog.law import LAW
from thongquan.catalog.tax_law import TAX_LAW
from thongquan.cli import typed
from thongquan.core.rule import local_day


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which settings, and of which day."""
    parser.add_argument("word", nargs="?", default="", help="only keys that hold this word")
    parser.add_argument("--on", type=typed.day, help="in force on this day (default today)")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def run(args: argparse.Namespace) -> int:
    """Lists them; 0 something was found, 1 nothing."""
    day = args.on or local_day(timezone.now())
    lines = [line for law in (LAW, TAX_LAW) for line in law.on(day) if args.word in line.key and isinstance(line.value, PLAIN)]
    for line in sorted(lines, key=lambda line: line.key):
        if args.json:
            print(json.dumps({"key": line.key, "value": line.value, "unit": line.unit, "since": line.since.isoformat(), "citation": line.citation,
                              "believed": line.believed}, ensure_ascii=False, default=str))
        else:
            print(f"{line.key:<40} {line.value!s:>14} {line.unit:<14} {line.since}  {'believed ' if line.believed else ''}{line.citation}")
    if not lines:
        print(f"No setting of {day} has a key that holds {args.word}. Without a word all are listed.", file=sys.stderr)
    return 0 if lines else 1
