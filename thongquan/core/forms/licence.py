"""The forms in which a ministry's officer keys a document, a trader files the scan of one."""

from thongquan.core.form import Choice, Field, Form
from thongquan.core.units import UNITS
from thongquan.core.words import Words

UNIT_CHOICES = tuple(Choice(unit.code, Words(*(f"{text} ({unit.code})" for text in (unit.words.vi, unit.words.en, unit.words.zh))))
                     for unit in UNITS.values())

LINE = Form("licence_line", (
    Field("hs", "text", Words("Mã HS", "HS code", "商品编码"), required=True, longest=10, code=True, example="0810",
          hint=Words("Chương, nhóm hoặc mã đầy đủ", "Chapter, heading or whole code", "章、品目或完整编码")),
    Field("words", "text", Words("Tên hàng", "Goods", "货物名称"), longest=300),
    Field("quantity", "decimal", Words("Số lượng", "Quantity", "数量"), required=True),
    Field("unit", "choice", Words("Đơn vị tính", "Unit", "计量单位"), required=True, choices=UNIT_CHOICES),
    Field("origin", "text", Words("Xuất xứ", "Origin", "原产地"), longest=2, code=True, example="CN",
          hint=Words("Để trống khi không giới hạn", "Leave empty when any", "不限则留空")),
))

LICENCE_FORM = Form("licence", (
    Field("kind", "text", Words("Loại giấy phép", "Kind of document", "许可证类别"), required=True, source="kinds"),
    Field("number", "text", Words("Số giấy phép", "Number", "许可证编号"), required=True, longest=40),
    Field("holder_tax_id", "text", Words("Mã số thuế người được cấp", "Tax id of the holder", "持有人税号"), required=True, longest=20, code=True),
    Field("holder_name", "text", Words("Tên người được cấp", "Name of the holder", "持有人名称"), longest=200),
    Field("issued_on", "day", Words("Ngày cấp", "Issued on", "签发日期"), required=True),
    Field("valid_until", "day", Words("Có hiệu lực đến hết ngày", "Valid until", "有效期至"),
          hint=Words("Để trống khi không có hạn", "Leave empty when it has no end", "无期限请留空")),
    Field("lines", "rows", Words("Hàng hóa được phép", "Goods allowed", "准许的货物"), required=True, rows=LINE, most_rows=50),
))

#: a trader files what he holds himself: who holds it is not asked
SCAN_FORM = Form("licence_scan", tuple(field for field in LICENCE_FORM.fields if not field.name.startswith("holder")))
