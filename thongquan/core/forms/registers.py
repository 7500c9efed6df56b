"""What a company keeps once and reuses: drivers, craft, permits, mandates, particulars."""

from dataclasses import replace

from thongquan.core.form import Field, Form, choices
from thongquan.core.forms.choices import MODES
from thongquan.core.forms.rows import DRIVER as DRIVER_ROW
from thongquan.core.words import Words

CRAFT_KINDS = choices(
    tractor=("Xe đầu kéo", "Tractor unit", "牵引车"), truck=("Xe tải", "Lorry", "货车"), bus=("Xe khách", "Bus or coach", "客车"),
    car=("Ô tô con", "Car", "小汽车"), trailer=("Rơ moóc", "Trailer", "挂车"), vessel=("Tàu, thuyền, sà lan", "Boat or barge", "船舶"),
    other=("Loại khác", "Other", "其他"),
)
SCOPES = choices(
    full=("Khai, ký, nộp thuế, sửa và hủy", "Declare, sign, pay, change and cancel", "申报、签署、缴税、修改及撤销"),
    declare=("Khai, ký, sửa và hủy; không nộp thuế", "Declare, sign, change and cancel; no payments", "申报、签署、修改及撤销，不缴税"),
    prepare=("Chỉ soạn tờ khai và trả lời, doanh nghiệp tự ký", "Prepare declarations and answers; we sign ourselves", "仅编制申报及答复，由企业自行签署"),
    pay=("Chỉ nộp thuế", "Pay only", "仅缴税"), view=("Chỉ xem", "View only", "仅查看"),
)
#: what each of them lets a broker do (core/actor.MANDATE_SCOPES)
SCOPE_SETS: dict[str, tuple[str, ...]] = {
    "full": ("declare", "sign", "pay", "amend", "view"), "declare": ("declare", "sign", "amend", "view"), "prepare": ("declare", "view"),
    "pay": ("pay", "view"), "view": ("view",),
}

DRIVER = Form("register_driver", tuple(
    replace(f, required=f.name in ("name", "document_number"), vnaccs="", known_from="") for f in DRIVER_ROW.fields if f.name != "boarding"))

CRAFT = Form("register_craft", (
    Field("plate", "plate", Words("Biển số, số đăng ký", "Plate or registration", "号牌或登记号"), required=True, longest=35, example="14C-123.45"),
    Field("kind", "choice", Words("Loại", "Kind", "类型"), choices=CRAFT_KINDS, required=True),
    Field("mode", "choice", Words("Đi đường", "Travels by", "运输方式"), choices=MODES, required=True),
    Field("country", "text", Words("Nước đăng ký", "Country of registration", "登记国"), longest=2, code=True, source="countries"),
    Field("inspected_until", "day", Words("Đăng kiểm có giá trị đến", "Roadworthiness valid until", "检验有效期至")),
    Field("make", "text", Words("Nhãn hiệu", "Make", "品牌"), longest=35),
    Field("colour", "text", Words("Màu", "Colour", "颜色"), longest=35),
    Field("seats", "whole", Words("Số chỗ ngồi", "Seats", "座位数"), longest=3),
    Field("chassis", "text", Words("Số khung", "Chassis number", "车架号"), longest=25, code=True),
    Field("engine", "text", Words("Số máy", "Engine number", "发动机号"), longest=25, code=True),
    Field("owner_name", "text", Words("Chủ phương tiện", "Owner", "车主/船东"), longest=70),
    Field("owner_country", "text", Words("Quốc tịch chủ phương tiện", "Owner's nationality", "车主国籍"), longest=2, code=True, source="countries"),
    Field("owner_address", "text", Words("Địa chỉ chủ phương tiện", "Owner's address", "车主地址"), longest=105),
))
#: answers of a craft that the register keeps in its body
CRAFT_BODY = ("make", "colour", "seats", "chassis", "engine", "owner_name", "owner_country", "owner_address")

PERMIT = Form("register_permit", (
    Field("number", "text", Words("Số giấy phép liên vận", "Transport permit number", "国际道路运输许可证号"), required=True, longest=35,
          code=True, example="LV-0417/2026"),
    Field("plates", "rows", Words("Cho các biển số", "For the plates", "适用号牌"), longest=35, code=True, most_rows=50, example="14C-123.45",
          hint=Words("Mỗi ô một biển; dán nhiều biển cách nhau bằng dấu phẩy cũng được",
                     "One plate a box; several may be pasted, parted by commas", "每格一个车牌；也可粘贴多个，用逗号分隔")),
    Field("issuer", "text", Words("Cơ quan cấp", "Issued by", "签发机关"), longest=70),
    Field("issued_on", "day", Words("Ngày cấp", "Issued on", "签发日期")),
    Field("until", "day", Words("Có giá trị đến", "Valid until", "有效期至")),
))

MANDATE = Form("mandate", (
    Field("agent", "whole", Words("Đại lý hải quan", "Customs broker", "报关行"), required=True, source="brokers"),
    Field("scope", "choice", Words("Phạm vi", "Scope", "范围"), choices=SCOPES, required=True),
    Field("since", "day", Words("Từ ngày", "From", "自"), required=True),
    Field("until", "day", Words("Đến hết ngày", "Until", "至"), required=True),
))

PARTICULARS = Form("particulars", (
    Field("name", "text", Words("Tên", "Name", "名称"), required=True, longest=300),
    Field("phone", "phone", Words("Điện thoại", "Telephone", "电话"), required=True),
    Field("email", "text", Words("Thư điện tử", "E-mail", "电子邮箱"), longest=200),
    Field("address", "text", Words("Địa chỉ", "Address", "地址"), longest=300),
    Field("contact_name", "text", Words("Người liên hệ", "Contact person", "联系人"), longest=100),
))
