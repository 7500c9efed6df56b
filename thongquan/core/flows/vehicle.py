"""The life of a vehicle declaration: draft to liquidation, Decree 08/2015 arts 74-81."""

from thongquan.core.flow import Flow, Step
from thongquan.core.words import Words

TRADER = frozenset({"declarant", "broker", "transport_agent", "driver", "gate_officer", "dossier_officer"})
DESK = frozenset({"gate_officer", "dossier_officer", "office_leader"})
GATE = frozenset({"gate_officer", "system"})
HEAD = frozenset({"office_leader"})
CLOCK = frozenset({"system"})

STATES = {
    "draft": Words("Nháp", "Draft", "草稿"),
    "submitted": Words("Đã gửi", "Submitted", "已提交"),
    "received": Words("Đã tiếp nhận", "Received", "已受理"),
    "asked": Words("Chờ bổ sung", "Waiting for the declarant", "待补充"),
    "checking": Words("Đang kiểm tra thực tế", "Under physical check", "查验中"),
    "returned": Words("Trả lại", "Returned with reasons", "已退回"),
    "accepted": Words("Đã chấp nhận", "Accepted", "已接受"),
    "under_way": Words("Đang đi", "Under way", "途中"),
    "overdue": Words("Quá hạn", "Overdue", "逾期"),
    "liquidated": Words("Đã thanh khoản", "Liquidated", "已核销"),
    "cancelled": Words("Đã hủy", "Cancelled", "已取消"),
    "expired": Words("Hết hiệu lực", "Expired", "已失效"),
}

VEHICLE = Flow("vehicle", "draft", STATES, (
    Step("submit", ("draft", "returned"), "submitted", TRADER, Words("Gửi tờ khai", "Submit", "提交")),
    Step("receive", ("submitted",), "received", DESK, Words("Tiếp nhận", "Receive", "受理")),
    Step("ask", ("submitted", "received"), "asked", DESK, Words("Yêu cầu bổ sung", "Ask the declarant", "要求补充")),
    Step("answer", ("asked",), "received", TRADER, Words("Trả lời", "Answer", "答复")),
    Step("order_check", ("submitted", "received"), "checking", DESK, Words("Kiểm tra thực tế", "Order a physical check", "指令查验")),
    Step("record_check", ("checking",), "received", DESK, Words("Ghi kết quả kiểm tra", "Record the check", "登记查验结果")),
    Step("return", ("submitted", "received", "asked", "checking"), "returned", DESK, Words("Từ chối, nêu lý do", "Refuse with reasons", "退回并说明理由")),
    Step("accept", ("submitted", "received"), "accepted", DESK | CLOCK, Words("Chấp nhận", "Accept", "接受")),
    Step("correct", ("submitted", "received", "asked"), "", TRADER, Words("Sửa tờ khai", "Correct", "更正")),
    Step("amend", ("accepted", "under_way", "overdue"), "", TRADER, Words("Đề nghị sửa", "Request an amendment", "申请修改")),
    Step("decide_amendment", ("accepted", "under_way", "overdue"), "", DESK | CLOCK, Words("Duyệt sửa", "Decide the amendment", "审批修改")),
    Step("cancel", ("draft", "submitted", "received", "asked", "returned"), "cancelled", TRADER, Words("Hủy", "Cancel", "取消")),
    Step("request_cancel", ("accepted",), "", TRADER, Words("Đề nghị hủy", "Request cancellation", "申请取消")),
    Step("decide_cancel", ("accepted",), "cancelled", DESK, Words("Duyệt hủy", "Approve cancellation", "批准取消")),
    Step("cross_first", ("accepted",), "under_way", GATE, Words("Qua cửa khẩu, lượt đi", "Cross, first leg", "首程过境")),
    Step("cross_again", ("under_way",), "accepted", GATE, Words("Qua cửa khẩu, còn lượt sau", "Cross, more legs to come", "过境，尚有后续行程")),
    Step("cross_last", ("under_way", "overdue"), "liquidated", GATE, Words("Qua cửa khẩu, thanh khoản", "Cross and liquidate", "过境并核销")),
    Step("request_extension", ("under_way",), "", TRADER, Words("Xin gia hạn", "Request an extension", "申请延期")),
    Step("extend", ("under_way",), "", HEAD, Words("Gia hạn", "Extend", "准予延期"), grave=True),
    Step("mark_overdue", ("under_way",), "overdue", CLOCK, Words("Ghi quá hạn", "Mark overdue", "标记逾期")),
    Step("expire", ("accepted",), "expired", CLOCK, Words("Hết hiệu lực", "Expire", "失效")),
    Step("prolong", ("accepted",), "", HEAD | CLOCK, Words("Kéo dài hiệu lực", "Prolong validity", "延长有效期")),
    Step("liquidate", ("accepted", "overdue"), "liquidated", HEAD | CLOCK, Words("Thanh khoản", "Liquidate", "核销"), grave=True),
    Step("redeclare", ("under_way", "overdue"), "liquidated", DESK, Words("Khai báo lại do mất tờ khai", "Redeclared after loss", "遗失后重新申报")),
    Step("hold", ("accepted", "under_way", "overdue"), "", DESK | HEAD, Words("Tạm giữ", "Hold", "扣留")),
    Step("release", ("accepted", "under_way", "overdue"), "", HEAD, Words("Thôi giữ", "Release from hold", "解除扣留"), grave=True),
))

#: steps of the declaring side: an officer takes them only for the person he serves
DECLARANTS = frozenset(step.name for step in VEHICLE.steps if step.by == TRADER)
#: decisions of the desk and its head: taken by the office that answers for the case
DECIDED = frozenset(step.name for step in VEHICLE.steps if step.by & (DESK | HEAD) and step.by not in (TRADER, GATE))
#: kind of a declarant's request -> the step that decides it
DECIDED_BY = {"amend": "decide_amendment", "cancel": "decide_cancel", "extend": "extend"}
