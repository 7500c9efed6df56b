"""Rules of the legs: one trip once, what may change, return, extension, redeclaration."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from thongquan.core.rule import Hit, Moment, RuleBook, hit, local_day
from thongquan.core.rules.names import country_name
from thongquan.core.rules.sources import (
    ACCEPT,
    AMEND,
    CORRECT,
    D74_1A,
    D75_1D,
    D77_1B,
    D81_4,
    EXTEND,
    HOUSE,
    LAW_68_4,
    SUBMIT,
    VNACCS,
)
from thongquan.core.vehicle import MULTI_TRIP, VehicleFacts
from thongquan.core.words import Words

BOOK = RuleBook()

FIXED = frozenset({"plate", "country", "gate", "planned_at"})
#: until the decision; afterwards a change is a request
CORRECTABLE = frozenset({"draft", "submitted", "received", "asked", "returned"})
#: states of a first leg that a return leg may cite
CITABLE = frozenset({"accepted", "under_way", "overdue"})

FIELD_NAMES = {
    "plate": Words("biển số", "plate", "车牌"),
    "country": Words("nước đăng ký", "country of registration", "登记国"),
    "gate": Words("cửa khẩu", "border gate", "口岸"),
    "planned_at": Words("thời gian dự kiến", "planned time", "预计时间"),
}


@BOOK.rule(
    "LEG-01", steps=(SUBMIT,), cites=VNACCS, pointer="/plate",
    says=Words("Phương tiện {plate} đã được người khác khai cùng cửa khẩu {gate} trong ngày",
               "Vehicle {plate} was already declared by someone else for gate {gate} on that day",
               "车辆{plate}当日已由他人在口岸{gate}申报"),
    do=Words("Hỏi lại chủ xe hoặc lái xe; nếu tờ khai kia sai, nhờ người đã khai hủy.",
             "Ask the owner or driver; if the other declaration is wrong, have its declarant cancel it.",
             "请与车主或驾驶员核实；如对方申报有误，请其撤销。"),
)
def trip_is_declared_once(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.history.same_trip_by_other:
        yield hit(plate=f.plate, gate=f.gate.code)


@BOOK.rule(
    "LEG-02", steps=(CORRECT,), cites=VNACCS, pointer="/plate",
    says=Words("Tờ khai đã tiếp nhận, không sửa được mục “{field}”",
               "The declaration is received: “{field}” can no longer be corrected",
               "申报单已受理，“{field}”不可更正"),
    do=Words("Hủy tờ khai này và khai tờ khai mới, hoặc giữ nguyên mục này.",
             "Cancel this declaration and make a new one, or leave the field as it was.",
             "请撤销本申报单并重新申报，或保留原内容。"),
)
def registered_identity_stays(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.state in ("received", "asked"):
        for name in sorted(f.history.changed & FIXED):
            yield hit(f"/{name}", field=FIELD_NAMES[name])


@BOOK.rule(
    "LEG-03", steps=(CORRECT,), cites=VNACCS,
    says=Words("Tờ khai đã sửa {count} lần, nhiều nhất là {most}", "The declaration was corrected {count} times; the most is {most}",
               "申报单已更正{count}次，最多{most}次"),
    do=Words("Hủy tờ khai này và khai lại, hoặc nhờ công chức tiếp nhận.", "Cancel it and declare anew, or ask the receiving officer.",
             "请撤销后重新申报，或联系受理关员。"),
)
def corrections_are_counted(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    most = now.value("corrections.most")
    if f.state not in ("draft", "returned") and f.history.corrections >= most:
        yield hit(count=f.history.corrections, most=most)


@BOOK.rule(
    "LEG-04", steps=(CORRECT,), cites=VNACCS,
    says=Words("Tờ khai đã có quyết định, không sửa trực tiếp được", "The declaration is decided and is no longer corrected directly",
               "申报单已有决定，不可直接更正"),
    do=Words("Gửi đề nghị sửa; lái xe, rơ moóc, tình trạng hàng được duyệt ngay.",
             "Send a request to amend: driver, trailer and load are approved at once.",
             "请提交修改申请；驾驶员、挂车、载货状态可即时批准。"),
)
def decided_declaration_is_amended(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.state not in CORRECTABLE:
        yield hit()


def _returning(f: VehicleFacts) -> bool:
    return f.leg > 1 and f.case not in MULTI_TRIP and not f.redeclares_number


@BOOK.rule(
    "LEG-05", steps=(SUBMIT,), cites=D75_1D, pointer="/opposite_number",
    says=Words("Lượt về của {plate} chưa ghi số tờ khai lượt đi", "The return leg of {plate} does not cite the first leg",
               "{plate}的返程未填首程申报单号"),
    do=Words("Nhập số tờ khai lượt đi; nếu mất tờ khai, chọn “khai lại do mất”.",
             "Enter the number of the first leg; if it was lost, choose “redeclare after loss”.",
             "请填写首程申报单号；如已遗失，请选择“遗失后重新申报”。"),
)
def return_cites_its_first_leg(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if _returning(f) and not f.opposite_number:
        yield hit(plate=f.plate)


@BOOK.rule(
    "LEG-06", steps=(SUBMIT,), cites=D75_1D, pointer="/opposite_number",
    says=Words("Tờ khai lượt đi {number} chưa được chấp nhận hoặc không có trong hệ thống",
               "The first leg {number} is unknown or not accepted",
               "首程申报单{number}不存在或未被接受"),
    do=Words("Xem lại số; nếu tờ khai giấy, mang bản có xác nhận đến cửa khẩu.",
             "Check the number; if it was on paper, bring the confirmed copy to the gate.",
             "请核对号码；如为纸质申报单，请携带已签章副本到口岸。"),
)
def first_leg_is_accepted(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if _returning(f) and f.opposite_number and f.history.opposite_state not in CITABLE:
        yield hit(number=f.opposite_number)


@BOOK.rule(
    "LEG-07", steps=(SUBMIT,), cites=VNACCS, pointer="/plate",
    says=Words("Biển số {plate} khác biển số lượt đi {first}", "Plate {plate} differs from that of the first leg, {first}",
               "车牌{plate}与首程车牌{first}不一致"),
    do=Words("Nhập đúng biển số như lượt đi, hoặc sửa số tờ khai lượt đi.",
             "Enter the plate of the first leg, or correct its number.", "请填写与首程一致的车牌，或更正首程申报单号。"),
)
def legs_agree_on_the_plate(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.leg > 1 and f.opposite_number and f.history.opposite_plate not in ("", f.plate):
        yield hit(plate=f.plate, first=f.history.opposite_plate)


@BOOK.rule(
    "LEG-08", steps=(SUBMIT,), cites=VNACCS, pointer="/country",
    says=Words("Nước đăng ký {country} khác với lượt đi ({first})", "Country {country} differs from that of the first leg ({first})",
               "登记国{country}与首程（{first}）不一致"),
    do=Words("Chọn nước đăng ký như lượt đi.", "Choose the country of the first leg.", "请选择与首程一致的登记国。"),
)
def legs_agree_on_the_country(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.leg > 1 and f.opposite_number and f.history.opposite_country not in ("", f.country):
        yield hit(country=country_name(f.country), first=country_name(f.history.opposite_country))


@BOOK.rule(
    "LEG-09", steps=(SUBMIT,), cites=VNACCS, pointer="/extension_until",
    says=Words("Lượt đi đầu tiên không được khai gia hạn", "A first leg cannot ask for an extension", "首程不得申报延期"),
    do=Words("Bỏ phần gia hạn; khi đang đi mà cần thêm thời gian thì gửi đề nghị gia hạn.",
             "Leave the extension out; ask for it on the way if more time is needed.",
             "请删除延期内容；途中如需更多时间再申请延期。"),
)
def first_leg_is_not_extended(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.leg == 1 and (f.extension_until or f.extension_reason):
        yield hit()


@BOOK.rule(
    "LEG-10", steps=(EXTEND,), cites=D81_4,
    says=Words("Phương tiện {plate} đã được gia hạn một lần", "{plate} was already extended once", "{plate}已延期一次"),
    do=Words("Đưa phương tiện về cửa khẩu đúng hạn; nếu không thể, báo công chức cửa khẩu ngay.",
             "Bring the vehicle back in time; if that is impossible, tell the gate officer at once.",
             "请按期将车辆驶回口岸；如无法做到，请立即告知口岸关员。"),
)
def extension_is_given_once(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.history.extended:
        yield hit(plate=f.plate)


@BOOK.rule(
    "LEG-11", steps=(EXTEND,), cites=D81_4, pointer="/extension_until",
    says=Words("Gia hạn đến {until} vượt quá {hours} giờ so với hạn {due}",
               "An extension until {until} exceeds {hours} hours after {due}",
               "延期至{until}，超过期限{due}后{hours}小时"),
    do=Words("Chọn thời hạn không muộn hơn {latest}.", "Choose a time no later than {latest}.", "请选择不晚于{latest}的时间。"),
)
def extension_is_short(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    hours = now.value("border_delivery.extension_hours")
    if f.extension_until and f.return_by and f.case == "border_delivery":
        latest = f.return_by + timedelta(hours=hours)
        if f.extension_until > latest:
            yield hit(until=f.extension_until, hours=hours, due=f.return_by, latest=latest)


@BOOK.rule(
    "LEG-12", steps=(EXTEND,), cites=D81_4, pointer="/extension_reason",
    says=Words("Đề nghị gia hạn chưa nêu lý do", "The request for an extension gives no reason", "延期申请未说明理由"),
    do=Words("Chọn lý do: sửa chữa, tai nạn, chờ giao nhận hàng, thời tiết hoặc lý do khác.",
             "Choose the reason: repair, accident, waiting for goods, weather or another.",
             "请选择理由：维修、事故、等待交接货物、天气或其他。"),
)
def extension_has_a_reason(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if not f.extension_reason:
        yield hit()


@BOOK.rule(
    "LEG-13", steps=(EXTEND,), cites=D81_4, pointer="/extension_until",
    says=Words("Thời hạn mới {until} không muộn hơn hạn đang có {due}", "The new time, {until}, is not later than the present one, {due}",
               "新期限{until}不晚于现有期限{due}"),
    do=Words("Chọn thời hạn sau {due}.", "Choose a time after {due}.", "请选择{due}之后的时间。"),
)
def extension_gives_more_time(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.extension_until and f.return_by and f.extension_until <= f.return_by:
        yield hit(until=f.extension_until, due=f.return_by)


@BOOK.rule(
    "LEG-14", steps=(EXTEND,), cites=D74_1A, pointer="/extension_until",
    says=Words("Không gia hạn quá hạn giấy phép liên vận {until}", "The stay cannot outlast the permit, valid until {until}",
               "延期不得超过许可证有效期{until}"),
    do=Words("Gia hạn giấy phép tại cơ quan cấp trước, rồi gửi lại đề nghị.",
             "Have the permit renewed by its issuer first, then ask again.", "请先向签发机关延长许可证，再提交申请。"),
)
def extension_stays_within_the_permit(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.case == "border_delivery" or not f.permit.until or not f.extension_until:
        return
    if local_day(f.extension_until) > f.permit.until:
        yield hit(until=f.permit.until)


@BOOK.rule(
    "LEG-15", steps=(SUBMIT,), cites=VNACCS, pointer="/plate",
    says=Words("{plate} còn tờ khai {number} chưa thanh khoản", "{plate} still has an open declaration, {number}",
               "{plate}尚有未核销的申报单{number}"),
    do=Words("Khai lượt về của tờ khai {number} trước; nếu mất tờ khai, chọn “khai lại do mất”.",
             "Complete the return of {number} first; if it was lost, choose “redeclare after loss”.",
             "请先办理{number}的返程；如已遗失，请选择“遗失后重新申报”。"),
)
def plate_has_no_open_stay(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.leg == 1 and f.history.open_stay_number not in ("", f.redeclares_number):
        yield hit(plate=f.plate, number=f.history.open_stay_number)


@BOOK.rule(
    "LEG-16", steps=(SUBMIT,), cites=D77_1B, pointer="/redeclares_number",
    says=Words("Tờ khai bị mất {number} không phải tờ khai đang mở của {plate}",
               "The lost declaration {number} is not the open one of {plate}",
               "遗失的申报单{number}不是{plate}的未核销申报单"),
    do=Words("Nhập đúng số tờ khai bị mất và giải trình lý do.", "Enter the number of the lost declaration and explain the loss.",
             "请填写遗失申报单的正确号码并说明原因。"),
)
def redeclaration_cites_the_lost_number(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.redeclares_number and f.redeclares_number != f.history.open_stay_number:
        yield hit(number=f.redeclares_number, plate=f.plate)


@BOOK.rule(
    "LEG-17", steps=(SUBMIT, ACCEPT), cites=HOUSE, pointer="/plate", blocks=False,
    says=Words("Có phương tiện quá hạn chưa về theo tờ khai {number}", "A vehicle is overdue under declaration {number}",
               "申报单{number}项下车辆逾期未返"),
    do=Words("Đưa phương tiện quá hạn về hoặc giải trình; công chức có thể hỏi thêm.",
             "Bring the overdue vehicle back or explain; the officer may ask.",
             "请将逾期车辆驶回或予以说明，关员可能询问。"),
)
def nothing_is_overdue_elsewhere(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.history.overdue_elsewhere not in ("", f.history.open_stay_number):
        yield hit(number=f.history.overdue_elsewhere)


def _held(f: VehicleFacts) -> Iterator[Hit]:
    """The plates under an order to stop, the vehicle's or a trailer's, each at its own field."""
    return (hit(pointer, plate=plate) for pointer, plate in f.plates if plate in f.history.plates_held)


@BOOK.rule(
    "LEG-18", steps=(SUBMIT,), cites=LAW_68_4, pointer="/plate", blocks=False,
    says=Words("{plate} đang có lệnh tạm dừng của cơ quan hải quan", "{plate} is under an order to stop", "{plate}已被海关责令暂停"),
    do=Words("Liên hệ hải quan cửa khẩu trước khi đi; tờ khai chưa thể được chấp nhận.",
             "Call the border-gate customs office before the trip: the declaration cannot be accepted yet.",
             "出行前请联系口岸海关，申报单暂不能被接受。"),
)
def held_plate_is_told(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    yield from _held(f)


@BOOK.rule(
    "LEG-19", steps=(ACCEPT,), cites=LAW_68_4, pointer="/plate",
    says=Words("{plate} đang có lệnh tạm dừng, chưa chấp nhận được", "{plate} is under an order to stop and cannot be accepted",
               "{plate}已被责令暂停，不能接受"),
    do=Words("Thôi giữ theo thẩm quyền, hoặc trả lại tờ khai và nêu lý do.",
             "Have the order lifted, or return the declaration with the reason.",
             "请依权限解除扣留，或退回申报单并说明理由。"),
)
def held_plate_is_not_accepted(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    yield from _held(f)


@BOOK.rule(
    "LEG-20", steps=(AMEND,), cites=VNACCS, pointer="/plate",
    says=Words("Không sửa được “{field}” sau khi lượt đi đã qua cửa khẩu",
               "“{field}” cannot change once the first leg has crossed",
               "首程过境后不可修改“{field}”"),
    do=Words("Chỉ sửa lái xe, rơ moóc, tình trạng hàng hoặc cửa khẩu quay về.",
             "Change only the driver, trailer, load or gate of return.",
             "仅可修改驾驶员、挂车、载货状态或返程口岸。"),
)
def crossed_leg_is_history(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.state in ("under_way", "overdue"):
        for name in sorted(f.history.changed & FIXED):
            yield hit(f"/{name}", field=FIELD_NAMES[name])
