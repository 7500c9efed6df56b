"""The small forms of the acts: the fields a machine sends with each of them."""

from __future__ import annotations

from thongquan.catalog.reasons import LISTS
from thongquan.core.form import Choice, Field, Form
from thongquan.core.forms.office import LANE_USE
from thongquan.core.papers import KINDS
from thongquan.core.words import Words
from thongquan.queries.crossing.machines import MOST


def coded(name: str, of: str, *, required: bool = True) -> Field:
    """A reason from one of the lists."""
    listed = tuple(Choice(code, words) for code, words in LISTS[of].items())
    return Field(name, "choice", Words("Mã lý do", "Coded reason", "理由代码"), choices=listed, required=required)


def text(name: str, vi: str, en: str, zh: str, *, required: bool = False, longest: int = 1000, lines: bool = True, code: bool = False) -> Field:
    """A line or some lines of text."""
    return Field(name, "text", Words(vi, en, zh), required=required, longest=longest, lines=lines, code=code)


VERSION = Field("version", "whole", Words("Phiên bản đã xem (status_version)", "Version seen (status_version)", "所见版本（status_version）"))
REASON = text("reason", "Lý do", "Reason in words", "理由说明")
WHY = text("reason", "Lý do", "Reason in words", "理由说明", required=True)
NOTE = text("note", "Ghi chú", "Note", "备注")
APPROVE = Field("approve", "yes", Words("Duyệt", "Approve", "批准"), required=True)
BAY = text("bay", "Vị trí kiểm tra", "Inspection bay", "查验位置", required=True, longest=20, lines=False)

VIOLATION = Form("violation", (
    Field("confirm", "yes", Words("Xác nhận vi phạm; sai thì bỏ", "Confirm it; when false, drop it", "确认违规；否则撤销"), required=True),
    text("record_number", "Số biên bản, khi xác nhận", "Record number, when confirmed", "笔录编号（确认时）", longest=60, lines=False),
    text("reason", "Lý do, khi bỏ", "Reason, when dropped", "理由（撤销时）"),
))

POINT = Form("point", (
    text("field", "Mục (con trỏ JSON)", "Field (JSON pointer)", "项目（JSON指针）", longest=200, lines=False),
    text("rule", "Mã quy tắc", "Rule code", "规则代码", longest=20, lines=False),
    text("need", "Cần bổ sung gì", "What is needed", "需补充内容", required=True),
))
POINTS = Field("points", "rows", Words("Các điểm cần bổ sung", "Points to answer", "需补充事项"), rows=POINT, most_rows=20, required=True)
GAPS = Field("gaps", "rows", Words("Những chỗ còn thiếu", "Gaps", "缺漏事项"), rows=POINT, most_rows=20)
REASONS = Field("reasons", "rows", Words("Các mã lý do trả lại", "Coded reasons of return", "退回理由代码"), most_rows=10, longest=40, required=True)
ANSWER = text("answer", "Câu trả lời", "Answer", "答复", required=True)
LOST = text("lost", "Số tờ khai bị mất", "Number of the lost declaration", "遗失申报单号", required=True, longest=20, lines=False)
HOURS = Field("hours", "whole", Words("Số giờ xin thêm", "Hours asked for", "申请小时数"), required=True)
UNTIL = Field("until", "moment", Words("Hiệu lực đến", "Valid until", "有效至"), required=True)

WHY_ALONE = Form("why", (WHY,))

LIMIT = Field("limit", "whole", Words(f"Số dòng, nhiều nhất {MOST}", f"Rows, at most {MOST}", f"行数，最多{MOST}"))
SINCE = Field("since", "moment", Words("Từ thời điểm", "From this moment", "起始时间"))
BEFORE = Field("until", "moment", Words("Trước thời điểm", "Before this moment", "截止时间"))
GATE = text("gate", "Mã cửa khẩu", "Gate code", "口岸代码", longest=10, lines=False, code=True)

LIST_QUERY = Form("declarations_query", (
    text("after", "Con trỏ trang trước", "Cursor of the page before", "上一页游标", longest=40, lines=False),
    text("state", "Tình trạng", "State", "状态", longest=20, lines=False),
    Field("plate", "plate", Words("Biển số", "Plate", "号牌"), longest=35), GATE,
    text("own_reference", "Số hồ sơ nội bộ", "Own reference", "企业内部编号", longest=35, lines=False),
    SINCE, BEFORE, LIMIT,
))
DECLARANT = text("declarant", "Mã số thuế của người khai được đại diện", "Register number of the party declared for", "被代理申报人登记号", longest=30,
                 lines=False)
DECLARE_QUERY = Form("declare_query", (
    Field("mode", "choice", Words("Phương thức vận tải", "Mode of transport", "运输方式"),
          choices=(Choice("road", Words("Đường bộ", "Road", "公路")), Choice("waterway", Words("Đường thủy nội địa", "Inland waterway", "内河")))),
    DECLARANT,
))
OF_WHOM = Form("of_whom", (DECLARANT,))
ENTRIES = Form("entries", (
    DECLARANT, text("after", "Con trỏ trang trước", "Cursor of the page before", "上一页游标", longest=40, lines=False), LIMIT,
))
CHANGES_QUERY = Form("changes_query", (
    Field("after", "whole", Words("Vị trí tiếp theo đã nhận", "Place to read from (`next` of the last answer)", "起始位置（上次回答的next）")), LIMIT,
))
REPORT_QUERY = Form("report_query", (
    Field("first", "day", Words("Từ ngày", "First day", "起始日期"), required=True),
    Field("last", "day", Words("Đến ngày", "Last day", "截止日期"), required=True), GATE,
))
BUNDLE_QUERY = Form("bundle_query", (text("gate", "Mã cửa khẩu", "Gate code", "口岸代码", required=True, longest=10, lines=False, code=True),))
TICK = Form("tick", (NOTE, Field("counted", "whole", Words("Số hành khách đếm được", "Passengers counted", "清点旅客人数"), longest=4)))
SERVES = Form("lane_use", (LANE_USE,))
IN_YARD = Form("in_yard", (text("bay", "Vị trí trong bãi", "Place in the yard", "场内位置", required=True, longest=20, lines=False),))
WEIGHING = Form("weighing", (
    Field("gross_kg", "decimal", Words("Số trên bàn cân, kg", "On the scale, kg", "地磅读数（公斤）"), required=True, example="24500"),
    Field("tare_kg", "decimal", Words("Trọng lượng bì xe, kg; bỏ trống thì lấy số lần trước của xe", "Tare, kg; when empty, the one last told of the plate",
                                      "车辆皮重（公斤）；留空则用该车上次皮重"), example="9000"),
))
DOCUMENT = Form("document", (
    Field("kind", "choice", Words("Loại giấy tờ", "Kind of paper", "单证种类"),
          choices=tuple(Choice(code, words) for code, words in KINDS.items()), required=True),
    text("number", "Số giấy tờ", "Number", "编号", longest=60, lines=False),
    Field("issued_on", "day", Words("Ngày cấp", "Issued on", "签发日期")),
    Field("valid_until", "day", Words("Có giá trị đến", "Valid until", "有效期至")),
))
