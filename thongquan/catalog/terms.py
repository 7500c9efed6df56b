"""The trade's terms in Vietnamese, English and Chinese, as every text must use them."""

from __future__ import annotations

from thongquan.catalog.tables import rows
from thongquan.core.words import Words

TERMS: tuple[Words, ...] = tuple(Words(r["vi"], r["en"], r["zh"]) for r in rows("terms"))
