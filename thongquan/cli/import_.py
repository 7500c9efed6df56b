"""`thongquan import …`: a tariff table in stages, exchange rates by day."""

import argparse
import getpass
import hashlib
import json
import socket
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from django.utils import timezone

from thongquan.actions.duty import activate_tariff, import_tariff, publish_rates, replay_tariff, roll_back_tariff
from thongquan.catalog.tariff import SUBHEADINGS
from thongquan.cli import ready, typed
from thongquan.core import refusals, tariffwords
from thongquan.core.actor import system
from thongquan.core.refused import Finding, Refused
from thongquan.core.rule import local_day
from thongquan.core.tariff_import import BookRead, read_book
from thongquan.exchange.formats.rate_table import read_rates
from thongquan.exchange.formats.tariff_table import Grid, read_grid, with_findings
from thongquan.queries.access import all_units
from thongquan.queries.duty import looked_at
from thongquan.queries.scope import scope


def arguments(parser: argparse.ArgumentParser) -> None:
    """What is taken in."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="tariff | rates | rollback")
    act = acts.add_parser("tariff", help="an official table (CSV or XLSX, may be packed with gzip): validate, store, replay the last declarations")
    act.add_argument("file", type=Path)
    act.add_argument("--activate", type=typed.day, metavar="DATE", help="in force from this day (YYYY-MM-DD); without it two people decide")
    act.add_argument("--findings", type=Path, metavar="OUT", help="write the same table with a column of findings")
    act = acts.add_parser("rates", help="exchange rates: CSV with currency and đồng for one unit")
    act.add_argument("file", type=Path)
    act.add_argument("--day", type=typed.day, required=True, help="in use from this day on")
    act = acts.add_parser("rollback", help="take the newest edition in force out again")
    act.add_argument("edition", type=int)
    act.add_argument("--reason", required=True)
    for one in acts.choices.values():
        one.add_argument("--json", action="store_true", help="one JSON object, as always")


def operator() -> str:
    """Who typed the command, as the machine knows him."""
    return f"{getpass.getuser()}@{socket.gethostname()}"


def run(args: argparse.Namespace) -> int:
    """Does the act; always JSON; 0 done, 1 the file cannot be used, 2 refused."""
    try:
        said = ACTS[args.act](args)
    except Refused as refused:
        do = [refusals.explain(f.code, f.values, "vi").do for f in refused.findings]
        print(json.dumps({"error": refused.code, "says": [sentence(f) for f in refused.findings], "do": do}, ensure_ascii=False), file=sys.stderr)
        return 2
    except OSError as wrong:
        print(json.dumps({"error": typed.trouble(wrong)}, ensure_ascii=False), file=sys.stderr)
        return 2
    print(json.dumps(said, ensure_ascii=False))
    return 0 if said.get("usable", True) else 1


def sentence(finding: Finding, language: str = "vi") -> str:
    """A finding in words."""
    return refusals.explain(finding.code, finding.values, language).says


def tariff(args: argparse.Namespace) -> dict[str, Any]:
    """Validate, store, replay, and activate where a day is given."""
    began = time.monotonic()
    data = args.file.read_bytes()
    grid = read_grid(data)
    book = read_book(grid, frozenset(SUBHEADINGS))
    if args.findings:
        args.findings.write_bytes(findings_file(grid, book))
    read_seconds = round(time.monotonic() - began, 2)
    with ready.ready():
        began, at, by = time.monotonic(), timezone.now(), system(all_units())
        with scope(by):
            digest = hashlib.sha256(data).hexdigest()
            edition = (args.activate and looked_at(digest)) or import_tariff(book, source=args.file.name, sha256=digest, by=by, at=at, operator=operator())
            if book.usable:
                edition = replay_tariff(edition.pk, by=by, at=at)
            if book.usable and args.activate:
                edition = activate_tariff(edition.pk, activate_on=args.activate, operator=operator(), by=by, at=at)
    return {
        "edition": edition.pk, "state": edition.state, "usable": book.usable,
        "activate_on": args.activate.isoformat() if edition.state == "active" else None, "counts": dict(book.counts),
        "findings": Counter(f.code for f in book.findings), "says": told(book), "replay": {k: v for k, v in edition.replay.items() if k != "rows"},
        "read_seconds": read_seconds, "store_seconds": round(time.monotonic() - began, 2), "operator": operator(),
    }


def told(book: BookRead) -> list[str]:
    """What was found, in words with the row: all that forbids the table, and of the rest the first of each kind."""
    first = {f.code: f for f in reversed(book.findings)}
    shown = [f for f in book.findings if f.blocks or first[f.code] is f]
    return [f"{f.pointer.strip('/').partition('/')[0]}: {sentence(f)}".removeprefix(": ") for f in shown]


def findings_file(grid: Grid, book: BookRead) -> bytes:
    """The table with its findings beside the rows."""
    rows = ((int(row) if (row := f.pointer.strip("/").partition("/")[0]).isdigit() else 1, sentence(f)) for f in book.findings)
    return with_findings(grid, rows, tariffwords.FINDINGS.vi)


def rates(args: argparse.Namespace) -> dict[str, Any]:
    """Exchange rates of one day."""
    found = read_rates(read_grid(args.file.read_bytes()))
    with ready.ready(), scope(by := system(all_units())):
        count = publish_rates(found, day=args.day, source=f"{args.file.name}, {operator()}", by=by, at=timezone.now())
    return {"rates": count, "day": args.day.isoformat()}


def rollback(args: argparse.Namespace) -> dict[str, Any]:
    """One step back."""
    with ready.ready(), scope(by := system(all_units())):
        edition = roll_back_tariff(args.edition, reason=f"{args.reason} ({operator()})", by=by, at=timezone.now())
    return {"edition": edition.pk, "state": edition.state, "day": local_day(timezone.now()).isoformat()}


ACTS = {"tariff": tariff, "rates": rates, "rollback": rollback}
