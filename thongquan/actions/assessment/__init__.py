"""What decides how much is checked: channel rules, goods profiles, lists, room, levels."""

from thongquan.actions.assessment.channel import assess, override, reassess, used, valued
from thongquan.actions.assessment.first import first_orders, first_profiles
from thongquan.actions.assessment.levels import grade_everybody
from thongquan.actions.assessment.lists import add_entry, make_list, remove_entry
from thongquan.actions.assessment.profiles import (
    approve_profile,
    end_overdue,
    end_profile,
    propose_profile,
    refuse_profile,
    suspend_profile,
    suspend_weak,
    try_profile,
    write_profile,
)
from thongquan.actions.assessment.room import refresh_cuts, set_budget
from thongquan.actions.assessment.rules import (
    APPROVES,
    WRITES,
    approve_channel_rule,
    propose_channel_rule,
    propose_end,
    refuse_channel_rule,
    withdraw_channel_rule,
)

__all__ = [
    "APPROVES", "WRITES", "add_entry", "approve_channel_rule", "approve_profile", "assess", "end_overdue", "end_profile",
    "first_orders", "first_profiles", "grade_everybody", "make_list", "override", "propose_channel_rule", "propose_end", "propose_profile", "reassess",
    "refresh_cuts", "refuse_channel_rule", "refuse_profile", "remove_entry", "set_budget", "suspend_profile", "suspend_weak",
    "try_profile", "used", "valued", "withdraw_channel_rule", "write_profile",
]
