"""Registration: what an enterprise, a foreign carrier or a lone driver tells."""

from thongquan.core.form import Field, Form, choices
from thongquan.core.words import Words

PAPERS = choices(
    CN_USCC=("Mã tín dụng xã hội (Trung Quốc)", "Unified social credit code (China)", "统一社会信用代码（中国）"),
    PASSPORT=("Hộ chiếu", "Passport", "护照"),
    BORDER_PASS=("Giấy thông hành biên giới", "Border pass", "边境通行证"),
    OTHER=("Mã số khác của hãng vận tải", "Another carrier number", "其他承运人编号"),
)
PHONE = Field("phone", "phone", Words("Điện thoại", "Telephone", "电话"), required=True,
              hint=Words("Số nước ngoài: bắt đầu bằng + và mã nước", "Foreign numbers begin with + and the country code", "境外号码请以+和国家代码开头"))

ENTERPRISE = Form("enterprise", (
    Field("tax_id", "text", Words("Mã số thuế", "Tax code", "税号"), required=True, longest=13, code=True, grouped=True, example="0101248141"),
    Field("name", "text", Words("Tên doanh nghiệp", "Name of the enterprise", "企业名称"), required=True, longest=300),
    PHONE,
    Field("email", "text", Words("Thư điện tử", "E-mail", "电子邮箱"), longest=200),
    Field("address", "text", Words("Địa chỉ", "Address", "地址"), longest=300),
    Field("broker", "yes", Words("Làm đại lý hải quan cho doanh nghiệp khác", "Acts as customs broker for others", "为其他企业代理报关")),
    Field("full_name", "text", Words("Người quản lý tài khoản", "Person in charge of the account", "账户负责人"), required=True, longest=100),
    Field("username", "text", Words("Tên tài khoản", "User name", "用户名"), required=True, longest=60),
))
GUEST = Form("guest", (
    Field("tax_scheme", "choice", Words("Giấy tờ", "Paper", "证件"), required=True, choices=PAPERS),
    Field("tax_id", "text", Words("Số giấy tờ", "Number of the paper", "证件号码"), required=True, longest=40, code=True),
    Field("name", "text", Words("Tên hãng hoặc họ tên lái xe", "Name of the carrier or driver", "承运人或驾驶员姓名"), required=True, longest=300),
    Field("country", "text", Words("Nước", "Country", "国家"), required=True, longest=2, code=True, source="countries"),
    PHONE,
))
