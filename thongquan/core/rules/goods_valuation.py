"""Rules of the customs value: freight, insurance, Incoterms, adjustments, method."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from thongquan.core.goods import IMPORT, GoodsFacts
from thongquan.core.goods_codes import Incoterm
from thongquan.core.rule import Hit, Moment, RuleBook, hit
from thongquan.core.rules.goods_sources import HOUSE, INCOTERMS, REGISTER, STEPS, VALUE_LAW, VNACCS
from thongquan.core.units import plain
from thongquan.core.valuation import ExchangeRate, RateTable, value
from thongquan.core.words import Words

BOOK = RuleBook()
METHODS = ("1", "2", "3", "4", "5", "6")
MOST_ADJUSTMENTS = 5


def _term(f: GoodsFacts, now: Moment) -> Incoterm | None:
    """The term of delivery of an import; exports are valued as they stand at the gate."""
    found: Incoterm | None = now.value("codes.incoterms").get(f.invoice.incoterm)
    return found if f.direction == IMPORT else None


@BOOK.rule(
    "CUV-01", steps=STEPS, cites=VALUE_LAW, pointer="/freight",
    says=Words("Giá {term} chưa gồm cước: phải khai phí vận chuyển đến cửa khẩu nhập", "A {term} price holds no freight: declare it up to the gate of import",
               "{term}价不含运费，须申报至进口口岸的运费"),
    do=Words("Nhập phí vận chuyển và đồng tiền; không mất cước thì nhập 0.", "Enter the freight and its currency; 0 when it costs nothing.",
             "请填写运费及币种；无运费填0。"),
)
def freight_is_told(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    term = _term(f, now)
    if term and not term.freight and f.valuation.freight is None:
        yield hit(term=term.code)


@BOOK.rule(
    "CUV-02", steps=STEPS, cites=INCOTERMS, pointer="/insurance",
    says=Words("Giá {term} đã gồm bảo hiểm: không khai thêm phí bảo hiểm", "A {term} price already holds insurance: none is added",
               "{term}价已含保险费，不得另报"),
    do=Words("Xóa phí bảo hiểm, hoặc sửa điều kiện giao hàng.", "Remove the insurance, or correct the term.", "请删除保险费，或更正成交方式。"),
)
def insurance_is_not_doubled(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    term = _term(f, now)
    if term and term.insurance and f.valuation.insurance:
        yield hit(term=term.code)


@BOOK.rule(
    "CUV-03", steps=STEPS, cites=INCOTERMS, pointer="/freight",
    says=Words("Giá {term} đã gồm cước: không khai thêm phí vận chuyển", "A {term} price already holds freight: none is added", "{term}价已含运费，不得另报"),
    do=Words("Xóa phí vận chuyển, hoặc sửa điều kiện giao hàng.", "Remove the freight, or correct the term.", "请删除运费，或更正成交方式。"),
)
def freight_is_not_doubled(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    term = _term(f, now)
    if term and term.freight and f.valuation.freight:
        yield hit(term=term.code)


@BOOK.rule(
    "CUV-04", steps=STEPS, cites=VNACCS, pointer="/freight_currency",
    says=Words("Phí và đồng tiền của phí phải khai cùng nhau", "A charge and its currency go together", "费用与其币种须同时申报"),
    do=Words("Nhập mục còn thiếu.", "Enter the one that is missing.", "请填写缺少的一项。"),
)
def charges_have_a_currency(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    v = f.valuation
    for name, amount, code in (("freight", v.freight, v.freight_currency), ("insurance", v.insurance, v.insurance_currency)):
        if amount and not code:
            yield hit(f"/{name}_currency")
        elif code and amount is None:
            yield hit(f"/{name}")


@BOOK.rule(
    "CUV-05", steps=(REGISTER,), cites=VALUE_LAW, pointer="/insurance", blocks=False,
    says=Words("Giá {term} chưa gồm bảo hiểm và chưa khai phí bảo hiểm", "A {term} price holds no insurance, and none is declared",
               "{term}价不含保险费，且未申报保险费"),
    do=Words("Có mua bảo hiểm thì khai phí; không mua thì bỏ qua.", "Declare it if there is a policy; otherwise go on.", "如已投保请申报；未投保可忽略。"),
)
def insurance_is_told(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    term = _term(f, now)
    if term and not term.insurance and f.valuation.insurance is None:
        yield hit(term=term.code)


@BOOK.rule(
    "CUV-06", steps=STEPS, cites=VALUE_LAW, pointer="/valuation_method",
    says=Words("Phương pháp trị giá “{method}” không phải 1 đến 6", "Valuation method “{method}” is not one of 1 to 6", "估价方法“{method}”不在1至6之内"),
    do=Words("Chọn phương pháp; thường là 1, trị giá giao dịch.", "Choose one; usually 1, the transaction value.", "请选择方法，一般为1（成交价格）。"),
)
def method_is_known(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if f.valuation.method not in METHODS:
        yield hit(method=f.valuation.method)


@BOOK.rule(
    "CUV-07", steps=(REGISTER,), cites=VALUE_LAW, pointer="/related", blocks=False,
    says=Words("Hai bên có quan hệ đặc biệt mà dùng trị giá giao dịch", "The parties are related, and the transaction value is used",
               "双方有特殊关系而采用成交价格"),
    do=Words("Ghi ở chi tiết trị giá vì sao quan hệ không ảnh hưởng đến giá.", "Say in the details why the relation did not touch the price.",
             "请在估价说明中解释关系未影响价格。"),
)
def relation_is_explained(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if f.valuation.related and f.valuation.method == "1":
        yield hit()


@BOOK.rule(
    "CUV-08", steps=STEPS, cites=VNACCS, pointer="/adjustments",
    says=Words("Khoản điều chỉnh {n} thiếu số tiền hoặc đồng tiền", "Adjustment {n} lacks its amount or currency", "调整项{n}缺少金额或币种"),
    do=Words("Nhập đủ loại, số tiền và đồng tiền.", "Enter kind, amount and currency.", "请填写类别、金额和币种。"),
)
def adjustments_are_whole(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    for n, one in enumerate(f.valuation.adjustments):
        if not (one.kind and one.amount is not None and one.currency):
            yield hit(f"/adjustments/{n}/{'kind' if not one.kind else 'amount' if one.amount is None else 'currency'}", n=n + 1)


@BOOK.rule(
    "CUV-09", steps=STEPS, cites=VNACCS, pointer="/adjustments",
    says=Words("Khai {count} khoản điều chỉnh, tối đa {most}", "{count} adjustments are declared, at most {most} are allowed",
               "申报{count}项调整，最多{most}项"),
    do=Words("Gộp các khoản cùng loại.", "Put those of one kind together.", "请合并同类项目。"),
)
def adjustments_are_few(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if len(f.valuation.adjustments) > MOST_ADJUSTMENTS:
        yield hit(count=len(f.valuation.adjustments), most=MOST_ADJUSTMENTS)


@BOOK.rule(
    "CUV-10", steps=(REGISTER,), cites=HOUSE, pointer="/freight", blocks=False,
    says=Words("Phí vận chuyển {freight} lớn hơn trị giá hóa đơn {total}", "The freight, {freight}, is above the invoice total, {total}",
               "运费{freight}大于发票总额{total}"),
    do=Words("Kiểm tra số tiền và đồng tiền.", "Check the amount and the currency.", "请核对金额和币种。"),
)
def freight_is_below_the_price(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    v, total = f.valuation, f.invoice.total
    if v.freight and total and v.freight_currency == f.invoice.currency and v.freight > total:
        yield hit(freight=plain(v.freight), total=plain(total))


@BOOK.rule(
    "CUV-11", steps=STEPS, cites=VALUE_LAW, pointer="/freight",
    says=Words("{what} không được âm", "{what} cannot be negative", "{what}不得为负数"),
    do=Words("Khoản được trừ khai ở phần điều chỉnh.", "Deductions go under adjustments.", "扣减项目请在调整项中申报。"),
)
def charges_are_not_negative(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if (f.valuation.freight or 0) < 0:
        yield hit("/freight", what=Words("Phí vận chuyển", "Freight", "运费"))
    if (f.valuation.insurance or 0) < 0:
        yield hit("/insurance", what=Words("Phí bảo hiểm", "Insurance", "保险费"))


@BOOK.rule(
    "CUV-12", steps=(REGISTER,), cites=VALUE_LAW, pointer="/lines", blocks=False,
    says=Words("Tổng trị giá tính thuế khai {total} đồng, tính từ hóa đơn {computed} đồng",
               "Customs values add up to {total} dong; computed from the invoice: {computed} dong",
               "申报完税价格合计{total}盾，按发票计算为{computed}盾"),
    do=Words("Để trống trị giá tính thuế của dòng: hệ thống tính và phân bổ.", "Leave the customs values empty: they are computed and shared out.",
             "完税价格可留空，由系统计算分摊。"),
)
def customs_values_add_up(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    declared = [line.customs_value for line in f.lines if line.customs_value is not None]
    computed = _computed(f)
    if computed is None or len(declared) != len(f.lines) or not declared or f.valuation.method != "1":
        return
    if abs(sum(declared, Decimal(0)) - computed) > len(declared):
        yield hit(total=plain(sum(declared, Decimal(0)).quantize(Decimal(1))), computed=plain(computed.quantize(Decimal(1))))


def _computed(f: GoodsFacts) -> Decimal | None:
    """The customs value by the invoice and what the term adds or takes off; None when a rate or a price is unknown, or adjustments stand."""
    if f.rates is None or f.valuation.adjustments:
        return None
    valued = value(f, RateTable(ExchangeRate(code, rate, date.min) for code, rate in f.rates.items()), date.max)
    return valued.total if all(line.value is not None for line in valued.lines) else None
