"""The rulebook: every rule of law, one file per subject, listed here."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from thongquan.core.refused import Finding
from thongquan.core.rule import DatedLaw, RuleBook
from thongquan.core.rules import (
    cargo,
    craft,
    driver,
    goods_general,
    goods_invoice,
    goods_lines,
    goods_origin,
    goods_papers,
    goods_parties,
    goods_statistics,
    goods_transport,
    goods_types,
    goods_valuation,
    identity,
    legs,
    papers,
    party,
    passengers,
    permit,
    place,
    time,
)
from thongquan.core.words import Words

#: in the order in which a declarant reads the findings
SUBJECTS: dict[str, tuple[Words, RuleBook]] = {
    "identity": (Words("Phương tiện và biển số", "Vehicle and plates", "运输工具与车牌"), identity.BOOK),
    "driver": (Words("Người điều khiển", "Drivers", "驾驶人员"), driver.BOOK),
    "permit": (Words("Giấy phép", "Permits", "许可证"), permit.BOOK),
    "place": (Words("Cửa khẩu", "Gates", "口岸"), place.BOOK),
    "time": (Words("Thời gian", "Time", "时间"), time.BOOK),
    "cargo": (Words("Hàng hóa và container", "Goods and containers", "货物与集装箱"), cargo.BOOK),
    "legs": (Words("Các lượt, sửa đổi và gia hạn", "Legs, changes and extensions", "行程、更正与延期"), legs.BOOK),
    "passengers": (Words("Hành khách", "Passengers", "旅客"), passengers.BOOK),
    "craft": (Words("Phương tiện thủy nội địa", "Inland-waterway craft", "内河船舶"), craft.BOOK),
    "party": (Words("Người khai hải quan", "Declarants", "申报人"), party.BOOK),
    "papers": (Words("Giấy tờ", "Papers", "单证"), papers.BOOK),
    "goods_general": (Words("Tờ khai hàng hóa: thông tin chung", "Goods declarations: general", "货物报关单：基本信息"), goods_general.BOOK),
    "goods_types": (Words("Tờ khai hàng hóa: loại hình", "Goods declarations: types", "货物报关单：贸易方式"), goods_types.BOOK),
    "goods_parties": (Words("Tờ khai hàng hóa: các bên", "Goods declarations: parties", "货物报关单：当事方"), goods_parties.BOOK),
    "goods_transport": (Words("Tờ khai hàng hóa: vận chuyển", "Goods declarations: transport", "货物报关单：运输"), goods_transport.BOOK),
    "goods_invoice": (Words("Tờ khai hàng hóa: hóa đơn", "Goods declarations: invoice", "货物报关单：发票"), goods_invoice.BOOK),
    "goods_valuation": (Words("Tờ khai hàng hóa: trị giá", "Goods declarations: valuation", "货物报关单：估价"), goods_valuation.BOOK),
    "goods_lines": (Words("Tờ khai hàng hóa: dòng hàng", "Goods declarations: lines", "货物报关单：商品项"), goods_lines.BOOK),
    "goods_origin": (Words("Tờ khai hàng hóa: xuất xứ, ưu đãi", "Goods declarations: origin and preference", "货物报关单：原产地与优惠"), goods_origin.BOOK),
    "goods_papers": (Words("Tờ khai hàng hóa: giấy phép, hồ sơ", "Goods declarations: permits and dossier", "货物报关单：许可证与单证"), goods_papers.BOOK),
    "goods_statistics": (Words("Tờ khai hàng hóa: số liệu hợp lý", "Goods declarations: plausibility", "货物报关单：数据合理性"), goods_statistics.BOOK),
}

BOOK = RuleBook()
for _, _book in SUBJECTS.values():
    for _rule in _book.rules.values():
        BOOK.add(_rule)


def judge(step: str, facts: Any, law: DatedLaw, at: datetime) -> list[Finding]:
    """What the law says of these facts at this step, on the day of `at`; blocking findings first."""
    return BOOK.judge(step, facts, law, at)


def sentence(finding: Finding, language: str) -> str:
    """What is wrong, with its values, in `language`."""
    return BOOK.sentence(finding, language)


def advice(finding: Finding, language: str) -> str:
    """What to do next, in `language`."""
    return BOOK.advice(finding, language)
