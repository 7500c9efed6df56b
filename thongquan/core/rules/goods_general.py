"""Rules of the declaration as a whole: type, office, places, dates, reuse of references."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from thongquan.core.goods import EXPORT, IMPORT, TRANSIT, GoodsFacts
from thongquan.core.rule import Hit, Moment, RuleBook, hit
from thongquan.core.rules.goods_sources import (
    AMEND,
    C18_1,
    C18_2,
    C18_8,
    C19_1,
    C22_1,
    D25_6,
    HOUSE,
    LAW_29,
    LAW_30,
    REGISTER,
    STEPS,
    VNACCS,
    kind_of,
)
from thongquan.core.words import Words

BOOK = RuleBook()

DIRECTIONS = {
    IMPORT: Words("nhập khẩu", "import", "进口"), EXPORT: Words("xuất khẩu", "export", "出口"), TRANSIT: Words("quá cảnh", "transit", "过境"),
}


@BOOK.rule(
    "GDS-01", steps=STEPS, cites=C18_1, pointer="/kind",
    says=Words("Mã loại hình “{kind}” không có trong danh sách", "Declaration type “{kind}” is not in the list", "贸易方式代码“{kind}”不在清单内"),
    do=Words("Chọn mã loại hình trong danh sách.", "Choose a type from the list.", "请从清单中选择代码。"),
)
def type_is_in_the_list(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if f.kind not in now.value("goods.types"):
        yield hit(kind=f.kind or "–")


@BOOK.rule(
    "GDS-02", steps=STEPS, cites=D25_6, pointer="/kind",
    says=Words("Loại hình {kind} là {of}, tờ khai này là {direction}", "Type {kind} is for {of}, this declaration is for {direction}",
               "贸易方式{kind}用于{of}，本报关单为{direction}"),
    do=Words("Chọn loại hình {direction}, hoặc khai mẫu {of}.", "Choose a type for {direction}, or the form for {of}.",
             "请选择{direction}方式，或改用{of}报关单。"),
)
def type_goes_the_same_way(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    of = kind_of(f, now).direction
    if of and of != f.direction:
        yield hit(kind=f.kind, of=DIRECTIONS[of], direction=DIRECTIONS.get(f.direction, DIRECTIONS[IMPORT]))


@BOOK.rule(
    "GDS-03", steps=STEPS, cites=LAW_29, pointer="/lines",
    says=Words("Tờ khai chưa có dòng hàng", "The declaration has no line of goods", "报关单没有商品项"),
    do=Words("Thêm ít nhất một dòng hàng.", "Add at least one line.", "请至少添加一项商品。"),
)
def there_is_a_line(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if not f.lines:
        yield hit()


@BOOK.rule(
    "GDS-04", steps=STEPS, cites=C18_2, pointer="/lines",
    says=Words("Tờ khai có {count} dòng hàng, tối đa {most}", "The declaration has {count} lines, at most {most} are allowed",
               "报关单有{count}项，最多{most}项"),
    do=Words("Bấm tách tờ khai: hệ thống chia thành các tờ khai liên kết.", "Split it: the system makes linked declarations.",
             "请点击拆分：系统将生成关联报关单。"),
)
def at_most_fifty_lines(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    most = now.value("goods.lines.most")
    if len(f.lines) > most:
        yield hit(count=len(f.lines), most=most)


@BOOK.rule(
    "GDS-05", steps=(REGISTER,), cites=HOUSE, pointer="/own_reference",
    says=Words("Số quản lý nội bộ {reference} đã dùng cho tờ khai {number}", "Own reference {reference} is already on declaration {number}",
               "内部编号{reference}已用于报关单{number}"),
    do=Words("Mở tờ khai {number} để xem, hoặc đặt số khác cho lô hàng mới.", "Open {number}, or give the new consignment another reference.",
             "请查看报关单{number}，或为新货物另编号码。"),
)
def own_reference_serves_once(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if f.own_reference and f.history.reference_used_by:
        yield hit(reference=f.own_reference, number=f.history.reference_used_by)


@BOOK.rule(
    "GDS-06", steps=(REGISTER,), cites=C18_1, pointer="/invoice_number", blocks=False,
    says=Words("Hóa đơn {invoice} đã khai ở tờ khai {number}", "Invoice {invoice} is already on declaration {number}", "发票{invoice}已用于报关单{number}"),
    do=Words("Kiểm tra có khai trùng không. Nếu một hóa đơn cho nhiều tờ khai, ghi rõ ở phần ghi chú.",
             "Make sure it is not declared twice. If one invoice serves several declarations, say so in the notes.",
             "请确认未重复申报。一张发票用于多份报关单时，请在备注中说明。"),
)
def invoice_serves_once(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if f.invoice.number and f.history.invoice_used_by:
        yield hit(invoice=f.invoice.number, number=f.history.invoice_used_by)


@BOOK.rule(
    "GDS-07", steps=STEPS, cites=C19_1, pointer="/office",
    says=Words("Chưa chọn cơ quan hải quan đăng ký", "No customs office is chosen", "未选择申报海关"),
    do=Words("Chọn nơi doanh nghiệp có trụ sở, nơi lưu giữ hàng hoặc cửa khẩu.", "Choose the office of your seat, of the goods or of the gate.",
             "请选择企业所在地、货物存放地或口岸海关。"),
)
def office_is_chosen(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if not f.office:
        yield hit()


@BOOK.rule(
    "GDS-08", steps=STEPS, cites=C19_1, pointer="/gate",
    says=Words("Chưa chọn cửa khẩu hàng đi qua", "The border gate is not chosen", "未选择货物进出境口岸"),
    do=Words("Chọn cửa khẩu; xe chở hàng phải khai cùng cửa khẩu này.", "Choose the gate; the lorry must be declared for the same gate.",
             "请选择口岸；载货车辆须申报同一口岸。"),
)
def gate_is_chosen(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    at_home = kind_of(f, now).is_for("domestic", "zone")
    if not f.gate and not at_home and (f.mode in ("road", "waterway") or f.direction == TRANSIT):
        yield hit()


@BOOK.rule(
    "GDS-09", steps=STEPS, cites=C19_1, pointer="/gate",
    says=Words("Không có cửa khẩu mã {gate}", "There is no gate with the code {gate}", "没有代码为{gate}的口岸"),
    do=Words("Chọn cửa khẩu trong danh sách.", "Choose the gate from the list.", "请从清单中选择口岸。"),
)
def gate_exists(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if f.gate and not f.gate_known:
        yield hit(gate=f.gate)


@BOOK.rule(
    "GDS-10", steps=STEPS, cites=VNACCS, pointer="/mode",
    says=Words("Cửa khẩu {gate} là cửa khẩu {of}, tờ khai đi {by}", "Gate {gate} is for {of}, the goods are declared by {by}",
               "口岸{gate}为{of}口岸，申报运输方式为{by}"),
    do=Words("Chọn lại cửa khẩu hoặc phương thức vận chuyển.", "Choose another gate or mode of transport.", "请重新选择口岸或运输方式。"),
)
def gate_takes_the_mode(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    modes = now.value("codes.modes")
    if f.gate_mode in modes and f.mode in modes and f.mode in ("road", "waterway", "rail") and f.gate_mode != f.mode:
        yield hit(gate=f.gate, of=modes[f.gate_mode].words, by=modes[f.mode].words)


@BOOK.rule(
    "GDS-11", steps=(REGISTER,), cites=VNACCS, pointer="/place_of_goods", blocks=False,
    says=Words("Mã địa điểm {place} không có dạng 4 ký tự hải quan và 3 ký tự kho", "Place {place} is not four signs of an office and three of a warehouse",
               "地点代码{place}不是4位海关代码加3位仓库代码"),
    do=Words("Chọn địa điểm trong danh sách; nếu mới, hỏi doanh nghiệp kho.", "Choose it from the list; ask the warehouse when it is new.",
             "请从清单中选择；新地点请咨询仓库。"),
)
def place_has_its_form(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if f.place_of_goods and not (len(f.place_of_goods) == 7 and f.place_of_goods[:2].isdigit() and f.place_of_goods.isalnum()):
        yield hit(place=f.place_of_goods)


@BOOK.rule(
    "GDS-12", steps=(REGISTER,), cites=C19_1, pointer="/place_of_goods", blocks=False,
    says=Words("Hàng ở {place}, do hải quan khác với {office} và cửa khẩu quản lý", "The goods lie at {place}, under another office than {office} and the gate",
               "货物位于{place}，不属{office}及口岸海关管辖"),
    do=Words("Nếu đúng, cứ gửi: khi phải kiểm tra, hải quan nơi có hàng sẽ kiểm tra.", "If it is right, send it: the office where the goods are inspects them.",
             "如无误可提交：如需查验，由货物所在地海关查验。"),
)
def place_is_near(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if len(f.place_of_goods) == 7 and f.office and f.place_of_goods[:4] not in (f.office[:4], f.gate_office[:4]):
        yield hit(place=f.place_of_goods, office=f.office)


@BOOK.rule(
    "GDS-13", steps=STEPS, cites=VNACCS, pointer="/arrival",
    says=Words("Chưa có ngày hàng đến", "The day of arrival is missing", "未填到货日期"),
    do=Words("Nhập ngày hàng đến hoặc dự kiến đến cửa khẩu.", "Enter the day the goods reach or will reach the gate.", "请填写货物抵达或预计抵达口岸日期。"),
)
def import_has_its_arrival(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if f.arrival is None and f.direction != EXPORT:
        yield hit()


@BOOK.rule(
    "GDS-14", steps=STEPS, cites=VNACCS, pointer="/departure",
    says=Words("Chưa có ngày hàng đi", "The day of departure is missing", "未填出境日期"),
    do=Words("Nhập ngày dự kiến xuất cảnh.", "Enter the planned day of departure.", "请填写预计出境日期。"),
)
def export_has_its_departure(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if f.arrival is None and f.direction == EXPORT:
        yield hit()


@BOOK.rule(
    "GDS-15", steps=(REGISTER,), cites=C18_8, pointer="/arrival", blocks=False,
    says=Words("Hàng đến ngày {day}, đã quá {days} ngày chưa khai", "The goods arrived on {day}; more than {days} days have passed",
               "货物于{day}到达，已超过{days}日未申报"),
    do=Words("Khai ngay; khai chậm có thể bị xử phạt.", "Declare now; a late declaration may be fined.", "请立即申报；逾期申报可能受罚。"),
)
def import_is_declared_in_time(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    days = now.value("goods.arrived.days")
    if f.direction == IMPORT and f.arrival and now.today > f.arrival + timedelta(days=days):
        yield hit(day=f.arrival, days=days)


@BOOK.rule(
    "GDS-16", steps=(REGISTER,), cites=C22_1, pointer="/arrival", blocks=False,
    says=Words("Hàng đến ngày {day}, sau hơn {days} ngày: tờ khai có thể hết giá trị trước khi hàng đến",
               "The goods come on {day}, more than {days} days from now: the declaration may lapse first",
               "货物于{day}到达，超过{days}日：报关单可能在到货前失效"),
    do=Words("Nên lưu nháp và đăng ký gần ngày hàng đến.", "Keep the draft and register nearer to the day.", "建议暂存草稿，临近到货时再登记。"),
)
def import_is_not_too_early(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    days = now.value("goods.lapse.days")
    if f.direction == IMPORT and f.arrival and f.arrival > now.today + timedelta(days=days):
        yield hit(day=f.arrival, days=days)


@BOOK.rule(
    "GDS-17", steps=(REGISTER,), cites=C18_8, pointer="/departure",
    says=Words("Ngày hàng đi {day} đã qua", "The day of departure, {day}, has passed", "出境日期{day}已过"),
    do=Words("Nhập ngày đi mới; hàng xuất khẩu khai chậm nhất {hours} giờ trước khi xuất cảnh.",
             "Enter the new day; exports are declared at least {hours} hours before leaving.", "请填写新的出境日期；出口最迟于出境前{hours}小时申报。"),
)
def export_is_declared_before_it_leaves(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if f.direction == EXPORT and f.arrival and f.arrival < now.today:
        yield hit(day=f.arrival, hours=now.value("goods.departure.hours"))


@BOOK.rule(
    "GDS-18", steps=(REGISTER,), cites=C18_8, pointer="/departure", blocks=False,
    says=Words("Hàng đi trong hôm nay: phải khai ít nhất {hours} giờ trước khi phương tiện xuất cảnh",
               "The goods leave today: declare at least {hours} hours before the vehicle leaves", "货物今日出境：须于运输工具出境前至少{hours}小时申报"),
    do=Words("Kiểm tra giờ xe đi.", "Check when the lorry leaves.", "请核对车辆出境时间。"),
)
def export_leaves_time(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if f.direction == EXPORT and f.arrival == now.today:
        yield hit(hours=now.value("goods.departure.hours"))


@BOOK.rule(
    "GDS-19", steps=STEPS, cites=VNACCS, pointer="/loading_place",
    says=Words("Chưa có địa điểm xếp hàng ở nước ngoài", "The place of loading abroad is missing", "未填境外装货地"),
    do=Words("Chọn mã nơi xếp hàng.", "Choose the code of the place.", "请选择装货地代码。"),
)
def import_has_its_place_of_loading(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if f.direction == IMPORT and not f.loading_place and not kind_of(f, now).is_for("domestic", "zone"):
        yield hit()


@BOOK.rule(
    "GDS-20", steps=STEPS, cites=VNACCS, pointer="/destination",
    says=Words("Chưa có địa điểm đích của hàng xuất khẩu", "The final destination of the export is missing", "未填出口货物目的地"),
    do=Words("Chọn mã nơi đến cuối cùng.", "Choose the code of the destination.", "请选择最终目的地代码。"),
)
def export_has_its_destination(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if f.direction == EXPORT and not f.unloading_place:
        yield hit()


@BOOK.rule(
    "GDS-21", steps=STEPS, cites=C18_2, pointer="/split_part",
    says=Words("Tờ khai nhánh {part} không khớp với tổng số {of}", "Part {part} does not agree with {of} parts in all", "分单{part}与总份数{of}不符"),
    do=Words("Tách lại từ tờ khai gốc.", "Split the original declaration again.", "请从原报关单重新拆分。"),
)
def parts_are_counted(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if not 1 <= f.split_part <= f.split_of:
        yield hit(part=f.split_part, of=f.split_of)


@BOOK.rule(
    "GDS-22", steps=(AMEND,), cites=LAW_30, pointer="/kind",
    says=Words("Tờ khai {number} đã hủy hoặc bị từ chối, không sửa được", "Declaration {number} is cancelled or refused and cannot change",
               "报关单{number}已撤销或退单，不得修改"),
    do=Words("Khai tờ khai mới.", "Make a new declaration.", "请重新申报。"),
)
def void_declarations_stay(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if f.state in ("cancelled", "returned"):
        yield hit(number=f.number or "–")
