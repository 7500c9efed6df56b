"""The coded lists of a goods declaration, dated and with their sources.

Names of countries and currencies follow the Unicode CLDR, in the spelling of the trade at these borders.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from thongquan.catalog import ministries
from thongquan.catalog.declaration_types import DECLARATION_TYPES
from thongquan.catalog.ministries import DocumentKind
from thongquan.catalog.tables import rows
from thongquan.core import units
from thongquan.core.goods_codes import Agreement, HsNeed, Incoterm, Mode
from thongquan.core.rule import Citation
from thongquan.core.words import Words


@dataclass(frozen=True)
class CodeList:
    """A list of codes between two days, inclusive; asked for by its key as a legal parameter is."""

    key: str
    words: Words
    codes: Any
    citation: str
    since: date = date(2015, 1, 1)
    until: date = date.max
    believed: bool = True

    def in_force(self, on: date) -> bool:
        return self.since <= on <= self.until


def _words(r: Mapping[str, str]) -> Words:
    return Words(r["name_vi"], r["name_en"], r["name_zh"])


def _day(text: str, otherwise: date) -> date:
    return date.fromisoformat(text) if text else otherwise


def _agreement(r: Mapping[str, str]) -> Agreement:
    return Agreement(r["code"], _words(r), frozenset(r["members"].split()), r["form"], r["vnaccs"], _day(r["since"], date.min),
                     _day(r["until"], date.max), r["evidence"] == "believed")


#: documents without which nothing of these goods can be registered; every other may follow before clearance
BLOCKING = frozenset({"PLGM", "VLNO", "GPVK"})
#: a document that the trader himself draws up (Circular 38/2015 art. 16 §1.c, §2.d)
TIMBER = HsNeed(
    "timber_list", frozenset({"import", "export"}), ("4401", "4403", "4404", "4406", "4407", "4408", "4409"),
    Words("Gỗ nguyên liệu phải có bảng kê lâm sản", "Raw timber needs a list of forest products", "原料木材须有林产品清单"),
    Citation("Thông tư 38/2015/TT-BTC, Điều 16.2.d", "Điều 26.2.TT.9.16 khoản 2"), since=date(2018, 6, 5),
)


def _need(k: DocumentKind) -> HsNeed:
    """What a ministry issues, as the dossier asks for it."""
    why = Words(f"Mã hàng thuộc diện: {k.words.vi.lower()}", f"Goods of this code fall under: {k.words.en.lower()}", f"该编码商品涉及：{k.words.zh}")
    cites = Citation(f"{k.citation}; danh mục của bộ quản lý", believed=True) if k.believed else Citation(k.citation, k.citation)
    return HsNeed(k.code, frozenset(k.directions), k.hs, why, cites, k.agency, blocks=k.code in BLOCKING, since=k.since, until=k.until)


COUNTRIES = {r["code"]: _words(r) for r in rows("countries")}
CURRENCIES = {r["code"]: _words(r) for r in rows("currencies")}
PACKAGE_UNITS = {r["code"]: _words(r) for r in rows("package_units")}
UNITS = {code: unit.words for code, unit in units.UNITS.items()} | {r["code"]: _words(r) for r in rows("units")}
INCOTERMS = {r["code"]: Incoterm(r["code"], _words(r), r["freight"] == "yes", r["insurance"] == "yes", r["edition"]) for r in rows("incoterms")}
TRANSPORT_MODES = {r["code"]: Mode(r["code"], _words(r), r["vnaccs"], r["wco"]) for r in rows("transport_modes")}
AGREEMENTS = {r["code"]: _agreement(r) for r in rows("agreements")}
PERMIT_KINDS = {code: kind.words for code, kind in ministries.KINDS.items()}
HS_NEEDS = (TIMBER, *(_need(kind) for kind in ministries.KINDS.values()))

LISTS: tuple[CodeList, ...] = (
    CodeList("goods.types", Words("Mã loại hình", "Declaration types", "贸易方式代码"), DECLARATION_TYPES,
             "Quyết định 1357/QĐ-TCHQ (40 mã, từ 01/6/2021; ngày trước dùng cùng bảng); TR1 là mã của hệ thống"),
    CodeList("codes.countries", Words("Nước", "Countries", "国家和地区"), COUNTRIES, "ISO 3166-1"),
    CodeList("codes.currencies", Words("Đồng tiền", "Currencies", "币种"), CURRENCIES, "ISO 4217"),
    CodeList("codes.units", Words("Đơn vị tính", "Units of quantity", "计量单位"), UNITS, "UN/ECE Rec. 20; VNACCS"),
    CodeList("codes.packages", Words("Loại kiện", "Kinds of packages", "包装种类"), PACKAGE_UNITS, "UN/ECE Rec. 21"),
    CodeList("codes.incoterms", Words("Điều kiện giao hàng", "Terms of delivery", "交货条件"), INCOTERMS, "Incoterms 2000, 2010, 2020; VNACCS"),
    CodeList("codes.modes", Words("Phương thức vận chuyển", "Modes of transport", "运输方式"), TRANSPORT_MODES, "VNACCS; UN/ECE Rec. 19"),
    CodeList("codes.agreements", Words("Hiệp định thương mại tự do", "Free-trade agreements", "自由贸易协定"), AGREEMENTS,
             "Các nghị định biểu thuế ưu đãi đặc biệt của từng hiệp định"),
    CodeList("codes.hs_needs", Words("Giấy tờ theo mã hàng", "Documents by HS code", "按商品编码要求的单证"), HS_NEEDS,
             "Điều 26.2.NĐ.7.24; các danh mục của bộ quản lý"),
    CodeList("codes.permit_kinds", Words("Loại giấy phép, kết quả kiểm tra", "Kinds of permits and results", "许可证及检验结果种类"), PERMIT_KINDS,
             "Điều 26.2.NĐ.7.24; các danh mục của bộ quản lý"),
)
