"""Acts of an inspection: ordered, booked, carried out, recorded; its places and seals."""

from thongquan.actions.inspection.images import read_image, take_image, take_reading
from thongquan.actions.inspection.laboratory import answer, receive, send_back
from thongquan.actions.inspection.order import DIGEST, found, order, present, reschedule, selected_by, withdraw
from thongquan.actions.inspection.result import label, record_result, sample_result
from thongquan.actions.inspection.site import escalate, pause, receive_seals, reopen, site_closed
from thongquan.actions.inspection.work import LONGEST_EVIDENCE, Seen, begin, join, keep, note_line, tick

__all__ = ["DIGEST", "LONGEST_EVIDENCE", "Seen", "answer", "begin", "escalate", "found", "join", "keep", "label", "note_line", "order", "pause", "present",
           "read_image", "receive", "receive_seals", "record_result", "reopen", "reschedule", "sample_result", "selected_by", "send_back", "site_closed",
           "take_image", "take_reading", "tick", "withdraw"]
