"""Coded reasons that officers and declarants choose from, in three languages."""

from __future__ import annotations

from thongquan.core.forms import choices
from thongquan.core.words import Words

Reasons = dict[str, Words]

#: refusing to accept (Decree 08/2015 art. 77.2c: the reason and the gaps)
RETURN_REASONS: Reasons = {
    "papers_missing": Words("Thiếu giấy tờ phải nộp hoặc xuất trình", "Papers to hand in or show are missing", "缺少须提交或出示的单证"),
    "papers_unreadable": Words("Giấy tờ tải lên không đọc được", "An uploaded paper cannot be read", "上传的单证无法辨认"),
    "papers_expired": Words("Giấy tờ đã hết hạn", "A paper has expired", "单证已过期"),
    "permit_missing": Words("Không có giấy phép liên vận hợp lệ", "There is no valid transport permit", "无有效国际道路运输许可证"),
    "approval_missing": Words("Không có văn bản cho phép của cơ quan có thẩm quyền", "The competent authority's approval is missing",
                              "缺少主管机关批准文件"),
    "plate_differs": Words("Biển số khai khác giấy đăng ký hoặc thực tế", "The plate differs from the certificate or the vehicle",
                           "申报车牌与登记证或实车不符"),
    "vehicle_differs": Words("Số khung, số máy hoặc loại xe không khớp", "Chassis, engine or type does not agree",
                             "车架号、发动机号或车型不符"),
    "driver_differs": Words("Người điều khiển không đúng như khai", "The driver is not the one declared", "驾驶员与申报不符"),
    "identity_invalid": Words("Giấy tờ tùy thân của người điều khiển không hợp lệ", "The driver's identity paper is not valid",
                              "驾驶员身份证件无效"),
    "case_wrong": Words("Chọn sai trường hợp hoặc chiều đi", "The wrong case or regime was chosen", "情形或方向选择错误"),
    "gate_wrong": Words("Cửa khẩu không phù hợp với phương tiện hoặc trường hợp", "The gate does not suit the vehicle or case",
                        "口岸与运输工具或情形不符"),
    "time_wrong": Words("Thời gian khai không phù hợp", "The declared time does not fit", "申报时间不符"),
    "goods_wrong": Words("Số tờ khai hàng hóa không đúng hoặc chưa được thông quan", "A goods declaration is wrong or not cleared",
                         "报关单号有误或尚未放行"),
    "container_differs": Words("Số container hoặc niêm phong không khớp", "Container or seal numbers do not agree", "箱号或封志号不符"),
    "list_differs": Words("Danh sách hành khách, thuyền viên không khớp", "The passenger or crew list does not agree",
                          "旅客或船员名单不符"),
    "first_leg_open": Words("Lượt đi trước chưa thanh khoản", "An earlier trip is not liquidated", "前次行程尚未核销"),
    "duplicate": Words("Khai trùng với tờ khai khác", "It repeats another declaration", "与其他申报单重复"),
    "not_answered": Words("Quá hạn mà chưa bổ sung theo yêu cầu", "The question was not answered in time", "逾期未按要求补充"),
}

HOLD_REASONS: Reasons = {
    "smuggling_signs": Words("Có dấu hiệu buôn lậu, vận chuyển trái phép", "Signs of smuggling or illegal carriage", "有走私或非法运输嫌疑"),
    "search_ordered": Words("Có quyết định dừng phương tiện để khám", "An order to stop and search", "已决定停车检查"),
    "papers_doubtful": Words("Nghi ngờ giấy tờ giả", "Papers may be forged", "怀疑单证伪造"),
    "goods_hold": Words("Tạm dừng đưa hàng qua khu vực giám sát", "The goods are stopped at the supervised area", "货物暂停出监管区"),
    "quarantine": Words("Theo yêu cầu của cơ quan kiểm dịch", "At the request of quarantine", "应检疫机关要求"),
    "border_guard": Words("Theo yêu cầu của Bộ đội biên phòng", "At the request of the Border Guard", "应边防部队要求"),
    "court_order": Words("Theo quyết định của cơ quan tố tụng, thi hành án", "By order of a court or enforcement body", "依司法或执行机关决定"),
    "safety": Words("Hàng nguy hiểm hoặc sự cố an toàn", "Dangerous goods or a safety incident", "危险品或安全事故"),
}

