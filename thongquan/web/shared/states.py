"""How states, channels and verdicts look: the road sign and its icon, one row each."""

from __future__ import annotations

#: state of a vehicle declaration or a crossing -> (ground, icon)
STATE_SIGNS = {
    "draft": ("wait", "edit"),
    "submitted": ("info", "info"),
    "received": ("info", "info"),
    "asked": ("check", "check"),
    "checking": ("check", "check"),
    "returned": ("stop", "stop"),
    "accepted": ("go", "go"),
    "under_way": ("info", "truck"),
    "overdue": ("stop", "stop"),
    "liquidated": ("go", "tick"),
    "cancelled": ("wait", "x"),
    "expired": ("wait", "wait"),
    "expected": ("wait", "wait"),
    "arrived": ("info", "pin"),
    "in_yard": ("info", "truck"),
    "crossed": ("go", "go"),
}
#: channel of checking -> (ground, icon)
CHANNEL_SIGNS = {"none": ("go", "go"), "document": ("check", "check"), "physical": ("stop", "stop")}
#: verdict at the gate -> (ground, icon)
VERDICT_SIGNS = {"go": ("go", "go"), "check": ("check", "check"), "stop": ("stop", "stop"), "cut": ("check", "cut")}
