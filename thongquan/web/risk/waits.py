"""What needs an analyst now, in words with the page where it is done."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from thongquan.core.actor import Actor
from thongquan.queries.risk import waiting as asked

#: kind -> icon, words, page, whether the page names the thing
KINDS: dict[str, tuple[str, Any, str, bool]] = {
    "drift": ("flag", _("Drift alarm: look at what moved"), "risk:drift", False),
    "officer": ("flag", _("Look at the results of an officer"), "risk:officer", True),
    "promote": ("chain", _("Model waits for your word"), "risk:model", True),
    "candidate": ("chain", _("New candidate: read its trial, propose it or leave it"), "risk:model", True),
    "aging": ("wait", _("The champion grows too old; promote a candidate before"), "risk:model", True),
    "approve": ("filter", _("Profile waits for your word"), "office:profile", True),
    "draft": ("edit", _("Your draft is not proposed yet"), "office:profile", True),
    "suspended": ("stop", _("Profile is suspended: mend it or close it"), "office:profile", True),
    "ending": ("wait", _("Profile ends soon: a next version, or let it end"), "office:profile", True),
    "rule": ("filter", _("Channel rule waits for your word"), "office:rule", True),
}


def waits(by: Actor, at: Any) -> list[dict[str, Any]]:
    """What waits, as the overview lists it."""
    told = []
    for one in asked.waiting(by, at):
        icon, says, url, names = KINDS[one.kind]
        told.append({"icon": icon, "says": says, "name": one.name, "day": one.day, "href": reverse(url, args=[one.key] if names else [])})
    return told
