"""Rules of the parties: who may declare now, whose goods they are, with whom abroad."""

from __future__ import annotations

from collections.abc import Iterator

from thongquan.core import numbers
from thongquan.core.declaration_types import EXEMPT
from thongquan.core.goods import EXPORT, IMPORT, TRANSIT, GoodsFacts
from thongquan.core.rule import Hit, Moment, RuleBook, hit
from thongquan.core.rules.goods_sources import (
    C19_2,
    HOUSE,
    ISO_CODES,
    LAW_18,
    LAW_20,
    LAW_29,
    REGISTER,
    STEPS,
    TAX_CODES,
    VNACCS,
    country,
    kind_of,
)
from thongquan.core.words import Words

BOOK = RuleBook()

#: goods that are registered in spite of an enforcement: defence, relief, epidemics, aid (Circular 38 art. 19.2.a)
URGENT = frozenset({"B", "C", "D", "E"})
#: beginnings of type codes that only enterprises use
OF_TRADE = ("A", "E")


def _own(f: GoodsFacts) -> str:
    return "exporter" if f.direction == EXPORT else "importer"


@BOOK.rule(
    "PAR-01", steps=STEPS, cites=LAW_18,
    says=Words("Người khai hải quan không còn hoạt động", "The declarant is no longer active", "申报人已停止经营"),
    do=Words("Gửi chứng từ chứng minh đang hoạt động cho hải quan nơi đăng ký.", "Send the office of registration proof that the business is active.",
             "请向登记地海关提交正常经营证明。"),
)
def declarant_is_active(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if not f.trader.active:
        yield hit()


def _let_through(f: GoodsFacts, now: Moment) -> bool:
    """Circular 38 art. 19.2.a: exempt exports, defence, relief and aid are registered all the same."""
    return f.cargo_class in URGENT or (f.direction == EXPORT and kind_of(f, now).duty == EXEMPT)


@BOOK.rule(
    "PAR-02", steps=(REGISTER,), cites=C19_2,
    says=Words("Người khai đang bị cưỡng chế dừng làm thủ tục hải quan vì nợ thuế",
               "Customs procedures of the declarant are stopped for unpaid tax", "申报人因欠税被强制停止办理海关手续"),
    do=Words("Nộp đủ tiền nợ; hệ thống mở lại ngay khi quyết định chấm dứt.", "Pay what is owed; registration reopens as soon as the order ends.",
             "请缴清欠款，决定终止后立即恢复。"),
)
def declarant_is_not_enforced(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if f.trader.enforced and not _let_through(f, now):
        yield hit()


@BOOK.rule(
    "PAR-03", steps=(REGISTER,), cites=C19_2,
    says=Words("Người khai đang bị dừng làm thủ tục hải quan", "The declarant is under an order that stops customs procedures", "申报人已被停止办理海关手续"),
    do=Words("Hoàn thành nghĩa vụ ghi trong quyết định.", "Meet the obligation named in the order.", "请履行决定所载义务。"),
)
def declarant_is_not_stopped(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if f.trader.stopped and not _let_through(f, now):
        yield hit()


@BOOK.rule(
    "PAR-04", steps=STEPS, cites=LAW_20,
    says=Words("Ủy quyền không bao gồm việc này hoặc đã hết hạn", "The mandate does not cover this act or has ended", "委托范围不含此项或委托已到期"),
    do=Words("Đề nghị chủ hàng cấp hoặc gia hạn ủy quyền.", "Ask the trader to give or renew the mandate.", "请货主授予或续签委托。"),
)
def mandate_covers_the_act(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if not f.trader.mandate_covers:
        yield hit()


@BOOK.rule(
    "PAR-05", steps=STEPS, cites=LAW_29, pointer="/importer",
    says=Words("Chưa có tên người nhập khẩu, người nhận hàng", "The importer or consignee is not named", "未填进口商（收货人）名称"),
    do=Words("Nhập tên theo đăng ký hoặc hợp đồng.", "Enter the name as registered or in the contract.", "请按登记或合同填写名称。"),
)
def importer_is_named(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if not f.importer.strip():
        yield hit()


@BOOK.rule(
    "PAR-06", steps=STEPS, cites=LAW_29, pointer="/exporter",
    says=Words("Chưa có tên người xuất khẩu, người gửi hàng", "The exporter or consignor is not named", "未填出口商（发货人）名称"),
    do=Words("Nhập tên theo đăng ký hoặc hợp đồng.", "Enter the name as registered or in the contract.", "请按登记或合同填写名称。"),
)
def exporter_is_named(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if not f.exporter.strip():
        yield hit()


@BOOK.rule(
    "PAR-07", steps=STEPS, cites=TAX_CODES, pointer="/importer_tax_id",
    says=Words("Mã {number} không phải mã số thuế hoặc số căn cước hợp lệ", "{number} is neither a valid tax code nor a citizen number",
               "{number}不是有效税号或身份证号"),
    do=Words("Nhập 10 hoặc 13 số của mã số thuế; cá nhân nhập 12 số căn cước.", "Enter the 10 or 13 digits of the tax code, or 12 of the citizen number.",
             "请填写10或13位税号；个人填写12位身份证号。"),
)
def own_number_is_valid(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    number = f.own_tax_id
    if number and not (numbers.mst_ok(number) or numbers.cccd_ok(number)):
        yield hit(f"/{_own(f)}_tax_id", number=number)


@BOOK.rule(
    "PAR-08", steps=STEPS, cites=LAW_29, pointer="/importer_tax_id",
    says=Words("Chưa có mã số thuế của bên Việt Nam", "The tax code of the side in Viet Nam is missing", "未填越南方税号"),
    do=Words("Nhập mã số thuế; cá nhân nhập số căn cước.", "Enter the tax code; persons the citizen number.", "请填写税号；个人填写身份证号。"),
)
def own_number_is_told(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if not f.own_tax_id and f.direction != TRANSIT:
        yield hit(f"/{_own(f)}_tax_id")


@BOOK.rule(
    "PAR-09", steps=(REGISTER,), cites=LAW_29, pointer="/importer_address", blocks=False,
    says=Words("Chưa có địa chỉ của bên Việt Nam", "The address of the side in Viet Nam is missing", "未填越南方地址"),
    do=Words("Nhập địa chỉ theo đăng ký.", "Enter the registered address.", "请填写登记地址。"),
)
def own_address_is_told(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    address = f.exporter_address if f.direction == EXPORT else f.importer_address
    if not address and f.direction != TRANSIT:
        yield hit(f"/{_own(f)}_address")


@BOOK.rule(
    "PAR-10", steps=STEPS, cites=ISO_CODES, pointer="/partner_country",
    says=Words("Mã nước “{code}” không có trong danh sách ISO", "Country “{code}” is not an ISO code", "国家代码“{code}”不在ISO清单内"),
    do=Words("Chọn nước trong danh sách.", "Choose the country from the list.", "请从清单中选择国家。"),
)
def partner_country_exists(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if f.partner_country and f.partner_country not in now.value("codes.countries"):
        yield hit(code=f.partner_country)


@BOOK.rule(
    "PAR-11", steps=STEPS, cites=VNACCS, pointer="/partner_country",
    says=Words("Chưa có nước của đối tác nước ngoài", "The country of the partner abroad is missing", "未填境外合作方国家"),
    do=Words("Chọn nước của người bán hoặc người mua.", "Choose the seller's or buyer's country.", "请选择卖方或买方国家。"),
)
def partner_country_is_told(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if not f.partner_country:
        yield hit()


@BOOK.rule(
    "PAR-12", steps=(REGISTER,), cites=HOUSE, pointer="/partner_country", blocks=False,
    says=Words("Đối tác khai ở Việt Nam trong khi loại hình {kind} là giao dịch với nước ngoài",
               "The partner is declared in Viet Nam, but type {kind} is a deal with abroad",
               "合作方申报为越南，而贸易方式{kind}为对外交易"),
    do=Words("Kiểm tra nước đối tác; nếu là giao hàng theo chỉ định, ghi ở phần ghi chú.", "Check the country; if delivered as directed, say so in the notes.",
             "请核对国家；如为指定交货，请在备注中说明。"),
)
def partner_is_abroad(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if f.partner_country == "VN" and not kind_of(f, now).is_for("domestic", "zone", "epe", "processing", "bonded"):
        yield hit(kind=f.kind)


@BOOK.rule(
    "PAR-13", steps=(REGISTER,), cites=HOUSE, blocks=False,
    says=Words("Hàng của mã {number}, khác với người khai {own}, và không có đại lý",
               "The goods belong to {number}, the declarant is {own}, and no broker is named",
               "货物属于{number}，申报人为{own}，且未填报关行"),
    do=Words("Kiểm tra mã số thuế chủ hàng; khai thay thì cần ủy quyền.", "Check the trader's code; declaring for another needs a mandate.",
             "请核对货主税号；代为申报须有委托。"),
)
def goods_are_the_declarants(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    own, declarant = numbers.squeeze(f.own_tax_id)[:10], numbers.squeeze(f.trader.tax_id)[:10]
    if own and declarant and own != declarant and not f.agent_tax_id:
        yield hit(f"/{_own(f)}_tax_id", number=f.own_tax_id, own=f.trader.tax_id)


@BOOK.rule(
    "PAR-14", steps=STEPS, cites=VNACCS, pointer="/party_kind",
    says=Words("Chưa khai người gửi, người nhận là cá nhân hay tổ chức", "It is not told whether sender and receiver are persons or companies",
               "未填收发货人为个人或企业"),
    do=Words("Chọn một trong năm trường hợp.", "Choose one of the five cases.", "请选择五种情形之一。"),
)
def party_kind_is_told(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if f.direction == IMPORT and f.party_kind not in ("1", "2", "3", "4", "5"):
        yield hit()


@BOOK.rule(
    "PAR-15", steps=(REGISTER,), cites=VNACCS, pointer="/party_kind", blocks=False,
    says=Words("Cá nhân nhận hàng nhưng loại hình {kind} là hàng kinh doanh", "A person receives the goods, but type {kind} is for trade",
               "收货人为个人，而贸易方式{kind}为经营性"),
    do=Words("Hàng cá nhân, quà biếu thường khai H11.", "A person's goods and gifts are usually H11.", "个人物品、礼品一般申报H11。"),
)
def persons_do_not_trade(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if f.direction == IMPORT and f.party_kind in ("1", "2") and f.kind.startswith(OF_TRADE):
        yield hit(kind=f.kind)


@BOOK.rule(
    "PAR-16", steps=(REGISTER,), cites=TAX_CODES, pointer="/partner_tax_id", blocks=False,
    says=Words("Mã tín dụng xã hội thống nhất {number} của đối tác không hợp lệ", "The partner's unified social credit code {number} is not valid",
               "合作方统一社会信用代码{number}无效"),
    do=Words("Đọc lại 18 ký tự trên giấy phép kinh doanh.", "Read the 18 signs on the business licence again.", "请核对营业执照上的18位代码。"),
)
def chinese_partner_code(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    number = f.exporter_tax_id if f.direction == IMPORT else f.importer_tax_id
    if f.direction != TRANSIT and f.partner_country == "CN" and len(number) == 18 and not numbers.uscc_ok(number):
        yield hit(number=number)


@BOOK.rule(
    "PAR-17", steps=(REGISTER,), cites=HOUSE, pointer="/partner_country", blocks=False,
    says=Words("Hàng quá cảnh khai nước gửi là {country}", "The transit is declared as starting in {country}", "过境货物申报的起运国为{country}"),
    do=Words("Chọn nước gửi hàng ở ngoài Việt Nam.", "Choose a country of departure outside Viet Nam.", "请选择越南以外的起运国。"),
)
def transit_comes_from_abroad(f: GoodsFacts, now: Moment) -> Iterator[Hit]:
    if f.direction == TRANSIT and f.partner_country == "VN":
        yield hit(country=country("VN", now))
