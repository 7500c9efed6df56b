"""Forms of the office: people, roles, deputies, gates, hours, machine keys, emergencies."""

from collections.abc import Mapping
from typing import Any

from thongquan.core.clock import read_minutes, read_spans
from thongquan.core.form import Field, Form, choices
from thongquan.core.refused import Finding, RulesBroken
from thongquan.core.vehicle import INWARD
from thongquan.core.words import Words

SINCE = Field("since", "day", Words("Từ ngày", "From", "起始日期"), required=True)
UNTIL = Field("until", "day", Words("Đến hết ngày", "Until", "截止日期"),
              hint=Words("Để trống khi không có hạn", "Leave empty when it has no end", "无期限请留空"))
UNIT = Field("unit", "text", Words("Đơn vị", "Unit", "单位"), required=True, source="units")
ROLE = Field("role", "text", Words("Vai trò", "Role", "角色"), required=True, source="roles")
REASON = Field("reason", "text", Words("Lý do", "Reason", "理由"), required=True, longest=300, lines=True)

PERSON = Form("person", (
    Field("full_name", "text", Words("Họ và tên", "Full name", "姓名"), required=True, longest=100),
    Field("username", "text", Words("Tên tài khoản", "User name", "用户名"), required=True, longest=60),
    Field("phone", "phone", Words("Điện thoại", "Telephone", "电话")),
    UNIT, ROLE, SINCE, UNTIL,
))
GRANT = Form("grant", (ROLE, UNIT, SINCE, UNTIL, Field("reason", "text", Words("Căn cứ", "Ground", "依据"), longest=300)))
DEPUTY = Form("deputy", (
    Field("leader", "text", Words("Lãnh đạo", "Leader", "负责人"), required=True, source="leaders"),
    Field("deputy", "text", Words("Người quyền thay", "Deputy", "代理人"), required=True, source="officers"),
    SINCE, Field("until", "day", Words("Đến hết ngày", "Until", "截止日期"), required=True),
))
GATE_DAY = Form("gate_day", (
    Field("day", "day", Words("Ngày", "Day", "日期"), required=True),
    Field("opens", "text", Words("Mở cửa lúc", "Opens at", "开放时间"), longest=5, example="07:00",
          hint=Words("Để trống cả hai khi đóng cả ngày", "Leave both empty for a closed day", "全天关闭时两项均留空")),
    Field("closes", "text", Words("Đóng cửa lúc", "Closes at", "关闭时间"), longest=5, example="19:00"),
    REASON,
))
WEEKDAYS = (
    Words("Thứ Hai", "Monday", "星期一"), Words("Thứ Ba", "Tuesday", "星期二"), Words("Thứ Tư", "Wednesday", "星期三"),
    Words("Thứ Năm", "Thursday", "星期四"), Words("Thứ Sáu", "Friday", "星期五"), Words("Thứ Bảy", "Saturday", "星期六"),
    Words("Chủ Nhật", "Sunday", "星期日"),
)


INWARD_DAYS = tuple(Words(f"{day.vi}, chiều nhập", f"{day.en}, inward", f"{day.zh}（入境）") for day in WEEKDAYS)


def _days(mark: str, days: tuple[Words, ...], example: str, part: str) -> tuple[Field, ...]:
    return tuple(Field(f"{mark}{n}", "text", words, longest=60, example=example, part=part) for n, words in enumerate(days))


def _week(code: str, example: str, *more: Field) -> Form:
    return Form(code, (
        SINCE, *_days("w", WEEKDAYS, example, "week"), *more,
        Field("reason", "text", Words("Căn cứ", "Ground", "依据"), required=True, longest=300),
    ))


WEEK, GATE_WEEK = _week("week", "07:30–11:30, 13:00–16:30"), _week("gate_week", "07:00–19:00", *_days("i", INWARD_DAYS, "08:00–17:00", "inward"))
OFFICE_DAY = Form("office_day", (
    Field("day", "day", Words("Ngày", "Day", "日期"), required=True),
    Field("hours", "text", Words("Giờ làm việc", "Working hours", "工作时间"), longest=60, example="07:30–11:30, 13:00–16:30",
          hint=Words("Để trống khi nghỉ cả ngày", "Leave empty for a day off", "全天休息请留空")),
    Field("name", "text", Words("Tên ngày hoặc lý do", "Name of the day, or the reason", "日期名称或理由"), required=True, longest=120),
))
GATE_END = Form("gate_end", (
    SINCE, Field("reason", "text", Words("Quyết định đóng cửa khẩu", "Decision that closes it", "关闭决定"), required=True, longest=300,
                 hint=Words("Số, ngày và cơ quan ban hành", "Its number, day and authority", "文号、日期及发布机关")),
))
LANE_USE = Field("use", "choice", Words("Dùng cho", "Serves", "用途"), required=True, choices=choices(
    out=("Chiều xuất", "Outward", "出境"), **{"in": ("Chiều nhập", "Inward", "入境")}, yard_in=("Vào bãi", "Into the yard", "进场"),
    yard_out=("Ra bãi", "Out of the yard", "出场")))
