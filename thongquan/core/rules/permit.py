"""Rules of permits and approvals: which case needs one, and that it covers the whole trip."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from thongquan.core.forms.asked import ON_PERMIT
from thongquan.core.rule import DECREE_59_2018, Hit, Moment, RuleBook, hit, local_day
from thongquan.core.rules.driver import trip_day
from thongquan.core.rules.names import country_name
from thongquan.core.rules.sources import (
    D74_1A,
    D74_1DD,
    D74_3,
    D77A_1,
    D77A_3,
    D77A_4,
    D77A_5,
    D77A_6,
    DECLARING,
    DECLARING_AND_ACCEPT,
    DRIVERLESS,
    SUBMIT,
    VNACCS,
)
from thongquan.core.vehicle import ADMISSION, EXPORTATION, ROAD, VehicleFacts
from thongquan.core.words import Words

BOOK = RuleBook()

_ENTER_APPROVAL = Words(
    "Nhập số văn bản cho phép vào ô giấy phép và mang bản chính; nếu chưa có, xin cơ quan có thẩm quyền trước.",
    "Enter the number of the approval in the permit field and bring the original; obtain it first if you have none.",
    "请在许可证栏填写批准文件编号并携带原件；如未取得，请先向主管机关申请。",
)


def _approval_missing(f: VehicleFacts) -> bool:
    return not f.permit.number and "approval" not in f.documents


@BOOK.rule(
    "PER-01", steps=(SUBMIT,), cites=D74_1A, pointer="/permit_number", blocks=False,
    says=Words("Chưa khai số giấy phép liên vận của {plate}",
               "The international transport permit of {plate} is not declared",
               "未申报{plate}的国际道路运输许可证号"),
    do=Words("Nhập số giấy phép, hoặc xuất trình bản chính tại cửa khẩu.",
             "Enter the permit number, or show the original at the gate.",
             "请填写许可证号，或在口岸出示原件。"),
)
def ordinary_trip_has_a_permit(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    """The law asks to show the original at the gate, so a missing number is a reminder."""
    if f.mode == ROAD and f.case == "permit" and not f.permit.number and not f.right_hand_drive:
        yield hit(plate=f.plate)


@BOOK.rule(
    "PER-02", steps=DECLARING, cites=D77A_4, pointer="/permit_number",
    says=Words("Phương tiện của nước thứ ba ({country}) chưa có văn bản cho phép của cơ quan có thẩm quyền Việt Nam",
               "A vehicle of a third country ({country}) needs the approval of the competent Vietnamese authority",
               "第三国（{country}）运输工具须取得越南主管机关的批准文件"),
    do=_ENTER_APPROVAL,
)
def third_country_is_approved(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.case == "third_country" and _approval_missing(f):
        yield hit(country=country_name(f.country))


@BOOK.rule(
    "PER-03", steps=DECLARING, cites=D74_3, pointer="/permit_number",
    says=Words("Xe tay lái bên phải {plate} chưa có văn bản chấp thuận",
               "Right-hand-drive vehicle {plate} has no approval",
               "右舵车{plate}未取得批准文件"),
    do=_ENTER_APPROVAL,
)
def right_hand_drive_is_approved(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.right_hand_drive and f.country != "VN" and f.case in ON_PERMIT and _approval_missing(f):
        yield hit(plate=f.plate)


@BOOK.rule(
    "PER-04", steps=DECLARING, cites=DRIVERLESS, pointer="/permit_number", since=date(2026, 1, 1),
    says=Words("Xe không người lái {plate} chưa có văn bản cho phép hoạt động tại cửa khẩu",
               "Driverless vehicle {plate} has no approval to run at the gate",
               "无人驾驶车辆{plate}未取得口岸运行批准"),
    do=_ENTER_APPROVAL,
)
def driverless_is_approved(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.case == "driverless" and _approval_missing(f):
        yield hit(plate=f.plate)


@BOOK.rule(
    "PER-05", steps=DECLARING, cites=D77A_1, pointer="/permit_number",
    says=Words("Xe khách tuyến cố định {plate} chưa có số giấy phép liên vận",
               "Fixed-route vehicle {plate} has no international transport permit",
               "定线客运车辆{plate}未填国际道路运输许可证号"),
    do=Words("Nhập số giấy phép liên vận; chỉ xe có giấy phép mới được khai một lần cho 30 ngày.",
             "Enter the permit number: only vehicles with a permit declare once for 30 days.",
             "请填写许可证号：仅持证车辆可在30天内申报一次。"),
)
def fixed_route_has_a_permit(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.case == "fixed_route" and not f.permit.number:
        yield hit(plate=f.plate)


@BOOK.rule(
    "PER-06", steps=DECLARING, cites=D77A_5, pointer="/permit_number", blocks=False,
    says=Words("Phương tiện quá cảnh {plate} chưa khai số giấy phép",
               "Transit vehicle {plate} has no permit number",
               "过境运输工具{plate}未填许可证号"),
    do=Words("Nhập số giấy phép, hoặc xuất trình bản chính ngay tại cửa khẩu nhập đầu tiên.",
             "Enter the number, or show the original at the first gate of entry.",
             "请填写许可证号，或在首个入境口岸出示原件。"),
)
def transit_has_a_permit(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.case == "transit" and not f.permit.number:
        yield hit(plate=f.plate)


@BOOK.rule(
    "PER-07", steps=DECLARING, cites=D77A_3, pointer="/permit_number",
    says=Words("Xe biển khu kinh tế cửa khẩu {plate} ra nước ngoài phải có giấy phép liên vận",
               "Economic-zone vehicle {plate} needs an international transport permit to go abroad",
               "口岸经济区车辆{plate}出境须持国际道路运输许可证"),
    do=Words("Nhập số giấy phép liên vận, hoặc chọn tạm nhập - tái xuất nếu xe vào nội địa.",
             "Enter the permit number, or choose temporary admission if it goes inland.",
             "请填写许可证号；如进入内地，请选择暂时进境-复出境。"),
)
def zone_vehicle_abroad_has_a_permit(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.case == "economic_zone" and f.regime == EXPORTATION and not f.permit.number:
        yield hit(plate=f.plate)


@BOOK.rule(
    "PER-08", steps=DECLARING, cites=VNACCS, pointer="/permit_issued_on",
    says=Words("Giấy phép {number} ghi ngày cấp {issued}, sau ngày qua cửa khẩu",
               "Permit {number} is dated {issued}, after the crossing",
               "许可证{number}签发日期{issued}晚于过境日期"),
    do=Words("Sửa ngày cấp như trên giấy phép, hoặc dời ngày qua cửa khẩu.",
             "Correct the date as printed on the permit, or plan a later crossing.",
             "请按许可证更正签发日期，或推迟过境日期。"),
)
def permit_is_already_issued(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.permit.issued_on and f.permit.issued_on > trip_day(f, now):
        yield hit(number=f.permit.number, issued=f.permit.issued_on)


@BOOK.rule(
    "PER-09", steps=DECLARING_AND_ACCEPT, cites=D74_1A, pointer="/permit_until",
    says=Words("Giấy phép {number} hết hạn ngày {until}, trước ngày qua cửa khẩu {day}",
               "Permit {number} ends on {until}, before the crossing on {day}",
               "许可证{number}于{until}到期，早于过境日期{day}"),
    do=Words("Dùng giấy phép còn hạn, hoặc chọn ngày qua cửa khẩu sớm hơn.",
             "Use a valid permit, or choose an earlier day.",
             "请使用有效许可证，或选择更早的过境日期。"),
)
def permit_is_valid_on_the_day(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    day = trip_day(f, now)
    if f.permit.until and f.permit.until < day and f.leg == 1:
        yield hit(number=f.permit.number, until=f.permit.until, day=day)


@BOOK.rule(
    "PER-10", steps=DECLARING, cites=D74_1A, pointer="/return_by",
    says=Words("Ngày trở lại {back} muộn hơn hạn giấy phép {until}",
               "The return on {back} is later than the permit's end on {until}",
               "返程日期{back}晚于许可证到期日{until}"),
    do=Words("Chọn ngày trở lại không muộn hơn {until}.", "Choose a return no later than {until}.",
             "请将返程日期定在{until}或之前。"),
)
def permit_covers_the_return(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.permit.until and f.return_by and f.case != "border_delivery":
        back = local_day(f.return_by)
        if back > f.permit.until >= trip_day(f, now):
            yield hit(back=back, until=f.permit.until)


@BOOK.rule(
    "PER-11", steps=DECLARING, cites=D74_1DD, pointer="/case", since=DECREE_59_2018,
    says=Words("Phương tiện của {country} không thuộc các nước có hiệp định vận tải, nhưng khai là chuyến thông thường",
               "{country} has no transport agreement, yet the trip is declared as an ordinary one",
               "{country}未签订运输协定，却按普通行程申报"),
    do=Words("Chọn trường hợp “nước thứ ba” và khai số văn bản cho phép.",
             "Choose “third country” and give the number of the approval.",
             "请选择“第三国”情形并填写批准文件编号。"),
)
def third_country_says_so(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    ordinary = f.case in ("permit", "fixed_route", "transit")
    if f.mode == ROAD and ordinary and len(f.country) == 2:
        if f.country not in now.value("treaty.countries").split():
            yield hit(country=country_name(f.country))


@BOOK.rule(
    "PER-12", steps=DECLARING, cites=D77A_6, pointer="/return_gate",
    says=Words("Vào từ {entry} mà tái xuất sang {exit} thì phải có văn bản cho phép",
               "Entering from {entry} and leaving to {exit} needs an approval",
               "自{entry}入境而复出境至{exit}须持批准文件"),
    do=Words("Chọn cửa khẩu ra về lại {entry}, hoặc đính kèm văn bản cho phép.",
             "Choose a gate back to {entry}, or attach the approval.",
             "请选择返回{entry}的口岸，或上传批准文件。"),
)
def leaving_to_another_neighbour_is_approved(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.regime != ADMISSION or f.case == "transit" or not f.return_gate or "approval" in f.documents:
        return
    if f.gate.neighbour and f.return_gate.neighbour and f.gate.neighbour != f.return_gate.neighbour:
        yield hit(entry=country_name(f.gate.neighbour), exit=country_name(f.return_gate.neighbour))


@BOOK.rule(
    "PER-13", steps=(SUBMIT,), cites=VNACCS, pointer="/permit_issued_on", blocks=False,
    says=Words("Giấy phép {number} chưa có ngày cấp và cơ quan cấp",
               "Permit {number} has neither date nor issuer",
               "许可证{number}未填签发日期和签发机关"),
    do=Words("Bổ sung để công chức không phải hỏi lại; có thể lưu một lần cho các chuyến sau.",
             "Add them so that no one needs to ask; they are kept for later trips.",
             "请补充以免关员再询问；保存后可供以后使用。"),
)
def permit_names_date_and_issuer(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.permit.number and not f.permit.issued_on and not f.permit.issuer:
        yield hit(number=f.permit.number)
