"""What may be done with a dossier now: one row per act, in the order of the bar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from thongquan.core.actor import Actor
from thongquan.core.flows.goods import GOODS
from thongquan.models import Task
from thongquan.queries.report.dossier import Dossier

DECIDES = frozenset({"dossier_officer", "team_leader", "office_leader"})
HEADS = frozenset({"team_leader", "office_leader", "region_leader", "nation_leader"})
#: who may let goods go on while an agency is silent
LETS_ON = frozenset({"office_leader", "region_leader", "nation_leader"})
#: states in which the head of office may change the channel
RECHANNELS = ("registered", "checking", "asked", "ordered", "decided")

Test = Callable[[Dossier, Actor], bool]


def mine(found: Dossier, by: Actor) -> bool:
    """Whether the open dossier check is this officer's."""
    task = found.task
    return task is not None and task.state in Task.HELD and task.officer_id == by.id


def leads(found: Dossier, by: Actor) -> bool:
    """Whether this person leads the unit that checks."""
    return bool(by.roles & HEADS) and (found.row.team_id in by.offices or found.row.office_id in by.offices)


def takes_part(found: Dossier, by: Actor) -> bool:
    """Whether the case belongs to a unit of this person, not only to be seen."""
    return found.row.team_id in by.offices or found.row.office_id in by.offices


def own(found: Dossier, by: Actor) -> bool:
    """Whether this person entered the declaration or belongs to its declarant: then others decide."""
    return by.id is not None and (found.row.created_by == by.id or found.row.declarant_id in by.parties)


def signs(found: Dossier, by: Actor) -> bool:
    """Whether the second signature under somebody else's decision is this person's to give or not to give."""
    return leads(found, by) and found.unsigned is not None and found.unsigned.by_id != by.id


def asked_of(found: Dossier, by: Actor) -> bool:
    """Whether this person's unit is asked for its view."""
    row = found.open_request("consult")
    return row is not None and row.to_unit_id in by.offices and row.asked_by != by.id


def refunds(found: Dossier, by: Actor) -> bool:
    """Whether the refund waits for this person: an officer proposes it, a head who is somebody else approves, the team notes the payment."""
    row = found.refund
    if row is None or not takes_part(found, by):
        return False
    if row.state == "approved":
        return True
    return by.is_any("dossier_officer") if row.asked_by is None else leads(found, by) and row.asked_by != by.id


@dataclass(frozen=True)
class Act:
    """One act: its step ("" for none), words, icon, key; when it is offered; whether it ends the work; how it is sent."""

    code: str
    step: str
    label: Promise | str
    icon: str
    key: str
    when: Test
    ends: bool = False
    grave: bool = False
    previews: bool = False


ACTS: tuple[Act, ...] = (
    Act("agree", "agree", _("Agree"), "go", "t", mine, ends=True, grave=True, previews=True),
    Act("inspect", "to_inspection", _("To inspection"), "xray", "k", lambda d, by: mine(d, by) and d.row.state == "checking", ends=True, previews=True),
    Act("ask", "ask", _("Ask the trader"), "help", "y", mine, ends=True, previews=True),
    Act("refuse", "return", _("Refuse with reasons"), "stop", "r", mine, ends=True, grave=True, previews=True),
    Act("mark", "", _("Mark a difference"), "flag", "f", lambda d, by: mine(d, by) and d.row.state in ("checking", "asked")),
    Act("consult", "", _("Ask another unit"), "users", "v",
        lambda d, by: mine(d, by) and d.row.state in ("checking", "asked") and d.open_request("consult") is None),
    Act("advise", "", _("Answer as the unit asked"), "edit", "v", asked_of, ends=True),
    Act("amendment", "decide_amendment", _("Decide the change"), "edit", "s", lambda d, by: mine(d, by) and d.open_request("amend") is not None, ends=True),
    Act("cancellation", "decide_cancel", _("Decide the cancellation"), "x", "h",
        lambda d, by: (mine(d, by) or leads(d, by)) and d.open_request("cancel") is not None, ends=True, grave=True),
    Act("countersign", "", _("Countersign"), "tick", "c", signs, ends=True, grave=True, previews=True),
    Act("send_back", "to_dossier", _("Do not sign, send back"), "undo", "x", signs, ends=True),
    Act("duty", "", _("Compute the duty again"), "coin", "e",
        lambda d, by: d.unpriced and (leads(d, by) or (d.task is not None and d.task.officer_id == by.id))),
    Act("refund", "", _("Refund"), "coin", "z", refunds, grave=True),
    Act("agency", "", _("Answer of an agency"), "docs", "l", lambda d, by: bool(d.waiting) and (mine(d, by) or leads(d, by))),
    Act("let_on", "", _("Let it go on"), "right", "w", lambda d, by: bool(by.roles & LETS_ON) and any(c.mode == "wait" for c in d.waiting), grave=True),
    Act("hold", "hold", _("Hold the goods"), "lock", "u", lambda d, by: d.row.held_at is None, previews=True),
    Act("lift", "unhold", _("Lift the hold"), "undo", "u", lambda d, by: d.row.held_at is not None, grave=True),
    Act("storage", "to_storage", _("To storage"), "box", "b", lambda d, by: mine(d, by) or leads(d, by)),
    Act("back", "from_storage", _("Take up again after storage"), "undo", "b", takes_part),
    Act("override", "rechannel", _("Change the channel"), "scale", "o",
        lambda d, by: by.is_any("office_leader") and leads(d, by) and d.row.state in RECHANNELS, ends=True, grave=True),
    Act("reassign", "", _("Ask for another officer"), "users", "d",
        lambda d, by: (mine(d, by) or leads(d, by)) and d.task is not None and d.task.state in Task.HELD and d.wish is None),
)
NAMED = {act.code: act for act in ACTS}


def open_to(found: Dossier, by: Actor) -> list[Act]:
    """The acts this person may take on this dossier now."""
    if own(found, by):
        return []
    steps = {step.name for step in GOODS.open_to(found.row.state, by.roles)}
    return [act for act in ACTS if (not act.step or act.step in steps) and (by.roles & DECIDES or act.code in ("advise", "let_on")) and act.when(found, by)]


def as_link(act: Act, chosen: str) -> dict[str, Any]:
    """The act as the bar shows it."""
    return {"code": act.code, "label": act.label, "icon": act.icon, "key": act.key.upper(), "on": act.code == chosen}
