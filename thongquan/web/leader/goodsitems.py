"""How the goods half stands in the head's list: number, why, where it is decided."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from thongquan.catalog.goods_reasons import AGREE_REASONS, GOODS_HOLD_REASONS, REVIEW_OUTCOMES
from thongquan.core.assignment_words import REASSIGN_REASONS
from thongquan.core.numbers import pretty
from thongquan.core.promise import CLOCKS
from thongquan.queries.report.item import Item
from thongquan.web.shared.navigation import address
from thongquan.web.shared.numbers import dong
from thongquan.web.shared.tongue import named, say, tongue

#: kinds decided in the list itself; the others lead to their page
HERE = frozenset({"countersign", "again"})


def goods_shown(item: Item) -> dict[str, Any]:
    """What the list shows of a goods item; nothing for the others."""
    values = item.values
    if "profile" in values:
        row = values["profile"]
        return {"number": row.code, "there": f"/office/profiles/{row.code}/", "why": row.words.get(tongue(), "")}
    if "model" in values:
        row = values["model"]
        return {"number": row.hash[:12], "there": address("risk:models") + f"{row.pk}/", "why": row.reason}
    goods = values.get("goods")
    if goods is None:
        return {}
    there = f"/central/goods/{goods.pk}/"
    if "review" in values:
        there = address("review:follow_ups") + f"?tab={values['review'].follow_up}"
    return {"number": pretty(goods.number or ""), "who": goods.declarant.name, "there": there, "why": _why(item), "here": item.kind in HERE}


def _why(item: Item) -> str:
    """One sentence on what it is about."""
    values, goods = item.values, item.values["goods"]
    if item.kind == "countersign":
        return f"{_say(AGREE_REASONS, values['decision'].reason_code)} · {dong(goods.customs_value)}"
    if item.kind == "again":
        wish = values["wish"]
        return f"{_say(REASSIGN_REASONS, wish.reason_code)}: {wish.words} · {values['proposer']} → {values['officer']}"
    if item.kind == "called":
        return ": ".join(filter(None, (say(CLOCKS[values["call"].before["clock"]]), values["call"].reason)))
    if item.kind == "goods_hold":
        return _say(GOODS_HOLD_REASONS, goods.hold_reason)
    if item.kind == "long_inspection":
        site = values["order"].site
        return named(site) if site else ""
    if item.kind == "agency_silent":
        check = values["check"]
        return _("%(agency)s, document %(number)s") % {"agency": check.agency, "number": check.number}
    return _say(REVIEW_OUTCOMES, values["review"].outcome)


def _say(table: Any, code: str) -> str:
    return say(table[code]) if code in table else code