#: a doubt settled by the eyes of one officer
CONFIRM_REASONS: Reasons = {
    "camera_misread": Words("Camera đọc sai, biển số thực tế đúng", "The camera misread; the plate is right", "摄像头误读，车牌无误"),
    "plate_dirty": Words("Biển số bẩn hoặc bị che, đã kiểm tra tận mắt", "The plate is dirty or covered; seen by eye", "车牌污损遮挡，已目视核对"),
    "late_recorded": Words("Về muộn, đã lập biên bản", "Late; the record is made", "逾期返回，已制作记录"),
    "check_done": Words("Đã kiểm tra xong, kết quả phù hợp", "Checked; the result agrees", "已查验，结果相符"),
    "clock_checked": Words("Giờ thiết bị lệch, đã đối chiếu", "The device's clock was off; compared", "设备时间有偏差，已核对"),
    "goods_counted": Words("Đã đếm hàng trên xe, lập biên bản", "The goods on board were counted; recorded", "已清点车上货物并制作记录"),
}

#: letting a vehicle pass against the machine: two officers
ADMISSION_REASONS: Reasons = {
    "system_down": Words("Hệ thống hoặc thiết bị hỏng", "System or device failure", "系统或设备故障"),
    "pass_unreadable": Words("Mã QR hỏng, đã đối chiếu biển số và giấy tờ", "The QR is damaged; plate and papers compared",
                             "二维码损坏，已核对车牌和证件"),
    "phone_lost": Words("Lái xe mất hoặc hỏng điện thoại", "The driver's phone is lost or broken", "驾驶员手机遗失或损坏"),
    "rescue": Words("Cấp cứu, cứu hộ, chữa cháy, cứu trợ", "Ambulance, rescue, fire or relief", "急救、救援、消防、救灾"),
    "leader_order": Words("Theo lệnh của lãnh đạo", "By order of the head of office", "按领导指令"),
    "turned_back": Words("Phía đối diện trả xe về", "The neighbour's gate sent the vehicle back", "对方口岸退回车辆"),
    "paper_fallback": Words("Làm thủ tục bằng giấy khi hệ thống dừng", "Cleared on paper during downtime", "系统停机期间纸质办理"),
}

TURN_BACK_REASONS: Reasons = {
    "wrong_gate": Words("Sai cửa khẩu hoặc sai làn", "Wrong gate or lane", "口岸或车道错误"),
    "not_accepted": Words("Tờ khai chưa được chấp nhận", "The declaration is not accepted", "申报单未被接受"),
    "pass_expired": Words("Thẻ hết hiệu lực", "The pass is no longer valid", "通行证已失效"),
    "papers_missing": Words("Thiếu giấy tờ bản chính", "An original is missing", "缺少原件"),
    "plate_differs": Words("Biển số không đúng như khai", "The plate is not the one declared", "车牌与申报不符"),
    "driver_differs": Words("Người điều khiển không đúng như khai", "The driver is not the one declared", "驾驶员与申报不符"),
    "seal_broken": Words("Niêm phong không còn nguyên vẹn", "A seal is broken", "封志破损"),
    "gate_closed": Words("Cửa khẩu đã đóng hoặc tạm dừng", "The gate is closed or paused", "口岸已关闭或暂停"),
    "driver_asks": Words("Lái xe xin quay lại", "The driver asks to go back", "驾驶员要求返回"),
}

