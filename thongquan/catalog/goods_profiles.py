"""The orders of law and the first goods profiles; risk officers try, approve, end them."""

from __future__ import annotations

import random
from decimal import Decimal

from thongquan.core.goods import RED, YELLOW
from thongquan.core.goods_selection import ANALYSIS, SCANNER
from thongquan.core.profiles import ORDER, Profile
from thongquan.core.words import Words


def _order(code: str, text: str, lane: str, words: Words, citation: str) -> Profile:
    return Profile(code, text, lane, words, kind=ORDER, purpose=words.vi, citation=citation)


def _p(code: str, text: str, lane: str, expected: int, vi: str, en: str, zh: str, form: str = "") -> Profile:
    return Profile(code, text, lane, Words(vi, en, zh), purpose=vi, expected=Decimal(expected), form=form)


#: what law or an alert prescribes: for everybody, whatever the room, and a list may stand alone
ORDERS: tuple[Profile, ...] = (
    _order("ORD-01", "banned", RED, Words("Hàng thuộc diện cấm", "Prohibited goods", "禁止进出境货物"),
       "Luật Hải quan 54/2014/QH13, Điều 10; Nghị định 69/2018/NĐ-CP"),
    _order("ORD-02", "permit_missing", YELLOW, Words("Thiếu giấy phép của hàng phải có giấy phép", "A listed good without its licence",
       "应领许可证的货物缺少许可证"),
           "Thông tư 81/2019/TT-BTC, Điều 17.2"),
    _order("ORD-03", "by_law", RED, Words("Luật buộc kiểm tra thực tế", "The law orders an inspection", "依法须查验"), "Luật Hải quan 54/2014/QH13, Điều 33"),
    _order("ORD-04", "trader.enforced", YELLOW, Words("Người khai đang bị cưỡng chế thuế", "The declarant is under tax enforcement", "申报人被税务强制执行"),
           "Thông tư 81/2019/TT-BTC, Điều 17.4"),
    _order("ORD-05", "importer in @stop_list", RED, Words("Có lệnh dừng đối với người nhập khẩu", "The importer is on a stop list", "进口商在布控名单中"),
           "Luật Hải quan 54/2014/QH13, Điều 68"),
    _order("ORD-06", "amended and gate_excess > 15", RED, Words("Khai sửa và cân tại cửa khẩu vượt 15 %", "Amended, and 15 % heavier at the gate",
       "已修改申报且口岸称重超15%"),
           "Thông tư 81/2019/TT-BTC, Điều 17.10"),
)

#: the lists that orders and profiles cite; empty until officers fill them
LISTS: dict[str, Words] = {
    "stop_list": Words("Người khai có lệnh dừng", "Declarants under a stop order", "被布控申报人"),
    "priority_enterprises": Words("Doanh nghiệp ưu tiên", "Priority enterprises", "优先企业"),
    "risk_goods_value": Words("Hàng rủi ro về trị giá", "Goods at risk of undervaluation", "价格风险商品"),
    "risk_goods_class": Words("Hàng rủi ro về phân loại", "Goods at risk of misclassification", "归类风险商品"),
    "risk_goods_origin": Words("Hàng rủi ro về xuất xứ", "Goods at risk of false origin", "原产地风险商品"),
    "shell_firms": Words("Công ty có dấu hiệu không hoạt động", "Firms that seem not to operate", "疑似空壳企业"),
}

