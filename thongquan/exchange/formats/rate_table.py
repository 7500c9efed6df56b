"""Exchange rates as banks and customs publish them: a currency and đồng for one unit a row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from thongquan.catalog.codes import CURRENCIES
from thongquan.core.refused import Refused

_GROUPED = re.compile(r"\d{1,3}(?:(,\d{3})+(?:\.\d+)?|(\.\d{3})+(?:,\d+)?)")
_PLAIN = re.compile(r"\d+(?:[.,]\d+)?")
#: thousands or decimals, nobody can tell: 26.435
_EITHER = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")


def read_rates(grid: Sequence[Sequence[str]]) -> dict[str, Decimal]:
    """Đồng for one unit by currency. The first row may be a head; empty rows are passed over.

    Raises Refused: TRF-15 with every row that is no rate, that may be read in two ways or that gives a currency a second
    rate; SHT-01 where there is none at all. Nothing is guessed: a wrong rate makes every duty of its days wrong.
    """
    found: dict[str, Decimal] = {}
    wrong: list[str] = []
    for n, row in enumerate(grid, 1):
        cells = [cell.strip() for cell in row]
        currency, rate = cells[0].upper() if cells else "", _amount(cells[1] if len(cells) > 1 else "")
        if not any(cells) or (n == 1 and rate is None and currency not in CURRENCIES):
            continue
        if rate is None or currency not in CURRENCIES or found.setdefault(currency, rate) != rate:
            wrong.append(f"{n}: {' '.join(filter(None, cells[:3]))}"[:60])
    if wrong:
        raise Refused("TRF-15", "/rates", currency="; ".join(wrong[:10]))
    if not found:
        raise Refused("SHT-01")
    return found


def _amount(text: str) -> Decimal | None:
    """26435, 26435.5, 26435,5, 26,435.00 and 26.435,00; None for all that is no amount or may be two."""
    bare = re.sub(r"\s", "", text)
    if _EITHER.fullmatch(bare):
        return None
    if grouped := _GROUPED.fullmatch(bare):
        bare = bare.replace("," if grouped[1] else ".", "")
    elif not _PLAIN.fullmatch(bare):
        return None
    return Decimal(bare.replace(",", "."))
