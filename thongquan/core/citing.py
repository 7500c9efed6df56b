"""A citation of Vietnamese law as readers of other languages write it; numbers stay."""

from __future__ import annotations

import re

#: what a reader of English or Chinese calls each kind of act
_KINDS = {
    "Nghị định": ("Decree", "法令"), "Nghị quyết": ("Resolution", "决议"), "Thông tư": ("Circular", "通知"), "Quyết định": ("Decision", "决定"),
    "Luật": ("Law", "法律"),
}
#: laws that are cited by their names
_LAWS = {
    "Luật Hải quan": ("Customs Law", "海关法"), "Luật thuế giá trị gia tăng": ("Value Added Tax Law", "增值税法"),
    "Luật thuế tiêu thụ đặc biệt": ("Special Consumption Tax Law", "特别消费税法"),
    "Luật thuế bảo vệ môi trường": ("Environmental Protection Tax Law", "环境保护税法"),
    "Luật thuế xuất khẩu, thuế nhập khẩu": ("Law on Export and Import Duties", "进出口税法"),
}
_ACT = re.compile(rf"({'|'.join((*_LAWS, *_KINDS))}) (\d+(?:/\d{{4}})?/[\w-]+)")
_SPAN = re.compile(r",? Điều ([\w.]+) đến Điều ([\w.]+)")
_CLAUSE, _POINT = re.compile(r" khoản (\w+)"), re.compile(r" điểm (\w+)")
_AMENDED = re.compile(r" ?\(sửa đổi bởi ([^)]+)\)")
_ARTICLE = re.compile(r",? Điều ([\w.]+)")
#: words that stand beside the numbers, and citations that have none
_WORDS = {
    " (thuế tuyệt đối)": (" (absolute duty)", "（从量税）"),
    " (thời hạn tạm nhập, tái xuất)": (" (time of temporary import)", "（暂时进出口期限）"),
    ", bảng mã loại hình": (", codes of declaration types", "，贸易方式代码表"),
    ", hồ sơ theo loại hình": (", documents by declaration type", "，按贸易方式的单证"),
    ", máy móc đã qua sử dụng": (", used machines", "，旧机器设备"),
    ", sửa đổi năm 2024": (", amended in 2024", "，2024年修订"),
    ", tờ khai trị giá": (", value declaration", "，估价申报单"),
    ", trị giá hải quan": (", customs value", "，海关估价"),
    ", xuất xứ hàng hóa": (", origin of goods", "，货物原产地"),
    ", Phụ lục II, mục 3 (chỉ tiêu không được khai bổ sung)": (
        ", annex II, section 3 (fields that are never amended)", "，附录二第3项（不得更改的项目）"),
    "Mã số thuế: ": ("Tax code: ", "税号："), "; số định danh: ": ("; identity number: ", "；身份号："),
    "Quy ước của hệ thống: nhắc để khai đúng, không chặn": (
        "Working rule of the platform: it reminds, it stops nobody", "平台运行规则：仅作提醒，不阻断"),
    "UN/ECE khuyến nghị 20 và 21": ("UN/ECE recommendations 20 and 21", "UN/ECE第20、21号建议书"),
    "VNACCS: nghiệp vụ IDA/EDA, tờ khai nhập khẩu và xuất khẩu": ("VNACCS: IDA/EDA, import and export declarations", "VNACCS：IDA/EDA，进出口报关单"),
    "; các danh mục của bộ quản lý": ("; lists of the ministries", "；主管部门目录"),
    " (giấy thông hành)": (" (laissez-passers)", "（通行证）"),
    " (mẫu tờ khai)": (" (form of the declaration)", "（申报单格式）"),
    " (xe không người lái)": (" (driverless vehicles)", "（无人驾驶车辆）"),
    "Đề án cửa khẩu thông minh; ": ("Smart border gate scheme; ", "智慧口岸方案；"),
    "Luật Trật tự, an toàn giao thông đường bộ (giấy phép lái xe, đăng kiểm)": (
        "Law on Road Traffic Order and Safety (driving licences, roadworthiness)", "《道路交通秩序与安全法》（驾驶证、车检）"),
    "Incoterms của Phòng Thương mại Quốc tế": ("Incoterms of the International Chamber of Commerce", "国际商会《国际贸易术语解释通则》"),
    "ISO 6346, ký hiệu và số kiểm tra của container": ("ISO 6346, container code and check digit", "ISO 6346，集装箱代码与校验码"),
    "Quy cách biển số của các nước, nhận dạng theo kinh nghiệm": ("Number plates of the countries, as experience knows them", "各国号牌格式，按经验识别"),
    "Quy ước vận hành của hệ thống, không chặn quyền của người khai": (
        "Working rule of the platform; it takes no right from the declarant", "平台运行规则，不限制申报人权利"),
    "VNACCS: nghiệp vụ TIR/TOR, tờ khai phương tiện đường bộ": ("VNACCS: TIR/TOR, declaration of road vehicles", "VNACCS：TIR/TOR，公路车辆申报"),
}


def cited(text: str, language: str) -> str:
    """The citation in `language` (`vi`, `en`, `zh`); what is not known stays Vietnamese.

    >>> cited("Nghị định 08/2015/NĐ-CP (sửa đổi bởi 59/2018/NĐ-CP), Điều 81.2", "en")
    'Decree 08/2015/NĐ-CP (amended by 59/2018/NĐ-CP), article 81.2'
    """
    if language == "vi":
        return text
    column = 1 if language.startswith("zh") else 0
    for words, said in _WORDS.items():
        text = text.replace(words, said[column])
    if column:
        text = _ACT.sub(lambda m: f"第{m[2]}号{_KINDS[m[1]][1]}" if m[1] in _KINDS else f"《{_LAWS[m[1]][1]}》（{m[2]}）", text)
        text = _ARTICLE.sub(r"第\1条", _SPAN.sub(r"第\1至\2条", _AMENDED.sub(r"（经\1修订）", text)))
        return _POINT.sub(r"\1项", _CLAUSE.sub(r"第\1款", text))
    text = _ACT.sub(lambda m: f"{(_LAWS | _KINDS)[m[1]][0]} {m[2]}", text)
    text = _ARTICLE.sub(r", article \1", _SPAN.sub(r", articles \1 to \2", _AMENDED.sub(r" (amended by \1)", text)))
    return _POINT.sub(r", point \1", _CLAUSE.sub(r", clause \1", text))
