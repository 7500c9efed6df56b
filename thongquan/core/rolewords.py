"""Names of roles, levels, scopes and states of rules, in three languages."""

from thongquan.core.words import Words

ROLES: dict[str, Words] = {
    "declarant": Words("Người khai hải quan", "Declarant", "申报人"),
    "broker": Words("Đại lý làm thủ tục hải quan", "Customs broker", "报关行"),
    "transport_agent": Words("Đại lý vận tải", "Transport agent", "运输代理"),
    "driver": Words("Lái xe, thuyền trưởng", "Driver or boat master", "驾驶员、船长"),
    "yard_operator": Words("Điều hành bãi", "Yard operator", "货场管理员"),
    "gate_officer": Words("Công chức giám sát cửa khẩu", "Gate officer", "口岸监管关员"),
    "camera_officer": Words("Công chức trực camera", "Camera-duty officer", "视频值班关员"),
    "seal_keeper": Words("Người giữ niêm phong", "Seal keeper", "封志保管员"),
    "dossier_officer": Words("Công chức xử lý hồ sơ", "Dossier officer", "单证关员"),
    "inspector": Words("Công chức kiểm tra thực tế", "Inspector", "查验关员"),
    "laboratory": Words("Công chức phân tích, kiểm định", "Laboratory officer", "化验关员"),
    "reviewer": Words("Công chức phúc tập", "Reviewer", "复核关员"),
    "risk_analyst": Words("Cán bộ quản lý rủi ro", "Risk officer", "风险管理关员"),
    "team_leader": Words("Đội trưởng", "Team leader", "队长"),
    "office_leader": Words("Lãnh đạo Hải quan cửa khẩu", "Head of office", "口岸海关负责人"),
    "region_leader": Words("Lãnh đạo Chi cục khu vực", "Head of region", "关区负责人"),
    "nation_leader": Words("Lãnh đạo Cục Hải quan", "Head of the Department", "海关总局负责人"),
    "trainer": Words("Người hướng dẫn", "Trainer", "培训员"),
    "border_guard": Words("Bộ đội Biên phòng", "Border guard", "边防人员"),
    "quarantine_health": Words("Kiểm dịch y tế", "Health quarantine", "卫生检疫"),
    "quarantine_plant": Words("Kiểm dịch thực vật", "Plant quarantine", "植物检疫"),
    "quarantine_animal": Words("Kiểm dịch động vật", "Animal quarantine", "动物检疫"),
    "transport_management": Words("Quản lý vận tải", "Transport management", "运输管理"),
    "auditor": Words("Kiểm tra nội bộ", "Auditor", "内审员"),
    "administrator": Words("Quản trị hệ thống", "Administrator", "系统管理员"),
    "ministry": Words("Cán bộ bộ, ngành", "Ministry officer", "部委人员"),
    "partner": Words("Hệ thống đối tác", "Partner system", "合作方系统"),
}
LEVELS: dict[str, Words] = {
    "department": Words("Cục", "Department", "总局"), "region": Words("Chi cục khu vực", "Region", "关区"),
    "office": Words("Hải quan cửa khẩu, ngoài cửa khẩu", "Office", "隶属海关"), "team": Words("Đội", "Team", "队"),
}
KEY_SCOPES: dict[str, Words] = {
    "declarations:read": Words("Đọc tờ khai", "Read declarations", "读取申报单"),
    "declarations:write": Words("Khai và sửa tờ khai", "Declare and amend", "申报与修改"),
    "gate:scan": Words("Quét tại cửa khẩu", "Scan at the gate", "口岸扫码"),
    "changes:read": Words("Nhận thay đổi", "Read changes", "读取变更"),
    "reports:read": Words("Đọc số liệu", "Read figures", "读取统计"),
    "gate:run": Words("Tạm dừng cửa khẩu, đặt giờ và làn", "Pause a gate, set its hours and lanes", "暂停口岸、设定时间与车道"),
    "payments:write": Words("Nộp thuế, dùng bảo lãnh", "Pay taxes, use guarantees", "缴税及使用担保"),
    "licences:write": Words("Gửi giấy phép của bộ ngành", "Deliver ministries' documents", "报送主管部门许可证"),
    "images:write": Words("Gửi ảnh soi và kết quả đọc ảnh bằng máy", "Deliver scanner images and what machines read in them", "报送机检图像及机器判读结果"),
}
RULE_STATES: dict[str, Words] = {
    "proposed": Words("Chờ duyệt", "Waiting for approval", "待批准"), "active": Words("Có hiệu lực", "In force", "有效"),
    "refused": Words("Không duyệt", "Refused", "未批准"), "withdrawn": Words("Đã rút", "Withdrawn", "已撤回"),
    "ended": Words("Đã thay", "Replaced", "已替换"), "past": Words("Hết hạn", "Ended", "已到期"),
    "future": Words("Chưa tới ngày", "Not begun", "未生效"),
}
CHANNELS: dict[str, Words] = {
    "email": Words("Thư điện tử", "E-mail", "电子邮件"), "sms": Words("Tin nhắn SMS", "SMS", "短信"),
    "zalo": Words("Zalo", "Zalo", "Zalo"), "wechat": Words("WeChat", "WeChat", "微信"),
    "push": Words("Thông báo trình duyệt", "Browser push", "浏览器推送"),
}
DISPATCH_STATES: dict[str, Words] = {
    "queued": Words("Chờ gửi", "Waiting", "待发送"), "sending": Words("Đang gửi", "Sending", "发送中"),
    "sent": Words("Đã gửi", "Sent", "已发送"), "failed": Words("Không gửi được", "Not sent", "发送失败"),
}
