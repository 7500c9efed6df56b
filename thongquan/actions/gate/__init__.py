"""Official acts at a lane: scan, agency ticks, admission by order."""

from thongquan.actions.gate.admit import admit_by_order, confirm, turn_back
from thongquan.actions.gate.scan import Answer, ScanRequest, scan
from thongquan.actions.gate.tick import tick

__all__ = ["Answer", "ScanRequest", "admit_by_order", "confirm", "scan", "tick", "turn_back"]
