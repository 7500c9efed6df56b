"""How reviews, their grounds, outcomes and columns are said."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thongquan.catalog.goods_reasons import OUTCOMES, REVIEW_OUTCOMES
from thongquan.core.dossier import KINDS as PAPERS
from thongquan.core.forms import GOODS_FORMS
from thongquan.core.review import BANDS, WHY
from thongquan.core.units import UNITS
from thongquan.core.words import Words
from thongquan.models import ReviewCase
from thongquan.queries.review import Beside
from thongquan.web.shared.clock import day, span
from thongquan.web.shared.numbers import dong, number
from thongquan.web.shared.tongue import say, tongue

TABS = {
    "mine": gettext_lazy("My reviews"), "asked": gettext_lazy("Waiting for the declarant"), "done": gettext_lazy("Decided by me"),
    "team": gettext_lazy("The whole team"), "nobody": gettext_lazy("With no reviewer yet"), "late": gettext_lazy("Past their day"),
}
FOLLOW_TABS = {
    "amendment": gettext_lazy("To be amended and paid"), "audit": gettext_lazy("To post-clearance audit"),
    "record": gettext_lazy("Violations drafted"), "ended": gettext_lazy("Done or dropped"),
}
CHANNEL_WORDS = {
    "green": Words("Luồng xanh", "Green channel", "绿色通道"), "yellow": Words("Luồng vàng", "Yellow channel", "黄色通道"),
    "red": Words("Luồng đỏ", "Red channel", "红色通道"),
}
CHANNEL_SIGNS = {"green": ("go", "go"), "yellow": ("check", "check"), "red": ("stop", "stop")}
BAND_SIGNS = {"high": 4, "medium": 2, "low": 1}
#: outcome -> (ground, icon)
OUTCOME_SIGNS = {"clean": ("go", "go"), "amend": ("check", "edit"), "transfer": ("info", "right"), "violation": ("stop", "scale")}
#: where a value of a document was read
SOURCES = {
    "xml": gettext_lazy("from the structured file"), "text": gettext_lazy("from the text of the PDF"), "ocr": gettext_lazy("recognised in the picture"),
    "window": gettext_lazy("from the single window"),
}
FOUND_BY = {"dossier": gettext_lazy("dossier check"), "inspection": gettext_lazy("inspection")}


def why(row: ReviewCase, *, leads: bool) -> str:
    """Why it was chosen. Whoever takes a blind second look reads the first ground: that it is a second look stays the leaders' own."""
    ground = row.blind_of.why if row.why == "blind" and row.blind_of is not None and not leads else row.why
    return say(WHY.get(ground, ground))


def band(code: str) -> str:
    """The band in words."""
    return say(BANDS[code]) if code else ""


def channel(code: str) -> dict[str, str]:
    """A channel as a tag."""
    ground, sign = CHANNEL_SIGNS.get(code, ("wait", "wait"))
    return {"says": say(CHANNEL_WORDS.get(code, code)), "ground": ground, "sign": sign}


def outcome(code: str) -> dict[str, str]:
    """An outcome as a tag."""
    ground, sign = OUTCOME_SIGNS.get(code, ("wait", "wait"))
    return {"says": say(REVIEW_OUTCOMES[code]) if code in REVIEW_OUTCOMES else code, "ground": ground, "sign": sign}


def finding(code: str) -> str:
    """What was found, in words."""
    return say(OUTCOMES[code]) if code in OUTCOMES else code


def paper(code: str) -> str:
    """A kind of document in words."""
    return say(PAPERS[code]) if code in PAPERS else code


def clock(row: ReviewCase, at: datetime, *, paused: bool) -> dict[str, Any]:
    """What is left until the due day, as a ring and in words."""
    left, whole = row.due_at - at, row.due_at - row.chosen_at
    gone = 1.0 if not whole else max(0.0, min(1.0, (at - row.chosen_at) / whole))
    if paused:
        return {"gone": gone, "level": "", "says": _("stands still: the declarant is asked")}
    if left < timedelta():
        return {"gone": 1.0, "level": "stop", "says": _("%(span)s late") % {"span": span(-left)}}
    return {"gone": gone, "level": "check" if left < timedelta(days=7) else "", "says": _("%(span)s left") % {"span": span(left)}}


def label(direction: str, field: str, line: int) -> str:
    """The name of a field of the form."""
    form = GOODS_FORMS[direction]
    if line and form.named["lines"].rows is not None:
        form = form.named["lines"].rows
    return form.named[field].label.say(tongue()) if field in form.named else field


def declared(one: Beside) -> str:
    """The declared value as people write it."""
    if isinstance(one.declared, list | tuple):
        return ", ".join(map(str, one.declared))
    return said(one.field, one.declared)


def said(field: str, value: Any) -> str:
    """A value of a field as people write it, whether it was declared or read in a document."""
    text = str(value if value is not None else "")
    try:
        if field.endswith("_day") and text:
            return day(date.fromisoformat(text[:10]))
        if field in ("quantity", "unit_price", "invoice_value", "net_kg", "gross_kg", "invoice_total", "packages"):
            return _figure(Decimal(text))
    except (ArithmeticError, ValueError):
        return text
    return say(UNITS[text].words) if field == "unit" and text in UNITS else text


def _figure(value: Decimal) -> str:
    places = -int(value.normalize().as_tuple().exponent) if value % 1 else 0
    return number(float(value), min(places, 4))


def registry(one: Beside) -> tuple[str, str]:
    """What registers know of a field: the figure, and where it comes from."""
    key, values = one.registry
    if key == "party":
        return values["name"], _("register of companies")
    if key in ("active", "stopped"):
        state = _("active") if key == "active" else _("stopped")
        return f"{values['id']} · {state}", _("register of companies")
    if key == "tariff":
        return say(values["words"])[:120], _("tariff of the day of registration")
    if key == "prices":
        return (f"{dong(float(values['low']))} – {dong(float(values['high']))}",
                _("customs value a unit; ours %(own)s; %(n)s lines in 12 months") % {"own": dong(float(values["own"])), "n": number(values["count"])})
    if key == "licence":
        return (_("%(left)s left") % {"left": _figure(values["left"])},
                _("permit %(number)s; %(drawn)s written off") % {"number": values["number"], "drawn": _figure(values["drawn"])})
    return "", ""
