"""Official acts on vehicle declarations."""

from thongquan.actions.crossing.change import (
    answer_question,
    cancel,
    correct,
    decide_amendment,
    decide_cancel,
    decide_extension,
    request_amendment,
    request_cancel,
    request_extension,
)
from thongquan.actions.crossing.clock import confirm_violation, expire, liquidate, mark_overdue, prolong, remind
from thongquan.actions.crossing.declare import Submitted, declare, draft, repeat, save_draft, submit
from thongquan.actions.crossing.desk import (
    accept,
    accept_many,
    ask,
    hold,
    order_check,
    receive,
    record_check,
    redeclare,
    release,
    return_with_reasons,
)
from thongquan.actions.crossing.rekey import Withdrawn, withdraw_key
from thongquan.actions.crossing.stop import lift_stop, order_stop

__all__ = [
    "Submitted", "Withdrawn", "accept", "accept_many", "answer_question", "ask", "cancel", "confirm_violation", "correct",
    "decide_amendment", "decide_cancel", "decide_extension", "declare", "draft", "expire", "hold",
    "lift_stop", "liquidate", "mark_overdue", "order_check", "order_stop", "prolong", "receive", "record_check", "redeclare",
    "release", "remind", "repeat", "request_amendment", "request_cancel", "request_extension",
    "return_with_reasons", "save_draft", "submit", "withdraw_key",
]
