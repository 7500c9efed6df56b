"""A citation of Vietnamese law as readers of other languages write it; numbers stay."""

from __future__ import annotations

import re

#: what a reader of English or Chinese calls each kind of act
_KINDS = {
    "Luật Hải quan": ("Customs Law", "海关法"), "Nghị định": ("Decree", "法令"), "Thông tư": ("Circular", "通知"),
    "Quyết định": ("Decision", "决定"), "Luật": ("Law", "法律"),
}
_ACT = re.compile(rf"({'|'.join(_KINDS)}) (\d+/\d{{4}}/[\w-]+)")
_AMENDED = re.compile(r" ?\(sửa đổi bởi ([^)]+)\)")
_ARTICLE = re.compile(r",? Điều ([\w.]+)")
#: words that stand beside the numbers, and citations that have none
_WORDS = {
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
        text = _ACT.sub(lambda m: f"第{m[2]}号{_KINDS[m[1]][1]}" if m[1] != "Luật Hải quan" else f"《海关法》（{m[2]}）", text)
        return _ARTICLE.sub(r"第\1条", _AMENDED.sub(r"（经\1修订）", text))
    text = _ACT.sub(lambda m: f"{_KINDS[m[1]][0]} {m[2]}", text)
    return _ARTICLE.sub(r", article \1", _AMENDED.sub(r" (amended by \1)", text))
