"""The closed lists of the vehicle declaration, in three languages."""

from thongquan.core.form import choices
from thongquan.core.words import Words

REGIMES = choices(
    temporary_exportation=("Tạm xuất - tái nhập", "Temporary exportation - re-importation", "暂时出境-复进境"),
    temporary_admission=("Tạm nhập - tái xuất", "Temporary admission - re-exportation", "暂时进境-复出境"),
)
CASES = choices(
    permit=("Theo giấy phép liên vận", "On an international transport permit", "凭国际道路运输许可证"),
    border_delivery=("Giao nhận hàng tại khu vực biên giới", "Delivery or collection in the border area", "边境区域交接货物"),
    fixed_route=("Xe khách tuyến cố định", "Fixed-route passenger service", "固定线路客运"),
    resident=("Cư dân biên giới qua lại hằng ngày", "Border resident's daily crossing", "边民日常往来"),
    emergency=("Xe làm nhiệm vụ khẩn cấp", "Emergency vehicle", "执行紧急任务车辆"),
    transit=("Quá cảnh", "Transit", "过境"),
    economic_zone=("Biển số khu kinh tế cửa khẩu", "Border-gate economic zone plate", "口岸经济区专用车牌"),
    third_country=("Phương tiện của nước thứ ba", "Vehicle of a third country", "第三国车辆"),
    driverless=("Xe không người lái", "Driverless vehicle", "无人驾驶车辆"),
)
MODES = choices(
    road=("Đường bộ", "Road", "公路"), waterway=("Đường thủy nội địa", "Inland waterway", "内河"),
)
FUNCTIONS = choices(
    register=("Đăng ký", "Register", "登记"), correct=("Sửa", "Correct", "更正"), cancel=("Hủy", "Cancel", "撤销"),
)
ROAD_TYPES = choices(
    tractor=("Xe đầu kéo", "Tractor unit", "牵引车"), truck=("Xe tải", "Lorry", "货车"), van=("Xe tải nhẹ", "Van", "厢式小货车"),
    bus=("Xe khách", "Bus or coach", "客车"), car=("Ô tô con", "Car", "小汽车"), motorcycle=("Mô tô, xe gắn máy", "Motorcycle", "摩托车"),
    trailer=("Rơ moóc đi một mình", "Trailer alone", "单独挂车"),
    agv=("Xe tự hành AGV", "Automated guided vehicle", "自动导引车"), ambulance=("Xe cứu thương", "Ambulance", "救护车"),
    fire_engine=("Xe chữa cháy", "Fire engine", "消防车"), rescue=("Xe cứu hộ", "Rescue vehicle", "救援车"),
    other=("Loại khác", "Other", "其他"),
)
WATERWAY_TYPES = choices(
    cargo_boat=("Tàu, thuyền chở hàng", "Cargo boat", "货船"), barge=("Sà lan", "Barge", "驳船"),
    passenger_boat=("Tàu, thuyền chở khách", "Passenger boat", "客船"), canoe=("Ca nô, xuồng", "Motor boat", "小艇"),
    tug=("Tàu kéo, tàu đẩy", "Tug", "拖轮"), other=("Loại khác", "Other", "其他"),
)
BOARDING = choices(on=("Lên xe", "Gets on", "上车"), off=("Xuống xe", "Gets off", "下车"))
SEXES = choices(M=("Nam", "Male", "男"), F=("Nữ", "Female", "女"))
PERSONAL_DOCUMENTS = choices(
    P=("Hộ chiếu", "Passport", "护照"), V=("Thị thực", "Visa", "签证"), A=("Giấy thông hành", "Border laissez-passer", "边境通行证"),
    F=("Giấy tờ khác", "Other identity paper", "其他证件"),
)
PURPOSES = choices(
    transport=("Vận chuyển hàng hóa", "Carrying goods", "运输货物"), passengers=("Vận chuyển hành khách", "Carrying passengers", "运送旅客"),
    tourism=("Du lịch", "Tourism", "旅游"), official=("Công vụ", "Official duty", "公务"), other=("Mục đích khác", "Other", "其他"),
)
PASSENGER_LISTS = choices(
    electronic=("Danh sách điện tử", "Electronic list", "电子名单"), paper=("Danh sách giấy", "Paper list", "纸质名单"),
)
EXTENSION_REASONS = choices(
    repair=("Hỏng, phải sửa chữa", "Breakdown and repair", "故障维修"), accident=("Tai nạn", "Accident", "交通事故"),
    goods=("Chờ giao, nhận hàng", "Waiting to deliver or collect", "等待交接货物"),
    weather=("Thiên tai, thời tiết", "Weather or disaster", "天气或灾害"), other=("Lý do khác", "Other reason", "其他原因"),
)
SIZES = choices(
    **{"20": ("20 feet", "20 feet", "20英尺"), "40": ("40 feet", "40 feet", "40英尺"), "45": ("45 feet", "45 feet", "45英尺")},
)
OWNERSHIPS = choices(**{
    "1": ("Chủ hàng cấp", "Supplied by the shipper", "货主箱"), "2": ("Người vận chuyển cấp", "Supplied by the carrier", "承运人箱"),
    "5": ("Bên thứ ba cấp", "Supplied by a third party", "第三方箱"),
})
VANNINGS = choices(**{
    "1": ("Người vận chuyển đóng hàng", "Carrier loads", "承运人装箱"), "2": ("Hàng nguyên container", "Full load", "整箱"),
    "3": ("Hàng lẻ", "Less than full load", "拼箱"), "4": ("Chủ hàng đóng hàng", "Shipper loads", "货主装箱"),
})

PARTS: dict[str, Words] = {
    "trip": Words("Chuyến đi", "Trip", "行程"), "vehicle": Words("Phương tiện", "Means of transport", "运输工具"),
    "driver": Words("Lái xe, thuyền trưởng", "Driver or master", "驾驶员/船长"), "trailer": Words("Rơ moóc", "Trailer", "挂车"),
    "goods": Words("Hàng trên phương tiện", "Goods on board", "所载货物"), "permit": Words("Giấy phép", "Permit", "许可证"),
    "stay": Words("Thời gian lưu lại", "Stay", "停留"), "people": Words("Hành khách", "Passengers", "旅客"),
    "vessel": Words("Thuyền và thuyền viên", "Craft and crew", "船舶与船员"), "extension": Words("Gia hạn", "Extension", "延期"),
    "dossier": Words("Hồ sơ", "Dossier", "单证"),
}
