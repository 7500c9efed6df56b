"""Words of the central pages: queues, filters, orders, states, reasons."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from thongquan.catalog import goods_reasons
from thongquan.catalog.override_reasons import OVERRIDE_REASONS
from thongquan.core.numbers import pretty
from thongquan.core.rules import BOOK
from thongquan.core.words import Words
from thongquan.models import GoodsDeclaration
from thongquan.web.shared.tongue import say

QUEUE_WORDS = {
    "mine": _("My tasks"), "asked": _("Waiting for others"), "wishes": _("Changes and cancellations asked for"), "advice": _("Our view is asked for"),
    "sign": _("To be countersigned"), "team": _("The whole team"), "nobody": _("With no officer yet"), "late": _("Past their time"),
}
CHIP_WORDS = {
    "soon": _("Under 1 hour left"), "perishable": _("Perishable"), "answered": _("Answered by the trader"), "agency": _("An agency is silent"),
    "dear": _("To be countersigned"), "long": _("Over 20 lines"), "import": _("Import"), "export": _("Export"),
}
SORT_WORDS = {
    "due": _("Shortest clock first"), "newest": _("Newest first"), "oldest": _("Oldest first"), "value": _("Highest value first"),
    "lines": _("Most lines first"), "number": _("By number"), "officer": _("By officer"),
}
#: columns that may be put away
COLUMN_WORDS = {"goods": _("Goods"), "value": _("Customs value"), "why": _("Why this channel"),
                "promised": _("Promised until"), "where": _("Lodged at"), "with": _("With"), "rounds": _("Rounds")}
REQUEST_WORDS = {
    "question": _("Question to the trader"), "amend": _("Asks for a change"), "cancel": _("Asks to cancel"), "consult": _("Another unit is asked"),
    "reschedule": _("Asks for another appointment"), "refund": _("Refund of tax"), "escalation": _("Turns to the head: a promise has run out"),
}
PAUSED_WORDS = {"answer": _("waits for the trader"), "goods": _("waits for the goods"), "agency": _("waits for an agency")}
DIRECTION_WORDS = {"import": _("Import"), "export": _("Export"), "transit": _("Transit")}
CHANNEL_WORDS = {
    "green": Words("Luồng xanh", "Green channel", "绿色通道"), "yellow": Words("Luồng vàng", "Yellow channel", "黄色通道"),
    "red": Words("Luồng đỏ", "Red channel", "红色通道"),
}
CHANNEL_SIGNS = {"green": ("go", "go"), "yellow": ("check", "check"), "red": ("stop", "stop")}
STATE_SIGNS = {
    "registered": ("info", "info"), "checking": ("check", "doc"), "asked": ("check", "wait"), "ordered": ("check", "box"), "inspecting": ("check", "eye"),
    "decided": ("info", "coin"), "released": ("go", "go"), "storage": ("wait", "box"), "cleared": ("go", "go"), "passed": ("go", "tick"),
    "returned": ("stop", "stop"), "cancelled": ("wait", "x"),
}
#: what a difference is about; the closed list that targeting learns from
FINDINGS = ("value", "quantity", "description", "origin", "conditions", "undeclared", "prohibited")

REASONS: dict[str, dict[str, Words]] = {
    "agree": goods_reasons.AGREE_REASONS, "refuse": goods_reasons.REFUSE_REASONS,
    "inspect": {code: words for code, words in goods_reasons.INSPECT_REASONS.items() if code != "channel"},
    "hold": {code: words for code, words in goods_reasons.GOODS_HOLD_REASONS.items() if code != goods_reasons.OF_AGENCY},
    "override": OVERRIDE_REASONS, "cancel": goods_reasons.CANCEL_GOODS_REASONS,
    "finding": {code: goods_reasons.OUTCOMES[code] for code in FINDINGS},
}
RULE_CODES = tuple(sorted(BOOK.rules))


def reasons(table: str, chosen: str = "") -> list[dict[str, Any]]:
    """One list of reasons to choose from, each with its code."""
    return [{"code": code, "words": say(words), "chosen": code == chosen} for code, words in REASONS[table].items()]


def reason(code: str) -> str:
    """A coded reason in the reader's language; words of one's own stay."""
    every = {**goods_reasons.INSPECT_REASONS, **goods_reasons.BACK_REASONS, **goods_reasons.GOODS_HOLD_REASONS, **goods_reasons.OUTCOMES,
             **goods_reasons.RESCHEDULE_REASONS, **{c: w for table in REASONS.values() for c, w in table.items()}}
    return say(every[code]) if code in every else str(PAUSED_WORDS.get(code, code))


def number(row: GoodsDeclaration) -> str:
    """The declaration's number as it is read aloud."""
    return pretty(row.number or "") or "–"


def outcome(code: str) -> str:
    """What an inspection found, in words."""
    return say(goods_reasons.OUTCOMES[code]) if code in goods_reasons.OUTCOMES else code
