"""Ministries' agencies, the documents they issue, and which goods wait for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from thongquan.core.words import Words

#: Decree 85/2019 in force; the ministries as merged in 2025
SINCE, MERGED = date(2020, 1, 1), date(2025, 3, 1)
WINDOW = "NSW"
WINDOW_WORDS = Words("Cổng thông tin một cửa quốc gia", "National Single Window", "国家单一窗口")

_D24 = "Điều 26.2.NĐ.7.24 khoản 1"
_BELIEVED = "believed: list of documents by ministry is not in the codified text at hand"
_HOUSE = "house setting: risks that wait while an agency is silent; all others go on with a post-check"

IMPORT, EXPORT, TRANSIT = "import", "export", "transit"
BOTH = (IMPORT, EXPORT)


@dataclass(frozen=True)
class Ministry:
    """One agency that issues documents: its code here, its names, its ministry."""

    code: str
    words: Words
    ministry: Words
    since: date = MERGED
    citation: str = _BELIEVED
    believed: bool = True
    through_window: bool = True

    @property
    def unit_code(self) -> str:
        """The code of the agency among our units."""
        return f"BN-{self.code}"


@dataclass(frozen=True)
class DocumentKind:
    """One kind of document: four signs as VNACCS takes them, its issuer, the goods (HS beginnings) that need it."""

    code: str
    agency: str
    words: Words
    hs: tuple[str, ...]
    directions: tuple[str, ...] = (IMPORT,)
    since: date = SINCE
    until: date = date.max
    citation: str = _D24
    believed: bool = True

    def covers(self, hs: str) -> bool:
        return any(hs.startswith(start) for start in self.hs)


@dataclass(frozen=True)
class Waiting:
    """A risk that waits for its agency: kind, HS beginnings (empty: all), why, from when."""

    kind: str
    hs: tuple[str, ...]
    why: Words
    since: date = SINCE
    until: date = date.max
    citation: str = _HOUSE
    believed: bool = True


_MAE = Words("Bộ Nông nghiệp và Môi trường", "Ministry of Agriculture and Environment", "农业与环境部")
_MOIT = Words("Bộ Công Thương", "Ministry of Industry and Trade", "工贸部")
_MOH = Words("Bộ Y tế", "Ministry of Health", "卫生部")
_MOST = Words("Bộ Khoa học và Công nghệ", "Ministry of Science and Technology", "科学技术部")
_MOCST = Words("Bộ Văn hóa, Thể thao và Du lịch", "Ministry of Culture, Sports and Tourism", "文化体育旅游部")
_MPS = Words("Bộ Công an", "Ministry of Public Security", "公安部")
_MOC = Words("Bộ Xây dựng", "Ministry of Construction", "建设部")

MINISTRIES: dict[str, Ministry] = {m.code: m for m in (
    Ministry("BVTV", Words("Kiểm dịch thực vật", "Plant quarantine agency", "植物检疫机关"), _MAE),
    Ministry("TY", Words("Kiểm dịch động vật", "Animal quarantine agency", "动物检疫机关"), _MAE),
    Ministry("CLCB", Words("Quản lý chất lượng nông lâm thủy sản", "Agro-fishery quality agency", "农林水产质量管理机关"), _MAE),
    Ministry("LN", Words("Cơ quan quản lý CITES", "CITES management authority", "CITES管理机关"), _MAE),
    Ministry("MT", Words("Quản lý chất thải, phế liệu", "Waste and scrap agency", "废弃物与废料管理机关"), _MAE),
    Ministry("XNK", Words("Quản lý xuất nhập khẩu", "Export and import administration", "进出口管理机关"), _MOIT),
    Ministry("HC", Words("Quản lý hóa chất", "Chemicals agency", "化学品管理机关"), _MOIT),
    Ministry("VLN", Words("Quản lý vật liệu nổ công nghiệp", "Industrial explosives agency", "工业爆炸物管理机关"), _MOIT),
    Ministry("ATTP", Words("An toàn thực phẩm", "Food safety agency", "食品安全机关"), _MOH),
    Ministry("QLD", Words("Quản lý dược", "Drug administration", "药品管理机关"), _MOH),
    Ministry("TBYT", Words("Quản lý thiết bị y tế", "Medical devices agency", "医疗器械管理机关"), _MOH),
    Ministry("TDC", Words("Tiêu chuẩn đo lường chất lượng", "Standards and quality agency", "标准计量质量机关"), _MOST),
    Ministry("ATBX", Words("An toàn bức xạ và hạt nhân", "Radiation and nuclear safety agency", "辐射与核安全机关"), _MOST),
    Ministry("XBP", Words("Quản lý xuất bản phẩm", "Publications agency", "出版物管理机关"), _MOCST),
    Ministry("VK", Words("Quản lý vũ khí, công cụ hỗ trợ", "Weapons and support tools agency", "武器与辅助器械管理机关"), _MPS),
    Ministry("DK", Words("Đăng kiểm", "Vehicle register", "车辆检验登记机关"), _MOC),
)}

KINDS: dict[str, DocumentKind] = {k.code: k for k in (
    DocumentKind("KDTV", "BVTV", Words("Giấy chứng nhận kiểm dịch thực vật", "Plant quarantine certificate", "植物检疫证书"),
                 ("06", "07", "08", "0901", "0902", "0904", "10", "1201", "1202", "1209", "1211", "1401", "44", "5201"), BOTH),
    DocumentKind("GPTV", "BVTV", Words("Giấy phép kiểm dịch thực vật nhập khẩu", "Plant quarantine import permit", "植物检疫进口许可证"),
                 ("0601", "0602", "1209", "0810", "0805")),
    DocumentKind("TBVT", "BVTV", Words("Giấy phép nhập khẩu thuốc bảo vệ thực vật", "Pesticide import permit", "农药进口许可证"), ("3808",)),
    DocumentKind("PBON", "BVTV", Words("Giấy phép nhập khẩu phân bón", "Fertiliser import permit", "化肥进口许可证"), ("31",)),
    DocumentKind("KDDV", "TY", Words("Giấy chứng nhận kiểm dịch động vật", "Animal quarantine certificate", "动物检疫证书"),
                 ("01", "02", "04", "0504", "1601", "4101", "4102", "5101"), BOTH),
    DocumentKind("KDTS", "TY", Words("Giấy chứng nhận kiểm dịch thủy sản", "Aquatic animal quarantine certificate", "水生动物检疫证书"), ("03",), BOTH),
    DocumentKind("CLNS", "CLCB", Words("Chứng thư an toàn thực phẩm nông lâm thủy sản", "Agro-fishery food safety certificate", "农林水产食品安全证书"),
                 ("1604", "1605", "2008"), BOTH),
    DocumentKind("CITE", "LN", Words("Giấy phép CITES", "CITES permit", "CITES许可证"),
                 ("0106", "0208", "0507", "4103", "4403", "4407", "4412", "9601"), (IMPORT, EXPORT, TRANSIT)),
    DocumentKind("PLGM", "MT", Words("Giấy phép nhập khẩu phế liệu", "Scrap import permit", "废料进口许可证"),
                 ("2618", "2619", "3915", "4707", "7204", "7404", "7602")),
    DocumentKind("HNTQ", "XNK", Words("Văn bản phân giao hạn ngạch thuế quan", "Tariff quota allocation", "关税配额分配文件"),
                 ("0407", "1701", "2401", "2501")),
    DocumentKind("GPNK", "XNK", Words("Giấy phép nhập khẩu", "Import licence", "进口许可证"), ("2402", "2403", "7108", "8802")),
    DocumentKind("GPTN", "XNK", Words("Giấy phép tạm nhập, tái xuất", "Temporary import, re-export licence", "临时进口再出口许可证"),
                 ("0207", "0206"), BOTH),
    DocumentKind("GPHC", "HC", Words("Giấy phép, khai báo hóa chất nhập khẩu", "Chemical import permit or declaration", "化学品进口许可或申报"),
                 ("28", "29", "3811", "3824")),
    DocumentKind("TCCN", "HC", Words("Giấy phép tiền chất công nghiệp", "Industrial precursor permit", "工业易制毒前体许可证"),
                 ("280610", "280700", "284161", "290230", "290911", "291411", "291412"), BOTH),
    DocumentKind("VLNO", "VLN", Words("Giấy phép vật liệu nổ công nghiệp", "Industrial explosives permit", "工业爆炸物许可证"),
                 ("3601", "3602", "3603", "3604"), (IMPORT, EXPORT, TRANSIT)),
    DocumentKind("KTTP", "ATTP", Words("Thông báo kết quả kiểm tra an toàn thực phẩm", "Food safety inspection result", "食品安全检验结果通知"),
                 ("1704", "1806", "1901", "1902", "1905", "2005", "2009", "2103", "2106", "2202", "2203", "2204")),
    DocumentKind("GPTH", "QLD", Words("Giấy phép nhập khẩu thuốc", "Medicine import permit", "药品进口许可证"), ("3002", "3003", "3004"), BOTH),
    DocumentKind("GPGN", "QLD", Words("Giấy phép thuốc gây nghiện, hướng thần, tiền chất", "Narcotic and psychotropic medicine permit", "麻醉精神药品许可证"),
                 ("2939", "293370"), BOTH),
    DocumentKind("GPYT", "TBYT", Words("Giấy phép nhập khẩu thiết bị y tế", "Medical device import permit", "医疗器械进口许可证"), ("9018", "9019", "9022")),
    DocumentKind("KTCL", "TDC", Words("Thông báo kết quả kiểm tra chất lượng", "Quality inspection result", "质量检验结果通知"),
                 ("2710", "2711", "4011", "7213", "7214", "8516", "8544", "9503", "6506")),
    DocumentKind("GPBX", "ATBX", Words("Giấy phép nguồn phóng xạ, thiết bị bức xạ", "Radiation source permit", "放射源许可证"),
                 ("2844", "9022"), (IMPORT, EXPORT, TRANSIT)),
    DocumentKind("GPXB", "XBP", Words("Giấy phép nhập khẩu xuất bản phẩm", "Publications import permit", "出版物进口许可证"), ("4901", "4902", "4903", "8523")),
    DocumentKind("GPVK", "VK", Words("Giấy phép vũ khí, công cụ hỗ trợ", "Weapons and support tools permit", "武器及辅助器械许可证"),
                 ("93",), (IMPORT, EXPORT, TRANSIT)),
    DocumentKind("DKXE", "DK", Words("Giấy chứng nhận chất lượng an toàn kỹ thuật xe", "Vehicle technical safety certificate", "车辆技术安全质量证书"),
                 ("8701", "8702", "8703", "8704", "8705", "8711", "8716")),
)}

WAITING: tuple[Waiting, ...] = (
    Waiting("KDDV", ("01", "02"), Words(
        "Động vật sống và thịt: nguy cơ lây dịch", "Live animals and meat: disease may spread", "活动物和肉类：疫病传播风险")),
    Waiting("KDTV", ("06", "1209"), Words(
        "Cây giống, hạt giống: nguy cơ lây sinh vật gây hại", "Live plants and seed: pests may spread", "种苗和种子：有害生物传播风险")),
    Waiting("GPTV", (), Words(
        "Vật thể phải phân tích nguy cơ dịch hại", "Goods that need a pest risk analysis", "须作有害生物风险分析的物品")),
    Waiting("CITE", (), Words(
        "Động vật, thực vật hoang dã nguy cấp", "Endangered wild animals and plants", "濒危野生动植物")),
    Waiting("PLGM", (), Words(
        "Phế liệu: nguy cơ ô nhiễm môi trường", "Scrap: risk of pollution", "废料：污染环境风险")),
    Waiting("TCCN", (), Words(
        "Tiền chất", "Precursors", "易制毒前体")),
    Waiting("VLNO", (), Words(
        "Vật liệu nổ", "Explosives", "爆炸物")),
    Waiting("GPGN", (), Words(
        "Thuốc gây nghiện, hướng thần", "Narcotic and psychotropic medicines", "麻醉精神药品")),
    Waiting("GPBX", (), Words(
        "Nguồn phóng xạ, thiết bị bức xạ", "Radiation sources and devices", "放射源与辐射装置")),
    Waiting("GPVK", (), Words(
        "Vũ khí, công cụ hỗ trợ", "Weapons and support tools", "武器及辅助器械")),
)

#: how long a hold may last before it climbs one level, in hours; what is checked afterwards is due in days
HOLD_HOURS, POST_CHECK_DAYS = 8, 5


def waits(kind: str, hs: str, on: date) -> Waiting | None:
    """The listed risk for which these goods wait while the agency is silent; None: they go on with a post-check."""
    for row in WAITING:
        if row.kind == kind and row.since <= on <= row.until and (not row.hs or any(hs.startswith(start) for start in row.hs)):
            return row
    return None


def needed(hs: str, direction: str, on: date) -> tuple[DocumentKind, ...]:
    """The kinds of documents that goods of this code may need on that day."""
    return tuple(k for k in KINDS.values() if direction in k.directions and k.since <= on <= k.until and k.covers(hs))


def kinds_of(agency: str) -> tuple[DocumentKind, ...]:
    """What one agency issues."""
    return tuple(k for k in KINDS.values() if k.agency == agency)
