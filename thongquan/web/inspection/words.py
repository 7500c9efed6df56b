"""Words of the inspection pages: states, kinds of evidence, reasons to choose from."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from thongquan.catalog import goods_reasons
from thongquan.core.words import Words
from thongquan.web.shared.tongue import say

STATES = {
    "ordered": _("Waiting"), "begun": _("Under inspection"), "sampled": _("At the laboratory"), "done": _("Done"), "withdrawn": _("Withdrawn"),
}
STATE_SIGNS = {
    "ordered": ("wait", "wait"), "begun": ("check", "eye"), "sampled": ("info", "box"), "done": ("go", "tick"), "withdrawn": ("wait", "x"),
}
KINDS = {"photo": _("Photo"), "scan": _("Scanner image"), "clip": _("Body-camera clip"), "sample": _("Sample"), "seal": _("Seal")}
DIRECTIONS = {"import": _("Import"), "export": _("Export"), "transit": _("Transit")}


def choices(table: Mapping[str, Words], *, but: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """A closed list to choose from, in the language of the page."""
    return [(code, say(words)) for code, words in table.items() if code not in but]


def outcomes(*, but: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """What may be found."""
    return choices(goods_reasons.OUTCOMES, but=but)
