"""What the rows of the goods figures are called, and which offices a reader may choose."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy

from thongquan.catalog import ministries
from thongquan.catalog.declaration_types import DECLARATION_TYPES
from thongquan.catalog.override_reasons import OVERRIDE_REASONS
from thongquan.core.declaration_types import type_of
from thongquan.core.duty import TAXES
from thongquan.core.flows.goods import STATES
from thongquan.core.goods_selection import WORDS as CHOSEN_WORDS
from thongquan.core.review import WHY
from thongquan.core.units import UNITS
from thongquan.core.words import Words
from thongquan.models import GoodsProfile, Unit
from thongquan.queries.report.goods import DRAWN_WORDS, HOW_WORDS, STAGE_WORDS
from thongquan.web.shared.tongue import named, say, tongue

CHANNELS = {
    "green": Words("Luồng xanh", "Green channel", "绿色通道"), "yellow": Words("Luồng vàng", "Yellow channel", "黄色通道"),
    "red": Words("Luồng đỏ", "Red channel", "红色通道"),
}
SIGNS = {"green": ("go", "go"), "yellow": ("check", "check"), "red": ("stop", "stop")}
COLOURS = {"green": "kgo", "yellow": "kch", "red": "kst"}
DIRECTIONS = {"import": gettext_lazy("Import"), "export": gettext_lazy("Export"), "transit": gettext_lazy("Transit")}
#: reaches from the widest to the nearest
LEVELS = ("department", "region", "office", "team")
#: coded tables whose first column is a code with words of its own
TABLES: dict[str, dict[str, Words]] = {
    "stages": STAGE_WORDS, "drawn": DRAWN_WORDS, "digital": HOW_WORDS, "revenue": TAXES, "overrides": OVERRIDE_REASONS, "by_channel": CHANNELS,
    "lanes": CHANNELS, "reviews": WHY,
}


def offices(units: Iterable[int]) -> list[Unit]:
    """The offices of a reader, by code."""
    return list(Unit.objects.filter(pk__in=list(units), level="office").exclude(kind="ministry").order_by("code"))


def top_unit(units: Iterable[int]) -> Unit | None:
    """The widest unit of a reader: what his target is set for."""
    rows = list(Unit.objects.filter(pk__in=list(units)).exclude(kind="ministry"))
    return min(rows, key=lambda unit: (LEVELS.index(unit.level) if unit.level in LEVELS else 9, unit.pk), default=None)


def said(code: str, value: Any) -> str:
    """One value of a first column in the reader's words."""
    value = "" if value is None else str(value)
    if code in TABLES:
        return say(TABLES[code].get(value, value)) or "–"
    if code in ("by_office", "backlog", "revenue_office"):
        unit = Unit.objects.filter(code=value).first() if value else None
        return named(unit) if unit else value or "–"
    if code == "by_direction":
        return str(DIRECTIONS.get(value, value))
    if code == "by_kind":
        return f"{value} {say(type_of(DECLARATION_TYPES, value).words)}".strip() if value in DECLARATION_TYPES else value
    if code in ("permits", "permits_office"):
        return permits(value)
    return rule(value) if code == "rules" else value


def permits(value: str) -> str:
    """`KDTV|KGM`, before it the office where one is told: each part in words."""
    *office, kind, unit = value.split("|")
    parts = [*(said("by_office", code) for code in office), say(ministries.KINDS[kind].words) if kind in ministries.KINDS else kind,
             say(UNITS[unit].words) if unit in UNITS else unit]
    return " · ".join(part for part in parts if part)


def rule(code: str) -> str:
    """A rule, profile or draw of dice by its words, when it has any in this language."""
    if code in CHOSEN_WORDS:
        return f"{code} {say(CHOSEN_WORDS[code])}"
    row = GoodsProfile.objects.filter(code=code).order_by("-version").first()
    words = row.words.get(tongue(), "") if row else ""
    return f"{code} {words}".strip()


def case(row: dict[str, Any]) -> dict[str, Any]:
    """One declaration of a drill-down, in words."""
    ground, sign = SIGNS.get(row["channel"], ("wait", "wait"))
    return {**row, "channel": {"says": said("by_channel", row["channel"]), "ground": ground, "sign": sign}, "office_says": row["office"],
            "state_says": say(STATES[row["state"]]), "there": f"/central/goods/{row['id']}/"}
