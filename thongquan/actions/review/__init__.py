"""Acts of review after clearance: chosen, documents asked for, decided, followed up."""

from thongquan.actions.review.asking import ask_documents, handed_in
from thongquan.actions.review.cases import again, choose, decide, found, take, take_sister
from thongquan.actions.review.follow import audit_took, close_follow_up, confirm_violation, leave_at_first, take_second, watch

__all__ = [
    "again", "ask_documents", "audit_took", "choose", "close_follow_up", "confirm_violation", "decide", "found", "handed_in", "leave_at_first", "take",
    "take_second", "take_sister", "watch",
]