NEW_GATE = Form("new_gate", (
    Field("office", "text", Words("Chi cục", "Customs office", "所属海关"), required=True, source="offices"),
    Field("code", "text", Words("Mã cửa khẩu", "Code of the gate", "口岸代码"), required=True, longest=6, code=True, example="VNHMO1"),
    Field("mode", "choice", Words("Phương thức", "Way of transport", "运输方式"), required=True,
          choices=choices(road=("Đường bộ", "Road", "公路"), waterway=("Đường thủy", "Waterway", "水路"))),
    Field("name_vi", "text", Words("Tên tiếng Việt", "Name in Vietnamese", "越南文名称"), required=True, longest=80),
    Field("name_en", "text", Words("Tên tiếng Anh", "Name in English", "英文名称"), required=True, longest=80),
    Field("name_zh", "text", Words("Tên tiếng Trung", "Name in Chinese", "中文名称"), required=True, longest=80),
    Field("country", "choice", Words("Nước bên kia", "Country across the border", "邻国"), required=True, choices=choices(
        CN=("Trung Quốc", "China", "中国"), LA=("Lào", "Laos", "老挝"), KH=("Campuchia", "Cambodia", "柬埔寨"))),
    Field("neighbour_vi", "text", Words("Cửa khẩu bên kia", "Gate across the border", "对方口岸"), required=True, longest=80),
    Field("neighbour_en", "text", Words("Cửa khẩu bên kia, tiếng Anh", "Gate across the border, in English", "对方口岸英文名称"), longest=80),
    Field("neighbour_zh", "text", Words("Cửa khẩu bên kia, tiếng Trung", "Gate across the border, in Chinese", "对方口岸中文名称"), longest=80),
    Field("hours", "text", Words("Giờ mở cửa hằng ngày", "Hours of every day", "每日开放时间"), required=True, longest=20, example="07:00–19:00"),
    Field("hourly", "whole", Words("Số xe mỗi giờ", "Vehicles an hour", "每小时车辆数"), required=True, example="30"),
    Field("reason", "text", Words("Quyết định mở cửa khẩu", "Decision that opens it", "开放决定"), required=True, longest=300,
          hint=Words("Số, ngày và cơ quan ban hành", "Its number, day and authority", "文号、日期及发布机关")),
))
API_KEY = Form("api_key", (
    Field("name", "text", Words("Tên máy hoặc phần mềm", "Name of the machine or program", "设备或软件名称"), required=True, longest=80),
    Field("user", "text", Words("Chạy với quyền của", "Runs with the rights of", "使用其权限的人员"), source="officers"),
    UNTIL,
))
EMERGENCY = Form("emergency", (
    ROLE, UNIT,
    Field("reason", "text", Words("Việc đang xảy ra và hậu quả nếu chờ", "What is happening, and what waiting would cause", "事由及等待的后果"),
          required=True, longest=300, lines=True),
))
ARRIVAL = Form("arrival", (
    Field("full_name", "text", Words("Họ và tên", "Full name", "姓名"), required=True, longest=100),
    Field("username", "text", Words("Tên tài khoản", "User name", "用户名"), required=True, longest=60),
    Field("phone", "phone", Words("Điện thoại", "Telephone", "电话")),
))
CHANNEL_RULE = Form("channel_rule", (
    Field("code", "text", Words("Mã quy tắc", "Code", "规则代码"), required=True, longest=9, code=True, example="PRO-21"),
    Field("channel", "text", Words("Luồng", "Channel", "通道"), required=True, source="channels"),
    Field("mandatory", "yes", Words("Bắt buộc theo luật hoặc cảnh báo", "Ordered by law or an alert", "依法或预警强制")),
    Field("random", "decimal", Words("Chọn ngẫu nhiên, %", "Random share, %", "随机比例，%"),
          hint=Words("Để trống khi áp dụng cho mọi xe đủ điều kiện", "Leave empty to catch every vehicle that fits", "留空则适用于所有符合条件的车辆")),
    Field("since", "day", Words("Từ ngày", "From", "起始日期"), required=True), UNTIL,
    Field("words_vi", "text", Words("Lý do bằng tiếng Việt", "Reason in Vietnamese", "越南文理由"), required=True, longest=300),
    Field("words_en", "text", Words("Lý do bằng tiếng Anh", "Reason in English", "英文理由"), required=True, longest=300),
    Field("words_zh", "text", Words("Lý do bằng tiếng Trung", "Reason in Chinese", "中文理由"), required=True, longest=300),
    Field("reason", "text", Words("Vì sao thay đổi", "Why this change", "变更原因"), required=True, longest=300, lines=True,
          hint=Words("Người duyệt và kiểm tra nội bộ sẽ đọc", "The approver and the auditor read it", "批准人和内审员将阅读")),
))


def spans_typed(values: Mapping[str, Any], *names: str) -> list[list[list[int]]]:
    """The hours typed under each name, as stored; refused are all that cannot be read."""
    hours, findings = [], []
    for name in names:
        try:
            hours.append([list(span) for span in read_spans(values.get(name, ""))])
        except ValueError:
            findings.append(Finding("DAY-01", f"/{name}"))
    if findings:
        raise RulesBroken(findings)
    return hours


def week_typed(values: Mapping[str, Any]) -> dict[str, Any]:
    """The hours of every weekday, as stored; those of the way in under `in`, where any are given."""
    out, into = (dict(zip(map(str, range(7)), spans_typed(values, *(f"{mark}{n}" for n in range(7))), strict=True)) for mark in "wi")
    return out | ({INWARD: into} if any(into.values()) and into != out else {})


def day_typed(values: Mapping[str, Any]) -> tuple[int | None, int | None]:
    """Opening and closing of one day in minutes; nothing for an empty box."""
    typed = {name: values.get(name) or "" for name in ("opens", "closes")}
    read = {name: read_minutes(text) for name, text in typed.items()}
    if wrong := [Finding("DAY-01", f"/{name}") for name, text in typed.items() if text and read[name] is None]:
        raise RulesBroken(wrong)
    return read["opens"], read["closes"]
