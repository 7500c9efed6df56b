"""What was selected and why, for officers; the level of a declarant."""

from __future__ import annotations

from datetime import date

from thongquan.core.goods_selection import RANDOM
from thongquan.core.profiles import ORDER
from thongquan.models import Selection, TraderGrade


def selections(declaration_id: int) -> list[Selection]:
    """Every decision on the channel of a declaration, the newest first."""
    return list(Selection.objects.filter(declaration_id=declaration_id).order_by("-at", "-id"))


def die_of(declaration_id: int) -> int | None:
    """The die of the first decision; nothing is drawn twice."""
    return Selection.objects.filter(declaration_id=declaration_id, kind="initial").values_list("die", flat=True).first()


def selected_by(declaration_id: int) -> str:
    """For the label of a check: `random` (the unbiased sample), `override`, `order`, `rule`, or "" when nothing asked for it."""
    rows = selections(declaration_id)
    if not rows:
        return ""
    first = rows[-1]
    if first.drawn in ("red", "yellow"):
        return RANDOM
    if rows[0].kind == "override":
        return "override"
    kinds = {reason["kind"] for reason in rows[0].reasons}
    return ORDER if ORDER in kinds else "rule" if kinds else ""


def level_of(party_id: int, day: date) -> TraderGrade | None:
    """The newest level of a declarant up to a day, with its criteria; the firm itself may read it."""
    return TraderGrade.objects.filter(party_id=party_id, day__lte=day).order_by("-day").first()
