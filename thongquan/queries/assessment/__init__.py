"""The rules, profiles and room that select on a day, and what they selected."""

from thongquan.queries.assessment.history import history
from thongquan.queries.assessment.profiles import (
    HitRate,
    Standing,
    entity_lists,
    hit_rates,
    list_names,
    lists_on,
    profile,
    profile_of,
    profile_versions,
    set_of,
    standing,
)
from thongquan.queries.assessment.rules import Trial, active_rules, rules_of, trial, version, versions
from thongquan.queries.assessment.selection import Room, die_of, level_of, rooms, selected_by, selections

__all__ = [
    "HitRate", "Room", "Standing", "Trial", "active_rules", "die_of", "entity_lists", "history", "hit_rates", "level_of",
    "list_names", "lists_on", "profile", "profile_of", "profile_versions", "rooms", "rules_of", "selected_by", "selections",
    "set_of", "standing", "trial", "version", "versions",
]
