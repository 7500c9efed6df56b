"""Acts around ministries' documents: received, keyed, written off, awaited, revoked."""

from thongquan.actions.licence.checks import Matching, catch_up, cover, escalate, let_go_on, match_declaration, settle_by_hand, write_off
from thongquan.actions.licence.keyed import key_in, lapse, register_scan, revoke, verify_scan
from thongquan.actions.licence.link import mark_agency_down, mark_agency_up, window_answered, window_failed
from thongquan.actions.licence.message import Received, claim_use, receive_message, refuse_message, settle_use
from thongquan.actions.licence.use import restore

__all__ = [
    "Matching", "Received", "catch_up", "claim_use", "cover", "escalate", "key_in", "lapse", "let_go_on", "mark_agency_down", "mark_agency_up",
    "match_declaration", "receive_message", "refuse_message", "register_scan", "restore", "revoke", "settle_by_hand", "settle_use",
    "verify_scan", "window_answered", "window_failed", "write_off",
]
