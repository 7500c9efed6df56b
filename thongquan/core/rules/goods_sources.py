"""Where the rules of goods are written, their steps, and the names they say."""

from __future__ import annotations

from collections.abc import Iterator

from thongquan.core.declaration_types import DeclarationType, type_of
from thongquan.core.goods import GoodsFacts, Line
from thongquan.core.rule import Citation, Moment
from thongquan.core.words import Words

REGISTER, AMEND = "goods.register", "goods.amend"
STEPS = (REGISTER, AMEND)

_LAW = "Luật Hải quan 54/2014/QH13, Điều {}"
_CIRCULAR = "Thông tư 38/2015/TT-BTC (sửa đổi bởi 39/2018/TT-BTC), Điều {}"

LAW_18 = Citation(_LAW.format("18.2"), "Điều 26.2.LQ.18 khoản 2")
LAW_20 = Citation(_LAW.format("20"), "Điều 26.2.LQ.20")
LAW_24 = Citation(_LAW.format("24.1"), "Điều 26.2.LQ.24 khoản 1")
LAW_29 = Citation(_LAW.format("29.1"), "Điều 26.2.LQ.29 khoản 1")
LAW_30 = Citation(_LAW.format("30.2"), "Điều 26.2.LQ.30 khoản 2")
D25_3 = Citation("Nghị định 08/2015/NĐ-CP (sửa đổi bởi 59/2018/NĐ-CP), Điều 25.3", "Điều 26.2.NĐ.3.25 khoản 3")
D25_6 = Citation("Nghị định 08/2015/NĐ-CP (sửa đổi bởi 59/2018/NĐ-CP), Điều 25.6", "Điều 26.2.NĐ.3.25 khoản 6")
C16_1 = Citation(_CIRCULAR.format("16.1"), "Điều 26.2.TT.9.16 khoản 1")
C16_2 = Citation(_CIRCULAR.format("16.2"), "Điều 26.2.TT.9.16 khoản 2")
C16_4 = Citation(_CIRCULAR.format("16.4"), "Điều 26.2.TT.9.16 khoản 4")
C18_1 = Citation(_CIRCULAR.format("18.1"), "Điều 26.2.TT.9.18 khoản 1")
C18_2 = Citation(_CIRCULAR.format("18.2"), "Điều 26.2.TT.9.18 khoản 2")
C18_5 = Citation(_CIRCULAR.format("18.5"), "Điều 26.2.TT.9.18 khoản 5")
C18_8 = Citation(_CIRCULAR.format("18.8"), "Điều 26.2.TT.9.18 khoản 8")
C19_1 = Citation(_CIRCULAR.format("19.1"), "Điều 26.2.TT.9.19 khoản 1")
C19_2 = Citation(_CIRCULAR.format("19.2"), "Điều 26.2.TT.9.19 khoản 2")
C22_1 = Citation(_CIRCULAR.format("22.1"), "Điều 26.2.TT.9.22 khoản 1")
C27_3 = Citation(_CIRCULAR.format("27.3"), "Điều 26.2.TT.9.27 khoản 3")
C27_6 = Citation(_CIRCULAR.format("27.6"), "Điều 26.2.TT.9.27 khoản 6")
C28_1 = Citation(_CIRCULAR.format("28.1"), "Điều 26.2.TT.9.28 khoản 1")
C51 = Citation(_CIRCULAR.format("51"), "Điều 26.2.TT.9.51")

VNACCS = Citation("VNACCS: nghiệp vụ IDA/EDA, tờ khai nhập khẩu và xuất khẩu", believed=True)
TYPES = Citation("Quyết định 1357/QĐ-TCHQ, bảng mã loại hình", believed=True)
TEMPORARY = Citation("Nghị định 69/2018/NĐ-CP, Điều 13 (thời hạn tạm nhập, tái xuất)", believed=True)
VALUE_LAW = Citation("Thông tư 39/2015/TT-BTC (sửa đổi bởi 60/2019/TT-BTC), trị giá hải quan", believed=True)
ORIGIN_LAW = Citation("Thông tư 33/2023/TT-BTC, xuất xứ hàng hóa", believed=True)
TAX_CODES = Citation("Mã số thuế: Thông tư 105/2020/TT-BTC; số định danh: Nghị định 137/2015/NĐ-CP", believed=True)
ISO_CODES = Citation("ISO 3166, ISO 4217; UN/ECE khuyến nghị 20 và 21", believed=True)
ISO_6346 = Citation("ISO 6346, ký hiệu và số kiểm tra của container", believed=True)
INCOTERMS = Citation("Incoterms của Phòng Thương mại Quốc tế", believed=True)
HOUSE = Citation("Quy ước của hệ thống: nhắc để khai đúng, không chặn", believed=True)

CORRECT_IT = Words("Sửa lại rồi gửi.", "Correct it and send again.", "请更正后重新提交。")


def kind_of(f: GoodsFacts, now: Moment) -> DeclarationType:
    """What the declaration's type means on the day of judging."""
    return type_of(now.value("goods.types"), f.kind)


def numbered(f: GoodsFacts) -> Iterator[tuple[str, Line]]:
    """Each line with the pointer to its row."""
    return ((f"/lines/{n}", line) for n, line in enumerate(f.lines))


def country(code: str, now: Moment) -> Words:
    """The name of a country, or its code where there is none."""
    found: Words | None = now.value("codes.countries").get(code)
    return found or Words(code, code, code)


def currency(code: str, now: Moment) -> Words:
    """The name of a currency, or its code where there is none."""
    found: Words | None = now.value("codes.currencies").get(code)
    return found or Words(code, code, code)
