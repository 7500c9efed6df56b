"""What the gate asks: the hot questions of a scan, and the lists of its pages."""

from thongquan.queries.gate.lane import (
    LaneRow,
    Movement,
    facts_at,
    guards_yard,
    lane_row,
    leg_of,
    movement,
    pass_of,
    scan_answer,
)

__all__ = ["LaneRow", "Movement", "facts_at", "guards_yard", "lane_row", "leg_of", "movement", "pass_of", "scan_answer"]
