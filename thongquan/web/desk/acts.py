"""What may be done with a case now: one row per act, in the order of the bar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from thongquan.core.actor import Actor
from thongquan.core.flows.vehicle import VEHICLE
from thongquan.queries.crossing.case import Case

DESK = frozenset({"gate_officer", "dossier_officer", "office_leader"})


@dataclass(frozen=True)
class Act:
    """One act: its step of the procedure, words, icon, key; when it is offered; whether it ends the work on the case."""

    code: str
    step: str
    label: Promise | str
    icon: str
    key: str
    when: Callable[[Case], bool] = lambda case: True
    ends: bool = False
    grave: bool = False
    previews: bool = False


ACTS: tuple[Act, ...] = (
    Act("accept", "accept", _("Accept"), "go", "t", lambda c: c.row.channel != "physical" or checked(c), ends=True),
    Act("record_check", "record_check", _("Record the check"), "xray", "k"),
    Act("order_check", "order_check", _("Physical check"), "xray", "k", previews=True, ends=True),
    Act("ask", "ask", _("Ask the declarant"), "help", "y", previews=True, ends=True),
    Act("return", "return", _("Refuse with reasons"), "stop", "r", previews=True, ends=True),
    Act("amendment", "decide_amendment", _("Decide the change"), "edit", "t", lambda c: bool(c.open_request("amend")), ends=True),
    Act("cancellation", "decide_cancel", _("Decide the cancellation"), "x", "h", lambda c: bool(c.open_request("cancel")), ends=True),
    Act("extension", "extend", _("Decide the extension"), "wait", "g", lambda c: bool(c.open_request("extend")), ends=True, grave=True),
    Act("violation", "", _("Decide the violation"), "scale", "v", lambda c: any(v.state == "draft" for v in c.violations), ends=True),
    Act("hold", "hold", _("Hold"), "lock", "u", lambda c: c.row.held_at is None, previews=True),
    Act("release", "release", _("Release from hold"), "undo", "u", lambda c: c.row.held_at is not None, grave=True),
    Act("prolong", "prolong", _("Prolong validity"), "wait", "d", lambda c: c.row.valid_until is not None and c.row.leg == 1),
    Act("redeclare", "redeclare", _("Replace a lost declaration"), "repeat", "m", lambda c: c.row.state == "accepted" and c.row.leg == 1),
    Act("liquidate", "liquidate", _("Liquidate by decision"), "tick", "l", lambda c: c.row.state == "overdue" or c.row.leg > 1, grave=True),
)
NAMED = {act.code: act for act in ACTS}
#: a lost declaration is replaced from the page of the fresh one, whose own state is `accepted`
ELSEWHERE = frozenset({"redeclare"})


def checked(case: Case) -> bool:
    """Whether a physical check has been recorded."""
    return any(check.done_at for check in case.checks)


def own(case: Case, by: Actor) -> bool:
    """Whether this person typed the case in, or acts for its declarant: then others decide (ACC-03)."""
    return by.id is not None and (case.row.created_by == by.id or case.row.declarant_id in by.parties)


def open_to(case: Case, by: Actor) -> list[Act]:
    """The acts this person may take on this case now."""
    steps = {step.name for step in VEHICLE.open_to(case.row.state, by.roles)}
    officer = bool(by.roles & DESK)
    found = [act for act in ACTS if (act.step in steps or (officer and (not act.step or act.code in ELSEWHERE))) and act.when(case)]
    return [] if own(case, by) else found


def as_link(act: Act, chosen: str) -> dict[str, Any]:
    """The act as the bar shows it."""
    return {"code": act.code, "label": act.label, "icon": act.icon, "key": act.key.upper(), "on": act.code == chosen}
