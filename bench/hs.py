"""`python -m bench.hs [--quick] [TABLE]`: HS search, database and texts included, beside its limit; one line of JSON."""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

LIMIT_MS = 50
SEED = 20260701
QUICK, FULL = 400, 4000
DAY = date(2026, 7, 1)


def questions(count: int) -> list[str]:
    """What people type, the same every time: names in three languages, plain, cut short, misspelt, two together, codes."""
    from thongquan.catalog import tariff as book  # slow: needs no database, but is not asked for by --help
    from thongquan.core.search import fold  # slow: the same

    dice = random.Random(SEED)
    words = [word for named in (*book.HEADINGS.values(), *book.DEMO_LINES.values())
             for word in (named.words.vi, named.words.en, named.words.zh, *named.everyday) if word]
    codes = list(book.SUBHEADINGS)
    found = []
    for _ in range(count):
        word, hole = dice.choice(words), dice.random()
        cut = int(hole * len(word))
        found.append(dice.choice((
            word, fold(word), word[:max(2, len(word) - 2)], word[:3], word[:cut] + word[cut + 1:] or word, f"{word} {dice.choice(words)}",
            dice.choice(codes), dice.choice(codes)[:2],
        )))
    return found


def within(times: list[float], share: float) -> float:
    """The time within which this share of the answers came."""
    return round(times[min(len(times) - 1, int(share * len(times)))], 2)


def measured(asked: list[str], day: date) -> dict[str, Any]:
    """Milliseconds of every question."""
    from thongquan.queries.duty import search_hs  # slow: needs Django
    from thongquan.queries.scope import scope  # slow: needs Django

    times, used, nothing, first = [], [], 0, 0.0
    for n, words in enumerate(["nho tươi", *asked]):
        began, began_cpu = time.perf_counter(), time.process_time()
        with scope(None):
            found = search_hs(words, day=day, limit=20).found
        took = (time.perf_counter() - began) * 1000
        if n == 0:
            first = round(took, 1)
            continue
        times.append(took)
        used.append((time.process_time() - began_cpu) * 1000)
        nothing += not found
    times.sort()
    used.sort()
    return {"questions": len(times), "load": round(os.getloadavg()[0], 1), "first_ms": first,
            "p50_cpu_ms": within(used, 0.5), "p99_cpu_ms": within(used, 0.99), "p50_ms": within(times, 0.5), "p99_ms": within(times, 0.99),
            "worst_ms": within(times, 1), "nothing_found": nothing, "limit_ms": LIMIT_MS, "kept": within(times, 0.99) < LIMIT_MS}


def run(table: Path | None, count: int) -> dict[str, Any]:
    """The embedded book, then the imported table where there is one."""
    from thongquan.cli import ready  # slow: needs Django
    from thongquan.cli.import_ import tariff  # slow: needs Django

    asked, found = questions(count), {}
    with ready.ready():
        found["embedded"] = measured(asked, DAY)
    if table is not None:
        found["import"] = tariff(argparse.Namespace(file=table, activate=DAY, findings=None))
        with ready.ready():
            found["imported"] = measured(asked, DAY)
    return found


def main() -> int:
    """An installation of its own, measured and thrown away."""
    parser = argparse.ArgumentParser(prog="python -m bench.hs")
    parser.add_argument("--quick", action="store_true", help="fewer questions")
    parser.add_argument("table", nargs="?", type=Path, help="a tariff table to import and search (default: the embedded book alone)")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="thongquan-bench-") as home:
        os.environ["THONGQUAN_HOME"] = home
        from thongquan.cli.main import load_django  # slow: the home comes first

        load_django()
        found = run(args.table, QUICK if args.quick else FULL)
    print(json.dumps(found, ensure_ascii=False))
    return 0 if all(part["kept"] for part in found.values() if "kept" in part) else 1


if __name__ == "__main__":
    sys.exit(main())
