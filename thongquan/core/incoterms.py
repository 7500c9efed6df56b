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


#: the kinds a declarant chooses from, additions first; SB is VNACCS's word for a deduction
ADJUSTMENTS: dict[str, AdjustmentKind] = {kind.code: kind for kind in (
    _a("AD", ADD, "khoản cộng", "addition", "加项"),
    _a("AB", ADD, "hoa hồng bán hàng, môi giới", "selling commission and brokerage", "销售佣金、经纪费"),
    _a("AC", ADD, "bao bì, đóng gói", "containers and packing", "包装费用"),
    _a("AE", ADD, "khoản trợ giúp", "assists", "协助费用"),
    _a("AL", ADD, "phí bản quyền, phí giấy phép", "royalties and licence fees", "特许权使用费"),
    _a("AT", ADD, "tiền thu được sau khi bán lại", "proceeds of resale", "转售收益"),
    _a("AO", ADD, "khoản cộng khác", "other addition", "其他加项"),
    _a("DD", DEDUCT, "khoản trừ", "deduction", "减项"),
    _a("DC", DEDUCT, "chi phí sau cửa khẩu nhập, thuế phí Việt Nam trong giá", "costs after the gate, taxes of Việt Nam in the price", "入境后费用及价内税费"),
    _a("DI", DEDUCT, "tiền lãi trả chậm", "interest for deferred payment", "延期付款利息"),
    _a("DO", DEDUCT, "khoản trừ khác", "other deduction", "其他减项"),
    _a("SB", DEDUCT, "khoản trừ", "deduction", "减项"),
)}
