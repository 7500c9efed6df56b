"""The form of an order to stop a plate."""

from thongquan.core.form import Field, Form
from thongquan.core.words import Words

STOP_ORDER = Form("stop_order", (
    Field("plate", "text", Words("Biển số, số đăng ký", "Plate or registration", "号牌或登记号"), required=True, longest=35, code=True, example="14C-123.45"),
    Field("reason_code", "text", Words("Lý do", "Reason", "理由"), required=True, source="reasons"),
    Field("until", "day", Words("Đến hết ngày", "Until", "截止日期"),
          hint=Words("Để trống: đến khi lãnh đạo thôi giữ", "Leave empty: until a head lifts it", "留空则至负责人解除为止")),
))
