"""Goods declarations in the one search box: number, company, goods, code, container."""

from __future__ import annotations

from django.db.models import QuerySet

from thongquan.core.search import fold, squeeze
from thongquan.models import GoodsDeclaration

SHORTEST = 3


def find_goods(words: str) -> QuerySet[GoodsDeclaration]:
    """Registered declarations in the caller's reach that hold what was typed, newest first; empty below three letters.

    A number is looked for without its separators, a name word by word and without accents.
    """
    rows = GoodsDeclaration.objects.filter(number__isnull=False).select_related("declarant", "office").defer("body", "statement").order_by("-registered_at")
    code = squeeze(words)
    if len(code) < SHORTEST:
        return rows.none()
    if any(sign.isdigit() for sign in code):
        return rows.filter(search__contains=code)
    for part in fold(words).split():
        rows = rows.filter(search__contains=part)
    return rows
