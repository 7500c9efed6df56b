"""Customs' channel and the agencies' lanes for one consignment, side by side in one row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from thongquan.core.agency_lane import LANES
from thongquan.core.gatewords import NAMES
from thongquan.core.goods_selection import CHANNEL_WORDS
from thongquan.models import AgencyLane, GoodsDeclaration
from thongquan.web.shared.tongue import say

SIGNS = {"": "wait", "green": "go", "yellow": "check", "red": "stop"}
CUSTOMS = "customs"


def row_of(row: GoodsDeclaration, given: Mapping[str, AgencyLane], agencies: Iterable[str] = ()) -> dict[str, Any]:
    """Who says what: customs first, then the agencies that have spoken, then those of the gate that have not."""
    told = [(CUSTOMS, row.channel, CHANNEL_WORDS.get(row.channel), "")]
    told += [(agency, one.lane, LANES[one.lane], one.note) for agency, one in given.items()]
    told += [(agency, "", None, "") for agency in dict.fromkeys(agencies) if agency != CUSTOMS and agency not in given]
    return {"spoken": bool(given), "row": [
        {"name": say(NAMES["agencies"][agency]), "sign": SIGNS[lane], "says": say(words) if words else "", "note": note} for agency, lane, words, note in told]}
