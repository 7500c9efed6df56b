"""Words of the desk: queues, quick filters, orders, stored codes as people read them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from thongquan.catalog.reasons import LISTS
from thongquan.core.forms import choices
from thongquan.core.numbers import pretty
from thongquan.core.words import Words
from thongquan.models import VehicleDeclaration
from thongquan.web.shared.tongue import say, tongue

QUEUE_WORDS = {
    "mine": _("Mine"), "green": _("Green, to accept together"), "documents": _("Documents"), "physical": _("Physical check"),
    "asked": _("Waiting for the declarant"), "requests": _("Changes and cancellations"), "late": _("Overdue and violations"),
    "all": _("Everything"),
}
CHIP_WORDS = {
    "soon": _("Under 1 hour left"), "nobody": _("With nobody yet"), "near": _("Arrives within 2 hours"), "foreign": _("Foreign plate"),
    "empty": _("Empty"), "first": _("First time here"), "waterway": _("Waterway"),
}
SORT_WORDS = {
    "waiting": _("Longest waiting first"), "newest": _("Newest first"), "planned": _("By arrival"), "due": _("By due time"),
    "plate": _("By plate"), "company": _("By company"),
}
REQUEST_WORDS = {
    "amend": _("Asks for a change"), "cancel": _("Asks to cancel"), "extend": _("Asks for more time"), "question": _("Question to the declarant"),
}
SOURCES = {
    "web": _("on the web"), "api": _("by machine"), "bulk": _("by file"), "counter": _("at the counter"), "rehearsal": _("in the rehearsal"),
    "demo": _("in the demo"),
}
COUNTRY_WORDS = {"VN": _("Viet Nam"), "CN": _("China"), "LA": _("Laos"), "KH": _("Cambodia"), "TH": _("Thailand"), "MM": _("Myanmar")}
SHORT_REGIMES = {
    "temporary_exportation": Words("Tạm xuất - tái nhập", "Temporary export", "暂出-复进"),
    "temporary_admission": Words("Tạm nhập - tái xuất", "Temporary import", "暂进-复出"),
}
CHOICES = {
    "regime": {c.code: c.words for c in choices.REGIMES}, "case": {c.code: c.words for c in choices.CASES},
    "mode": {c.code: c.words for c in choices.MODES},
}


def choice(kind: str, code: str) -> str:
    """A stored answer of the form in the reader's words."""
    words = CHOICES[kind].get(code)
    return words.say(tongue()) if words else code


def short_regime(code: str) -> str:
    """The regime in as few words as a dense table has room for."""
    return say(SHORT_REGIMES.get(code, code))


def country(code: str) -> str:
    """A country as people call it, else its code."""
    return str(COUNTRY_WORDS.get(code, code))


def reason(code: str) -> str:
    """A coded reason in the reader's language; words of one's own stay as they are."""
    return next((say(table[code]) for table in LISTS.values() if code in table), code)


def reason_choices(table: str, chosen: str = "") -> list[dict[str, Any]]:
    """One list of reasons to choose from."""
    return [{"code": code, "words": say(words), "chosen": code == chosen} for code, words in LISTS[table].items()]


def number(row: VehicleDeclaration) -> str:
    """The movement number as it is read aloud."""
    return pretty(row.number or "") or "–"
