"""The road vehicle declaration: the fields of VNACCS TIR and TOR, asked when they matter."""

from thongquan.core.form import Field, Form
from thongquan.core.forms.asked import CONDITIONS
from thongquan.core.forms.choices import ROAD_TYPES
from thongquan.core.forms.rows import TRAILER
from thongquan.core.forms.trip import EXTENSION, GOODS, OWNER, PEOPLE, PERMIT, STAY, SYSTEM, TRIP
from thongquan.core.words import Words

VEHICLE = (
    Field("plate", "plate", Words("Biển đầu kéo", "Vehicle plate", "车头号牌"), required=True, longest=35, column=True,
          example="14C-123.45", vnaccs="LPN", wco="BorderTransportMeans/ID", source="vehicles", part="vehicle",
          hint=Words("Có hoặc không có dấu chấm, gạch đều được", "With or without dots and hyphens", "可带或不带点和横线")),
    Field("trailers", "rows", Words("Rơ moóc", "Trailers", "挂车"), rows=TRAILER, most_rows=2, column=True, asked_when="powered",
          known_from="last_trip", part="trailer"),
    Field("country", "text", Words("Nước đăng ký xe", "Country of registration", "车辆登记国"), longest=2, code=True, example="VN",
          vnaccs="REC", wco="BorderTransportMeans/RegistrationNationalityCode", column=True, source="countries",
          known_from="vehicle", part="vehicle"),
    Field("vehicle_type", "choice", Words("Loại xe", "Type of vehicle", "车辆类型"), choices=ROAD_TYPES, vnaccs="TTM",
          wco="BorderTransportMeans/TypeCode", known_from="vehicle", part="vehicle"),
    Field("make", "text", Words("Nhãn hiệu", "Make", "品牌"), longest=35, vnaccs="LOM", known_from="vehicle", part="vehicle"),
    Field("colour", "text", Words("Màu xe", "Colour", "颜色"), longest=35, vnaccs="CTM", known_from="vehicle", part="vehicle"),
    Field("seats", "whole", Words("Số chỗ ngồi", "Seats", "座位数"), longest=3, vnaccs="SEA", asked_when="powered",
          known_from="vehicle", part="vehicle"),
    Field("chassis", "text", Words("Số khung", "Chassis number", "车架号"), longest=25, code=True, vnaccs="CSN",
          known_from="vehicle", part="vehicle"),
    Field("engine", "text", Words("Số máy", "Engine number", "发动机号"), longest=25, code=True, vnaccs="ESN",
          asked_when="powered", known_from="vehicle", part="vehicle"),
    Field("inspected_until", "day", Words("Đăng kiểm có giá trị đến", "Roadworthiness valid until", "车检有效期至"),
          known_from="vehicle", part="vehicle"),
    Field("right_hand_drive", "yes", Words("Tay lái bên phải", "Right-hand drive", "右侧驾驶"), asked_when="travels_far",
          known_from="vehicle", part="vehicle"),
    Field("driverless", "yes", Words("Xe không người lái", "Driverless", "无人驾驶"), asked_when="may_be_driverless",
          known_from="vehicle", part="vehicle"),
)

ROAD = Form("road", SYSTEM + VEHICLE[:2] + TRIP + GOODS + PEOPLE + VEHICLE[2:] + OWNER + PERMIT + STAY + EXTENSION,
            CONDITIONS)
