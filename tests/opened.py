"""The border and the house opened once, with their people, for modules that say so in `DATABASE`."""

import pickle
import sys
from datetime import UTC, datetime
from functools import cache as once
from pathlib import Path
from typing import Any

import django
from django.core.cache import cache
from django.db import connection

from tests.settings import STATE

#: before the clock of any test; who works there and what they may does not depend on the hour.
#: But the acts of the opening were written, and not sealed, when the template was made: tests of a late seal open their own.
OPENED_AT = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)


def kept(template: str) -> Path:
    """Where the people of this template are kept."""
    return STATE / f"{template}.pickle"


@once
def _read(template: str) -> bytes:
    return kept(template).read_bytes()


def people(at: datetime) -> Any:
    """What `border.open_border` and `goods.open_house` would gather (None for the second in a border alone); None if nothing is open."""
    from tests import databases  # a cycle: databases make this one

    forget()
    template = databases.COPIES.get(str(connection.settings_dict["NAME"]), "")
    return pickle.loads(_read(template)) if at >= OPENED_AT and template.startswith(("tpl_border_", "tpl_house_")) else None


def forget() -> None:
    """Keys, pages, profiles and paces of another test, whose people and rows bore the same numbers."""
    from thongquan.actions.access.codes import wrong_codes
    from thongquan.actions.gate.scan import _keys
    from thongquan.queries.assessment.profiles import set_of
    from thongquan.queries.risk import champion

    _keys.clear()
    cache.clear()
    wrong_codes.level.clear()
    set_of.cache_clear()
    champion.model.cache_clear()


def main(app: str, kind: str, file: str) -> None:
    """Opens one of them in the database at this address for good."""
    django.setup()
    from tests import border, goods
    from thongquan.cli import ready

    ready.connect_to(app)
    border.NOW = goods.NOW = OPENED_AT
    Path(file).write_bytes(pickle.dumps(goods.open_house() if kind == "house" else (border.open_border(), None)))


if __name__ == "__main__":
    main(*sys.argv[1:])
