"""The export declaration: the fields of VNACCS EDA, in the parts of a page."""

from dataclasses import replace

from thongquan.core.form import Field, Form
from thongquan.core.forms.goods import DOCUMENTS, GENERAL, INVOICE, NOTES, PAYMENT, PERMITS, SYSTEM, TRANSPORT
from thongquan.core.forms.goods_asked import CONDITIONS
from thongquan.core.forms.goods_line import EXPORT_LINE, lines
from thongquan.core.words import Words as W

PARTIES = (
    Field("exporter_tax_id", "text", W("Mã số thuế người xuất khẩu", "Exporter's tax code", "出口商税号"), longest=13, code=True, grouped=True, column=True,
          example="0100109106",
          hint=W("10 hoặc 13 số; cá nhân dùng số căn cước", "10 or 13 digits; persons use the citizen number", "10或13位；个人填身份证号"),
          vnaccs="EPC", wco="GoodsShipment/Exporter/ID", source="parties", known_from="register", part="parties"),
    Field("exporter", "text", W("Người xuất khẩu", "Exporter", "出口商"), required=True, longest=300, column=True, example="Công ty TNHH Nông sản Trà Cổ",
          hint=W("Tên theo đăng ký kinh doanh", "Name as registered", "按工商登记名称"), vnaccs="EPN", wco="GoodsShipment/Exporter/Name", known_from="register",
          part="parties"),
    Field("exporter_postcode", "text", W("Mã bưu chính", "Postcode", "邮编"), longest=7, example="200000", hint=W("Nếu có", "If any", "如有"),
          vnaccs="EPP", known_from="register", part="parties"),
    Field("exporter_address", "text", W("Địa chỉ người xuất khẩu", "Exporter's address", "出口商地址"), longest=300,
          example="Số 18 Hùng Vương, Móng Cái 1, Quảng Ninh",
          hint=W("Theo đăng ký kinh doanh", "As registered", "按登记地址"), vnaccs="EPA", known_from="register", part="parties"),
    Field("exporter_phone", "text", W("Điện thoại", "Telephone", "电话"), longest=20, example="0203 355 5000",
          hint=W("Để hải quan liên hệ", "For Customs to reach you", "便于海关联系"), vnaccs="EPT", known_from="register", part="parties"),
    Field("principal_tax_id", "text", W("Mã người ủy thác xuất khẩu", "Principal's tax code", "委托出口方税号"), longest=13, code=True, grouped=True,
          example="0100109106",
          hint=W("Khi xuất khẩu ủy thác", "When exporting on behalf of another", "委托出口时填写"), vnaccs="EXC", source="parties", part="parties"),
    Field("principal", "text", W("Người ủy thác xuất khẩu", "Principal", "委托出口方"), longest=300, example="CTCP Dây cáp Hải Hà",
          hint=W("Khi xuất khẩu ủy thác", "When exporting on behalf of another", "委托出口时填写"), vnaccs="EXN", part="parties"),
    Field("importer_code", "text", W("Mã người nhập khẩu", "Importer's code", "进口商代码"), longest=13, code=True, example="CN0001182",
          hint=W("Nếu đã có mã trong hệ thống", "If it has a code here", "如已有代码"), vnaccs="CGC", source="partners", known_from="last_declaration",
          part="parties"),
    Field("importer", "text", W("Người nhập khẩu", "Consignee", "收货人"), required=True, longest=70, column=True, example="GUANGXI BEILUN TRADING CO LTD",
          hint=W("Người mua ở nước ngoài", "The buyer abroad", "境外买方"), vnaccs="CGN", wco="GoodsShipment/Importer/Name", known_from="last_declaration",
          part="parties"),
    Field("partner_tax_id", "text", W("Mã định danh của đối tác", "Partner's identifier", "合作方识别号"), longest=18, code=True, grouped=True,
          example="914506811MA5N18Q21",
          hint=W("Mã tín dụng xã hội thống nhất của Trung Quốc, nếu có", "Chinese unified social credit code, if any", "中国统一社会信用代码（如有）"),
          known_from="last_declaration", part="parties"),
    Field("importer_postcode", "text", W("Mã bưu chính nước ngoài", "Foreign postcode", "境外邮编"), longest=9, example="538100",
          hint=W("Nếu có", "If any", "如有"),
          vnaccs="CGP", known_from="last_declaration", part="parties"),
    Field("importer_street", "text", W("Địa chỉ 1, số nhà và đường", "Address 1, street and number", "地址1（街道门牌）"), longest=35,
          example="NO 12 ZHONGYUE ROAD",
          hint=W("Địa chỉ của người nhập khẩu", "Of the consignee", "收货人地址"), vnaccs="CGA", known_from="last_declaration", part="parties"),
    Field("importer_street2", "text", W("Địa chỉ 2", "Address 2", "地址2"), longest=35, example="BUILDING 3", hint=W("Nếu có", "If any", "如有"),
          vnaccs="CAT", known_from="last_declaration", part="parties"),
    Field("importer_city", "text", W("Thành phố", "City", "城市"), longest=35, example="DONGXING",
          hint=W("Của người nhập khẩu", "Of the consignee", "收货人所在城市"),
          vnaccs="CAC", known_from="last_declaration", part="parties"),
    Field("importer_region", "text", W("Tỉnh, bang", "Province or state", "省、州"), longest=35, example="GUANGXI",
          hint=W("Của người nhập khẩu", "Of the consignee", "收货人所在省州"),
          vnaccs="CAS", known_from="last_declaration", part="parties"),
    Field("partner_country", "text", W("Nước người nhập khẩu", "Consignee's country", "收货人国家"), longest=2, code=True, example="CN",
          hint=W("Mã hai chữ cái", "Two-letter code", "两位代码"), vnaccs="CGK", source="countries", known_from="last_declaration", part="parties"),
)

