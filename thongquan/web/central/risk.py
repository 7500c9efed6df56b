"""What the risk model said of a dossier: three reasons, each aspect of its worst line."""

from __future__ import annotations

from typing import Any

from thongquan.core.goods import IMPORT
from thongquan.queries.risk.models import chance_before, scores_of
from thongquan.risk.reasons import ASPECT_WORDS
from thongquan.web.central import compare
from thongquan.web.shared.numbers import number
from thongquan.web.shared.tongue import say


def said(declaration_id: int, direction: str) -> dict[str, Any]:
    """The worst line's chance and reasons in the reader's language; nothing where no model scored, `alone` where none ever does."""
    rows = scores_of(declaration_id)
    if not rows:
        return {"alone": True} if direction != IMPORT else {}
    worst = rows[0]
    told = worst.reasons if isinstance(worst.reasons, dict) else {}
    aspects = [{"says": say(ASPECT_WORDS[name]), "share": f"{number(100 * one['score'], 1)} %",
                "why": [compare.tongue_of(why["words"]) for why in one["why"][:1]]}
               for name, one in told.get("aspects", {}).items() if name in ASPECT_WORDS]
    before = chance_before(declaration_id) if worst.kind == "again" else None
    return {"before": f"{number(100 * before, 1)} %" if before is not None else "",
            "line": worst.code.rpartition("-")[2], "several": len(rows) > 1, "chance": f"{number(100 * worst.probability, 1)} %",
            "reasons": _says(told, "top"), "lowering": _says(told, "lowering"), "aspects": aspects}


def _says(told: dict[str, Any], part: str) -> list[str]:
    """Kept reasons in the reader's language."""
    return [compare.tongue_of(one["words"]) for one in told.get(part, [])]