DEFAULTS: tuple[Profile, ...] = (
    # value
    _p("VAL-01", 'heading = "8517" and origin in ("CN", "HK") and kg_value < 20', YELLOW, 18, "Điện thoại, thiết bị viễn thông khai giá thấp theo kg",
       "Telephones declared too cheap by the kilogram", "电话及通信设备按千克申报价过低"),
    _p("VAL-02", 'chapter in ("61", "62") and kg_value < 3 and trader.grade >= 3', YELLOW, 16, "Quần áo dưới 3 USD/kg", "Clothing below 3 USD a kilogram",
       "服装低于3美元/千克"),
    _p("VAL-03", 'chapter = "64" and unit_value < 1.5', YELLOW, 14, "Giày dép dưới 1,5 USD/đôi", "Footwear below 1.50 USD a pair", "鞋靴低于1.5美元/双"),
    _p("VAL-04", 'heading in ("8703", "8704") and unit_value < 4000 and not name contains ("phu tung", "linh kien")', RED, 20,
       "Xe nguyên chiếc khai dưới 4.000 USD", "Whole vehicles declared below 4,000 USD", "整车申报低于4000美元"),
    _p("VAL-05", "related and total_value > 100000 and trader.grade >= 3", YELLOW, 10, "Quan hệ đặc biệt, trị giá lớn", "Related parties, high value",
       "特殊关系且价值较大"),
    _p("VAL-06", 'incoterm in ("CIF", "CIP", "DAP", "DDP") and freight_share > 40', YELLOW, 9, "Cước bất thường so với hóa đơn",
       "Freight out of proportion to the invoice", "运费与发票不成比例"),
    _p("VAL-07", "hs in @risk_goods_value and trader.hits >= 1 and kg_value < 10", YELLOW, 20, "Hàng rủi ro trị giá, từng bị phát hiện sai",
       "Goods at risk of undervaluation, earlier findings", "价格风险商品且有查获记录"),
    _p("VAL-08", 'chapter in ("84", "85") and name contains ("da qua su dung", "second hand") and kg_value < 5', RED, 17,
       "Máy móc đã qua sử dụng giá thấp", "Used machinery at a low value", "低价旧机电设备", SCANNER),
    # classification
    _p("CLS-01", "name_length < 12 and total_value > 5000", YELLOW, 12, "Tên hàng quá ngắn", "The description is too short", "商品名称过短"),
    _p("CLS-02", 'name contains ("hang tap", "do dung", "phu kien", "general") and lines >= 3', YELLOW, 13, "Tên hàng chung chung", "Vague descriptions",
       "商品名称笼统"),
    _p("CLS-03", 'chapter in ("29", "38") and name contains ("hon hop", "che pham", "dung moi") and trader.months < 12', RED, 16,
       "Hóa chất hỗn hợp của người khai mới", "Mixed chemicals of a new declarant", "新申报人的混合化学品", ANALYSIS),
    _p("CLS-04", 'heading in ("3901", "3902", "3907") and name contains ("phe lieu", "manh vun", "tai che")', RED, 22, "Nhựa có dấu hiệu phế liệu",
       "Plastics that look like waste", "疑似废塑料", SCANNER),
    _p("CLS-05", "hs in @risk_goods_class and trader.checks < 3 and value > 20000", YELLOW, 12, "Hàng rủi ro phân loại, chưa kiểm tra nhiều",
       "Goods at risk of misclassification, few earlier checks", "归类风险商品且检查次数少"),
    _p("CLS-06", "chapters > 10 and total_value > 20000", YELLOW, 11, "Hàng nhiều chương trong một tờ khai", "Many chapters on one declaration", "一单多章"),
    # origin
    _p("ORG-01", 'preference is known and origin_differs and loading_place is known and trader.grade >= 3', YELLOW, 12, "Ưu đãi thuế, xuất xứ khác nước gửi",
       "Preference claimed, origin differs from the sender's country", "申请优惠但原产国与发货国不同"),
    _p("ORG-02", 'preference in ("ACFTA", "RCEP") and documents < 3', YELLOW, 10, "Ưu đãi thuế nhưng ít chứng từ", "Preference with few documents",
       "申请优惠但单证少"),
    _p("ORG-03", 'direction = "EXPORT" and hs in @risk_goods_origin and trader.months < 12', YELLOW, 12, "Xuất hàng rủi ro xuất xứ của doanh nghiệp mới",
       "Exports at risk of false origin by a new firm", "新企业出口原产地风险商品"),
    _p("ORG-04", 'origins > 5 and preference is known', YELLOW, 9, "Nhiều xuất xứ trên một tờ khai có ưu đãi",
       "Many origins on one declaration with preference", "一单多原产国且申请优惠"),
    # quantity and weight
    _p("QTY-01", "gate_excess > 5 and trader.grade >= 2", RED, 25, "Cân tại cửa khẩu vượt khai báo 5 %", "5 % heavier at the gate than declared",
       "口岸称重超申报5%", SCANNER),
    _p("QTY-02", "tare > 1.6 and gross_kg > 1000", RED, 12, "Bì nặng bất thường", "The packing is too heavy", "包装过重", SCANNER),
    _p("QTY-03", "tare < 1", YELLOW, 20, "Trọng lượng tịnh lớn hơn cả bì", "Net weight above gross", "净重大于毛重"),
    _p("QTY-04", 'kg_per_package > 100 and chapter in ("07", "08")', YELLOW, 8, "Rau quả khai số kiện quá ít", "Fruit and vegetables in too few packages",
       "果蔬申报件数过少"),
    _p("QTY-05", "containers > 0 and total_kg < 2000 and not perishable", YELLOW, 8, "Container rất nhẹ", "A very light container", "集装箱重量过轻"),
    # prohibited and dangerous goods
    _p("PRH-01", 'chapter = "36" or heading in ("9301", "9302", "9303", "9304")', RED, 12, "Chất nổ, vũ khí", "Explosives, weapons", "爆炸品、武器", SCANNER),
    _p("PRH-02", 'heading in ("2939", "2932", "2924") and trader.grade >= 3', RED, 10, "Hóa chất có thể là tiền chất", "Chemicals that may be precursors",
       "可能为易制毒化学品", ANALYSIS),
    _p("PRH-03", 'chapter in ("44", "01", "05") and origin in ("LA", "KH", "MM", "CG", "CD") and permits = 0', RED, 16,
       "Gỗ, động vật từ nước rủi ro, không nêu giấy phép",
       "Timber or animals from countries at risk, no permit cited", "来自风险国家的木材、动物且未列许可证", SCANNER),
    # who and when
    _p("NEW-01", "trader.declarations < 2 and total_value > 80000", YELLOW, 13, "Người khai mới, trị giá lớn", "A new declarant, high value",
       "新申报人且价值较大"),
    _p("NEW-02", "importer in @shell_firms and total_value > 10000 and trader.checks < 5", RED, 22, "Công ty nghi không hoạt động, trị giá lớn",
       "A firm that seems not to operate, high value", "疑似空壳企业且价值较大"),
    _p("HIS-01", "trader.hit_share >= 30 and trader.checks >= 3 and trader.grade >= 4", RED, 30, "Hay bị phát hiện sai, tuân thủ thấp",
       "Frequent findings, low compliance", "查获率高、合规等级低"),
    _p("HIS-02", "trader.hits >= 1 and bill_reused", YELLOW, 20, "Từng bị phát hiện sai, vận đơn đã dùng",
       "Earlier findings, transport document used before", "有查获记录且运单重复使用"),
    _p("TIM-01", "hour between 0 and 4 and perishable and total_value > 30000 and trader.grade >= 4", YELLOW, 8,
       "Đăng ký đêm, hàng tươi trị giá lớn, tuân thủ thấp",
       "Registered at night, costly fresh goods, low compliance", "夜间登记、鲜货价值大、合规等级低"),
    _p("AMD-01", "amended and total_value > 20000 and trader.grade >= 4", YELLOW, 12, "Khai sửa, trị giá lớn, tuân thủ thấp",
       "Amended, high value, low compliance", "修改申报、价值大、合规等级低"),
)


