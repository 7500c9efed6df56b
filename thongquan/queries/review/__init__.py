"""Reviews after clearance: queues, the case side by side, sisters, agreement of blind pairs."""

from thongquan.queries.review.case import Beside, Hat, Reviewed, asked_of, case_of, looks_blindly, request_of
from thongquan.queries.review.queue import FOLLOW_TABS, TABS, Row, counts, follow_ups, listed
from thongquan.queries.review.sisters import Sister, sisters
from thongquan.queries.review.yield_ import Yield, agreement, disagreements, undecided, yields

__all__ = [
    "FOLLOW_TABS", "TABS", "Beside", "Hat", "Reviewed", "Row", "Sister", "Yield", "agreement", "asked_of", "case_of", "counts", "disagreements",
    "follow_ups", "listed", "looks_blindly", "request_of", "sisters", "undecided", "yields",
]
