"""What a declaration type means: direction, duty, deadline, previous declaration, dossier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from thongquan.core.words import Words

#: where duty stands: to be paid; never due; due when the goods stay
TAXED, EXEMPT, SUSPENDED = "taxed", "exempt", "suspended"
DUTY: dict[str, Words] = {
    TAXED: Words("Chịu thuế", "Liable to duty", "应税"),
    EXEMPT: Words("Miễn hoặc không thu thuế", "Exempt, or duty not collected", "免税或不征税"),
    SUSPENDED: Words("Tạm chưa thu thuế", "Duty suspended", "暂缓征税"),
}

REQUIRED, OPTIONAL, NONE = "required", "optional", ""

GROUPS: dict[str, Words] = {
    "commercial": Words("Kinh doanh", "Commercial", "一般贸易"),
    "processing": Words("Gia công, sản xuất xuất khẩu, chế xuất", "Processing and export production", "加工贸易与出口生产"),
    "temporary": Words("Tạm nhập, tạm xuất và tái nhập, tái xuất", "Temporary, and its return", "暂时进出境及复运"),
    "bonded": Words("Kho ngoại quan, khu phi thuế quan", "Bonded warehouse, non-tariff zone", "外关仓与非关税区"),
    "other": Words("Phi mậu dịch và loại khác", "Non-commercial and other", "非贸易及其他"),
    "transit": Words("Quá cảnh", "Transit", "过境"),
}

#: what is special about a type; rules, dossier and selection ask for these words
SPECIAL: dict[str, Words] = {
    "temporary": Words("Phải tái xuất hoặc tái nhập đúng hạn", "Must leave or come back in time", "须按期复运"),
    "re_import": Words("Tái nhập hàng đã xuất", "Goods that come back", "复进口货物"),
    "re_export": Words("Tái xuất hàng đã nhập", "Goods that leave again", "复出口货物"),
    "home_use": Words("Chuyển tiêu thụ nội địa, đổi mục đích", "Diverted to home use", "转内销或改变用途"),
    "processing": Words("Gia công, sản xuất xuất khẩu: khai mã nguyên liệu, sản phẩm", "Processing: material or product codes are declared",
                        "加工生产：须申报料件或成品代码"),
    "outward_processing": Words("Thuê gia công ở nước ngoài", "Processed abroad", "境外加工"),
    "epe": Words("Doanh nghiệp chế xuất", "Export-processing enterprise", "出口加工企业"),
    "domestic": Words("Giao dịch trong nước theo chỉ định", "Delivered within the country", "境内交付"),
    "bonded": Words("Kho ngoại quan, kho bảo thuế", "Bonded warehouse", "外关仓、保税仓"),
    "zone": Words("Khu phi thuế quan", "Non-tariff zone", "非关税区"),
    "duty_free_shop": Words("Cửa hàng miễn thuế", "Duty-free shop", "免税店"),
    "incentive": Words("Chương trình ưu đãi thuế", "Tax-incentive programme", "税收优惠计划"),
    "non_commercial": Words("Quà biếu, viện trợ, tài sản di chuyển, hàng khác", "Gifts, aid, removals and other goods", "礼品、援助、搬迁及其他物品"),
    "transit": Words("Đi qua lãnh thổ, không tiêu thụ", "Passes through the territory", "过境不消费"),
}


@dataclass(frozen=True)
class DeclarationType:
    """A type code and what follows from it.

    `deadline` says whether a day of re-export or re-import is declared; `days` is the longest stay that is usual.
    `cites` names the types of the previous declaration (`import`, `export` = any of that direction), `previous`
    whether citing it is required; `same_goods` that HS code and unit must be those of the line cited.
    `documents` are kinds of `core/dossier`. `evidence` speaks of code and name; what they imply is believed.
    """

    code: str = ""
    direction: str = ""
    words: Words = Words("", "", "")
    group: str = ""
    duty: str = TAXED
    deadline: str = NONE
    days: int = 0
    cites: frozenset[str] = frozenset()
    previous: str = NONE
    same_goods: bool = False
    special: frozenset[str] = frozenset()
    documents: tuple[str, ...] = ()
    evidence: str = "believed"
    note: str = ""

    @property
    def temporary(self) -> bool:
        """Whether the goods have to go back by a declared day."""
        return self.deadline == REQUIRED

    @property
    def ours(self) -> bool:
        """Whether the code is of this house and not of the published list."""
        return self.direction == "transit"

    def may_cite(self, kind: str, direction: str) -> bool:
        """Whether a declaration of that type and direction can be the previous one."""
        return kind in self.cites or direction in self.cites

    def is_for(self, *special: str) -> bool:
        """Whether one of these specials is said of the type."""
        return bool(self.special & set(special))


#: a type that nobody wrote down implies nothing
NO_TYPE = DeclarationType()


def type_of(types: Mapping[str, DeclarationType], code: str) -> DeclarationType:
    """The type of that code among those of the day, or one that implies nothing."""
    return types.get(code, NO_TYPE)
