"""The house opened once, with its people, for all tests of modules that say `DATABASE = "house"`."""

import pickle
import sys
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import django
from django.db import connection

from tests.settings import STATE

#: when the house was opened; a test that sets another clock opens its own
OPENED_AT = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)


def kept(template: str) -> Path:
    """Where the people of this template are kept."""
    return STATE / f"{template}.pickle"


@cache
def _read(template: str) -> bytes:
    return kept(template).read_bytes()


def people(at: datetime) -> Any:
    """Those whom `goods.open_house` would gather, if the connected database has them as of this moment; else None."""
    from tests import databases  # a cycle: databases make this one

    if at != OPENED_AT or not connection.settings_dict["NAME"].endswith("_house"):
        return None
    return pickle.loads(_read(f"tpl_house_{databases.fingerprint(databases.MADE_FROM['house'])}"))


def main(app: str, file: str) -> None:
    """Opens the house in the database at this address for good."""
    django.setup()
    from tests import goods
    from thongquan.cli import ready

    ready.connect_to(app)
    assert goods.NOW == OPENED_AT
    Path(file).write_bytes(pickle.dumps(goods.open_house()))


if __name__ == "__main__":
    main(*sys.argv[1:])