DEPARTURE = (
    Field("departure", "day", W("Ngày hàng đi dự kiến", "Planned day of departure", "预计出境日期"), required=True, example="24/11/2026",
          hint=W("Khai chậm nhất 4 giờ trước khi xe xuất cảnh", "Declare at least four hours before leaving", "最迟于出境前4小时申报"),
          vnaccs="SYM", wco="BorderTransportMeans/DepartureDateTime", part="transport"),
    Field("destination", "text", W("Địa điểm đích cuối cùng", "Final destination", "最终目的地"), required=True, longest=5, code=True, example="CNDOX",
          hint=W("Mã UN/LOCODE ở nước ngoài", "UN/LOCODE abroad", "境外UN/LOCODE代码"), vnaccs="DSC", wco="GoodsShipment/Destination/ID", source="locodes",
          known_from="last_declaration", part="transport"),
    Field("destination_name", "text", W("Tên địa điểm đích", "Name of the destination", "目的地名称"), longest=35, example="DONGXING",
          hint=W("Khi mã là nơi khác", "When the code is another place", "代码为其他地点时填写"), vnaccs="DSN", part="transport"),
    Field("loading_place", "text", W("Địa điểm xếp hàng", "Place of loading", "装货地"), longest=6, code=True, example="MCAI",
          hint=W("Cửa khẩu, cảng, ga xuất", "Gate, port or station of exit", "出境口岸、港口或车站"), vnaccs="PSC", source="places",
          known_from="last_declaration", part="transport"),
    Field("loading_name", "text", W("Tên địa điểm xếp hàng", "Name of the place of loading", "装货地名称"), longest=35, example="CUA KHAU MONG CAI",
          hint=W("Như trên hợp đồng vận chuyển", "As in the transport contract", "按运输合同"), vnaccs="PSN", part="transport"),
    Field("vanning_places", "rows", W("Mã địa điểm đóng hàng", "Vanning places", "装箱地点代码"), longest=7, most_rows=5, code=True, example="20BBW01",
          hint=W("Nơi xếp hàng lên container, xe", "Where the goods are loaded", "装箱、装车地点"), vnaccs="VC{n}", source="places", asked_when="in_containers",
          part="transport"),
    Field("vanning_name", "text", W("Tên địa điểm đóng hàng", "Name of the vanning place", "装箱地点名称"), longest=70, example="KHO NONG SAN TRA CO",
          hint=W("Khi không có mã", "When there is no code", "无代码时填写"), vnaccs="VN", asked_when="in_containers", part="transport"),
    Field("vanning_address", "text", W("Địa chỉ đóng hàng", "Address of the vanning place", "装箱地址"), longest=300, example="Móng Cái 2, Quảng Ninh",
          hint=W("Để công chức đến khi cần kiểm tra", "Where an officer comes if it is inspected", "便于关员前往查验"), vnaccs="VA", asked_when="in_containers",
          part="transport"),
)

