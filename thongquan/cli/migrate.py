"""`thongquan migrate`: the tables as this version of the house needs them."""

import argparse

from thongquan.cli import ready


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(args: argparse.Namespace) -> int:
    """Migrates and says so."""
    with ready.database() as found:
        if found is None:
            print("THONGQUAN_APP_DSN names the application's role, which owns no table; unset it to migrate.")
            return 1
        ready.migrate(found, verbosity=1)
    return 0
