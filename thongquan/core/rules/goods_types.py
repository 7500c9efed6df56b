"""Rules of the type: deadlines of temporary goods, previous declarations, contracts, places."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from thongquan.core import numbers
from thongquan.core.declaration_types import NONE, OPTIONAL, REQUIRED, DeclarationType
from thongquan.core.goods import EXPORT, IMPORT, GoodsFacts, Line
from thongquan.core.rule import Hit, Moment, RuleBook, hit
from thongquan.core.rules.goods_sources import C16_1, HOUSE, REGISTER, STEPS, TEMPORARY, TYPES, VNACCS, kind_of, numbered
from thongquan.core.units import converted, convertible, plain
from thongquan.core.words import Words

BOOK = RuleBook()

#: what is left of a line of a previous declaration: HS, unit, quantity
Left = tuple[str, str, Decimal]


@BOOK.rule(
    "TYP-01", steps=STEPS, cites=TEMPORARY, pointer="/temporary_until",
    says=Words("Loại hình {kind} phải khai thời hạn tái xuất, tái nhập", "Type {kind} needs the day by which the goods go back",
               "贸易方式{kind}须申报复运期限"),
    do=Words("Nhập ngày cuối; thông thường không quá {days} ngày.", "Enter the last day; usually within {days} days.", "请填写最后期限，一般不超过{days}日。"),
)
def temporary_goods_have_a_deadline(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    kind = kind_of(f, now)
    if kind.deadline == REQUIRED and f.temporary_until is None:
        yield hit(kind=f.kind, days=kind.days)


@BOOK.rule(
    "TYP-02", steps=STEPS, cites=VNACCS, pointer="/temporary_until",
    says=Words("Loại hình {kind} không có thời hạn tái xuất, tái nhập", "Type {kind} has no day of going back", "贸易方式{kind}无复运期限"),
    do=Words("Xóa thời hạn, hoặc chọn loại hình tạm nhập, tạm xuất.", "Remove the day, or choose a temporary type.", "请删除期限，或选择暂时进出境方式。"),
)
def others_have_no_deadline(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    kind = kind_of(f, now)
    if kind.code and kind.deadline == NONE and f.temporary_until is not None:
        yield hit(kind=f.kind)


@BOOK.rule(
    "TYP-03", steps=STEPS, cites=TEMPORARY, pointer="/temporary_until",
    says=Words("Thời hạn {day} không sau ngày hàng qua cửa khẩu", "The deadline, {day}, is not after the goods pass the gate", "期限{day}不晚于货物过境日"),
    do=Words("Nhập ngày sau đó.", "Enter a later day.", "请填写更晚的日期。"),
)
def deadline_lies_ahead(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    first = max(now.today, f.arrival) if f.arrival and f.state == "draft" else f.arrival or now.today
    if f.temporary_until and f.temporary_until <= first:
        yield hit(day=f.temporary_until)


@BOOK.rule(
    "TYP-04", steps=(REGISTER,), cites=TEMPORARY, pointer="/temporary_until", blocks=False,
    says=Words("Thời hạn {day} dài hơn {days} ngày thường được phép của loại hình {kind}",
               "The deadline, {day}, is later than the usual {days} days of type {kind}",
               "期限{day}超过贸易方式{kind}通常的{days}日"),
    do=Words("Nếu hợp đồng dài hơn, đính kèm hợp đồng; gia hạn xin sau.", "If the contract is longer, attach it; an extension may be asked for.",
             "合同期限更长的请随附合同；可申请延期。"),
)
def deadline_is_usual(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    kind = kind_of(f, now)
    if kind.days and kind.deadline in (REQUIRED, OPTIONAL) and f.temporary_until and f.temporary_until > (f.arrival or now.today) + timedelta(days=kind.days):
        yield hit(day=f.temporary_until, days=kind.days, kind=f.kind)


def _cited(f: GoodsFacts, line: Line) -> str:
    return line.previous_number or f.previous_number


@BOOK.rule(
    "TYP-05", steps=STEPS, cites=TYPES, pointer="/previous_number",
    says=Words("Loại hình {kind} phải dẫn số tờ khai trước", "Type {kind} cites a previous declaration", "贸易方式{kind}须填写原报关单号"),
    do=Words("Nhập số tờ khai ban đầu của hàng và số dòng.", "Enter the number of the first declaration and the line.", "请填写货物原报关单号及项号。"),
)
def previous_is_cited(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if kind_of(f, now).previous != REQUIRED:
        return
    for at, line in numbered(f):
        if not _cited(f, line):
            yield hit("/previous_number", kind=f.kind)
            return
        if line.previous_line is None:
            yield hit(f"{at}/previous_line", kind=f.kind)


@BOOK.rule(
    "TYP-06", steps=STEPS, cites=VNACCS, pointer="/previous_number",
    says=Words("Số tờ khai trước {number} không đúng dạng hoặc không cùng chiều", "Previous declaration {number} has a wrong form or direction",
               "原报关单号{number}格式或方向不符"),
    do=Words("Nhập 12 chữ số; tờ khai nhập bắt đầu bằng 10, xuất bằng 30.", "Enter 12 digits; imports start with 10, exports with 30.",
             "请填写12位数字；进口以10开头，出口以30开头。"),
)
def previous_has_its_form(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    kind = kind_of(f, now)
    wanted = {direction for direction in (IMPORT, EXPORT) if kind.cites & _kinds(direction, now)}
    for at, number in _citations(f):
        found = numbers.goods_kind(number)
        if not found or (wanted and found not in wanted):
            yield hit(at, number=number)


def _kinds(direction: str, now: Moment) -> frozenset[str]:
    types: dict[str, DeclarationType] = now.value("goods.types")
    return frozenset({direction, *(code for code, kind in types.items() if kind.direction == direction)})


def _citations(f: GoodsFacts) -> Iterator[tuple[str, str]]:
    """Every previous number with the pointer to where it stands."""
    if f.previous_number:
        yield "/previous_number", f.previous_number
    yield from ((f"{at}/previous_number", line.previous_number) for at, line in numbered(f) if line.previous_number)


@BOOK.rule(
    "TYP-07", steps=STEPS, cites=TYPES, pointer="/previous_number",
    says=Words("Không thấy tờ khai trước {number} của doanh nghiệp, hoặc chưa thông quan",
               "Previous declaration {number} of this trader is not found or not cleared",
               "未找到本企业原报关单{number}，或尚未通关"),
    do=Words("Kiểm tra số; tờ khai cũ trên hệ thống khác thì liên hệ hải quan để nhập.", "Check the number; ask Customs to enter one kept elsewhere.",
             "请核对号码；存于其他系统的请联系海关录入。"),
)
def previous_is_known(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if kind_of(f, now).previous == REQUIRED:
        yield from (hit(at, number=number) for at, number in _citations(f) if number not in f.history.previous)


@BOOK.rule(
    "TYP-08", steps=STEPS, cites=TYPES, pointer="/previous_number",
    says=Words("Loại hình {kind} không dẫn tờ khai {number} loại hình {of}", "Type {kind} cannot follow declaration {number} of type {of}",
               "贸易方式{kind}不能对应{of}报关单{number}"),
    do=Words("Chọn loại hình đi cặp, ví dụ G11 với G21.", "Choose the matching type, for example G21 for G11.", "请选择对应方式，如G11对应G21。"),
)
def previous_is_of_the_pair(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    kind, types = kind_of(f, now), now.value("goods.types")
    for at, number in _citations(f):
        of = f.history.previous_kinds.get(number, "")
        if of and kind.cites and not kind.may_cite(of, types[of].direction if of in types else ""):
            yield hit(at, kind=f.kind, number=number, of=of)


def _matched(f: GoodsFacts, now: Moment) -> Iterator[tuple[str, Line, str, Left]]:
    """Lines whose previous line is known and must be the same goods."""
    if not kind_of(f, now).same_goods:
        return
    for at, line in numbered(f):
        before = f.history.previous.get(_cited(f, line), {})
        if line.previous_line in before:
            yield at, line, _cited(f, line), before[line.previous_line]


@BOOK.rule(
    "TYP-09", steps=STEPS, cites=TYPES, pointer="/lines",
    says=Words("Dòng {line}: tờ khai {number} không có dòng {cited}", "Line {line}: declaration {number} has no line {cited}",
               "第{line}项：报关单{number}无第{cited}项"),
    do=Words("Nhập đúng số dòng của tờ khai trước.", "Enter the right line of the previous declaration.", "请填写正确的原报关单项号。"),
)
def previous_line_exists(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    for at, line in numbered(f):
        before = f.history.previous.get(_cited(f, line))
        if before and line.previous_line is not None and line.previous_line not in before:
            yield hit(f"{at}/previous_line", line=line.number, number=_cited(f, line), cited=line.previous_line)


@BOOK.rule(
    "TYP-10", steps=STEPS, cites=TYPES, pointer="/lines",
    says=Words("Dòng {line}: mã HS {hs} khác mã {before} của tờ khai {number}", "Line {line}: HS code {hs} differs from {before} of declaration {number}",
               "第{line}项：商品编码{hs}与报关单{number}的{before}不同"),
    do=Words("Dùng lại mã của tờ khai trước.", "Use the code of the previous declaration.", "请使用原报关单编码。"),
)
def previous_has_the_code(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    for at, line, number, (hs, _, _) in _matched(f, now):
        if hs != line.hs:
            yield hit(f"{at}/hs", line=line.number, hs=line.hs, before=hs, number=number)


@BOOK.rule(
    "TYP-11", steps=STEPS, cites=TYPES, pointer="/lines",
    says=Words("Dòng {line}: đơn vị tính {unit} không quy đổi được sang {before} của tờ khai {number}",
               "Line {line}: unit {unit} does not convert to {before} of declaration {number}",
               "第{line}项：计量单位{unit}不能换算为报关单{number}的{before}"),
    do=Words("Dùng lại đơn vị của tờ khai trước.", "Use the unit of the previous declaration.", "请使用原报关单单位。"),
)
def previous_has_the_unit(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    for at, line, number, (_, unit, _) in _matched(f, now):
        if not convertible(line.unit, unit):
            yield hit(f"{at}/unit", line=line.number, unit=line.unit or "–", before=unit, number=number)


@BOOK.rule(
    "TYP-12", steps=STEPS, cites=TYPES, pointer="/lines",
    says=Words("Dòng {line}: khai {quantity} {unit}, tờ khai {number} chỉ còn {left}",
               "Line {line}: {quantity} {unit} declared, declaration {number} has {left} left",
               "第{line}项：申报{quantity}{unit}，报关单{number}仅余{left}"),
    do=Words("Giảm số lượng; phần còn lại dẫn tờ khai khác.", "Lower the quantity; cite another declaration for the rest.", "请减少数量；其余引用其他报关单。"),
)
def previous_has_enough_left(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    taken: dict[tuple[str, int | None], Decimal] = {}
    for at, line, number, (_, unit, left) in _matched(f, now):
        if line.quantity is None or line.quantity < 0 or not convertible(line.unit, unit):
            continue
        key = (number, line.previous_line)
        taken[key] = taken.get(key, Decimal(0)) + converted(line.quantity, line.unit, unit)
        if taken[key] > left:
            yield hit(f"{at}/quantity", line=line.number, quantity=plain(line.quantity), unit=line.unit, number=number, left=plain(left))


@BOOK.rule(
    "TYP-13", steps=STEPS, cites=VNACCS, pointer="/previous_number", blocks=False,
    says=Words("Loại hình {kind} không cần số tờ khai trước", "Type {kind} needs no previous declaration", "贸易方式{kind}无需原报关单号"),
    do=Words("Kiểm tra loại hình; nếu đúng, xóa số tờ khai trước.", "Check the type; if it is right, remove the number.", "请核对贸易方式；如无误请删除号码。"),
)
def others_cite_nothing(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    kind = kind_of(f, now)
    if kind.code and kind.previous == NONE and any(True for _ in _citations(f)):
        yield hit(kind=f.kind)


@BOOK.rule(
    "TYP-14", steps=STEPS, cites=C16_1, pointer="/contract",
    says=Words("Loại hình {kind} phải khai số hợp đồng", "Type {kind} needs the number of its contract", "贸易方式{kind}须申报合同号"),
    do=Words("Nhập số hợp đồng gia công, thuê hoặc mua bán.", "Enter the processing, lease or sales contract.", "请填写加工、租赁或买卖合同号。"),
)
def contract_is_cited(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if any(kind.endswith("_contract") for kind in kind_of(f, now).documents) and not f.contract:
        yield hit(kind=f.kind)


@BOOK.rule(
    "TYP-15", steps=STEPS, cites=TYPES, pointer="/place_of_goods",
    says=Words("Loại hình {kind} phải khai kho: mã địa điểm lưu giữ hàng", "Type {kind} needs the warehouse: the code of the place",
               "贸易方式{kind}须申报仓库：货物存放地点代码"),
    do=Words("Chọn mã kho ngoại quan, kho bảo thuế.", "Choose the code of the bonded warehouse.", "请选择保税仓代码。"),
)
def bonded_goods_have_a_warehouse(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if kind_of(f, now).is_for("bonded") and not f.place_of_goods:
        yield hit(kind=f.kind)


@BOOK.rule(
    "TYP-16", steps=(REGISTER,), cites=HOUSE, pointer="/guarantee", blocks=False,
    says=Words("Loại hình {kind} chưa thu thuế nhưng chưa có bảo lãnh hoặc đặt cọc", "Duty is suspended under type {kind}, but there is no guarantee",
               "贸易方式{kind}暂缓征税，但无担保或保证金"),
    do=Words("Nhập số bảo lãnh nếu loại hình yêu cầu.", "Enter the guarantee if the type asks for one.", "如该方式要求，请填写担保号。"),
)
def suspended_duty_is_secured(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    kind = kind_of(f, now)
    if kind.duty == "suspended" and kind.deadline == REQUIRED and not f.guarantee:
        yield hit(kind=f.kind)


@BOOK.rule(
    "TYP-17", steps=STEPS, cites=TYPES, pointer="/lines",
    says=Words("Dòng {line}: loại hình {kind} phải có số danh mục miễn thuế, ưu đãi", "Line {line}: type {kind} needs the exemption list",
               "第{line}项：贸易方式{kind}须有免税（优惠）清单号"),
    do=Words("Nhập số danh mục đã thông báo với hải quan.", "Enter the list notified to Customs.", "请填写已备案清单号。"),
)
def incentive_has_its_list(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if kind_of(f, now).is_for("incentive"):
        for at, line in numbered(f):
            if not line.exemption_list:
                yield hit(f"{at}/exemption_list", line=line.number, kind=f.kind)