VALUE = (
    Field("freight", "decimal", W("Phí vận chuyển quốc tế", "Carriage abroad", "境外运费"), longest=18, example="2.400",
          hint=W("CFR, CIF, DAP…: phần trong giá từ cửa khẩu xuất, được trừ. EXW, FCA: cước đến cửa khẩu, được cộng",
                 "CFR, CIF, DAP…: what the price holds beyond the gate, taken off. EXW, FCA: up to the gate, added",
                 "CFR、CIF、DAP等：价格中出境口岸以后的运费，予以扣除；EXW、FCA：至口岸的运费，予以计入"),
          wco="CustomsValuation/FreightChargeAmount", asked_when="freight_beyond", part="valuation"),
    Field("freight_currency", "text", W("Đồng tiền phí vận chuyển", "Currency of the freight", "运费币种"), longest=3, code=True, example="CNY",
          hint=W("Đi cùng số tiền", "Goes with the amount", "与金额同报"), source="currencies", asked_when="freight_beyond", part="valuation"),
    Field("insurance", "decimal", W("Phí bảo hiểm quốc tế", "Insurance abroad", "境外保险费"), longest=16, example="120",
          hint=W("Phần trong giá từ cửa khẩu xuất, được trừ", "What the price holds beyond the gate, taken off", "价格中出境口岸以后的保险费，予以扣除"),
          wco="CustomsValuation/InsuranceAmount", asked_when="insurance_beyond", part="valuation"),
    Field("insurance_currency", "text", W("Đồng tiền bảo hiểm", "Currency of the insurance", "保险费币种"), longest=3, code=True, example="CNY",
          hint=W("Đi cùng số tiền", "Goes with the amount", "与金额同报"), source="currencies", asked_when="insurance_beyond", part="valuation"),
    Field("value_total_currency", "text", W("Đồng tiền tổng trị giá tính thuế", "Currency of the total value", "完税总值币种"), longest=3, code=True,
          example="VND",
          hint=W("Thường để trống", "Usually empty", "一般留空"), vnaccs="FCD", source="currencies", known_from="system", part="valuation"),
    Field("value_total", "decimal", W("Tổng trị giá tính thuế", "Total customs value", "完税总值"), longest=20, example="230.040.000",
          hint=W("Để trống, hệ thống tính", "Leave empty; it is computed", "留空由系统计算"), vnaccs="FKK", known_from="system", part="valuation"),
    Field("no_conversion", "yes", W("Không quy đổi sang đồng Việt Nam", "Not converted into dong", "不折算为越南盾"), example="0",
          hint=W("Chỉ khi thuế bằng không", "Only when no duty is due", "仅在无税时"), vnaccs="CNV", part="valuation"),
    Field("shared_value_total", "decimal", W("Tổng hệ số phân bổ trị giá", "Total for sharing out the value", "价值分摊总值"), longest=20, example="128.400,50",
          hint=W("Tổng hóa đơn khi tách nhiều tờ khai", "The invoice total when split", "拆分报关单时的发票总额"), vnaccs="TP", known_from="system",
          part="valuation"),
)

_MUST = ("price_kind", "incoterm", "currency", "invoice_total")
_INVOICE = tuple(replace(f, required=True) if f.name in _MUST else f for f in INVOICE)

EXPORT = Form("goods_export", SYSTEM + GENERAL + PARTIES + TRANSPORT[:1] + DEPARTURE[:2] + TRANSPORT[1:6] + DEPARTURE[2:] + TRANSPORT[6:] + _INVOICE
              + VALUE + (lines(EXPORT_LINE),) + PERMITS + DOCUMENTS + PAYMENT + NOTES, CONDITIONS)
