"""The inland-waterway declaration: the craft, its crew, stores, cargo and seals (art. 79)."""

from dataclasses import replace

from thongquan.core.form import Field, Form
from thongquan.core.forms.asked import CONDITIONS
from thongquan.core.forms.choices import WATERWAY_TYPES
from thongquan.core.forms.rows import CARGO, CREW, STORES
from thongquan.core.forms.trip import EXTENSION, GOODS, OWNER, PEOPLE, PERMIT, STAY, SYSTEM, TRIP
from thongquan.core.words import Words

CRAFT = (
    Field("plate", "plate", Words("Số đăng ký phương tiện", "Registration of the craft", "船舶登记号"), required=True, longest=35,
          column=True, example="QN-1234", vnaccs="LPN", wco="BorderTransportMeans/ID", source="vehicles", part="vessel"),
    Field("vessel_name", "text", Words("Tên tàu, thuyền", "Name of the craft", "船名"), longest=70, example="Hải Ninh 08",
          wco="BorderTransportMeans/Name", known_from="vehicle", part="vessel"),
    Field("country", "text", Words("Nước đăng ký", "Country of registration", "船旗国"), longest=2, code=True, example="VN",
          vnaccs="REC", wco="BorderTransportMeans/RegistrationNationalityCode", column=True, source="countries",
          known_from="vehicle", part="vessel"),
    Field("vehicle_type", "choice", Words("Loại phương tiện", "Type of craft", "船舶类型"), choices=WATERWAY_TYPES, vnaccs="TTM",
          wco="BorderTransportMeans/TypeCode", known_from="vehicle", part="vessel"),
    Field("certificate", "text", Words("Số giấy chứng nhận đăng kiểm", "Safety certificate number", "船舶检验证书号"), longest=35,
          code=True, known_from="vehicle", part="vessel"),
    Field("inspected_until", "day", Words("Đăng kiểm có giá trị đến", "Safety certificate valid until", "检验证书有效期至"),
          known_from="vehicle", part="vessel"),
    Field("dwt", "decimal", Words("Trọng tải toàn phần, tấn", "Deadweight, tonnes", "载重吨"), example="300",
          known_from="vehicle", part="vessel"),
    Field("loa", "decimal", Words("Chiều dài lớn nhất, m", "Length overall, m", "总长（米）"), example="38,5",
          known_from="vehicle", part="vessel"),
    Field("breadth", "decimal", Words("Chiều rộng, m", "Breadth, m", "型宽（米）"), example="7,2", known_from="vehicle", part="vessel"),
    Field("draft_in", "decimal", Words("Mớn nước lúc vào, m", "Draught on entry, m", "进港吃水（米）"), example="1,8", part="vessel"),
    Field("draft_out", "decimal", Words("Mớn nước lúc ra, m", "Draught on exit, m", "出港吃水（米）"), example="1,2", part="vessel"),
    Field("engine", "text", Words("Số máy", "Engine number", "发动机号"), longest=25, code=True, vnaccs="ESN",
          known_from="vehicle", part="vessel"),
    Field("crew", "rows", Words("Danh sách người trên phương tiện", "Persons on board", "船上人员名单"), rows=CREW, most_rows=40,
          known_from="last_trip", part="vessel"),
    Field("stores", "rows", Words("Nguyên liệu, vật dụng dự trữ", "Fuel and stores", "燃料和物料"), rows=STORES, most_rows=60,
          known_from="last_trip", part="vessel"),
    Field("cargo", "rows", Words("Bản khai hàng hóa", "Cargo declaration", "货物舱单"), rows=CARGO, most_rows=50,
          asked_when="laden", part="goods"),
    Field("hold_seals", "rows", Words("Niêm phong hầm hàng", "Hold seals", "货舱封志"), longest=15, code=True, most_rows=6,
          example="VN883102", asked_when="laden", part="goods"),
)

_BOARD = tuple(
    replace(f, label=Words("Thuyền trưởng, người lái", "Master and helmsmen", "船长及驾驶人员")) if f.name == "drivers" else f
    for f in PEOPLE
)

WATERWAY = Form("waterway", SYSTEM + CRAFT[:1] + TRIP + GOODS + _BOARD + CRAFT[1:] + OWNER + PERMIT + STAY + EXTENSION,
                CONDITIONS)
