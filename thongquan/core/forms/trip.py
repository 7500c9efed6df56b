"""Questions road vehicles and inland craft share: trip, stay, permit, goods, people."""

from datetime import time

from thongquan.core.form import Field
from thongquan.core.forms.choices import (
    CASES,
    EXTENSION_REASONS,
    FUNCTIONS,
    MODES,
    PASSENGER_LISTS,
    PURPOSES,
    REGIMES,
)
from thongquan.core.forms.rows import CONTAINER, DRIVER, MOST_PASSENGERS, PASSENGER
from thongquan.core.words import Words

END_OF_DAY = time(23, 59)

SYSTEM = (
    Field("function", "choice", Words("Chức năng khai", "Processing type", "申报功能"), choices=FUNCTIONS, vnaccs="KBN",
          wco="Declaration/FunctionCode", asked_when="by_platform", known_from="system", part="trip"),
    Field("number", "text", Words("Số tờ khai", "Declaration number", "申报单号"), longest=12, code=True, vnaccs="AND",
          wco="Declaration/ID", asked_when="by_platform", known_from="system", part="trip"),
    Field("mode", "choice", Words("Phương thức vận tải", "Mode of transport", "运输方式"), choices=MODES, column=True,
          wco="BorderTransportMeans/ModeCode", asked_when="by_platform", known_from="system", part="trip"),
    Field("temporary", "yes", Words("Khai lượt đi đầu", "First leg declared here", "在此申报首程"), vnaccs="TIM",
          asked_when="by_platform", known_from="system", part="trip"),
)

TRIP = (
    Field("regime", "choice", Words("Chiều đi", "Direction", "方向"), choices=REGIMES, required=True, column=True,
          wco="Declaration/TypeCode", known_from="last_trip", part="trip"),
    Field("case", "choice", Words("Trường hợp", "Case", "情形"), choices=CASES, column=True, known_from="last_trip", part="trip"),
    Field("gate", "text", Words("Cửa khẩu", "Border gate", "口岸"), required=True, longest=6, code=True, example="VNMCG1",
          vnaccs="ABG", wco="Declaration/ExitOffice/ID", column=True, source="gates", known_from="last_trip", part="trip"),
    Field("planned_at", "moment", Words("Giờ đến", "Planned arrival", "预计到达时间"), required=True, column=True,
          example="24/11/2026 08:00", vnaccs="TIR:ADT TIR:AMT TOR:EDT TOR:EMT",
          wco="BorderTransportMeans/ArrivalDateTime", part="trip"),
    Field("return_gate", "text", Words("Cửa khẩu quay về", "Gate of return", "返程口岸"), longest=6, code=True, vnaccs="ROB",
          column=True, source="gates", asked_when="other_gate_allowed", known_from="last_trip", part="trip"),
    Field("return_by", "moment", Words("Quay về trước", "Return by", "返程期限"), vnaccs="REX",
          example="26/11/2026 08:00", at_missing=END_OF_DAY, asked_when="on_permit", part="stay"),
    Field("own_reference", "text", Words("Số hồ sơ nội bộ", "Own dossier number", "企业内部编号"), longest=35, vnaccs="NOD", column=True,
          wco="Declaration/FunctionalReferenceID", part="dossier"),
    Field("opposite_number", "text", Words("Số tờ khai lượt đi", "Declaration of the first leg", "首程申报单号"), longest=12,
          code=True, vnaccs="RDN", wco="Declaration/PreviousDocument/ID", asked_when="first_leg_elsewhere", part="trip"),
    Field("redeclares_number", "text", Words("Khai lại thay tờ khai bị mất số", "Takes the place of the lost declaration", "代替遗失的申报单"),
          longest=12, code=True, example="260000001239", part="dossier"),
    Field("to_border_guard", "yes", Words("Gửi Bộ đội biên phòng", "Send to the Border Guard", "发送边防部队"), vnaccs="TON",
          known_from="system", part="dossier"),
    Field("to_quarantine", "yes", Words("Gửi cơ quan kiểm dịch", "Send to quarantine", "发送检疫机关"), vnaccs="TOK",
          known_from="system", part="dossier"),
    Field("contact_phone", "phone", Words("Điện thoại liên hệ", "Contact telephone", "联系电话"), known_from="party", part="driver"),
)

PEOPLE = (
    Field("drivers", "rows", Words("Lái xe", "Drivers", "驾驶员"), rows=DRIVER, most_rows=5, asked_when="driven",
          known_from="last_trip", part="driver"),
    Field("passengers", "whole", Words("Số hành khách", "Number of passengers", "旅客人数"), longest=4, vnaccs="ROC",
          asked_when="carries_people", part="people"),
    Field("passenger_list_kind", "choice", Words("Loại danh sách hành khách", "Kind of passenger list", "旅客名单类型"),
          choices=PASSENGER_LISTS, vnaccs="RSS", asked_when="carries_people", part="people"),
    Field("passenger_list_number", "text", Words("Số danh sách hành khách", "Passenger list number", "旅客名单编号"), longest=12,
          code=True, vnaccs="RSN", asked_when="carries_people", part="people",
          hint=Words("Để trống nếu khai từng người ở đây", "Leave blank when the people are listed here", "如在此逐人申报请留空")),
    Field("passenger_list", "rows", Words("Danh sách hành khách", "Passenger list", "旅客名单"), rows=PASSENGER, most_rows=MOST_PASSENGERS,
          asked_when="own_page", part="people"),
)

