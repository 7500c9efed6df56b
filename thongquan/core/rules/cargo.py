"""Rules of cargo: containers, seals and the goods declarations on board."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from thongquan.core import numbers
from thongquan.core.rule import Hit, Moment, RuleBook, hit
from thongquan.core.rules.sources import (
    ACCEPT,
    DECLARING,
    HOUSE,
    ISO_6346,
    LAW_29,
    LAW_40,
    LAW_66,
    LAW_69,
    SUBMIT,
    VNACCS,
)
from thongquan.core.vehicle import OUTWARD, ROAD, VehicleFacts
from thongquan.core.words import Words

BOOK = RuleBook()

_LOOK_AGAIN = Words("Đọc lại số trên vỏ container; nếu đúng thì cứ gửi, xe không bị giữ vì lý do này.",
                    "Read the number on the box again; if it is right, send it: no vehicle is stopped for this.",
                    "请核对箱体号码；如无误可提交，车辆不会因此被拦停。")


@BOOK.rule(
    "CGO-01", steps=DECLARING, cites=ISO_6346, pointer="/containers", blocks=False,
    says=Words("Số kiểm tra của container {number} không khớp", "The check digit of container {number} does not agree",
               "集装箱{number}的校验码不符"),
    do=_LOOK_AGAIN,
)
def container_check_digit(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    for n, box in enumerate(f.containers):
        if numbers.container_form_ok(box.number) and not numbers.container_ok(box.number):
            yield hit(f"/containers/{n}/number", number=box.number)


@BOOK.rule(
    "CGO-02", steps=DECLARING, cites=ISO_6346, pointer="/containers", blocks=False,
    says=Words("Số container “{number}” không có dạng 4 chữ cái và 7 chữ số",
               "Container number “{number}” is not four letters and seven digits",
               "集装箱号“{number}”不是4位字母加7位数字"),
    do=_LOOK_AGAIN,
)
def container_number_form(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    for n, box in enumerate(f.containers):
        if box.number and not numbers.container_form_ok(box.number):
            yield hit(f"/containers/{n}/number", number=box.number)


@BOOK.rule(
    "CGO-03", steps=DECLARING, cites=VNACCS, pointer="/containers",
    says=Words("Container {number} khai hai lần", "Container {number} is declared twice", "集装箱{number}重复申报"),
    do=Words("Xóa dòng trùng hoặc sửa số.", "Remove the second row or correct the number.", "请删除重复行或更正号码。"),
)
def containers_differ(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    seen: set[str] = set()
    for n, box in enumerate(f.containers):
        key = numbers.squeeze(box.number)
        if key and key in seen:
            yield hit(f"/containers/{n}/number", number=box.number)
        seen.add(key)


@BOOK.rule(
    "CGO-04", steps=(SUBMIT,), cites=LAW_40, pointer="/containers", blocks=False,
    says=Words("Container có hàng {number} chưa khai số niêm phong", "Laden container {number} has no seal number",
               "重箱{number}未填封志号"),
    do=Words("Nhập số niêm phong nếu có; công chức sẽ đối chiếu tại cửa khẩu.",
             "Enter the seal if there is one; it is compared at the gate.",
             "如有封志请填写，口岸将予核对。"),
)
def laden_containers_are_sealed(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    for n, box in enumerate(f.containers):
        if box.laden and box.number and not any(box.seals):
            yield hit(f"/containers/{n}/seals", number=box.number)


@BOOK.rule(
    "CGO-05", steps=DECLARING, cites=LAW_40, pointer="/containers", blocks=False,
    says=Words("Số niêm phong {seal} khai cho hai container", "Seal {seal} is declared on two containers", "封志号{seal}用于两个集装箱"),
    do=Words("Mỗi niêm phong chỉ gắn một container; đọc lại số trên niêm phong.",
             "A seal closes one container only: read the numbers again.", "每个封志仅用于一个集装箱，请重新核对。"),
)
def seals_are_not_shared(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    counted = Counter(seal for box in f.containers for seal in {s.strip().upper() for s in box.seals if s.strip()})
    for n, box in enumerate(f.containers):
        for seal in sorted({s.strip().upper() for s in box.seals}):
            if n and counted[seal] > 1:
                yield hit(f"/containers/{n}/seals", seal=seal)


@BOOK.rule(
    "CGO-06", steps=DECLARING, cites=VNACCS, pointer="/containers",
    says=Words("Container {number} khai {count} niêm phong, nhiều nhất là {most}",
               "Container {number} has {count} seals; the most is {most}",
               "集装箱{number}填报{count}个封志，最多为{most}个"),
    do=Words("Chỉ giữ những niêm phong còn trên container.", "Keep only the seals that are on the box.", "仅保留箱体上实际的封志。"),
)
def seals_fit_the_form(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    most = now.value("container.seals.most")
    for n, box in enumerate(f.containers):
        if len(box.seals) > most:
            yield hit(f"/containers/{n}/seals", number=box.number, count=len(box.seals), most=most)


@BOOK.rule(
    "CGO-07", steps=DECLARING, cites=LAW_29, pointer="/laden",
    says=Words("Xe khai rỗng nhưng container {number} khai có hàng",
               "The vehicle is declared empty, but container {number} is declared laden",
               "车辆申报为空车，但集装箱{number}申报为重箱"),
    do=Words("Chọn “xe có hàng”, hoặc sửa container thành rỗng.", "Choose “laden”, or correct the container to empty.",
             "请选择“重车”，或将集装箱改为空箱。"),
)
def empty_vehicle_has_no_laden_container(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    for n, box in enumerate(f.containers):
        if not f.laden and box.laden and box.number:
            yield hit(f"/containers/{n}/laden", number=box.number)


@BOOK.rule(
    "CGO-08", steps=DECLARING, cites=LAW_66, pointer="/goods",
    says=Words("Số tờ khai hàng hóa “{number}” không đủ 12 chữ số",
               "Goods declaration number “{number}” is not 12 digits",
               "报关单号“{number}”不是12位数字"),
    do=Words("Chép đủ 12 chữ số trên tờ khai hải quan.", "Copy all 12 digits from the goods declaration.",
             "请完整填写报关单上的12位数字。"),
)
def goods_number_form(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    for n, number in enumerate(f.goods):
        digits = numbers.squeeze(number)
        if not (len(digits) == 12 and digits.isascii() and digits.isdigit()):
            yield hit(f"/goods/{n}", number=number)


@BOOK.rule(
    "CGO-09", steps=DECLARING, cites=HOUSE, pointer="/goods", blocks=False,
    says=Words("Số tờ khai {number} không bắt đầu bằng 10 (nhập) hoặc 30 (xuất)",
               "Declaration {number} starts neither with 10 (import) nor with 30 (export)",
               "报关单号{number}不以10（进口）或30（出口）开头"),
    do=Words("Xem lại số tờ khai; nếu là tờ khai giấy thì cứ gửi.", "Check the number; if it is a paper declaration, send it.",
             "请核对号码；如为纸质报关单可提交。"),
)
def goods_number_kind(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    for n, number in enumerate(f.goods):
        digits = numbers.squeeze(number)
        if len(digits) == 12 and digits.isdigit() and not numbers.goods_kind(digits):
            yield hit(f"/goods/{n}", number=number)


@BOOK.rule(
    "CGO-10", steps=DECLARING, cites=LAW_66, pointer="/goods",
    says=Words("Tờ khai hàng hóa {number} ghi hai lần", "Goods declaration {number} is listed twice", "报关单{number}重复填写"),
    do=Words("Xóa dòng trùng.", "Remove the second row.", "请删除重复行。"),
)
def goods_are_listed_once(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    seen: set[str] = set()
    for n, number in enumerate(f.goods):
        key = numbers.squeeze(number)
        if key in seen:
            yield hit(f"/goods/{n}", number=number)
        seen.add(key)


@BOOK.rule(
    "CGO-11", steps=(SUBMIT, ACCEPT), cites=LAW_66, pointer="/goods", blocks=False,
    says=Words("Tờ khai hàng hóa {numbers} cũng đang khai trên xe khác",
               "Goods declarations {numbers} also travel on another vehicle",
               "报关单{numbers}也申报在其他车辆上"),
    do=Words("Nếu lô hàng chia nhiều xe thì cứ gửi; nếu nhầm số thì sửa lại.",
             "If the consignment is split over several vehicles, send it; otherwise correct the number.",
             "如为分车运输可提交，如填错请更正。"),
)
def goods_travel_once(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.history.goods_on_other_vehicle:
        yield hit(numbers=list(f.history.goods_on_other_vehicle))


@BOOK.rule(
    "CGO-12", steps=(SUBMIT,), cites=LAW_66, pointer="/goods", blocks=False,
    says=Words("Xe có hàng nhưng chưa khai số tờ khai hàng hóa", "The vehicle is laden, but no goods declaration is listed",
               "重车但未填报关单号"),
    do=Words("Thêm số tờ khai để xe không phải chờ tại cửa khẩu; có thể thêm sau, trước khi vào bãi.",
             "Add the number so that the vehicle need not wait at the gate; it can be added until it enters the yard.",
             "请补填报关单号以免在口岸等候；进场前均可补填。"),
)
def laden_vehicle_names_its_goods(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.mode == ROAD and f.laden and not f.goods and f.case in ("permit", "border_delivery", "transit", "driverless"):
        yield hit()


@BOOK.rule(
    "CGO-13", steps=(SUBMIT,), cites=LAW_29, pointer="/laden", blocks=False,
    says=Words("Xe khai rỗng nhưng có {count} số tờ khai hàng hóa",
               "The vehicle is declared empty, but {count} goods declarations are listed",
               "车辆申报为空车，却填报{count}个报关单号"),
    do=Words("Nếu xe đi nhận hàng thì cứ gửi; nếu đang chở hàng, chọn “xe có hàng”.",
             "If it goes to collect them, send it; if they are on board, choose “laden”.",
             "如前往提货可提交；如已载货请选择“重车”。"),
)
def empty_vehicle_names_no_goods(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if not f.laden and f.goods:
        yield hit(count=len(f.goods))


@BOOK.rule(
    "CGO-14", steps=DECLARING, cites=LAW_69, pointer="/goods", blocks=False,
    says=Words("Tờ khai {number} không cùng chiều với lượt đi này của xe",
               "Declaration {number} runs against the direction of this leg",
               "报关单{number}与车辆本程方向不符"),
    do=Words("Tờ khai 10… đi cùng chiều vào, 30… cùng chiều ra; sửa nếu nhầm.",
             "10… travels inward, 30… outward; correct it if it is a slip.",
             "10开头对应进境，30开头对应出境；如填错请更正。"),
)
def goods_go_the_vehicles_way(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    wrong = "import" if f.direction == OUTWARD else "export"
    for n, number in enumerate(f.goods):
        if f.laden and f.case != "transit" and numbers.goods_kind(number) == wrong:
            yield hit(f"/goods/{n}", number=number)


@BOOK.rule(
    "CGO-15", steps=DECLARING, cites=HOUSE, pointer="/containers", blocks=False,
    says=Words("{count} container trên một xe, nhiều hơn thường gặp ({most})",
               "{count} containers on one vehicle, more than usual ({most})",
               "一辆车申报{count}个集装箱，多于通常数量（{most}）"),
    do=Words("Xem lại danh sách container; nếu đúng thì cứ gửi.", "Check the list; if it is right, send it.", "请核对集装箱清单，如无误可提交。"),
)
def containers_fit_the_rig(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    most = now.value("rig.containers.most") * max(1, len(f.trailers))
    if f.mode == ROAD and len(f.containers) > most:
        yield hit(count=len(f.containers), most=most)


@BOOK.rule(
    "CGO-16", steps=DECLARING, cites=VNACCS, pointer="/containers",
    says=Words("Container thứ {number} chưa có số", "Container {number} has no number", "第{number}个集装箱未填箱号"),
    do=Words("Nhập số container hoặc xóa dòng đó.", "Enter the number or remove the row.", "请填写箱号或删除该行。"),
)
def containers_have_numbers(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    for n, box in enumerate(f.containers):
        if not box.number:
            yield hit(f"/containers/{n}/number", number=n + 1)