#: changing the lane that the rules chose
OVERRIDE_REASONS: Reasons = {
    "new_information": Words("Có thông tin mới", "New information has come", "有新信息"),
    "officer_finding": Words("Công chức phát hiện dấu hiệu khác thường", "An officer noticed something unusual", "关员发现异常"),
    "scanner_busy": Words("Thiết bị kiểm tra không hoạt động", "The inspection device is out of service", "查验设备停用"),
    "perishable": Words("Hàng tươi sống, cần ưu tiên", "Perishable goods take precedence", "鲜活货物优先"),
    "data_error": Words("Dữ liệu chọn luồng sai", "The data behind the choice were wrong", "分流所依据的数据有误"),
    "leader_order": Words("Theo quyết định của lãnh đạo", "By decision of the head of office", "按领导决定"),
}

CANCEL_REASONS: Reasons = {
    "not_travelling": Words("Không đi nữa", "The trip will not take place", "不再出行"),
    "wrong_data": Words("Khai sai biển số, cửa khẩu hoặc chiều đi", "Plate, gate or direction was wrong", "车牌、口岸或方向填错"),
    "declared_twice": Words("Khai trùng", "It was declared twice", "重复申报"),
    "vehicle_broken": Words("Xe hỏng trước khi đến cửa khẩu", "The vehicle broke down before the gate", "车辆到达口岸前故障"),
    "goods_not_ready": Words("Hàng chưa sẵn sàng", "The goods are not ready", "货物未备妥"),
    "gate_closed": Words("Cửa khẩu tạm dừng", "The gate is paused", "口岸暂停"),
    "other": Words("Lý do khác", "Another reason", "其他原因"),
}

#: one list for the form's field and the request (VNACCS RFE: repair, accident, other)
EXTENSION_REASONS: Reasons = {choice.code: choice.words for choice in choices.EXTENSION_REASONS}

#: why a vehicle is looked at
CHECK_REASONS: Reasons = {
    "channel": Words("Luồng kiểm tra thực tế", "The physical-check lane", "查验通道"),
    "random": Words("Chọn ngẫu nhiên", "Chosen at random", "随机抽取"),
    "papers_differ": Words("Giấy tờ và khai báo không khớp", "Papers and declaration do not agree", "单证与申报不符"),
    "emergency_case": Words("Xe làm nhiệm vụ khẩn cấp không có giấy phép", "An emergency vehicle without a permit", "无许可证的紧急任务车辆"),
    "suspicion": Words("Có dấu hiệu vi phạm", "Signs of a breach", "有违规嫌疑"),
    "agency": Words("Theo đề nghị của cơ quan khác", "At another agency's request", "应其他机关要求"),
}

CHECK_RESULTS: Reasons = {
    "agrees": Words("Phù hợp với khai báo", "Agrees with the declaration", "与申报相符"),
    "small_difference": Words("Sai khác nhỏ, đã hướng dẫn sửa", "A small difference; correction advised", "轻微差异，已指导更正"),
    "vehicle_differs": Words("Phương tiện không đúng như khai", "The vehicle is not the one declared", "运输工具与申报不符"),
    "load_differs": Words("Tình trạng hàng không đúng như khai", "The load is not as declared", "载货情况与申报不符"),
    "hidden_goods": Words("Phát hiện hàng cất giấu", "Hidden goods were found", "发现藏匿货物"),
    "seal_broken": Words("Niêm phong không còn nguyên vẹn", "A seal is broken", "封志破损"),
    "not_presented": Words("Không đưa phương tiện đến kiểm tra", "The vehicle was not presented", "车辆未到场接受查验"),
}

LISTS: dict[str, Reasons] = {
    "return": RETURN_REASONS, "hold": HOLD_REASONS, "confirm": CONFIRM_REASONS, "admission": ADMISSION_REASONS,
    "turn_back": TURN_BACK_REASONS, "override": OVERRIDE_REASONS, "cancel": CANCEL_REASONS,
    "extension": EXTENSION_REASONS, "check": CHECK_REASONS, "check_result": CHECK_RESULTS,
}
