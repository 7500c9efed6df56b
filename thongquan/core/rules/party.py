"""Rules of parties: who may declare now, and what a registration must hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from thongquan.core import numbers
from thongquan.core.rule import Hit, Moment, RuleBook, hit
from thongquan.core.rules.names import country_name
from thongquan.core.rules.sources import ACCEPT, AMEND, C38_19, CORRECT, HOUSE, LAW_18, LAW_20, LAW_69, REGISTER, SUBMIT
from thongquan.core.vehicle import VehicleFacts
from thongquan.core.words import Words

BOOK = RuleBook()


@dataclass(frozen=True)
class PartyFacts:
    """A registration at one moment; `taken` when the identifier belongs to a registered party."""

    kind: str = "enterprise"
    name: str = ""
    country: str = "VN"
    tax_scheme: str = "VN_MST"
    tax_id: str = ""
    phone: str = ""
    email: str = ""
    taken: bool = False


@BOOK.rule(
    "PTY-01", steps=(SUBMIT, CORRECT, AMEND), cites=LAW_18,
    says=Words("Người khai hải quan không còn hoạt động trên hệ thống", "The declarant is no longer active", "申报人账户已停用"),
    do=Words("Liên hệ hải quan nơi đăng ký để mở lại.", "Ask the customs office of registration to reopen the account.",
             "请联系登记地海关重新启用。"),
)
def declarant_is_active(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if not f.history.declarant_active:
        yield hit()


@BOOK.rule(
    "PTY-02", steps=(SUBMIT, ACCEPT), cites=C38_19,
    says=Words("Người khai đang bị áp dụng biện pháp dừng làm thủ tục hải quan",
               "The declarant is under an order that stops customs procedures",
               "申报人已被采取停止办理海关手续的强制措施"),
    do=Words("Hoàn thành nghĩa vụ ghi trong quyết định; thủ tục mở lại ngay khi quyết định chấm dứt. Xe cứu nạn, cứu trợ vẫn được khai.",
             "Meet the obligation named in the order; procedures reopen as soon as it ends. Emergency vehicles may still be declared.",
             "请履行决定所载义务，决定解除后即可恢复办理。救援、救灾车辆仍可申报。"),
)
def declarant_is_not_stopped(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.history.declarant_stopped and f.case != "emergency":
        yield hit()


@BOOK.rule(
    "PTY-03", steps=(SUBMIT, CORRECT, AMEND), cites=LAW_20,
    says=Words("Ủy quyền không bao gồm việc này hoặc đã hết hạn", "The mandate does not cover this act or has ended",
               "委托范围不含此项或委托已到期"),
    do=Words("Đề nghị khách hàng cấp hoặc gia hạn ủy quyền.", "Ask the client to give or renew the mandate.", "请客户授予或续签委托。"),
)
def mandate_covers_the_act(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if not f.history.mandate_covers:
        yield hit()


@BOOK.rule(
    "PTY-04", steps=(REGISTER,), cites=LAW_69, pointer="/name",
    says=Words("Chưa có tên người khai", "The name is missing", "未填申报人名称"),
    do=Words("Nhập tên như trên giấy đăng ký doanh nghiệp hoặc giấy tờ tùy thân.",
             "Enter the name on the business registration or identity paper.", "请按营业执照或身份证件填写。"),
)
def party_has_a_name(f: PartyFacts, now: Moment) -> Iterator[Hit]:
    if not f.name.strip():
        yield hit()


@BOOK.rule(
    "PTY-05", steps=(REGISTER,), cites=C38_19, pointer="/tax_id",
    says=Words("Mã số thuế {number} không hợp lệ", "Tax code {number} is not valid", "税号{number}无效"),
    do=Words("Nhập đủ 10 số, chi nhánh 13 số, như trên giấy đăng ký thuế.",
             "Enter the 10 digits, 13 for a branch, as on the tax registration.", "请按税务登记填写10位（分支机构13位）税号。"),
)
def tax_code_is_valid(f: PartyFacts, now: Moment) -> Iterator[Hit]:
    if f.tax_scheme == "VN_MST" and not numbers.mst_ok(f.tax_id):
        yield hit(number=f.tax_id)


@BOOK.rule(
    "PTY-06", steps=(REGISTER,), cites=HOUSE, pointer="/tax_id",
    says=Words("Mã tín dụng xã hội thống nhất {number} không hợp lệ", "Unified social credit code {number} is not valid",
               "统一社会信用代码{number}无效"),
    do=Words("Nhập đủ 18 ký tự như trên giấy phép kinh doanh của Trung Quốc.",
             "Enter all 18 signs as on the Chinese business licence.", "请按营业执照填写18位代码。"),
)
def credit_code_is_valid(f: PartyFacts, now: Moment) -> Iterator[Hit]:
    if f.tax_scheme == "CN_USCC" and not numbers.uscc_ok(f.tax_id):
        yield hit(number=f.tax_id)


@BOOK.rule(
    "PTY-07", steps=(REGISTER,), cites=HOUSE, pointer="/tax_id",
    says=Words("Số căn cước {number} không hợp lệ", "Identity card number {number} is not valid", "公民身份证号{number}无效"),
    do=Words("Nhập đủ 12 chữ số của căn cước công dân.", "Enter the 12 digits of the citizen identity card.", "请填写公民身份证12位号码。"),
)
def citizen_number_is_valid(f: PartyFacts, now: Moment) -> Iterator[Hit]:
    if f.tax_scheme == "VN_CCCD" and not numbers.cccd_ok(f.tax_id):
        yield hit(number=f.tax_id)


@BOOK.rule(
    "PTY-08", steps=(REGISTER,), cites=LAW_69, pointer="/tax_id",
    says=Words("Chưa có số giấy tờ của người khai", "The declarant's paper number is missing", "未填申报人证件号码"),
    do=Words("Nhập số hộ chiếu hoặc giấy thông hành.", "Enter the passport or border pass number.", "请填写护照或边境通行证号码。"),
)
def guest_has_a_paper(f: PartyFacts, now: Moment) -> Iterator[Hit]:
    if f.tax_scheme in ("PASSPORT", "BORDER_PASS", "OTHER") and len(numbers.squeeze(f.tax_id)) < 5:
        yield hit()


@BOOK.rule(
    "PTY-09", steps=(REGISTER,), cites=HOUSE, pointer="/phone",
    says=Words("Số điện thoại “{phone}” không gọi được", "Telephone number “{phone}” cannot be dialled", "电话号码“{phone}”无法拨打"),
    do=Words("Nhập số di động; số nước ngoài bắt đầu bằng + và mã nước, ví dụ +86 138….",
             "Enter a mobile number; foreign ones start with + and the country code, for example +86 138….",
             "请填写手机号；国外号码以“+国家代码”开头，例如+86 138…。"),
)
def phone_can_be_dialled(f: PartyFacts, now: Moment) -> Iterator[Hit]:
    if not numbers.phone(f.phone, f.country):
        yield hit(phone=f.phone)


@BOOK.rule(
    "PTY-10", steps=(REGISTER,), cites=HOUSE, pointer="/tax_id",
    says=Words("Mã {number} đã được đăng ký", "{number} is already registered", "{number}已注册"),
    do=Words("Đăng nhập bằng tài khoản đã có, hoặc nhờ người quản lý của doanh nghiệp thêm bạn.",
             "Sign in with the present account, or have your company's manager add you.",
             "请使用已有账户登录，或请企业管理员添加您。"),
)
def party_registers_once(f: PartyFacts, now: Moment) -> Iterator[Hit]:
    if f.taken:
        yield hit(number=f.tax_id)


@BOOK.rule(
    "PTY-11", steps=(REGISTER,), cites=HOUSE, pointer="/tax_scheme",
    says=Words("Doanh nghiệp của {country} không dùng mã số thuế Việt Nam để đăng ký",
               "An enterprise of {country} does not register with a Vietnamese tax code",
               "{country}企业不使用越南税号注册"),
    do=Words("Chọn loại mã của nước mình, ví dụ mã tín dụng xã hội thống nhất (Trung Quốc).",
             "Choose the identifier of your country, for example the Chinese unified social credit code.",
             "请选择本国代码类型，例如中国统一社会信用代码。"),
)
def scheme_fits_the_country(f: PartyFacts, now: Moment) -> Iterator[Hit]:
    if f.country != "VN" and f.tax_scheme in ("VN_MST", "VN_CCCD") and f.kind == "foreign_carrier":
        yield hit(country=country_name(f.country))
