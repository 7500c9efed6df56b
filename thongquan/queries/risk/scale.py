"""The weight at the gate among a line's reasons, whether a model heeds it or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import numpy as np

from thongquan.core.weighing import off
from thongquan.queries.risk.judging import Said
from thongquan.risk.columns import columns_of
from thongquan.risk.compared import reason
from thongquan.risk.entities import WIDTH
from thongquan.risk.features import Met
from thongquan.risk.fields import Line

SCALE, QUANTITY = "GATE-WEIGHT", "quantity"


def with_scale(said: Sequence[Said], lines: Sequence[Line], percent: int) -> list[Said]:
    """The same with the weight at the gate first among the reasons on quantity, where it is off by more than so many per cent."""
    return [_told(one, line) if line.gate_weight_kg > 0 and off(Decimal(line.gate_weight_kg), Decimal(line.gross_kg), percent) else one
            for one, line in zip(said, lines, strict=True)]


def _told(one: Said, line: Line) -> Said:
    score, reasons = one.aspects[QUANTITY]
    known = next((told for told in reasons if told.code == SCALE), None) or reason(SCALE, 0.0, Met(columns_of([line]), np.zeros((1, WIDTH))))
    return replace(one, aspects={**one.aspects, QUANTITY: (score, [*([known] if known else []), *(told for told in reasons if told.code != SCALE)])})
