"""What machines ask of goods declarations: one by its number, pages of them, drafts by id."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from thongquan.core.actor import Actor
from thongquan.core.digits import natural
from thongquan.core.refused import NotFound
from thongquan.models import GoodsDeclaration
from thongquan.queries.declaration.lists import of

MOST = 200
DIGITS = 12


def by_number(number: str) -> GoodsDeclaration:
    """One registered goods declaration within reach; anything else does not exist (GEN-404)."""
    row = None
    if len(number) == DIGITS and number.isascii() and number.isdigit():
        row = GoodsDeclaration.objects.select_related("declarant", "office", "office__parent", "gate", "split_first").filter(number=number).first()
    if row is None:
        raise NotFound("GEN-404")
    return row


def draft_of(name: str, by: Actor) -> GoodsDeclaration:
    """A draft, or what became of it, by the id its making was answered with; only of one's own parties."""
    pk = natural(name)
    if pk is None:
        raise NotFound("GEN-404")
    return of(pk, by)


def registered(*, before: int | None = None, since: datetime | None = None, until: datetime | None = None, limit: int = 50,
               **wanted: str) -> list[GoodsDeclaration]:
    """Registered goods declarations within reach, newest first, those older than row `before`.

    `wanted` may name state, direction, kind, channel and own_reference.
    """
    asked: dict[str, Any] = {"id__lt": before, "registered_at__gte": since, "registered_at__lt": until, **wanted}
    rows = GoodsDeclaration.objects.filter(number__isnull=False, **{name: value for name, value in asked.items() if value})
    return list(rows.select_related("office", "gate").defer("body", "statement").order_by("-id")[:min(limit, MOST)])
