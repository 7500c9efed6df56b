"""What an Incoterm's price already holds, and what each valuation adjustment does to it."""

from __future__ import annotations

from dataclasses import dataclass

from thongquan.core.words import Words

#: added to the price, taken off it, left alone
ADD, DEDUCT, LEAVE = 1, -1, 0


@dataclass(frozen=True, slots=True)
class Incoterm:
    """How freight and insurance turn a price into the customs value at the gate.

    Imports are valued at the first gate of entry (CIF), exports at the gate of exit without what lies beyond it
    (FOB, DAF). `beyond` marks prices that may hold costs after the gate; those are deducted as adjustments.
    """

    import_freight: int
    import_insurance: int
    export_freight: int
    export_insurance: int
    beyond: bool = False


def _t(signs: str, beyond: bool = False) -> Incoterm:
    """`signs`: import freight, import insurance, export freight, export insurance, each one of + - 0."""
    one, two, three, four = ({"+": ADD, "-": DEDUCT, "0": LEAVE}[sign] for sign in signs)
    return Incoterm(one, two, three, four, beyond)


#: the eleven terms of 2020, and older ones still written into contracts at land gates
INCOTERMS: dict[str, Incoterm] = {
    "EXW": _t("+++0"), "FCA": _t("+++0"), "FAS": _t("++00"), "FOB": _t("++00"),
    "CFR": _t("0+-0"), "CPT": _t("0+-0"), "CIF": _t("00--"), "CIP": _t("00--"),
    "DAP": _t("00--", beyond=True), "DPU": _t("00--", beyond=True), "DDP": _t("00--", beyond=True),
    "DAF": _t("0000"), "DAT": _t("00--", beyond=True), "DDU": _t("00--", beyond=True),
    "DES": _t("00--"), "DEQ": _t("00--"), "C&F": _t("0+-0"), "C&I": _t("+00-"),
}


@dataclass(frozen=True, slots=True)
class AdjustmentKind:
    """A kind of adjustment: what it is called, whether it is added or deducted, where it is written."""

    code: str
    words: Words
    sign: int
    citation: str
    believed: bool = True


_ADDED = "Thông tư 39/2015/TT-BTC Điều 13 (sửa đổi bởi 60/2019/TT-BTC)"
_TAKEN = "Thông tư 39/2015/TT-BTC Điều 15 (sửa đổi bởi 60/2019/TT-BTC)"


def _a(code: str, sign: int, *words: str) -> AdjustmentKind:
    return AdjustmentKind(code, Words(*words), sign, _ADDED if sign == ADD else _TAKEN)


#: the letters of VNACCS's valuation adjustments; AD and SB are its general addition and deduction
ADJUSTMENTS: dict[str, AdjustmentKind] = {kind.code: kind for kind in (
    _a("A", ADD, "Hoa hồng bán hàng, phí môi giới", "Selling commission and brokerage", "销售佣金、经纪费"),
    _a("B", ADD, "Chi phí bao bì gắn liền với hàng hóa", "Containers treated as one with the goods", "与货物一体的容器费用"),
    _a("C", ADD, "Chi phí đóng gói", "Packing", "包装费用"),
    _a("D", ADD, "Khoản trợ giúp", "Assists", "协助费用"),
    _a("E", ADD, "Phí bản quyền, phí giấy phép", "Royalties and licence fees", "特许权使用费"),
    _a("P", ADD, "Tiền thu sau khi bán lại phải trả người bán", "Proceeds of resale due to the seller", "转售收益返还卖方"),
    _a("Q", ADD, "Khoản phải trả chưa tính trong giá hóa đơn", "Payments due but not in the invoice price", "未计入发票价的应付款"),
    _a("K", ADD, "Tiền trả trước, ứng trước, đặt cọc", "Advances and deposits", "预付款、定金"),
    _a("M", ADD, "Khoản cộng khác", "Other addition", "其他加项"),
    _a("AD", ADD, "Khoản cộng", "Addition", "加项"),
    _a("U", DEDUCT, "Chi phí phát sinh sau khi nhập khẩu", "Costs after importation", "进口后发生的费用"),
    _a("V", DEDUCT, "Vận tải, bảo hiểm nội địa sau cửa khẩu nhập", "Inland transport and insurance after the gate", "入境后的国内运保费"),
    _a("H", DEDUCT, "Thuế, phí phải nộp tại Việt Nam đã có trong giá", "Duties and fees of Việt Nam held in the price", "价格中含的越南税费"),
    _a("T", DEDUCT, "Tiền lãi trả chậm", "Interest for deferred payment", "延期付款利息"),
    _a("L", DEDUCT, "Khoản giảm giá", "Discount", "折扣"),
    _a("S", DEDUCT, "Chi phí tiếp thị do người mua tự chịu", "Marketing borne by the buyer", "买方自担的营销费用"),
    _a("SB", DEDUCT, "Khoản trừ", "Deduction", "减项"),
)}
