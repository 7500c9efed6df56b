"""Rules of the invoice: number, date, terms, currency, totals, arithmetic."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from thongquan.core.goods import EXPORT, TRANSIT, GoodsFacts
from thongquan.core.rule import Hit, Moment, RuleBook, hit
from thongquan.core.rules.goods_sources import (
    C16_1,
    C18_5,
    HOUSE,
    INCOTERMS,
    ISO_CODES,
    LAW_29,
    REGISTER,
    STEPS,
    VALUE_LAW,
    VNACCS,
    currency,
    kind_of,
    numbered,
)
from thongquan.core.units import plain
from thongquan.core.words import Words

BOOK = RuleBook()
#: invoices that nobody pays
UNPAID = "B"


def _sold(f: GoodsFacts, now: Moment) -> bool:
    """Whether the buyer pays: goods of processing contracts, gifts and transit come without an invoice."""
    return (f.price_kind != UNPAID and f.direction != TRANSIT and not f.cargo_class
            and not kind_of(f, now).is_for("processing", "outward_processing", "non_commercial", "temporary", "re_export", "re_import", "bonded", "zone"))


@BOOK.rule(
    "INV-01", steps=STEPS, cites=C16_1, pointer="/invoice_number",
    says=Words("Hàng mua bán phải có số hóa đơn thương mại", "Goods that are paid for need the number of the commercial invoice", "买卖货物须有商业发票号"),
    do=Words("Nhập số hóa đơn; nếu không phải thanh toán, chọn “Không phải thanh toán”.", "Enter it; if nothing is paid, choose “Not payable”.",
             "请填写发票号；无须付款的请选择“无须付款”。"),
)
def sold_goods_have_an_invoice(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if _sold(f, now) and not f.invoice.number:
        yield hit()


@BOOK.rule(
    "INV-02", steps=STEPS, cites=LAW_29, pointer="/invoice_day",
    says=Words("Ngày hóa đơn {day} ở sau hôm nay", "The invoice date, {day}, is in the future", "发票日期{day}晚于今日"),
    do=Words("Sửa ngày như trên hóa đơn.", "Enter the date on the invoice.", "请按发票填写日期。"),
)
def invoice_is_not_of_tomorrow(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if f.invoice.day and f.invoice.day > now.today:
        yield hit(day=f.invoice.day)


@BOOK.rule(
    "INV-03", steps=(REGISTER,), cites=HOUSE, pointer="/invoice_day", blocks=False,
    says=Words("Hóa đơn ngày {day} đã quá {days} ngày", "The invoice of {day} is more than {days} days old", "发票日期{day}已超过{days}日"),
    do=Words("Kiểm tra năm trên hóa đơn.", "Check the year on the invoice.", "请核对发票年份。"),
)
def invoice_is_recent(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    days = now.value("goods.invoice.days")
    if f.invoice.day and f.invoice.day < now.today - timedelta(days=days):
        yield hit(day=f.invoice.day, days=days)


@BOOK.rule(
    "INV-04", steps=STEPS, cites=INCOTERMS, pointer="/incoterm",
    says=Words("Điều kiện giao hàng “{term}” không có trong danh sách", "Term of delivery “{term}” is not in the list", "成交方式“{term}”不在清单内"),
    do=Words("Chọn trong danh sách, ví dụ DAP, FOB, CIF.", "Choose from the list, for example DAP, FOB, CIF.", "请从清单中选择，如DAP、FOB、CIF。"),
)
def incoterm_is_listed(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if f.invoice.incoterm and f.invoice.incoterm not in now.value("codes.incoterms"):
        yield hit(term=f.invoice.incoterm)


@BOOK.rule(
    "INV-05", steps=STEPS, cites=VALUE_LAW, pointer="/incoterm",
    says=Words("Hóa đơn chưa có điều kiện giao hàng", "The invoice has no term of delivery", "发票未填成交方式"),
    do=Words("Chọn điều kiện giao hàng: hệ thống mới biết cước và bảo hiểm.", "Choose it: freight and insurance depend on it.",
             "请选择成交方式，运费和保险费以此确定。"),
)
def incoterm_is_told(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if f.invoice.total and not f.invoice.incoterm and f.direction != TRANSIT:
        yield hit()


@BOOK.rule(
    "INV-06", steps=STEPS, cites=ISO_CODES, pointer="/currency",
    says=Words("Đồng tiền “{code}” không có trong danh sách ISO", "Currency “{code}” is not an ISO code", "币种“{code}”不在ISO清单内"),
    do=Words("Chọn đồng tiền trong danh sách, ví dụ CNY.", "Choose it from the list, for example CNY.", "请从清单中选择，如CNY。"),
)
def currency_is_listed(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    known = now.value("codes.currencies")
    places = [("/currency", f.invoice.currency), ("/freight_currency", f.valuation.freight_currency), ("/insurance_currency", f.valuation.insurance_currency)]
    places += [(f"{at}/price_currency", line.price_currency) for at, line in numbered(f)]
    yield from (hit(at, code=code) for at, code in places if code and code not in known)


@BOOK.rule(
    "INV-07", steps=STEPS, cites=VNACCS, pointer="/currency",
    says=Words("Tổng trị giá hóa đơn và đồng tiền phải khai cùng nhau", "The invoice total and its currency go together", "发票总额与币种须同时申报"),
    do=Words("Nhập mục còn thiếu.", "Enter the one that is missing.", "请填写缺少的一项。"),
)
def total_and_currency_together(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if (f.invoice.total is None) != (not f.invoice.currency):
        yield hit("/invoice_total" if f.invoice.total is None else "/currency")


@BOOK.rule(
    "INV-08", steps=STEPS, cites=VNACCS, pointer="/invoice_total",
    says=Words("Tổng trị giá hóa đơn phải lớn hơn 0", "The invoice total must be above zero", "发票总额须大于0"),
    do=Words("Nhập tổng trên hóa đơn.", "Enter the total of the invoice.", "请填写发票总额。"),
)
def total_is_positive(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if f.invoice.total is not None and (f.invoice.total < 0 or (f.invoice.total == 0 and _sold(f, now))):
        yield hit()


@BOOK.rule(
    "INV-09", steps=STEPS, cites=VNACCS, pointer="/invoice_total",
    says=Words("Tổng các dòng là {sum}, hóa đơn khai {total}, lệch {gap}", "The lines add up to {sum}, the invoice says {total}: a gap of {gap}",
               "各项合计{sum}，发票总额{total}，相差{gap}"),
    do=Words("Sửa trị giá dòng hoặc tổng hóa đơn cho khớp.", "Correct a line or the total.", "请更正项值或总额使其一致。"),
)
def lines_add_up(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    values = [line.invoice_value for line in f.lines if line.invoice_value is not None]
    if f.invoice.total is None or len(values) != len(f.lines) or not values:
        return
    gap = abs(sum(values, Decimal(0)) - f.invoice.total)
    if gap > max(Decimal(1), Decimal("0.01") * len(values)):
        yield hit(sum=plain(sum(values, Decimal(0))), total=plain(f.invoice.total), gap=plain(gap))


@BOOK.rule(
    "INV-10", steps=STEPS, cites=VNACCS, pointer="/lines",
    says=Words("Dòng {line}: đơn giá nhân số lượng là {product}, khai {value}", "Line {line}: price times quantity is {product}, {value} is declared",
               "第{line}项：单价乘数量为{product}，申报{value}"),
    do=Words("Sửa đơn giá, số lượng hoặc trị giá; gộp mã HS thì bỏ trống đơn giá.",
             "Correct price, quantity or value; leave the price empty when lines are merged.",
             "请更正单价、数量或金额；合并编码时单价留空。"),
)
def price_times_quantity(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    for at, line in numbered(f):
        quantity = line.quantity2 if line.price_unit and line.price_unit == line.unit2 and line.price_unit != line.unit else line.quantity
        if line.unit_price is None or quantity is None or line.invoice_value is None:
            continue
        product = line.unit_price * quantity
        if abs(product - line.invoice_value) > 1:
            yield hit(f"{at}/invoice_value", line=line.number, product=plain(product), value=plain(line.invoice_value))


@BOOK.rule(
    "INV-11", steps=STEPS, cites=VNACCS, pointer="/lines",
    says=Words("Dòng {line}: đơn vị của đơn giá {unit} không phải đơn vị tính của dòng",
               "Line {line}: the price is per {unit}, which is neither unit of the line",
               "第{line}项：单价单位{unit}不是本项计量单位"),
    do=Words("Chọn một trong hai đơn vị tính của dòng.", "Choose one of the two units of the line.", "请选择本项两个计量单位之一。"),
)
def price_unit_is_of_the_line(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    for at, line in numbered(f):
        if line.price_unit and line.price_unit not in (line.unit, line.unit2):
            yield hit(f"{at}/price_unit", line=line.number, unit=line.price_unit)


@BOOK.rule(
    "INV-12", steps=STEPS, cites=VNACCS, pointer="/lines",
    says=Words("Dòng {line}: đơn giá tính bằng {of}, hóa đơn bằng {whole}", "Line {line}: the price is in {of}, the invoice in {whole}",
               "第{line}项：单价币种为{of}，发票币种为{whole}"),
    do=Words("Khai cùng một đồng tiền.", "Use one currency.", "请使用同一币种。"),
)
def one_currency(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    for at, line in numbered(f):
        if line.price_currency and f.invoice.currency and line.price_currency != f.invoice.currency:
            yield hit(f"{at}/price_currency", line=line.number, of=currency(line.price_currency, now), whole=currency(f.invoice.currency, now))


@BOOK.rule(
    "INV-13", steps=(REGISTER,), cites=VALUE_LAW, pointer="/lines", blocks=False,
    says=Words("Dòng {line}: hàng phải thanh toán nhưng trị giá bằng 0", "Line {line}: the goods are paid for, but the value is zero",
               "第{line}项：须付款但金额为0"),
    do=Words("Nhập trị giá; hàng mẫu, khuyến mại vẫn phải khai trị giá.", "Enter the value; samples and free goods have one too.",
             "请填写金额；样品、赠品也须申报价值。"),
)
def lines_have_a_value(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if _sold(f, now):
        for at, line in numbered(f):
            if not line.invoice_value and not line.customs_value:
                yield hit(f"{at}/invoice_value", line=line.number)


@BOOK.rule(
    "INV-14", steps=STEPS, cites=C18_5, pointer="/lines",
    says=Words("Dòng {line}: {what} có quá {most} số lẻ", "Line {line}: {what} has more than {most} decimals", "第{line}项：{what}小数超过{most}位"),
    do=Words("Làm tròn; số thực tế ghi ở mô tả hàng hóa.", "Round it; write the real figure in the description.", "请四舍五入，实际数写入品名描述。"),
)
def decimals_are_few(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    limits = (("quantity", Words("số lượng", "the quantity", "数量"), now.value("goods.decimals.quantity")),
              ("invoice_value", Words("trị giá hóa đơn", "the invoice value", "发票金额"), now.value("goods.decimals.value")),
              ("unit_price", Words("đơn giá", "the unit price", "单价"), now.value("goods.decimals.price")))
    for at, line in numbered(f):
        for name, what, most in limits:
            if _decimals(getattr(line, name)) > most:
                yield hit(f"{at}/{name}", line=line.number, what=what, most=most)


def _decimals(value: Decimal | None) -> int:
    return 0 if value is None or not value.is_finite() else max(0, -int(value.normalize().as_tuple().exponent))


@BOOK.rule(
    "INV-15", steps=(REGISTER,), cites=VALUE_LAW, pointer="/currency",
    says=Words("Chưa có tỷ giá của {code} cho ngày khai", "There is no exchange rate of {code} for this day", "申报日无{code}汇率"),
    do=Words("Kiểm tra mã đồng tiền; nếu đúng, hệ thống sẽ nhắc khi có tỷ giá.", "Check the code; you are told when the rate is there.",
             "请核对币种代码；汇率公布后将通知您。"),
)
def currency_has_a_rate(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    code = f.invoice.currency
    if f.rates is not None and code and code != "VND" and code not in f.rates and code in now.value("codes.currencies") and f.direction != EXPORT:
        yield hit(code=currency(code, now))
