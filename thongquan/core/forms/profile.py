"""Forms of selection: a goods profile, an entry of a list, the room of a week."""

from thongquan.core.form import Field, Form
from thongquan.core.words import Words

WHY = Field("reason", "text", Words("Lý do", "Reason", "理由"), required=True, longest=300)

GOODS_PROFILE = Form("goods_profile", (
    Field("code", "text", Words("Mã tiêu chí", "Code", "条件代码"), required=True, longest=9, code=True, example="VAL-21"),
    Field("kind", "text", Words("Loại", "Kind", "类别"), required=True, source="kinds"),
    Field("lane", "text", Words("Luồng", "Channel", "通道"), required=True, source="lanes"),
    Field("form", "text", Words("Hình thức kiểm tra", "How the goods are looked at", "查验方式"), source="looks"),
    Field("text", "text", Words("Điều kiện", "Conditions", "条件"), required=True, longest=4000, lines=True,
          hint=Words("Ví dụ: hs starts \"8517\" and origin in (\"CN\", \"HK\") and unit_value < 3.5 and not trader.grade = 1",
                     "For example: hs starts \"8517\" and origin in (\"CN\", \"HK\") and unit_value < 3.5 and not trader.grade = 1",
                     "例如：hs starts \"8517\" and origin in (\"CN\", \"HK\") and unit_value < 3.5 and not trader.grade = 1")),
    Field("purpose", "text", Words("Mục đích", "Purpose", "目的"), required=True, longest=300),
    Field("expected", "decimal", Words("Tỷ lệ phát hiện dự kiến, %", "Expected hit rate, %", "预期查获率，%"), required=True),
    Field("citation", "text", Words("Căn cứ pháp luật hoặc số cảnh báo", "Law or number of the alert", "法律依据或预警编号"), longest=200,
          hint=Words("Bắt buộc đối với lệnh", "Required for an order", "强制指令必填")),
    Field("offices", "text",
          Words("Chỉ áp dụng tại (mã đơn vị, cách nhau bằng dấu phẩy)", "Only at (codes of offices, with commas)", "仅适用于（海关代码，逗号分隔）"),
          longest=300, hint=Words("Để trống khi áp dụng mọi nơi", "Leave empty for everywhere", "留空则适用于所有海关")),
    Field("since", "day", Words("Từ ngày", "From", "起始日期")), Field("until", "day", Words("Đến hết ngày", "Until", "截止日期"), hint=Words(
        "Tối đa 90 ngày; để trống là 90 ngày", "At most 90 days; empty means 90 days", "最长90天；留空即90天")),
    Field("words_vi", "text", Words("Lý do bằng tiếng Việt", "Reason in Vietnamese", "越南文理由"), required=True, longest=300),
    Field("words_en", "text", Words("Lý do bằng tiếng Anh", "Reason in English", "英文理由"), required=True, longest=300),
    Field("words_zh", "text", Words("Lý do bằng tiếng Trung", "Reason in Chinese", "中文理由"), required=True, longest=300),
))

LIST_ENTRY = Form("list_entry", (
    Field("value", "text", Words("Mã, tên hoặc số", "Code, name or number", "代码、名称或编号"), required=True, longest=120),
    Field("until", "day", Words("Đến hết ngày", "Until", "截止日期")), WHY,
))
LANE_ROOM = Form("lane_room", (
    Field("red", "whole", Words("Số lượt kiểm tra thực tế một tuần", "Inspections a week", "每周查验数")),
    Field("yellow", "whole", Words("Số lượt kiểm tra hồ sơ một tuần", "Dossier checks a week", "每周单证审核数")), WHY,
))

PROFILE_STATES: dict[str, Words] = {
    "draft": Words("Nháp", "Draft", "草稿"), "tested": Words("Đã chạy thử", "Tried on history", "已试算"),
    "proposed": Words("Chờ duyệt", "Waiting for approval", "待批准"), "active": Words("Có hiệu lực", "In force", "有效"),
    "suspended": Words("Tạm dừng", "Suspended", "已暂停"), "ended": Words("Đã kết thúc", "Ended", "已结束"),
    "refused": Words("Không duyệt", "Refused", "未批准"),
}
PROFILE_KINDS: dict[str, Words] = {
    "profile": Words("Tiêu chí của cán bộ rủi ro, tối đa 90 ngày", "Profile of a risk officer, at most 90 days", "风险关员的筛选条件，最长90天"),
    "order": Words("Lệnh theo luật hoặc cảnh báo", "Order by law or an alert", "依法或预警强制指令"),
}
