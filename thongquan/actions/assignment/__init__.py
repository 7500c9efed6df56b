"""Acts of assignment: epochs of the draw, officers for cases, tasks, people, the rule."""

from thongquan.actions.assignment.days import clear_office_day, load_holidays, set_hours, set_office_day, withdraw_hours
from thongquan.actions.assignment.draws import assign, draw_waiting, withdraw
from thongquan.actions.assignment.epochs import commit_outside, ensure_parties, hand_over, open_epoch, register_party, reveal
from thongquan.actions.assignment.people import (
    begin_absence,
    declare_interest,
    end_absence,
    end_interest,
    end_skill,
    give_skill,
    set_available,
    set_shift,
)
from thongquan.actions.assignment.reassign import agree_reassign, escalate, propose_reassign, refuse_reassign
from thongquan.actions.assignment.rules import approve_rule, propose_rule, refuse_rule
from thongquan.actions.assignment.tasks import finish, pause, resume, take
from thongquan.actions.assignment.watch import nightly, watch

__all__ = [
    "agree_reassign", "approve_rule", "assign", "begin_absence", "clear_office_day", "commit_outside", "declare_interest", "draw_waiting", "end_absence",
    "end_interest", "end_skill", "ensure_parties", "escalate", "finish", "give_skill", "hand_over", "load_holidays", "nightly", "open_epoch", "pause",
    "propose_reassign", "propose_rule", "refuse_reassign", "refuse_rule", "register_party", "resume", "reveal", "set_available",
    "set_hours", "set_office_day", "set_shift", "take", "watch", "withdraw", "withdraw_hours",
]
