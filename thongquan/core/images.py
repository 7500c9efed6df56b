"""What a reader of scanner images marks: areas as shares of the picture, kinds, how sure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from thongquan.core.refused import Refused
from thongquan.core.words import Words

#: so many areas one result may hold
MOST_AREAS = 40
#: differences that an image can show; origin, value and conditions cannot be seen in one
SHOWN = ("quantity", "description", "undeclared", "prohibited")
#: shares of the picture are kept in ten-thousandths
PLACES, HAIR = 4, 0.0001


class Mark(StrEnum):
    """What kind of thing is marked."""

    UNLIKE = "unlike"
    HIDDEN = "hidden"
    WEAPON = "weapon"
    NARCOTIC = "narcotic"
    TOBACCO = "tobacco"
    PERSON = "person"
    OTHER = "other"


MARKS: dict[str, Words] = {
    Mark.UNLIKE: Words("Hàng khác với phần còn lại", "Goods unlike the rest", "与其余货物不同"),
    Mark.HIDDEN: Words("Khoang hoặc vách giấu", "Hidden space", "夹藏空间"),
    Mark.WEAPON: Words("Vũ khí, đạn", "Weapon, ammunition", "武器弹药"),
    Mark.NARCOTIC: Words("Nghi ma túy", "Suspected narcotics", "疑似毒品"),
    Mark.TOBACCO: Words("Thuốc lá, rượu", "Tobacco, alcohol", "烟酒"),
    Mark.PERSON: Words("Có người", "Person", "藏匿人员"),
    Mark.OTHER: Words("Khác", "Other", "其他"),
}


@dataclass(frozen=True)
class Area:
    """One marked area: its upper left corner and its size as shares of the picture, and how sure the reader is (0-1)."""

    x: float
    y: float
    width: float
    height: float
    kind: Mark
    probability: float


def as_kept(finds: bool, areas: Sequence[Area]) -> list[dict[str, Any]]:
    """The areas as they are kept. INS-79 when areas stand beside "nothing found", INS-80 when one does not lie in the picture."""
    if areas and not finds:
        raise Refused("INS-79", "/areas")
    kept = []
    for n, area in enumerate(areas):
        across, down = _span(area.x, area.width), _span(area.y, area.height)
        if across is None or down is None:
            raise Refused("INS-80", f"/areas/{n}")
        kept.append({"x": across[0], "y": down[0], "width": across[1], "height": down[1], "kind": area.kind.value,
                     "probability": round(area.probability, PLACES)})
    return kept


def _span(begin: float, size: float) -> tuple[float, float] | None:
    """Beginning and length, rounded; None when they do not lie between the edges."""
    if not (0 <= begin < 1 and HAIR <= size and begin + size <= 1 + HAIR):
        return None
    start = round(begin, PLACES)
    length = round(min(size, 1 - start), PLACES)
    return (start, length) if length > 0 else None
