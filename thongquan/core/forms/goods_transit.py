"""The transit declaration: goods that pass through, with gates, route and day of leaving."""

from dataclasses import replace

from thongquan.core.form import Field, Form
from thongquan.core.forms.goods import DOCUMENTS, GENERAL, INVOICE, NOTES, PAYMENT, PERMITS, SYSTEM, TRANSPORT
from thongquan.core.forms.goods_asked import CONDITIONS
from thongquan.core.forms.goods_line import TRANSIT_LINE, lines
from thongquan.core.words import Words as W

#: transit has no job of its own among IDA and EDA: the ids below are those of the transport declaration OLA
ROUTE = (
    Field("transporter_tax_id", "text", W("Mã người vận chuyển", "Carrier's code", "承运人代码"), longest=13, code=True, grouped=True,
          example="0100109106",
          hint=W("Người chịu trách nhiệm đưa hàng đến cửa khẩu xuất", "Who answers for bringing the goods to the gate of exit", "负责将货物运至出境口岸者"),
          vnaccs="OLA:TRC", source="parties", known_from="register", part="transit"),
    Field("transporter", "text", W("Người vận chuyển", "Carrier", "承运人"), longest=300, example="CTCP Tiếp vận Ba Chẽ",
          hint=W("Tên theo đăng ký", "Name as registered", "按登记名称"), vnaccs="OLA:TRN", known_from="register", part="transit"),
    Field("exit_gate", "text", W("Cửa khẩu xuất", "Gate of exit", "出境口岸"), required=True, longest=6, code=True, example="VNLBG1",
          hint=W("Khác với cửa khẩu nhập", "Another than the gate of entry", "不同于入境口岸"), vnaccs="OLA:ARP", source="gates", part="transit"),
    Field("route", "text", W("Tuyến đường", "Route", "路线"), longest=35, example="QL18 - QL1 - QL9",
          hint=W("Các tuyến quốc lộ đi qua", "The roads taken", "途经道路"), vnaccs="OLA:ROU", part="transit"),
    Field("arrival", "day", W("Ngày hàng vào", "Day of entry", "入境日期"), required=True, example="24/11/2026",
          hint=W("Ngày đến cửa khẩu nhập", "When the goods reach the gate of entry", "抵达入境口岸日期"), vnaccs="OLA:SDT", part="transit"),
    Field("licence_number", "text", W("Giấy phép quá cảnh", "Transit permit", "过境许可证"), longest=20, code=True, example="0042/2026/QC",
          hint=W("Hàng phải có phép của Bộ Công Thương", "For goods the ministry must allow", "须经工贸部批准的货物"), source="licences", part="transit"),
)

PARTIES = (
    Field("importer_tax_id", "text", W("Mã chủ hàng hoặc người đại diện", "Owner's or agent's tax code", "货主或代理人税号"), longest=13, code=True,
          grouped=True, column=True, example="0100109106",
          hint=W("Người khai tại Việt Nam", "Who declares in Viet Nam", "在越南的申报人"), vnaccs="OLA:IM1", source="parties", known_from="register",
          part="parties"),
    Field("importer", "text", W("Người nhận hàng", "Consignee", "收货人"), required=True, longest=300, column=True, example="SAVAN LOGISTICS CO LTD",
          hint=W("Ở nước đến", "In the country of destination", "目的国收货人"), vnaccs="OLA:IN1", part="parties"),
    Field("importer_address", "text", W("Địa chỉ người nhận hàng", "Consignee's address", "收货人地址"), longest=300, example="Savannakhet",
          hint=W("Ở nước đến", "In the country of destination", "目的国地址"), vnaccs="OLA:IA1", part="parties"),
    Field("exporter", "text", W("Người gửi hàng", "Consignor", "发货人"), required=True, longest=300, column=True, example="GUANGXI BEILUN TRADING CO LTD",
          hint=W("Ở nước đi", "In the country of departure", "起运国发货人"), vnaccs="OLA:EN1", part="parties"),
    Field("exporter_address", "text", W("Địa chỉ người gửi hàng", "Consignor's address", "发货人地址"), longest=300, example="Dongxing",
          hint=W("Ở nước đi", "In the country of departure", "起运国地址"), vnaccs="OLA:EA1", part="parties"),
    Field("partner_country", "text", W("Nước gửi hàng", "Country of departure", "起运国"), longest=2, code=True, example="CN",
          hint=W("Mã hai chữ cái", "Two-letter code", "两位代码"), source="countries", part="parties"),
    Field("destination_country", "text", W("Nước đến", "Country of destination", "目的国"), longest=2, code=True, example="LA",
          hint=W("Mã hai chữ cái", "Two-letter code", "两位代码"), source="countries", part="transit"),
)

_GENERAL = tuple(
    replace(f, required=f.name in ("kind", "mode", "office", "gate", "temporary_until"), vnaccs="")
    for f in GENERAL if f.name not in ("previous_number", "contract", "contract_day", "cargo_class", "planned_day")
)
_PLAIN = tuple(replace(f, vnaccs="") for f in (*SYSTEM[:1], *SYSTEM[2:4]))
_INVOICE = tuple(replace(f, vnaccs="") for f in INVOICE if f.name in ("invoice_number", "invoice_day", "incoterm", "currency", "invoice_total"))
_SECURITY = tuple(f for f in PAYMENT if f.name.startswith(("payment_term", "guarantee")))

TRANSIT = Form("goods_transit", _PLAIN + _GENERAL + ROUTE + PARTIES + tuple(replace(f, vnaccs="") for f in TRANSPORT[:8]) + _INVOICE
               + (lines(TRANSIT_LINE),) + PERMITS + DOCUMENTS + _SECURITY + NOTES, CONDITIONS)
