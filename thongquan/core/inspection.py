"""What an inspection looks at: forms, the written order, what counts as a difference."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from thongquan.core.actor import Actor
from thongquan.core.rule import DatedLaw
from thongquan.core.units import UNITS, converted, convertible
from thongquan.core.weighing import off
from thongquan.core.words import Words

#: what is weighed, poured or rolled off is never known to the last gram; pieces, pairs and heads are counted
MEASURED = ("mass", "volume", "length", "area", "energy")

#: how goods may be looked at (Customs Law art. 33); a scanner first where there is one
FORMS: dict[str, Words] = {
    "scanner": Words("Soi chiếu", "Scanner", "机检"),
    "officer": Words("Công chức kiểm tra trực tiếp", "Direct inspection by an officer", "人工查验"),
    "analysis": Words("Lấy mẫu phân tích", "Sampling and analysis", "取样化验"),
    "weigh": Words("Cân trọng lượng", "Weighing", "称重"),
}

#: what whoever reads a scanner image says of it; a suspicious one has the goods opened
SUSPICIOUS = "suspicious"
READINGS: dict[str, Words] = {
    "agrees": Words("Ảnh phù hợp khai báo", "The image fits what is declared", "图像与申报相符"),
    SUSPICIOUS: Words("Ảnh có nghi vấn", "The image raises doubt", "图像有疑点"),
}

#: the standard steps of each form, in the order they are carried out
STEPS: dict[str, tuple[tuple[str, Words], ...]] = {
    "scanner": (
        ("scan_image", Words("Soi cả container, lưu ảnh vào vụ việc", "Scan the whole box and keep the image with the case", "整箱扫描并存档图像")),
        ("scan_read", Words("Đối chiếu ảnh soi với danh mục hàng khai", "Compare the image with the goods declared", "将图像与申报货物比对")),
    ),
    "weigh": (("weigh", Words("Cân xe, trừ bì, so với trọng lượng khai", "Weigh, take off the tare, compare with the declared weight",
                              "过磅、扣除皮重、与申报重量比对")),),
    "officer": (
        ("seals", Words("Kiểm tra số và tình trạng niêm phong trước khi mở", "Check number and state of the seals before opening", "开箱前核对封志号及状况")),
        ("open", Words("Mở, chụp ảnh toàn cảnh và nhãn hàng", "Open; photograph the whole and the labels", "开箱，拍摄全景及标签")),
        ("count", Words("Đếm, đo, cân các dòng được chỉ định", "Count, measure, weigh the lines named", "对指定商品清点、测量、称重")),
        ("origin", Words("Xem xuất xứ, nhãn hiệu, ký mã hiệu trên hàng", "Look for origin, brand and marks on the goods", "核查货物上的原产地、品牌及唛头")),
        ("reseal", Words("Niêm phong lại, ghi số niêm phong mới", "Seal again and write down the new seal", "重新施封并登记新封志号")),
    ),
    "analysis": (
        ("sample", Words("Lấy mẫu có chữ ký hai bên, niêm phong mẫu", "Take samples signed by both sides and seal them", "双方签字取样并封存")),
        ("send", Words("Gửi phòng phân tích, ghi số phiếu", "Send to the laboratory and write down the slip number", "送实验室并登记单号")),
    ),
}


def written_order(body: Mapping[str, Any], forms: Iterable[str], lines: Iterable[int]) -> list[dict[str, Any]]:
    """The examination order as the system writes it: each step with its words and the lines it concerns.

    Without named lines every line of the declaration is looked at.
    """
    chosen = list(lines) or list(range(1, len(body.get("lines") or ()) + 1))
    asked = [form for form in STEPS if form in set(forms)] or ["officer"]
    return [
        {"form": form, "step": code, "words": {"vi": words.vi, "en": words.en, "zh": words.zh}, "lines": chosen, "done": False}
        for form in asked for code, words in STEPS[form]
    ]


class Amounts(Protocol):
    """How much of a line: declared, or counted and weighed on the spot."""

    @property
    def quantity(self) -> Decimal | None:
        """In `unit`; None when nobody said."""

    @property
    def unit(self) -> str:
        """Its code."""

    @property
    def net_kg(self) -> Decimal | None:
        """Kilograms net; None when nobody said."""


def differs(declared: Amounts, found: Amounts, law: DatedLaw, on: date) -> bool:
    """Whether what was counted or weighed is not what was declared, beyond what a scale and moisture explain.

    A count in a unit that does not measure the same thing is no count of what was declared: it differs too.
    """
    weight = law.value("inspection.measure.percent", on)
    if off(found.net_kg, declared.net_kg, weight):
        return True
    if found.quantity is None or declared.quantity is None:
        return False
    unit = found.unit or declared.unit
    if not convertible(unit, declared.unit):
        return unit != declared.unit
    measured = declared.unit in UNITS and UNITS[declared.unit].measure in MEASURED
    counted = converted(found.quantity, unit, declared.unit)
    return off(counted, declared.quantity, weight if measured else law.value("inspection.count.percent", on))


def at_laboratory(by: Actor, office_id: int | None, officers: Collection[int]) -> bool:
    """Whether this person answers for samples of this office: of its laboratory, and none of those who took them."""
    return by.is_any("laboratory") and office_id in by.offices and by.id not in officers
