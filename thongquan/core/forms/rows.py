"""Repeated parts of the vehicle declaration: drivers, passengers, trailers, crew, cargo."""

from thongquan.core.form import Field, Form
from thongquan.core.forms.choices import BOARDING, OWNERSHIPS, PERSONAL_DOCUMENTS, SEXES, SIZES, VANNINGS
from thongquan.core.words import Words

DRIVER = Form("driver", (
    Field("name", "text", Words("Họ và tên", "Full name", "姓名"), required=True, longest=70, example="TRAN VAN BINH",
          vnaccs="DF{n}", wco="BorderTransportMeans/Crew/Name", known_from="driver"),
    Field("nationality", "text", Words("Quốc tịch", "Nationality", "国籍"), longest=2, code=True, example="VN",
          vnaccs="DN{n}", source="countries", known_from="driver"),
    Field("document_kind", "choice", Words("Loại giấy tờ", "Kind of document", "证件类型"), choices=PERSONAL_DOCUMENTS,
          vnaccs="PR{n}", known_from="driver"),
    Field("document_number", "text", Words("Số giấy tờ", "Document number", "证件号码"), longest=35, code=True,
          example="QN118204", vnaccs="DP{n} BP{n}", known_from="driver",
          hint=Words("Hộ chiếu hoặc giấy thông hành", "Passport or border laissez-passer", "护照或边境通行证")),
    Field("issued_on", "day", Words("Ngày cấp", "Issued on", "签发日期"), vnaccs="ID{n}", known_from="driver"),
    Field("issued_at", "text", Words("Nơi cấp", "Place of issue", "签发地点"), longest=17, vnaccs="IP{n}", known_from="driver"),
    Field("valid_until", "day", Words("Có giá trị đến", "Valid until", "有效期至"), known_from="driver"),
    Field("address", "text", Words("Địa chỉ", "Address", "地址"), longest=105, vnaccs="DA{n}", known_from="driver"),
    Field("phone", "phone", Words("Điện thoại", "Telephone", "电话"), known_from="driver",
          hint=Words("Nhận tin khi gần đến lượt, cả số nước ngoài", "For messages near your turn, foreign numbers too",
                     "临近通行时接收短信，可填外国号码")),
    Field("boarding", "choice", Words("Lên hoặc xuống xe", "Gets on or off", "上车或下车"), choices=BOARDING, vnaccs="DG{n}"),
    Field("licence_number", "text", Words("Số giấy phép lái xe", "Driving licence number", "驾驶证号码"), longest=35, code=True,
          known_from="driver"),
    Field("licence_until", "day", Words("Giấy phép lái xe có giá trị đến", "Driving licence valid until", "驾驶证有效期至"),
          known_from="driver"),
))

#: a list of VNACCS PLR may hold so many people; a coach has sixty, a boat more
MOST_PASSENGERS = 200

PASSENGER = Form("passenger", (
    Field("last_name", "text", Words("Họ", "Surname", "姓"), required=True, longest=25, example="TRAN", vnaccs="PLR:LNM"),
    Field("middle_name", "text", Words("Tên đệm", "Middle name", "中间名"), longest=22, example="THI", vnaccs="PLR:MNM"),
    Field("first_name", "text", Words("Tên", "Given name", "名"), longest=22, example="HOA", vnaccs="PLR:FNM"),
    Field("nationality", "text", Words("Quốc tịch", "Nationality", "国籍"), required=True, longest=2, code=True, example="VN",
          vnaccs="PLR:NAT", source="countries"),
    Field("born_on", "day", Words("Ngày sinh", "Date of birth", "出生日期"), required=True, example="24/11/1986", vnaccs="PLR:BRT"),
    Field("sex", "choice", Words("Giới tính", "Sex", "性别"), choices=SEXES, vnaccs="PLR:SEX"),
    Field("document_kind", "choice", Words("Loại giấy tờ", "Kind of document", "证件类型"), choices=PERSONAL_DOCUMENTS,
          vnaccs="PLR:IDK"),
    Field("document_number", "text", Words("Số giấy tờ", "Document number", "证件号码"), required=True, longest=35, code=True,
          example="QN118206", vnaccs="PLR:IDN"),
    Field("valid_until", "day", Words("Giấy tờ có giá trị đến", "Document valid until", "证件有效期至"), vnaccs="PLR:PDT"),
    Field("issued_in", "text", Words("Nước cấp giấy tờ", "Document issued in", "证件签发国"), longest=2, code=True, example="VN",
          vnaccs="PLR:PIC", source="countries"),
    Field("passenger_type", "text", Words("Mã loại hành khách", "Code of the passenger's type", "旅客类型代码"), longest=3, code=True,
          vnaccs="PLR:CPK"),
    Field("from_code", "text", Words("Mã nơi đi đầu tiên", "Code of first departure", "始发地代码"), longest=5, code=True, example="VNHPH",
          vnaccs="PLR:ORG"),
    Field("from_name", "text", Words("Nơi đi đầu tiên", "First departure", "始发地"), longest=35, vnaccs="PLR:ORN"),
    Field("to_code", "text", Words("Mã nơi đến cuối cùng", "Code of final destination", "目的地代码"), longest=5, code=True, example="CNNNG",
          vnaccs="PLR:DST"),
    Field("to_name", "text", Words("Nơi đến cuối cùng", "Final destination", "目的地"), longest=35, vnaccs="PLR:DSN"),
    Field("remarks", "text", Words("Ghi chú", "Remarks", "备注"), longest=20, vnaccs="PLR:KIZ"),
))

