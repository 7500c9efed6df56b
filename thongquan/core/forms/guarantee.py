"""The form in which a trader files a bank's letter of guarantee for tax."""

from thongquan.core.form import Field, Form, choices
from thongquan.core.words import Words

KINDS = choices(
    general=("Bảo lãnh chung, cho nhiều tờ khai", "General, for many declarations", "总担保，可用于多份报关单"),
    single=("Bảo lãnh riêng, cho một tờ khai", "Single, for one declaration", "单笔担保，仅用于一份报关单"),
)

GUARANTEE_FORM = Form("guarantee", (
    Field("kind", "choice", Words("Hình thức", "Kind", "类别"), choices=KINDS, required=True),
    Field("for_number", "text", Words("Số tờ khai được bảo lãnh", "Declaration it stands for", "所担保的报关单号"), longest=20, code=True,
          example="100000012340", hint=Words("Chỉ với bảo lãnh riêng", "For a single guarantee only", "仅适用于单笔担保")),
    Field("bank", "text", Words("Ngân hàng bảo lãnh", "Guaranteeing bank", "担保银行"), required=True, longest=70, source="banks", example="VTB"),
    Field("number", "text", Words("Số thư bảo lãnh", "Number of the letter", "保函编号"), required=True, longest=40, code=True, example="BL20260418"),
    Field("limit", "whole", Words("Số tiền bảo lãnh, đồng", "Sum guaranteed, đồng", "担保金额（盾）"), required=True, longest=15, example="2000000000"),
    Field("valid_from", "day", Words("Hiệu lực từ ngày", "Valid from", "生效日"), required=True),
    Field("valid_until", "day", Words("Đến hết ngày", "Until", "有效期至"), required=True),
    Field("office", "text", Words("Gửi cơ quan hải quan", "Customs office", "提交海关"), required=True, longest=6, code=True, source="offices"),
))
