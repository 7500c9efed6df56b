"""Names that sentences need in three languages: countries, modes, regimes, papers."""

from thongquan.core.words import Words

COUNTRIES = {
    "VN": Words("Việt Nam", "Viet Nam", "越南"),
    "CN": Words("Trung Quốc", "China", "中国"),
    "LA": Words("Lào", "Laos", "老挝"),
    "KH": Words("Campuchia", "Cambodia", "柬埔寨"),
    "TH": Words("Thái Lan", "Thailand", "泰国"),
    "MM": Words("Myanmar (Miến Điện)", "Myanmar", "缅甸"),
}
MODES = {
    "road": Words("đường bộ", "road", "公路"),
    "waterway": Words("đường thủy nội địa", "inland waterway", "内河"),
}
REGIMES = {
    "temporary_admission": Words("tạm nhập - tái xuất", "temporary admission - re-exportation", "暂时进境-复出境"),
    "temporary_exportation": Words("tạm xuất - tái nhập", "temporary exportation - re-importation", "暂时出境-复进境"),
}
IDENTITY_PAPERS = {
    "P": Words("hộ chiếu", "passport", "护照"),
    "V": Words("thị thực", "visa", "签证"),
    "A": Words("giấy thông hành", "border pass", "边境通行证"),
    "F": Words("giấy tờ khác", "other paper", "其他证件"),
}


def country_name(code: str) -> Words:
    """The country's name, or its code where we have no name."""
    return COUNTRIES.get(code, Words(code, code, code))
