"""`thongquan prepare`: everything the server needs before it answers, done once per change."""

import argparse
from contextlib import nullcontext

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from thongquan.actions.access import first_administrator_link
from thongquan.cli import half_made, ready, seed
from thongquan.config import place
from thongquan.config.texts import compile_texts
from thongquan.queries.scope import scope


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `thongquan start` asks for."""
    parser.add_argument("--demo", action="store_true", help="fill the demo border (realm demo only)")
    parser.add_argument("--link", metavar="ADDRESS", help="print a one-time link for the first administrator at this address")


def run(args: argparse.Namespace) -> int:
    """Prepares step by step, saying each; every step does nothing when nothing changed."""
    if args.demo and place.realm() != "demo":
        print("Demo data belongs to the realm demo: THONGQUAN_REALM=demo.")
        return 1
    say("texts")
    compile_texts()
    say("pages")
    collect_static()
    say("tables and reference data")
    with ready.ready():
        if args.demo:
            say("demo border")
            with half_made.making() if seed.nothing_yet() else nullcontext():
                seed.demo()
        if args.link:
            print_link(args.link)
    return 0


def say(step: str) -> None:
    """One line of progress."""
    print(f"· {step}", flush=True)


def collect_static() -> None:
    """Gathers and compresses the files that pages load, when one of them changed."""
    stamp = settings.STATIC_ROOT / ".from"
    storage = settings.STORAGES["staticfiles"]["BACKEND"].rpartition(".")[2]
    now = f"{ready.fingerprint(*settings.STATICFILES_DIRS, place.CHECKOUT / 'requirements' / 'core.txt')} {storage}"
    if stamp.exists() and stamp.read_text() == now:
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0, skip_checks=True)
    stamp.write_text(now)


def print_link(address: str) -> None:
    """The first administrators' way in, once; nothing when there are enough of them already."""
    with scope(None):
        path = first_administrator_link(timezone.now())
    if path:
        print(f"First administrator (once, within a day): {address}{path}", flush=True)
