"""Lanes of the agencies of a gate beside customs' channel, each its own colour."""

from __future__ import annotations

from thongquan.core.words import Words

GREEN = "green"
#: from the mildest to the strictest; the goods wait for every agency that is not green
LANES: dict[str, Words] = {
    GREEN: Words("Không có ý kiến", "Nothing against", "无异议"),
    "yellow": Words("Kiểm tra giấy tờ", "Papers are looked at", "审核单证"),
    "red": Words("Kiểm tra hàng", "Goods are looked at", "查验货物"),
}
