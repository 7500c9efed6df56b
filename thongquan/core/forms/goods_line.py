"""One line of a goods declaration: what, where from, how much, worth what, taxed how."""

from dataclasses import replace

from thongquan.core.form import Field, Form
from thongquan.core.forms.goods_choices import TAX_KINDS
from thongquan.core.words import Words as W

#: most rows of a form or file; a declaration holds 50, the rest is split into linked declarations
MOST_ROWS = 500

TAX = Form("goods_tax", (
    Field("kind", "choice", W("Sắc thuế", "Tax", "税种"), choices=TAX_KINDS, required=True, example="vat",
          hint=W("Thường hệ thống tự chọn theo biểu thuế", "Usually chosen by the tariff", "通常由税则自动确定")),
    Field("code", "text", W("Mã biểu thuế", "Tax code", "税目代码"), longest=10, code=True, example="VB195", vnaccs="TX{n}",
          hint=W("Mã của VNACCS", "VNACCS code", "VNACCS代码"), source="tax_codes", known_from="tariff"),
    Field("exemption", "text", W("Mã miễn, giảm", "Exemption or reduction code", "减免代码"), longest=5, code=True, example="VK130", vnaccs="TR{n}",
          hint=W("Chỉ khi được miễn, giảm hoặc không chịu thuế", "Only when exempt, reduced or not liable", "仅在免税、减税或不征税时填写"),
          source="exemption_codes"),
    Field("reduction", "decimal", W("Số tiền giảm", "Amount of the reduction", "减税金额"), longest=16, example="1.200.000", vnaccs="TG{n}",
          hint=W("Đồng Việt Nam", "Vietnamese dong", "越南盾")),
))

_WHAT = (
    Field("hs", "text", W("Mã HS", "HS code", "商品编码"), required=True, longest=12, code=True, example="08109092",
          hint=W("Gõ mã hoặc tên hàng để tìm", "Type a code or words to search", "输入编码或品名查找"), vnaccs="CMD",
          wco="Commodity/Classification/ID", source="tariff", known_from="last_declaration"),
    Field("name", "text", W("Tên hàng, mô tả", "Description of goods", "品名及规格"), required=True, longest=600, lines=True,
          example="Quả thanh long ruột đỏ tươi, loại 1, hàng mới 100%",
          hint=W("Tên, công dụng, thành phần, nhãn hiệu, quy cách, mới hay cũ", "Name, use, composition, brand, size, new or used",
                 "品名、用途、成分、品牌、规格、新旧"), vnaccs="CMN", wco="Commodity/Description", known_from="last_declaration"),
    Field("material_code", "text", W("Mã quản lý riêng", "Own goods code", "企业料号"), longest=7, code=True, example="NL0042",
          hint=W("Mã nguyên liệu, sản phẩm khi gia công, sản xuất xuất khẩu", "Material or product code in processing", "加工生产的料件或成品代码"),
          vnaccs="IDA:GZC EDA:COC"),
    Field("origin", "text", W("Xuất xứ", "Country of origin", "原产国"), longest=2, code=True, example="CN",
          hint=W("Nước sản xuất, không phải nước bán", "Where it was made, not where it was sold", "生产国，而非销售国"), vnaccs="IDA:OR",
          wco="Commodity/Origin/CountryCode", source="countries", known_from="last_declaration"),
    Field("quantity", "decimal", W("Số lượng", "Quantity", "数量"), required=True, longest=12, example="18.000",
          hint=W("Tối đa 2 số lẻ", "At most two decimals", "最多两位小数"), vnaccs="QN1", wco="Commodity/GoodsMeasure/TariffQuantity", known_from="invoice"),
    Field("unit", "text", W("Đơn vị tính", "Unit", "计量单位"), required=True, longest=4, code=True, example="KGM",
          hint=W("Theo biểu thuế", "As in the tariff", "按税则"), vnaccs="QT1", source="units", known_from="tariff"),
    Field("quantity2", "decimal", W("Số lượng 2", "Second quantity", "第二数量"), longest=12, example="1.200",
          hint=W("Khi khai thêm đơn vị khác", "When another unit is declared too", "另报其他单位时填写"), vnaccs="QN2"),
    Field("unit2", "text", W("Đơn vị tính 2", "Second unit", "第二计量单位"), longest=4, code=True, example="CTN",
          hint=W("Đi cùng số lượng 2", "Goes with the second quantity", "与第二数量同报"), vnaccs="QT2", source="units"),
    Field("invoice_value", "decimal", W("Trị giá hóa đơn", "Invoice value", "发票金额"), longest=20, example="64.800",
          hint=W("Bằng đơn giá nhân số lượng", "Price times quantity", "单价乘以数量"), vnaccs="BPR", wco="Commodity/InvoiceLine/ItemChargeAmount",
          known_from="invoice"),
    Field("unit_price", "decimal", W("Đơn giá", "Unit price", "单价"), longest=9, example="3,6",
          hint=W("Tối đa 6 số lẻ", "At most six decimals", "最多六位小数"), vnaccs="UPR", known_from="invoice"),
    Field("price_unit", "text", W("Đơn vị của đơn giá", "Unit of the price", "单价单位"), longest=4, code=True, example="KGM",
          hint=W("Một trong hai đơn vị tính", "One of the two units", "两个计量单位之一"), vnaccs="TSC", source="units"),
    Field("price_currency", "text", W("Đồng tiền đơn giá", "Currency of the price", "单价币种"), longest=3, code=True, example="CNY",
          hint=W("Như đồng tiền hóa đơn", "As the invoice currency", "与发票币种一致"), vnaccs="UPC", source="currencies", known_from="invoice"),
)

