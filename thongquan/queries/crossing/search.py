"""One search box: plate or part of one, number, driver, company, container."""

from __future__ import annotations

from django.db.models import QuerySet

from thongquan.core.search import fold, squeeze
from thongquan.models import VehicleDeclaration

SHORTEST = 3


def find(words: str) -> QuerySet[VehicleDeclaration]:
    """Declarations in the caller's reach that hold what was typed, newest first; empty below three letters.

    What is typed is looked for whole, without separators, and word by word, so that a part of a plate, a
    number with points and a name without accents all find their declaration.
    """
    rows = VehicleDeclaration.objects.exclude(state="draft").select_related("declarant", "gate").order_by("-submitted_at")
    code, name = squeeze(words), fold(words)
    if len(code) < SHORTEST:
        return rows.none()
    if any(c.isdigit() for c in code):
        return rows.filter(search__contains=code)
    for part in name.split():
        rows = rows.filter(search__contains=part)
    return rows