TRAILER = Form("trailer", (
    Field("plate", "plate", Words("Biển rơ moóc", "Trailer plate", "挂车号牌"), required=True, longest=35, example="14R-012.34",
          known_from="last_trip", wco="BorderTransportMeans/TransportEquipment/ID"),
    Field("country", "text", Words("Nước đăng ký", "Country of registration", "登记国"), longest=2, code=True, example="VN",
          source="countries", known_from="last_trip"),
))

CONTAINER = Form("container", (
    Field("number", "text", Words("Số container", "Container number", "集装箱号"), required=True, longest=12, code=True,
          example="MSKU1234565", vnaccs="CNO", wco="TransportEquipment/ID"),
    Field("seals", "rows", Words("Số niêm phong", "Seal numbers", "封志号"), longest=15, code=True, most_rows=6,
          example="VN883102", vnaccs="SL{n}", wco="TransportEquipment/Seal/ID"),
    Field("laden", "yes", Words("Có hàng", "Laden", "重箱"), vnaccs="EFS"),
    Field("size", "choice", Words("Cỡ container", "Container size", "箱型尺寸"), choices=SIZES, vnaccs="SIZ"),
    Field("type", "text", Words("Kiểu container", "Container type", "箱型"), longest=2, code=True, example="GP", vnaccs="TYP"),
    Field("delivery", "text", Words("Mã giao nhận", "Delivery type", "交付方式"), longest=2, code=True, vnaccs="DLV"),
    Field("ownership", "choice", Words("Sở hữu container", "Container ownership", "箱主类型"), choices=OWNERSHIPS, vnaccs="COW"),
    Field("vanning", "choice", Words("Cách đóng hàng", "Vanning", "装箱方式"), choices=VANNINGS, vnaccs="VAN"),
))

CREW = Form("crew", (
    Field("name", "text", Words("Họ và tên", "Full name", "姓名"), required=True, longest=70, example="LE THI HOA"),
    Field("nationality", "text", Words("Quốc tịch", "Nationality", "国籍"), longest=2, code=True, example="VN", source="countries"),
    Field("duty", "text", Words("Chức danh", "Duty on board", "职务"), longest=35),
    Field("document_number", "text", Words("Số giấy tờ", "Document number", "证件号码"), longest=35, code=True, example="QN118205"),
    Field("born_on", "day", Words("Ngày sinh", "Date of birth", "出生日期")),
    Field("luggage", "text", Words("Hành lý phải khai", "Luggage to declare", "须申报行李"), longest=140),
))

STORES = Form("stores", (
    Field("name", "text", Words("Tên vật dụng", "Article", "物料名称"), required=True, longest=70, example="Dầu diesel"),
    Field("quantity", "decimal", Words("Số lượng", "Quantity", "数量"), example="200"),
    Field("unit", "text", Words("Đơn vị tính", "Unit", "单位"), longest=10, example="lít"),
))

CARGO = Form("cargo", (
    Field("name", "text", Words("Tên hàng", "Description of goods", "货物名称"), required=True, longest=200, example="Thanh long"),
    Field("packages", "whole", Words("Số kiện", "Packages", "件数"), example="120"),
    Field("weight", "decimal", Words("Trọng lượng, kg", "Weight, kg", "重量（公斤）"), example="18600"),
    Field("shipper", "text", Words("Người gửi hàng", "Consignor", "发货人"), longest=120),
    Field("consignee", "text", Words("Người nhận hàng", "Consignee", "收货人"), longest=120),
))
