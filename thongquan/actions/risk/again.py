"""After registration: an amended or weighed declaration is judged again by the champion."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from thongquan.actions.risk.observe import PRIORITY, Known, Looked, around_of, keep, lines_of, score_of
from thongquan.core.goods import IMPORT, GoodsFacts
from thongquan.models import GoodsDeclaration
from thongquan.queries.gate.weights import gate_kg
from thongquan.queries.hot import hot
from thongquan.queries.risk.champion import said_again, standing
from thongquan.queries.scope import platform
from thongquan.risk.fields import Line

#: scores after registration are kept apart, so that what the model said when it selected stays what hit rates are told by
AGAIN = "again"
WEIGH = "update risk_line set gate_weight_kg = %s where code = %s"


def looked_again(declaration: GoodsDeclaration, facts: GoodsFacts, statement: Any, *, at: datetime) -> Looked | None:
    """An import's lines as they stand now, with their weight at the gate, and what the champion says of them.

    What the declaration itself added to the counters when it was registered is taken out: the same question as at
    registration, asked later. None for other directions.
    """
    if facts.direction != IMPORT or not facts.lines:
        return None
    with platform():
        usd, level = around_of(declaration, at)
        lines = weighed(lines_of(declaration.pk, facts, statement, usd, level == PRIORITY, at), gate_kg(declaration.pk))
        now = standing(at)
        said = said_again(now, lines, declaration.pk, at)
    return Looked(lines, said, None if said is None else Known(now.hash, score_of(said, now.hash, usd)))


def weighed(lines: list[Line], whole: Decimal | None) -> list[Line]:
    """The weight at the gate shared out to the lines by their gross weight; as they are while nothing was weighed."""
    gross = sum(line.gross_kg for line in lines)
    if whole is None or gross <= 0:
        return lines
    return [replace(line, gate_weight_kg=round(float(whole) * line.gross_kg / gross, 1)) for line in lines]


def kept_again(declaration: GoodsDeclaration, looked: Looked | None, *, at: datetime) -> None:
    """Keep the later scores beside the first, lines that are new, and the weight of those known; first figures stay."""
    if looked is None:
        return
    keep(declaration, looked, kind=AGAIN, channel=declaration.channel, asked="", at=at)
    with platform(), hot() as cursor:
        cursor.executemany(WEIGH, [(line.gate_weight_kg, line.id) for line in looked.lines if line.gate_weight_kg > 0])
