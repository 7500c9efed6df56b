"""Reading the catalogue's own tables: CSV and JSON files beside the code."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of `data/<name>.csv`."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def document(name: str) -> Any:
    """The content of `data/<name>.json`."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
