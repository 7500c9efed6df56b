"""Acts of review after clearance: chosen, documents asked for, decided, followed up."""

from thongquan.actions.review.asking import ask_documents, handed_in
from thongquan.actions.review.cases import again, choose, decide, found, take, take_sister
from thongquan.actions.review.follow import audit_took, close_follow_up, confirm_violation, watch

__all__ = [
    "again", "ask_documents", "audit_took", "choose", "close_follow_up", "confirm_violation", "decide", "found", "handed_in", "take", "take_sister",
    "watch",
]