def invented(number: int = 200, seed: int = 1) -> tuple[Profile, ...]:
    """The first profiles and as many invented ones as are wanted, for measuring; the same seed gives the same ones."""
    dice = random.Random(seed)
    made = list(DEFAULTS[:number])
    while len(made) < number:
        n = len(made)
        chapter = f"{dice.randint(1, 97):02}"
        text = dice.choice((
            f'hs starts "{chapter}{dice.randint(1, 20):02}" and origin in ("CN", "HK") and unit_value < {dice.randint(1, 90) / 10} and not trader.grade = 1',
            f'chapter = "{chapter}" and kg_value < {dice.randint(1, 60) / 10} and trader.months < {dice.randint(2, 24)}',
            f'any(hs starts "{chapter}" and tare > {dice.randint(12, 30) / 10}) and total_value > {dice.randint(1, 90)}000',
            f'name contains ("mau {n}", "loai {n % 7}") and packages > {dice.randint(5, 500)} and trader.grade >= {dice.randint(2, 5)}',
            f'hs in @risk_goods_value and kg_value between 0 and {dice.randint(1, 9)} and trader.checks < {dice.randint(1, 20)}',
        ))
        made.append(_p(f"BEN-{n:03}", text, dice.choice((YELLOW, RED)), 10, f"Hồ sơ đo tốc độ {n}", f"Profile {n} for measuring", f"测速条件{n}"))
    return tuple(made)