OWNER = (
    Field("owner_name", "text", Words("Chủ phương tiện", "Owner", "车主/船东"), longest=70, vnaccs="OMT", known_from="vehicle",
          part="vehicle"),
    Field("owner_country", "text", Words("Quốc tịch chủ phương tiện", "Owner's nationality", "车主国籍"), longest=2, code=True,
          example="VN", vnaccs="ONT", source="countries", known_from="vehicle", part="vehicle"),
    Field("owner_address", "text", Words("Địa chỉ chủ phương tiện", "Owner's address", "车主地址"), longest=105, vnaccs="ONA",
          known_from="vehicle", part="vehicle"),
)

PERMIT = (
    Field("permit_number", "text", Words("Số giấy phép liên vận", "Transport permit number", "国际道路运输许可证号"), longest=35,
          code=True, example="LV-0417/2026", vnaccs="BPP", asked_when="on_permit", known_from="vehicle", part="permit"),
    Field("permit_issued_on", "day", Words("Ngày cấp giấy phép", "Permit issued on", "许可证签发日期"), vnaccs="ISD",
          asked_when="on_permit", known_from="vehicle", part="permit"),
    Field("permit_until", "day", Words("Giấy phép có giá trị đến", "Permit valid until", "许可证有效期至"), asked_when="on_permit",
          known_from="vehicle", part="permit"),
    Field("permit_issuer", "text", Words("Cơ quan cấp giấy phép", "Permit issued by", "许可证签发机关"), longest=17, vnaccs="IAG",
          asked_when="on_permit", known_from="vehicle", part="permit"),
)

STAY = (
    Field("border_area_only", "yes", Words("Chỉ đi trong khu vực biên giới", "Border area only", "仅限边境区域"), vnaccs="CBA",
          asked_when="foreign", known_from="last_trip", part="stay"),
    Field("allowed_days", "whole", Words("Số ngày được phép", "Days allowed", "允许天数"), longest=2, vnaccs="ALD",
          asked_when="travels_far", part="stay"),
    Field("area", "text", Words("Phạm vi hoạt động", "Area of movement", "活动区域"), longest=996, lines=True, vnaccs="TPA",
          asked_when="travels_far", known_from="last_trip", part="stay"),
    Field("purpose", "choice", Words("Mục đích chuyến đi", "Purpose of the trip", "行程目的"), choices=PURPOSES, vnaccs="PEV",
          known_from="last_trip", part="stay"),
    Field("remarks", "text", Words("Ghi chú", "Remarks", "备注"), longest=140, lines=True, vnaccs="KIJ", part="dossier"),
)

GOODS = (
    Field("laden", "yes", Words("Có chở hàng", "Carries goods", "载有货物"), column=True, part="goods",
          hint=Words("Xe rỗng thì bỏ trống mục hàng", "An empty vehicle leaves the goods blank", "空车不填货物信息")),
    Field("goods", "rows", Words("Số tờ khai hàng hóa", "Goods declaration numbers", "货物报关单号"), longest=30, code=True,
          most_rows=50, column=True, example="308144022150", wco="Consignment/PreviousDocument/ID", asked_when="laden", part="goods",
          hint=Words("Mỗi ô một số; dán nhiều số cách nhau bằng dấu phẩy cũng được",
                     "One number a box; several may be pasted, parted by commas", "每格一个号码；也可粘贴多个，用逗号分隔")),
    Field("containers", "rows", Words("Container", "Containers", "集装箱"), rows=CONTAINER, most_rows=10, column=True,
          wco="TransportEquipment", known_from="last_trip", part="goods"),
)

EXTENSION = (
    Field("additional", "yes", Words("Khai bổ sung để gia hạn", "Additional declaration for an extension", "补充申报（延期）"),
          vnaccs="ADR", asked_when="by_platform", known_from="system", part="extension"),
    Field("extension_document", "text", Words("Số văn bản gia hạn", "Extension document number", "延期文件号"), longest=35,
          vnaccs="EDN", asked_when="extending", part="extension"),
    Field("extension_issued_on", "day", Words("Ngày văn bản gia hạn", "Extension document issued on", "延期文件日期"), vnaccs="EDD",
          asked_when="extending", part="extension"),
    Field("extension_until", "moment", Words("Gia hạn đến", "Extended until", "延期至"), vnaccs="DOC", at_missing=END_OF_DAY,
          asked_when="extending", part="extension"),
    Field("extension_issuer", "text", Words("Cơ quan cho gia hạn", "Extension granted by", "批准延期机关"), longest=17, vnaccs="AAE",
          asked_when="extending", part="extension"),
    Field("extension_reason", "choice", Words("Lý do gia hạn", "Reason for extension", "延期原因"), choices=EXTENSION_REASONS,
          vnaccs="RFE", asked_when="extending", part="extension"),
    Field("extension_other", "text", Words("Nêu rõ lý do khác", "Other reason, in words", "其他原因说明"), longest=996, lines=True,
          vnaccs="ORE", asked_when="extending_for_other", part="extension"),
)
