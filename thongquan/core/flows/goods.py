"""The life of a goods declaration: draft to review and closing (Customs Law arts 25-38)."""

from thongquan.core.flow import Flow, Step
from thongquan.core.words import Words

TRADER = frozenset({"declarant", "broker", "transport_agent"})
DOSSIER = frozenset({"dossier_officer"})
INSPECTOR = frozenset({"inspector"})
#: the last answer of the laboratory ends an inspection that waited for it
ANALYST = frozenset({"laboratory"})
CLOCK = frozenset({"system"})
HEAD = frozenset({"team_leader", "office_leader"})

STATES = {
    "draft": Words("Nháp", "Draft", "草稿"),
    "registered": Words("Đã đăng ký, chờ phân luồng", "Registered, awaiting its channel", "已登记，待分通道"),
    "checking": Words("Đang kiểm tra hồ sơ", "Dossier under check", "单证审核中"),
    "asked": Words("Chờ người khai trả lời", "Waiting for the declarant", "待申报人答复"),
    "ordered": Words("Chờ kiểm tra thực tế", "Inspection ordered", "已布置查验"),
    "inspecting": Words("Đang kiểm tra thực tế", "Under inspection", "查验中"),
    "decided": Words("Đã kiểm tra, chờ thuế", "Checked, awaiting tax", "已审结，待缴税"),
    "released": Words("Giải phóng hàng", "Released before duty", "先放后税"),
    "storage": Words("Đưa hàng về bảo quản", "To storage under supervision", "监管存放"),
    "cleared": Words("Thông quan", "Cleared", "已通关"),
    "passed": Words("Đã qua khu vực giám sát", "Passed the supervised area", "已通过监管区"),
    "returned": Words("Từ chối, nêu lý do", "Refused with reasons", "已退单并说明理由"),
    "cancelled": Words("Đã hủy", "Cancelled", "已撤销"),
}

#: registered and not yet decided
OPEN = ("registered", "checking", "asked", "ordered", "inspecting")
#: the goods may leave (partly or wholly) in these
FREE = ("released", "cleared", "passed")

GOODS = Flow("goods", "draft", STATES, (
    Step("register", ("draft",), "registered", TRADER, Words("Đăng ký tờ khai", "Register", "登记报关单")),
    Step("clear_green", ("registered",), "decided", CLOCK, Words("Luồng xanh", "Green channel", "绿色通道")),
    Step("to_dossier", ("registered", "decided"), "checking", CLOCK | HEAD, Words("Chuyển kiểm tra hồ sơ", "To dossier check", "转单证审核")),
    Step("to_inspection", ("registered", "checking", "decided"), "ordered", CLOCK | DOSSIER | HEAD,
         Words("Chuyển kiểm tra thực tế", "To inspection", "转实货查验")),
    Step("ask", ("checking",), "asked", DOSSIER, Words("Yêu cầu bổ sung", "Ask the declarant", "要求补充")),
    Step("answer", ("asked",), "checking", TRADER, Words("Trả lời", "Answer", "答复")),
    Step("agree", ("checking",), "decided", DOSSIER, Words("Chấp nhận hồ sơ", "Agree to the dossier", "单证审核通过"), grave=True),
    Step("begin_inspection", ("ordered",), "inspecting", INSPECTOR, Words("Bắt đầu kiểm tra", "Begin the inspection", "开始查验")),
    Step("record_inspection", ("inspecting",), "decided", INSPECTOR | ANALYST, Words("Ghi kết quả kiểm tra", "Record the result", "登记查验结果"), grave=True),
    Step("back_to_dossier", ("inspecting",), "checking", INSPECTOR | ANALYST, Words("Chuyển lại bộ phận hồ sơ", "Back to the dossier officer", "退回单证部门")),
    Step("to_storage", ("ordered", "inspecting", "decided"), "storage", DOSSIER | INSPECTOR | HEAD,
         Words("Cho đưa hàng về bảo quản", "Allow storage", "准予存放")),
    Step("from_storage", ("storage",), "checking", DOSSIER | HEAD | CLOCK, Words("Tiếp tục sau bảo quản", "Take up again after storage", "存放后续办")),
    Step("release", ("decided",), "released", DOSSIER | CLOCK, Words("Giải phóng hàng", "Release before duty", "先放后税")),
    Step("clear", ("decided", "released"), "cleared", CLOCK | DOSSIER, Words("Thông quan", "Clear", "通关")),
    Step("pass_gate", ("released", "cleared"), "passed", CLOCK | frozenset({"gate_officer"}),
         Words("Qua khu vực giám sát", "Pass the supervised area", "通过监管区")),
    Step("return", ("checking",), "returned", DOSSIER, Words("Từ chối tờ khai", "Refuse with reasons", "退单"), grave=True),
    Step("amend", ("registered", "checking", "asked", "ordered", "decided", "released", "cleared", "passed"), "", TRADER,
         Words("Khai sửa đổi", "Amend", "修改申报")),
    Step("decide_amendment", ("registered", "checking", "asked", "ordered", "decided", "released", "cleared", "passed"), "", DOSSIER | CLOCK,
         Words("Duyệt sửa đổi", "Decide the amendment", "审批修改")),
    Step("rechannel", ("registered", "checking", "asked", "ordered", "decided"), "", HEAD | CLOCK,
         Words("Thay đổi mức kiểm tra", "Change the level of checking", "变更查验方式"), grave=True),
    Step("cancel", ("draft",), "cancelled", TRADER, Words("Xóa nháp", "Discard the draft", "删除草稿")),
    Step("request_cancel", ("registered", "checking", "asked", "ordered", "decided"), "", TRADER,
         Words("Đề nghị hủy", "Request cancellation", "申请撤销")),
    Step("decide_cancel", ("registered", "checking", "asked", "ordered", "decided"), "cancelled", DOSSIER | HEAD,
         Words("Duyệt hủy", "Approve cancellation", "批准撤销"), grave=True),
    Step("lapse", ("registered", "checking", "asked", "ordered", "decided", "returned"), "cancelled", CLOCK,
         Words("Hệ thống hủy sau 15 ngày", "Cancelled by the clock after 15 days", "15日后系统撤销")),
    Step("hold", ("decided", "released", "cleared"), "", DOSSIER | INSPECTOR | HEAD, Words("Tạm giữ hàng", "Hold the goods", "扣留货物")),
    Step("unhold", ("decided", "released", "cleared"), "", HEAD, Words("Thôi giữ hàng", "Lift the hold", "解除扣留"), grave=True),
))

#: what a client's mandate has to cover for a broker to take a step; all others of the declaring side are part of declaring
SCOPE_OF = {"amend": "amend", "request_cancel": "amend"}

#: steps of the declaring side
DECLARANTS = frozenset(step.name for step in GOODS.steps if step.by == TRADER)