_WEIGHTS = (
    Field("net_kg", "decimal", W("Trọng lượng tịnh, kg", "Net weight, kg", "净重（公斤）"), longest=14, example="18.000",
          hint=W("Không bì", "Without packing", "不含包装"), wco="Commodity/GoodsMeasure/NetNetWeightMeasure", known_from="packing_list"),
    Field("gross_kg", "decimal", W("Trọng lượng cả bì, kg", "Gross weight, kg", "毛重（公斤）"), longest=14, example="18.600",
          hint=W("Dùng để chia khi tách tờ khai", "Used to share out when the declaration is split", "拆分报关单时用于分摊"), known_from="packing_list"),
    Field("packages", "whole", W("Số kiện", "Packages", "件数"), longest=8, example="1200",
          hint=W("Của dòng hàng này", "Of this line", "本项件数"), known_from="packing_list"),
    Field("brand", "text", W("Nhãn hiệu", "Brand", "品牌"), longest=70, example="Hải Ninh",
          hint=W("Để trống nếu không có", "Leave empty when there is none", "无则留空")),
    Field("model", "text", W("Model, ký mã hiệu", "Model", "型号"), longest=70, example="HN-42A",
          hint=W("Máy móc, điện tử, xe", "Machines, electronics, vehicles", "机械、电子、车辆填写")),
    Field("permits", "rows", W("Giấy phép của dòng", "Permits of this line", "本项许可证"), longest=20, code=True, most_rows=5, example="0817/2026/GP",
          hint=W("Số trong danh sách giấy phép của tờ khai", "Numbers listed on the declaration", "报关单所列许可证号"), source="licences"),
)

_VALUE = (
    Field("customs_value", "decimal", W("Trị giá tính thuế", "Customs value", "完税价格"), longest=20, example="230.040.000",
          hint=W("Để trống, hệ thống tính", "Leave empty; it is computed", "留空由系统计算"), vnaccs="DPR", wco="Commodity/CustomsValuation/CustomsValue",
          known_from="system"),
    Field("customs_currency", "text", W("Đồng tiền trị giá tính thuế", "Currency of the customs value", "完税价格币种"), longest=3, code=True, example="VND",
          hint=W("Thường là VND", "Usually VND", "一般为VND"), vnaccs="BPC", source="currencies", known_from="system"),
)

_DUTY = (
    Field("duty_rate", "decimal", W("Thuế suất, %", "Duty rate, %", "税率（%）"), longest=10, example="5",
          hint=W("Để trống, hệ thống lấy từ biểu thuế", "Leave empty; taken from the tariff", "留空由税则确定"), vnaccs="TXA", known_from="tariff"),
    Field("absolute_rate", "decimal", W("Mức thuế tuyệt đối", "Absolute duty", "从量税额"), longest=10, example="15",
          hint=W("Số tiền trên một đơn vị", "An amount for each unit", "每单位金额"), vnaccs="TXB", known_from="tariff"),
    Field("absolute_unit", "text", W("Đơn vị của thuế tuyệt đối", "Unit of the absolute duty", "从量单位"), longest=4, code=True, example="KGM",
          hint=W("Đi cùng mức thuế tuyệt đối", "Goes with the absolute duty", "与从量税额同报"), vnaccs="TXC", source="units", known_from="tariff"),
    Field("absolute_currency", "text", W("Đồng tiền của thuế tuyệt đối", "Currency of the absolute duty", "从量税币种"), longest=3, code=True, example="USD",
          hint=W("Đi cùng mức thuế tuyệt đối", "Goes with the absolute duty", "与从量税额同报"), vnaccs="TXD", source="currencies", known_from="tariff"),
)

