"""Rules of drivers and boat masters: how many, who they are, and their papers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from thongquan.core import numbers
from thongquan.core.rule import DECREE_59_2018, Hit, Moment, RuleBook, hit, local_day
from thongquan.core.rules.names import IDENTITY_PAPERS
from thongquan.core.rules.sources import (
    BORDER_PASS,
    D81_2,
    DECLARING,
    DRIVERLESS,
    HOUSE,
    LAW_69,
    ROAD_LAW,
    SUBMIT,
    VNACCS,
)
from thongquan.core.vehicle import ROAD, Driver, VehicleFacts
from thongquan.core.words import Words

BOOK = RuleBook()

NUMBER_SHAPES = {
    "P": re.compile(r"[A-Z0-9]{6,12}"),
    "V": re.compile(r"[A-Z0-9]{5,14}"),
    "A": re.compile(r"[A-Z0-9./-]{5,20}"),
}
_BRING = Words("Mang bản chính khi qua cửa khẩu.", "Bring the original to the gate.", "过境时请携带原件。")


def named(f: VehicleFacts) -> Iterator[tuple[int, Driver]]:
    """The drivers with a name, numbered from 0."""
    return ((n, d) for n, d in enumerate(f.drivers) if d.name.strip())


def trip_day(f: VehicleFacts, now: Moment) -> date:
    """The day of the crossing; today when no time was planned."""
    return local_day(f.planned_at) if f.planned_at else now.today


@BOOK.rule(
    "DRV-01", steps=DECLARING, cites=D81_2, pointer="/drivers/0/name",
    says=Words("Chưa khai người điều khiển phương tiện", "No driver is declared", "未申报驾驶员"),
    do=Words("Khai ít nhất một lái xe, hoặc chọn “xe không người lái”.",
             "Declare at least one driver, or choose “driverless vehicle”.",
             "请至少申报一名驾驶员，或选择“无人驾驶车辆”。"),
)
def someone_drives(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.mode == ROAD and f.driven and not any(named(f)):
        yield hit()


@BOOK.rule(
    "DRV-02", steps=DECLARING, cites=VNACCS, pointer="/drivers",
    says=Words("Khai {count} người điều khiển, nhiều nhất là {most}", "{count} drivers are declared; the most is {most}",
               "申报了{count}名驾驶员，最多为{most}名"),
    do=Words("Chỉ giữ những người thực sự điều khiển phương tiện; người khác khai ở danh sách hành khách.",
             "Keep only those who drive; declare the others in the passenger list.",
             "仅保留实际驾驶人员，其他人员请列入旅客名单。"),
)
def not_too_many_drivers(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if len(f.drivers) > (most := now.value("drivers.most")):
        yield hit(count=len(f.drivers), most=most)


@BOOK.rule(
    "DRV-03", steps=DECLARING, cites=VNACCS, pointer="/drivers",
    says=Words("Dòng lái xe {number} để trống tên", "Driver row {number} has no name", "第{number}行驾驶员姓名为空"),
    do=Words("Khai liên tục từ dòng 1: nhập tên hoặc xóa dòng trống.",
             "Fill the rows one after another from row 1: enter the name or remove the row.",
             "请从第1行起连续填写：补填姓名或删除空行。"),
)
def driver_rows_are_contiguous(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    for n, driver in enumerate(f.drivers):
        later = any(d.name.strip() for d in f.drivers[n + 1:])
        if not driver.name.strip() and (driver != Driver() or later):
            yield hit(f"/drivers/{n}/name", number=n + 1)


@BOOK.rule(
    "DRV-04", steps=DECLARING, cites=D81_2, pointer="/drivers/0/document_number", since=DECREE_59_2018,
    says=Words("Lái xe {name} chưa có loại hoặc số giấy tờ tùy thân",
               "Driver {name} has no kind or number of identity paper",
               "驾驶员{name}未填证件种类或号码"),
    do=Words("Nhập hộ chiếu, giấy thông hành hoặc căn cước công dân; số này gắn với mã QR của chuyến xe.",
             "Enter the passport, border pass or identity card; the trip's QR code is tied to it.",
             "请填写护照、边境通行证或身份证，本次行程二维码与其绑定。"),
)
def driver_has_an_identity_paper(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    for n, driver in named(f):
        if not (driver.document_kind and driver.document_number.strip()):
            yield hit(f"/drivers/{n}/document_number", name=driver.name)


@BOOK.rule(
    "DRV-05", steps=DECLARING, cites=VNACCS, pointer="/drivers/0/document_kind",
    says=Words("Loại giấy tờ “{kind}” của {name} không có trong danh mục P, V, A, F",
               "Paper kind “{kind}” of {name} is not one of P, V, A, F",
               "{name}的证件种类“{kind}”不在P、V、A、F之列"),
    do=Words("Chọn P hộ chiếu, V thị thực, A giấy thông hành hoặc F giấy tờ khác.",
             "Choose P passport, V visa, A border pass or F other.",
             "请选择P护照、V签证、A边境通行证或F其他。"),
)
def paper_kind_is_known(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    for n, driver in named(f):
        if driver.document_kind and driver.document_kind not in IDENTITY_PAPERS:
            yield hit(f"/drivers/{n}/document_kind", kind=driver.document_kind, name=driver.name)


@BOOK.rule(
    "DRV-06", steps=DECLARING, cites=HOUSE, pointer="/drivers/0/document_number", blocks=False,
    says=Words("Số {number} không giống số {paper} thường gặp",
               "Number {number} does not look like a {paper} number",
               "号码{number}与{paper}常见号码格式不符"),
    do=Words("Xem lại loại và số giấy tờ; nếu đúng thì cứ gửi.",
             "Check kind and number; if they are right, send as they are.",
             "请核对证件种类和号码，如无误可提交。"),
)
def number_looks_like_its_kind(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    for n, driver in named(f):
        number = driver.document_number.upper().replace(" ", "")
        shape = NUMBER_SHAPES.get(driver.document_kind)
        if number and shape and not shape.fullmatch(number):
            yield hit(f"/drivers/{n}/document_number", number=driver.document_number,
                      paper=IDENTITY_PAPERS[driver.document_kind])


@BOOK.rule(
    "DRV-07", steps=DECLARING, cites=VNACCS, pointer="/drivers",
    says=Words("Số giấy tờ {number} khai cho hai người điều khiển", "Paper number {number} is declared for two drivers",
               "证件号{number}被两名驾驶员重复使用"),
    do=Words("Mỗi người một giấy tờ riêng; sửa số hoặc xóa dòng trùng.",
             "Each person has a paper of their own: correct the number or remove the second row.",
             "每人应有各自证件，请更正号码或删除重复行。"),
)
def papers_are_not_shared(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    seen: set[tuple[str, str]] = set()
    for n, driver in named(f):
        key = (driver.document_kind, driver.document_number.strip().upper())
        if key[1] and key in seen:
            yield hit(f"/drivers/{n}/document_number", number=driver.document_number)
        seen.add(key)


@BOOK.rule(
    "DRV-08", steps=DECLARING, cites=D81_2, pointer="/drivers/0/issued_on", blocks=False, since=DECREE_59_2018,
    says=Words("Giấy thông hành của {name} chưa có ngày cấp hoặc nơi cấp",
               "The border pass of {name} has no date or place of issue",
               "{name}的边境通行证未填签发日期或签发地"),
    do=_BRING,
)
def border_pass_has_date_and_place(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    for n, driver in named(f):
        if driver.document_kind == "A" and not (driver.issued_on and driver.issued_at):
            yield hit(f"/drivers/{n}/issued_on", name=driver.name)


@BOOK.rule(
    "DRV-09", steps=DECLARING, cites=D81_2, pointer="/drivers/0/issued_on", since=DECREE_59_2018,
    says=Words("Giấy tờ của {name} ghi ngày cấp {issued}, sau ngày khai",
               "The paper of {name} bears a future date of issue, {issued}",
               "{name}的证件签发日期{issued}晚于申报日"),
    do=Words("Sửa ngày cấp như trên giấy tờ.", "Correct the date of issue as printed on the paper.",
             "请按证件更正签发日期。"),
)
def paper_is_already_issued(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    for n, driver in named(f):
        if driver.issued_on and driver.issued_on > now.today:
            yield hit(f"/drivers/{n}/issued_on", name=driver.name, issued=driver.issued_on)


@BOOK.rule(
    "DRV-10", steps=DECLARING, cites=BORDER_PASS, pointer="/drivers/0/document_number", blocks=False,
    says=Words("Giấy thông hành của {name} cấp ngày {issued} có thể đã hết hạn từ {until}",
               "The border pass of {name}, issued {issued}, may have run out on {until}",
               "{name}的边境通行证于{issued}签发，可能已于{until}到期"),
    do=Words("Kiểm tra hạn trên giấy; đổi giấy mới hoặc chọn lái xe khác nếu đã hết hạn.",
             "Look at the date on the pass; renew it or choose another driver if it has run out.",
             "请查看证件有效期；如已到期请换证或更换驾驶员。"),
)
def border_pass_is_still_valid(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    for n, driver in named(f):
        if driver.document_kind != "A" or not driver.issued_on or driver.valid_until:
            continue
        until = driver.issued_on + timedelta(days=now.value("border_pass.days"))
        if until < trip_day(f, now):
            yield hit(f"/drivers/{n}/document_number", name=driver.name, issued=driver.issued_on, until=until)


@BOOK.rule(
    "DRV-11", steps=DECLARING, cites=LAW_69, pointer="/drivers/0/document_number",
    says=Words("Giấy tờ của {name} hết hạn ngày {until}, trước ngày qua cửa khẩu",
               "The paper of {name} runs out on {until}, before the crossing",
               "{name}的证件于{until}到期，早于过境日期"),
    do=Words("Chọn lái xe khác, hoặc cập nhật giấy tờ mới trong hồ sơ lái xe.",
             "Choose another driver, or record the new paper.",
             "请更换驾驶员，或在驾驶员档案中更新证件。"),
)
def paper_lasts_until_the_crossing(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    for n, driver in named(f):
        if driver.valid_until and driver.valid_until < trip_day(f, now):
            yield hit(f"/drivers/{n}/document_number", name=driver.name, until=driver.valid_until)


@BOOK.rule(
    "DRV-12", steps=DECLARING, cites=ROAD_LAW, pointer="/drivers/0/licence_until", blocks=False,
    says=Words("Giấy phép lái xe của {name} hết hạn ngày {until}, trước khi chuyến đi kết thúc",
               "The driving licence of {name} runs out on {until}, before the trip ends",
               "{name}的驾驶证于{until}到期，早于行程结束"),
    do=Words("Đổi giấy phép lái xe, hoặc cử lái xe khác cho lượt về.",
             "Renew the licence, or name another driver for the return.",
             "请换领驾驶证，或为返程指定其他驾驶员。"),
)
def licence_lasts_the_trip(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    end = local_day(f.return_by) if f.return_by else trip_day(f, now)
    for n, driver in named(f):
        if f.mode == ROAD and driver.licence_until and driver.licence_until < end:
            yield hit(f"/drivers/{n}/licence_until", name=driver.name, until=driver.licence_until)


@BOOK.rule(
    "DRV-13", steps=DECLARING, cites=HOUSE, pointer="/drivers/0/document_number", blocks=False,
    says=Words("Số căn cước {number} của {name} không đúng dạng 12 chữ số",
               "Identity card number {number} of {name} is not a valid 12-digit number",
               "{name}的公民身份证号{number}不是有效的12位号码"),
    do=Words("Xem lại số căn cước công dân; nếu là giấy tờ khác thì cứ gửi.",
             "Check the identity card number; if it is another paper, send as it is.",
             "请核对公民身份证号；如为其他证件可提交。"),
)
def citizen_card_form(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    for n, driver in named(f):
        number = driver.document_number.replace(" ", "")
        vietnamese_card = driver.nationality == "VN" and driver.document_kind == "F" and number.isdigit()
        if vietnamese_card and not numbers.cccd_ok(number):
            yield hit(f"/drivers/{n}/document_number", number=driver.document_number, name=driver.name)


@BOOK.rule(
    "DRV-14", steps=(SUBMIT,), cites=HOUSE, pointer="/contact_phone", blocks=False,
    says=Words("Chưa có số điện thoại nào để báo tin cho lái xe",
               "There is no telephone number for news to the driver",
               "没有可通知驾驶员的电话号码"),
    do=Words("Thêm số điện thoại của lái xe hoặc người liên hệ; số nước ngoài cũng được.",
             "Add the number of the driver or a contact; foreign numbers are fine.",
             "请补充驾驶员或联系人电话，国外号码亦可。"),
)
def someone_can_be_called(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if not f.driverless and not f.contact_phone and not any(d.phone for d in f.drivers):
        yield hit()


@BOOK.rule(
    "DRV-15", steps=DECLARING, cites=HOUSE, pointer="/drivers/0/name", blocks=False,
    says=Words("Tên lái xe “{name}” có chữ số, có thể dính số điện thoại",
               "Driver name “{name}” holds digits, perhaps a telephone number",
               "驾驶员姓名“{name}”含数字，可能混入电话号码"),
    do=Words("Tách số điện thoại sang mục điện thoại.", "Move the number to the telephone field.",
             "请将号码填入电话栏。"),
)
def name_has_no_digits(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    for n, driver in named(f):
        if re.search(r"\d", driver.name):
            yield hit(f"/drivers/{n}/name", name=driver.name)


@BOOK.rule(
    "DRV-16", steps=DECLARING, cites=DRIVERLESS, pointer="/drivers", blocks=False, since=date(2026, 1, 1),
    says=Words("Xe không người lái nhưng có khai {count} lái xe", "A driverless vehicle is declared with {count} drivers",
               "无人驾驶车辆却申报了{count}名驾驶员"),
    do=Words("Nếu là người giám sát đi cùng thì giữ lại; nếu không, xóa dòng lái xe.",
             "Keep them if they ride along as supervisors; otherwise remove the rows.",
             "如为随车安全员可保留，否则请删除。"),
)
def driverless_has_no_driver(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if (f.driverless or f.case == "driverless") and any(named(f)):
        yield hit(count=len(f.drivers))
