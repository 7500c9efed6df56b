"""Official acts at a lane: scan, agency ticks, bays, admission by order."""

from thongquan.actions.gate.admit import admit_by_order, confirm, turn_back
from thongquan.actions.gate.answer import Answer, ScanRequest
from thongquan.actions.gate.bay import give_bay, send_to_check
from thongquan.actions.gate.goods_lane import give_lane
from thongquan.actions.gate.review import review_admission
from thongquan.actions.gate.scan import scan
from thongquan.actions.gate.shift import sign_on
from thongquan.actions.gate.tick import tick, untick
from thongquan.actions.gate.weigh import weigh
from thongquan.actions.gate.write import answered_before

__all__ = ["Answer", "ScanRequest", "admit_by_order", "answered_before", "confirm", "give_bay", "give_lane", "review_admission", "scan", "send_to_check",
           "sign_on", "tick", "turn_back", "untick", "weigh"]