_PREFERENCE = (
    Field("preference", "text", W("Hiệp định ưu đãi", "Trade agreement", "优惠协定"), longest=10, code=True, example="ACFTA",
          hint=W("Để trống khi áp dụng thuế suất MFN", "Leave empty for the MFN rate", "适用最惠国税率时留空"), vnaccs="IDA:ORS", source="agreements",
          known_from="tariff"),
    Field("quota", "yes", W("Trong hạn ngạch thuế quan", "Within the tariff quota", "关税配额内"), example="1",
          hint=W("Cần giấy phép hạn ngạch", "Needs a quota licence", "须有配额许可证"), vnaccs="IDA:KWS"),
    Field("absolute_code", "text", W("Mã biểu thuế tuyệt đối", "Per-unit tax code", "从量税代码"), longest=10, code=True, example="XE01",
          hint=W("Xe đã qua sử dụng và hàng chịu thuế tuyệt đối", "Used cars and goods under absolute duty", "旧车等从量税商品"), vnaccs="IDA:SPD"),
    Field("adjustments", "rows", W("Áp dụng khoản điều chỉnh số", "Adjustments that apply", "适用的调整项"), longest=1, most_rows=5, example="1",
          hint=W("Số thứ tự khoản điều chỉnh ở phần trị giá", "Numbers of the adjustments under valuation", "估价部分调整项序号"), vnaccs="IDA:VN{n}"),
)

_REDUCTION = (
    Field("previous_line", "whole", W("Dòng của tờ khai trước", "Line of the previous declaration", "原报关单项号"), longest=2, example="1",
          hint=W("Cùng mã HS và đơn vị tính", "Of the same HS code and unit", "商品编码和单位须相同"), vnaccs="TDL"),
    Field("previous_number", "text", W("Số tờ khai trước của dòng", "Previous declaration of this line", "本项原报关单号"), longest=12, code=True,
          example="106812345670", hint=W("Khi khác với tờ khai trước ở phần chung", "When it differs from the one above", "与基本信息不同时填写"),
          source="declarations"),
    Field("exemption_list", "text", W("Số danh mục miễn thuế", "Exemption list", "免税清单号"), longest=12, code=True, example="900000118200",
          hint=W("Danh mục đã thông báo với hải quan", "The list notified to Customs", "已向海关备案的清单"), vnaccs="TXN", source="exemption_lists"),
    Field("exemption_line", "whole", W("Dòng trong danh mục miễn thuế", "Line of the exemption list", "免税清单项号"), longest=3, example="4",
          hint=W("Đi cùng số danh mục", "Goes with the list", "与清单号同报"), vnaccs="TXR"),
    Field("exemption", "text", W("Mã miễn, giảm thuế", "Exemption or reduction code", "减免税代码"), longest=5, code=True, example="XN011",
          hint=W("Chỉ khi được miễn, giảm hoặc không chịu thuế", "Only when exempt, reduced or not liable", "仅在免税、减税或不征税时填写"), vnaccs="RE",
          source="exemption_codes"),
    Field("reduction", "decimal", W("Số tiền giảm thuế", "Amount of the reduction", "减税金额"), longest=16, example="1.200.000",
          hint=W("Đồng Việt Nam", "Vietnamese dong", "越南盾"), vnaccs="REG"),
)

_TAXES = (
    Field("taxes", "rows", W("Thuế và thu khác", "Other taxes", "其他税费"), rows=TAX, most_rows=5, example="VB195",
          hint=W("Chỉ sửa khi khác với biểu thuế", "Change only when it differs from the tariff", "与税则不同时才修改"), wco="Commodity/DutyTaxFee",
          known_from="tariff"),
)

_OTHER_LAWS = Field("other_laws", "rows", W("Văn bản pháp luật khác", "Other laws", "其他法规"), longest=2, most_rows=5, code=True, example="AA",
                    hint=W("Mã văn bản về quản lý chuyên ngành", "Codes of other controlling laws", "其他监管法规代码"), vnaccs="OL{n}")

_NEEDS_ORIGIN = tuple(replace(f, required=True) if f.name == "origin" else f for f in _WHAT)

IMPORT_LINE = Form("goods_import_line", _NEEDS_ORIGIN + _WEIGHTS + _PREFERENCE + _VALUE + _DUTY + _REDUCTION + _TAXES)
EXPORT_LINE = Form("goods_export_line", _WHAT + _WEIGHTS + _VALUE + _DUTY + _REDUCTION + (_OTHER_LAWS,))
TRANSIT_LINE = Form("goods_transit_line", tuple(f for f in _WHAT if f.name not in ("material_code", "unit_price", "price_unit", "price_currency")) + _WEIGHTS)


def lines(row: Form) -> Field:
    """The lines of a form."""
    return Field("lines", "rows", W("Dòng hàng", "Lines of goods", "商品明细"), rows=row, most_rows=MOST_ROWS, required=True, part="lines", example="08109092",
                 hint=W("Nhập, dán hoặc tải tệp; quá 50 dòng sẽ tách tờ khai", "Type, paste or upload; beyond 50 the declaration is split",
                 "录入、粘贴或导入；超过50项将拆分"),
                 wco="GoodsShipment/GovernmentAgencyGoodsItem")


#: the law codes of an import stand on the declaration, those of an export on each line
OTHER_LAWS = replace(_OTHER_LAWS, vnaccs="IDA:OL{n}", part="permits")
