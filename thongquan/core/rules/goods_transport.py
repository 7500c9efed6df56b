"""Rules of transport: bills, packages, weights, containers, vehicle, transit."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from thongquan.core import numbers, plates
from thongquan.core.goods import EXPORT, IMPORT, TRANSIT, GoodsFacts
from thongquan.core.rule import Hit, Moment, RuleBook, hit
from thongquan.core.rules.goods_sources import (
    C16_2,
    C18_1,
    C51,
    HOUSE,
    ISO_6346,
    ISO_CODES,
    REGISTER,
    STEPS,
    VNACCS,
    kind_of,
    numbered,
)
from thongquan.core.words import Words

BOOK = RuleBook()
_BILL = re.compile(r"[A-Z0-9][A-Z0-9/\-. ]{2,34}")


@BOOK.rule(
    "TRN-01", steps=STEPS, cites=C16_2, pointer="/bills",
    says=Words("Hàng nhập đi {by} phải có số vận đơn", "Goods imported by {by} need a bill of lading or waybill", "以{by}方式进口的货物须有提（运）单号"),
    do=Words("Nhập số vận đơn; hàng qua cửa khẩu đường bộ thì không bắt buộc.", "Enter the bill; goods through a land gate need none.",
             "请填写提（运）单号；经公路口岸进口可不填。"),
)
def import_has_its_bill(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if f.direction == IMPORT and f.mode in ("sea", "sea_bulk", "air", "rail") and not f.bills and not kind_of(f, now).is_for("domestic", "zone"):
        yield hit(by=now.value("codes.modes")[f.mode].words)


@BOOK.rule(
    "TRN-02", steps=STEPS, cites=VNACCS, pointer="/bills", blocks=False,
    says=Words("Số vận đơn “{bill}” có ký tự lạ hoặc quá ngắn", "Bill “{bill}” holds unusual signs or is too short", "提（运）单号“{bill}”含异常字符或过短"),
    do=Words("Đối chiếu với vận đơn; chỉ gồm chữ, số, gạch và chấm.", "Compare with the bill; only letters, digits, dashes and dots.",
             "请与单据核对；仅含字母、数字、横线和点。"),
)
def bills_have_their_form(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    for n, bill in enumerate(f.bills):
        if not _BILL.fullmatch(bill):
            yield hit(f"/bills/{n}", bill=bill)


@BOOK.rule(
    "TRN-03", steps=STEPS, cites=VNACCS, pointer="/bills",
    says=Words("Vận đơn {bill} khai hai lần", "Bill {bill} is declared twice", "提（运）单号{bill}重复"),
    do=Words("Xóa số trùng.", "Remove the repeated one.", "请删除重复号码。"),
)
def bills_differ(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    for bill, times in Counter(f.bills).items():
        if times > 1:
            yield hit(bill=bill)


@BOOK.rule(
    "TRN-04", steps=(REGISTER,), cites=C18_1, pointer="/bills", blocks=False,
    says=Words("Vận đơn đã khai ở tờ khai {number}; mỗi vận đơn khai trên một tờ khai nhập khẩu",
               "The bill is on declaration {number}; one bill goes on one import declaration",
               "该提（运）单已用于报关单{number}；一份提单一般只报一份进口报关单"),
    do=Words("Nếu một vận đơn cho nhiều tờ khai, ghi rõ ở phần ghi chú.", "If one bill serves several declarations, say so in the notes.",
             "一份提单用于多份报关单时，请在备注中说明。"),
)
def bill_serves_once(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if f.direction == IMPORT and f.bills and f.history.bill_used_by and f.split_of == 1:
        yield hit(number=f.history.bill_used_by)


@BOOK.rule(
    "TRN-05", steps=STEPS, cites=VNACCS, pointer="/packages",
    says=Words("Số kiện phải lớn hơn 0", "The number of packages must be above zero", "件数须大于0"),
    do=Words("Nhập tổng số kiện; hàng rời khai 1.", "Enter all packages; bulk counts as one.", "请填写总件数；散货填1。"),
)
def there_are_packages(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if not f.packages or f.packages < 0:
        yield hit()


@BOOK.rule(
    "TRN-06", steps=STEPS, cites=ISO_CODES, pointer="/package_unit",
    says=Words("Loại kiện “{unit}” không có trong danh sách", "Kind of packages “{unit}” is not in the list", "包装种类“{unit}”不在清单内"),
    do=Words("Chọn loại kiện, ví dụ CT thùng, BG bao, PK kiện.", "Choose a kind, for example CT, BG or PK.", "请选择包装种类，如CT、BG、PK。"),
)
def package_unit_is_listed(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if f.package_unit not in now.value("codes.packages"):
        yield hit(unit=f.package_unit or "–")


@BOOK.rule(
    "TRN-07", steps=STEPS, cites=VNACCS, pointer="/gross_kg",
    says=Words("Tổng trọng lượng phải lớn hơn 0", "The gross weight must be above zero", "毛重须大于0"),
    do=Words("Nhập trọng lượng cả bì, tính bằng kg.", "Enter the weight with packing, in kg.", "请填写含包装毛重（公斤）。"),
)
def gross_weight_is_positive(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if f.gross_kg is not None and f.gross_kg <= 0:
        yield hit()


@BOOK.rule(
    "TRN-08", steps=(REGISTER,), cites=VNACCS, pointer="/gross_kg", blocks=False,
    says=Words("Chưa khai tổng trọng lượng", "The gross weight is not declared", "未申报毛重"),
    do=Words("Nhập để khớp với phiếu cân tại cửa khẩu.", "Enter it: it is compared with the weighbridge.", "请填写，以便与口岸地磅核对。"),
)
def gross_weight_is_told(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if f.gross_kg is None and f.lines:
        yield hit()


@BOOK.rule(
    "TRN-09", steps=STEPS, cites=VNACCS, pointer="/containers",
    says=Words("Container {number} khai hai lần", "Container {number} is declared twice", "集装箱{number}重复申报"),
    do=Words("Xóa số trùng.", "Remove the repeated one.", "请删除重复号码。"),
)
def containers_differ(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    seen: set[str] = set()
    for n, box in enumerate(f.containers):
        key = numbers.squeeze(box)
        if key in seen:
            yield hit(f"/containers/{n}", number=box)
        seen.add(key)


@BOOK.rule(
    "TRN-10", steps=STEPS, cites=ISO_6346, pointer="/containers", blocks=False,
    says=Words("Container “{number}” không đúng dạng hoặc số kiểm tra", "Container “{number}” has a wrong form or check digit",
               "集装箱“{number}”格式或校验码不符"),
    do=Words("Đọc lại số trên vỏ; nếu đúng (container chủ hàng, đường bộ) thì cứ gửi.", "Read the box again; if it is right (shipper's or road box), send it.",
             "请核对箱体号码；如确为货主箱或公路箱，可提交。"),
)
def container_check_digits(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    for n, box in enumerate(f.containers):
        if not numbers.container_ok(box):
            yield hit(f"/containers/{n}", number=box)


@BOOK.rule(
    "TRN-11", steps=STEPS, cites=C18_1, pointer="/containers",
    says=Words("Hàng xuất khẩu đi container phải khai số container", "Exports in containers declare the container numbers", "集装箱出口货物须申报箱号"),
    do=Words("Nhập đủ số container; nếu là hàng rời, đổi phương thức vận chuyển.", "Enter every container; choose bulk if there is none.",
             "请填写全部箱号；如为散货请更改运输方式。"),
)
def exported_containers_are_named(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if f.direction == EXPORT and f.mode == "sea" and not f.containers:
        yield hit()


@BOOK.rule(
    "TRN-12", steps=(REGISTER,), cites=HOUSE, pointer="/conveyance", blocks=False,
    says=Words("Chưa khai biển số xe hoặc tên phương tiện", "The lorry's plate or the means of transport is not declared", "未申报车牌或运输工具名称"),
    do=Words("Nhập biển số để tờ khai gắn với xe qua cửa khẩu; có thể bổ sung sau.",
             "Enter the plate so that the lorry's pass finds the goods; it may follow later.",
             "请填写车牌以便与过境车辆关联；可后补。"),
)
def conveyance_is_told(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if f.mode in ("road", "waterway") and not f.conveyance:
        yield hit()


@BOOK.rule(
    "TRN-13", steps=STEPS, cites=HOUSE, pointer="/conveyance", blocks=False,
    says=Words("“{given}” không giống biển số xe", "“{given}” does not look like a plate", "“{given}”不像车牌号"),
    do=Words("Kiểm tra lại biển số đầu kéo; xe không bị giữ vì lý do này.", "Read the tractor's plate again; no vehicle is stopped for this.",
             "请核对牵引车号牌；车辆不会因此被拦停。"),
)
def plate_has_its_form(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if f.mode == "road" and f.conveyance and not any(ch.isdigit() for ch in plates.normalise(f.conveyance)):
        yield hit(given=f.conveyance)


@BOOK.rule(
    "TRN-14", steps=STEPS, cites=C51, pointer="/exit_gate",
    says=Words("Hàng quá cảnh chưa có cửa khẩu xuất", "Goods in transit have no gate of exit", "过境货物未填出境口岸"),
    do=Words("Chọn cửa khẩu nơi hàng ra khỏi Việt Nam.", "Choose the gate where the goods leave Viet Nam.", "请选择货物离境口岸。"),
)
def transit_has_its_exit(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if f.direction == TRANSIT and (not f.exit_gate or not f.exit_gate_known):
        yield hit()


@BOOK.rule(
    "TRN-15", steps=STEPS, cites=C51, pointer="/exit_gate", blocks=False,
    says=Words("Hàng quá cảnh vào và ra cùng cửa khẩu {gate}", "Goods in transit come in and go out through one gate, {gate}", "过境货物由同一口岸{gate}进出"),
    do=Words("Nếu đúng là quá cảnh, chọn cửa khẩu xuất khác.", "If it is transit, choose another gate of exit.", "如确为过境，请选择其他出境口岸。"),
)
def transit_leaves_elsewhere(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if f.direction == TRANSIT and f.gate and f.gate == f.exit_gate:
        yield hit(gate=f.gate)


@BOOK.rule(
    "TRN-16", steps=(REGISTER,), cites=C51, pointer="/route", blocks=False,
    says=Words("Chưa khai tuyến đường của hàng quá cảnh", "The route of the transit is not declared", "未申报过境路线"),
    do=Words("Nhập các tuyến đường đi qua, ví dụ QL18 - QL1.", "Enter the roads, for example QL18 - QL1.", "请填写途经道路，如QL18 - QL1。"),
)
def transit_tells_its_route(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if f.direction == TRANSIT and not f.route:
        yield hit()


@BOOK.rule(
    "TRN-17", steps=STEPS, cites=VNACCS, pointer="/lines",
    says=Words("Dòng {line}: trọng lượng tịnh {net} kg lớn hơn cả bì {gross} kg", "Line {line}: the net weight, {net} kg, is above the gross, {gross} kg",
               "第{line}项：净重{net}公斤大于毛重{gross}公斤"),
    do=Words("Sửa một trong hai trọng lượng.", "Correct one of the two.", "请更正其中一项。"),
)
def net_is_below_gross(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    for at, line in numbered(f):
        if line.net_kg is not None and line.gross_kg is not None and line.net_kg > line.gross_kg:
            yield hit(f"{at}/net_kg", line=line.number, net=str(line.net_kg), gross=str(line.gross_kg))
